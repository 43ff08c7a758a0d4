//! Where an alignment crosses a border, and which of its stretches lie inside.
//!
//! This is topology in longitude and latitude, where edges are straight. Orientation is decided with
//! exact predicates, and a crossing is computed from the ends of both edges in a fixed order: two
//! communes that share a border get the very same place, whichever way each was digitised.

use crate::geodesy::{Extreme, LonLat, LonLatBox};
use crate::index::{Bits, Chain, Indexed, IndexedAlignment, IndexedCommune, Run};
use crate::model::Spot;
use geo::Orientation;
use geo::algorithm::kernels::{Kernel, RobustKernel};
use smallvec::SmallVec;

/// Where a place lies with respect to some land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// Not in it.
    Outside,
    /// In it.
    Inside,
    /// On its border, to within a micrometre.
    OnBorder,
}

/// Cuts nearer to each other than this are one: a micrometre is far below every coordinate's last digit.
const ONE_PLACE: f64 = 1e-6;

/// The same in degrees of a great circle. A computed place on a slanting border is off it by its last bits.
const ONE_PLACE_DEGREES: f64 = 9e-12;

/// A stretch of an alignment and where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub from: f64,
    pub to: f64,
    pub lies: Inside,
}

/// Which stretches of an alignment lie in the land within these borders, borders included? Metres of chainage.
pub(crate) fn lies_within(alignment: &IndexedAlignment<'_>, borders: &Chain<'_>) -> Vec<(f64, f64)> {
    stretches(alignment, borders).0.iter().filter(|s| s.lies != Inside::Outside).map(|s| (s.from, s.to)).collect()
}

/// Does a place lie in the land within these borders?
pub fn is_inside(borders: &Chain<'_>, place: LonLat) -> Inside {
    const NEAR: f64 = ONE_PLACE_DEGREES;
    let (west, east) = (place.x - NEAR, place.x + NEAR);
    let (south, north) = (place.y - NEAR, place.y + NEAR);
    let in_reach = |b: &LonLatBox| b.min.y <= north && b.max.y >= south && b.max.x >= west;
    if !borders.bounds().is_some_and(|b| in_reach(&b) && b.min.x <= east) {
        return Inside::Outside;
    }
    let mut odd = false;
    for run in borders.runs_where(in_reach) {
        let (_, places) = borders.places(run);
        for pair in places.windows(2) {
            let (p, q) = (pair[0], pair[1]);
            if p.x.higher(q.x) < west || p.y.higher(q.y) < south || p.y.lower(q.y) > north {
                continue;
            }
            if p.x.lower(q.x) <= east && is_near(p, q, place, NEAR) {
                return Inside::OnBorder;
            }
            // A ray to the east crosses the edge if its ends lie above and below, and the edge is east of the place.
            if (p.y > place.y) != (q.y > place.y) {
                let rising = q.y > p.y;
                let side = RobustKernel::orient2d(p, q, place);
                if (side == Orientation::CounterClockwise) == rising && side != Orientation::Collinear {
                    odd = !odd;
                }
            }
        }
    }
    if odd { Inside::Inside } else { Inside::Outside }
}

/// Whether a place is within so many degrees of an edge.
fn is_near(p: LonLat, q: LonLat, place: LonLat, degrees: f64) -> bool {
    let (d, w) = (q - p, place - p);
    let d2 = d.x * d.x + d.y * d.y;
    let t = if d2 > 0.0 { ((w.x * d.x + w.y * d.y) / d2).clamp(0.0, 1.0) } else { 0.0 };
    let off = w - d * t;
    off.x * off.x + off.y * off.y <= degrees * degrees
}

/// A commune whose box an alignment meets, and what of the alignment lies in it.
pub(super) struct Met<'i, 'a> {
    pub commune: &'i IndexedCommune<'a>,
    pub stretches: Vec<Stretch>,
    /// Every place where the alignment meets the border, metres of chainage.
    pub places: Vec<f64>,
}

/// Which communes does the alignment enter or meet? By code; some that it only comes near to may be among them.
pub(super) fn met<'i, 'a>(alignment: &IndexedAlignment<'_>, index: &'i Indexed<'a>) -> Vec<Met<'i, 'a>> {
    let chain = &alignment.chain;
    // All were asked already where there is but one run.
    let is_near = |c: &IndexedCommune<'_>| {
        let near = |bounds: &LonLatBox| c.commune.land.bounds().is_some_and(|b| bounds.meets(&b));
        matches!(chain.runs(), [_]) || chain.runs_where(near).next().is_some()
    };
    index
        .communes_along(chain, 0.0)
        .into_iter()
        .filter(|c| is_near(c))
        .map(|commune| {
            let (stretches, places) = stretches(alignment, commune.chain());
            Met { commune, stretches, places }
        })
        .collect()
}

