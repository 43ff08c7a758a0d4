//! The land within a distance of some segments in a plane, measured exactly and without overlaying polygons.

mod capsule;
mod land;
mod piece;
mod plane;
mod sleeves;
#[cfg(test)]
mod tests;

use crate::index::{Edges, Land};
use capsule::Capsule;
use geo::Coord;
use piece::{Course, Piece, View, remove};
use plane::{Bounds, cross, dot, left, norm, unit};
use sleeves::Sleeves;

/// Radii differ by up to twice this, relatively. Segments that overlap, or land that follows the band's
/// edge, would make it a toss-up which boundary counts; no two radii being equal, one is always the outer.
const SPREAD: f64 = 2e-10;

/// Nearer to a segment than this part of the radius is deep in the band.
const DEEP: f64 = 0.75;

/// How far round a shared end a smaller neighbour can fall short of the tangent, radians: √(4 · SPREAD) and some more.
const SLOP: f64 = 3e-5;

/// What is the area of some land within a distance of some segments?
///
/// # Units
/// Metres in a plane, square metres. Segments of no length are points; others than finite ones are ignored.
///
/// # Method
/// The band is a union of capsules, the points within the distance of one segment each. By Green's theorem
/// the area is ½∮(x dy − y dx) along the land's rings where they are in a capsule, and along each capsule's
/// outline where it is in the land and in no other capsule. Both come from intervals along single edges and
/// arcs; no topology is built, so that rounding moves lengths by micrometres and never loses a face.
/// The radii are spread by 2e-10; the area is right to about 1e-9 of the band's own.
pub(super) struct Band {
    capsules: Vec<Capsule>,
    sleeves: Sleeves,
    /// The smallest and the largest radius.
    least: f64,
    most: f64,
}

/// What of the capsules' outlines is in no other capsule: the band's own outline, each piece with the box around it.
pub(super) struct Outline(Vec<(Piece, Bounds)>);

impl Band {
    /// The band within a distance of some segments, fastest if each starts where the one before it ends.
    pub(super) fn new(segments: &[[Coord<f64>; 2]], distance: f64) -> Band {
        let usable = |s: &&[Coord<f64>; 2]| {
            s.iter().all(|c| c.x.is_finite() && c.y.is_finite()) && distance > 0.0 && distance.is_finite()
        };
        // Multiples of the golden ratio are far apart modulo 1, those that follow each other most of all.
        let radius = |k: usize| distance * (1.0 + SPREAD * (2.0 * (k as f64 * 0.618_033_988_749_894_9).fract() - 1.0));
        let capsules: Vec<Capsule> =
            segments.iter().filter(usable).enumerate().map(|(k, s)| Capsule::new(s[0], s[1], radius(k))).collect();
        let (least, most) = (distance * (1.0 - SPREAD), distance * (1.0 + SPREAD));
        let sleeves = Sleeves::around(&capsules, most);
        Band { capsules, sleeves, least, most }
    }

    /// The outline of the band as far as it can be within some bounds.
    pub(super) fn outline(&self, bounds: &Bounds) -> Outline {
        let mut pieces = Vec::new();
        let mut search = Search { band: self, left: Vec::new() };
        search.outline(bounds, |piece| pieces.push((*piece, piece.view().bounds)));
        Outline(pieces)
    }

    /// The area of the part of the land that is in the band, from the band's outline where the land is.
    pub(super) fn area_within(&self, land: &Land, outline: &Outline) -> f64 {
        let mut search = Search { band: self, left: Vec::new() };
        let mut sum: f64 = land.rings.iter().map(|ring| search.along(land, ring)).sum();
        let mut cuts = Vec::new();
        for (piece, bounds) in outline.0.iter().filter(|(_, b)| b.meets(&land.bounds)) {
            sum += land::part(land, piece, bounds, &mut cuts);
        }
        sum.min(land.area).max(0.0)
    }

    /// The distance of a point from the nearest segment, and which that is. Deep in the band the distance from any that
    /// is near will do; one to look at first spares most of the search.
    fn gap(&self, p: Coord<f64>, first: usize) -> (f64, usize) {
        let at = |k: usize| self.capsules.get(k).map_or(f64::INFINITY, |c| c.gap2(p));
        let (mut nearest, mut gap2) = (first, at(first));
        for step in [usize::wrapping_add, usize::wrapping_sub] {
            while at(step(nearest, 1)) < gap2 {
                nearest = step(nearest, 1);
                gap2 = at(nearest);
            }
        }
        let known = (gap2.sqrt(), nearest);
        if known.0 < DEEP * self.least { known } else { self.sleeves.nearest(&self.capsules, p, known) }
    }

    /// The area of the whole band.
    #[cfg(test)]
    fn area(&self) -> f64 {
        let everywhere = Bounds { low: [f64::MIN; 2], high: [f64::MAX; 2] };
        self.outline(&everywhere).0.iter().map(|(piece, _)| piece.green(Coord::zero())).sum()
    }
}

