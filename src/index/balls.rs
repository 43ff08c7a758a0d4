//! Balls around edges, in earth-centred metres.

use super::Bounds;
use crate::geodesy::{bow, chord2};
use smallvec::SmallVec;

/// So many edges share a ball.
const FEW: usize = 4;

/// A ball that holds an edge or some: two edges are at least as far apart as their balls.
#[derive(Debug, Clone, Copy)]
pub struct Ball {
    centre: [f64; 3],
    radius: f64,
}

impl Ball {
    /// Around a chord and the edge that bows away from it.
    #[inline]
    pub fn around(a: &[f64; 3], b: &[f64; 3], bow: f64) -> Ball {
        let half = chord2(a, b).sqrt() / 2.0;
        Ball { centre: [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0], radius: half + bow }
    }

    /// Around a box.
    #[inline]
    pub fn around_box(bounds: &Bounds<3>) -> Ball {
        Ball::around(&bounds.low, &bounds.high, 0.0)
    }

    /// Around the balls of edges from the first of these vertices to the last.
    fn over(vertices: &[[f64; 3]], balls: &[Ball]) -> Ball {
        let middle = Ball::around(&vertices[0], &vertices[vertices.len() - 1], 0.0).centre;
        let reach = |b: &Ball| chord2(&middle, &b.centre).sqrt() + b.radius;
        Ball { centre: middle, radius: balls.iter().map(reach).fold(0.0, f64::max) }
    }

    /// How far apart the centres are, squared, unless the other ball is surely farther away than this; with more room than
    /// rounding needs.
    #[inline]
    fn within(&self, other: &Ball, distance: f64) -> Option<f64> {
        let reach = (distance + self.radius + other.radius) * (1.0 + 1e-5) + 1e-5;
        let apart2 = chord2(&self.centre, &other.centre);
        (apart2 <= reach * reach).then_some(apart2)
    }
}

/// The edges of a run, with balls around each and around every few.
#[derive(Debug)]
pub struct Balls {
    /// The vertices of the run; a single place is an edge without length.
    vertices: Box<[[f64; 3]]>,
    edges: Box<[Ball]>,
    few: Box<[Ball]>,
}

impl Balls {
    /// Of some vertices, where a degree of longitude is worth at least so much.
    pub(super) fn of(vertices: Vec<[f64; 3]>, least_cos: f64) -> Balls {
        let ball = |a: &[f64; 3], b: &[f64; 3]| Ball::around(a, b, bow(a, b, least_cos));
        let edges: Box<[Ball]> = match &vertices[..] {
            [place] => Box::new([ball(place, place)]),
            line => line.windows(2).map(|e| ball(&e[0], &e[1])).collect(),
        };
        let over = |(i, balls): (usize, &[Ball])| {
            let last = (i * FEW + balls.len()).min(vertices.len() - 1);
            Ball::over(&vertices[i * FEW..=last], balls)
        };
        Balls { few: edges.chunks(FEW).enumerate().map(over).collect(), edges, vertices: vertices.into() }
    }

    /// The ends of an edge by its number.
    #[inline]
    pub fn ends(&self, edge: usize) -> [&[f64; 3]; 2] {
        [&self.vertices[edge], &self.vertices[(edge + 1).min(self.vertices.len() - 1)]]
    }

    /// Which edges may be within a distance of what is in a ball, a few at a time?
    #[inline]
    pub fn few_near(&self, here: &Ball, distance: f64) -> SmallVec<[usize; 4]> {
        let near = |(_, ball): &(usize, &Ball)| here.within(ball, distance).is_some();
        self.few.iter().enumerate().filter(near).map(|(few, _)| few).collect()
    }

    /// Looks at those of a few edges that may be within a distance of what is in a ball. `found` gets one by its number, how far its
    /// middle is from that of the ball, and by how much less the two may be apart; it says within which distance others still matter.
    #[inline]
    pub fn near(&self, few: usize, here: &Ball, mut distance: f64, mut found: impl FnMut(usize, f64, f64) -> f64) {
        if here.within(&self.few[few], distance).is_none() {
            return;
        }
        let from = few * FEW;
        for (edge, ball) in self.edges[from..(from + FEW).min(self.edges.len())].iter().enumerate() {
            if let Some(apart2) = here.within(ball, distance) {
                distance = found(from + edge, apart2.sqrt(), here.radius + ball.radius);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(most: usize) -> impl Strategy<Value = Vec<[f64; 3]>> {
        prop::collection::vec(prop::array::uniform3(-1e4..1e4f64), 1..most)
    }

    /// The least distance between points of two chords, by looking at many.
    fn gap([a, b]: [&[f64; 3]; 2], [c, d]: [&[f64; 3]; 2]) -> f64 {
        let at = |p: &[f64; 3], q: &[f64; 3], t: usize| [0, 1, 2].map(|k| p[k] + (q[k] - p[k]) * t as f64 / 8.0);
        let gaps = (0..81).map(|i| chord2(&at(a, b, i % 9), &at(c, d, i / 9)));
        gaps.fold(f64::INFINITY, f64::min).sqrt()
    }

    proptest! {
        #[test]
        fn no_edge_within_the_distance_is_left_out(line in places(40), other in places(3), distance in 0.0..1.5e4f64) {
            let all = Balls::of(line.clone(), 0.9);
            let ends = [&other[0], &other[other.len() - 1]];
            let mut found = Vec::new();
            let here = Ball::around(ends[0], ends[1], 0.0);
            for few in all.few_near(&here, distance) {
                all.near(few, &here, distance, |edge, apart, less| {
                    found.push((edge, apart, less));
                    distance
                });
            }
            prop_assert!(found.is_sorted_by_key(|(edge, ..)| *edge));
            for edge in 0..(line.len() - 1).max(1) {
                let (a, b) = (&line[edge], &line[(edge + 1).min(line.len() - 1)]);
                prop_assert_eq!(all.ends(edge), [a, b]);
                let (gap, found) = (gap([a, b], ends), found.iter().find(|(number, ..)| *number == edge));
                prop_assert!(gap > distance || found.is_some());
                // What was found lies between the two bounds; the gap is that of points a few metres from the nearest.
                if let Some((_, apart, less)) = found {
                    prop_assert!(gap <= apart + 1e-6 && gap >= apart - less - 1e-6, "{gap} {apart} {less}");
                }
            }
        }
    }
}
