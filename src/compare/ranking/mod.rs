//! Which alternative is best, and how sure is that?
//!
//! Everything here is a pure function of a decision matrix and weights. Two methods rank side by side, the Pareto front
//! says what no weights can change, and three measures say how easily the winner of the weighted sum would be another
//! one: how far each weight may move, how many of all ways to weigh it wins, and which single figure would turn it.

mod ahp;
mod lead;
mod matrix;
mod order;
mod pareto;
mod smallest_change;
mod topsis;
mod weight_interval;
mod weighted_sum;
mod weights;
mod win_share;

pub use ahp::{Ahp, Inconsistent, ahp};
pub use matrix::{Criterion, Direction, Matrix, Normalised};
pub use order::Order;
pub use pareto::{Domination, Pareto};
pub use smallest_change::{Change, SmallestChange};
pub use topsis::Topsis;
pub use weight_interval::WeightInterval;
pub use weighted_sum::{Score, WeightedSum};
pub use weights::Weights;
pub use win_share::{ShareMethod, WinShare, WinShares};

use crate::error::Result;

/// How the win shares are sampled where they cannot be computed exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// How many weight vectors. By default 100,000, which is within ±0.3 percentage points; fewer for hundreds of
    /// alternatives, where that would take seconds. The interval says what the number drawn is good for.
    pub samples: Option<usize>,
    /// The seed: 1 by default, for one that is fixed gives the same answer to everybody.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { samples: None, seed: 1 }
    }
}

/// Whether the two methods say the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Whether they have the same winner.
    pub same_winner: bool,
    /// Spearman's correlation of the ranks; none where a method puts all on one rank.
    pub correlation: Option<f64>,
}

/// A ranking, with what it rests on and what would change it.
///
/// Alternatives and criteria are places in the lists of `matrix`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The figures that were ranked.
    pub matrix: Matrix,
    /// The figures between 0 (worst) and 1 (best).
    pub normalised: Normalised,
    /// What each criterion counted for.
    pub weights: Weights,
    /// Scores with their parts, and the order by them.
    pub weighted_sum: WeightedSum,
    /// Closeness to the ideal, and the order by it.
    pub topsis: Topsis,
    /// Whether the two methods agree.
    pub agreement: Agreement,
    /// What is beaten outright, and by what.
    pub pareto: Pareto,
    /// How far each weight may move, in the order of the criteria.
    pub weight_intervals: Vec<WeightInterval>,
    /// With what share of all weights each alternative wins.
    pub win_shares: WinShares,
    /// Which single figure would change the winner.
    pub smallest_change: SmallestChange,
}

/// Which alternative is best by these weights, and how sure is that?
///
/// # Errors
/// Weights that were made for another number of criteria.
///
/// # Examples
/// ```
/// use corridor::compare::ranking::{Criterion, Direction, Matrix, Sampling, Weights, rank};
/// let criterion = |id: &str, direction| Criterion { id: id.to_string(), direction };
/// let matrix = Matrix::new(
///     vec!["North".to_string(), "South".to_string()],
///     vec![criterion("length", Direction::LessIsBetter), criterion("people", Direction::MoreIsBetter)],
///     vec![vec![84.0, 52_000.0], vec![97.0, 61_000.0]],
/// )?;
/// let weights = Weights::given(&matrix, &[("length".to_string(), 2.0), ("people".to_string(), 1.0)])?;
/// let ranking = rank(matrix, weights, Sampling::default())?;
/// assert_eq!(ranking.weighted_sum.order.winner(), 0);
/// assert_eq!(ranking.weight_intervals[0].from, 0.5);
/// assert_eq!(ranking.win_shares.shares[0].share, 0.5);
/// # Ok::<(), corridor::Error>(())
/// ```
pub fn rank(matrix: Matrix, weights: Weights, sampling: Sampling) -> Result<Ranking> {
    let (expected, found) = (matrix.criteria().len(), weights.values().len());
    if expected != found {
        return Err(matrix::other_criteria(expected, found));
    }
    let normalised = matrix.normalised();
    let weighted_sum = weighted_sum::weighted_sum(&matrix, &normalised, &weights);
    let topsis = topsis::topsis(&matrix, &weights);
    let winner = weighted_sum.order.winner();
    let agreement = Agreement {
        same_winner: winner == topsis.order.winner(),
        correlation: order::spearman(&weighted_sum.order, &topsis.order),
    };
    let pareto = pareto::pareto(&matrix, &normalised);
    Ok(Ranking {
        agreement,
        weight_intervals: weight_interval::weight_intervals(&matrix, &normalised, &weights, winner),
        win_shares: win_share::win_shares(&matrix, &normalised, &pareto, sampling.samples, sampling.seed),
        smallest_change: smallest_change::smallest_change(&matrix, &weights, &weighted_sum),
        matrix,
        normalised,
        weights,
        weighted_sum,
        topsis,
        pareto,
    })
}

#[cfg(test)]
mod tests;
