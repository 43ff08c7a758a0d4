//! What of an outline lies in some land.

use super::piece::Piece;
use super::plane::{Bounds, cross};
use crate::index::Land;
use geo::Coord;

/// The share of a piece of outline in Green's integral as far as it is in the land.
pub(super) fn part(land: &Land, piece: &Piece, bounds: &Bounds, cuts: &mut Vec<f64>) -> f64 {
    cuts.clear();
    for run in land.runs.iter().filter(|r| r.bounds.meets(bounds)) {
        for edge in land.places[run.from..=run.to].windows(2) {
            if Bounds::around([edge[0], edge[1]]).meets(bounds) {
                piece.crossings(edge[0], edge[1], |t| {
                    if t > piece.from && t < piece.to {
                        cuts.push(t)
                    }
                });
            }
        }
    }
    cuts.extend([piece.from, piece.to]);
    cuts.sort_by(f64::total_cmp);
    let parts = cuts.windows(2).map(|c| Piece { from: c[0], to: c[1], ..*piece });
    parts.filter(|p| holds(land, p.at((p.from + p.to) * 0.5))).map(|p| p.green(land.centre)).sum()
}

/// Whether a point is inside, by the parity of the edges to its right.
pub(super) fn holds(land: &Land, p: Coord<f64>) -> bool {
    let crosses = |a: Coord<f64>, b: Coord<f64>| (a.y > p.y) != (b.y > p.y);
    let mut inside = false;
    for run in &land.runs {
        let (low, high) = (run.bounds.low, run.bounds.high);
        if low[1] > p.y || high[1] <= p.y || high[0] < p.x {
            continue;
        }
        if low[0] > p.x {
            // All of it is to the right, and its ends tell how often, odd or even.
            inside ^= crosses(land.places[run.from], land.places[run.to]);
        } else {
            let right = |a: Coord<f64>, b: Coord<f64>| (cross(b - a, p - a) > 0.0) == (b.y > a.y);
            inside ^=
                land.places[run.from..=run.to].windows(2).filter(|e| crosses(e[0], e[1]) && right(e[0], e[1])).count()
                    % 2
                    == 1;
        }
    }
    inside
}
