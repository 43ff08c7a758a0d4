//! What of a band's outline lies in some land, and what of the land's borders in the band.

use super::outline::Outline;
use super::piece::{Course, Piece};
use super::plane::{Bounds, cross};
use crate::index::{Bits, Edges, Land};
use geo::Coord;

/// Metres by which a crossing may lie beyond the end of a piece of outline: found twice it is noticed, missed it is not.
const SLACK: f64 = 1e-5;

/// Where a border meets an outline.
pub(super) struct Crossing {
    /// The vertex before it.
    edge: usize,
    /// How far along that edge, 0 to 1.
    at: f64,
    /// Whether the border comes into the band there.
    enters: bool,
}

/// Where an outline meets a border.
struct Cut {
    at: f64,
    /// Whether the outline comes into the land there.
    comes_in: bool,
}

/// The share of the outline in Green's integral as far as it is in the land, and where the borders cross it.
///
/// A piece that starts where another ended and meets no border is in the land if that one was; unless `carried`, a place
/// on every piece is looked at instead.
pub(super) fn outline_in(land: &Land, outline: &Outline, carried: bool) -> (f64, Vec<Crossing>) {
    let (mut sum, mut crossings) = (0.0, Vec::with_capacity(16));
    let (mut cuts, mut runs): (Vec<Cut>, Vec<&Edges>) = (Vec::with_capacity(8), Vec::with_capacity(32));
    // Whether the end of the piece before is in the land.
    let mut before = None;
    for (group, (around, go_on)) in outline.groups() {
        if !around.meets(&land.bounds) {
            before = Some(false);
            continue;
        }
        runs.clear();
        runs.extend(land.runs_near(around));
        if let (true, true, [], Some(inside)) = (carried, *go_on, &runs[..], before) {
            // No border comes near any of them.
            sum = group.iter().filter(|_| inside).fold(sum, |sum, part| sum + part.piece.green(land.centre));
            continue;
        }
        for part in group {
            if !part.bounds.meets(&land.bounds) {
                before = Some(false);
                continue;
            }
            cuts.clear();
            for run in runs.iter().filter(|r| r.bounds.meets(&part.bounds)) {
                meet(land, run, &part.piece, &part.bounds, &mut cuts, &mut crossings);
            }
            let start = before.filter(|_| carried && part.follows);
            let (share, inside) = share_in(land, &part.piece, &mut cuts, start, carried);
            sum += share;
            before = Some(inside);
        }
    }
    (sum, crossings)
}

/// The share of a piece of outline in Green's integral, from where borders cut it, and whether its end is in the land. Where the
/// cuts come in and go out by turns, they tell what is inside from whether the start is, which may be known.
fn share_in(land: &Land, piece: &Piece, cuts: &mut [Cut], start: Option<bool>, carried: bool) -> (f64, bool) {
    if let ([], Some(start), true) = (&cuts, start, carried) {
        return (if start { piece.green(land.centre) } else { 0.0 }, start);
    }
    cuts.sort_by(|a, b| a.at.total_cmp(&b.at));
    let part = |i: usize| {
        let (from, to) = (i.checked_sub(1).map_or(piece.from, |i| cuts[i].at), cuts.get(i).map_or(piece.to, |c| c.at));
        Piece { from, to, ..*piece }
    };
    let looked = |part: &Piece| holds(land, part.at((part.from + part.to) * 0.5));
    let start = start.unwrap_or_else(|| looked(&part(0)));
    let by_turns = carried && cuts.iter().enumerate().all(|(i, cut)| cut.comes_in == (start == (i % 2 == 1)));
    (0..=cuts.len()).map(part).enumerate().fold((0.0, start), |(sum, _), (i, part)| {
        let inside = if by_turns { start == (i % 2 == 0) } else { looked(&part) };
        (if inside { sum + part.green(land.centre) } else { sum }, inside)
    })
}

