//! Well-known text (OGC 06-103r4) into a geometry.

use super::super::content::Shape;
use super::super::geojson::closed;
use crate::error::{Fault, Result, clean};
use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

/// Lists within lists: a MultiPolygon has three.
const DEEPEST: usize = 4;

/// What stands between brackets: positions, or more brackets.
#[derive(Default)]
struct List {
    lists: Vec<List>,
    text: String,
}

/// A geometry.
pub fn geometry(text: &str) -> Result<Shape> {
    let text = text.trim();
    // EWKT puts the CRS in front.
    let text = match text.split_once(';') {
        Some((srid, rest)) if srid.to_ascii_uppercase().starts_with("SRID=") => rest.trim(),
        _ => text,
    };
    let open = text.find('(').unwrap_or(text.len());
    let head = text[..open].trim().to_ascii_uppercase();
    let mut words = head.split_whitespace();
    let kind = words.next().unwrap_or("").trim_end_matches(['Z', 'M']).to_string();
    if head.ends_with("EMPTY") {
        return Ok(Shape::default());
    }
    let has_z = head.ends_with('Z') && !head.ends_with("MZ") || head.ends_with("ZM");
    let list = nested(&text[open..]).ok_or_else(|| wrong(text))?;
    let (mut heights, mut open_rings) = (false, Vec::new());
    let mut positions = |list: &List| -> Result<Vec<LonLat>> {
        let mut found = Vec::new();
        for position in list.text.split(',') {
            let numbers: Option<Vec<f64>> = position.split_whitespace().map(|n| n.parse().ok()).collect();
            match numbers.as_deref() {
                Some([x, y, rest @ ..]) if rest.len() <= 2 && x.is_finite() && y.is_finite() => {
                    heights |=
                        (has_z || rest.len() == 1 && !head.contains('M')) && rest.first().is_some_and(|z| *z != 0.0);
                    found.push(LonLat { x: *x, y: *y });
                }
                _ => return Err(wrong(text)),
            }
        }
        Ok(found)
    };
    let mut rings = |list: &List| -> Result<Vec<Vec<LonLat>>> { list.lists.iter().map(&mut positions).collect() };
    let geometry = match kind.as_str() {
        "POINT" => Geometry::Point(Point(one(positions(&list)?).ok_or_else(|| wrong(text))?)),
        "LINESTRING" => Geometry::LineString(LineString(positions(&list)?)),
        "POLYGON" => Geometry::Polygon(closed(rings(&list)?, &mut open_rings)?),
        "MULTILINESTRING" => {
            Geometry::MultiLineString(MultiLineString(rings(&list)?.into_iter().map(LineString).collect()))
        }
        "MULTIPOINT" => {
            let places = if list.lists.is_empty() { positions(&list)? } else { rings(&list)?.concat() };
            Geometry::MultiPoint(MultiPoint(places.into_iter().map(Point).collect()))
        }
        "MULTIPOLYGON" => {
            let parts: Result<Vec<_>> = list.lists.iter().map(|part| closed(rings(part)?, &mut open_rings)).collect();
            Geometry::MultiPolygon(MultiPolygon(parts?))
        }
        _ => return Err(wrong(text)),
    };
    Ok(Shape { geometry: Some(geometry), heights, open: open_rings })
}

fn one(mut places: Vec<LonLat>) -> Option<LonLat> {
    (places.len() == 1).then(|| places.pop()).flatten()
}

fn nested(text: &str) -> Option<List> {
    let mut open: Vec<List> = vec![List::default()];
    for c in text.chars() {
        match c {
            '(' if open.len() <= DEEPEST => open.push(List::default()),
            ')' if open.len() > 1 => {
                let done = open.pop()?;
                open.last_mut()?.lists.push(done);
            }
            '(' | ')' => return None,
            c => open.last_mut()?.text.push(c),
        }
    }
    let mut outer = open.pop().filter(|_| open.is_empty())?;
    (outer.lists.len() == 1 && outer.text.trim().is_empty()).then(|| outer.lists.pop()).flatten()
}

fn wrong(text: &str) -> crate::error::Error {
    let start: String = text.chars().take(60).collect();
    Fault::new("wkt", "a geometry as well-known text, such as POINT (103.02 21.39)", format!("\"{}\"", clean(&start)))
        .remedy("correct it, or leave it empty")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read() {
        for (text, kind) in [
            ("POINT (103 21)", "Point"),
            ("Point Z(103 21 0)", "Point"),
            ("SRID=4326;LINESTRING(103 21, 103.1 21)", "LineString"),
            ("LINESTRING ZM (1 2 0 4, 3 4 0 5)", "LineString"),
            ("POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))", "Polygon"),
            ("MULTIPOINT((1 2),(3 4))", "MultiPoint"),
            ("MULTIPOINT(1 2,3 4)", "MultiPoint"),
            ("MULTILINESTRING((1 2,3 4),(5 6,7 8))", "MultiLineString"),
            ("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", "MultiPolygon"),
        ] {
            let Shape { geometry, heights, .. } = geometry(text).unwrap();
            assert!(format!("{geometry:?}").to_lowercase().contains(&kind.to_lowercase()), "{text}: {geometry:?}");
            assert!(!heights, "{text}");
        }
        assert!(geometry("LINESTRING Z (1 2 5, 3 4 5)").unwrap().heights);
        assert!(geometry("LINESTRING EMPTY").unwrap().geometry.is_none());
    }

    #[test]
    fn what_is_none_is_refused() {
        let deep = format!("POLYGON{}", "(".repeat(100_000));
        for text in [
            "",
            "POINT",
            "POINT()",
            "POINT(1)",
            "POINT(1 x)",
            "POINT(1 2",
            "POINT(1 2))",
            "CIRCLE(1 2)",
            "POINT(nan 2)",
            &deep,
        ] {
            assert!(geometry(text).is_err(), "{text}");
        }
    }
}
