//! Do communes meet without gaps and overlaps?

use super::super::mend::exact::{as_it_was, common, vertices};
use super::width::{Widest, widest};
use crate::geodesy::{Edge, LonLat, LonLatBox, polygon_area, ring_area};
use crate::units::Metres;
use geo::{BooleanOps, Contains, Coord, MultiPolygon, Orient, Point, Polygon, Rect, orient::Direction, unary_union};
use rayon::prelude::*;
use std::collections::HashMap;

/// Less than this is the rounding of the overlay, not the data.
const NOISE_M2: f64 = 1.0;
/// Narrower than this likewise, in metres.
const NOISE_M: f64 = 0.01;

/// How far outside the communes the frame runs that their union is taken from, in degrees.
const FRAME: f64 = 0.01;

/// What is wrong where communes meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeamKind {
    /// Two have the same land.
    Overlap,
    /// Land between them belongs to none.
    Gap,
    /// A part too narrow to be one.
    Sliver,
}

/// A place where communes do not meet as they should.
#[derive(Debug, Clone, PartialEq)]
pub struct Seam {
    /// What is wrong.
    pub kind: SeamKind,
    /// The land in question.
    pub land: MultiPolygon<f64>,
    /// Its area, square metres.
    pub area: f64,
    /// Its widest place.
    pub widest: Widest,
    /// Who should have it: the lower code of two, or the neighbour with the longest common border.
    pub keeper: Option<usize>,
    /// Who has it and should not.
    pub loser: Option<usize>,
}

/// The lands of a coverage, with the order in which they have the better right.
pub struct Lands<'a> {
    /// The lands.
    pub lands: Vec<&'a MultiPolygon<f64>>,
    /// Their codes: the lower has the better right.
    pub codes: Vec<String>,
}

type Line = [u64; 4];

fn line(a: LonLat, b: LonLat) -> (Line, bool) {
    let bits = |c: LonLat| ((c.x + 0.0).to_bits(), (c.y + 0.0).to_bits());
    let (p, q) = (bits(a), bits(b));
    if p <= q { ([p.0, p.1, q.0, q.1], true) } else { ([q.0, q.1, p.0, p.1], false) }
}

/// The edges of some land, each as it runs with the land on its left.
fn edges(land: &MultiPolygon<f64>) -> impl Iterator<Item = (LonLat, LonLat)> + '_ {
    land.0.iter().flat_map(|p| {
        let rings = std::iter::once((p.exterior(), true)).chain(p.interiors().iter().map(|r| (r, false)));
        rings.flat_map(|(ring, outer)| {
            let turned = (ring_area(ring) > 0.0) != outer;
            ring.0.windows(2).map(move |w| if turned { (w[1], w[0]) } else { (w[0], w[1]) })
        })
    })
}

/// Where do the communes not meet: overlaps, gaps, slivers up to this wide?
///
/// # Units
/// Square metres on the ellipsoid, and metres.
///
/// # Method
/// An edge that one commune has in one direction and one other in the other is sound. Only communes with another edge are laid over
/// their neighbours, so a sound coverage costs no overlay beyond its outer border. Gaps are the holes in the union of those communes
/// that no other fills; a gap that opens to the outside cannot be told from the outer border. In QGIS: the topology checker
/// ("must not have gaps", "must not overlap"); in PostGIS: `ST_CoverageInvalidEdges`.
pub fn seams(of: &Lands<'_>, tolerance: Metres) -> Vec<Seam> {
    let lands = &of.lands;
    let mut table: HashMap<Line, (u32, u32, u32, u32)> = HashMap::new();
    for (i, land) in lands.iter().enumerate() {
        for (a, b) in edges(land).filter(|(a, b)| a != b) {
            let (key, forward) = line(a, b);
            let entry = table.entry(key).or_insert((0, 0, i as u32, i as u32));
            if forward {
                entry.0 += 1;
                entry.2 = i as u32;
            } else {
                entry.1 += 1;
                entry.3 = i as u32;
            }
        }
    }
    let mut doubtful = vec![false; lands.len()];
    let mut group: Vec<usize> = (0..lands.len()).collect();
    for (i, land) in lands.iter().enumerate() {
        for (a, b) in edges(land).filter(|(a, b)| a != b) {
            match table.get(&line(a, b).0) {
                Some(&(1, 1, p, q)) => join(&mut group, p as usize, q as usize),
                _ => doubtful[i] = true,
            }
        }
    }
    let group: Vec<usize> = (0..lands.len()).map(|i| root(&group, i)).collect();
    let boxes: Vec<Option<LonLatBox>> = lands.iter().map(|l| around(l)).collect();
    let mut found = overlaps(of, &boxes, &doubtful, &group);
    found.extend(gaps(of, &boxes, &doubtful));
    found.extend(slivers(of, &boxes, tolerance));
    found
}

