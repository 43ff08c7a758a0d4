//! Balls around edges, in earth-centred metres.

use super::{Bits, Bounds};
use crate::geodesy::{Bow, chord2};

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

    /// How far apart are the centres?
    #[inline]
    pub fn apart(&self, other: &Ball) -> f64 {
        chord2(&self.centre, &other.centre).sqrt()
    }

    /// Around the balls of edges from the first of these vertices to the last.
    fn over(vertices: &[[f64; 3]], balls: &[Ball]) -> Ball {
        let middle = Ball::around(&vertices[0], &vertices[vertices.len() - 1], 0.0);
        let reach = |b: &Ball| middle.apart(b) + b.radius;
        Ball { radius: balls.iter().map(reach).fold(0.0, f64::max), ..middle }
    }
}

/// A few balls side by side, so that all of them are asked at once; in 32 bits, so that they fill but one line of memory.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// From an origin near by.
    centres: [[f32; FEW]; 3],
    /// With room for what 32 bits take from a centre. Not a number where there are fewer.
    radii: [f32; FEW],
}

/// No number loses more than this part of itself to 32 bits.
const ROUNDING: f64 = 1.2e-7;
/// A distance between two centres is wrong by less than this part of itself and what the radii have room for.
const INEXACT: f64 = 2e-6;

/// A ball as rows see it.
struct Seen {
    centre: [f32; 3],
    radius: f32,
}

impl Ball {
    /// How it is seen from an origin. What rounding does to its centre goes by its distance, and into [`INEXACT`].
    #[inline]
    fn seen(&self, origin: &[f64; 3]) -> Seen {
        Seen {
            centre: [0, 1, 2].map(|k| (self.centre[k] - origin[k]) as f32),
            radius: (self.radius * (1.0 + ROUNDING)) as f32,
        }
    }
}

impl Row {
    fn of(balls: &[Ball], origin: &[f64; 3]) -> Row {
        let mut row = Row { centres: [[0.0; FEW]; 3], radii: [f32::NAN; FEW] };
        for (i, ball) in balls.iter().enumerate() {
            let Seen { centre, .. } = ball.seen(origin);
            (0..3).for_each(|k| row.centres[k][i] = centre[k]);
            // By how much the centre is off, and one near it that is seen from the same origin; with room.
            let off = 8.0 * ROUNDING * chord2(&ball.centre, origin).sqrt();
            row.radii[i] = ((ball.radius + off) * (1.0 + ROUNDING)) as f32;
        }
        row
    }

    /// How far the centres are from that of another ball, squared, and which of the balls may be within a distance of it; with
    /// more room than rounding needs.
    #[inline]
    fn within(&self, other: &Seen, distance: f32) -> ([f32; FEW], Bits) {
        let (mut apart2, mut near) = ([0.0; FEW], [false; FEW]);
        for i in 0..FEW {
            let reach = (distance + other.radius + self.radii[i]) * (1.0 + 1e-5) + 1e-5;
            let [x, y, z] = [0, 1, 2].map(|k| other.centre[k] - self.centres[k][i]);
            apart2[i] = x * x + y * y + z * z;
            near[i] = apart2[i] <= reach * reach;
        }
        (apart2, near.into())
    }
}

/// The edges of a run, with balls around each and around every few.
#[derive(Debug)]
pub struct Balls {
    /// The vertices of the run; a single place is an edge without length.
    vertices: Box<[[f64; 3]]>,
    /// A row for every few edges, as seen from the first vertex.
    edges: Box<[Row]>,
    /// The balls around these.
    few: Box<[Row]>,
}

impl Balls {
    /// Of some vertices.
    pub(super) fn of(vertices: Vec<[f64; 3]>, bow: Bow) -> Balls {
        let ball = |a: &[f64; 3], b: &[f64; 3]| Ball::around(a, b, bow.between(a, b));
        let edges: Vec<Ball> = match &vertices[..] {
            [place] => vec![ball(place, place)],
            line => line.windows(2).map(|e| ball(&e[0], &e[1])).collect(),
        };
        let over = |(i, balls): (usize, &[Ball])| {
            let last = (i * FEW + balls.len()).min(vertices.len() - 1);
            Ball::over(&vertices[i * FEW..=last], balls)
        };
        let few: Vec<Ball> = edges.chunks(FEW).enumerate().map(over).collect();
        let rows = |balls: &[Ball]| balls.chunks(FEW).map(|few| Row::of(few, &vertices[0])).collect();
        let (edges, few) = (rows(&edges), rows(&few));
        Balls { edges, few, vertices: vertices.into() }
    }

