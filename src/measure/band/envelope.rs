//! The outline of a run of capsules, as far as it faces away from the run.
//!
//! A place of an outline that faces within 60° of some way up is half a radius above the segment that it belongs to. If the
//! segments differ by less in height, none of their capsules is all above that place; so it is in another capsule exactly
//! where that one's top is higher. The outline that faces up is therefore on the upper envelope of the tops, found by merging
//! those of halves (Sharir and Agarwal 1995, chapter 6). An envelope has one top everywhere, whatever is rounded, and of
//! a road that bends little for the radius it has few parts, however many vertices there are.

use super::capsule::Capsule;
use super::hills::{Hills, Shown};
use super::piece::{Course, Piece, View};
use super::plane::{cross, dot, left, norm};
use crate::geodesy::Extreme;
use geo::Coord;
use std::ops::Range;

/// What faces up: cosine and sine of the angle between.
const FACING: (f64, f64) = (0.5, 0.866_025_403_784_438_6);
/// The cosine of an angle to the run that leaves the normal 0.12 radians of what faces up.
const WELL_ALONG: f64 = 0.6;
/// Segments shorter than this, in radii, may turn any way without being seen.
const SHORT: f64 = 1e-8;
/// So thick may a run be, in radii: a little less than what faces up is above its segment.
const THICK: f64 = 0.499;
/// A side steeper than this is as good as its higher end.
const UPRIGHT: f64 = 1e6;
/// No top.
const NONE: u32 = u32::MAX;

/// Consecutive capsules that are within a strip, and the way along it.
pub(super) struct Run {
    pub(super) capsules: Range<usize>,
    pub(super) along: Coord<f64>,
    /// Whether all its capsules go well along it: then the envelopes have all that any but the first and the last shows.
    pub(super) goes_along: bool,
}

impl Run {
    /// Cuts capsules into runs.
    pub(super) fn cut(capsules: &[Capsule], radius: f64) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut left: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        for chain in capsules.chunk_by(|one, next| one.b == next.a) {
            left.push(from..from + chain.len());
            from += chain.len();
            while let Some(range) = left.pop() {
                let (start, end) = (capsules[range.start].a, capsules[range.end - 1].b);
                let length = norm(end - start);
                let along = if length > 0.0 { (end - start) / length } else { Coord { x: 1.0, y: 0.0 } };
                let (mut low, mut high) = ((0.0, range.start), (0.0, range.start));
                for i in range.clone() {
                    let y = cross(along, capsules[i].b - start);
                    if y < low.0 {
                        low = (y, i);
                    } else if y > high.0 {
                        high = (y, i);
                    }
                }
                if range.len() == 1 || high.0 - low.0 < THICK * radius {
                    let mut run = Run { capsules: range.clone(), along, goes_along: false };
                    run.goes_along = capsules[range].iter().all(|capsule| run.way_of(capsule) == Some(true));
                    runs.push(run);
                    continue;
                }
                // Where it strays farthest (Douglas and Peucker 1973), but not so near an end that the work grows by the square.
                let room = range.len() / 8;
                let at = (if high.0 > -low.0 { high.1 } else { low.1 } + 1)
                    .clamp(range.start + room.max(1), range.end - room.max(1));
                left.push(at..range.end);
                left.push(range.start..at);
            }
        }
        runs
    }

    /// Whether the sides of a capsule are on the envelopes of the run.
    pub(super) fn shows(&self, capsule: &Capsule) -> bool {
        sides_show(capsule, self.along)
    }

    /// Whether a capsule goes well along the run, or back; neither where it is near across. Of three that follow each other
    /// one way, the envelopes have all that the middle one shows.
    pub(super) fn way_of(&self, capsule: &Capsule) -> Option<bool> {
        let way = dot(capsule.along, self.along);
        (capsule.length > SHORT * capsule.radius && way.abs() > WELL_ALONG).then_some(way > 0.0)
    }

    /// The directions that face along the run, one way and the other, counter-clockwise.
    pub(super) fn ahead(&self) -> [(Coord<f64>, Coord<f64>); 2] {
        let (x, y) = (self.along * FACING.1, left(self.along) * FACING.0);
        [(x - y, x + y), (-x + y, -x - y)]
    }
}

fn goes_on(capsule: &Capsule, along: Coord<f64>) -> bool {
    dot(capsule.along, along) >= 0.0
}

fn sides_show(capsule: &Capsule, along: Coord<f64>) -> bool {
    dot(capsule.along, along).abs() >= FACING.0
}