/// The stretches of the alignment that lie in the land or on its border, and every place where it meets
/// the border, by rising chainage.
pub(super) fn stretches(alignment: &IndexedAlignment<'_>, borders: &Chain<'_>) -> (Vec<Stretch>, Vec<f64>) {
    let Some(bounds) = borders.bounds() else { return (Vec::new(), Vec::new()) };
    let cuts = cuts(alignment, borders, &bounds);
    let road = alignment.alignment;
    let mut inside = Vec::new();
    let mut meets = Vec::with_capacity(cuts.len());
    let mut next = 0;
    for (start, part) in road.parts() {
        let end = start + part.len() - 1;
        let mut here = Spot { edge: start, fraction: 0.0 };
        let mut at = road.chainage_of_vertex(start);
        let finish = road.chainage_of_vertex(end);
        loop {
            // The next cut of this part that is a place of its own, or the part's end.
            let mut to = Spot { edge: end - 1, fraction: 1.0 };
            let mut to_at = finish;
            while next < cuts.len() && cuts[next].edge < end {
                let cut = cuts[next];
                let cut_at = road.chainage(cut).from_origin().metres();
                if meets.last() != Some(&cut_at) {
                    meets.push(cut_at);
                }
                next += 1;
                if cut_at - at > ONE_PLACE && finish - cut_at > ONE_PLACE {
                    (to, to_at) = (cut, cut_at);
                    break;
                }
            }
            if to_at > at {
                let lies_at = |share: f64| is_inside(borders, road.place(within(here, to, share)));
                // A stretch that only brushes the border where it is tested does not run on it.
                let lies = match lies_at(0.5) {
                    Inside::OnBorder => lies_at(0.375),
                    inside_or_outside => inside_or_outside,
                };
                push(&mut inside, Stretch { from: at, to: to_at, lies });
            }
            if to_at >= finish {
                break;
            }
            (here, at) = (to, to_at);
        }
    }
    (inside, meets)
}

/// Adds a stretch, joined to the one before it where the two are alike.
fn push(stretches: &mut Vec<Stretch>, stretch: Stretch) {
    if stretch.lies == Inside::Outside {
        return;
    }
    match stretches.last_mut() {
        Some(last) if last.to == stretch.from && last.lies == stretch.lies => last.to = stretch.to,
        _ => stretches.push(stretch),
    }
}

/// A spot well inside the stretch between two spots: at this share of a whole edge of it, where it has one,
/// else of the longer of its two.
fn within(from: Spot, to: Spot, share: f64) -> Spot {
    let (edge, low, high) = if from.edge == to.edge {
        (from.edge, from.fraction, to.fraction)
    } else if to.edge > from.edge + 1 {
        (from.edge + 1, 0.0, 1.0)
    } else if 1.0 - from.fraction >= to.fraction {
        (from.edge, from.fraction, 1.0)
    } else {
        (to.edge, 0.0, to.fraction)
    };
    Spot { edge, fraction: low + (high - low) * share }
}

/// Every spot where the alignment meets the borders, in order, each once.
fn cuts(alignment: &IndexedAlignment<'_>, borders: &Chain<'_>, bounds: &LonLatBox) -> Vec<Spot> {
    let mut cuts: Vec<Spot> = Vec::new();
    let here: SmallVec<[&Run; 32]> = alignment.chain.runs_where(|b| b.meets(bounds)).collect();
    let Some(around) = here.iter().map(|run| run.bounds).reduce(|a, b| a.union(&b)) else { return cuts };
    let there: SmallVec<[&Run; 32]> = borders.runs_where(|b| b.meets(&around)).collect();
    for run in &here {
        let (first, road) = alignment.chain.places(run);
        for border in there.iter().filter(|b| b.bounds.meets(&run.bounds)) {
            // Few edges of the road come near this part of the border, and few of the border near those.
            let edge = |i: usize| run.bounds.part(road[i], road[i + 1]);
            let near: SmallVec<[(usize, LonLatBox); 16]> =
                reaching(road, &border.bounds).map(|i| (i, edge(i))).collect();
            let Some(around) = near.iter().map(|(_, bounds)| *bounds).reduce(|a, b| a.union(&b)) else { continue };
            let (_, ring) = borders.places(border);
            for j in reaching(ring, &around) {
                let b = [ring[j], ring[j + 1]];
                let bounds = border.bounds.part(b[0], b[1]);
                for (i, _) in near.iter().filter(|(_, edge)| edge.meets(&bounds)) {
                    let met = meet([road[*i], road[i + 1]], b).into_iter().flatten();
                    cuts.extend(met.map(|fraction| Spot { edge: first + i, fraction }));
                }
            }
        }
    }
    cuts.sort_by(|a, b| (a.edge, a.fraction).partial_cmp(&(b.edge, b.fraction)).unwrap_or(std::cmp::Ordering::Equal));
    cuts.dedup();
    cuts
}

