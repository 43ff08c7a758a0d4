//! The land within a distance of some segments in a plane, measured exactly and without overlaying polygons.

use geo::{Coord, MultiPolygon};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// Capsules share a box by so many: with fewer the boxes cost more than they save, with more they are loose.
const RUN: usize = 16;

/// Radii differ by up to twice this, relatively. Segments that overlap, or land that follows the band's
/// edge, would make it a toss-up which boundary counts; no two radii being equal, one is always the outer.
const SPREAD: f64 = 2e-10;

/// How far round a shared end a smaller neighbour can fall short of the tangent, radians: √(4 · SPREAD) and some.
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
        let usable = |s: &&[Coord<f64>; 2]| s.iter().all(|c| c.x.is_finite() && c.y.is_finite()) && distance > 0.0 && distance.is_finite();
        let all = Bounds::around(segments.iter().filter(usable).flatten().copied());
        let origin = if all.min.x <= all.max.x { (all.min + all.max) * 0.5 } else { Coord::zero() };
        // Multiples of the golden ratio are far apart modulo 1, those that follow each other most of all.
        let radius = |k: usize| distance * (1.0 + SPREAD * (2.0 * (k as f64 * 0.618_033_988_749_894_9).fract() - 1.0));
        let capsules: Vec<Capsule> = segments.iter().filter(usable).enumerate().map(|(k, s)| Capsule::new(s[0] - origin, s[1] - origin, radius(k))).collect();
        let runs = capsules.chunks(RUN).map(|run| Bounds::around(run.iter().flat_map(|c| [c.a, c.b]))).collect();
        Band { origin, capsules, runs, reach2: (distance * (1.0 + SPREAD)).powi(2) }
    }

    /// The area of the part of the land that is in the band. Rings may run either way round.
    pub(super) fn area_within(&self, land: &MultiPolygon<f64>) -> f64 {
        let land = Land::new(land, self.origin);
        let near: Vec<usize> = (0..self.runs.len()).filter(|&r| self.runs[r].gap2(&land.bounds) < self.reach2).collect();
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

/// The points within a radius of a segment.
struct Capsule {
    a: Coord<f64>,
    b: Coord<f64>,
    along: Coord<f64>,
    length: f64,
    heading: f64,
    radius: f64,
}

impl Capsule {
    fn new(a: Coord<f64>, b: Coord<f64>, radius: f64) -> Capsule {
        let (d, length) = (b - a, (b - a).x.hypot((b - a).y));
        let along = if length > 0.0 { d / length } else { Coord { x: 1.0, y: 0.0 } };
        Capsule { a, b, along, length, heading: along.y.atan2(along.x), radius }
    }

    /// The squared distance of a point from the segment.
    fn gap2(&self, p: Coord<f64>) -> f64 {
        let v = p - self.a;
        let w = v - self.along * dot(v, self.along).max(0.0).min(self.length);
        dot(w, w)
    }

    fn holds(&self, p: Coord<f64>) -> bool {
        self.gap2(p) < self.radius * self.radius
    }

    /// The interval that the capsule covers of a line: one, as it is convex.
    fn on_line(&self, from: Coord<f64>, along: Coord<f64>) -> Option<(f64, f64)> {
        let seen = |v: Coord<f64>| Coord { x: dot(along, v), y: cross(along, v) };
        let (r, a, b) = (self.radius, seen(self.a - from), seen(self.b - from));
        if (a.y >= r && b.y >= r) || (a.y <= -r && b.y <= -r) {
            return None;
        }
        let mut span = (f64::INFINITY, f64::NEG_INFINITY);
        let mut add = |from: f64, to: f64| span = (span.0.min(from), span.1.max(to));
        for end in [a, b] {
            let half2 = (r - end.y) * (r + end.y);
            if half2 > 0.0 {
                add(end.x - half2.sqrt(), end.x + half2.sqrt());
            }
        }
        let out = seen(left(self.along)) * r;
        for (a, b) in [(a + out, b + out), (a - out, b - out)] {
            if (a.y > 0.0) != (b.y > 0.0) {
                let x = a.x + (b.x - a.x) * (a.y / (a.y - b.y));
                add(x, x);
            }
        }
        (span.0 < span.1).then_some(span)
    }

    /// Whether it surely covers nothing of an arc: where the segment is beside the sector, an end is nearest.
    fn is_clear_of_arc(&self, centre: Coord<f64>, view: &View) -> bool {
        let [start, _, end] = view.hull;
        let (a, b) = (self.a - centre, self.b - centre);
        let beside = |right: Coord<f64>, left: Coord<f64>| cross(right, a) <= 0.0 && cross(right, b) <= 0.0 || cross(left, a) >= 0.0 && cross(left, b) >= 0.0;
        beside(start - centre, end - centre) && !self.holds(start) && !self.holds(end)
    }

    /// The intervals that the capsule covers of an arc, which is shorter than a full turn.
    fn on_arc(&self, centre: Coord<f64>, radius: f64, arc: (f64, f64), mut covered: impl FnMut(f64, f64)) {
        let mut cuts = Sorted { cuts: [0.0; 10], used: 0 };
        cuts.insert(arc.0);
        cuts.insert(arc.1);
        let mut cut = |angle: f64| {
            let angle = angle - TAU * ((angle - arc.0) / TAU).floor();
            if angle < arc.1 {
                cuts.insert(angle);
            }
        };
        let r = self.radius;
        for v in [self.a - centre, self.b - centre] {
            let d = v.x.hypot(v.y);
            let cos = (d * d + (radius - r) * (radius + r)) / (2.0 * d * radius);
            if cos.abs() < 1.0 {
                let (towards, half) = (v.y.atan2(v.x), cos.acos());
                cut(towards - half);
                cut(towards + half);
            }
        }
        let off = cross(self.along, centre - self.a);
        for y in [r - off, -r - off] {
            if y.abs() < radius {
                let x = ((radius - y) * (radius + y)).sqrt();
                cut(self.heading + y.atan2(x));
                cut(self.heading + y.atan2(-x));
            }
        }
        for pair in cuts.cuts[..cuts.used].windows(2) {
            if self.holds(centre + unit((pair[0] + pair[1]) * 0.5) * radius) {
                covered(pair[0], pair[1]);
            }
        }
    }
}

/// A few numbers in order.
struct Sorted {
    cuts: [f64; 10],
    used: usize,
}

impl Sorted {
    fn insert(&mut self, x: f64) {
        let mut i = self.used.min(self.cuts.len() - 1);
        while i > 0 && self.cuts[i - 1] > x {
            self.cuts[i] = self.cuts[i - 1];
            i -= 1;
        }
        self.cuts[i] = x;
        self.used = (self.used + 1).min(self.cuts.len());
    }
}

/// What a piece of an edge or an outline lies on, with the interior to its left.
#[derive(Clone, Copy)]
enum Course {
    /// By metres from a point.
    Straight { from: Coord<f64>, along: Coord<f64> },
    /// By radians, counter-clockwise.
    Round { centre: Coord<f64>, radius: f64 },
}

/// A piece of an edge or of an outline, if round of at most two radians.
#[derive(Clone, Copy)]
struct Piece {
    course: Course,
    from: f64,
    to: f64,
}

impl Piece {
    fn at(&self, t: f64) -> Coord<f64> {
        match self.course {
            Course::Straight { from, along } => from + along * t,
            Course::Round { centre, radius } => centre + unit(t) * radius,
        }
    }

    fn view(&self) -> View {
        let (a, b) = (self.at(self.from), self.at(self.to));
        let (middle, apex) = match self.course {
            Course::Straight { .. } => ((a + b) * 0.5, b),
            Course::Round { centre, radius } => {
                let out = (a + b) * 0.5 - centre;
                let sagitta = radius / out.x.hypot(out.y);
                (centre + out * sagitta, centre + out * (sagitta * sagitta))
            }
        };
        let half = (b - middle).x.hypot((b - middle).y);
        View { hull: [a, apex, b], middle, half, bounds: Bounds::around([a, apex, b]) }
    }

    /// Its share of ½∮(x dy − y dx) around a point.
    fn green(&self, about: Coord<f64>) -> f64 {
        match self.course {
            Course::Straight { from, along } => 0.5 * cross(from - about, along) * (self.to - self.from),
            Course::Round { centre, radius } => {
                let chord = (unit(self.to) - unit(self.from)) * radius;
                0.5 * (radius * radius * (self.to - self.from) + cross(centre - about, chord))
            }
        }
    }

    /// Where the edge from `a` to `b` crosses it, among other places perhaps.
    fn crossings(&self, a: Coord<f64>, b: Coord<f64>, mut cut: impl FnMut(f64)) {
        match self.course {
            Course::Straight { from, along } => {
                let (p, q) = (cross(along, a - from), cross(along, b - from));
                if (p > 0.0) != (q > 0.0) {
                    cut(dot(along, a + (b - a) * (p / (p - q)) - from));
                }
            }
            Course::Round { centre, radius } => {
                let (v, w) = (a - centre, b - a);
                let (ww, vw) = (dot(w, w), dot(v, w));
                let root2 = vw * vw - ww * (dot(v, v) - radius * radius);
                if ww > 0.0 && root2 > 0.0 {
                    for t in [(-vw - root2.sqrt()) / ww, (-vw + root2.sqrt()) / ww] {
                        if (-1e-9..=1.0 + 1e-9).contains(&t) {
                            let at = v + w * t;
                            let angle = at.y.atan2(at.x);
                            cut(angle - TAU * ((angle - self.from) / TAU).floor());
                        }
                    }
                }
            }
        }
    }
}

/// Where a piece is: a triangle that holds it, its middle and how far its ends are from there.
struct View {
    hull: [Coord<f64>; 3],
    middle: Coord<f64>,
    half: f64,
    bounds: Bounds,
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
        let (d, length) = (b - a, (b - a).x.hypot((b - a).y));
        if length <= 0.0 {
            return 0.0;
        }
        self.strip(Piece { course: Course::Straight { from: a, along: d / length }, from: 0.0, to: length }, None, last);
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
                for (side, from, along) in [(0, capsule.a - out, capsule.along), (1, capsule.b + out, -capsule.along)] {
                    let piece = Piece { course: Course::Straight { from, along }, from: 0.0, to: capsule.length };
                    self.bare(piece, k, bounds, &mut last[side], &mut found);
                }
                self.end(k, true, bounds, &mut last, &mut found);
                self.end(k, false, bounds, &mut last, &mut found);
            }
        }
    }

    /// The round end of a capsule.
    fn end(&mut self, k: usize, forward: bool, bounds: &Bounds, last: &mut [usize; 2], found: &mut impl FnMut(&Piece)) {
        let band = self.band;
        let capsule = &band.capsules[k];
        let (centre, heading, beside) = if forward { (capsule.b, capsule.heading, k.wrapping_add(1)) } else { (capsule.a, capsule.heading + PI, k.wrapping_sub(1)) };
        if bounds.gap2(&Bounds { min: centre, max: centre }) > band.reach2 {
            return;
        }
        // A neighbour at the same end covers the half ahead of it, so that little is left of a round end:
        // the angle between the two on the outside of a bend.
        let (mut right, mut left) = (PI, 0.0);
        if let Some(other) = band.capsules.get(beside).filter(|o| o.a == centre || o.b == centre) {
            if other.radius > capsule.radius {
                return;
            }
            if other.length > 0.0 {
                let turn = other.heading + if other.a == centre { 0.0 } else { PI } - heading;
                let turn = turn - TAU * (turn / TAU).round();
                (right, left) = ((SLOP + turn).min(PI), (SLOP - turn).min(PI));
            }
        }
        let course = Course::Round { centre, radius: capsule.radius };
        for (side, from, width) in [(0, heading - FRAC_PI_2, right), (1, heading + FRAC_PI_2 - left, left)] {
            let parts = if width > 2.0 { 2 } else { 1 };
            let side = if forward { side } else { 1 - side };
            for i in 0..if width > 0.0 { parts } else { 0 } {
                let at = |i: i32| from + width * f64::from(i) / f64::from(parts);
                self.bare(Piece { course, from: at(i), to: at(i + 1) }, k, bounds, &mut last[side], found);
            }
        }
    }

    /// Hands over what of a piece of outline is in no other capsule.
    fn bare(&mut self, piece: Piece, own: usize, bounds: &Bounds, last: &mut usize, found: &mut impl FnMut(&Piece)) {
        if piece.view().bounds.meets(bounds) {
            self.strip(piece, Some(own), last);
            self.left.iter().for_each(found);
        }
    }

    /// Leaves what of a piece is in no capsule but its own; `last` is the one that covered all of another.
    fn strip(&mut self, piece: Piece, own: Option<usize>, last: &mut usize) {
        self.left.clear();
        self.left.push(piece);
        let mut view = piece.view();
        // Neighbours most often cover the same; along a line the bends of every size do the rest.
        let guesses = [*last, last.wrapping_add(1), last.wrapping_sub(1)].into_iter();
        let along = own.into_iter().flat_map(|k| (0..8).flat_map(move |i| [k.wrapping_add(1 << i), k.wrapping_sub(1 << i)]));
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
        let (Some(capsule), Some(&first), Some(&end)) = (self.band.capsules.get(k), self.left.first(), self.left.last()) else { return false };
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
            Course::Round { centre, radius } => capsule.on_arc(centre, radius, (first.from, end.to), |a, b| remove(&mut self.left, a, b)),
        }
        let (Some(first), Some(end)) = (self.left.first(), self.left.last()) else { return true };
        if before != (self.left.len(), first.from, end.to) {
            *view = Piece { course: first.course, from: first.from, to: end.to }.view();
        }
        false
    }
}

