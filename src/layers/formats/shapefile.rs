//! ESRI shapefile (ESRI white paper of July 1998) with its .dbf, .prj and .cpg.

use super::super::bytes::Bytes;
use super::super::content::{Content, Shape};
use super::super::encoding::Encoding;
use super::super::geojson::{close, closed};
use super::dbf;
use crate::error::{Fault, Result};
use crate::geodesy::{LonLat, LonLatBox};
use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};
use rayon::prelude::*;

/// The files of one shapefile.
pub struct Parts<'a> {
    /// The geometries.
    pub shp: &'a [u8],
    /// The attributes, if they are there.
    pub dbf: Option<Vec<u8>>,
    /// The CRS, if it is there.
    pub prj: Option<Vec<u8>>,
    /// The encoding, if it is there.
    pub cpg: Option<Vec<u8>>,
}

/// Holes times outlines beyond which a feature is no land but an attack.
const MOST_PAIRS: usize = 20_000_000;

/// Reads a shapefile; an encoding asked for goes before the one declared.
pub fn read(parts: &Parts, encoding: Option<Encoding>) -> Result<Content> {
    let mut content = Content::default();
    let declared = match (encoding, &parts.cpg) {
        (Some(asked), _) => Some(asked),
        (None, Some(cpg)) => Some(Encoding::named(&String::from_utf8_lossy(cpg))?),
        (None, None) => None,
    };
    let table = parts.dbf.as_ref().map(|dbf| dbf::read(dbf, declared)).transpose()?;
    if let Some(table) = table.as_ref().filter(|t| t.guessed) {
        content.warn(
            Fault::new(
                "encoding-guessed",
                "a .cpg file that names the encoding",
                format!("none; read as {}", table.encoding.name()),
            )
            .remedy("look at the names; if they are wrong, name the encoding with --encoding"),
        );
    }
    if parts.dbf.is_none() {
        content.warn(
            Fault::new("no-attributes", "the attribute table (.dbf) of the shapefile", "none")
                .remedy("copy the .dbf beside the .shp: without it features have no names"),
        );
    }
    content.crs =
        parts.prj.as_ref().map(|prj| String::from_utf8_lossy(prj).trim().to_string()).filter(|p| !p.is_empty());
    let mut rows = table.map(|t| t.rows.into_iter());
    let mut records = Vec::new();
    let mut file = Bytes::of(parts.shp, "a shapefile (.shp)");
    file.take(100)?;
    while file.left() > 0 {
        file.take(4)?;
        let words = file.u32_be()? as usize;
        let record = file.take(words.saturating_mul(2))?;
        if rows.as_ref().is_some_and(|rows| rows.len() == records.len()) {
            return Err(Fault::new(
                "dbf",
                "a row of attributes for each shape",
                format!("none for shape {}", records.len() + 1),
            )
            .remedy("the .shp and .dbf do not belong together: copy both again")
            .into());
        }
        records.push(record);
    }
    let shapes: Vec<Result<Shape>> = records.par_iter().map(|record| shape(record)).collect();
    for (i, shape) in shapes.into_iter().enumerate() {
        let shape = shape.map_err(|e| e.in_feature(&format!("feature {}", i + 1)))?;
        content.push_shape(None, rows.as_mut().and_then(Iterator::next).unwrap_or_default(), shape);
    }
    Ok(content)
}

fn shape(record: &[u8]) -> Result<Shape> {
    let mut r = Bytes::of(record, "a shape");
    let kind = r.u32_le()?;
    let (flat, has_z) = (kind % 10, (11..20).contains(&kind));
    let place = |r: &mut Bytes| -> Result<LonLat> { Ok(LonLat { x: r.f64_le()?, y: r.f64_le()? }) };
    if kind > 28 || kind == 31 {
        return Err(Fault::new("geometry-type", "points, lines or polygons", format!("shapes of kind {kind}"))
            .remedy("export the layer as points, lines or polygons")
            .into());
    }
    match flat {
        0 => Ok(Shape::default()),
        1 => {
            let at = place(&mut r)?;
            let heights = has_z && r.f64_le()? != 0.0;
            Ok(Shape { geometry: Some(Geometry::Point(Point(at))), heights, open: Vec::new() })
        }
        3 | 5 | 8 => {
            r.take(32)?;
            let parts = if flat == 8 { 0 } else { r.u32_le()? };
            let claimed = r.u32_le()?;
            let parts = r.count(parts, 4)?;
            let starts: Result<Vec<usize>> = (0..parts).map(|_| r.u32_le().map(|s| s as usize)).collect();
            let mut starts = starts?;
            let points = r.count(claimed, 16)?;
            let raw = r.take(points * 16)?;
            let places: Vec<LonLat> =
                raw.chunks_exact(16).map(|p| LonLat { x: double(&p[..8]), y: double(&p[8..]) }).collect();
            let mut heights = false;
            if has_z {
                r.take(16)?;
                heights = r.take(points * 8)?.chunks_exact(8).any(|z| double(z) != 0.0);
            }
            if flat == 8 {
                let geometry = Geometry::MultiPoint(MultiPoint(places.into_iter().map(Point).collect()));
                return Ok(Shape { geometry: Some(geometry), heights, open: Vec::new() });
            }
            starts.push(points);
            let runs: Option<Vec<Vec<LonLat>>> = match starts[..] {
                [0, _] => Some(vec![places]),
                _ => starts.windows(2).map(|w| places.get(w[0]..w[1]).map(<[LonLat]>::to_vec)).collect(),
            };
            let runs = runs.ok_or_else(|| {
                Fault::new("truncated", "parts in rising order", "parts out of order")
                    .remedy("the file is damaged: export the layer again")
            })?;
            let mut open = Vec::new();
            let geometry = if flat == 3 { lines(runs) } else { land(runs, &mut open)? };
            Ok(Shape { geometry, heights, open })
        }
        _ => Err(Fault::new("geometry-type", "points, lines or polygons", format!("shapes of kind {kind}"))
            .remedy("export the layer as points, lines or polygons")
            .into()),
    }
}

