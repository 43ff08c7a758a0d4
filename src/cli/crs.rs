//! The CRS that results are given out in.

use super::say;
use crate::error::{Fault, Result};
use crate::geodesy::{CrsAbout, CrsKind, LonLat, LonLatBox, OUTSIDE_AREA, Projector, WellKnownText, inverse};
use crate::output::Document;
use crate::output::geopackage::Crs;
use geo::{BoundingRect, MapCoords};

/// The CRS of this name, such as `EPSG:9205`, with its definition from PROJ.
pub fn crs_of_output(name: &str) -> Result<Crs> {
    let about = CrsAbout::of(name)?;
    let WellKnownText { text: definition, version } = about.well_known_text()?;
    if about.is_wgs84() {
        return Ok(Crs::wgs84());
    }
    let numbered = about.code.as_deref().and_then(|code| code.split_once(':'));
    let Some((organization, number)) = numbered.and_then(|(who, n)| Some((who, n.parse::<i32>().ok()?))) else {
        return Err(Fault::new("crs-number", "a CRS with a number, by which other programs know it", name)
            .remedy("name it by register and number, such as EPSG:9205 or ESRI:54030")
            .into());
    };
    let is_projected = about.kind == CrsKind::Projected;
    Ok(Crs { organization: organization.to_string(), number, name: about.name, definition, version, is_projected })
}

/// The same as an argument.
pub fn crs_argument(text: &str) -> std::result::Result<Crs, String> {
    crs_of_output(text).map_err(|e| e.to_string())
}

/// The places of a document in another CRS, for other programs to draw and to measure in: easting or longitude first,
/// whatever the order of its axes, as GeoPackage wants them.
pub fn in_crs(mut document: Document, crs: &Crs) -> Result<Document> {
    if *crs == Crs::wgs84() {
        return Ok(document);
    }
    let code = crs.code();
    let plane = Projector::into_crs(&code)?;
    let mut around: Option<LonLatBox> = None;
    for row in document.sheets.iter_mut().flat_map(|s| s.rows.iter_mut()) {
        let Some(geometry) = &row.geometry else { continue };
        if let Some(held) = geometry.bounding_rect() {
            let held = LonLatBox::new(held.min(), held.max());
            around = Some(around.map_or(held, |a| a.union(&held)));
        }
        row.geometry = Some(geometry.try_map_coords(|c| plane.project(c))?);
    }
    // What it can express beyond its area may be distorted by much, and its datum shift is not for there.
    let area = CrsAbout::of(&code)?.area.map(|a| a.stretched(OUTSIDE_AREA));
    if let (Some(area), Some(around)) = (area, around) {
        let corners = [around.min, around.max];
        if let Some(out) = corners.into_iter().find(|c| !area.covers(*c)) {
            say(&format!(
                "warning: ({:.3}, {:.3}) is outside the area that {code} ({}) is meant for: distances and places in it may be far from true",
                out.x, out.y, crs.name
            ));
        }
    }
    Ok(document)
}

/// How far a metre in the plane is from a metre on the ground here, as a share: a CRS in degrees or feet is far off, and one
/// of the whole world where it is stretched.
pub fn scale_error(plane: &Projector, middle: LonLat) -> Result<f64> {
    let beside = LonLat { x: middle.x, y: middle.y + 0.01 };
    let (from, to) = (plane.project(middle)?, plane.project(beside)?);
    Ok(((to.x - from.x).hypot(to.y - from.y) / inverse(middle, beside).distance - 1.0).abs())
}
