//! FlatGeobuf 3: the header, then a feature after another. The index is skipped: all features are wanted.

use super::super::bytes::Bytes;
use super::super::content::{Content, Shape};
use super::super::encoding::composed;
use super::super::geojson::closed;
use crate::error::{Fault, Result, clean};
use crate::geodesy::LonLat;
use flatgeobuf::{
    ColumnType, Geometry as Drawn, GeometryType, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header,
};
use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};
use serde_json::{Map, Value};

const WHAT: &str = "a FlatGeobuf file";
/// A node of the packed R-tree: four numbers and an offset.
const NODE: u64 = 40;

/// Reads every feature, after the schema's own verifier has looked at it.
pub fn read(bytes: &[u8]) -> Result<Content> {
    let mut file = Bytes::of(bytes, WHAT);
    file.take(8)?;
    let header = sized(&mut file)?;
    let header = size_prefixed_root_as_header(header).map_err(|e| damaged(&e.to_string()))?;
    let mut content = Content { crs: crs(&header), layer: header.name().map(clean), ..Content::default() };
    let skip = index_size(header.features_count(), header.index_node_size());
    file.take(usize::try_from(skip).unwrap_or(usize::MAX))?;
    while file.left() > 0 {
        let label = format!("feature {}", content.features.len() + 1);
        let raw = sized(&mut file)?;
        let feature = size_prefixed_root_as_feature(raw).map_err(|e| damaged(&e.to_string()).in_feature(&label))?;
        let mut shape = Shape::default();
        if let Some(drawn) = feature.geometry() {
            let geometry = geometry(&drawn, header.geometry_type(), &mut shape, 0);
            shape.geometry = geometry.map_err(|e| e.in_feature(&label))?;
        }
        let cells = feature.properties().map_or(&[][..], |p| p.bytes());
        let map = properties(cells, &header).map_err(|e| e.in_feature(&label))?;
        content.push_shape(None, map, shape);
    }
    let claimed = header.features_count();
    if claimed > 0 && claimed != content.features.len() as u64 {
        return Err(Fault::new(
            "truncated",
            format!("{claimed} features, as the header says"),
            content.features.len().to_string(),
        )
        .remedy("the file is cut off: copy or export it again")
        .into());
    }
    Ok(content)
}

/// The bytes of the next part with the size that stands before it.
fn sized<'a>(file: &mut Bytes<'a>) -> Result<&'a [u8]> {
    let mut ahead = *file;
    let size = ahead.u32_le()? as usize;
    file.take(size.saturating_add(4))
}

fn index_size(features: u64, node_size: u16) -> u64 {
    if node_size < 2 || features == 0 {
        return 0;
    }
    let (mut level, mut nodes) = (features, features);
    // Even one feature has a node above it.
    loop {
        level = level.div_ceil(u64::from(node_size));
        nodes = nodes.saturating_add(level);
        if level <= 1 {
            break;
        }
    }
    nodes.saturating_mul(NODE)
}

fn damaged(said: &str) -> crate::error::Error {
    let said: String = said.lines().next().unwrap_or("").chars().take(120).collect();
    Fault::new("flatgeobuf", WHAT, format!("damaged data ({})", clean(&said)))
        .remedy("copy or export the file again")
        .into()
}

fn crs(header: &Header) -> Option<String> {
    let crs = header.crs()?;
    match (crs.org(), crs.code()) {
        (Some(org), code) if code > 0 => Some(format!("{org}:{code}")),
        (None, code) if code > 0 => Some(format!("EPSG:{code}")),
        _ => crs.wkt().map(str::to_string),
    }
}