fn root(group: &[usize], mut i: usize) -> usize {
    while group[i] != i {
        i = group[i];
    }
    i
}

fn join(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    if a != b {
        group[a.max(b)] = a.min(b);
    }
    // Paths stay short where one keeps halving them.
    group[a] = root(group, a);
    group[b] = root(group, b);
}

fn around(land: &MultiPolygon<f64>) -> Option<LonLatBox> {
    let outer = land.0.iter().filter_map(|p| LonLatBox::around(&p.exterior().0));
    outer.reduce(|a, b| a.union(&b))
}

/// The pairs whose boxes meet and that could overlap, by a sweep from west to east.
fn pairs(boxes: &[Option<LonLatBox>], wanted: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut order: Vec<(usize, LonLatBox)> = boxes.iter().enumerate().filter_map(|(i, b)| Some((i, (*b)?))).collect();
    order.sort_by(|a, b| a.1.min.x.total_cmp(&b.1.min.x));
    let mut found = Vec::new();
    let mut open: Vec<(usize, LonLatBox)> = Vec::new();
    for (i, bounds) in order {
        open.retain(|(_, o)| o.max.x >= bounds.min.x);
        found.extend(
            open.iter().filter(|(j, o)| o.meets(&bounds) && wanted(*j, i)).map(|(j, _)| (*j.min(&i), *j.max(&i))),
        );
        open.push((i, bounds));
    }
    found.sort_unstable();
    found
}

fn measured(polygon: &Polygon<f64>) -> Option<(f64, Widest)> {
    let area = polygon_area(&MultiPolygon(vec![polygon.clone()]));
    let widest = Some(polygon).filter(|_| area > NOISE_M2).and_then(widest)?;
    (widest.width > NOISE_M).then_some((area, widest))
}

fn overlaps(of: &Lands<'_>, boxes: &[Option<LonLatBox>], doubtful: &[bool], group: &[usize]) -> Vec<Seam> {
    let could = |i: usize, j: usize| doubtful[i] || doubtful[j] || group[i] != group[j];
    let pairs = pairs(boxes, could);
    let one = |&(i, j): &(usize, usize)| -> Vec<Seam> {
        let (keeper, loser) = if (&of.codes[i], i) <= (&of.codes[j], j) { (i, j) } else { (j, i) };
        let pieces = common(of.lands[i], of.lands[j]).0;
        let seam = |p: Polygon<f64>| {
            let (area, widest) = measured(&p)?;
            let land = MultiPolygon(vec![p]);
            Some(Seam { kind: SeamKind::Overlap, land, area, widest, keeper: Some(keeper), loser: Some(loser) })
        };
        pieces.into_iter().filter_map(seam).collect()
    };
    pairs.par_iter().flat_map_iter(one).collect()
}

