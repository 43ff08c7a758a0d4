//! Which alternative is best by the weighted sum, and which criterion brings it how much.

use super::matrix::{Matrix, Normalised};
use super::order::Order;
use super::weights::Weights;

/// The score of one alternative and the parts it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Between 0 (worst by every criterion) and 1 (best by every criterion).
    pub score: f64,
    /// What each criterion brings, in the order of the criteria: weight × normalised figure. They sum to the score.
    pub parts: Vec<f64>,
}

/// The scores of all alternatives, and their order.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedSum {
    /// In the order of the alternatives.
    pub scores: Vec<Score>,
    /// Who comes first.
    pub order: Order,
}

/// How good is each alternative by the weighted sum of its normalised figures?
///
/// # Method
/// Simple additive weighting (Churchman and Ackoff 1954; Hwang and Yoon 1981): Σ weight × min–max figure. It lets a
/// good figure make up for a bad one in proportion; where that is not wanted, TOPSIS and the Pareto front stand beside.
pub(super) fn weighted_sum(matrix: &Matrix, normalised: &Normalised, weights: &Weights) -> WeightedSum {
    let scores: Vec<Score> = (0..matrix.alternatives().len())
        .map(|i| {
            let parts: Vec<f64> = normalised.row(i).iter().zip(weights.values()).map(|(x, w)| x * w).collect();
            Score { score: matrix.by_id().iter().map(|&k| parts[k]).sum(), parts }
        })
        .collect();
    let plain: Vec<f64> = scores.iter().map(|s| s.score).collect();
    WeightedSum { order: Order::of(matrix, &plain), scores }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{aircraft, close};
    use super::*;

    /// Hwang and Yoon's aircraft by min–max and weighted sum: numpy 2.4.6, `((X - lo) / (hi - lo)) @ w`.
    #[test]
    fn the_aircraft_score_as_numpy_says_and_parts_sum_to_the_score() {
        let (m, w) = aircraft();
        let sum = weighted_sum(&m, &m.normalised(), &w);
        let scores: Vec<f64> = sum.scores.iter().map(|s| s.score).collect();
        close(&scores, &[0.573_809_523_809_523_8, 0.3, 0.591_666_666_666_666_6, 0.380_952_380_952_380_9], 1e-12);
        assert_eq!(sum.order.best_first, [2, 0, 3, 1]);
        for s in &sum.scores {
            assert!((s.parts.iter().sum::<f64>() - s.score).abs() < 1e-15);
        }
    }
}