/// Where some edges cross a piece of outline.
fn meet(land: &Land, run: &Edges, piece: &Piece, bounds: &Bounds, cuts: &mut Vec<Cut>, crossings: &mut Vec<Crossing>) {
    let slack = match piece.course {
        Course::Straight { .. } => SLACK,
        Course::Round { radius, .. } => SLACK / radius,
    };
    let places = &land.places[run.from..=run.to];
    for i in Bits::reaching(places.iter().map(|place| bounds.outcode([place.x, place.y]))) {
        piece.crossings(places[i], places[i + 1], |t, at, enters| {
            if t > piece.from && t < piece.to {
                // The band is on the left of its outline, the land on that of a border with this sign.
                cuts.push(Cut { at: t, comes_in: enters != (run.sign > 0.0) });
            }
            if t > piece.from - slack && t < piece.to + slack {
                crossings.push(Crossing { edge: run.from + i, at, enters });
            }
        });
    }
}

/// The share of the borders in Green's integral as far as they are in the band, from all places where they cross its outline.
/// `inside` says whether a place is in the band. None where the border does not come and go by turns: a crossing was
/// missed or found twice, or it cannot be said on which side a place is.
pub(super) fn borders_in(
    land: &Land,
    mut crossings: Vec<Crossing>,
    mut inside: impl FnMut(Coord<f64>) -> Option<bool>,
) -> Option<f64> {
    crossings.sort_unstable_by(|a, b| a.edge.cmp(&b.edge).then(a.at.total_cmp(&b.at)));
    let (places, centre) = (&land.places, land.centre);
    let (mut sum, mut left) = (0.0, &crossings[..]);
    for ring in &land.rings {
        let mine;
        (mine, left) = left.split_at(left.partition_point(|c| c.edge < ring.to));
        if mine.len() % 2 == 1 || mine.windows(2).any(|w| w[0].enters == w[1].enters) {
            return None;
        }
        let at_start = match mine.first() {
            Some(crossing) => !crossing.enters,
            None => inside(places[ring.from])?,
        };
        let mut twice = 0.0;
        let mut go = |from: Coord<f64>, through: &[Coord<f64>]| {
            through.iter().fold(from - centre, |p, &q| {
                twice += cross(p, q - centre);
                q - centre
            }) + centre
        };
        let (mut here, mut next) = (at_start.then(|| places[ring.from]), ring.from + 1);
        for crossing in mine {
            let [a, b] = [places[crossing.edge], places[crossing.edge + 1]];
            let there = a + (b - a) * crossing.at;
            if let Some(here) = here {
                let last = go(here, &places[next..=crossing.edge]);
                go(last, &[there]);
            }
            (here, next) = (crossing.enters.then_some(there), crossing.edge + 1);
        }
        if let Some(here) = here {
            go(here, &places[next..=ring.to]);
        }
        sum += 0.5 * ring.sign * twice;
    }
    Some(sum)
}

/// Whether a point is inside, by the parity of the edges to its right.
fn holds(land: &Land, p: Coord<f64>) -> bool {
    let crosses = |a: Coord<f64>, b: Coord<f64>| (a.y > p.y) != (b.y > p.y);
    let mut inside = false;
    for run in &land.runs {
        let (low, high) = (run.bounds.low, run.bounds.high);
        if low[1] > p.y || high[1] <= p.y || high[0] < p.x {
            continue;
        }
        if low[0] > p.x {
            // All of it is to the right, and its ends tell how often, odd or even.
            inside ^= crosses(land.places[run.from], land.places[run.to]);
        } else {
            let right = |a: Coord<f64>, b: Coord<f64>| (cross(b - a, p - a) > 0.0) == (b.y > a.y);
            inside ^=
                land.places[run.from..=run.to].windows(2).filter(|e| crosses(e[0], e[1]) && right(e[0], e[1])).count()
                    % 2
                    == 1;
        }
    }
    inside
}
