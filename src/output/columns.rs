//! Every column that the tool gives out, specified once.

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// Its heading in tables.
    pub label: &'static str,
    /// The unit in files; empty where there is none.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What an empty cell means.
    pub empty: &'static str,
}

const NEVER: &str = "never empty";
const NOT_SAID: &str = "the source does not say";
const NO_SUCH: &str = "does not apply";

macro_rules! columns {
    ($($name:literal, $label:literal, $unit:literal, $meaning:literal, $empty:expr;)*) => {
        &[$(Column { name: $name, label: $label, unit: $unit, meaning: $meaning, empty: $empty }),*]
    };
}

/// All columns.
pub static COLUMNS: &[Column] = columns![
    "alignment_id", "alignment", "", "identifier of the alignment", NEVER;
    "alignment_name", "name", "", "name of the alignment, as the layer writes it", NOT_SAID;
    "name_en", "English name", "", "English name", NOT_SAID;
    "route", "route", "", "official number of the route", NOT_SAID;
    "class", "class", "", "class of road", NOT_SAID;
    "status", "status", "", "status in the words of the source: existing, indicative, in force, …", NOT_SAID;
    "length_m", "length, km", "m", "geometric length on the WGS 84 ellipsoid, of the whole or of the range", NEVER;
    "official_m", "official, km", "m", "length that an authority or the press published for the whole alignment; never measured here", "no published length was found";
    "inside_m", "in province, km", "m", "geometric length within communes of the study's home province", "the study names no home province";
    "outside_m", "outside, km", "m", "geometric length outside every commune of the study", NEVER;
    "legs", "legs", "", "number of legs", NEVER;
    "gaps", "gaps", "", "number of places where parts of the alignment do not meet", NEVER;
    "leg_id", "leg", "", "identifier of the leg within its alignment", NEVER;
    "leg_name", "leg", "", "name of the leg", NOT_SAID;
    "concurrent_with", "concurrent with", "", "other alignment on the same road, as the layer says", "none is said";
    "shared_by", "shared with", "", "alignment whose stretch is not counted again", NEVER;
    "commune_id", "code", "", "official code of the commune", "in no commune";
    "commune", "commune", "", "name of the commune", "in no commune";
    "province", "province", "", "province of the commune", NOT_SAID;
    "served", "served", "", "definition by which communes are served: crossed, within a distance, by access point", NEVER;
    "from_m", "from", "m", "start of the range, geometric chainage from the alignment's first vertex", NEVER;
    "to_m", "to", "m", "end of the range, geometric chainage; the range is half-open", NEVER;
    "share", "share", "0 to 1", "part of the alignment's length", NEVER;
    "ranges", "chainage", "", "ranges of geometric chainage within the commune", "the alignment does not enter it";
    "on_border", "on border", "", "whether the range runs exactly on a commune border; it is then given to the lower code", NEVER;
    "also_in", "also in", "", "codes of other communes whose land overlaps here", "no overlap";
    "distance_m", "distance", "m", "shortest geodesic distance; 0 where the two meet", NEVER;
    "area_share", "land within", "0 to 1", "part of the commune's land within the distance, right to 1e-4", NEVER;
    "area_m2", "land, m²", "m²", "the commune's land within the distance: area_share of its geodesic area", NEVER;
    "area_km2", "area, km²", "km²", "geodesic area of the land as drawn", NEVER;
    "population", "people", "people", "people of the commune, as filed", "not known, or wrong as filed: see population_flag";
    "population_flag", "figure", "", "known, doubtful (sources differ), suspect (wrong as filed, not counted) or missing", NEVER;
    "people_within", "people within", "people", "proxy: population times area_share, as if people were spread evenly over the land", "population not known";
    "access_point", "access point", "", "nearest access point", NO_SUCH;
    "access_kind", "kind", "", "kind of access point, in the words of the source", NOT_SAID;
    "access_distance_m", "from it", "m", "shortest geodesic distance of the commune's land from the access point; 0 if it lies in the commune", NO_SUCH;
    "target_id", "target", "", "identifier of the zone, gate or place", NEVER;
    "target", "target", "", "name of the zone, gate or place", NEVER;
    "target_kind", "kind", "", "kind of zone, gate or place", NEVER;
    "rank", "rank", "", "1 for the nearest of its table", NEVER;
    "chainage_m", "at", "m", "geometric chainage of the place on the alignment", NEVER;
    "side", "side", "", "left, right or on, facing rising chainage", NEVER;
    "accuracy_m", "± accuracy", "m", "how far the target's point, or the alignment, may be from the truth", "not known; or the target is land";
    "proxy", "proxy", "", "whether a point stands for something that is elsewhere", NEVER;
    "note", "note", "", "what to know about the row", "nothing to add";
    "lon", "lon", "degrees", "longitude, WGS 84", NO_SUCH;
    "lat", "lat", "degrees", "latitude, WGS 84", NO_SUCH;
    "series", "series", "", "series of chainage: one of the study, or geometric", NEVER;
    "official_chainage_m", "lý trình", "m", "official chainage in the series", NO_SUCH;
    "basis", "basis", "", "calibrated between km-posts, extrapolated beyond them, or geometric along the line", NEVER;
    "uncertainty_m", "±", "m", "by how much the place would move at the rate of the span between posts that differs most", "not extrapolated";
    "offset_m", "offset", "m", "shortest geodesic distance of the place asked for from the alignment", NEVER;
    "residual_m", "residual", "m", "what the neighbouring posts would give for this post, less what it says", "no neighbour on one side";
    "misfit_m", "misfit", "m", "how far outside its known interval the calibration puts the post; 0 inside", NEVER;
    "place", "place", "", "name of the place", NOT_SAID;
    "communes", "communes", "", "number of communes served by the definition", NEVER;
    "people", "people", "", "people of these communes; ≥ where the figure of some is unknown", NEVER;
    "people_counted", "counted", "people", "the same as a number: the people who could be counted, a lower bound where communes_unknown is above 0", "no commune has a figure";
    "communes_unknown", "unknown", "", "communes whose population is missing or wrong as filed", NEVER;
    "communes_doubtful", "doubtful", "", "communes counted with a population on which sources differ", NEVER;
    "from_place", "from", "", "where the length starts", NEVER;
    "to_place", "to", "", "where the length ends", NEVER;
    "published_km", "published, km", "km", "length that the source gives", "no length was found";
    "measured_km", "measured, km", "km", "geometric length between the same places, from this study's layers", "the places are not on one alignment";
    "ratio", "ratio", "", "measured over published", "one of the two is missing";
    "source", "source", "", "who says so", NOT_SAID;
    "project_id", "project", "", "identifier of the project", NO_SUCH;
    "project", "project", "", "name of the project", NEVER;
    "owner", "owner", "", "who answers for the project", NOT_SAID;
    "legal_basis", "legal basis", "", "what it rests on", NOT_SAID;
    "version", "version", "", "version of the project as published", NEVER;
    "as_of", "as of", "", "date of the statement", NOT_SAID;
    "scope", "scope", "", "what the version covers", NOT_SAID;
    "cost_bn_vnd", "bn VND", "billion VND", "cost as published", "no cost was found";
    "qualifier", "cost is", "", "qualifier of the cost, such as about or more than", "none given";
    "financing", "financing", "", "how it is paid", NOT_SAID;
    "milestone", "milestone", "", "what was to happen", NEVER;
    "due", "due", "", "by when", "no date";
    "revised_due", "revised", "", "by when after revision", "not revised";
    "actual", "done", "", "when it happened", "not known to have happened";
    "progress", "progress", "", "how much is done", NOT_SAID;
    "from_report", "of report", "", "whether it is a statement of the conference report of November 2023: never an outcome", NEVER;
    "indicator", "indicator", "", "what is counted", NEVER;
    "area", "where", "", "area that the figure is about", NOT_SAID;
    "period", "period", "", "period that the figure is about", NOT_SAID;
    "figure", "figure", "", "the figure as written, with = > < or ~", NEVER;
    "unit", "unit", "", "unit of the figure", NOT_SAID;
    "file", "file", "", "file of the layer", NEVER;
    "role", "role", "", "what the layer is for", NEVER;
    "title", "title", "", "what the layer shows", NOT_SAID;
    "publisher", "publisher", "", "who published it", NOT_SAID;
    "date", "date", "", "its date", NOT_SAID;
    "licence", "licence", "", "its licence", NOT_SAID;
    "credit", "credit", "", "who must be credited", NOT_SAID;
    "accuracy", "accuracy", "", "how far it can be trusted", NOT_SAID;
    "changed", "changed", "", "what was changed and how", NOT_SAID;
    "severity", "severity", "", "error: the data cannot be used; warning: a figure may mislead", NEVER;
    "code", "code", "", "code of the fault", NEVER;
    "feature", "feature", "", "feature or row at fault", "the whole file";
    "property", "property", "", "property or column at fault", "the whole feature";
    "expected", "expected", "", "what the tool needs to see", NEVER;
    "found", "found", "", "what it saw", NEVER;
    "remedy", "what to do", "", "what the user can do", "nothing to add";
    "name", "column", "", "name of the column in files", NEVER;
    "column_unit", "unit", "", "unit in files", "no unit";
    "meaning", "meaning", "", "what it means", NEVER;
    "empty", "empty means", "", "what an empty cell means", NEVER;
];

static MISSING: Column =
    Column { name: "?", label: "?", unit: "", meaning: "a column without a specification", empty: NEVER };

/// The specification of a column.
pub fn column(name: &str) -> &'static Column {
    let found = COLUMNS.iter().find(|c| c.name == name);
    debug_assert!(found.is_some(), "the column {name} is not specified");
    found.unwrap_or(&MISSING)
}
