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
    "served_class", "served", "", "the best that any of the alignments does: crossed, within the distance, beyond it", NEVER;
    "served_by", "served by", "", "the alignments that cross it or come within the distance", "none does";
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
    "km", "km", "km", "whole kilometres of geometric chainage", NEVER;
    "km_label", "km-post", "", "the same as a km-post has it", NEVER;
    "official_label", "lý trình", "", "official chainage as a km-post has it", "no calibration reaches here";
    "distance_label", "distance", "", "shortest geodesic distance as a map has it", NEVER;
    "series", "series", "", "series of chainage: one of the study, or geometric", NEVER;
    "official_chainage_m", "lý trình", "m", "official chainage in the series", NO_SUCH;
    "basis", "basis", "", "calibrated between km-posts at a point, bounded where some are known by stretch only, extrapolated beyond them, or geometric along the line", NEVER;
    "uncertainty_m", "±", "m", "by how much the place may move: within what the km-posts known by stretch leave open, or beyond the last post at the rate of the span that differs most", "calibrated, or not known";
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
    "of_row", "column", "", "column of the row that the figure stands in", NEVER;
    "stands", "value", "", "what stands there, as a table shows it", NEVER;
    "exactly", "exactly", "", "the same as files have it: metres to the millimetre, shares from 0 to 1", NEVER;
    "input", "feature", "", "feature or row of the file that the figure rests on", "the whole file";
    "sha256", "SHA-256", "", "SHA-256 of the file as it was read", "not read from a file";
    "what", "what", "", "what rests on it", NEVER;
    "since", "since", "", "date from which it holds", NOT_SAID;
    "official_from_m", "lý trình from", "m", "official chainage of the start of the range", "no series of official chainage reaches it";
    "official_to_m", "lý trình to", "m", "official chainage of its end", "no series of official chainage reaches it";
    "report", "report", "", "file of the report", NEVER;
    "recorded", "recorded", "", "what stands in the report", NEVER;
    "made_again", "made again", "", "what its inputs give now", NEVER;
    "cause", "why", "", "input, definition or version changed; or the report was altered", NEVER;
    "first_m", "first, m", "m", "by Karney's geodesics on the WGS 84 ellipsoid", NEVER;
    "second_m", "second, m", "m", "by the VN-2000 grid through PROJ, its scale and datum divided out", NEVER;
    "difference_m", "apart, m", "m", "the second less the first", NEVER;
    "bound_m", "bound, m", "m", "how far apart two methods may be: a part in five million and 2 mm", NEVER;
    "agree", "agree", "", "whether they are no farther apart than the bound", NEVER;
    "why_not", "not honoured", "", "why the calibration cannot honour the stretch of the post", "it is honoured";
    "rate", "rate", "ratio", "official metres per metre of geometry", NEVER;
    "row", "row", "", "line of the table that was given", NEVER;
    "event_count", "events", "", "events that lie in the commune, wholly or in part", NEVER;
    "old_code", "old code", "", "code of the commune before the reform", NEVER;
    "old_name", "old name", "", "its name", NOT_SAID;
    "old_district", "district", "", "district that it belonged to", NOT_SAID;
    "new_code", "new code", "", "code of the commune that it became part of; the same code may have been another unit before", NEVER;
    "new_name", "new name", "", "name of that", NOT_SAID;
    "merge_type", "merged", "", "full where the whole commune went there", NOT_SAID;
    "population_2009", "people 2009", "people", "people of the old commune in the census of 2009", "the census has no such unit";
    "exact", "exact", "", "whether the values are exact: whole communes only", NEVER;
    "estimate", "estimate", "", "why the values are not exact", "they are exact";
    "made_of", "made of", "", "codes of the table that the row is made of", NEVER;
    "about", "about", "", "the alignment or project that changed, or study", NEVER;
    "was", "was", "", "how it was", "it was not there";
    "is_now", "is", "", "how it is", "it is gone";
    "change_by", "by", "as the figure", "the later figure less the earlier", "no number";
    "standing", "stands", "", "overdue, revised, due, done, done late or no date, on the day asked about", NEVER;
    "said", "report said", "", "figure of the conference report of November 2023: an estimate, never an outcome", NEVER;
    "later_estimate", "later estimate", "", "latest estimate of the same thing, place and period", "none was found";
    "came_out", "came out", "", "latest actual figure of the same thing, place and period", "none was found";
    "came_out_as_of", "as of", "", "date of that", "none was found";
    "came_out_source", "who says", "", "source of that", "none was found";
    "difficulty_zone", "zone", "", "difficulty zone I to III of the province's list", "not on that list";
    "known_indicators", "known of it", "", "indicators that a table of the study has of the commune itself", "none was found";
    "figure_id", "figure id", "", "identifier of the row's figures: with / and the name of a column, `corridor explain` opens one", NEVER;
    "milestone_id", "id", "", "identifier of the milestone", NEVER;
    "indicator_id", "id", "", "identifier of the indicator", NEVER;
    "file", "file", "", "file of the layer", NEVER;
    "role", "role", "", "what the layer is for", NEVER;
    "title", "title", "", "what the layer shows", NOT_SAID;
    "publisher", "publisher", "", "who published it", NOT_SAID;
    "date", "date", "", "its date", NOT_SAID;
    "licence", "licence", "", "its licence", NOT_SAID;
    "credit", "credit", "", "who must be credited", NOT_SAID;
    "accuracy", "accuracy", "", "how far it can be trusted", NOT_SAID;
    "changed", "changed", "", "what was changed and how", NOT_SAID;
    "severity", "severity", "", "error: the data cannot be used; warning: a figure may mislead; note: to know when working on with the data", NEVER;
    "code", "code", "", "code of the fault", NEVER;
    "feature", "feature", "", "feature or row at fault", "the whole file";
    "property", "property", "", "property or column at fault", "the whole feature";
    "expected", "expected", "", "what the tool needs to see", NEVER;
    "found", "found", "", "what it saw", NEVER;
    "remedy", "what to do", "", "what the user can do", "nothing to add";
    "fault_kind", "kind", "", "what faults with this code are", NEVER;
    "faults_of_kind", "faults", "", "how many faults have this code", NEVER;
    "fault_lon", "lon", "degrees", "longitude of the spot, WGS 84", "the fault is nowhere on the map";
    "fault_lat", "lat", "degrees", "latitude of the spot, WGS 84", "the fault is nowhere on the map";
    "on_alignment", "alignment", "", "alignment that the spot is on", "it is on none";
    "fault_at_m", "at", "m", "geometric chainage of the spot on that alignment", "it is on none";
    "fault_size", "size", "", "size of the fault, or of the largest of its kind, in the unit beside it", "it has none";
    "fault_unit", "unit", "", "unit of the size", "it has none";
    "spoils", "spoils", "", "which figure the fault spoils, and how", NEVER;
    "mender", "who mends it", "", "corridor mend; the same if the code is named with --only, because the data could be right as it is; or a person who knows more than the file says", NEVER;
    "mend_how", "how", "", "how it is mended, or who decides", NEVER;
    "mended_features", "features", "", "features that were changed, or would be", NEVER;
    "mend_before", "before the mend", "", "what the features measured before", NEVER;
    "mend_after", "after the mend", "", "what they measure after", NEVER;
    "why_not_mended", "why not", "", "why it was not mended although it was chosen", NEVER;
    "origin_id", "code", "", "code of the commune or identifier of the place that the way starts at", NEVER;
    "origin", "from", "", "name of the place that the way starts at", NEVER;
    "minutes", "time, min", "min", "time by the speeds of the table, without stops", "not reached: why_not says why; never a large number";
    "way_m", "distance, km", "m", "length of the way, connectors included", "not reached";
    "connector_m", "of it off road", "m", "straight lines of the way that stand for roads which no layer has: office to road, road to gate", "not reached";
    "way", "way", "", "roads in the order driven, with the kilometres on each", "not reached";
    "no_way_because", "why not", "", "why there is no way", "there is one";
    "band", "within, min", "min", "the least of 30, 60, 90 and 120 minutes within which the destination is reached", "not within 120 minutes, or not reached";
    "minutes_before", "before, min", "min", "time without the change", "not reached before";
    "minutes_after", "after, min", "min", "time with the change", "not reached after";
    "minutes_saved", "saved, min", "min", "minutes_before less minutes_after; negative where it takes longer", "not reached before or after";
    "saved_m", "saved, km", "m", "length of the way before less that after; negative where it is longer", "not reached before or after";
    "by_what", "by what", "", "the first stretch of the way that was not there before, with the access points where it is joined and left; or the stretch that is no longer there", "nothing changed";
    "newly_within_60", "newly ≤ 60 min", "", "whether the destination is within 60 minutes now and was not before", NEVER;
    "within_min", "within, min", "min", "the minutes within which the destination is reached", NEVER;
    "scope_of", "of", "", "which communes are counted", NEVER;
    "people_after", "people after", "people", "the same with the change", "no change was asked for";
    "communes_after", "communes after", "communes", "the same with the change", "no change was asked for";
    "outcome", "communes that are", "", "what the change makes of them", NEVER;
    "seq", "no.", "", "place in the order", NEVER;
    "piece", "piece", "", "road; connector (straight, off road); join (an end within the snapping tolerance); interchange (from an access point to a road); inside (land that is entered)", NEVER;
    "speed_kmh", "km/h", "km/h", "speed that the time is made with", "takes no time";
    "key", "value of", "", "which value of the table of speeds", NEVER;
    "citation", "citation", "", "where the value comes from", NEVER;
    "verified", "verified", "", "whether somebody has checked it against its source", NEVER;
    "people_minutes_saved", "people × min saved", "people × min", "minutes saved times people, summed over the communes whose population is known", "nobody is counted";
    "communes_nearer", "nearer", "communes", "communes from which the destination is reached sooner", NEVER;
    "communes_farther", "farther or cut off", "communes", "communes from which it is reached later, or no longer", NEVER;
    "people_nearer", "people nearer", "people", "people of the communes from which the destination is reached sooner; ≥ where some are unknown", NEVER;
    "people_newly_60", "people newly ≤ 60 min", "people", "people of the communes within 60 minutes now and not before", NEVER;
    "most_saved_min", "most saved, min", "min", "the most minutes that a commune saves", "no commune is reached before and after";
    "roads_of", "roads", "", "roads of this part", NEVER;
    "part", "part", "", "parts of the network that no road joins, the longest first", NEVER;
    "link", "link", "", "number of the link", NEVER;
    "from_node", "from node", "", "number of the node", NEVER;
    "to_node", "to node", "", "number of the node", NEVER;
    "seconds", "seconds", "s", "time at the speed of the road", NEVER;
    "one_way", "one-way", "", "rising or falling: the direction of chainage in which alone it is open", "open both ways";
    "doubt", "doubt", "", "crossing without a junction, end that nearly meets a road, or access point that is joined to no road", NEVER;
    "with_road", "and", "", "the other road", NO_SUCH;
    "with_m", "at", "m", "geometric chainage on the other road", NO_SUCH;
    "road_m", "by road, km", "m", "length of the quickest way by road from the alignment to the target, connectors included", "no way: see road_note";
    "road_min", "by road, min", "min", "time of that way by the speeds of the study", "no way, or not asked for: see road_note";
    "road_from_m", "left at", "m", "geometric chainage at which that way leaves the alignment: for an expressway, at an access point", "no way, or not asked for";
    "road_note", "by road", "", "why there is no way by road", "there is one";
    "rai_share", "share", "0 to 1", "part of the commune's land within the distance of a road of all seasons", NEVER;
    "rai_people", "people there", "people", "proxy: population times that part", "population not known";
    "delay_people_min", "people × min", "people × min", "minutes of delay times people, if the stretch is closed, over the communes that are still connected and counted", NEVER;
    "cut_off_people", "people cut off", "people", "people of the communes that are no longer connected if the stretch is closed; ≥ where some are unknown", NEVER;
    "cut_off", "communes cut off", "communes", "communes that are no longer connected if the stretch is closed", NEVER;
    "delayed", "communes delayed", "communes", "communes that take longer if the stretch is closed", NEVER;
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

/// A column of a table that the user gave; where the tool has one of that name it is told apart.
pub(super) fn user_column(name: &str) -> Column {
    let taken = COLUMNS.iter().any(|c| c.name == name);
    let name = if taken { format!("own_{name}") } else { name.to_string() };
    Column {
        label: Cow::Owned(name.clone()),
        // As long-lived as the tool's own names: a table has few columns, and a run reads one or two.
        name: Box::leak(name.into_boxed_str()),
        unit: "",
        meaning: "column of the table that was given",
        empty: "empty in that table",
    }
}
