//! The outline of a band: what of the capsules' outlines is in no other capsule.

use super::capsule::Capsule;
use super::envelope::{Envelope, Run};
use super::piece::{Course, Piece, View};
use super::plane::{Bounds, cross, dot, left, unit};
use super::{Band, Search};
use crate::geodesy::Extreme;
use geo::Coord;
use std::ops::Range;

/// Metres between pieces of outline that follow each other.
const JOINT: f64 = 1e-8;

/// Metres of room around pieces, so that a crossing at an end is in the box.
const ROOM: f64 = 1e-4;

/// From the capsule nearest to a piece to that nearest to the next are no more steps than these, mostly far fewer.
const STEPS: usize = 64;

/// Runs of fewer capsules go without an envelope.
const FEW: usize = 6;

/// How far round a shared end a smaller neighbour can fall short of the tangent, radians: √(4 · SPREAD) and some more.
const SLOP: f64 = 3e-5;

/// The outline of a band.
pub(in crate::measure) struct Outline {
    pub(super) parts: Vec<Part>,
    /// The boxes around so many parts each, and whether each of these starts where the one before it ends.
    around: Vec<(Bounds, bool)>,
}

/// A piece of an outline.
pub(super) struct Part {
    pub(super) piece: Piece,
    pub(super) bounds: Bounds,
    /// Whether it starts where the part before ends.
    pub(super) follows: bool,
}

impl Outline {
    /// So many parts share a box.
    const GROUP: usize = 8;

    fn new(parts: Vec<Part>) -> Outline {
        let around = |group: &[Part]| {
            group.iter().fold((Bounds::NOTHING, true), |(all, go_on), p| (all.union(&p.bounds), go_on & p.follows))
        };
        let around = parts.chunks(Outline::GROUP).map(around).collect();
        Outline { parts, around }
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = (&[Part], &(Bounds, bool))> {
        self.parts.chunks(Outline::GROUP).zip(&self.around)
    }
}

impl Band {
    /// The outline of the band as far as it can be within some bounds.
    pub(in crate::measure) fn outline(&self, bounds: &Bounds) -> Outline {
        let mut parts = Vec::with_capacity(self.capsules.len());
        let mut search = Search { band: self, left: Vec::new() };
        let mut end = Coord { x: f64::NAN, y: f64::NAN };
        search.outline(bounds, |piece, view| {
            let gap = view.hull[0] - end;
            end = view.hull[2];
            parts.push(Part { piece: *piece, bounds: view.bounds.grown(ROOM), follows: dot(gap, gap) < JOINT * JOINT });
        });
        Outline::new(parts)
    }
}

impl Search<'_> {
    /// The outlines of the capsules as far as they can be within bounds and are in no other capsule.
    fn outline(&mut self, bounds: &Bounds, mut found: impl FnMut(&Piece, &View)) {
        let band = self.band;
        let most = band.runs.iter().map(|run| run.capsules.len()).max().unwrap_or(0);
        let mut envelope = Envelope::with_room(most);
        let (mut pieces, mut views) = (Vec::with_capacity(2 * most), Vec::with_capacity(2 * most));
        let mut last = [0, 0];
        for run in &band.runs {
            let capsules = &band.capsules[run.capsules.clone()];
            if !band.sleeves.bounds(&run.capsules).meets(bounds) {
                continue;
            }
            let own = &run.capsules;
            // An envelope of a few spares nothing.
            let run = (own.len() >= FEW).then_some(run);
            for (side, run) in run.iter().flat_map(|run| [(0, run), (1, run)]) {
                pieces.clear();
                views.clear();
                envelope.pieces(capsules, run, side == 0, |piece, view| {
                    pieces.push(piece);
                    views.push(view);
                });
                for few in pieces.chunks(Outline::GROUP).zip(views.chunks(Outline::GROUP)) {
                    self.few(few, own, bounds, &mut last[side], &mut found);
                }
            }
            if run.is_some_and(|run| run.goes_along) {
                self.single(own.start, run, bounds, &mut last, &mut found);
                self.single(own.end - 1, run, bounds, &mut last, &mut found);
                continue;
            }
            let way_of = |i: usize| run.zip(capsules.get(i)).and_then(|(run, capsule)| run.way_of(capsule));
            let (mut before, mut way) = (None, way_of(0));
            for (i, k) in own.clone().enumerate() {
                let next = way_of(i + 1);
                if way.is_none() || before != way || next != way {
                    self.single(k, run, bounds, &mut last, &mut found);
                }
                (before, way) = (way, next);
            }
        }
    }