/// A top, or a part of one, where the way along the run is x and up is y.
#[derive(Clone, Copy)]
struct Curve {
    /// The centre of an arc, a place on a line.
    at: Coord<f64>,
    /// The radius of an arc; none if it is a line.
    radius: f64,
    /// Of a line, and the cosine of that angle.
    slope: f64,
    cos: f64,
}

/// The top from some x on, where it has some height.
#[derive(Clone, Copy)]
struct Part {
    from: f64,
    height: f64,
    curve: u32,
}

/// The upper envelope of the tops of a run of capsules, and room to make it.
#[derive(Default)]
pub(super) struct Envelope {
    /// The vertices of a chain from left to right, the way along the run at x and up at y.
    places: Vec<Coord<f64>>,
    /// The capsules that may show, and what of them.
    shown: Vec<(u32, Shown)>,
    /// Three to each of them: the end at the left, the side, the end at the right.
    curves: Vec<Curve>,
    /// Envelopes one behind the other.
    parts: Vec<Part>,
    merged: Vec<Part>,
    /// Where each ends.
    ends: Vec<usize>,
    hills: Hills,
}

impl Envelope {
    /// With room for the envelopes of so many capsules.
    pub(super) fn with_room(capsules: usize) -> Envelope {
        let (shown, curves) = (Vec::with_capacity(capsules), Vec::with_capacity(3 * capsules));
        let (places, parts) = (Vec::with_capacity(capsules + 1), Vec::with_capacity(2 * capsules));
        Envelope { places, shown, curves, parts, hills: Hills::with_room(capsules), ..Envelope::default() }
    }

    /// What of the outline of a run faces to the left of the way along it, or to the left of the way back, from the far end on.
    pub(super) fn pieces(&mut self, capsules: &[Capsule], run: &Run, back: bool, mut found: impl FnMut(Piece, View)) {
        let along = if back { -run.along } else { run.along };
        self.tops(capsules, along, run.goes_along);
        while self.ends.len() > 1 {
            self.halve();
        }
        let up = left(along);
        for pair in self.parts.windows(2).rev() {
            let [Part { from, curve, .. }, Part { from: to, .. }] = *pair else { continue };
            let Some(top) = self.curves.get(curve as usize) else { continue };
            let capsule = &capsules[self.shown[curve as usize / 3].0 as usize];
            let forward = goes_on(capsule, along);
            if top.radius > 0.0 {
                let reach = FACING.1 * top.radius;
                let (from, to) = (from.higher(top.at.x - reach), to.lower(top.at.x + reach));
                if from < to {
                    let way = |x: f64| {
                        let cos = (x - top.at.x) / top.radius;
                        along * cos + up * ((1.0 - cos) * (1.0 + cos)).sqrt()
                    };
                    let centre = if (curve % 3 == 0) == forward { capsule.a } else { capsule.b };
                    let (piece, view) = Piece::round(centre, top.radius, way(to), way(from));
                    found(piece, view);
                }
            } else if sides_show(capsule, along) {
                // The band is on the left of it: it goes back.
                let out = left(capsule.along) * capsule.radius;
                let (start, way) =
                    if forward { (capsule.b + out, -capsule.along) } else { (capsule.a - out, capsule.along) };
                let (end, pace) = (top.at.x + capsule.length * dot(capsule.along, along).abs(), -dot(way, along));
                let (from, to) = (((end - to) / pace).higher(0.0), ((end - from) / pace).lower(capsule.length));
                if from < to {
                    let piece = Piece { course: Course::Straight { from: start, along: way }, from, to };
                    found(piece, View::straight(start + way * from, start + way * to));
                }
            }
        }
    }

