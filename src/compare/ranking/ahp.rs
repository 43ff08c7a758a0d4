//! What weights do pairwise judgements of the criteria give, and do the judgements agree with one another?

use crate::error::{Error, Fault, Faults, Result};

/// Saaty's random indices for 1 to 15 criteria: the mean consistency index of matrices filled at random from his scale
/// (Saaty 1980, *The Analytic Hierarchy Process*). Later simulations (Alonso and Lamata 2006) differ by a few per cent.
const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// Saaty's limit: above a tenth of a random matrix's inconsistency, judgements are to be revised.
const ACCEPTABLE: f64 = 0.1;

/// How far the product of a judgement and its opposite may be from 1: 1/6 written as 0.17 is 2 % off, 1/8 as 0.13 is 4 %.
const RECIPROCAL: f64 = 0.05;

/// What to do with judgements that contradict one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inconsistent {
    /// Refuse them: the default, for weights made from contradictions mean nothing.
    #[default]
    Refuse,
    /// Use them all the same; the consistency ratio goes with them.
    Use,
}

/// Weights from pairwise judgements, with the measures of their consistency.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// Each criterion's identifier and weight, as [`super::Weights::given`] takes them; they sum to 1.
    pub weights: Vec<(String, f64)>,
    /// The principal eigenvalue; the number of criteria when the judgements agree fully.
    pub lambda_max: f64,
    /// (λmax − n) ÷ (n − 1).
    pub consistency_index: f64,
    /// The index ÷ that of random judgements; up to 0.1 is acceptable. 0 for one or two criteria, which cannot disagree.
    pub consistency_ratio: f64,
}

/// What weights follow from judging the criteria two by two?
///
/// `judgements[i][j]` says how many times more important criterion i is than criterion j, from 1/9 to 9.
///
/// # Method
/// The analytic hierarchy process (Saaty 1980): the weights are the principal eigenvector, by power iteration; the
/// consistency index is (λmax − n) ÷ (n − 1) and its ratio is to Saaty's random index. Of each pair the entry of 1 or
/// more is taken as the judgement and the other as its reciprocal, for it is the fraction that was rounded in writing.
///
/// # Errors
/// A matrix that is not square, of no criteria or of more than 15; an entry outside 1/9 to 9 (the random indices hold
/// for that scale only); a diagonal other than 1; a pair that is not reciprocal to 5 %; a consistency ratio over 0.1,
/// unless [`Inconsistent::Use`].
pub fn ahp(criteria: &[String], judgements: &[Vec<f64>], inconsistent: Inconsistent) -> Result<Ahp> {
    let matrix = reciprocal(criteria, judgements)?;
    let n = criteria.len();
    let weights = principal(&matrix)?;
    let lambda_max = matrix.iter().zip(&weights).map(|(row, w)| dot(row, &weights) / w).sum::<f64>() / n as f64;
    // λmax is never below n (Saaty); what is, is rounding.
    let consistency_index = if n < 3 { 0.0 } else { ((lambda_max - n as f64) / (n as f64 - 1.0)).max(0.0) };
    let consistency_ratio = if n < 3 { 0.0 } else { consistency_index / RANDOM_INDEX[n - 1] };
    if consistency_ratio > ACCEPTABLE && inconsistent == Inconsistent::Refuse {
        let (i, j) = worst_pair(&matrix, &weights);
        let (a, b, implied) = (&criteria[i], &criteria[j], weights[i] / weights[j]);
        return Err(Fault::new(
            "ahp-consistency",
            "a consistency ratio of at most 0.1",
            format!("{consistency_ratio:.3}"),
        )
        .remedy(format!(
            "revise the judgements, first \"{a}\" against \"{b}\": {:.2} is given, the others imply {implied:.2}; \
                 or force it, and say so",
            matrix[i][j]
        ))
        .into());
    }
    let weights = criteria.iter().cloned().zip(weights).collect();
    Ok(Ahp { weights, lambda_max, consistency_index, consistency_ratio })
}

/// The judgements with exact reciprocals.
fn reciprocal(criteria: &[String], judgements: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
    let n = criteria.len();
    let mut faults = Faults::new();
    if n == 0 || n > RANDOM_INDEX.len() {
        return Err(Fault::new("ahp", "1 to 15 criteria", n.to_string())
            .remedy("judge groups of criteria first, and the criteria within each group after")
            .into());
    }
    if judgements.len() != n || judgements.iter().any(|row| row.len() != n) {
        let widths: Vec<String> = judgements.iter().take(20).map(|row| row.len().to_string()).collect();
        return Err(Fault::new("ahp", format!("{n} rows of {n} judgements"), format!("rows of {}", widths.join(", ")))
            .remedy("give every criterion a row and every row a judgement against every criterion")
            .into());
    }
    let mut matrix = vec![vec![1.0; n]; n];
    for i in 0..n {
        for j in i..n {
            let (there, back) = (judgements[i][j], judgements[j][i]);
            let place = format!("{} against {}", criteria[i], criteria[j]);
            let (stated, product) = (there.max(back), there * back);
            if !there.is_finite() || !back.is_finite() || there <= 0.0 || back <= 0.0 || stated > 9.0 + 1e-9 {
                let found = format!("{there} and, the other way, {back}");
                faults.push(Fault::new("ahp", "judgements from 1/9 to 9", found).property(place));
            } else if (product - 1.0).abs() > if i == j { 1e-9 } else { RECIPROCAL } {
                let expected = if i == j { "1 on the diagonal" } else { "each judgement 1 ÷ its opposite" };
                let found = format!("{there} and, the other way, {back}");
                faults.push(Fault::new("ahp", expected, found).property(place));
            } else if i != j {
                let exact = stated.max(1.0);
                let forward = there >= back;
                matrix[i][j] = if forward { exact } else { 1.0 / exact };
                matrix[j][i] = if forward { 1.0 / exact } else { exact };
            }
        }
    }
    faults.or(matrix)
}

/// The principal eigenvector, summing to 1.
fn principal(matrix: &[Vec<f64>]) -> Result<Vec<f64>> {
    const ROUNDS: usize = 100_000;
    let n = matrix.len();
    let mut weights = vec![1.0 / n as f64; n];
    for _ in 0..ROUNDS {
        let mut next: Vec<f64> = matrix.iter().map(|row| dot(row, &weights)).collect();
        let sum: f64 = next.iter().sum();
        next.iter_mut().for_each(|w| *w /= sum);
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < 1e-15 {
            return Ok(weights);
        }
    }
    Err(Error::from(
        Fault::new("ahp", "judgements from which weights settle", format!("none after {ROUNDS} rounds"))
            .remedy("revise the judgements: they go round in a circle"),
    ))
}

/// The pair whose judgement is farthest, as a factor, from what all the judgements together imply.
fn worst_pair(matrix: &[Vec<f64>], weights: &[f64]) -> (usize, usize) {
    let mut worst = (0, 0, 0.0);
    for i in 0..weights.len() {
        for j in i + 1..weights.len() {
            let off = (matrix[i][j] * weights[j] / weights[i]).ln().abs();
            if off > worst.2 {
                worst = (i, j, off);
            }
        }
    }
    (worst.0, worst.1)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests;
