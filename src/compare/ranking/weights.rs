//! How much each criterion counts.

use super::matrix::Matrix;
use crate::error::{Fault, Faults, Result};
use crate::model::nearest_names;

/// The share of the decision that each criterion has: non-negative, summing to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    values: Vec<f64>,
    omitted: Vec<usize>,
}

impl Weights {
    /// The same weight for every criterion: the default, as nobody has said otherwise.
    ///
    /// It is a choice like any other (it makes two criteria for one matter count double), which is why the win shares
    /// stand beside every ranking.
    pub fn equal(matrix: &Matrix) -> Weights {
        let n = matrix.criteria().len();
        Weights { values: vec![1.0 / n as f64; n], omitted: Vec::new() }
    }

    /// What part of the decision does each criterion get, when these weights are given by identifier?
    ///
    /// # Method
    /// Divided by their sum, so only proportions matter. A criterion without a weight gets 0: who names three criteria
    /// weighs those three, and nobody should have to write seventeen zeros. It cannot hide a mistyped identifier, for
    /// an unknown one is refused; [`Weights::omitted`] lists those left without a weight, for the output to show.
    ///
    /// # Errors
    /// An unknown identifier (the nearest known are named), one given twice, a weight that is negative or not finite,
    /// weights of which none is positive: every fault at once.
    pub fn given(matrix: &Matrix, given: &[(String, f64)]) -> Result<Weights> {
        let ids: Vec<&str> = matrix.criteria().iter().map(|c| c.id.as_str()).collect();
        let mut faults = Faults::new();
        let mut named: Vec<Option<f64>> = vec![None; ids.len()];
        for (id, weight) in given {
            let Some(k) = ids.iter().position(|known| known == id) else {
                faults.push(unknown(id, &ids));
                continue;
            };
            if named[k].is_some() {
                faults.push(Fault::new("weight", "one weight a criterion", "a second one").property(id));
            }
            if !weight.is_finite() || *weight < 0.0 {
                faults.push(
                    Fault::new("weight", "a weight of 0 or more", weight.to_string())
                        .property(id)
                        .remedy("to turn a criterion round, change its direction and not the sign of its weight"),
                );
            }
            named[k] = Some(*weight);
        }
        let omitted = (0..ids.len()).filter(|&k| named[k].is_none()).collect();
        let mut values: Vec<f64> = named.iter().map(|w| w.unwrap_or(0.0)).collect();
        let largest = values.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 {
            faults.push(
                Fault::new("weight", "a weight above 0", "weights that sum to 0")
                    .remedy("give at least one criterion a positive weight"),
            );
        }
        values.iter_mut().for_each(|w| *w /= largest);
        let sum: f64 = matrix.by_id().iter().map(|&k| values[k]).sum();
        values.iter_mut().for_each(|w| *w /= sum);
        faults.or(Weights { values, omitted })
    }

    /// The weights in the order of the criteria; they sum to 1.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The criteria that were given no weight and so count for nothing.
    pub fn omitted(&self) -> &[usize] {
        &self.omitted
    }
}

fn unknown(id: &str, known: &[&str]) -> Fault {
    let near = nearest_names(id, known.iter().copied());
    let remedy = match near.first() {
        Some(name) => format!("did you mean {name}?"),
        None => format!("use one of {}", known.join(", ")),
    };
    Fault::new("weight", "a criterion of this comparison", format!("\"{id}\"")).property(id).remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::super::tests::matrix;
    use super::*;

    fn given(weights: &[(&str, f64)]) -> Result<Weights> {
        let m = matrix("+-+", &[("x", &[1.0, 2.0, 3.0]), ("y", &[2.0, 2.0, 2.0])]);
        let weights: Vec<(String, f64)> = weights.iter().map(|(id, w)| (id.to_string(), *w)).collect();
        Weights::given(&m, &weights)
    }

    #[test]
    fn only_proportions_matter_and_the_unnamed_count_for_nothing() {
        let w = given(&[("c1", 3.0), ("c0", 1.0)]).unwrap();
        assert_eq!((w.values(), w.omitted()), (&[0.25, 0.75, 0.0][..], &[2][..]));
        let huge = given(&[("c1", 1.5e308), ("c0", 1.5e308)]).unwrap();
        assert_eq!(huge.values(), &[0.5, 0.5, 0.0]);
    }

    #[test]
    fn a_wrong_weight_is_refused_with_the_remedy() {
        let error = given(&[("c7", 1.0), ("c0", -1.0), ("c1", f64::NAN)]).unwrap_err();
        assert_eq!(error.faults().len(), 4, "{error}");
        assert!(error.to_string().contains("did you mean c"), "{error}");
        assert!(given(&[("c0", 0.0)]).is_err());
        assert!(given(&[]).is_err());
        assert!(given(&[("c0", 1.0), ("c0", 1.0)]).is_err());
    }
}
