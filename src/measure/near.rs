//! Where two things come nearest to each other.

use crate::geodesy::{Edge, LonLat, chord_gap, earth_centred, foot};
use crate::index::{Chain, IndexedAlignment};
use crate::model::Spot;
use crate::units::Metres;

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
/// Newton's method on Karney's geodesic ([`foot`]). Distances are within 1 mm for edges up to 10 km.
/// The two must not cross. In PostGIS: `ST_ShortestLine(geography, geography)`.
pub(super) fn nearest(alignment: &IndexedAlignment<'_>, other: &Chain<'_>, limit: f64) -> Option<Near> {
    let (roads, others) = (alignment.chain.runs(), other.runs());
    let gaps = || {
        roads
            .iter()
            .enumerate()
            .flat_map(|(i, a)| others.iter().enumerate().map(move |(j, b)| (a.bounds.gap(&b.bounds), i, j)))
    };
    // The nearest boxes first: what they hold bounds the distance, and few other pairs of boxes are nearer than that.
    // Going through them twice costs less than keeping them all, which for two long lines would fill the memory.
    let first = gaps().filter(|g| g.0 <= limit).min_by(|a, b| a.0.total_cmp(&b.0))?;
    let mut search = Search { alignment, other, found: Vec::new(), ceiling: f64::INFINITY };
    search.look(first.1, first.2);
    let near = |g: &(f64, usize, usize)| g.0 <= search.ceiling.min(limit) && (g.1, g.2) != (first.1, first.2);
    let mut pairs: Vec<(f64, usize, usize)> = gaps().filter(near).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (gap, i, j) in pairs {
        if gap > search.ceiling {
            break;
        }
        search.look(i, j);
    }
    search.measure(limit)
}

/// A pair of edges that may hold the nearest ends.
struct Candidate {
    floor: f64,
    edge: usize,
    on_edge: f64,
    other: [LonLat; 2],
    on_other: f64,
}

/// A ball that holds an edge: two edges are at least as far apart as their balls.
struct Ball {
    centre: [f64; 3],
    radius: f64,
}

impl Ball {
    /// Around a chord and the edge that bows away from it.
    fn around(a: &[f64; 3], b: &[f64; 3], bow: f64) -> Ball {
        let half = (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt() / 2.0;
        Ball { centre: [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0], radius: half + bow }
    }

    /// Whether the other ball is surely farther away than this, with more room than rounding needs.
    fn is_beyond(&self, other: &Ball, distance: f64) -> bool {
        let d2 = (0..3).map(|k| (self.centre[k] - other.centre[k]).powi(2)).sum::<f64>();
        let reach = (distance + self.radius + other.radius) * (1.0 + 1e-5) + 1e-5;
        d2 > reach * reach
    }
}

struct Search<'s, 'a> {
    alignment: &'s IndexedAlignment<'a>,
    other: &'s Chain<'a>,
    found: Vec<Candidate>,
    /// The nearest ends are no farther apart than this, metres.
    ceiling: f64,
}

impl Search<'_, '_> {
    /// Compares every edge of one run with every edge of the other, by chords.
    fn look(&mut self, i: usize, j: usize) {
        let (a, b) = (&self.alignment.chain.runs()[i], &self.other.runs()[j]);
        let (base, road) = self.alignment.chain.places(a);
        let (_, places) = self.other.places(b);
        let centred: Vec<[f64; 3]> = places.iter().map(|&p| earth_centred(p)).collect();
        let cos = a.bounds.least_cos().min(b.bounds.least_cos()).max(1e-6);
        // An edge bows away from its chord, downwards by L²/8R and sideways by that times the tangent of latitude.
        let bow = |a: &[f64; 3], b: &[f64; 3]| {
            let l2 = (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>();
            l2 * (1.0 + 1.0 / cos) / (8.0 * RADIUS)
        };
        let last = |k: usize| (k + 1).min(centred.len() - 1);
        let balls: Vec<Ball> = (0..centred.len().max(2) - 1)
            .map(|k| Ball::around(&centred[k], &centred[last(k)], bow(&centred[k], &centred[last(k)])))
            .collect();
        for e in 0..road.len() - 1 {
            let ends = [&self.alignment.earth_centred[base + e], &self.alignment.earth_centred[base + e + 1]];
            let bow_here = bow(ends[0], ends[1]);
            let here = Ball::around(ends[0], ends[1], bow_here);
            for (k, ball) in balls.iter().enumerate() {
                if here.is_beyond(ball, self.ceiling) {
                    continue;
                }
                let last = last(k);
                let gap = chord_gap(ends, [&centred[k], &centred[last]]);
                let slack = bow_here + bow(&centred[k], &centred[last]) + gap.chord * 1e-6 + 1e-6;
                // The arc over a chord is longer by c³/24R²; two per cent more covers the ellipsoid.
                let arc = gap.chord * (1.0 + (gap.chord / RADIUS).powi(2) / 24.0 * 1.1);
                let arc = if gap.chord > 2.0e6 { std::f64::consts::PI * RADIUS } else { arc };
                if gap.chord - slack <= self.ceiling {
                    self.ceiling = self.ceiling.min(arc + slack);
                    self.found.push(Candidate {
                        floor: gap.chord - slack,
                        edge: base + e,
                        on_edge: gap.on_first,
                        other: [places[k], places[last]],
                        on_other: gap.on_second,
                    });
                }
            }
        }
    }

    /// Measures the candidates exactly and takes the best.
    fn measure(mut self, limit: f64) -> Option<Near> {
        let ceiling = self.ceiling;
        self.found.retain(|c| c.floor <= ceiling);
        self.found.sort_by(|a, b| a.floor.total_cmp(&b.floor).then(a.edge.cmp(&b.edge)));
        let mut best: Option<Near> = None;
        for candidate in &self.found {
            let reach = best.map_or(limit, |b| b.distance.metres() + EQUAL);
            if candidate.floor > reach {
                break;
            }
            for near in self.ends(candidate) {
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

    /// The four ways in which two edges that do not cross can be nearest: an end of one, a foot on the other.
    fn ends(&self, c: &Candidate) -> Vec<Near> {
        let edge = self.alignment.alignment.edge(c.edge);
        let mut ends = Vec::with_capacity(4);
        let other_is_point = c.other[0] == c.other[1];
        for &place in &c.other[..if other_is_point { 1 } else { 2 }] {
            let foot = foot(place, &edge, c.on_edge);
            ends.push(Near {
                distance: Metres::of(foot.distance),
                spot: Spot { edge: c.edge, fraction: foot.fraction },
                from: edge.at(foot.fraction),
                to: place,
            });
        }
        if !other_is_point {
            let other = Edge::new(c.other[0], c.other[1]);
            for fraction in [0.0, 1.0] {
                let place = edge.at(fraction);
                let foot = foot(place, &other, c.on_other);
                ends.push(Near {
                    distance: Metres::of(foot.distance),
                    spot: Spot { edge: c.edge, fraction },
                    from: place,
                    to: other.at(foot.fraction),
                });
            }
        }
        ends
    }
}