/// Takes an interval away from some pieces of one course.
fn remove(pieces: &mut Vec<Piece>, from: f64, to: f64) {
    let mut i = 0;
    while i < pieces.len() {
        let piece = pieces[i];
        let (before, after) = (from > piece.from, to < piece.to);
        if from >= piece.to || to <= piece.from {
            i += 1;
        } else if before && after {
            pieces[i].to = from;
            pieces.insert(i + 1, Piece { from: to, ..piece });
            i += 2;
        } else if before || after {
            if before { pieces[i].to = from } else { pieces[i].from = to }
            i += 1;
        } else {
            pieces.remove(i);
        }
    }
}

/// Rings, cut into runs of edges.
struct Land {
    places: Vec<Coord<f64>>,
    runs: Vec<Edges>,
    bounds: Bounds,
    centre: Coord<f64>,
    area: f64,
}

/// A few consecutive edges of one ring, from vertex to vertex.
struct Edges {
    from: usize,
    to: usize,
    bounds: Bounds,
    /// −1 if the ring has the land on its right.
    sign: f64,
}

impl Land {
    fn new(land: &MultiPolygon<f64>, origin: Coord<f64>) -> Land {
        let rings = || land.0.iter().flat_map(|p| std::iter::once((p.exterior(), 1.0)).chain(p.interiors().iter().map(|r| (r, -1.0))));
        let bounds = Bounds::around(rings().flat_map(|(r, _)| &r.0).map(|&c| c - origin));
        let mut out = Land { places: Vec::new(), runs: Vec::new(), bounds, centre: (bounds.min + bounds.max) * 0.5, area: 0.0 };
        for (ring, side) in rings() {
            let (start, last) = (out.places.len(), (out.places.len() + ring.0.len()).saturating_sub(1));
            out.places.extend(ring.0.iter().map(|&c| c - origin));
            let area = 0.5 * out.places[start..].windows(2).map(|e| cross(e[0] - out.centre, e[1] - out.centre)).sum::<f64>();
            out.area += side * area.abs();
            for from in (start..last).step_by(RUN) {
                let to = (from + RUN).min(last);
                out.runs.push(Edges { from, to, bounds: Bounds::around(out.places[from..=to].iter().copied()), sign: side * area.signum() });
            }
        }
        out
    }

