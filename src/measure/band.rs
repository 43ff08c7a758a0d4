//! The land within a distance of some segments in a plane, measured exactly and without overlaying polygons.

use geo::{Coord, MultiPolygon};
use std::f64::consts::TAU;

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
    radius: f64,
}

impl Capsule {
    fn new(a: Coord<f64>, b: Coord<f64>, radius: f64) -> Capsule {
        let (d, length) = (b - a, norm(b - a));
        let along = if length > 0.0 { d / length } else { Coord { x: 1.0, y: 0.0 } };
        Capsule { a, b, along, length, radius }
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
            let angle = from(arc.0, angle);
            if angle < arc.1 {
                cuts.insert(angle);
            }
        };
        let r = self.radius;
        for v in [self.a - centre, self.b - centre] {
            let d = norm(v);
            let cos = (d * d + (radius - r) * (radius + r)) / (2.0 * d * radius);
            if cos.abs() < 1.0 {
                let (towards, half) = (angle(v), cos.acos());
                cut(towards - half);
                cut(towards + half);
            }
        }
        let off = cross(self.along, centre - self.a);
        for y in [r - off, -r - off] {
            if y.abs() < radius {
                let x = ((radius - y) * (radius + y)).sqrt();
                cut(angle(left(self.along) * y + self.along * x));
                cut(angle(left(self.along) * y - self.along * x));
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
        match self.course {
            Course::Straight { .. } => View::new(a, b, b, (a + b) * 0.5),
            Course::Round { centre, radius } => View::round(centre, radius, a - centre, b - centre),
        }
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
                            cut(from(self.from, angle(v + w * t)));
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

impl View {
    fn new(a: Coord<f64>, apex: Coord<f64>, b: Coord<f64>, middle: Coord<f64>) -> View {
        View { hull: [a, apex, b], middle, half: norm(b - middle), bounds: Bounds::around([a, apex, b]) }
    }

    /// Of an arc of less than half a turn, between two directions.
    fn round(centre: Coord<f64>, radius: f64, from: Coord<f64>, to: Coord<f64>) -> View {
        let out = (from + to) * 0.5;
        let stretch = radius / norm(out);
        View::new(centre + from, centre + out * (stretch * stretch), centre + to, centre + out * stretch)
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
                for (side, from, to, along) in [(0, capsule.a - out, capsule.b - out, capsule.along), (1, capsule.b + out, capsule.a + out, -capsule.along)] {
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
    fn end(&mut self, k: usize, (centre, out, beside): (Coord<f64>, Coord<f64>, usize), bounds: &Bounds, last: &mut [usize; 2], found: &mut impl FnMut(&Piece)) {
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
                let right = (turn >= 0.0 || ahead && turn > -0.99 * slop).then(|| (0, first, within(on * slop - left(on), end)));
                [right, (turn < 0.0 || ahead && turn < 0.99 * slop).then(|| (1, within(on * slop + left(on), first), end))]
            }
            None => [Some((0, first, out)), Some((1, out, end))],
        };
        for (side, start, end) in arcs.into_iter().flatten() {
            // Wide ones in halves, so that a triangle holds each.
            let wide = dot(start, end) < -0.5;
            if !wide && !self.is_bare(&View::round(centre, radius, start * radius, end * radius), k, bounds, last[side]) {
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
        view.bounds.meets(bounds) && (own == last || !self.band.capsules.get(last).is_some_and(|c| view.hull.iter().all(|&p| c.holds(p))))
    }

    /// Leaves what of a piece is in no capsule but its own; `last` is the one that covered all of another.
    fn strip(&mut self, piece: Piece, mut view: View, own: Option<usize>, last: &mut usize) {
        self.left.clear();
        self.left.push(piece);
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

fn norm(v: Coord<f64>) -> f64 {
    dot(v, v).sqrt()
}

fn angle(v: Coord<f64>) -> f64 {
    v.y.atan2(v.x)
}

/// The same angle, less than a turn after the first.
fn from(first: f64, angle: f64) -> f64 {
    angle - TAU * ((angle - first) / TAU).floor()
}

fn unit(angle: f64) -> Coord<f64> {
    let (y, x) = angle.sin_cos();
    Coord { x, y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, LineString, Polygon};
    use proptest::prelude::*;
    use std::f64::consts::PI;

    type Segments = Vec<[Coord<f64>; 2]>;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn line(places: &[(f64, f64)]) -> Segments {
        places.windows(2).map(|w| [at(w[0].0, w[0].1), at(w[1].0, w[1].1)]).collect()
    }

    fn rectangle(min: (f64, f64), max: (f64, f64)) -> MultiPolygon<f64> {
        let ring = LineString::from(vec![min, (max.0, min.1), max, (min.0, max.1), min]);
        MultiPolygon(vec![Polygon::new(ring, Vec::new())])
    }

    #[track_caller]
    fn assert_near(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs().max(1e-6), "{found} instead of {expected}");
    }

    /// Pseudorandom numbers from 0 to 1.
    fn random(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1u64 << 53) as f64
        }
    }

    fn wiggly(seed: u64, vertices: usize, step: f64, bend: f64) -> Vec<(f64, f64)> {
        let (mut next, mut heading, mut place) = (random(seed), 0.0f64, (0.0, 0.0));
        (0..vertices)
            .map(|_| {
                heading += bend * (next() + next() + next() - 1.5);
                let length = step * (0.4 + 1.2 * next());
                place = (place.0 + length * heading.cos(), place.1 + length * heading.sin());
                place
            })
            .collect()
    }

    /// Land with a wavy border around a place.
    fn blob(seed: u64, vertices: usize, centre: (f64, f64), radius: f64) -> MultiPolygon<f64> {
        let mut next = random(seed);
        let waves: Vec<(f64, f64, f64)> = (2..8).map(|k| (f64::from(k), next() * TAU, 0.1 * next())).collect();
        let ring = (0..vertices).map(|i| {
            let a = i as f64 / vertices as f64 * TAU;
            let r = radius * (1.0 + waves.iter().map(|(k, phase, size)| size * (k * a + phase).sin()).sum::<f64>());
            at(centre.0 + r * a.cos(), centre.1 + r * a.sin())
        });
        MultiPolygon(vec![Polygon::new(ring.collect(), Vec::new())])
    }

    fn moved(land: &MultiPolygon<f64>, by: Coord<f64>) -> MultiPolygon<f64> {
        geo::MapCoords::map_coords(land, |c| c + by)
    }

    /// A capsule with ends of many corners, of the same area as round ones.
    fn polygonal(segment: &[Coord<f64>; 2]) -> Polygon<f64> {
        let heading = angle(segment[1] - segment[0]);
        let step = PI / 1000.0;
        let radius = D * (step / step.sin()).sqrt();
        let end = |k: usize| (0..=1000).map(move |i| segment[k] + unit(heading + PI * (k as f64 + 0.5) + step * f64::from(i)) * radius);
        Polygon::new(end(0).chain(end(1)).collect(), Vec::new())
    }

    const D: f64 = 5000.0;
    const FAR: f64 = 1e5;

    /// The whole band's area, which land all around it must agree with.
    #[track_caller]
    fn whole(segments: &[[Coord<f64>; 2]], distance: f64) -> f64 {
        let band = Band::new(segments, distance);
        let area = band.area();
        assert_near(band.area_within(&rectangle((-FAR, -FAR), (FAR, FAR))), area, 1e-9);
        area
    }

    #[test]
    fn a_segment_is_a_capsule_and_a_point_a_disc() {
        assert_near(whole(&line(&[(0.0, 0.0), (700.0, 2400.0)]), D), 2.0 * D * 2500.0 + PI * D * D, 1e-9);
        assert_near(whole(&line(&[(3.0, 4.0), (3.0, 4.0)]), D), PI * D * D, 1e-9);
        assert_near(whole(&line(&[(3.0, 4.0), (3.0, 4.0), (3.0, 4.0)]), D), PI * D * D, 1e-9);
        assert_eq!(whole(&[], D), 0.0);
        assert_eq!(whole(&line(&[(0.0, 0.0), (1.0, 0.0)]), 0.0), 0.0);
        assert_eq!(whole(&line(&[(0.0, 0.0), (f64::NAN, 0.0)]), D), 0.0);
    }

    #[test]
    fn a_half_plane_cuts_a_disc_in_a_segment() {
        for h in [-4999.0, -2500.0, -1.0, 0.0, 1e-7, 1234.5, 4999.9] {
            let expected = D * D * (h / D).acos() - h * (D * D - h * h).sqrt();
            let found = Band::new(&line(&[(0.0, 0.0), (0.0, 0.0)]), D).area_within(&rectangle((h, -FAR), (FAR, FAR)));
            assert!((found - expected).abs() < 1e-9 * PI * D * D, "{found} instead of {expected}");
        }
    }

    #[test]
    fn bends_and_crossings_have_closed_forms() {
        let l = 20_000.0;
        // On the inside of a right angle a square of D² counts once, outside a quarter of a disc is added.
        let bend = whole(&line(&[(l, 0.0), (0.0, 0.0), (0.0, l)]), D);
        assert_near(bend, 4.0 * D * l + PI * D * D + PI * D * D / 4.0 - D * D, 1e-9);
        let mut cross = line(&[(-l, 0.0), (l, 0.0)]);
        cross.extend(line(&[(0.0, -l), (0.0, l)]));
        assert_near(whole(&cross, D), 2.0 * (4.0 * D * l + PI * D * D) - 4.0 * D * D, 1e-9);
        let star = [[at(0.0, 0.0), at(l, 0.0)], [at(0.0, 0.0), at(-l, 0.0)], [at(0.0, l), at(0.0, 0.0)], [at(0.0, 0.0), at(0.0, -l)]];
        assert_near(whole(&star, D), 2.0 * (4.0 * D * l + PI * D * D) - 4.0 * D * D, 1e-9);
    }

    #[test]
    fn coincident_outlines_count_once() {
        let l = 3000.0;
        let expected = 2.0 * D * l + PI * D * D;
        let cases: [&[(f64, f64)]; 6] = [
            &[(0.0, 0.0), (l, 0.0), (0.0, 0.0)],
            &[(0.0, 0.0), (l, 0.0), (0.0, 0.0), (l, 0.0), (l, 0.0)],
            &[(0.0, 0.0), (1000.0, 0.0), (l, 0.0), (2000.0, 0.0), (17.0, 0.0), (0.0, 0.0)],
            &[(0.0, 0.0), (0.001, 0.0), (0.01, 0.0), (0.02, 0.0), (l - 1e-6, 0.0), (l, 0.0)],
            &[(700.0, 0.0), (0.0, 0.0), (l, 0.0), (700.0, 0.0), (701.0, 0.0), (700.5, 0.0)],
            &[(0.0, 0.0), (l, 1e-9), (10.0, -1e-10), (2990.0, 1e-8)],
        ];
        for places in cases {
            assert_near(whole(&line(places), D), expected, 1e-9);
            let turned: Vec<(f64, f64)> = places.iter().map(|p| (0.6 * p.0 - 0.8 * p.1, 0.8 * p.0 + 0.6 * p.1)).collect();
            assert_near(whole(&line(&turned), D), expected, 1e-8);
        }
        let back: Vec<(f64, f64)> = (0..=300).map(|i| (10.0 * f64::from(i), 0.0)).chain((0..=70).rev().map(|i| (3000.0 / 70.0 * f64::from(i), 0.0))).collect();
        assert_near(whole(&line(&back), D), expected, 1e-9);
    }

    #[test]
    fn land_that_follows_the_outline_counts_once() {
        let straight = line(&[(0.0, 0.0), (3000.0, 0.0)]);
        for n in [1, 7, 100] {
            let pieces: Vec<(f64, f64)> = (0..=n).map(|i| (3000.0 * f64::from(i) / f64::from(n), 0.0)).collect();
            let band = Band::new(&line(&pieces), D);
            assert_near(band.area_within(&rectangle((0.0, -D), (3000.0, D))), 6000.0 * D, 1e-9);
            assert_near(band.area_within(&rectangle((500.0, 0.0), (2500.0, D))), 2000.0 * D, 1e-9);
            assert_near(band.area_within(&rectangle((0.0, D), (3000.0, 2.0 * D))) + 1e8, 1e8, 1e-9);
        }
        // A ring along the round end, its corners on it.
        let ring: LineString<f64> = (0..360).map(|i| at(3000.0 + D * f64::from(i).to_radians().cos(), D * f64::from(i).to_radians().sin())).collect();
        let land = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
        assert_near(Band::new(&straight, D).area_within(&land), land.unsigned_area(), 1e-9);
    }

    #[test]
    fn rings_may_run_either_way_and_have_holes() {
        let band = Band::new(&line(&[(0.0, 0.0), (20_000.0, 0.0)]), D);
        let ring = |min: (f64, f64), max: (f64, f64), reversed: bool| {
            let mut ring = rectangle(min, max).0[0].exterior().clone();
            if reversed {
                ring.0.reverse();
            }
            ring
        };
        for (outer, inner) in [(false, false), (false, true), (true, false), (true, true)] {
            // The outline at 5000 goes through both the land and the hole.
            let mut land = MultiPolygon(vec![Polygon::new(ring((5000.0, 1000.0), (9000.0, 9000.0), outer), vec![ring((6000.0, 3000.0), (8000.0, 7000.0), inner)])]);
            assert_near(band.area_within(&land), 4000.0 * 4000.0 - 2000.0 * 2000.0, 1e-9);
            land.0.push(Polygon::new(ring((10_000.0, -9000.0), (11_000.0, -1000.0), inner), Vec::new()));
            land.0.push(Polygon::new(ring((6500.0, 4000.0), (7500.0, 6500.0), outer), Vec::new()));
            assert_near(band.area_within(&land), 4000.0 * 4000.0 - 2000.0 * 2000.0 + 4e6 + 1e6, 1e-9);
        }
        assert_eq!(band.area_within(&rectangle((0.0, 5001.0), (20_000.0, 9000.0))), 0.0);
        assert_eq!(band.area_within(&rectangle((1e6, 0.0), (1e6 + 5.0, 5.0))), 0.0);
        assert_near(band.area_within(&rectangle((1.0, -4000.0), (20_000.0, 4000.0))), 19_999.0 * 8000.0, 1e-12);
        assert_eq!(band.area_within(&MultiPolygon(Vec::new())), 0.0);
        assert_eq!(band.area_within(&MultiPolygon(vec![Polygon::new(LineString(Vec::new()), Vec::new())])), 0.0);
    }

    #[test]
    fn a_dense_line_lies_between_its_bounds() {
        let places = wiggly(11, 5000, 10.0, 0.2);
        let sparse: Vec<(f64, f64)> = places.iter().copied().step_by(10).chain(places.last().copied()).collect();
        let (all, few) = (line(&places), line(&sparse));
        let off = all.iter().flatten().map(|&p| few.iter().map(|s| Capsule::new(s[0], s[1], 1.0).gap2(p)).fold(f64::INFINITY, f64::min)).fold(0.0, f64::max).sqrt();
        let (x, y) = places[2500];
        for (radius, away) in [(6000.0, 3000.0), (3000.0, 0.0), (9000.0, 6000.0), (4000.0, 8000.0)] {
            let land = blob(5, 300, (x, y + away), radius);
            let area = Band::new(&all, D).area_within(&land);
            let (least, most) = (Band::new(&few, D - off).area_within(&land), Band::new(&few, D + off).area_within(&land));
            assert!(least <= area && area <= most && area <= land.unsigned_area(), "{least} {area} {most}");
            assert!(most - least < 0.05 * land.unsigned_area());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_the_same_however_the_segments_are_given(seed in 1u64..1_000_000, step in 20.0..500.0f64, bend in 0.0..1.0f64, reach in 0.1..1.0f64) {
            let places = wiggly(seed, 120, step, bend);
            let (x, y) = places[60];
            let distance = D * reach;
            let land = blob(seed, 200, (x + distance, y), 0.8 * D);
            let segments = line(&places);
            let area = Band::new(&segments, distance).area_within(&land);
            let scale = 1e-8 * land.unsigned_area();
            let same = |other: f64| {
                prop_assert!((other - area).abs() <= scale, "{other} instead of {area}");
                Ok(())
            };
            let reversed: Segments = segments.iter().rev().map(|s| [s[1], s[0]]).collect();
            same(Band::new(&reversed, distance).area_within(&land))?;
            let split: Segments = segments.iter().flat_map(|s| { let m = s[0] + (s[1] - s[0]) * 0.37; [[s[0], m], [s[1], m]] }).collect();
            same(Band::new(&split, distance).area_within(&land))?;
            let mut shuffled = [segments.clone(), reversed.clone()].concat();
            shuffled.sort_by(|a, b| a[0].y.sin().total_cmp(&b[0].y.sin()));
            same(Band::new(&shuffled, distance).area_within(&land))?;
            let by = at(345_678.9, -412_345.6);
            let far: Segments = segments.iter().map(|s| [s[0] + by, s[1] + by]).collect();
            same(Band::new(&far, distance).area_within(&moved(&land, by)))?;
            // More distance is more land, and land cut in two, here like a cake, is as much as before.
            prop_assert!(Band::new(&segments, distance * 1.01).area_within(&land) >= area - scale);
            let (ring, band) = (land.0[0].exterior(), Band::new(&segments, distance));
            let half = |range: std::ops::RangeInclusive<usize>| {
                let ring = ring.0[range].iter().copied().chain([at(x + distance, y)]).collect();
                band.area_within(&MultiPolygon(vec![Polygon::new(ring, Vec::new())]))
            };
            same(half(0..=90) + half(90..=200))?;
        }

        #[test]
        fn it_agrees_with_an_overlay_of_polygons(seed in 1u64..1_000_000, bend in 0.0..1.5f64, away in -1.5..1.5f64) {
            let places = wiggly(seed, 12, 3000.0, bend);
            let (x, y) = places[6];
            let land = blob(seed, 100, (x, y + away * D), 6000.0);
            let segments = line(&places);
            let overlaid = land.intersection(&geo::unary_union(&segments.iter().map(polygonal).collect::<Vec<_>>())).unsigned_area();
            let area = Band::new(&segments, D).area_within(&land);
            prop_assert!((area - overlaid).abs() <= 1e-5 * overlaid + 100.0, "{area} instead of {overlaid}");
        }

        #[test]
        fn it_agrees_with_counting_points(seed in 1u64..1_000_000, step in 50.0..800.0f64, bend in 0.0..1.0f64) {
            let places = wiggly(seed, 40, step, bend);
            let (x, y) = places[20];
            let (segments, land) = (line(&places), rectangle((x - 3000.0, y), (x + 5000.0, y + 8000.0)));
            let capsules: Vec<Capsule> = segments.iter().map(|s| Capsule::new(s[0], s[1], 2000.0)).collect();
            let n = 400;
            let cell = |i: i32| 8000.0 * (f64::from(i) + 0.5) / f64::from(n);
            let count = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|&(i, j)| capsules.iter().any(|c| c.holds(at(x - 3000.0 + cell(i), y + cell(j))))).count();
            let counted = count as f64 * (8000.0 / f64::from(n)).powi(2);
            let area = Band::new(&segments, 2000.0).area_within(&land);
            prop_assert!((area - counted).abs() <= 1e-3 * land.unsigned_area(), "{area} instead of {counted}");
        }
    }
}
