//! Where two things come nearest to each other.

use crate::geodesy::{
    Bow, Edge, Extreme, Inverse, LonLat, chord_foot, chord_gap, chord2, chords_apart, foot_by, inverse,
};
use crate::index::{Ball, Balls, Bounds, Chain, IndexedAlignment, Node, Solid};
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

/// Distances that differ by less than this are equal: the lower chainage is taken, and what is so near is on the road.
pub(super) const EQUAL: f64 = 1e-6;
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
    if !box_within(alignment, other, ceiling + EQUAL) {
        return None;
    }
    let (runs, all) = other.solid();
    if let (true, [Solid { first: place, .. }, _, ..]) = (limit == f64::INFINITY, &runs[..]) {
        // Any distance bounds the least one, so that few edges need a look.
        let bow = alignment.bow();
        alignment.tree.nearest(&Bounds::around([*place]), ceiling, |thing, least| {
            let [a, b] = alignment.ends(alignment.edges[thing]);
            let (_, d2) = chord_foot(place, a, b);
            if d2 < *least {
                ceiling = ceiling.lower(arc_over(d2.sqrt()) + bow.between(a, b));
                *least = ceiling * ceiling;
            }
        });
    }
    let mut search = Search { alignment, other, found: Vec::with_capacity(16), ceiling };
    if let [_] = runs[..] {
        search.pair(0, alignment.tree.top().as_slice());
    } else {
        search.pair_all(runs, all);
    }
    search.keep();
    Some(search).filter(|search| !search.found.is_empty())
}

/// Whether the box around the other comes so near: asked before either is drawn in space.
fn box_within(alignment: &IndexedAlignment<'_>, other: &Chain<'_>, limit: f64) -> bool {
    let Some(all) = other.bounds().filter(|_| limit < f64::INFINITY) else { return limit == f64::INFINITY };
    let around = all.within(limit);
    alignment.chain.runs_where(|bounds| around.may_hold(bounds)).next().is_some()
}

/// At most how long is the arc over a chord? It is longer by c³/24R²; a tenth more covers the ellipsoid.
fn arc_over(chord: f64) -> f64 {
    if chord > 2.0e6 {
        return std::f64::consts::PI * RADIUS;
    }
    chord * (1.0 + (chord / RADIUS).powi(2) / 24.0 * 1.1)
}

/// By how much the distance may differ from a chord between two edges that bow away from theirs by so much together.
fn slack(chord: f64, bows: f64) -> f64 {
    bows + chord * 1e-6 + 1e-6
}

/// Which of some numbers is the least?
fn least(numbers: impl Iterator<Item = f64>) -> Option<usize> {
    numbers.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(which, _)| which)
}

/// A pair of edges that may hold the nearest ends.
struct Pair {
    /// They are at least so far apart.
    floor: f64,
    /// The distance is within this of the chord.
    slack: f64,
    /// The edge of the alignment.
    edge: usize,
    /// The run of the other, and which of its edges.
    run: u32,
    other: u32,
}

/// Edges that may hold the nearest ends.
pub(super) struct Search<'s, 'a> {
    alignment: &'s IndexedAlignment<'a>,
    other: &'s Chain<'a>,
    found: Vec<Pair>,
    /// The nearest ends are no farther apart than this, metres.
    pub ceiling: f64,
}

