//! The land within a distance of some segments in a plane, measured exactly and without overlaying polygons.

mod capsule;
mod land;
mod piece;
mod plane;
#[cfg(test)]
mod tests;

use capsule::Capsule;
use geo::{Coord, MultiPolygon};
use land::Land;
use piece::{Course, Piece, View, remove};
use plane::{Bounds, angle, cross, dot, from, left, norm};

/// Capsules share a box by so many: with fewer the boxes cost more than they save, with more they are loose.
const RUN: usize = 16;

/// Radii differ by up to twice this, relatively. Segments that overlap, or land that follows the band's
/// edge, would make it a toss-up which boundary counts; no two radii being equal, one is always the outer.
const SPREAD: f64 = 2e-10;

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
    /// Coordinates are relative to this, for precision.
    origin: Coord<f64>,
    capsules: Vec<Capsule>,
    runs: Vec<Bounds>,
    /// The largest radius, squared.
    reach2: f64,
}

impl Band {
    /// The band within a distance of some segments, fastest if each starts where the one before it ends.
    pub(super) fn new(segments: &[[Coord<f64>; 2]], distance: f64) -> Band {
        let usable = |s: &&[Coord<f64>; 2]| {
            s.iter().all(|c| c.x.is_finite() && c.y.is_finite()) && distance > 0.0 && distance.is_finite()
        };
        let all = Bounds::around(segments.iter().filter(usable).flatten().copied());
        let origin = if all.min.x <= all.max.x { (all.min + all.max) * 0.5 } else { Coord::zero() };
        // Multiples of the golden ratio are far apart modulo 1, those that follow each other most of all.
        let radius = |k: usize| distance * (1.0 + SPREAD * (2.0 * (k as f64 * 0.618_033_988_749_894_9).fract() - 1.0));
        let capsules: Vec<Capsule> = segments
            .iter()
            .filter(usable)
            .enumerate()
            .map(|(k, s)| Capsule::new(s[0] - origin, s[1] - origin, radius(k)))
            .collect();
        let runs = capsules.chunks(RUN).map(|run| Bounds::around(run.iter().flat_map(|c| [c.a, c.b]))).collect();
        Band { origin, capsules, runs, reach2: (distance * (1.0 + SPREAD)).powi(2) }
    }

    /// The area of the part of the land that is in the band. Rings may run either way round.
    pub(super) fn area_within(&self, land: &MultiPolygon<f64>) -> f64 {
        let land = Land::new(land, self.origin);
        let near: Vec<usize> =
            (0..self.runs.len()).filter(|&r| self.runs[r].gap2(&land.bounds) < self.reach2).collect();
        let mut search = Search { band: self, near: Vec::new(), left: Vec::new() };
        let mut sum = 0.0;
        let mut last = 0;
        for run in &land.runs {
            search.near.clear();
            search.near.extend(near.iter().filter(|&&r| self.runs[r].gap2(&run.bounds) < self.reach2));
            if search.near.is_empty() {
                continue;
            }
            let whole = self.capsules.get(last).is_some_and(|c| run.bounds.corners().iter().all(|&p| c.holds(p)));
            for edge in land.places[run.from..=run.to].windows(2) {
                let (a, b) = (edge[0] - land.centre, edge[1] - land.centre);
                let covered = if whole { 1.0 } else { search.covered(edge[0], edge[1], &mut last) };
                sum += 0.5 * run.sign * cross(a, b) * covered;
            }
        }
        search.near = near;
        search.outline(&land.bounds, |piece| sum += land.part(piece));
        sum.min(land.area).max(0.0)
    }

    /// The area of the whole band.
    #[cfg(test)]
    fn area(&self) -> f64 {
        let mut search = Search { band: self, near: (0..self.runs.len()).collect(), left: Vec::new() };
        let everywhere = Bounds { min: Coord { x: f64::MIN, y: f64::MIN }, max: Coord { x: f64::MAX, y: f64::MAX } };
        let mut sum = 0.0;
        search.outline(&everywhere, |piece| sum += piece.green(Coord::zero()));
        sum
    }
}

/// The search for what of a piece is in no capsule.
struct Search<'a> {
    band: &'a Band,
    /// The runs that are near enough.
    near: Vec<usize>,
    left: Vec<Piece>,
}