    /// The share of a piece of outline in Green's integral as far as it is in the land.
    fn part(&self, piece: &Piece) -> f64 {
        let view = piece.view();
        let mut cuts = vec![piece.from, piece.to];
        for run in self.runs.iter().filter(|r| r.bounds.meets(&view.bounds)) {
            for edge in self.places[run.from..=run.to].windows(2) {
                if Bounds::around([edge[0], edge[1]]).meets(&view.bounds) {
                    piece.crossings(edge[0], edge[1], |t| if t > piece.from && t < piece.to { cuts.push(t) });
                }
            }
        }
        cuts.sort_by(f64::total_cmp);
        let parts = cuts.windows(2).map(|c| Piece { from: c[0], to: c[1], ..*piece });
        parts.filter(|p| self.holds(p.at((p.from + p.to) * 0.5))).map(|p| p.green(self.centre)).sum()
    }

    /// Whether a point is inside, by the parity of the edges to its right.
    fn holds(&self, p: Coord<f64>) -> bool {
        let crosses = |a: Coord<f64>, b: Coord<f64>| (a.y > p.y) != (b.y > p.y);
        let mut inside = false;
        for run in &self.runs {
            if run.bounds.min.y > p.y || run.bounds.max.y <= p.y || run.bounds.max.x < p.x {
            } else if run.bounds.min.x > p.x {
                inside ^= crosses(self.places[run.from], self.places[run.to]);
            } else {
                let right = |a: Coord<f64>, b: Coord<f64>| (cross(b - a, p - a) > 0.0) == (b.y > a.y);
                inside ^= self.places[run.from..=run.to].windows(2).filter(|e| crosses(e[0], e[1]) && right(e[0], e[1])).count() % 2 == 1;
            }
        }
        inside
    }
}

