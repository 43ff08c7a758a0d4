//! Geometry as the blobs of GeoPackage: a header with the box, then well-known binary, little-endian.

use geo::{BoundingRect, Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon};

/// The kinds of geometry that a layer holds, lines and polygons always as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A point.
    Point,
    /// Lines.
    MultiLineString,
    /// Polygons.
    MultiPolygon,
    /// Different kinds.
    Mixed,
}

impl Kind {
    /// The kind that holds all of these.
    pub fn of<'g>(geometries: impl Iterator<Item = &'g Geometry<f64>>) -> Option<Kind> {
        let kind = |g: &Geometry<f64>| match g {
            Geometry::Point(_) => Kind::Point,
            Geometry::LineString(_) | Geometry::MultiLineString(_) => Kind::MultiLineString,
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => Kind::MultiPolygon,
            _ => Kind::Mixed,
        };
        geometries.map(kind).reduce(|a, b| if a == b { a } else { Kind::Mixed })
    }

    /// Its name in `gpkg_geometry_columns`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Point => "POINT",
            Kind::MultiLineString => "MULTILINESTRING",
            Kind::MultiPolygon => "MULTIPOLYGON",
            Kind::Mixed => "GEOMETRY",
        }
    }
}

/// Left, bottom, right, top.
pub type Sides = [f64; 4];

/// The blob of a geometry, and its box; none of what has no place.
pub fn blob(geometry: &Geometry<f64>, srs: i32) -> Option<(Vec<u8>, Sides)> {
    let around = geometry.bounding_rect()?;
    let sides = [around.min().x, around.min().y, around.max().x, around.max().y];
    let mut out = b"GP\0".to_vec();
    // Little-endian, with a box of x and y; a point is its own box.
    let is_point = matches!(geometry, Geometry::Point(_));
    out.push(if is_point { 0b0000_0001 } else { 0b0000_0011 });
    out.extend(srs.to_le_bytes());
    if !is_point {
        [sides[0], sides[2], sides[1], sides[3]].iter().for_each(|v| out.extend(v.to_le_bytes()));
    }
    match geometry {
        Geometry::Point(p) => {
            head(&mut out, 1);
            place(&mut out, p.0);
        }
        Geometry::LineString(l) => many_lines(&mut out, &MultiLineString(vec![l.clone()])),
        Geometry::MultiLineString(m) => many_lines(&mut out, m),
        Geometry::Polygon(p) => many_polygons(&mut out, &MultiPolygon(vec![p.clone()])),
        Geometry::MultiPolygon(m) => many_polygons(&mut out, m),
        _ => return None,
    }
    Some((out, sides))
}

fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u32).to_le_bytes());
}

fn place(out: &mut Vec<u8>, c: Coord<f64>) {
    out.extend(c.x.to_le_bytes());
    out.extend(c.y.to_le_bytes());
}

fn run(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    line.0.iter().for_each(|c| place(out, *c));
}

fn many_lines(out: &mut Vec<u8>, lines: &MultiLineString<f64>) {
    head(out, 5);
    count(out, lines.0.len());
    for line in lines {
        head(out, 2);
        run(out, line);
    }
}

fn many_polygons(out: &mut Vec<u8>, polygons: &MultiPolygon<f64>) {
    head(out, 6);
    count(out, polygons.0.len());
    for polygon in polygons {
        head(out, 3);
        count(out, 1 + polygon.interiors().len());
        rings(polygon).for_each(|r| run(out, r));
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}