    /// The ends of an edge by its number.
    #[inline]
    pub fn ends(&self, edge: usize) -> [&[f64; 3]; 2] {
        [&self.vertices[edge], &self.vertices[(edge + 1).min(self.vertices.len() - 1)]]
    }

    /// The edge whose middle is about nearest to that of a ball.
    #[inline]
    pub fn nearest(&self, here: &Ball) -> usize {
        let here = here.seen(&self.vertices[0]);
        let apart2 = self.edges.iter().flat_map(|row| row.within(&here, 0.0).0);
        let edges = apart2.take((self.vertices.len() - 1).max(1)).enumerate();
        edges.fold((0, f32::INFINITY), |least, next| if next.1 < least.1 { next } else { least }).0
    }

    /// Whether any edge may be within a distance of what is in a ball.
    #[inline]
    pub fn come_near(&self, here: &Ball, distance: f64) -> bool {
        let here = here.seen(&self.vertices[0]);
        self.few.iter().any(|row| !row.within(&here, distance as f32).1.is_empty())
    }

    /// Looks at the edges that may be within a distance of what is in a ball. `found` gets one by its number, about how far its
    /// middle is from that of the ball, and by how much less the two may be apart; it says within which distance others still matter.
    #[inline]
    pub fn near(&self, here: &Ball, mut distance: f64, mut found: impl FnMut(usize, f64, f64) -> f64) {
        let here = here.seen(&self.vertices[0]);
        for (number, few) in self.few.iter().enumerate() {
            for few in few.within(&here, distance as f32).1 {
                let row = number * FEW + few;
                let (apart2, near) = self.edges[row].within(&here, distance as f32);
                for edge in near {
                    let apart = f64::from(apart2[edge].sqrt());
                    let less = f64::from(here.radius) + f64::from(self.edges[row].radii[edge]) + INEXACT * apart;
                    distance = found(row * FEW + edge, apart, less);
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
        fn no_edge_within_the_distance_is_left_out(
            line in places(40), other in places(3), part in 0.0..1.5f64, stretch in prop::sample::select(vec![1e-3, 0.1, 1.0, 50.0]),
        ) {
            let distance = part * 1e4 * stretch;
            // As far from the middle of the Earth as its surface is.
            let [line, other] = [line, other].map(|places| -> Vec<[f64; 3]> {
                places.iter().map(|p| [p[0] * stretch + 6.3e6, p[1] * stretch, p[2] * stretch - 1e5]).collect()
            });
            let all = Balls::of(line.clone(), Bow::at(0.9));
            let ends = [&other[0], &other[other.len() - 1]];
            let mut found = Vec::new();
            let here = Ball::around(ends[0], ends[1], 0.0);
            all.near(&here, distance, |edge, apart, less| {
                found.push((edge, apart, less));
                distance
            });
            prop_assert!(found.is_empty() || all.come_near(&here, distance));
            prop_assert!(found.is_sorted_by_key(|(edge, ..)| *edge));
            let middle = |edge: usize| {
                let [a, b] = all.ends(edge);
                here.apart(&Ball::around(a, b, 0.0))
            };
            let least = (0..(line.len() - 1).max(1)).map(middle).fold(f64::INFINITY, f64::min);
            prop_assert!(middle(all.nearest(&here)) <= least * (1.0 + 1e-5) + 0.02);
            for edge in 0..(line.len() - 1).max(1) {
                let (a, b) = (&line[edge], &line[(edge + 1).min(line.len() - 1)]);
                prop_assert_eq!(all.ends(edge), [a, b]);
                let (gap, found) = (gap([a, b], ends), found.iter().find(|(number, ..)| *number == edge));
                prop_assert!(gap > distance || found.is_some());
                // What was found lies between the two bounds; the gap is that of points some way from the nearest.
                if let Some((_, apart, less)) = found {
                    prop_assert!(gap <= apart + less && gap >= apart - less, "{gap} {apart} {less}");
                }
            }
        }
    }
}
