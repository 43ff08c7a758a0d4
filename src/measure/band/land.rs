//! The land that a band is measured in.

use super::RUN;
use super::piece::Piece;
use super::plane::{Bounds, cross};
use geo::{Coord, MultiPolygon};

/// Rings, cut into runs of edges.
pub(super) struct Land {
    pub(super) places: Vec<Coord<f64>>,
    pub(super) runs: Vec<Edges>,
    pub(super) bounds: Bounds,
    pub(super) centre: Coord<f64>,
    pub(super) area: f64,
}

/// A few consecutive edges of one ring, from vertex to vertex.
pub(super) struct Edges {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) bounds: Bounds,
    /// −1 if the ring has the land on its right.
    pub(super) sign: f64,
}

impl Land {
    pub(super) fn new(land: &MultiPolygon<f64>, origin: Coord<f64>) -> Land {
        let rings = || {
            land.0
                .iter()
                .flat_map(|p| std::iter::once((p.exterior(), 1.0)).chain(p.interiors().iter().map(|r| (r, -1.0))))
        };
        let bounds = Bounds::around(rings().flat_map(|(r, _)| &r.0).map(|&c| c - origin));
        let mut out =
            Land { places: Vec::new(), runs: Vec::new(), bounds, centre: (bounds.min + bounds.max) * 0.5, area: 0.0 };
        for (ring, side) in rings() {
            let (start, last) = (out.places.len(), (out.places.len() + ring.0.len()).saturating_sub(1));
            out.places.extend(ring.0.iter().map(|&c| c - origin));
            let area =
                0.5 * out.places[start..].windows(2).map(|e| cross(e[0] - out.centre, e[1] - out.centre)).sum::<f64>();
            out.area += side * area.abs();
            for from in (start..last).step_by(RUN) {
                let to = (from + RUN).min(last);
                out.runs.push(Edges {
                    from,
                    to,
                    bounds: Bounds::around(out.places[from..=to].iter().copied()),
                    sign: side * area.signum(),
                });
            }
        }
        out
    }

    /// The share of a piece of outline in Green's integral as far as it is in the land.
    pub(super) fn part(&self, piece: &Piece) -> f64 {
        let view = piece.view();
        let mut cuts = vec![piece.from, piece.to];
        for run in self.runs.iter().filter(|r| r.bounds.meets(&view.bounds)) {
            for edge in self.places[run.from..=run.to].windows(2) {
                if Bounds::around([edge[0], edge[1]]).meets(&view.bounds) {
                    piece.crossings(edge[0], edge[1], |t| {
                        if t > piece.from && t < piece.to {
                            cuts.push(t)
                        }
                    });
                }
            }
        }
        cuts.sort_by(f64::total_cmp);
        let parts = cuts.windows(2).map(|c| Piece { from: c[0], to: c[1], ..*piece });
        parts.filter(|p| self.holds(p.at((p.from + p.to) * 0.5))).map(|p| p.green(self.centre)).sum()
    }

    /// Whether a point is inside, by the parity of the edges to its right.
    pub(super) fn holds(&self, p: Coord<f64>) -> bool {
        let crosses = |a: Coord<f64>, b: Coord<f64>| (a.y > p.y) != (b.y > p.y);
        let mut inside = false;
        for run in &self.runs {
            if run.bounds.min.y > p.y || run.bounds.max.y <= p.y || run.bounds.max.x < p.x {
                continue;
            }
            if run.bounds.min.x > p.x {
                // All of it is to the right, and its ends tell how often, odd or even.
                inside ^= crosses(self.places[run.from], self.places[run.to]);
            } else {
                let right = |a: Coord<f64>, b: Coord<f64>| (cross(b - a, p - a) > 0.0) == (b.y > a.y);
                inside ^= self.places[run.from..=run.to]
                    .windows(2)
                    .filter(|e| crosses(e[0], e[1]) && right(e[0], e[1]))
                    .count()
                    % 2
                    == 1;
            }
        }
        inside
    }
}
