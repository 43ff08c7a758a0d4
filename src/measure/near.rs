//! Where two things come nearest to each other.

use crate::geodesy::{Edge, Extreme, Inverse, LonLat, bow, chord_foot, chord_gap, chord2, foot_by, inverse};
use crate::index::{Ball, Bounds, Chain, IndexedAlignment, Solid};
use crate::model::Spot;
use crate::units::Metres;
use smallvec::SmallVec;

/// The nearest ends of an alignment and something else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Geodesic distance between the ends.
    pub distance: Metres,
    /// The end on the alignment.
    pub spot: Spot,
    /// Where that is.
    pub from: LonLat,
    /// The end on the other thing.
    pub to: LonLat,
}

/// Distances that differ by less than this are equal, and the lower chainage is taken.
const EQUAL: f64 = 1e-6;
const RADIUS: f64 = 6_371_000.0;

/// Where does the alignment come nearest to the lines, rings or point, if within `limit` metres?
///
/// # Method
/// Boxes give lower bounds, chords through the earth order the edges that remain, and every pair of
/// edges that could still be the nearest is measured exactly: the foot of the perpendicular by
/// Newton's method on the geodesic ([`crate::geodesy::foot()`]). Distances are within 1 mm for edges up to 10 km.
/// The two must not cross. In PostGIS: `ST_ShortestLine(geography, geography)`.
pub(super) fn nearest(alignment: &IndexedAlignment<'_>, other: &Chain<'_>, limit: f64) -> Option<Near> {
    search(alignment, other, limit)?.measure(limit)
}

/// The pairs of edges among which the nearest ends are, if within `limit` metres: none of them is measured yet.
pub(super) fn search<'s, 'a>(
    alignment: &'s IndexedAlignment<'a>,
    other: &'s Chain<'a>,
    limit: f64,
) -> Option<Search<'s, 'a>> {
    let mut ceiling = limit * (1.0 + 1e-9);
    if !boxes_within(alignment, other, ceiling + EQUAL) {
        return None;
    }
    let cos = alignment.least_cos();
    let (runs, all) = other.solid();
    let mut any = limit == f64::INFINITY;
    alignment.tree.near(all, ceiling, |_| {
        any = true;
        false
    });
    if !any {
        return None;
    }
    // A few places of a large other bound the distance, so that few of its edges need a look.
    for Solid { first: place, .. } in runs.iter().step_by(2).filter(|_| runs.len() > 1) {
        alignment.tree.nearest(&Bounds::around([*place]), ceiling * ceiling, |thing, least| {
            let [a, b] = alignment.ends(alignment.edges[thing]);
            let (_, d2) = chord_foot(place, a, b);
            if d2 < *least {
                ceiling = ceiling.lower(arc_over(d2.sqrt()) + bow(a, b, cos));
                *least = ceiling * ceiling;
            }
        });
    }
    let mut search = Search { alignment, other, found: Vec::new(), ceiling };
    (0..other.runs().len()).for_each(|number| search.look(number));
    let ceiling = search.ceiling;
    search.found.retain(|c| c.floor <= ceiling);
    search.found.sort_by(|a, b| a.floor.total_cmp(&b.floor).then(a.edge.cmp(&b.edge)));
    Some(search).filter(|search| !search.found.is_empty())
}

/// Whether boxes of both come so near: asked before either is drawn in space.
fn boxes_within(alignment: &IndexedAlignment<'_>, other: &Chain<'_>, limit: f64) -> bool {
    let Some(all) = other.bounds().filter(|_| limit < f64::INFINITY) else { return limit == f64::INFINITY };
    let around = all.within(limit);
    let mut runs = alignment.chain.runs().iter().filter(|run| around.may_hold(&run.bounds));
    runs.any(|run| other.runs().iter().any(|o| o.bounds.gap(&run.bounds) <= limit))
}

/// At most how long is the arc over a chord? It is longer by c³/24R²; a tenth more covers the ellipsoid.
fn arc_over(chord: f64) -> f64 {
    if chord > 2.0e6 {
        return std::f64::consts::PI * RADIUS;
    }
    chord * (1.0 + (chord / RADIUS).powi(2) / 24.0 * 1.1)
}

/// A pair of edges that may hold the nearest ends.
struct Candidate {
    floor: f64,
    /// The distance is within this of the chord.
    slack: f64,
    edge: usize,
    other: [LonLat; 2],
    /// The same in earth-centred metres.
    ends: [[f64; 3]; 2],
}

/// Edges that may hold the nearest ends.
pub(super) struct Search<'s, 'a> {
    alignment: &'s IndexedAlignment<'a>,
    other: &'s Chain<'a>,
    found: Vec<Candidate>,
    /// The nearest ends are no farther apart than this, metres.
    pub ceiling: f64,
}

