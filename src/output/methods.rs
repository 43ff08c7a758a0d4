//! How each figure is found, who described the method, and within which bound it is right: once for the whole tool.

/// How a figure is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method {
    /// In a sentence.
    pub how: &'static str,
    /// Who described it.
    pub citation: &'static str,
    /// How far the figure may be from the truth of its inputs, and what the inputs add.
    pub bound: &'static str,
}

const fn method(how: &'static str, citation: &'static str, bound: &'static str) -> Method {
    Method { how, citation, bound }
}

const KARNEY: &str = "C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43–55";
const OWN: &str = "defined by this tool: `corridor columns`";

const LENGTH: Method = method(
    "arc length on the WGS 84 ellipsoid of edges that are straight in longitude and latitude, by quadrature; equal to the sum of Karney's geodesics over an ever finer cut",
    KARNEY,
    "1 mm for the line as drawn; the drawn line is as good as its layer, and a lower bound where it is generalised",
);
const CUT: Method = method(
    "the alignment cut where it meets the borders of the communes, with exact predicates; a stretch on a border goes to the lower code",
    "J. R. Shewchuk, Adaptive precision floating-point arithmetic and fast robust geometric predicates (1997)",
    "1 mm along the line as drawn; the borders are derived, up to 218 m from the full polygon in the embedded study",
);
const DISTANCE: Method = method(
    "shortest geodesic, its foot found by Newton's method on the inverse geodesic",
    "C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43–55; W. Torge & J. Müller, Geodesy (2012), section 4.1, up to 30 km",
    "1 mm; the ends are no better than their accuracy, which stands beside the figure",
);
const SHARE: Method = method(
    "land within the distance over all land, exact in an equal-area plane at the commune, by Green's theorem along borders and arcs",
    "J. P. Snyder, Map projections: a working manual, USGS PP 1395 (1987), for the plane",
    "1e-4 of the commune's land",
);
const PROXY: Method = method(
    "population times the share of land within the distance, summed: a proxy, as if people were spread evenly",
    OWN,
    "as a proxy not known; computing adds 1e-4 of each population; a lower bound where a population is unknown",
);
const COUNTED: Method = method(
    "the populations of these communes as filed, added up; missing or wrong ones count as unknown",
    OWN,
    "exact as filed; a lower bound where a population is unknown",
);
const FILED: Method = method(
    "copied from the source's row as filed; nothing is computed",
    "the source of the row",
    "none of computing; as far as the source can be trusted",
);
const LINEAR: Method = method(
    "linear between km-posts whose place is known; beyond or between them as the basis says",
    "ISO 19148:2021, linear referencing",
    "the residual of the posts, about 100 m where calibrated; else the uncertainty beside it",
);
const RANKED: Method = method(
    "criteria scaled from the worst alternative (0) to the best (1), weighted and added",
    "C. L. Hwang and K. Yoon, Multiple attribute decision making (1981)",
    "rounding of the figures it is made from",
);
const EXPLORED: Method = method(
    "over all vectors of weights, exact where the polytope can be cut up and sampled elsewhere, with the interval stated",
    "R. Lahdelma, J. Hokkanen and P. Salminen, SMAA, EJOR 106 (1998) 137–143",
    "exact to rounding, or the 95 % interval beside it",
);
const LIKE: Method = method(
    "continuous along both lines on the ellipsoid, by branch and bound",
    "H. Alt and M. Godau, Computing the Fréchet distance between two polygonal curves, IJCGA 5 (1995) 75–91",
    "1 cm",
);
const CURVES: Method = method(
    "radius of the circle through three places 100 m apart along the line",
    OWN,
    "not better than the spacing of the vertices",
);
const COUNT: Method = method("counted", OWN, "exact for the layers as drawn");
const COSTED: Method = method(
    "length by kind of section times the unit value of the profile",
    "the citation of each value in the profile",
    "that of the unit values",
);

/// How the figures of a column, or of a criterion, are found.
pub fn method_of(name: &str) -> Method {
    match name {
        "length_m" | "length" | "measured_km" | "inside_m" | "outside_m" | "legs" | "gaps" => LENGTH,
        "from_m" | "to_m" | "ranges" | "share" | "on_border" | "also_in" | "chainage_m" | "hausdorff_at_m"
        | "communes_crossed" => CUT,
        "distance_m" | "access_distance_m" | "offset_m" | "nearest_gate_m" | "nearest_zone_m" | "nearest_airport_m"
        | "nearest_gate" | "nearest_zone" | "nearest_airport" | "rank" | "side" | "communes_within"
        | "communes_access" | "directness" => DISTANCE,
        n if n.starts_with("to_") => DISTANCE,
        "area_share" | "area_m2" | "area_km2" | "between_km2" => SHARE,
        "people_within" | "share_of_province" | "people_zone_iii" => PROXY,
        "people" | "people_counted" | "communes_unknown" | "communes_doubtful" | "communes" | "people_crossed"
        | "people_access" => COUNTED,
        "official_chainage_m" | "residual_m" | "misfit_m" | "uncertainty_m" | "basis" => LINEAR,
        "score" | "topsis" | "topsis_rank" | "pareto" | "best_rank" | "worst_rank" => RANKED,
        "weight_from" | "weight_to" | "win_share" | "win_low" | "win_high" | "figure_then" | "of_range" => EXPLORED,
        "hausdorff_m" | "frechet_m" | "shared_length_m" | "shared_share" | "likeness" | "upgraded_length_m"
        | "new_length_m" | "upgraded_length" | "new_length" => LIKE,
        "smallest_radius_m" | "sharp_length_m" | "smallest_radius" | "sharp_length" => CURVES,
        "crossings"
        | "mean_access_spacing_m"
        | "widest_access_spacing_m"
        | "mean_access_spacing"
        | "widest_access_spacing" => COUNT,
        "land_take_ha" | "cost_total_bn_vnd" | "land_take" | "cost" => COSTED,
        _ => FILED,
    }
}
