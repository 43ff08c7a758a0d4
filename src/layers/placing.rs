//! Features of a file onto the Earth: its CRS settled, its coordinates moved to WGS 84 and looked at.

use super::LayerOptions;
use super::content::Content;
use super::geojson::Feature;
use crate::error::{Fault, Result, clean, shown};
use crate::geodesy::{CrsAbout, CrsKind, Edge, LonLat, OUTSIDE_AREA as OUTSIDE, Transformer, fitting};
use geo::{CoordsIter, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use rayon::prelude::*;

/// The features in WGS 84 longitude and latitude, and what is doubtful about them.
///
/// # Errors
/// Every fault of the file: features that could not be read, heights that would be lost, coordinates that cannot be
/// longitude and latitude in the CRS, with the CRS that would fit.
pub fn placed(content: Content, options: &LayerOptions) -> Result<(Vec<Feature>, Vec<Fault>)> {
    let Content { mut features, crs, mut faults, heights, open, .. } = content;
    faults.extend_from(open);
    let heights: std::collections::BTreeSet<String> = heights.into_iter().collect();
    if !options.ignore_z {
        for label in &heights {
            faults.push(
                Fault::new(
                    "heights",
                    "positions of two numbers: lengths here are on the ellipsoid and use no heights",
                    "positions with a height",
                )
                .feature(label)
                .remedy(
                    "export the layer without Z, or (with assess and import) add --ignore-z to leave the heights out",
                ),
            );
        }
    }
    if let Some(crs) = agreed(options.crs.as_deref(), crs.as_deref())?.filter(|c| !is_lon_lat(c)) {
        let transformer = Transformer::from_crs(&crs)?;
        if !transformer.about().is_wgs84() {
            if let Some(fault) = outside(&features, &transformer) {
                faults.push(fault);
                return faults.with_warnings(features);
            }
            for feature in &mut features {
                let moved = feature.geometry.take().map(|g| moved(g, &transformer)).transpose();
                feature.geometry = faults.keep(moved.map_err(|e| e.in_feature(&feature.label))).flatten();
            }
        }
    }
    let mut remedy = None;
    let high = |label: &String| !options.ignore_z && heights.contains(label);
    // Looked for on all cores; seldom is there one to tell of.
    let wrong = |f: &&Feature| f.geometry.as_ref().is_some_and(|g| !is_possible(g));
    let wrong: Vec<&Feature> = features.par_iter().filter(wrong).collect();
    for feature in wrong.into_iter().filter(|f| !high(&f.label)) {
        if let Some(fault) = feature.geometry.as_ref().and_then(|g| impossible(g, &mut remedy)) {
            faults.push(fault.feature(&feature.label));
        }
    }
    faults.with_warnings(features)
}

/// The same for a doctor, who wants what is there whatever is wrong with it: the features, whether they were moved from another CRS, and
/// what is wrong. Here the CRS asked for is believed, whatever the file declares.
pub fn placed_anyhow(mut features: Vec<Feature>, crs: Option<&str>) -> (Vec<Feature>, bool, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut moving = false;
    if let Some(crs) = crs.map(short_crs).filter(|c| !is_lon_lat(c)) {
        match Transformer::from_crs(&crs) {
            Err(error) => faults.extend(error.faults().iter().cloned()),
            Ok(transformer) if transformer.about().is_wgs84() => {}
            Ok(transformer) => match outside(&features, &transformer) {
                Some(fault) => faults.push(fault),
                None => {
                    moving = true;
                    for feature in &mut features {
                        match feature.geometry.take().map(|g| moved(g, &transformer)).transpose() {
                            Ok(geometry) => feature.geometry = geometry,
                            Err(error) => {
                                let label = feature.label.clone();
                                faults.extend(error.in_feature(&label).faults().iter().cloned());
                            }
                        }
                    }
                }
            },
        }
    }
    let far = |g: &Geometry<f64>| g.coords_iter().any(|c| c.x.abs() > 180.0 || c.y.abs() > 180.0);
    let metres = features.iter().filter(|f| f.geometry.as_ref().is_some_and(far)).count();
    if metres > 0 && faults.is_empty() {
        let at = features
            .iter()
            .filter_map(|f| f.geometry.as_ref())
            .find_map(|g| g.coords_iter().find(|c| c.x.abs() > 180.0 || c.y.abs() > 180.0));
        let found = at.map_or(String::new(), |c| format!("({}, {})", shown(c.x), shown(c.y)));
        let remedy = at.map_or(String::new(), |c| format!("these look like projected metres: {}", suggestion(c)));
        let fault = Fault::new("crs-missing", "longitude within ±180 and latitude within ±90 degrees", found);
        faults.push(fault.remedy(remedy).size(metres as f64, "features"));
    }
    (features, moving, faults)
}

/// The CRS asked for and the one declared, unless they say different things.
fn agreed(asked: Option<&str>, declared: Option<&str>) -> Result<Option<String>> {
    let (asked, declared) = (asked.map(short_crs), declared.map(short_crs));
    match (asked, declared) {
        (Some(asked), Some(declared)) if !same_crs(&asked, &declared) => Err(Fault::new(
            "crs",
            format!("a file in the CRS asked for, {}", clean(&asked)),
            format!("one that declares {}", CrsAbout::of(&declared).map_or(clean(&declared), |about| about.label())),
        )
        .remedy("leave --crs out, or remove the member \"crs\" (the .prj of a shapefile) from the file")
        .into()),
        (asked, declared) => Ok(asked.or(declared)),
    }
}

/// `urn:ogc:def:crs:EPSG:9.8:4326`, `http://www.opengis.net/def/crs/EPSG/0/4326` and `EPSG:4326` are one.
fn short_crs(name: &str) -> String {
    let name = name.trim();
    let parts: Vec<&str> = if let Some(rest) = name.strip_prefix("urn:ogc:def:crs:") {
        rest.split(':').collect()
    } else if let Some((_, rest)) = name.split_once("://www.opengis.net/def/crs/") {
        rest.split('/').collect()
    } else {
        return name.to_string();
    };
    // Between authority and code there may be a version.
    match (parts.first(), parts.last()) {
        (Some(authority), Some(code)) if parts.len() > 1 => format!("{authority}:{code}"),
        _ => name.to_string(),
    }
}

fn same_crs(one: &str, other: &str) -> bool {
    let code = |crs: &str| CrsAbout::of(crs).ok().and_then(|about| about.code);
    one.eq_ignore_ascii_case(other)
        || is_lon_lat(one) && is_lon_lat(other)
        || matches!((code(one), code(other)), (Some(a), Some(b)) if a == b)
}

/// Whether what the CRS calls coordinates is longitude and latitude on WGS 84.
pub fn is_on_wgs84(crs: &str) -> bool {
    is_lon_lat(&short_crs(crs))
}

/// Whether coordinates stay as they are in the file, so that PROJ has no part in them.
pub fn is_unmoved(content: &Content, options: &LayerOptions) -> bool {
    let stays = |crs: &String| is_lon_lat(crs) || CrsAbout::of(crs).is_ok_and(|about| about.is_wgs84());
    agreed(options.crs.as_deref(), content.crs.as_deref()).is_ok_and(|crs| crs.as_ref().is_none_or(stays))
}

/// Whether a geometry is somewhere on the Earth, in longitude and latitude.
pub fn is_possible(geometry: &Geometry<f64>) -> bool {
    let is_sound = |line: &[LonLat]| line.iter().all(is_place) && !line.windows(2).any(wraps);
    lines_hold(geometry, is_sound).unwrap_or_else(|| astray(geometry).is_none())
}

fn is_lon_lat(crs: &str) -> bool {
    ["EPSG:4326", "OGC:CRS84", "CRS84", "WGS84"].iter().any(|known| crs.eq_ignore_ascii_case(known))
}

/// The middle of all coordinates as they stand in the file.
fn middle(features: &[Feature]) -> Option<LonLat> {
    let geometries = features.iter().filter_map(|f| f.geometry.as_ref());
    let finite = |c: &LonLat| c.x.is_finite() && c.y.is_finite();
    let firsts: Vec<LonLat> = geometries.filter_map(|g| g.coords_iter().find(finite)).collect();
    let middling = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers.get(numbers.len() / 2).copied()
    };
    let (xs, ys) = (firsts.iter().map(|c| c.x).collect(), firsts.iter().map(|c| c.y).collect());
    Some(LonLat { x: middling(xs)?, y: middling(ys)? })
}