impl Search<'_, '_> {
    /// Compares the edges of one run of the other with the alignment's edges that may be near enough, by chords.
    fn look(&mut self, number: usize) {
        let (alignment, run) = (self.alignment, &self.other.runs()[number]);
        let (cos_here, cos) = (alignment.least_cos(), run.bounds.least_cos());
        let mut others = None;
        let least = self.ceiling * self.ceiling * (1.0 + 1e-12);
        alignment.tree.nearest(&self.other.solid().0[number].bounds, least, |thing, least| {
            let edge = alignment.edges[thing];
            let (places, balls) = *others.get_or_insert_with(|| self.other.balls(number));
            let ends = alignment.ends(edge);
            let bow_here = bow(ends[0], ends[1], cos_here);
            let here = Ball::around(ends[0], ends[1], bow_here);
            balls.near(&here, self.ceiling, |number| {
                let [a, b] = balls.ends(number);
                let chord = chord_gap(ends, [a, b]);
                let slack = bow_here + bow(a, b, cos) + chord * 1e-6 + 1e-6;
                if chord - slack <= self.ceiling {
                    self.ceiling = self.ceiling.min(arc_over(chord) + slack);
                    let other = [places[number], places[(number + 1).min(places.len() - 1)]];
                    self.found.push(Candidate { floor: chord - slack, slack, edge, other, ends: [*a, *b] });
                }
                self.ceiling
            });
            *least = self.ceiling * self.ceiling * (1.0 + 1e-12);
        });
    }

    /// The nearest ends are at least this far apart, metres.
    pub fn floor(&self) -> f64 {
        self.found.first().map_or(f64::INFINITY, |c| c.floor)
    }

    /// Measures the candidates exactly and takes the best.
    pub fn measure(&self, limit: f64) -> Option<Near> {
        let mut best: Option<Near> = None;
        // Two edges share each vertex: what was measured from it for one need not be again for the other.
        let mut known: SmallVec<[(LonLat, LonLat, Inverse); 4]> = SmallVec::new();
        let mut way = |from, to| {
            let found = known.iter().rev().take(8).find(|k| (k.0, k.1) == (from, to)).map(|k| k.2);
            found.unwrap_or_else(|| {
                let way = inverse(from, to);
                known.push((from, to, way));
                way
            })
        };
        for candidate in &self.found {
            let reach = best.map_or(limit, |b| b.distance.metres() + EQUAL);
            if candidate.floor > reach {
                break;
            }
            for near in self.ends(candidate, &mut way) {
                let better = match &best {
                    None => near.distance.metres() <= limit,
                    Some(b) => {
                        let (d, least) = (near.distance.metres(), b.distance.metres());
                        d < least - EQUAL
                            || (d <= least + EQUAL
                                && (near.spot.edge as f64 + near.spot.fraction)
                                    < (b.spot.edge as f64 + b.spot.fraction))
                    }
                };
                if better {
                    best = Some(near);
                }
            }
        }
        best
    }

    /// The four ways in which two edges that do not cross can be nearest, an end of one and a foot on the other, as far
    /// as they may be the nearest of all.
    fn ends(&self, c: &Candidate, way: &mut impl FnMut(LonLat, LonLat) -> Inverse) -> impl Iterator<Item = Near> {
        let edge = self.alignment.alignment.edge(c.edge);
        let other = Edge::new(c.other[0], c.other[1]);
        let [a, b] = self.alignment.ends(c.edge);
        let [p, q] = c.ends;
        let highest = self.ceiling + c.slack;
        let near = move |d2: f64| d2.sqrt() <= highest;
        let is_place = other.a == other.b;
        let to_edge = [(p, other.a, true), (q, other.b, !is_place)].map(|(end, place, is_new)| {
            let (guess, d2) = chord_foot(&end, a, b);
            (is_new && near(d2)).then(|| {
                let foot = foot_by(place, &edge, guess, &mut *way);
                let spot = Spot { edge: c.edge, fraction: foot.fraction };
                Near { distance: Metres::of(foot.distance), spot, from: edge.at(foot.fraction), to: place }
            })
        });
        // From an end to an end is told from the other, unless the edge bends so much that its foot may be elsewhere than
        // the chord's: it leaves its chord by half its length over the earth's radius and the cosine.
        let bend2 = chord2(&p, &q) / (2.0 * RADIUS * other.a.y.to_radians().cos()).powi(2);
        let is_straight = highest * bend2 * 0.5 < EQUAL;
        let of_edge = [(a, 0.0), (b, 1.0)].map(|(end, fraction)| {
            let (guess, d2) = chord_foot(end, &p, &q);
            let is_told = is_straight && (guess <= 0.0 || guess >= 1.0);
            (!is_place && !is_told && near(d2)).then(|| {
                let place = edge.at(fraction);
                let foot = foot_by(place, &other, guess, &mut *way);
                let spot = Spot { edge: c.edge, fraction };
                Near { distance: Metres::of(foot.distance), spot, from: place, to: other.at(foot.fraction) }
            })
        });
        to_edge.into_iter().chain(of_edge).flatten()
    }
}