impl Search<'_, '_> {
    /// Pairs the edges of all runs of the other with the alignment's edges that may be near enough.
    fn pair_all(&mut self, runs: &[Solid], all: &Bounds<3>) {
        let tree = &self.alignment.tree;
        let mut nodes = tree.nodes(all, self.ceiling);
        // What seems nearest first: how far apart that is leaves few others.
        let Some(nearest) = least(nodes.iter().map(|node| tree.gap2(&[*node], all))) else { return };
        let node = nodes.swap_remove(nearest);
        let Some(first) = least(runs.iter().map(|run| tree.gap2(&[node], &run.bounds))) else { return };
        self.pair(first, &[node]);
        nodes.retain(|node| tree.gap2(&[*node], all) <= self.reach2());
        nodes.push(node);
        let left = |run: usize| &nodes[..nodes.len() - usize::from(run == first)];
        let (around, reach2) = (tree.around(&nodes), self.reach2());
        let near = (0..runs.len()).filter(|run| around.gap2(&runs[*run].bounds) <= reach2);
        let gap2 = |run: usize| (tree.gap2(left(run), &runs[run].bounds), run);
        let mut order: SmallVec<[(f64, usize); 32]> = near.map(gap2).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (gap2, run) in order {
            if gap2 > self.reach2() {
                break;
            }
            self.pair(run, left(run));
        }
    }

    /// Pairs the edges of one run of the other with the alignment's edges that may be near enough, by balls and then by chords.
    fn pair(&mut self, run: usize, nodes: &[Node]) {
        let (alignment, chain) = (self.alignment, self.other);
        let Solid { bounds, bow, .. } = &chain.solid().0[run];
        let bows = [alignment.bow(), *bow];
        let mut others = None;
        alignment.tree.nearest_among(nodes, bounds, self.reach2(), |around, things, least| {
            let balls = *others.get_or_insert_with(|| chain.balls(run));
            if !balls.come_near(&Ball::around_box(around), self.ceiling) {
                return;
            }
            let ball = |edge: usize| {
                let [a, b] = alignment.ends(edge);
                Ball::around(a, b, bows[0].between(a, b))
            };
            let edges = &alignment.edges[things];
            if self.found.is_empty() {
                // How far apart two are that are rather near spares many other pairs. They are found once more below.
                let middle = edges[edges.len() / 2];
                self.look([middle, run, balls.nearest(&ball(middle))], balls, bows);
                self.found.clear();
            }
            // All balls first: what is decided by one would keep the next waiting for its root.
            let each: SmallVec<[(usize, Ball); 4]> = edges.iter().map(|&edge| (edge, ball(edge))).collect();
            for (edge, ball) in each {
                balls.near(&ball, self.ceiling, |other, apart, less| {
                    if apart - less - slack(apart, 0.0) <= self.ceiling {
                        self.look([edge, run, other], balls, bows);
                    }
                    self.ceiling
                });
            }
            *least = self.reach2();
        });
    }

    /// Finds a pair of edges, of the alignment and of a run of the other, if the chord between them says that it may hold the
    /// nearest ends.
    #[inline]
    fn look(&mut self, [edge, run, other]: [usize; 3], balls: &Balls, bows: [Bow; 2]) {
        let (here, there) = (self.alignment.ends(edge), balls.ends(other));
        let bows = bows[0].between(here[0], here[1]) + bows[1].between(there[0], there[1]);
        if chords_apart(here, there, self.ceiling + 2.0 * slack(self.ceiling, bows)) {
            return;
        }
        let chord = chord_gap(here, there);
        let slack = slack(chord, bows);
        self.ceiling = self.ceiling.lower(arc_over(chord) + slack);
        let floor = chord - slack;
        if floor <= self.ceiling {
            self.found.push(Pair { floor, slack, edge, run: run as u32, other: other as u32 });
        }
    }

    /// Keeps the pairs of edges that may hold the nearest ends, the nearest first.
    fn keep(&mut self) {
        self.found.retain(|pair| pair.floor <= self.ceiling);
        self.found.sort_unstable_by(|a, b| {
            let after = |a: &Pair| (a.edge, a.run, a.other);
            a.floor.total_cmp(&b.floor).then_with(|| after(a).cmp(&after(b)))
        });
    }

    /// The ends of the other's edge, earth-centred.
    fn ends_of(&self, pair: &Pair) -> [&[f64; 3]; 2] {
        self.other.balls(pair.run as usize).ends(pair.other as usize)
    }

