//! The ways of a boundary into its land.

use super::Way;
use super::blocks::Member;
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::layers::geojson::polygon;
use geo::{Geometry, MultiPolygon};
use std::collections::HashMap;

/// The land of a boundary, if its ways close, and whether all of them did.
pub fn land(
    members: &[Member],
    ways: &HashMap<i64, &Way>,
    places: &HashMap<i64, LonLat>,
) -> Result<(Option<Geometry<f64>>, bool)> {
    let mut whole = true;
    let mut side = |inner: bool| -> Vec<Vec<LonLat>> {
        let mut runs: Vec<Vec<i64>> = Vec::new();
        for member in members.iter().filter(|m| m.way && m.inner == inner) {
            match ways.get(&member.id) {
                Some(way) if way.nodes.len() > 1 => runs.push(way.nodes.clone()),
                _ => whole = false,
            }
        }
        let (rings, left) = closed(runs);
        whole &= left == 0;
        let placed: Vec<Vec<LonLat>> =
            rings.iter().map(|ring| ring.iter().filter_map(|n| places.get(n).copied()).collect()).collect();
        let complete = |(ring, nodes): &(&Vec<LonLat>, &Vec<i64>)| ring.len() == nodes.len() && ring.len() >= 4;
        let kept: Vec<Vec<LonLat>> = placed.iter().zip(&rings).filter(complete).map(|(r, _)| r.clone()).collect();
        whole &= kept.len() == rings.len();
        kept
    };
    let (outer, inner) = (side(false), side(true));
    if outer.is_empty() || !whole {
        return Ok((None, whole && !outer.is_empty()));
    }
    let mut polygons: Vec<(Vec<LonLat>, Vec<Vec<LonLat>>)> = outer.into_iter().map(|o| (o, Vec::new())).collect();
    for hole in inner {
        let around = polygons
            .iter()
            .position(|(o, _)| hole.iter().take(3).any(|p| crate::layers::formats::shapefile::within(*p, o)));
        match around {
            Some(i) => polygons[i].1.push(hole),
            None => whole = false,
        }
    }
    let lands: Result<Vec<_>> =
        polygons.into_iter().map(|(o, holes)| polygon(std::iter::once(o).chain(holes).collect())).collect();
    Ok((Some(Geometry::MultiPolygon(MultiPolygon(lands?))), whole))
}

/// Runs joined at common ends into rings, and how many runs are left that close with none.
fn closed(runs: Vec<Vec<i64>>) -> (Vec<Vec<i64>>, usize) {
    let mut at: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, run) in runs.iter().enumerate() {
        for end in [run.first(), run.last()].into_iter().flatten() {
            at.entry(*end).or_default().push(i);
        }
    }
    let mut used = vec![false; runs.len()];
    let (mut rings, mut left) = (Vec::new(), 0);
    for first in 0..runs.len() {
        if std::mem::replace(&mut used[first], true) {
            continue;
        }
        let mut ring = runs[first].clone();
        while ring.first() != ring.last() {
            let Some(end) = ring.last().copied() else { break };
            let next = at.get_mut(&end).and_then(|list| {
                let i = list.iter().position(|i| !used[*i])?;
                Some(list.swap_remove(i))
            });
            let Some(next) = next else { break };
            used[next] = true;
            let run = &runs[next];
            if run.first() == Some(&end) {
                ring.extend(&run[1..]);
            } else {
                ring.extend(run.iter().rev().skip(1));
            }
        }
        if ring.first() == ring.last() && ring.len() > 3 { rings.push(ring) } else { left += 1 }
    }
    (rings, left)
}
