//! Balls around edges, in earth-centred metres.

use super::{Bits, Bounds};
use crate::geodesy::{bow, chord2};

/// So many edges share a ball, and so many balls are asked at once.
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
}

/// A few balls side by side, so that all of them are asked at once.
#[derive(Debug, Clone, Copy)]
struct Row {
    centres: [[f64; FEW]; 3],
    /// Not a number where there are fewer.
    radii: [f64; FEW],
}

impl Row {
    fn of(balls: &[Ball]) -> Row {
        let mut row = Row { centres: [[0.0; FEW]; 3], radii: [f64::NAN; FEW] };
        for (i, ball) in balls.iter().enumerate() {
            (0..3).for_each(|k| row.centres[k][i] = ball.centre[k]);
            row.radii[i] = ball.radius;
        }
        row
    }

    /// How far the centres are from that of another ball, squared, and which of the balls may be within a distance of it; with
    /// more room than rounding needs.
    #[inline]
    fn within(&self, other: &Ball, distance: f64) -> ([f64; FEW], Bits) {
        let (mut apart2, mut reach2) = ([0.0; FEW], [0.0; FEW]);
        for i in 0..FEW {
            let reach = (distance + other.radius + self.radii[i]) * (1.0 + 1e-5) + 1e-5;
            reach2[i] = reach * reach;
            apart2[i] = (0..3).map(|k| (other.centre[k] - self.centres[k][i]).powi(2)).sum();
        }
        (apart2, Bits::of((0..FEW).map(|i| apart2[i] <= reach2[i])))
    }
}

/// The edges of a run, with balls around each and around every few.
#[derive(Debug)]
pub struct Balls {
    /// The vertices of the run; a single place is an edge without length.
    vertices: Box<[[f64; 3]]>,
    /// A row for every few edges.
    edges: Box<[Row]>,
    /// The balls around these.
    few: Box<[Row]>,
}

impl Balls {
    /// Of some vertices, where a degree of longitude is worth at least so much.
    pub(super) fn of(vertices: Vec<[f64; 3]>, least_cos: f64) -> Balls {
        let ball = |a: &[f64; 3], b: &[f64; 3]| Ball::around(a, b, bow(a, b, least_cos));
        let edges: Vec<Ball> = match &vertices[..] {
            [place] => vec![ball(place, place)],
            line => line.windows(2).map(|e| ball(&e[0], &e[1])).collect(),
        };
        let over = |(i, balls): (usize, &[Ball])| {
            let last = (i * FEW + balls.len()).min(vertices.len() - 1);
            Ball::over(&vertices[i * FEW..=last], balls)
        };
        let few: Vec<Ball> = edges.chunks(FEW).enumerate().map(over).collect();
        let rows = |balls: &[Ball]| balls.chunks(FEW).map(Row::of).collect();
        Balls { edges: rows(&edges), few: rows(&few), vertices: vertices.into() }
    }

    /// The ends of an edge by its number.
    #[inline]
    pub fn ends(&self, edge: usize) -> [&[f64; 3]; 2] {
        [&self.vertices[edge], &self.vertices[(edge + 1).min(self.vertices.len() - 1)]]
    }

    /// Whether any edge may be within a distance of what is in a ball.
    #[inline]
    pub fn come_near(&self, here: &Ball, distance: f64) -> bool {
        self.few.iter().any(|row| !row.within(here, distance).1.is_empty())
    }

    /// Looks at the edges that may be within a distance of what is in a ball. `found` gets one by its number, how far its
    /// middle is from that of the ball, and by how much less the two may be apart; it says within which distance others still matter.
    #[inline]
    pub fn near(&self, here: &Ball, mut distance: f64, mut found: impl FnMut(usize, f64, f64) -> f64) {
        for (number, few) in self.few.iter().enumerate() {
            for few in few.within(here, distance).1 {
                let row = number * FEW + few;
                let (apart2, near) = self.edges[row].within(here, distance);
                for edge in near {
                    let less = here.radius + self.edges[row].radii[edge];
                    distance = found(row * FEW + edge, apart2[edge].sqrt(), less);
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
            let here = Ball::around(ends[0], ends[1], 0.0);
            all.near(&here, distance, |edge, apart, less| {
                found.push((edge, apart, less));
                distance
            });
            prop_assert!(found.is_empty() || all.come_near(&here, distance));
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
