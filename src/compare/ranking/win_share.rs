//! Of all the ways to weigh the criteria, with how many does each alternative win?

mod sample;
mod volume;

use super::matrix::{Matrix, Normalised};
use super::pareto::{Pareto, lexicographic};

/// How the shares were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareMethod {
    /// As volumes, to rounding.
    Exact,
    /// By counting the wins in a sample.
    Sampled {
        /// How many weight vectors were drawn.
        samples: usize,
        /// The seed that draws the same ones again.
        seed: u64,
    },
}

/// The share of all weight vectors with which one alternative wins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WinShare {
    /// Between 0 and 1.
    pub share: f64,
    /// The 95 % confidence interval of a sampled share; none for an exact one, such as the 0 of a dominated alternative.
    pub interval: Option<(f64, f64)>,
}

/// The shares of all alternatives, summing to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct WinShares {
    /// How they were found.
    pub method: ShareMethod,
    /// In the order of the alternatives.
    pub shares: Vec<WinShare>,
}

/// In what share of all weight vectors does each alternative win the weighted sum?
///
/// # Method
/// All weight vectors that are not negative and sum to 1 count alike (the uniform distribution on the simplex; SMAA's
/// acceptability of the first rank without preferences, Lahdelma, Hokkanen and Salminen 1998, *European Journal of
/// Operational Research* 106). An alternative wins in the region where its score is at least that of every other: a
/// polytope, whose share of the simplex is computed exactly (see `volume`) as long as that takes less than half a
/// second: always for two alternatives on the Pareto front, for three of up to 20 criteria, and for more when there are few
/// criteria. Otherwise weight vectors are drawn, with Wilson's (1927) 95 % interval.
///
/// Dominated alternatives have exactly 0 and are set aside first, as are criteria on which all are equal. Alternatives
/// equal by every criterion share their wins in equal parts; other ties have no volume, and in a sample the first by
/// name has them.
pub(super) fn win_shares(
    matrix: &Matrix,
    normalised: &Normalised,
    pareto: &Pareto,
    samples: Option<usize>,
    seed: u64,
) -> WinShares {
    let criteria: Vec<usize> = matrix.by_id().iter().copied().filter(|&k| !normalised.constant(k)).collect();
    let row = |i: usize| -> Vec<f64> { criteria.iter().map(|&k| normalised.row(i)[k]).collect() };
    let mut front: Vec<(Vec<f64>, usize)> = pareto.front.iter().map(|&i| (row(i), i)).collect();
    // Best by equal weights first: both ways below settle sooner. The front is in the order of names, the sort stable.
    front.sort_by(|a, b| {
        let sum = |row: &[f64]| row.iter().sum::<f64>();
        sum(&b.0).total_cmp(&sum(&a.0)).then_with(|| lexicographic(&a.0, &b.0))
    });
    let groups: Vec<&[(Vec<f64>, usize)]> = front.chunk_by(|a, b| a.0 == b.0).collect();
    let rows: Vec<&[f64]> = groups.iter().map(|group| group[0].0.as_slice()).collect();
    let nothing = WinShare { share: 0.0, interval: None };
    let mut shares = vec![nothing; matrix.alternatives().len()];
    let mut give = |group: &[(Vec<f64>, usize)], share: f64, interval: Option<(f64, f64)>| {
        let part = group.len() as f64;
        for (_, i) in group {
            shares[*i] = WinShare { share: share / part, interval: interval.map(|(a, b)| (a / part, b / part)) };
        }
    };
    if let Some(exact) = volume::shares(&rows) {
        groups.iter().zip(exact).for_each(|(group, share)| give(group, share, None));
        return WinShares { method: ShareMethod::Exact, shares };
    }
    let samples = sample::size(samples, &rows);
    let names: Vec<&str> = groups.iter().map(|group| matrix.alternatives()[group[0].1].as_str()).collect();
    for (group, wins) in groups.iter().zip(sample::wins(&rows, &names, samples, seed)) {
        give(group, wins as f64 / samples as f64, Some(sample::wilson(wins, samples)));
    }
    WinShares { method: ShareMethod::Sampled { samples, seed }, shares }
}

#[cfg(test)]
mod tests;
