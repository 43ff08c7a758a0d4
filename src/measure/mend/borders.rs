//! Land moved from one commune to another, with all that border on it changed alike.

use super::super::soundness::{Seam, SeamKind};
use super::exact::{noded, vertices, with, without};
use crate::geodesy::{LonLat, LonLatBox};
use geo::MultiPolygon;

/// The lands with that of a seam moved to who should have it, and who else got vertices on the new border. Of the lands those are there
/// that come near the seam.
///
/// # Method
/// The overlay takes the land away or adds it; every vertex that was there stays where it was, and whoever borders on the moved land
/// gets the vertices of the new border on its own, so that all have the same line. In QGIS: Eliminate selected polygons, by the longest
/// common border; in mapshaper: `-clean`.
pub fn moved(lands: &[Option<MultiPolygon<f64>>], seam: &Seam) -> Vec<(usize, MultiPolygon<f64>, usize)> {
    let mut changed: Vec<(usize, MultiPolygon<f64>, usize)> = Vec::new();
    let land_of = |i: usize| lands.get(i).and_then(Option::as_ref);
    if let Some((loser, land)) = seam.loser.and_then(|i| Some((i, land_of(i)?))) {
        let rest = match seam.kind {
            // A part by itself is taken out whole.
            SeamKind::Sliver => MultiPolygon(land.0.iter().filter(|p| !seam.land.0.contains(p)).cloned().collect()),
            _ => without(land, &seam.land),
        };
        changed.push((loser, rest, 0));
    }
    let keeper = seam.keeper.and_then(|i| Some((i, land_of(i)?)));
    if let (Some((keeper, land)), SeamKind::Gap | SeamKind::Sliver) = (keeper, seam.kind) {
        changed.push((keeper, with(land, &seam.land), 0));
    }
    let about: Vec<LonLat> = vertices(&seam.land).collect();
    let Some(reach) = LonLatBox::around(&about).map(|b| b.stretched(1e-7)) else { return Vec::new() };
    let near = |land: &MultiPolygon<f64>| -> Vec<LonLat> { vertices(land).filter(|v| reach.covers(*v)).collect() };
    let mut border: Vec<LonLat> = about;
    border.extend(changed.iter().flat_map(|(_, land, _)| near(land)));
    let new = border.clone();
    let touches = |land: &MultiPolygon<f64>| {
        land.0.iter().any(|p| LonLatBox::around(&p.exterior().0).is_some_and(|b| b.meets(&reach)))
    };
    // What borders on it has vertices of its own that the changed ones may lack.
    for (i, land) in lands.iter().enumerate().filter_map(|(i, l)| Some((i, l.as_ref()?))) {
        if touches(land) && !changed.iter().any(|(c, ..)| *c == i) {
            border.extend(near(land));
        }
    }
    for (_, land, added) in &mut changed {
        let (more, count) = noded(land, &border);
        *land = more;
        *added += count;
    }
    for (i, land) in lands.iter().enumerate().filter_map(|(i, l)| Some((i, l.as_ref()?))) {
        if touches(land) && !changed.iter().any(|(c, ..)| *c == i) {
            let (more, count) = noded(land, &new);
            if count > 0 {
                changed.push((i, more, count));
            }
        }
    }
    changed
}