/// The search for what of a piece is in no capsule.
struct Search<'a> {
    band: &'a Band,
    left: Vec<Piece>,
}

impl Search<'_> {
    /// The share of a ring in Green's integral as far as capsules cover it.
    ///
    /// Distance changes by no more than one goes: from a vertex deep in the band, or far out of it, one may go on as far
    /// as that without looking again. Only edges near the outline are cut.
    fn along(&mut self, land: &Land, ring: &Edges) -> f64 {
        let places = &land.places[ring.from..=ring.to];
        let share = |a: Coord<f64>, b: Coord<f64>| 0.5 * ring.sign * cross(a - land.centre, b - land.centre);
        let (mut sum, mut i) = (0.0, 0);
        let (mut near, mut last) = (0, 0);
        while i + 1 < places.len() {
            let here = places[i];
            let gap;
            (gap, near) = self.band.gap(here, near);
            let inside = gap < self.band.least;
            let room = if inside { self.band.least - gap } else { gap - self.band.most };
            let reached = |p: Coord<f64>| room > 0.0 && dot(p - here, p - here) < room * room;
            if !reached(places[i + 1]) {
                sum += share(here, places[i + 1]) * self.covered(here, places[i + 1], &mut last);
                i += 1;
                continue;
            }
            while i + 1 < places.len() && reached(places[i + 1]) {
                if inside {
                    sum += share(places[i], places[i + 1]);
                }
                i += 1;
            }
        }
        sum
    }

    /// The part of a land's edge that the capsules cover, 0 to 1.
    fn covered(&mut self, a: Coord<f64>, b: Coord<f64>, last: &mut usize) -> f64 {
        let (d, length) = (b - a, norm(b - a));
        if length <= 0.0 {
            return 0.0;
        }
        let piece = Piece { course: Course::Straight { from: a, along: d / length }, from: 0.0, to: length };
        self.strip(piece, piece.view(), None, last);
        1.0 - self.left.iter().map(|p| p.to - p.from).sum::<f64>() / length
    }

    /// The outlines of the capsules as far as they can be within bounds and are in no other capsule.
    fn outline(&mut self, bounds: &Bounds, mut found: impl FnMut(&Piece)) {
        let band = self.band;
        let mut last = [0, 0];
        for k in 0..band.capsules.len() {
            let capsule = &band.capsules[k];
            let out = left(capsule.along) * capsule.radius;
            for (side, from, to, along) in [
                (0, capsule.a - out, capsule.b - out, capsule.along),
                (1, capsule.b + out, capsule.a + out, -capsule.along),
            ] {
                if !Bounds::around([from, to]).meets(bounds) {
                    continue;
                }
                let Some((start, end)) = self.trimmed_side((from, to), along, k, &mut last[side]) else { continue };
                let piece = Piece { course: Course::Straight { from, along }, from: start, to: end };
                self.bare(piece, k, bounds, &mut last[side], &mut found);
            }
            self.end(k, (capsule.b, capsule.along, k.wrapping_add(1)), bounds, &mut last, &mut found);
            last.swap(0, 1);
            self.end(k, (capsule.a, -capsule.along, k.wrapping_sub(1)), bounds, &mut last, &mut found);
            last.swap(0, 1);
        }
    }

    /// The round end of a capsule: where, which way out, and which capsule may go on from there.
    fn end(
        &mut self,
        k: usize,
        (centre, out, beside): (Coord<f64>, Coord<f64>, usize),
        bounds: &Bounds,
        last: &mut [usize; 2],
        found: &mut impl FnMut(&Piece),
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
        for (side, start, end) in arcs.into_iter().flatten() {
            let (start, end) = (unit(start), unit(end));
            let Some((start, end)) = self.trimmed_arc((centre, radius), (start, end), k, &mut last[side]) else {
                continue;
            };
            // Wide ones in two, so that a triangle holds each.
            let wide = (dot(start, end) < -0.5).then(|| start * 0.5 + left(start) * 0.75f64.sqrt());
            let halves = match wide {
                Some(between) => [Some((start, between)), Some((between, end))],
                None => [Some((start, end)), None],
            };
            for (start, end) in halves.into_iter().flatten() {
                self.bare(Piece::round(centre, radius, start, end), k, bounds, &mut last[side], found);
            }
        }
    }

    /// Hands on what of a piece of outline is within some bounds and in no capsule but its own.
    fn bare(&mut self, piece: Piece, own: usize, bounds: &Bounds, last: &mut usize, found: &mut impl FnMut(&Piece)) {
        if piece.from < piece.to {
            let view = piece.view();
            if view.bounds.meets(bounds) {
                self.strip(piece, view, Some(own), last);
                self.left.iter().for_each(found);
            }
        }
    }

    /// Starts of capsules from near and afar along the line, whose round ends hide most of an outline: the one that hid
    /// the piece before, then bends of every size.
    fn discs(&self, k: usize, last: usize) -> impl Iterator<Item = (usize, &Capsule)> {
        let along = (1..7).flat_map(move |i| [k.wrapping_add(1 << i), k.wrapping_sub(1 << i)]);
        std::iter::once(last)
            .filter(move |&i| i != k)
            .chain(along)
            .filter_map(|i| Some((i, self.band.capsules.get(i)?)))
    }

    /// What single discs leave of an arc of at most half a turn, from one direction to another: a disc that holds both
    /// ends holds all of it.
    fn trimmed_arc(
        &self,
        (centre, radius): (Coord<f64>, f64),
        (mut start, mut end): (Coord<f64>, Coord<f64>),
        k: usize,
        last: &mut usize,
    ) -> Option<(Coord<f64>, Coord<f64>)> {
        for (i, disc) in self.discs(k, *last) {
            // In the disc are the directions that go farther towards its centre than this.
            let to = disc.a - centre;
            let d2 = dot(to, to);
            let limit = (d2 + (radius - disc.radius) * (radius + disc.radius)) / (2.0 * radius);
            if limit <= 0.0 {
                continue;
            }
            let edge = |turn: f64| {
                let cos = limit / d2;
                to * cos + left(to) * (turn * (1.0 / d2 - cos * cos).max(0.0).sqrt())
            };
            match (dot(start, to) > limit, dot(end, to) > limit) {
                (true, true) => {
                    *last = i;
                    return None;
                }
                (true, false) => start = edge(1.0),
                (false, true) => end = edge(-1.0),
                (false, false) => (),
            }
        }
        Some((start, end))
    }

    /// What single discs leave of a straight piece between two points, as metres along.
    fn trimmed_side(
        &self,
        (from, to): (Coord<f64>, Coord<f64>),
        along: Coord<f64>,
        k: usize,
        last: &mut usize,
    ) -> Option<(f64, f64)> {
        let (mut start, mut end) = (0.0, self.band.capsules[k].length);
        let (mut first, mut second) = (from, to);
        for (i, disc) in self.discs(k, *last) {
            let holds = |p: Coord<f64>| dot(p - disc.a, p - disc.a) < disc.radius * disc.radius;
            let edge = |turn: f64| {
                let (x, y) = (dot(disc.a - from, along), cross(disc.a - from, along));
                x + turn * ((disc.radius - y) * (disc.radius + y)).max(0.0).sqrt()
            };
            match (holds(first), holds(second)) {
                (true, true) => {
                    *last = i;
                    return None;
                }
                (true, false) => {
                    start = edge(1.0);
                    first = from + along * start;
                }
                (false, true) => {
                    end = edge(-1.0);
                    second = from + along * end;
                }
                (false, false) => (),
            }
        }
        Some((start, end))
    }

    /// Leaves what of a piece is in no capsule but its own; `last` is the one that covered all of another.
    fn strip(&mut self, piece: Piece, view: View, own: Option<usize>, last: &mut usize) {
        let band = self.band;
        self.left.clear();
        self.left.push(piece);
        let may = |rest: &Rest, capsule: &Capsule| match rest.piece.course {
            Course::Straight { from, along } => capsule.may_touch_line(from, along, &rest.piece, &rest.view),
            Course::Round { centre, .. } => capsule.may_touch_arc(centre, &rest.view),
        };
        let mut rest = Rest { left: &mut self.left, piece, view };
        if own != Some(*last) && band.capsules.get(*last).is_some_and(|c| may(&rest, c) && rest.cut(c)) {
            return;
        }
        band.sleeves.visit(&band.capsules, &mut rest, may, |rest, k| {
            let all = own != Some(k) && rest.cut(&band.capsules[k]);
            if all {
                *last = k;
            }
            all
        });
    }
}

/// What is left of a piece while capsules are taken away from it.
struct Rest<'a> {
    left: &'a mut Vec<Piece>,
    /// From the first that is left to the end of the last.
    piece: Piece,
    /// Where that is.
    view: View,
}

impl Rest<'_> {
    /// Takes away what one capsule covers; true if nothing is left.
    fn cut(&mut self, capsule: &Capsule) -> bool {
        let (count, between) = (self.left.len(), (self.piece.from, self.piece.to));
        match self.piece.course {
            Course::Straight { from, along } => {
                if let Some((a, b)) = capsule.on_line(from, along) {
                    remove(self.left, a, b);
                }
            }
            Course::Round { centre, radius, middle } => {
                if self.view.hull.iter().all(|&p| capsule.holds(p)) {
                    self.left.clear();
                } else {
                    capsule.on_arc((centre, radius, middle), between, |a, b| remove(self.left, a, b));
                }
            }
        }
        let (Some(first), Some(end)) = (self.left.first(), self.left.last()) else { return true };
        if (count, between) != (self.left.len(), (first.from, end.to)) {
            self.piece = Piece { from: first.from, to: end.to, ..self.piece };
            self.view = self.piece.view();
        }
        false
    }
}
