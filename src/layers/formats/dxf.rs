//! DXF as text (Autodesk DXF reference, group codes): lines, polylines, arcs and points of the drawing, with the
//! drawing's layer as an attribute. A drawing does not say its CRS.

use super::super::content::{Content, value};
use super::super::encoding::{Encoding, composed};
use super::table::decoded;
use crate::error::{Fault, Result, clean, shown};
use crate::geodesy::LonLat;
use geo::{Geometry, LineString, Point, Polygon};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An arc is drawn by chords that stray from it by at most this part of its radius.
const ARC_STRAY: f64 = 1e-4;

/// A place, and the bulge of the edge after it.
type Vertex = (LonLat, f64);

/// One entity: its kind and its groups in order.
struct Entity<'a> {
    kind: &'a str,
    groups: Vec<(u16, &'a str)>,
}

impl<'a> Entity<'a> {
    fn text(&self, code: u16) -> Option<&'a str> {
        self.groups.iter().find(|(c, _)| *c == code).map(|(_, v)| *v)
    }

    fn number(&self, code: u16) -> Result<Option<f64>> {
        self.text(code).map(number).transpose()
    }

    fn needed(&self, code: u16) -> Result<f64> {
        self.number(code)?.ok_or_else(|| damaged(format!("a {} without group {code}", self.kind)))
    }

    fn place(&self, x: u16) -> Result<LonLat> {
        Ok(LonLat { x: self.needed(x)?, y: self.needed(x + 10)? })
    }

    fn flag(&self, code: u16, bit: u32) -> bool {
        self.text(code).and_then(|t| t.trim().parse::<u32>().ok()).is_some_and(|f| f & bit != 0)
    }

    fn height(&self, code: u16) -> bool {
        self.number(code).ok().flatten().is_some_and(|z| z != 0.0)
    }
}

fn number(text: &str) -> Result<f64> {
    text.trim_ascii()
        .parse::<f64>()
        .ok()
        .filter(|n| n.is_finite())
        .ok_or_else(|| damaged(format!("\"{}\" where a number is to be", clean(text))))
}

fn damaged(found: String) -> crate::error::Error {
    Fault::new("dxf", "a drawing as DXF text", found)
        .remedy("save the drawing again as DXF (ASCII, R2000 or later)")
        .into()
}

/// Reads the entities of the drawing.
pub fn read(bytes: &[u8], encoding: Option<Encoding>) -> Result<Content> {
    let mut content = Content::default();
    let (text, guessed) = decoded(bytes, encoding);
    if let Some(guess) = guessed {
        content.warn(
            Fault::new("encoding-guessed", "a drawing in UTF-8", format!("other bytes; read as {}", guess.name()))
                .remedy("look at the layers' names; if they are wrong, name the encoding with --encoding"),
        );
    }
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    // The vertices of an old POLYLINE are entities of their own, up to SEQEND.
    let mut open: Option<(Entity, Vec<Vertex>, bool)> = None;
    for entity in entities(&text)? {
        let (place, kind) = (content.features.len() + 1, entity.kind);
        let give = |content: &mut Content, of: &Entity, geometry: Geometry<f64>, heights: bool| {
            let mut map = Map::new();
            let nfc = |t: &str| Value::from(composed(t.trim()));
            map.insert("layer".into(), of.text(8).map_or(Value::Null, nfc));
            map.insert("entity".into(), Value::from(of.kind));
            if let Some(text) = of.text(1).filter(|_| of.kind.ends_with("TEXT")) {
                map.insert("text".into(), nfc(text));
            }
            if let Some(level) = of.text(38).filter(|_| of.kind == "LWPOLYLINE") {
                map.insert("elevation".into(), value(level));
            }
            content.push(of.text(5).map(|h| h.trim().to_string()), map, Some(geometry), heights);
        };
        let done = (|| -> Result<()> {
            match entity.kind {
                "LINE" => {
                    let line = LineString(vec![entity.place(10)?, entity.place(11)?]);
                    give(&mut content, &entity, Geometry::LineString(line), entity.height(30) || entity.height(31));
                }
                "POINT" | "TEXT" | "MTEXT" => {
                    let point = Geometry::Point(Point(entity.place(10)?));
                    give(&mut content, &entity, point, entity.kind == "POINT" && entity.height(30));
                }
                "LWPOLYLINE" => {
                    let mut vertices: Vec<(LonLat, f64)> = Vec::new();
                    for (code, text) in &entity.groups {
                        match code {
                            10 => vertices.push((LonLat { x: number(text)?, y: f64::NAN }, 0.0)),
                            20 => vertices.last_mut().map_or(Ok(()), |v| number(text).map(|y| v.0.y = y))?,
                            42 => vertices.last_mut().map_or(Ok(()), |v| number(text).map(|b| v.1 = b))?,
                            _ => {}
                        }
                    }
                    let geometry = polyline(&vertices, entity.flag(70, 1))?;
                    give(&mut content, &entity, geometry, false);
                }
                "ARC" => {
                    let (centre, radius) = (entity.place(10)?, entity.needed(40)?);
                    let (from, to) = (entity.needed(50)?, entity.needed(51)?);
                    let sweep = (to - from).rem_euclid(360.0).to_radians();
                    let arc = arc(
                        centre,
                        radius,
                        from.to_radians(),
                        if sweep == 0.0 { std::f64::consts::TAU } else { sweep },
                    )?;
                    give(&mut content, &entity, Geometry::LineString(LineString(arc)), entity.height(30));
                }
                "POLYLINE" => {
                    let mesh = entity.flag(70, 16) || entity.flag(70, 64);
                    if mesh {
                        *left.entry("POLYLINE that is a mesh".into()).or_default() += 1;
                    }
                    open = Some((entity, Vec::new(), mesh));
                }
                "VERTEX" => {
                    if let Some((_, vertices, _)) = &mut open {
                        vertices.push((entity.place(10)?, entity.number(42)?.unwrap_or(0.0)));
                    }
                }
                "SEQEND" => {
                    if let Some((polyline_of, vertices, false)) = open.take() {
                        let geometry = polyline(&vertices, polyline_of.flag(70, 1))?;
                        give(&mut content, &polyline_of, geometry, false);
                    }
                }
                other => *left.entry(clean(other)).or_default() += 1,
            }
            Ok(())
        })();
        done.map_err(|e| e.in_feature(&format!("feature {place} ({})", clean(kind))))?;
    }
    if !left.is_empty() {
        let list: Vec<String> = left.iter().take(12).map(|(kind, count)| format!("{count} {kind}")).collect();
        content.warn(
            Fault::new(
                "entities-left-out",
                "lines, polylines, arcs, points and texts",
                format!("also {}, which were left out", list.join(", ")),
            )
            .remedy("explode blocks and convert splines and ellipses to polylines in the drawing, if they matter"),
        );
    }
    Ok(content)
}