    /// Boxes farther apart than this, squared, hold nothing that matters.
    fn reach2(&self) -> f64 {
        self.ceiling * self.ceiling * (1.0 + 1e-12)
    }

    /// The nearest ends are at least this far apart, metres.
    pub fn floor(&self) -> f64 {
        self.found.first().map_or(f64::INFINITY, |pair| pair.floor)
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
        for pair in &self.found {
            let reach = best.map_or(limit, |b| b.distance.metres() + EQUAL);
            if pair.floor > reach {
                break;
            }
            for near in self.ends(pair, &mut way) {
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
    fn ends(&self, pair: &Pair, way: &mut impl FnMut(LonLat, LonLat) -> Inverse) -> impl Iterator<Item = Near> {
        let number = pair.edge;
        let edge = self.alignment.alignment.edge(number);
        let places = self.other.places(&self.other.runs()[pair.run as usize]).1;
        let place = |i: usize| places[i.min(places.len() - 1)];
        let other = Edge::new(place(pair.other as usize), place(pair.other as usize + 1));
        let [a, b] = self.alignment.ends(number);
        let [p, q] = self.ends_of(pair);
        let highest = self.ceiling + pair.slack;
        let near = move |d2: f64| d2.sqrt() <= highest;
        let is_place = other.a == other.b;
        let to_edge = [(p, other.a, true), (q, other.b, !is_place)].map(|(end, place, is_new)| {
            let (guess, d2) = chord_foot(end, a, b);
            (is_new && near(d2)).then(|| {
                let foot = foot_by(place, &edge, guess, &mut *way);
                let spot = Spot { edge: number, fraction: foot.fraction };
                Near { distance: Metres::of(foot.distance), spot, from: edge.at(foot.fraction), to: place }
            })
        });
        // From an end to an end is told from the other, unless the edge bends so much that its foot may be elsewhere than
        // the chord's: it leaves its chord by half its length over the earth's radius and the cosine.
        let bend2 = chord2(p, q) / (2.0 * RADIUS * other.a.y.to_radians().cos()).powi(2);
        let is_straight = highest * bend2 * 0.5 < EQUAL;
        let of_edge = [(a, 0.0), (b, 1.0)].map(|(end, fraction)| {
            let (guess, d2) = chord_foot(end, p, q);
            let is_told = is_straight && (guess <= 0.0 || guess >= 1.0);
            (!is_place && !is_told && near(d2)).then(|| {
                let place = edge.at(fraction);
                let foot = foot_by(place, &other, guess, &mut *way);
                let spot = Spot { edge: number, fraction };
                Near { distance: Metres::of(foot.distance), spot, from: place, to: other.at(foot.fraction) }
            })
        });
        to_edge.into_iter().chain(of_edge).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Chain;
    use crate::model::Alignment;

    #[test]
    fn pairs_of_long_edges_do_not_pile_up() {
        // Two combs of long teeth, back to back: the balls of some 20,000 pairs meet, the edges of few are near.
        let comb = |east: f64, out: f64| -> Vec<LonLat> {
            let at = |i: usize| if i.is_multiple_of(2) { east } else { east + out };
            (0..=2000).map(|i| LonLat { x: at(i), y: -20.0 + i as f64 * 0.02 }).collect()
        };
        let road = Alignment::new("road", vec![comb(100.0, -1.0)]).unwrap();
        let (road, border) = (IndexedAlignment::new(&road), comb(100.02, 1.0));
        let other = Chain::new([(0, border.as_slice())]);
        let search = search(&road, &other, f64::INFINITY).unwrap();
        assert!(search.found.capacity() <= 4096, "{}", search.found.capacity());
        let near = search.measure(f64::INFINITY).unwrap();
        let least = (0..=2000).step_by(2).map(|i| inverse(road.alignment.vertices()[i], border[i]).distance);
        assert!((near.distance.metres() - least.fold(f64::INFINITY, f64::min)).abs() < 1e-3, "{near:?}");
    }
}