impl Search<'_> {
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
        for run in 0..self.near.len() {
            let first = self.near[run] * RUN;
            for k in first..(first + RUN).min(band.capsules.len()) {
                let capsule = &band.capsules[k];
                let out = left(capsule.along) * capsule.radius;
                for (side, from, to, along) in [
                    (0, capsule.a - out, capsule.b - out, capsule.along),
                    (1, capsule.b + out, capsule.a + out, -capsule.along),
                ] {
                    let view = View::new(from, to, to, (from + to) * 0.5);
                    if self.is_bare(&view, k, bounds, last[side]) {
                        let piece = Piece { course: Course::Straight { from, along }, from: 0.0, to: capsule.length };
                        self.strip(piece, view, Some(k), &mut last[side]);
                        self.left.iter().for_each(&mut found);
                    }
                }
                self.end(k, (capsule.b, capsule.along, k.wrapping_add(1)), bounds, &mut last, &mut found);
                last.swap(0, 1);
                self.end(k, (capsule.a, -capsule.along, k.wrapping_sub(1)), bounds, &mut last, &mut found);
                last.swap(0, 1);
            }
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
        if bounds.gap2(&Bounds { min: centre, max: centre }) > band.reach2 {
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
            // Wide ones in halves, so that a triangle holds each.
            let wide = dot(start, end) < -0.5;
            if !wide && !self.is_bare(&View::round(centre, radius, start * radius, end * radius), k, bounds, last[side])
            {
                continue;
            }
            let course = Course::Round { centre, radius };
            let first = angle(start);
            let width = from(first, angle(end)) - first;
            for (from, to) in if wide { [(0.0, 0.5), (0.5, 1.0)] } else { [(0.0, 1.0), (1.0, 1.0)] } {
                let piece = Piece { course, from: first + width * from, to: first + width * to };
                if from < to && piece.view().bounds.meets(bounds) {
                    self.strip(piece, piece.view(), Some(k), &mut last[side]);
                    self.left.iter().for_each(&mut *found);
                }
            }
        }
    }

    /// Whether a piece may be within the bounds and outside the capsule that covered all of another.
    fn is_bare(&self, view: &View, own: usize, bounds: &Bounds, last: usize) -> bool {
        view.bounds.meets(bounds)
            && (own == last || !self.band.capsules.get(last).is_some_and(|c| view.hull.iter().all(|&p| c.holds(p))))
    }

    /// Leaves what of a piece is in no capsule but its own; `last` is the one that covered all of another.
    fn strip(&mut self, piece: Piece, mut view: View, own: Option<usize>, last: &mut usize) {
        self.left.clear();
        self.left.push(piece);
        // Neighbours most often cover the same; along a line the bends of every size do the rest.
        let guesses = [*last, last.wrapping_add(1), last.wrapping_sub(1)].into_iter();
        let along =
            own.into_iter().flat_map(|k| (0..8).flat_map(move |i| [k.wrapping_add(1 << i), k.wrapping_sub(1 << i)]));
        for k in guesses.chain(along) {
            if self.cut(k, own, &mut view) {
                *last = k;
                return;
            }
        }
        for i in 0..self.near.len() {
            let run = self.near[i];
            if self.band.runs[run].gap2(&view.bounds) < self.band.reach2 {
                for k in run * RUN..(run + 1) * RUN {
                    if self.cut(k, own, &mut view) {
                        *last = k;
                        return;
                    }
                }
            }
        }
    }

    /// Takes away what one capsule covers; true if nothing is left.
    fn cut(&mut self, k: usize, own: Option<usize>, view: &mut View) -> bool {
        let (Some(capsule), Some(&first), Some(&end)) =
            (self.band.capsules.get(k), self.left.first(), self.left.last())
        else {
            return false;
        };
        let reach = capsule.radius + view.half;
        if own == Some(k) || capsule.gap2(view.middle) >= reach * reach {
            return false;
        }
        let before = (self.left.len(), first.from, end.to);
        match first.course {
            Course::Straight { from, along } => {
                if let Some((a, b)) = capsule.on_line(from, along) {
                    remove(&mut self.left, a, b);
                }
            }
            Course::Round { .. } if view.hull.iter().all(|&p| capsule.holds(p)) => self.left.clear(),
            Course::Round { centre, .. } if capsule.is_clear_of_arc(centre, view) => {}
            Course::Round { centre, radius } => {
                capsule.on_arc(centre, radius, (first.from, end.to), |a, b| remove(&mut self.left, a, b))
            }
        }
        let (Some(first), Some(end)) = (self.left.first(), self.left.last()) else { return true };
        if before != (self.left.len(), first.from, end.to) {
            *view = Piece { course: first.course, from: first.from, to: end.to }.view();
        }
        false
    }
}