    /// The outline of a capsule; what faces along its run only, if the rest comes from the run's envelopes.
    fn single(
        &mut self,
        k: usize,
        run: Option<&Run>,
        bounds: &Bounds,
        last: &mut [usize; 2],
        found: &mut impl FnMut(&Piece, &View),
    ) {
        let capsule = &self.band.capsules[k];
        let out = left(capsule.along) * capsule.radius;
        let sides = [
            (0, capsule.a - out, capsule.b - out, capsule.along),
            (1, capsule.b + out, capsule.a + out, -capsule.along),
        ];
        for (side, from, to, along) in sides.into_iter().filter(|_| !run.is_some_and(|r| r.shows(capsule))) {
            if !Bounds::around([from, to]).meets(bounds) {
                continue;
            }
            let piece = Piece { course: Course::Straight { from, along }, from: 0.0, to: capsule.length };
            self.bare(piece, piece.view(), &(k..k + 1), bounds, &mut last[side], found);
        }
        self.end(k, (capsule.b, capsule.along, k.wrapping_add(1)), run, bounds, last, found);
        last.swap(0, 1);
        self.end(k, (capsule.a, -capsule.along, k.wrapping_sub(1)), run, bounds, last, found);
        last.swap(0, 1);
    }

    /// The round end of a capsule: where, which way out, and which capsule may go on from there.
    fn end(
        &mut self,
        k: usize,
        (centre, out, beside): (Coord<f64>, Coord<f64>, usize),
        run: Option<&Run>,
        bounds: &Bounds,
        last: &mut [usize; 2],
        found: &mut impl FnMut(&Piece, &View),
    ) {
        let band = self.band;
        let radius = band.capsules[k].radius;
        if bounds.gap2(&Bounds::around([centre])) > band.most * band.most {
            return;
        }
        // A neighbour at the same end covers the half ahead of it, so that little is left of a round end:
        // the angle between the two on the outside of a bend.
        let next = band.capsules.get(beside).filter(|o| o.a == centre || o.b == centre);
        if next.is_some_and(|o| o.radius > radius) {
            return;
        }
        let (first, end) = (-left(out), left(out));
        // A short neighbour falls short of more, and one far shorter than the slop hardly covers anything.
        let slop = |o: &Capsule| SLOP * (0.6 * (SLOP * radius / o.length + 1.0)).max(1.0);
        let arcs = match next.map(|o| (o, slop(o))).filter(|(_, slop)| *slop < 0.1) {
            Some((o, slop)) => {
                let on = if o.a == centre { o.along } else { -o.along };
                let within = |v: Coord<f64>, limit: Coord<f64>| if dot(v, out) < 0.0 { limit } else { v };
                let (turn, ahead) = (cross(out, on), dot(out, on) > 0.0);
                let right = (turn >= 0.0 || ahead && turn > -0.99 * slop)
                    .then(|| (0, first, within(on * slop - left(on), end)));
                [
                    right,
                    (turn < 0.0 || ahead && turn < 0.99 * slop).then(|| (1, within(on * slop + left(on), first), end)),
                ]
            }
            None => [Some((0, first, out)), Some((1, out, end))],
        };
        let arcs = arcs.into_iter().flatten().map(|(side, start, end)| (side, unit(start), unit(end)));
        let facing = |(side, start, end)| match run {
            Some(run) => run.ahead().map(|cone| common((start, end), cone).map(|(start, end)| (side, start, end))),
            None => [Some((side, start, end)), None],
        };
        for (side, start, end) in arcs.flat_map(facing).flatten() {
            // Wide ones in two, so that a triangle holds each.
            let wide = (dot(start, end) < -0.5).then(|| start * 0.5 + left(start) * 0.75f64.sqrt());
            let halves = match wide {
                Some(between) => [Some((start, between)), Some((between, end))],
                None => [Some((start, end)), None],
            };
            for (start, end) in halves.into_iter().flatten() {
                let (piece, view) = Piece::round(centre, radius, start, end);
                self.bare(piece, view, &(k..k + 1), bounds, &mut last[side], found);
            }
        }
    }

