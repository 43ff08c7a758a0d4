//! Balls around edges, in earth-centred metres.

use crate::geodesy::{bow, chord2};

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

    /// Around the balls of edges from the first of these vertices to the last.
    fn over(vertices: &[[f64; 3]], balls: &[Ball]) -> Ball {
        let middle = Ball::around(&vertices[0], &vertices[vertices.len() - 1], 0.0).centre;
        let reach = |b: &Ball| chord2(&middle, &b.centre).sqrt() + b.radius;
        Ball { centre: middle, radius: balls.iter().map(reach).fold(0.0, f64::max) }
    }

    /// Whether the other ball is surely farther away than this, with more room than rounding needs.
    #[inline]
    pub fn is_beyond(&self, other: &Ball, distance: f64) -> bool {
        let reach = (distance + self.radius + other.radius) * (1.0 + 1e-5) + 1e-5;
        chord2(&self.centre, &other.centre) > reach * reach
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

    /// Looks at the edges that may be within a distance of what is in a ball. `found` measures one, by its number, and says
    /// within which distance others still matter.
    #[inline]
    pub fn near(&self, here: &Ball, distance: f64, mut found: impl FnMut(usize) -> f64) {
        let mut distance = distance;
        for (i, ball) in self.few.iter().enumerate() {
            if here.is_beyond(ball, distance) {
                continue;
            }
            for edge in i * FEW..((i + 1) * FEW).min(self.edges.len()) {
                if !here.is_beyond(&self.edges[edge], distance) {
                    distance = found(edge);
                }
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
            all.near(&Ball::around(ends[0], ends[1], 0.0), distance, |edge| { found.push(edge); distance });
            prop_assert!(found.is_sorted());
            for edge in 0..(line.len() - 1).max(1) {
                let (a, b) = (&line[edge], &line[(edge + 1).min(line.len() - 1)]);
                prop_assert_eq!(all.ends(edge), [a, b]);
                prop_assert!(gap([a, b], ends) > distance || found.contains(&edge));
            }
        }
    }
}