    /// The envelopes of what of a run goes on in one direction.
    ///
    /// There the tops of earlier capsules are higher on the left of one place and lower on its right: each new one ends some
    /// that went before, and nothing is looked at twice (as hulls are found, Graham 1972).
    fn tops(&mut self, capsules: &[Capsule], along: Coord<f64>, all_one_way: bool) {
        self.shown.clear();
        self.curves.clear();
        self.parts.clear();
        self.ends.clear();
        let turned = |v: Coord<f64>| Coord { x: dot(along, v), y: cross(along, v) };
        let (origin, mut first) = (capsules[0].a, 0);
        let seen = |p: Coord<f64>| turned(p - origin);
        let one_way = |one: &Capsule, next: &Capsule| all_one_way || goes_on(one, along) == goes_on(next, along);
        for chain in capsules.chunk_by(one_way) {
            let (last, forward) = (chain.len() - 1, goes_on(&chain[0], along));
            let of = |i: usize| if forward { i } else { last - i };
            self.places.clear();
            if forward {
                self.places.push(seen(chain[0].a));
                self.places.extend(chain.iter().map(|capsule| seen(capsule.b)));
            } else {
                self.places.push(seen(chain[last].b));
                self.places.extend(chain.iter().rev().map(|capsule| seen(capsule.a)));
            }
            let (start, from) = (self.parts.len(), self.shown.len());
            self.hills.show(&self.places, |i| chain[of(i)].radius, |i, what| self.shown.push((i as u32, what)));
            // All curves first: what is decided when they are added would have to wait for each.
            for (i, _) in &mut self.shown[from..] {
                let (a, b, at) = (self.places[*i as usize], self.places[*i as usize + 1], of(*i as usize));
                let (way, radius) = (turned(chain[at].along), chain[at].radius);
                self.curves.extend(curves([a, b], if forward { way } else { -way }, radius));
                *i = (first + at) as u32;
            }
            for k in from..self.shown.len() {
                let (i, what) = self.shown[k];
                self.add(start, k as u32, capsules[i as usize].length, what);
            }
            self.ends.push(self.parts.len());
            first += chain.len();
        }
    }

    /// Adds the top of the next capsule to the envelope of those to its left.
    fn add(&mut self, start: usize, k: u32, length: f64, what: Shown) {
        let Some(&[a, side, b]) = self.curves[3 * k as usize..].first_chunk() else { return };
        let part = |place: Coord<f64>, i: u32| Part { from: place.x, height: place.y, curve: 3 * k + i };
        let beside = Coord { x: b.radius, y: 0.0 };
        let parts = [part(a.at - beside, 0), part(side.at, 1), part(b.at + (side.at - a.at), 2)];
        let upright = length <= 0.0 || side.slope.abs() > UPRIGHT;
        let disc = match what {
            Shown::Whole if !upright => None,
            Shown::Whole if a.at.y > b.at.y => Some(parts[0]),
            Shown::Left => Some(parts[0]),
            _ => Some(part(b.at - beside, 2)),
        };
        let top = disc.as_ref().map_or(&parts[..], std::slice::from_ref);
        let last = self.curves[top[top.len() - 1].curve as usize].at + beside;
        let end = Part { from: last.x, height: last.y, curve: NONE };
        let curves = &self.curves;
        let above = |x: f64, height: f64| {
            let i = top.iter().skip(1).filter(|p| p.from <= x).count();
            curves[top[i].curve as usize].above(x, height)
        };
        // What it is above at its start, it is above everywhere.
        let mut until = if self.parts.len() > start { self.parts.pop().map_or(0.0, |p| p.from) } else { end.from };
        while let Some(last) = self.parts.last().filter(|last| last.from > top[0].from) {
            if self.parts.len() == start || above(last.from, last.height) < 0.0 {
                break;
            }
            until = last.from;
            self.parts.pop();
        }
        if self.parts.len() == start {
            self.parts.extend_from_slice(top);
            return self.parts.push(end);
        }
        let last = self.parts[self.parts.len() - 1];
        let under = curves[last.curve as usize];
        for (i, one) in top.iter().enumerate() {
            let curve = curves[one.curve as usize];
            // Where it ends it is as high as the next begins, unless something else is there already.
            let next = top.get(i + 1).unwrap_or(&end);
            let (from, to) = (one.from.higher(last.from), next.from.lower(until));
            if from < to && (to >= until || under.above(to, next.height) <= 0.0) {
                let there = under.meets(&curve);
                let x = there.x.max(from).min(to);
                let height = if x == there.x { there.y } else { curve.height(x) };
                self.parts.push(Part { from: x, height, curve: one.curve });
                self.parts.extend_from_slice(&top[i + 1..]);
                break;
            }
        }
        self.parts.push(Part { from: end.from.higher(until), ..end });
    }

    /// Merges envelopes two by two.
    fn halve(&mut self) {
        self.merged.clear();
        let (mut start, mut count) = (0, 0);
        for i in (0..self.ends.len()).step_by(2) {
            let middle = self.ends[i];
            match self.ends.get(i + 1) {
                Some(&end) => {
                    merge(&self.curves, &self.parts[start..middle], &self.parts[middle..end], &mut self.merged);
                    start = end;
                }
                None => self.merged.extend_from_slice(&self.parts[start..middle]),
            }
            self.ends[count] = self.merged.len();
            count += 1;
        }
        self.ends.truncate(count);
        std::mem::swap(&mut self.parts, &mut self.merged);
    }
}