    /// Hands on what of some pieces of a run's outline is within some bounds and in no other run: all of them at once where none
    /// comes near.
    fn few(
        &mut self,
        (pieces, views): (&[Piece], &[View]),
        own: &Range<usize>,
        bounds: &Bounds,
        last: &mut usize,
        found: &mut impl FnMut(&Piece, &View),
    ) {
        if let ([piece], [view]) = (pieces, views) {
            return self.bare(*piece, *view, own, bounds, last, found);
        }
        let around = views.iter().fold(Bounds::NOTHING, |all, view| all.union(&view.bounds));
        if pieces.is_empty() || !around.meets(bounds) {
            return;
        }
        let [low, high] = [around.low, around.high].map(|c| Coord { x: c[0], y: c[1] });
        // Half the diagonal is no more than this, for which no root need be waited for.
        let (middle, sides) = ((low + high) * 0.5, high - low);
        let half = 0.5 * (sides.x.higher(sides.y) + 0.4143 * sides.x.lower(sides.y));
        let is_near = |capsule: &Capsule| capsule.gap2(middle) < (capsule.radius + half).powi(2);
        // What came near the pieces before may come near these.
        let mut some = !own.contains(last) && self.band.capsules.get(*last).is_some_and(is_near);
        if !some {
            self.band.sleeves.visit(
                &self.band.capsules,
                own,
                &mut some,
                |_, capsule| is_near(capsule),
                |some, k| {
                    (*some, *last) = (true, k);
                    true
                },
            );
        }
        if some {
            let half = pieces.len() / 2;
            self.few((&pieces[..half], &views[..half]), own, bounds, last, found);
            self.few((&pieces[half..], &views[half..]), own, bounds, last, found);
        } else {
            let both = pieces.iter().zip(views);
            both.filter(|(_, view)| view.bounds.meets(bounds)).for_each(|(piece, view)| found(piece, view));
        }
    }

    /// Hands on what of a piece of outline is within some bounds and in no capsule but its own.
    fn bare(
        &mut self,
        piece: Piece,
        view: View,
        own: &Range<usize>,
        bounds: &Bounds,
        last: &mut usize,
        found: &mut impl FnMut(&Piece, &View),
    ) {
        if piece.from >= piece.to || !view.bounds.meets(bounds) || self.is_in_one(&view, own, last) {
            return;
        }
        self.strip(piece, view, own, last);
        for left in &self.left {
            let is_whole = (left.from, left.to) == (piece.from, piece.to);
            found(left, &if is_whole { view } else { left.view() });
        }
    }

    /// Whether one capsule but a run's own covers all of a piece, as far as can be told from the `last` by steps to ever nearer
    /// ones. Where they end is the next to be asked: it covers all or most of what is covered.
    #[inline]
    fn is_in_one(&self, view: &View, own: &Range<usize>, last: &mut usize) -> bool {
        let (before, behind) = (&self.band.capsules[..own.start], &self.band.capsules[own.end..]);
        let gap2 = |capsule: &Capsule| capsule.gap2(view.middle);
        if own.contains(last) {
            let beside = [before.last(), behind.first()].map(|capsule| capsule.map_or(f64::INFINITY, gap2));
            *last = if beside[0] < beside[1] { own.start - 1 } else { own.end };
        }
        let (capsules, first) = if *last < own.start { (before, 0) } else { (behind, own.end) };
        let from = *last - first;
        let Some(mut least) = capsules.get(from).map(gap2) else { return false };
        let (mut nearest, room) = (from, (self.band.least - view.half).higher(0.0));
        let covers = |gap2: f64| gap2 < room * room;
        for step in [1, usize::MAX] {
            let next = |nearest: usize| nearest.wrapping_add(step);
            for _ in 0..STEPS {
                if covers(least) {
                    break;
                }
                match capsules.get(next(nearest)).map(gap2).filter(|gap2| *gap2 < least) {
                    Some(gap2) => (nearest, least) = (next(nearest), gap2),
                    None => break,
                }
            }
            if nearest != from {
                break;
            }
        }
        *last = first + nearest;
        covers(least)
    }
}

/// What two arcs of at most half a turn have in common, the second less than a third of a turn.
fn common(
    (start, end): (Coord<f64>, Coord<f64>),
    (first, last): (Coord<f64>, Coord<f64>),
) -> Option<(Coord<f64>, Coord<f64>)> {
    let in_second = |v: Coord<f64>| cross(first, v) >= 0.0 && cross(v, last) >= 0.0;
    let in_first = |v: Coord<f64>| cross(start, v) >= 0.0 && cross(v, end) >= 0.0;
    let from = if in_second(start) { start } else { Some(first).filter(|&v| in_first(v))? };
    let to = if in_second(end) { end } else { Some(last).filter(|&v| in_first(v))? };
    Some((from, to))
}