fn entities(text: &str) -> Result<Vec<Entity<'_>>> {
    let mut lines = text.lines();
    let mut found: Vec<Entity> = Vec::new();
    // Whether the name of a section is to come, and whether the section is that of the entities.
    let (mut naming, mut within, mut ended) = (false, false, false);
    while let (Some(code), Some(text)) = (lines.next(), lines.next()) {
        let code: u16 = match code.trim_ascii().parse::<i32>() {
            Ok(code) => u16::try_from(code).unwrap_or(u16::MAX),
            Err(_) => return Err(damaged(format!("\"{}\" where a group code is to be", clean(code)))),
        };
        match code {
            0 => match text.trim() {
                "SECTION" => naming = true,
                "ENDSEC" => within = false,
                "EOF" => ended = true,
                kind if within => found.push(Entity { kind, groups: Vec::new() }),
                _ => {}
            },
            2 if naming => (within, naming) = (text.trim() == "ENTITIES", false),
            code if within => found.last_mut().into_iter().for_each(|entity| entity.groups.push((code, text))),
            _ => {}
        }
    }
    if !ended {
        return Err(Fault::new("truncated", "a drawing up to its EOF", "the end of the file in the middle of it")
            .remedy("the file is cut off: copy or save it again")
            .into());
    }
    Ok(found)
}

/// Vertices and the bulge of the edge after each into a line, or land where it is closed.
fn polyline(vertices: &[(LonLat, f64)], closed: bool) -> Result<Geometry<f64>> {
    if vertices.iter().any(|(p, _)| p.y.is_nan()) {
        return Err(damaged("a vertex without y".into()));
    }
    let mut line: Vec<LonLat> = Vec::with_capacity(vertices.len() + 1);
    let next = |i: usize| vertices.get(i + 1).or(if closed { vertices.first() } else { None });
    for (i, &(from, bulge)) in vertices.iter().enumerate() {
        line.push(from);
        let Some(&(to, _)) = next(i).filter(|_| bulge != 0.0) else { continue };
        // The bulge is the tangent of a quarter of the angle; it is positive to the left.
        let chord = (to.x - from.x).hypot(to.y - from.y);
        let sweep = 4.0 * bulge.atan();
        let radius = chord / 2.0 / (sweep / 2.0).sin();
        if !(chord > 0.0 && radius.is_finite()) {
            continue;
        }
        let middle = LonLat { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 };
        let rise = radius * (sweep / 2.0).cos();
        let centre =
            LonLat { x: middle.x - (to.y - from.y) / chord * rise, y: middle.y + (to.x - from.x) / chord * rise };
        let start = (from.y - centre.y).atan2(from.x - centre.x);
        let points = arc(centre, radius.abs(), start, sweep)?;
        line.extend(points.get(1..points.len() - 1).unwrap_or(&[]));
    }
    if closed && vertices.len() > 2 {
        line.extend(vertices.first().map(|v| v.0));
        return Ok(Geometry::Polygon(Polygon::new(LineString(line), Vec::new())));
    }
    Ok(Geometry::LineString(LineString(line)))
}

fn arc(centre: LonLat, radius: f64, from: f64, sweep: f64) -> Result<Vec<LonLat>> {
    if !(radius.is_finite() && radius > 0.0 && sweep.is_finite()) {
        return Err(damaged(format!("an arc of radius {}", shown(radius))));
    }
    let step = 2.0 * (1.0 - ARC_STRAY).acos();
    let pieces = (sweep.abs() / step).ceil().clamp(1.0, 1000.0);
    let count = pieces as usize;
    Ok((0..=count)
        .map(|i| {
            let angle = from + sweep * i as f64 / pieces;
            LonLat { x: centre.x + radius * angle.cos(), y: centre.y + radius * angle.sin() }
        })
        .collect())
}
