//! How far may one weight move before another alternative wins?

use super::lead::{Lead, first};
use super::matrix::{Matrix, Normalised};
use super::weights::Weights;

/// The weights of one criterion with which the winner stays the winner.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightInterval {
    /// The criterion.
    pub criterion: usize,
    /// Its weight now.
    pub weight: f64,
    /// The smallest weight with which the winner is first, alone or with others.
    pub from: f64,
    /// The largest.
    pub to: f64,
    /// Who wins below the interval; none where it begins at 0.
    pub below: Option<usize>,
    /// Who wins above it; none where it ends at 1.
    pub above: Option<usize>,
}

/// For each criterion, between which weights does the winner of the weighted sum stay the winner?
///
/// # Method
/// As the weight t of criterion k goes from 0 to 1 the others share 1 − t in their proportions (equally, where k has all
/// the weight). A score is then t·x_k + (1 − t)·r, with r the score by the others alone: linear in t. The interval is
/// where all the leads, which are linear, are not negative: exact, and each end names who takes over (cf. Triantaphyllou
/// and Sánchez 1997, *Decision Sciences* 28, who move one weight without keeping the others' proportions).
pub(super) fn weight_intervals(
    matrix: &Matrix,
    normalised: &Normalised,
    weights: &Weights,
    winner: usize,
) -> Vec<WeightInterval> {
    let names = matrix.alternatives();
    (0..matrix.criteria().len())
        .map(|criterion| {
            let weight = weights.values()[criterion];
            let others = others(matrix, weights, criterion);
            let rest = |i: usize| -> f64 { others.iter().map(|(k, w)| w * normalised.row(i)[*k]).sum() };
            let (mine, own) = (rest(winner), normalised.row(winner)[criterion]);
            let leads: Vec<Lead> = (0..names.len())
                .filter(|&rival| rival != winner)
                .map(|rival| {
                    let at_zero = mine - rest(rival);
                    Lead { rival, at_zero, slope: own - normalised.row(rival)[criterion] - at_zero }
                })
                .collect();
            let down = first(leads.iter().copied(), weight, 0.0, names);
            let up = first(leads.iter().copied(), weight, 1.0, names);
            WeightInterval {
                criterion,
                weight,
                from: down.map_or(0.0, |c| c.t),
                to: up.map_or(1.0, |c| c.t),
                below: down.map(|c| c.rival),
                above: up.map(|c| c.rival),
            }
        })
        .collect()
}

/// The other criteria with their shares of what this one leaves.
fn others(matrix: &Matrix, weights: &Weights, criterion: usize) -> Vec<(usize, f64)> {
    let others: Vec<usize> = matrix.by_id().iter().copied().filter(|&k| k != criterion).collect();
    let sum: f64 = others.iter().map(|&k| weights.values()[k]).sum();
    let equal = 1.0 / others.len().max(1) as f64;
    others.into_iter().map(|k| (k, if sum > 0.0 { weights.values()[k] / sum } else { equal })).collect()
}

#[cfg(test)]
mod tests {
    use super::super::order::Order;
    use super::super::tests::{Random, aircraft, random};
    use super::super::weighted_sum::weighted_sum;
    use super::*;

    fn winner_at(m: &Matrix, w: &Weights, criterion: usize, t: f64) -> Order {
        let mut moved: Vec<(String, f64)> =
            others(m, w, criterion).into_iter().map(|(k, w)| (m.criteria()[k].id.clone(), w * (1.0 - t))).collect();
        moved.push((m.criteria()[criterion].id.clone(), t));
        weighted_sum(m, &m.normalised(), &Weights::given(m, &moved).unwrap()).order
    }

    #[test]
    fn scanning_every_thousandth_finds_the_same_winner_in_and_another_outside() {
        let mut next = Random(3);
        let mut cases = vec![aircraft()];
        for (rows, columns, steps) in [(2, 2, 9.0), (5, 3, 1e6), (8, 6, 1e6), (4, 1, 7.0), (30, 4, 5.0)] {
            let m = random(&mut next, rows, columns, steps);
            let given: Vec<(String, f64)> =
                m.criteria().iter().map(|c| (c.id.clone(), (next.unit() * 4.0).floor() + 0.5)).collect();
            let w = Weights::given(&m, &given).unwrap();
            cases.push((m, w));
        }
        for (m, w) in cases {
            let winner = weighted_sum(&m, &m.normalised(), &w).order.winner();
            for interval in weight_intervals(&m, &m.normalised(), &w, winner) {
                assert!(interval.from <= interval.weight && interval.weight <= interval.to, "{interval:?}");
                for step in 0..=1000 {
                    let t = f64::from(step) / 1000.0;
                    if (t - interval.from).abs() < 1e-9 || (t - interval.to).abs() < 1e-9 {
                        continue;
                    }
                    let first = winner_at(&m, &w, interval.criterion, t).rank[winner] == 1;
                    assert_eq!(first, interval.from < t && t < interval.to, "{t} {interval:?}");
                }
                for (end, way, taker) in [(interval.from, -1e-7, interval.below), (interval.to, 1e-7, interval.above)] {
                    if let Some(taker) = taker {
                        let beyond = winner_at(&m, &w, interval.criterion, end + way);
                        assert_eq!((beyond.rank[taker], beyond.rank[winner] > 1), (1, true), "{interval:?}");
                    }
                }
            }
        }
    }
}