fn gaps(of: &Lands<'_>, boxes: &[Option<LonLatBox>], doubtful: &[bool]) -> Vec<Seam> {
    let at_a_border = (0..of.lands.len()).filter(|&i| doubtful[i]);
    // The union counts how often a ring runs around a place: all have to run the same way.
    let turned: Vec<MultiPolygon<f64>> = at_a_border.clone().map(|i| of.lands[i].orient(Direction::Default)).collect();
    let known: Vec<LonLat> = at_a_border.flat_map(|i| vertices(of.lands[i])).collect();
    let all = unary_union(&turned);
    // What is left of a frame around them all: one piece outside, and the land within that is nobody's, also where it touches the
    // outside in a point.
    let Some(frame) = around(&all).map(|b| b.stretched(FRAME)) else { return Vec::new() };
    let corner = Coord { x: frame.min.x, y: frame.min.y };
    let rest =
        MultiPolygon(vec![Rect::new(corner, Coord { x: frame.max.x, y: frame.max.y }).to_polygon()]).difference(&all);
    let outside = |p: &Polygon<f64>| p.exterior().0.iter().any(|c| c.x < corner.x + FRAME / 2.0);
    let holes = rest.0.into_iter().filter(|p| !outside(p));
    let mut found = Vec::new();
    for hole in holes {
        let Some((area, widest)) = measured(&hole) else { continue };
        let filled =
            |i: usize| boxes[i].is_some_and(|b| b.covers(widest.place)) && of.lands[i].contains(&Point(widest.place));
        if (0..of.lands.len()).any(filled) {
            continue;
        }
        let hole = MultiPolygon(vec![hole]);
        let Some(reach) = around(&hole).map(|b| b.stretched(1e-6)) else { continue };
        let about: Vec<LonLat> = known.iter().copied().filter(|k| reach.covers(*k)).collect();
        let land = as_it_was(hole, &about);
        let keeper = longest_border(&land, of, boxes, None);
        found.push(Seam { kind: SeamKind::Gap, land, area, widest, keeper, loser: None });
    }
    found
}

fn slivers(of: &Lands<'_>, boxes: &[Option<LonLatBox>], tolerance: Metres) -> Vec<Seam> {
    let mut found = Vec::new();
    for (i, land) in of.lands.iter().enumerate() {
        for part in &land.0 {
            let around: f64 = part.exterior().0.windows(2).map(|w| Edge::new(w[0], w[1]).length()).sum();
            let one = MultiPolygon(vec![part.clone()]);
            let area = polygon_area(&one);
            // A circle of the area by the perimeter always fits.
            if 2.0 * area / around > tolerance.metres() {
                continue;
            }
            let Some(widest) = widest(part).filter(|w| w.width <= tolerance.metres()) else { continue };
            let keeper = if land.0.len() > 1 { longest_border(&one, of, boxes, Some(i)) } else { None };
            found.push(Seam { kind: SeamKind::Sliver, land: one, area, widest, keeper, loser: Some(i) });
        }
    }
    found
}

/// Who has the longest border in common with this land, but one.
fn longest_border(
    land: &MultiPolygon<f64>,
    of: &Lands<'_>,
    boxes: &[Option<LonLatBox>],
    but: Option<usize>,
) -> Option<usize> {
    let reach = around(land)?.stretched(1e-7);
    let middles: Vec<(LonLat, f64)> =
        edges(land).map(|(a, b)| (Edge::new(a, b).at(0.5), Edge::new(a, b).length())).collect();
    let shared = |i: usize| -> f64 {
        let rings = of.lands[i].0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let near = |a: LonLat, b: LonLat| {
            a.x.min(b.x) <= reach.max.x
                && a.x.max(b.x) >= reach.min.x
                && a.y.min(b.y) <= reach.max.y
                && a.y.max(b.y) >= reach.min.y
        };
        let borders: Vec<(LonLat, LonLat)> =
            rings.flat_map(|r| r.0.windows(2)).map(|w| (w[0], w[1])).filter(|(a, b)| near(*a, *b)).collect();
        let on = |p: &LonLat| borders.iter().any(|(a, b)| off(*p, *a, *b) < 3e-8);
        middles.iter().filter(|(p, _)| on(p)).map(|(_, length)| length).sum()
    };
    (0..of.lands.len())
        .filter(|&i| Some(i) != but && boxes[i].is_some_and(|b| b.meets(&reach)))
        .map(|i| (i, shared(i)))
        .filter(|(_, length)| *length > 0.0)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(of.codes[b.0].cmp(&of.codes[a.0])))
        .map(|(i, _)| i)
}

/// How far a place is from an edge, in degrees.
fn off(p: LonLat, a: LonLat, b: LonLat) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { (((p.x - a.x) * dx + (p.y - a.y) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy)
}
