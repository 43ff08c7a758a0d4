//! What is the least leash for two walks, and where is it tight?

use super::chords::{Point, chord_foot, distance, dot, lerp, minus};
use super::free_space::{Border, Reach, Record, Walk, passable};

/// The search stops when the leash is known to this, metres, and this part of itself.
pub(super) const CLOSE: f64 = 0.002;
pub(super) const CLOSE_PART: f64 = 1e-7;
/// So near to the end of the search it is worth while to look where the leash is tight: metres, and part of the leash.
const GUESS: f64 = 1.0;
const GUESS_PART: f64 = 1e-4;
/// After so many guesses that were wrong, bisection goes on alone.
const MOST_GUESSES: usize = 6;

/// A leash that is long enough: of the three steps forward, always take that to the nearest pair of points.
pub(super) fn greedy(p: &Walk, q: &Walk) -> f64 {
    let (mut i, mut j) = (0, 0);
    let apart = |i: usize, j: usize| match (p.points.get(i), q.points.get(j)) {
        (Some(x), Some(y)) => distance(x, y),
        _ => f64::INFINITY,
    };
    let mut most = apart(0, 0);
    while i + 1 < p.points.len() || j + 1 < q.points.len() {
        let steps = [(i + 1, j + 1), (i + 1, j), (i, j + 1)];
        let mut best = (f64::INFINITY, steps[0]);
        for step in steps {
            let d = apart(step.0, step.1);
            if d < best.0 {
                best = (d, step);
            }
        }
        most = most.max(best.0);
        (i, j) = best.1;
    }
    // So that it is long enough after rounding, too.
    most + 1e-4
}

/// The least leash between two others, of which the shorter is too short; and where it is tight, if that came out.
pub(super) fn bracket(p: &Walk, q: &Walk, mut low: f64, mut high: f64) -> (f64, f64, Option<Tight>) {
    let mut coarse: Option<(Walk, Walk, f64)> = None;
    let mut fine = false;
    let mut guesses = 0;
    let mut found = None;
    while high - low > CLOSE + CLOSE_PART * low {
        let width = high - low;
        if width <= GUESS + GUESS_PART * low && guesses < MOST_GUESSES {
            // The next event between the two, if it is the last, is the answer.
            guesses += 1;
            let half = (CLOSE + CLOSE_PART * low) * 0.49;
            if let Some(tight) = tight(p, q, low, high).filter(|t| t.leash > low - half && t.leash < high + half) {
                found = Some(tight);
                if tight.leash + half < high {
                    if passable(p, q, tight.leash + half, None) {
                        high = tight.leash + half;
                    } else {
                        low = tight.leash + half;
                        continue;
                    }
                }
                if tight.leash - half > low {
                    if passable(p, q, tight.leash - half, None) {
                        high = tight.leash - half;
                    } else {
                        low = tight.leash - half;
                    }
                }
            } else {
                guesses = MOST_GUESSES;
            }
            continue;
        }
        if !fine && coarse.as_ref().is_none_or(|c| width < 8.0 * c.2) {
            let apart = width / 16.0;
            let (x, y) = (p.thinned(apart), q.thinned(apart));
            fine = apart < GUESS / 16.0 || x.points.len() * y.points.len() * 3 > p.points.len() * q.points.len();
            coarse = Some((x, y, apart));
        }
        let middle = (low + high) / 2.0;
        let (x, y, error) = match &coarse {
            Some((x, y, apart)) if !fine => (x, y, 2.0 * apart),
            _ => (p, q, 0.0),
        };
        if passable(x, y, middle, None) {
            high = high.min(middle + error);
        } else {
            low = low.max(middle - error);
        }
    }
    let known = found.filter(|t| t.leash >= low - CLOSE && t.leash <= high + CLOSE);
    (low, high, known.or_else(|| tight(p, q, low, high)))
}

/// Where the leash is tight: an edge of each and the fraction of it, and how long it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tight {
    pub first: (usize, f64),
    pub second: (usize, f64),
    pub leash: f64,
}

/// Where is the leash tight?
///
/// Of the borders that a way with the long leash goes over, the first that the short leash does not reach opens at one of
/// the two events of Alt and Godau: an edge comes near enough to a vertex, or, where one must wait on an edge, its place
/// nearest to a later vertex is no longer before that for an earlier one: then both are equally far.
fn tight(p: &Walk, q: &Walk, low: f64, high: f64) -> Option<Tight> {
    let (mut long, mut short) = (Record::default(), Record::default());
    if !passable(p, q, high, Some(&mut long)) {
        return None;
    }
    passable(p, q, low, Some(&mut short));
    let way = long.way(q.points.len() - 1);
    let border = way.iter().find(|b| !short.has(b))?;
    let vertex =
        |walk: &Walk, vertex: usize| if vertex + 1 < walk.points.len() { (vertex, 0.0) } else { (vertex - 1, 1.0) };
    Some(match *border {
        // On the outer borders one stands still: they open as far as the next vertex is near enough.
        Border::AtFirst(0, Reach { cell, .. }) => {
            Tight { first: (0, 0.0), second: (cell, 0.0), leash: distance(&p.points[0], &q.points[cell]) }
        }
        Border::AtSecond(row, Reach { cell: 0, .. }) => {
            Tight { first: (row, 0.0), second: (0, 0.0), leash: distance(&p.points[row], &q.points[0]) }
        }
        Border::AtFirst(row, reach) => {
            let (t, leash) = opens(q, reach.cell, &p.points[row], long.waits_across(row, &reach).map(|k| &p.points[k]));
            Tight { first: vertex(p, row), second: (reach.cell, t), leash }
        }
        Border::AtSecond(row, reach) => {
            let (t, leash) = opens(p, row, &q.points[reach.cell], long.waits_along(row, &reach).map(|k| &q.points[k]));
            Tight { first: (row, t), second: vertex(q, reach.cell), leash }
        }
    })
}

/// The place of an edge, and the leash, at which it opens to a vertex: where it is nearest to it, or as far from it as
/// from an earlier vertex that one waited for.
fn opens(walk: &Walk, edge: usize, vertex: &Point, earlier: Option<&Point>) -> (f64, f64) {
    let (a, b) = (&walk.points[edge], &walk.points[edge + 1]);
    let (foot, d2) = chord_foot(vertex, a, b);
    let equal = earlier.and_then(|e| {
        // |e − a − t r|² = |v − a − t r|² is linear in t. It is an event only where one waits before the foot of the
        // earlier vertex, and that is as far as one may go beyond the foot of the later.
        let (r, to_e, to_v) = (minus(b, a), minus(e, a), minus(vertex, a));
        let (along_e, along_v) = (dot(&to_e, &r), dot(&to_v, &r));
        let t = (dot(&to_e, &to_e) - dot(&to_v, &to_v)) / (2.0 * (along_e - along_v));
        let length2 = dot(&r, &r);
        let is_event = (0.0..=1.0).contains(&t) && along_v <= t * length2 && t * length2 <= along_e;
        is_event.then(|| (t, distance(vertex, &lerp(a, b, t))))
    });
    equal.unwrap_or((foot, d2.sqrt()))
}