/// Why the numbers of the file are not in its CRS, if they are not: most of them would be where nobody uses it.
fn outside(features: &[Feature], transformer: &Transformer) -> Option<Fault> {
    let about = transformer.about();
    let at = middle(features)?;
    let degrees = at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
    if degrees && about.kind == CrsKind::Projected {
        return Some(
            Fault::new("crs", format!("coordinates in {}", about.label()), format!("({}, {}), which look like degrees", at.x, at.y))
                .remedy("leave --crs out, or remove the member \"crs\" (the .prj): the file is in longitude and latitude already"),
        );
    }
    let area = about.area?;
    let place = transformer.lon_lat(at.x, at.y).ok();
    if place.is_some_and(|p| area.stretched(OUTSIDE).covers(p)) {
        return None;
    }
    let would = place.map_or("nowhere".to_string(), |p| format!("at {:.3}, {:.3}", p.x, p.y));
    let found = format!("({}, {}), which would be {would}, where that CRS is not used", shown(at.x), shown(at.y));
    Some(Fault::new("crs-area", format!("coordinates in {}", about.label()), found).remedy(suggestion(at)))
}

/// In which CRS the numbers would be a place, as a remedy.
fn suggestion(at: LonLat) -> String {
    let fits = fitting(at.x, at.y, None);
    let told = |fit: &crate::geodesy::Fit| {
        let swap = if fit.swapped { ", with the two columns swapped," } else { "" };
        format!("{} ({}){swap} puts them at {:.2}, {:.2}", fit.code, fit.name, fit.place.x, fit.place.y)
    };
    match fits.split_first() {
        None => "check the CRS: none that is used in Việt Nam fits; ask who made the file".to_string(),
        Some((first, others)) => {
            let also: Vec<&str> = others.iter().take(5).map(|f| f.code.as_str()).collect();
            let also = if also.is_empty() { String::new() } else { format!("; {} would fit too", also.join(", ")) };
            format!("did you mean --crs {}{also}? Ask who made the file, or export it as WGS 84", told(first))
        }
    }
}

