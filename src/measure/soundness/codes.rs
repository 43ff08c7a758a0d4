//! What each fault spoils, and who can mend it: the catalogue of codes.

/// Who mends a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// The tool, without inventing anything.
    Sure,
    /// The tool, but only where it is asked to by name: it could be right as it is.
    Asked,
    /// Nobody but a person who knows more than the file says.
    Person,
}

impl Mend {
    /// The word for it in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Mend::Sure => "corridor mend",
            Mend::Asked => "corridor mend, if named",
            Mend::Person => "a person",
        }
    }
}

/// What is known of every fault with one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ailment {
    /// The code.
    pub code: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Which figure it spoils, and how.
    pub spoils: &'static str,
    /// Who mends it.
    pub mend: Mend,
    /// How it is mended, or who decides.
    pub how: &'static str,
}

/// What is known of every fault with this code; of one that the tool only refuses, that nothing is computed.
pub fn ailment(code: &str) -> Ailment {
    const OTHER: Ailment = Ailment {
        code: "",
        what: "something that the layer may not have",
        spoils: "what needs this layer is not computed, or rests on less than it says",
        mend: Mend::Person,
        how: "whoever made the file",
    };
    AILMENTS.iter().find(|a| a.code == code).copied().unwrap_or(OTHER)
}

macro_rules! ailments {
    ($($code:literal, $what:literal, $spoils:literal, $mend:ident, $how:literal;)*) => {
        &[$(Ailment { code: $code, what: $what, spoils: $spoils, mend: Mend::$mend, how: $how }),*]
    };
}

/// The faults of data, by code.
pub static AILMENTS: &[Ailment] = ailments![
    "axes-swapped", "latitude written before longitude", "every figure: the layer lies on another part of the Earth", Sure,
        "the two numbers of each position change places";
    "crs-missing", "projected metres in a file that says longitude and latitude", "every figure: the layer cannot be placed", Person,
        "whoever made the file says its CRS; then corridor mend --crs EPSG:… moves it";
    "crs-area", "numbers that are nowhere near the place where their CRS is used", "every figure: the layer lies elsewhere", Person,
        "whoever made the file says its CRS; then corridor mend --crs EPSG:… moves it";
    "crs", "a CRS that the numbers contradict", "every figure: the layer cannot be placed", Person,
        "whoever made the file says its CRS";
    "ring-open", "a ring that is not closed", "the commune is refused: nothing is computed for it", Sure,
        "its first position is repeated at its end";
    "ring-too-short", "a ring around no land", "the commune is refused: nothing is computed for it", Sure,
        "the ring is left out where other land is left";
    "ring-twice", "a ring drawn twice", "area and people of the commune: the land counts twice, or a hole hides it", Sure,
        "the repeat is left out";
    "ring-crosses-itself", "a ring that crosses itself", "area, shares and lengths within: inside and outside change places behind the crossing", Sure,
        "all land that the rings run around is kept, as by ST_MakeValid (method structure)";
    "vertex-repeated", "a vertex written twice in a row", "no length or area; curvature and counts of vertices", Sure,
        "the repeat is left out";
    "feature-twice", "a feature that stands twice in the file", "every sum: it counts twice, or the file is refused", Sure,
        "the later one is left out";
    "geometry-twice", "two features with one geometry and different attributes", "lengths and people within: they count for both", Person,
        "whoever keeps the list says which of the two holds";
    "communes-gap", "land between communes that belongs to none", "lengths within: what crosses it counts as outside every commune", Sure,
        "up to the tolerance it goes to the neighbour with the longest common border; wider ones are land, water or abroad, and a person decides";
    "communes-overlap", "land that two communes have", "lengths and people within: the stretch counts for the lower code, area shares count twice", Sure,
        "up to the tolerance the lower code keeps it, as in every figure until now; of wider ones a person decides";
    "sliver", "a part of a commune narrower than two borders can be drawn apart", "areas by little; a road along it enters and leaves the commune", Sure,
        "it goes to the neighbour with the longest common border; without one, or if it is all of the commune, a person decides";
    "loose-end", "an end of a road that stops short of another", "ways by road: there is no way across, so they lead around or end", Asked,
        "the end is led to the nearest point of the other road, which gets a vertex there";
    "crossing-without-junction", "two roads that cross without a common vertex", "ways by road: no way leads from one to the other there", Asked,
        "both roads get a vertex at the crossing; leave it where one passes over the other";
    "against-chainage", "a line drawn against its chainage", "every chainage, and left and right: they count from the wrong end", Sure,
        "the line is turned round, its legs too";
    "posts-backwards", "km-posts that do not rise along the line", "official chainage: there is none for this series", Person,
        "whoever measured the posts";
    "km-post-order", "a km-post out of order", "official chainage on both sides of it", Person,
        "whoever measured the posts says which of them is wrong";
    "km-post-off-line", "a km-post off its line", "official chainage about it: it is put on the nearest place, which may be the wrong one", Person,
        "whoever measured the posts, or drew the line";
    "population-suspect", "a population that its source marks as wrong", "people within, served and reached: the commune counts as unknown", Person,
        "whoever keeps the register says the figure; the tool never does";
    "population-conflict", "a population on which sources differ", "people within, served and reached: by the difference", Person,
        "whoever keeps the register says which figure holds";
    "population-missing", "no population", "people within, served and reached: the commune counts as unknown", Person,
        "whoever keeps the register says the figure";
    "population-sparse", "far fewer people to the square kilometre than about it", "people within, served and reached: too few, by nine tenths if a digit is lost", Person,
        "whoever keeps the register; mark it suspect_… in population_flag until then";
    "population-dense", "far more people to the square kilometre than about it", "people within, served and reached: too many, tenfold if a digit is one too many", Person,
        "whoever keeps the register; mark it suspect_… in population_flag until then";
    "population-against-earlier", "a population out of keeping with an earlier count of the same land", "people within, served and reached", Person,
        "whoever keeps the register; mark it suspect_… in population_flag until then";
    "area-differs", "land as drawn of another area than the official list has", "shares of land and people within: they rest on the land as drawn", Person,
        "whoever keeps the map, or the list";
    "code-reused", "a code that was another unit's before", "tables of different days joined by code: figures of one place go to another", Person,
        "nobody: go from one day to another by corridor crosswalk, never by code alone";
    "name-diacritics", "names that differ in diacritics only", "tables joined by name: one place becomes two, or two become one", Person,
        "whoever keeps the list says whether they are one name";
    "homonym", "one name for several units", "tables joined by name: figures go to the wrong place; the tool goes by code", Person,
        "nobody: join by code";
    "foreign-feature", "a feature of another country", "sums over the layer, and ways by road: foreign land and roads count", Asked,
        "it is left out of the layer";
    "parts-apart", "parts of a line that do not meet", "lengths and chainage: the gap has no length", Person,
        "whoever drew the line; corridor import --stitch joins ways";
    "outside-communes", "a line outside every commune", "communes served: it has none", Person,
        "whoever made the layers: another CRS, or communes that are missing";
    "long-edge", "an edge longer than roads have", "lengths: a vertex may be out of place", Person,
        "whoever drew the line";
    "duplicate-code", "two communes with one code", "the layer is refused", Person,
        "whoever keeps the list says which of the two holds";
    "not-lon-lat", "numbers that cannot be longitude and latitude", "the layer is refused", Person,
        "whoever made the file";
];
