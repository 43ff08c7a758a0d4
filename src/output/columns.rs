//! Every column that the tool gives out, specified once.

use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// Its heading in tables.
    pub label: Cow<'static, str>,
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
        &[$(Column { name: $name, label: Cow::Borrowed($label), unit: $unit, meaning: $meaning, empty: $empty }),*]
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
    "criterion", "criterion", "", "identifier of the criterion, as in weights", NEVER;
    "value", "value", "as unit says", "figure of the criterion", "not assessed: note says why; never zero";
    "low", "at least", "as unit says", "lower bound of the figure, where the alternative is a sketch with a band; else the figure", "not assessed";
    "high", "at most", "as unit says", "upper bound of the figure, where the alternative is a sketch with a band; else the figure", "not assessed";
    "better", "better", "", "whether more or less of the criterion is better", NEVER;
    "difference", "against baseline", "as unit says", "the figure less that of the baseline", "one of the two is not assessed";
    "definition", "definition", "", "definition of the criterion", NEVER;
    "score", "score", "0 to 1", "weighted sum of the criteria, each scaled from the worst alternative (0) to the best (1)", "not ranked";
    "topsis", "TOPSIS", "0 to 1", "closeness to the ideal by TOPSIS (Hwang and Yoon 1981), vector-normalised", "not ranked";
    "topsis_rank", "its rank", "", "rank by TOPSIS", "not ranked";
    "pareto", "Pareto", "", "on the front, or the alternatives that are better by every criterion ranked by", "not ranked";
    "best_rank", "best", "", "best rank by the bounds of the figures, on the scale of the figures themselves", "not ranked";
    "worst_rank", "worst", "", "worst rank by the bounds of the figures", "not ranked";
    "directness", "directness", "ratio", "length over the geodesic between the ends", "it ends where it starts";
    "communes_crossed", "crossed", "communes", "communes in which it has some length", NEVER;
    "people_crossed", "people there", "people", "people of the communes crossed, a lower bound where some are unknown", "no figure is known";
    "communes_within", "within", "communes", "communes with land within the distance", NEVER;
    "share_of_province", "of province", "0 to 1", "proxy: people of the province within the distance over its people, both as far as known", "no population of the province";
    "people_zone_iii", "in zone III", "people", "proxy: people within the distance in communes of difficulty zone III", "no commune has a difficulty zone";
    "communes_access", "by access", "communes", "communes with land within the access distance of an access point", "no access points";
    "people_access", "people there", "people", "people of the communes served by access points", "no access points";
    "nearest_gate_m", "nearest gate", "m", "shortest geodesic to the nearest border gate", "none is located";
    "nearest_zone_m", "nearest zone", "m", "shortest geodesic to the nearest economic zone that is not superseded", "none is located";
    "nearest_airport_m", "nearest airport", "m", "shortest geodesic to the nearest airport", "none is located";
    "upgraded_length_m", "upgraded", "m", "length within the tolerance of an existing road", "no existing roads";
    "new_length_m", "new", "m", "length beyond the tolerance of every existing road", "no existing roads";
    "crossings", "crossings", "", "crossings with existing roads, shared stretches not counted", "no existing roads";
    "mean_access_spacing_m", "mean spacing", "m", "mean distance along the alignment between access points", "fewer than two access points";
    "widest_access_spacing_m", "widest spacing", "m", "widest distance along the alignment between access points", "fewer than two access points";
    "smallest_radius_m", "smallest radius", "m", "smallest radius of circles through three places 100 m apart", "vertices too far apart to tell";
    "sharp_length_m", "sharp", "m", "length with a radius below the design radius of the profile", "vertices too far apart, or no design radius";
    "land_take_ha", "land take", "ha", "length by width, by kind of section of the profile", "the profile has no width";
    "cost_total_bn_vnd", "cost", "billion VND", "length by unit cost, by kind of section of the profile", "the profile has no unit cost";
    "change", "change", "", "gained, lost or unchanged against the baseline", NEVER;
    "kind", "kind", "", "commune or zone", NEVER;
    "id", "id", "", "code of the commune or identifier of the zone", NEVER;
    "named", "name", "", "name of the commune or zone", NEVER;
    "before", "baseline", "", "how it stands to the baseline", NEVER;
    "after", "alternative", "", "how it stands to the alternative", NEVER;
    "road", "road", "", "identifier of the existing road", NEVER;
    "other_id", "and", "", "identifier of the other alternative", NEVER;
    "shared_length_m", "shared", "m", "length of the first within the tolerance of the second", NEVER;
    "shared_share", "of it", "0 to 1", "shared_length_m over the length of the first", NEVER;
    "hausdorff_m", "Hausdorff", "m", "continuous Hausdorff distance on the ellipsoid", NEVER;
    "hausdorff_at_m", "at", "m", "chainage of the place where it is reached, on the alternative that strays", NEVER;
    "frechet_m", "Fréchet", "m", "continuous Fréchet distance on the ellipsoid", "not computed: of many alternatives, only for those near enough to be duplicates";
    "between_km2", "between, km²", "km²", "land between the two", NEVER;
    "likeness", "likeness", "", "same, near-duplicate or distinct", NEVER;
    "weight", "weight", "0 to 1", "weight of the criterion; all sum to 1", NEVER;
    "weight_from", "stays from", "0 to 1", "smallest weight, the others in proportion, with which the first stays first", NEVER;
    "weight_to", "to", "0 to 1", "largest weight with which it does", NEVER;
    "taken_over", "then first", "", "which alternative is first below and above that interval", "none: the first stays first";
    "win_share", "wins with", "0 to 1", "share of all weight vectors with which the alternative is first", NEVER;
    "win_low", "at least", "0 to 1", "lower end of the 95 % confidence interval of a sampled share", "exact";
    "win_high", "at most", "0 to 1", "upper end of it", "exact";
    "method", "method", "", "how the share was found", NEVER;
    "figure_now", "now", "as unit says", "the figure as it is", NEVER;
    "figure_then", "from here", "as unit says", "the figure beyond which another alternative is first", NEVER;
    "of_range", "of the range", "ratio", "size of the change over the range between worst and best alternative", NEVER;
    "certainty", "crossing is", "", "certain: every line within the band crosses the commune; possible: some do", NEVER;
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
    "field", "property of the study", "", "property that the study reads", NEVER;
    "from_property", "from", "", "property of the file that it was taken from", NEVER;
    "how", "how", "", "whether the user named it or it was guessed by its name", NEVER;
    "example", "first value", "", "first value of it in the file", "it has none";
    "stitch", "what", "", "join of ends that do not meet, gap that was not bridged, or way left out beside the alignment or branching off", NEVER;
    "size_m", "size", "m", "width of the join or gap, or length of the way left out", NEVER;
    "ways", "ways", "", "ways that it is about", "a gap";
    "name", "column", "", "name of the column in files", NEVER;
    "column_unit", "unit", "", "unit in files", "no unit";
    "meaning", "meaning", "", "what it means", NEVER;
    "empty", "empty means", "", "what an empty cell means", NEVER;
];

static MISSING: Column = Column {
    name: "?",
    label: Cow::Borrowed("?"),
    unit: "",
    meaning: "a column without a specification",
    empty: NEVER,
};

/// The specification of a column.
pub fn column(name: &str) -> &'static Column {
    let found = COLUMNS.iter().find(|c| c.name == name);
    debug_assert!(found.is_some(), "the column {name} is not specified");
    found.unwrap_or(&MISSING)
}