/// The edges of a run, by the number of their first place, that have not both ends beyond one side of a box.
#[inline]
fn reaching(line: &[LonLat], bounds: &LonLatBox) -> Bits {
    Bits::reaching(line.iter().map(|&place| bounds.outcode(place)))
}

/// Where the first edge meets the second: fractions of the first. Two where they run on each other.
pub(crate) fn meet(a: [LonLat; 2], b: [LonLat; 2]) -> [Option<f64>; 2] {
    let side = |line: [LonLat; 2], place: LonLat| RobustKernel::orient2d(line[0], line[1], place);
    let (a0, a1, b0, b1) = (side(b, a[0]), side(b, a[1]), side(a, b[0]), side(a, b[1]));
    use Orientation::Collinear;
    if b0 == Collinear && b1 == Collinear {
        let (t, u) = (fraction_of(a, b[0]), fraction_of(a, b[1]));
        let (low, high) = (t.min(u).max(0.0), t.max(u).min(1.0));
        return if low > high { [None, None] } else { [Some(low), Some(high)] };
    }
    if (a0 != Collinear && a0 == a1) || (b0 != Collinear && b0 == b1) {
        return [None, None];
    }
    if a0 == Collinear {
        return [Some(0.0), None];
    }
    if a1 == Collinear {
        return [Some(1.0), None];
    }
    if b0 == Collinear {
        return [Some(fraction_of(a, b[0]).clamp(0.0, 1.0)), None];
    }
    if b1 == Collinear {
        return [Some(fraction_of(a, b[1]).clamp(0.0, 1.0)), None];
    }
    let ordered = |e: [LonLat; 2]| if (e[0].x, e[0].y) <= (e[1].x, e[1].y) { (e, false) } else { ([e[1], e[0]], true) };
    let ((p, turned), (q, _)) = (ordered(a), ordered(b));
    let (d, e, w) = (p[1] - p[0], q[1] - q[0], q[0] - p[0]);
    let t = ((w.x * e.y - w.y * e.x) / (d.x * e.y - d.y * e.x)).clamp(0.0, 1.0);
    // Not a number only where the edges are parallel to within rounding: then any common place will do.
    let t = if t.is_nan() { 0.5 } else { t };
    [Some(if turned { 1.0 - t } else { t }), None]
}

/// How far along the edge a place on it lies.
fn fraction_of(edge: [LonLat; 2], place: LonLat) -> f64 {
    let d = edge[1] - edge[0];
    if d.x.abs() >= d.y.abs() { (place.x - edge[0].x) / d.x } else { (place.y - edge[0].y) / d.y }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: f64, y: f64) -> LonLat {
        LonLat { x, y }
    }

    #[test]
    fn edges_meet_where_they_should() {
        let a = [p(0.0, 0.0), p(4.0, 0.0)];
        assert_eq!(meet(a, [p(1.0, -1.0), p(1.0, 1.0)]), [Some(0.25), None]);
        assert_eq!(meet(a, [p(1.0, 1.0), p(1.0, -1.0)]), [Some(0.25), None]);
        assert_eq!(meet(a, [p(5.0, -1.0), p(5.0, 1.0)]), [None, None]);
        assert_eq!(meet(a, [p(1.0, 0.0), p(3.0, 0.0)]), [Some(0.25), Some(0.75)]);
        assert_eq!(meet(a, [p(2.0, 0.0), p(9.0, 0.0)]), [Some(0.5), Some(1.0)]);
        assert_eq!(meet(a, [p(5.0, 0.0), p(9.0, 0.0)]), [None, None]);
        assert_eq!(meet(a, [p(2.0, 0.0), p(2.0, 3.0)]), [Some(0.5), None]);
        assert_eq!(meet(a, [p(4.0, 0.0), p(4.0, 3.0)]), [Some(1.0), None]);
    }

    #[test]
    fn inside_outside_and_on_the_border() {
        let square = [p(0.0, 0.0), p(4.0, 0.0), p(4.0, 4.0), p(0.0, 4.0), p(0.0, 0.0)];
        let hole = [p(1.0, 1.0), p(1.0, 2.0), p(2.0, 2.0), p(2.0, 1.0), p(1.0, 1.0)];
        let land = Chain::new([(0, square.as_slice()), (0, hole.as_slice())]);
        for (place, lies) in [
            (p(3.0, 3.0), Inside::Inside),
            (p(1.5, 1.5), Inside::Outside),
            (p(5.0, 2.0), Inside::Outside),
            (p(-1.0, 4.0), Inside::Outside),
            (p(-1.0, 0.0), Inside::Outside),
            (p(4.0, 2.0), Inside::OnBorder),
            (p(0.0, 0.0), Inside::OnBorder),
            (p(1.0, 1.5), Inside::OnBorder),
            (p(0.5, 1.0), Inside::Inside),
            (p(0.5, 2.0), Inside::Inside),
        ] {
            assert_eq!(is_inside(&land, place), lies, "{place:?}");
        }
    }
}