/// The number in eight bytes.
fn double(raw: &[u8]) -> f64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(raw);
    f64::from_le_bytes(eight)
}

fn lines(mut runs: Vec<Vec<LonLat>>) -> Option<Geometry<f64>> {
    match runs.len() {
        0 => None,
        1 => runs.pop().map(|r| Geometry::LineString(LineString(r))),
        _ => Some(Geometry::MultiLineString(MultiLineString(runs.into_iter().map(LineString).collect()))),
    }
}

fn doubled_area(ring: &[LonLat]) -> f64 {
    let Some(&o) = ring.first() else { return 0.0 };
    ring.windows(2).map(|e| (e[0].x - o.x) * (e[1].y - o.y) - (e[1].x - o.x) * (e[0].y - o.y)).sum()
}

/// Whether a place is within a ring, by the crossings of a ray.
pub fn within(p: LonLat, ring: &[LonLat]) -> bool {
    ring.windows(2).filter(|e| (e[0].y > p.y) != (e[1].y > p.y)).fold(false, |inside, e| {
        let x = e[0].x + (p.y - e[0].y) / (e[1].y - e[0].y) * (e[1].x - e[0].x);
        inside != (p.x < x)
    })
}

/// Outlines run clockwise, holes the other way; a hole belongs to the smallest outline around it. Where no outline
/// is around it, it is one itself, drawn the wrong way round.
fn land(mut runs: Vec<Vec<LonLat>>, open: &mut Vec<Fault>) -> Result<Option<Geometry<f64>>> {
    runs.iter_mut().for_each(|run| close(run, open));
    let (mut outlines, holes): (Vec<Vec<LonLat>>, Vec<Vec<LonLat>>) =
        runs.into_iter().filter(|r| !r.is_empty()).partition(|r| doubled_area(r) <= 0.0);
    if outlines.len().saturating_mul(holes.len()) > MOST_PAIRS {
        return Err(Fault::new(
            "too-many-rings",
            "land with a few thousand rings",
            format!("{} outlines and {} holes", outlines.len(), holes.len()),
        )
        .remedy("split the feature into several")
        .into());
    }
    let boxes: Vec<Option<LonLatBox>> = outlines.iter().map(LonLatBox::around).collect();
    let mut held: Vec<Vec<Vec<LonLat>>> = vec![Vec::new(); outlines.len()];
    let mut alone = Vec::new();
    for hole in holes {
        let inside = |i: &usize| {
            let around = boxes[*i].is_some_and(|b| b.covers(hole[0]));
            around && hole.iter().take(3).any(|p| within(*p, &outlines[*i]))
        };
        let smallest = (0..outlines.len())
            .filter(inside)
            .min_by(|a, b| doubled_area(&outlines[*a]).abs().total_cmp(&doubled_area(&outlines[*b]).abs()));
        match smallest {
            Some(i) => held[i].push(hole),
            None => alone.push(hole),
        }
    }
    held.extend(alone.iter().map(|_| Vec::new()));
    outlines.extend(alone);
    let polygons: Result<Vec<_>> = outlines
        .into_iter()
        .zip(held)
        .map(|(outline, holes)| closed(std::iter::once(outline).chain(holes).collect(), open))
        .collect();
    let mut polygons = polygons?;
    Ok(match polygons.len() {
        0 => None,
        1 => polygons.pop().map(Geometry::Polygon),
        _ => Some(Geometry::MultiPolygon(MultiPolygon(polygons))),
    })
}