fn geometry(drawn: &Drawn, declared: GeometryType, shape: &mut Shape, depth: usize) -> Result<Option<Geometry<f64>>> {
    let kind = if drawn.type_() == GeometryType::Unknown { declared } else { drawn.type_() };
    shape.heights |= drawn.z().is_some_and(|z| z.iter().any(|z| z != 0.0));
    let xy: Vec<f64> = drawn.xy().map(|xy| xy.iter().collect()).unwrap_or_default();
    let places: Vec<LonLat> = xy.chunks_exact(2).map(|p| LonLat { x: p[0], y: p[1] }).collect();
    let runs = || -> Result<Vec<Vec<LonLat>>> {
        let Some(ends) = drawn.ends().filter(|e| !e.is_empty()) else { return Ok(vec![places.clone()]) };
        let mut from = 0;
        let mut runs = Vec::new();
        for end in ends.iter().map(|e| e as usize) {
            let run = places.get(from..end).ok_or_else(|| damaged("parts out of order"))?;
            runs.push(run.to_vec());
            from = end;
        }
        Ok(runs)
    };
    let empty = places.is_empty() && drawn.parts().is_none();
    Ok(match kind {
        _ if empty => None,
        GeometryType::Point => places.first().map(|p| Geometry::Point(Point(*p))),
        GeometryType::MultiPoint => Some(Geometry::MultiPoint(MultiPoint(places.into_iter().map(Point).collect()))),
        GeometryType::LineString => Some(Geometry::LineString(LineString(places))),
        GeometryType::MultiLineString => {
            Some(Geometry::MultiLineString(MultiLineString(runs()?.into_iter().map(LineString).collect())))
        }
        GeometryType::Polygon => Some(Geometry::Polygon(closed(runs()?, &mut shape.open)?)),
        GeometryType::MultiPolygon if depth == 0 => {
            let mut polygons = Vec::new();
            for part in drawn.parts().iter().flatten() {
                if let Some(Geometry::Polygon(p)) = geometry(&part, GeometryType::Polygon, shape, 1)? {
                    polygons.push(p);
                }
            }
            Some(Geometry::MultiPolygon(MultiPolygon(polygons)))
        }
        other => {
            return Err(Fault::new(
                "geometry-type",
                "a Point, LineString, Polygon or a Multi of one",
                other.variant_name().unwrap_or("another kind"),
            )
            .remedy("export the layer with simple geometries")
            .into());
        }
    })
}

fn properties(bytes: &[u8], header: &Header) -> Result<Map<String, Value>> {
    let mut map = Map::new();
    let Some(columns) = header.columns() else { return Ok(map) };
    let mut cells = Bytes::of(bytes, "the properties of a feature");
    while cells.left() > 0 {
        let at = usize::from(cells.u16_le()?);
        if at >= columns.len() {
            return Err(damaged("a column that the header does not have"));
        }
        let column = columns.get(at);
        let text = |cells: &mut Bytes| -> Result<Value> {
            let size = cells.u32_le()? as usize;
            Ok(Value::from(composed(String::from_utf8_lossy(cells.take(size)?))))
        };
        let eight = |cells: &mut Bytes| -> Result<[u8; 8]> {
            let mut raw = [0; 8];
            raw.copy_from_slice(cells.take(8)?);
            Ok(raw)
        };
        let found = match column.type_() {
            ColumnType::Bool => Value::from(cells.u8()? != 0),
            ColumnType::Byte => Value::from(i8::from_le_bytes([cells.u8()?])),
            ColumnType::UByte => Value::from(cells.u8()?),
            ColumnType::Short => Value::from(i16::from_le_bytes(cells.u16_le()?.to_le_bytes())),
            ColumnType::UShort => Value::from(cells.u16_le()?),
            ColumnType::Int => Value::from(cells.i32_le()?),
            ColumnType::UInt => Value::from(cells.u32_le()?),
            ColumnType::Long => Value::from(i64::from_le_bytes(eight(&mut cells)?)),
            ColumnType::ULong => Value::from(u64::from_le_bytes(eight(&mut cells)?)),
            ColumnType::Float => Value::from(f32::from_bits(cells.u32_le()?)),
            ColumnType::Double => Value::from(cells.f64_le()?),
            ColumnType::String | ColumnType::Json | ColumnType::DateTime => text(&mut cells)?,
            ColumnType::Binary => {
                text(&mut cells)?;
                Value::Null
            }
            _ => return Err(damaged("a column of an unknown kind")),
        };
        map.insert(composed(column.name()), found);
    }
    Ok(map)
}
