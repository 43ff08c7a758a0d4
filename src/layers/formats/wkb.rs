//! Well-known binary (OGC 06-103r4, and the flags of EWKB) into a geometry.

use super::super::bytes::Bytes;
use super::super::content::Shape;
use super::super::geojson::closed;
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

/// A geometry.
pub fn geometry(bytes: &[u8]) -> Result<Shape> {
    let mut reader = Reader { bytes: Bytes::of(bytes, "a geometry in WKB"), heights: false, open: Vec::new() };
    let geometry = reader.geometry(0)?;
    Ok(Shape { geometry, heights: reader.heights, open: reader.open })
}

struct Reader<'a> {
    bytes: Bytes<'a>,
    heights: bool,
    open: Vec<Fault>,
}

/// How the numbers of one geometry are written.
#[derive(Clone, Copy)]
struct Form {
    little: bool,
    has_z: bool,
    has_m: bool,
}

impl Form {
    fn position(self) -> usize {
        8 * (2 + usize::from(self.has_z) + usize::from(self.has_m))
    }
}

impl Reader<'_> {
    fn u32(&mut self, little: bool) -> Result<u32> {
        if little { self.bytes.u32_le() } else { self.bytes.u32_be() }
    }

    fn f64(&mut self, little: bool) -> Result<f64> {
        if little { self.bytes.f64_le() } else { self.bytes.f64_be() }
    }

    fn head(&mut self) -> Result<(u32, Form)> {
        let little = match self.bytes.u8()? {
            0 => false,
            1 => true,
            other => return Err(damaged(format!("a byte order of {other}"))),
        };
        let code = self.u32(little)?;
        if code & 0x2000_0000 != 0 {
            self.u32(little)?;
        }
        let (iso, kind) = ((code & 0x0FFF_FFFF) / 1000, (code & 0x0FFF_FFFF) % 1000);
        let has_z = code & 0x8000_0000 != 0 || iso == 1 || iso == 3;
        let has_m = code & 0x4000_0000 != 0 || iso == 2 || iso == 3;
        Ok((kind, Form { little, has_z, has_m }))
    }

    fn geometry(&mut self, depth: usize) -> Result<Option<Geometry<f64>>> {
        let (kind, form) = self.head()?;
        Ok(match kind {
            1 => self.position(form)?.map(|p| Geometry::Point(Point(p))),
            2 => Some(Geometry::LineString(LineString(self.positions(form)?))),
            3 => match self.rings(form)? {
                rings if rings.is_empty() => None,
                rings => Some(Geometry::Polygon(closed(rings, &mut self.open)?)),
            },
            4 => Some(Geometry::MultiPoint(MultiPoint(self.members(form, depth, |g| match g {
                Geometry::Point(p) => Some(p),
                _ => None,
            })?))),
            5 => Some(Geometry::MultiLineString(MultiLineString(self.members(form, depth, |g| match g {
                Geometry::LineString(l) => Some(l),
                _ => None,
            })?))),
            6 => Some(Geometry::MultiPolygon(MultiPolygon(self.members(form, depth, |g| match g {
                Geometry::Polygon(p) => Some(p),
                _ => None,
            })?))),
            7 => {
                return Err(Fault::new(
                    "geometry-type",
                    "a Point, LineString, Polygon or a Multi of one",
                    "a GeometryCollection",
                )
                .remedy("split it into features with one geometry each")
                .into());
            }
            8..=17 => {
                return Err(Fault::new(
                    "geometry-type",
                    "a Point, LineString, Polygon or a Multi of one",
                    "a curve or surface",
                )
                .remedy("convert curves to lines first (QGIS: Segmentise; ogr2ogr -nlt CONVERT_TO_LINEAR)")
                .into());
            }
            other => return Err(damaged(format!("a geometry of kind {other}"))),
        })
    }

    fn members<T>(&mut self, form: Form, depth: usize, one: fn(Geometry<f64>) -> Option<T>) -> Result<Vec<T>> {
        // Each member has a byte order, a kind and at least a number.
        let claimed = self.u32(form.little)?;
        let count = self.bytes.count(claimed, 9)?;
        let mut members = Vec::new();
        for _ in 0..count {
            if depth > 0 {
                return Err(damaged("a Multi within a Multi".into()));
            }
            match self.geometry(depth + 1)? {
                None => {}
                Some(geometry) => {
                    members.push(one(geometry).ok_or_else(|| damaged("a member of another kind".into()))?)
                }
            }
        }
        Ok(members)
    }

    fn rings(&mut self, form: Form) -> Result<Vec<Vec<LonLat>>> {
        let claimed = self.u32(form.little)?;
        let count = self.bytes.count(claimed, 4)?;
        (0..count).map(|_| self.positions(form)).collect()
    }

    fn positions(&mut self, form: Form) -> Result<Vec<LonLat>> {
        let claimed = self.u32(form.little)?;
        let count = self.bytes.count(claimed, form.position())?;
        let mut positions = Vec::with_capacity(count);
        for _ in 0..count {
            match self.position(form)? {
                Some(position) => positions.push(position),
                None => return Err(damaged("a position that is not a number".into())),
            }
        }
        Ok(positions)
    }

    /// None where it is not a number: that is how an empty point is written.
    fn position(&mut self, form: Form) -> Result<Option<LonLat>> {
        let (x, y) = (self.f64(form.little)?, self.f64(form.little)?);
        if form.has_z {
            let z = self.f64(form.little)?;
            self.heights |= z != 0.0 && !z.is_nan();
        }
        if form.has_m {
            self.f64(form.little)?;
        }
        Ok((!x.is_nan() && !y.is_nan()).then_some(LonLat { x, y }))
    }
}

fn damaged(found: String) -> crate::error::Error {
    Fault::new("geometry", "a geometry in WKB", found).remedy("the file is damaged: copy or export it again").into()
}