/// The tops of a capsule: the end at the left, the side, the end at the right.
fn curves([a, b]: [Coord<f64>; 2], way: Coord<f64>, radius: f64) -> [Curve; 3] {
    let arc = |at: Coord<f64>| Curve { at, radius, slope: 0.0, cos: 1.0 };
    [arc(a), Curve { at: a + left(way) * radius, radius: 0.0, slope: way.y / way.x, cos: way.x }, arc(b)]
}

/// The envelope of two.
fn merge(curves: &[Curve], a: &[Part], b: &[Part], merged: &mut Vec<Part>) {
    let mut last = None;
    let mut push = |from: f64, curve: u32| {
        if last != Some(curve) {
            let height = curves.get(curve as usize).map_or(0.0, |c| c.height(from));
            merged.push(Part { from, height, curve });
            last = Some(curve);
        }
    };
    let next = |parts: &[Part], i: usize| parts.get(i).map_or(f64::INFINITY, |p| p.from);
    let (mut i, mut j) = (0, 0);
    let (mut one, mut other) = (NONE, NONE);
    let mut here = next(a, 0).lower(next(b, 0));
    while here < f64::INFINITY {
        if next(a, i) <= here {
            one = a[i].curve;
            i += 1;
        }
        if next(b, j) <= here {
            other = b[j].curve;
            j += 1;
        }
        let there = next(a, i).lower(next(b, j));
        match (curves.get(one as usize), curves.get(other as usize)) {
            (Some(_), Some(_)) if there <= here => (),
            (Some(p), Some(q)) => {
                let above = |x: f64| p.height(x) > q.height(x);
                let before = above(here);
                let ((higher, upper), (lower, under)) =
                    if before { ((one, p), (other, q)) } else { ((other, q), (one, p)) };
                push(here, higher);
                if before != above(there) {
                    push(upper.meets(under).x.max(here).min(there), lower);
                } else if let Some((from, to)) = under.bulges(upper)
                    && from > here
                    && to < there
                {
                    push(from, lower);
                    push(to, higher);
                }
            }
            (Some(_), None) => push(here, one),
            _ => push(here, other),
        }
        here = there;
    }
}

impl Curve {
    fn height(&self, x: f64) -> f64 {
        let dx = x - self.at.x;
        self.at.y
            + if self.radius > 0.0 {
                ((self.radius - dx) * (self.radius + dx)).higher(0.0).sqrt()
            } else {
                self.slope * dx
            }
    }

    /// Above 0 where it is higher than this, below 0 where it is lower: no root need be waited for.
    fn above(&self, x: f64, height: f64) -> f64 {
        let (dx, up) = (x - self.at.x, height - self.at.y);
        if self.radius > 0.0 {
            ((self.radius - dx) * (self.radius + dx)).higher(0.0) - up * up.abs()
        } else {
            self.slope * dx - up
        }
    }

    /// Where an arc rises above a line and sinks below it: at one place where it only touches it.
    fn over(&self, line: &Curve) -> (f64, f64) {
        let gap = (line.height(self.at.x) - self.at.y) * line.cos;
        let half = ((self.radius - gap) * (self.radius + gap)).higher(0.0).sqrt() * line.cos;
        let middle = self.at.x - gap * line.slope * line.cos;
        (middle - half, middle + half)
    }

    /// Where it shows above a line that is higher before and behind.
    fn bulges(&self, line: &Curve) -> Option<(f64, f64)> {
        (self.radius > 0.0 && line.radius <= 0.0).then(|| self.over(line)).filter(|o| o.0 < o.1)
    }

    /// Where it comes to be under another that it was above. Not a number where the two are the same.
    fn meets(&self, other: &Curve) -> Coord<f64> {
        let d = other.at - self.at;
        let on = |line: &Curve, x: f64| Coord { x, y: line.height(x) };
        match (self.radius > 0.0, other.radius > 0.0) {
            (true, true) => {
                let per2 = 1.0 / dot(d, d);
                let part = 0.5 + (self.radius - other.radius) * (self.radius + other.radius) * (0.5 * per2);
                let half = (self.radius * self.radius * per2 - part * part).higher(0.0).sqrt() * d.x.signum();
                self.at + d * part + left(d) * half
            }
            (true, false) => on(other, self.over(other).1),
            (false, true) => on(self, other.over(self).0),
            (false, false) => {
                on(other, other.at.x + (self.height(other.at.x) - other.at.y) / (other.slope - self.slope))
            }
        }
    }
}