/// A box; empty if its corners are the wrong way round.
#[derive(Clone, Copy)]
struct Bounds {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl Bounds {
    fn around(points: impl IntoIterator<Item = Coord<f64>>) -> Bounds {
        let none = Bounds { min: Coord { x: f64::INFINITY, y: f64::INFINITY }, max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY } };
        points.into_iter().fold(none, |b, p| Bounds {
            min: Coord { x: b.min.x.min(p.x), y: b.min.y.min(p.y) },
            max: Coord { x: b.max.x.max(p.x), y: b.max.y.max(p.y) },
        })
    }

    fn meets(&self, other: &Bounds) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }

    /// The squared distance between two boxes.
    fn gap2(&self, other: &Bounds) -> f64 {
        let x = (self.min.x - other.max.x).max(other.min.x - self.max.x).max(0.0);
        let y = (self.min.y - other.max.y).max(other.min.y - self.max.y).max(0.0);
        x * x + y * y
    }

    fn corners(&self) -> [Coord<f64>; 4] {
        [self.min, Coord { x: self.max.x, y: self.min.y }, self.max, Coord { x: self.min.x, y: self.max.y }]
    }
}

fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

fn left(v: Coord<f64>) -> Coord<f64> {
    Coord { x: -v.y, y: v.x }
}

fn unit(angle: f64) -> Coord<f64> {
    let (y, x) = angle.sin_cos();
    Coord { x, y }
}
