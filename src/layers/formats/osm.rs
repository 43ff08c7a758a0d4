//! OpenStreetMap extracts (PBF): roads by `highway`, boundaries by `admin_level`, and places, with their tags.
//!
//! The file is gone through three times, block by block on all cores: for relations, for ways, for nodes. Only what a
//! wanted feature needs is kept. The format is that of the OSM wiki's page "PBF Format"; no crate for it was light
//! (the usual one compiles a protobuf compiler first), and each field is read within the bounds of its bytes.

mod blocks;
mod protobuf;
mod rings;

use super::super::content::{Content, value};
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use blocks::{Block, blobs};
use geo::{Geometry, LineString, Point};
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Keys and values of a thing.
pub type Tags = Vec<(String, String)>;

fn tag<'a>(tags: &'a Tags, key: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
}

/// A way: its number, tags and the nodes it runs through.
struct Way {
    id: i64,
    tags: Tags,
    nodes: Vec<i64>,
}

/// Whether this is an extract: the first blob says so.
pub fn is_extract(bytes: &[u8]) -> bool {
    bytes.get(4..15).is_some_and(|b| b == b"\x0a\x09OSMHeader")
}

/// Reads roads, administrative boundaries, and named places and milestones.
pub fn read(bytes: &[u8]) -> Result<Content> {
    let blobs = blobs(bytes)?;
    let relations = collected(&blobs, |block, out| {
        block.relations(&mut |id, tags, members| {
            let boundary = tag(&tags, "boundary") == Some("administrative");
            if boundary && matches!(tag(&tags, "type"), Some("boundary" | "multipolygon")) {
                out.push((id, tags, members));
            }
        })
    })?;
    let of_boundaries: HashSet<i64> =
        relations.iter().flat_map(|(_, _, members)| members).filter(|m| m.way).map(|m| m.id).collect();
    let ways: Vec<Way> = collected(&blobs, |block, out| {
        block.ways(&mut |id, tags, nodes| {
            if tag(&tags, "highway").is_some() || of_boundaries.contains(&id) {
                out.push(Way { id, tags, nodes });
            }
        })
    })?;
    let needed: HashSet<i64> = ways.iter().flat_map(|w| w.nodes.iter().copied()).collect();
    let nodes: Vec<(i64, LonLat, Tags)> = collected(&blobs, |block, out| {
        block.nodes(&mut |id, place, tags| {
            if needed.contains(&id) || wanted(&tags) {
                out.push((id, place, tags));
            }
        })
    })?;
    let places: HashMap<i64, LonLat> = nodes.iter().map(|(id, place, _)| (*id, *place)).collect();
    let mut content = Content::in_wgs84();
    let mut cut = 0;
    for (id, place, tags) in nodes.iter().filter(|(_, _, tags)| wanted(tags)) {
        content.push(Some(format!("node/{id}")), properties(tags), Some(Geometry::Point(Point(*place))), false);
    }
    for way in ways.iter().filter(|w| tag(&w.tags, "highway").is_some()) {
        let line: Vec<LonLat> = way.nodes.iter().filter_map(|n| places.get(n).copied()).collect();
        cut += usize::from(line.len() < way.nodes.len());
        let geometry = (line.len() > 1).then_some(Geometry::LineString(LineString(line)));
        content.push(Some(format!("way/{}", way.id)), properties(&way.tags), geometry, false);
    }
    let by_id: HashMap<i64, &Way> = ways.iter().map(|w| (w.id, w)).collect();
    for (id, tags, members) in &relations {
        let (land, whole) = rings::land(members, &by_id, &places)?;
        if !whole {
            content.warn(
                Fault::new(
                    "boundary-open",
                    "a boundary whose ways close",
                    "one with ways that are missing or do not meet",
                )
                .feature(format!("relation/{id} ({})", crate::error::clean(tag(tags, "name").unwrap_or("no name"))))
                .remedy("take an extract that holds the whole boundary (osmium extract --strategy smart)"),
            );
        }
        content.push(Some(format!("relation/{id}")), properties(tags), land, false);
    }
    if cut > 0 {
        content.warn(
            Fault::new(
                "ways-cut",
                "ways with all their nodes",
                format!("{cut} ways of which nodes are missing at the edge of the extract"),
            )
            .remedy("take an extract with complete ways, if the road matters there"),
        );
    }
    Ok(content)
}

/// What each block gives, in the order of the file.
fn collected<T: Send>(blobs: &[&[u8]], take: impl Fn(&Block, &mut Vec<T>) -> Result<()> + Sync) -> Result<Vec<T>> {
    let found: Result<Vec<Vec<T>>> = blobs
        .par_iter()
        .map(|blob| {
            let bytes = blocks::unpacked(blob)?;
            let mut out = Vec::new();
            take(&Block::of(&bytes)?, &mut out)?;
            Ok(out)
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

fn wanted(tags: &Tags) -> bool {
    tag(tags, "place").is_some()
        || matches!(tag(tags, "highway"), Some("milestone" | "motorway_junction"))
        || tag(tags, "barrier") == Some("border_control")
}

fn properties(tags: &Tags) -> Map<String, Value> {
    tags.iter()
        .map(|(k, v)| {
            let found = match value(v) {
                Value::String(text) => Value::from(text.nfc().collect::<String>()),
                // References and names are text, whatever they look like.
                _ if k == "ref" || k.starts_with("name") => Value::from(v.clone()),
                number => number,
            };
            (k.nfc().collect(), found)
        })
        .collect()
}