/// What makes these coordinates impossible as longitude and latitude, if anything does.
fn impossible(geometry: &Geometry<f64>, remedy: &mut Option<String>) -> Option<Fault> {
    if let Some(c) = astray(geometry) {
        let found = format!("({}, {})", shown(c.x), shown(c.y));
        let metres = c.x.abs() > 1000.0 && c.y.abs() > 1000.0 && c.x.abs() < 1e8 && c.y.abs() < 1e8;
        let swapped = c.x.abs() <= 90.0 && c.y.abs() <= 180.0;
        let code = if swapped {
            "axes-swapped"
        } else if metres {
            "crs-missing"
        } else {
            "not-lon-lat"
        };
        let remedy = if swapped {
            "the two look swapped: GeoJSON puts longitude first".to_string()
        } else if metres {
            // Asked of PROJ once a file.
            remedy.get_or_insert_with(|| format!("these look like projected metres: {}", suggestion(c))).clone()
        } else {
            "correct the coordinates".to_string()
        };
        return Some(Fault::new(code, "longitude within ±180 and latitude within ±90 degrees", found).remedy(remedy));
    }
    wrapping(geometry).then(|| {
        Fault::new("antimeridian", "edges that do not cross the 180° meridian", "an edge over 180° of longitude")
            .remedy("cut the feature at the meridian (RFC 7946 section 3.1.9)")
    })
}

fn is_place(c: &LonLat) -> bool {
    c.x.abs() <= 180.0 && c.y.abs() <= 90.0
}

/// The first position that is no place on the Earth.
fn astray(geometry: &Geometry<f64>) -> Option<LonLat> {
    geometry.coords_iter().find(|c| !is_place(c))
}

fn wraps(edge: &[LonLat]) -> bool {
    (edge[1].x - edge[0].x).abs() > 180.0
}

fn wrapping(geometry: &Geometry<f64>) -> bool {
    lines_hold(geometry, |line| !line.windows(2).any(wraps)) == Some(false)
}

/// Whether something holds for all lines and rings of a geometry, if it is of such.
fn lines_hold(geometry: &Geometry<f64>, mut holds: impl FnMut(&[LonLat]) -> bool) -> Option<bool> {
    let mut hold_rings = |p: &Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).all(|r| holds(&r.0));
    match geometry {
        Geometry::Polygon(p) => Some(hold_rings(p)),
        Geometry::MultiPolygon(m) => Some(m.iter().all(hold_rings)),
        Geometry::LineString(l) => Some(holds(&l.0)),
        Geometry::MultiLineString(m) => Some(m.iter().all(|l| holds(&l.0))),
        _ => None,
    }
}

