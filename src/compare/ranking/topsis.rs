//! Which alternative is nearest to the ideal and farthest from its opposite.

use super::matrix::{Matrix, extremes};
use super::order::Order;
use super::weights::Weights;

/// The closeness of all alternatives, and their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Topsis {
    /// In the order of the alternatives: 1 is the ideal, 0 its opposite.
    pub closeness: Vec<f64>,
    /// Who comes first.
    pub order: Order,
}

/// How close is each alternative to the ideal, which has the best figure found by every criterion?
///
/// # Method
/// TOPSIS (Hwang and Yoon 1981, *Multiple Attribute Decision Making*): each figure is divided by the root of the sum of
/// squares of its criterion (vector normalisation) and weighted; d⁺ and d⁻ are the Euclidean distances to the best and
/// to the worst figures; the closeness is d⁻ ÷ (d⁺ + d⁻). Where all alternatives are equal each is the ideal: 1.
/// Unlike min–max, vector normalisation looks at the size of the figures: a criterion with small differences about a
/// large figure says little here and much there, and the zero point counts. Where the two methods disagree, look there.
pub(super) fn topsis(matrix: &Matrix, weights: &Weights) -> Topsis {
    let rows = matrix.alternatives().len();
    let mut to_best = vec![0.0; rows];
    let mut to_worst = vec![0.0; rows];
    for &k in matrix.by_id() {
        let mut column = matrix.column(k);
        let largest = column.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        if largest == 0.0 {
            continue;
        }
        // By the largest first: squares of very small figures would vanish.
        column.iter_mut().for_each(|x| *x /= largest);
        let norm = matrix.by_name().iter().map(|&i| column[i] * column[i]).sum::<f64>().sqrt();
        let direction = matrix.criteria()[k].direction;
        let factor = weights.values()[k] / norm;
        column.iter_mut().for_each(|x| *x = direction.upward(*x) * factor);
        let (worst, best) = extremes(&column);
        for (i, x) in column.iter().enumerate() {
            to_best[i] += (best - x) * (best - x);
            to_worst[i] += (x - worst) * (x - worst);
        }
    }
    let closeness: Vec<f64> = to_best
        .iter()
        .zip(&to_worst)
        .map(|(best, worst): (&f64, &f64)| {
            let (best, worst) = (best.sqrt(), worst.sqrt());
            if best + worst == 0.0 { 1.0 } else { worst / (best + worst) }
        })
        .collect();
    Topsis { order: Order::of(matrix, &closeness), closeness }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{aircraft, close, matrix};
    use super::*;

    /// The fighter aircraft of Hwang and Yoon (1981), who give 0.643, 0.268, 0.613, 0.312, rounding on the way. The longer figures are those
    /// of pymcdm 1.4.0 (`TOPSIS(vector_normalization)`) and scikit-criteria 0.10 (`VectorScaler`, `TOPSIS`).
    #[test]
    fn the_aircraft_are_as_close_as_published() {
        let (m, w) = aircraft();
        let t = topsis(&m, &w);
        close(&t.closeness, &[0.643, 0.268, 0.613, 0.312], 6e-4);
        close(&t.closeness, &[0.643_277_00, 0.268_383_57, 0.613_542_29, 0.312_291_07], 5e-9);
        assert_eq!(t.order.best_first, [0, 2, 3, 1]);
    }

    #[test]
    fn equals_are_the_ideal() {
        let m = matrix("+-", &[("a", &[0.0, 5.0]), ("b", &[0.0, 5.0])]);
        assert_eq!(topsis(&m, &Weights::equal(&m)).closeness, [1.0, 1.0]);
    }
}