/// The geometry on WGS 84.
fn moved(geometry: Geometry<f64>, transformer: &Transformer) -> Result<Geometry<f64>> {
    let degrees = geometry.coords_iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    if let Some(c) = geometry.coords_iter().next().filter(|_| degrees) {
        // Degrees of another datum stay about where they are; degrees taken for metres land on the equator.
        let there = transformer.lon_lat(c.x, c.y)?;
        if (there.y - c.y).abs() > 0.2 * c.y.abs() + 0.1 {
            return Err(Fault::new(
                "crs",
                format!("coordinates in {}", transformer.about().label()),
                format!("({}, {}), which look like degrees", c.x, c.y),
            )
            .remedy("leave --crs out, or remove the member \"crs\": the file is in longitude and latitude already")
            .into());
        }
    }
    transform(geometry, transformer)
}

/// Each edge is cut into pieces of 500 m: one out of place may not fill the memory.
const LONGEST_EDGE: f64 = 1e6;

/// Edges are straight in the CRS of the file: long ones are cut before they are moved, so they stay so.
fn transform(geometry: Geometry<f64>, transformer: &Transformer) -> Result<Geometry<f64>> {
    let line = |line: LineString<f64>| -> Result<LineString<f64>> {
        let mut out: Vec<LonLat> = Vec::with_capacity(line.0.len());
        for (i, &place) in line.0.iter().enumerate() {
            if i > 0 {
                // From the smaller end, so that two neighbours cut a common border in the same places.
                let (a, b) = (line.0[i - 1], place);
                let forward = (a.x, a.y) <= (b.x, b.y);
                let (low, high) = if forward { (a, b) } else { (b, a) };
                let span = (b.x - a.x).hypot(b.y - a.y);
                if span > LONGEST_EDGE {
                    return Err(Fault::new(
                        "long-edge",
                        "edges up to 1,000 km",
                        format!("one of {} km", shown((span / 1000.0).round())),
                    )
                    .remedy("check for a vertex out of place, and that the file is in this CRS")
                    .into());
                }
                let pieces = (span / 500.0).ceil().max(1.0) as usize;
                for k in 1..pieces {
                    let k = if forward { k } else { pieces - k };
                    let p = Edge::new(low, high).at(k as f64 / pieces as f64);
                    out.push(transformer.lon_lat(p.x, p.y)?);
                }
            }
            out.push(transformer.lon_lat(place.x, place.y)?);
        }
        Ok(LineString(out))
    };
    let area = |polygon: Polygon<f64>| -> Result<Polygon<f64>> {
        let (exterior, interiors) = polygon.into_inner();
        let interiors: Result<Vec<_>> = interiors.into_iter().map(&line).collect();
        Ok(Polygon::new(line(exterior)?, interiors?))
    };
    Ok(match geometry {
        Geometry::Point(p) => Geometry::Point(Point(transformer.lon_lat(p.x(), p.y())?)),
        Geometry::LineString(l) => Geometry::LineString(line(l)?),
        Geometry::MultiLineString(m) => {
            Geometry::MultiLineString(MultiLineString(m.0.into_iter().map(line).collect::<Result<_>>()?))
        }
        Geometry::Polygon(p) => Geometry::Polygon(area(p)?),
        Geometry::MultiPolygon(m) => {
            Geometry::MultiPolygon(MultiPolygon(m.0.into_iter().map(area).collect::<Result<_>>()?))
        }
        Geometry::MultiPoint(m) => {
            let moved: Result<Vec<_>> = m.0.iter().map(|p| transformer.lon_lat(p.x(), p.y()).map(Point)).collect();
            Geometry::MultiPoint(MultiPoint(moved?))
        }
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_impossible_is_told_and_nothing_else_is(
            places in prop::collection::vec((-200.0..200.0f64, -95.0..95.0f64), 4..6), kind in 0..5, narrow: bool,
        ) {
            let scale = if narrow { 0.4 } else { 1.0 };
            let line = LineString(places.into_iter().map(|(x, y)| LonLat { x: x * scale, y: y * scale }).collect());
            let hole = LineString(vec![LonLat::zero(); 4]);
            let geometry = match kind {
                0 => Geometry::LineString(line),
                1 => Geometry::MultiLineString(MultiLineString(vec![hole, line])),
                2 => Geometry::Polygon(Polygon::new(hole, vec![line])),
                3 => Geometry::MultiPolygon(MultiPolygon(vec![Polygon::new(line, vec![hole])])),
                _ => Geometry::MultiPoint(MultiPoint(line.0.into_iter().map(Point).collect())),
            };
            prop_assert_eq!(is_possible(&geometry), impossible(&geometry, &mut None).is_none());
            let all_places = geometry.coords_iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
            prop_assert!(!is_possible(&geometry) || all_places);
        }
    }
}
