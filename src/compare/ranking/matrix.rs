//! What is known of each alternative by each criterion, and how figures of different units become comparable.

use crate::error::{Error, Fault, Faults, Result};

/// Figures closer than this share of the largest are equal: what remains is rounding, not a difference between roads.
const SAME: f64 = 1e-12;

/// Larger figures than this are no measurement, and their squares would overflow.
const LARGEST: f64 = 1e100;

/// Whether more or less of a criterion is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The larger figure is the better one, such as people served.
    MoreIsBetter,
    /// The smaller figure is the better one, such as cost.
    LessIsBetter,
}

impl Direction {
    /// The figure so turned that more is better.
    pub(super) fn upward(self, value: f64) -> f64 {
        match self {
            Direction::MoreIsBetter => value,
            Direction::LessIsBetter => -value,
        }
    }
}

/// One measure that the alternatives are judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its stable identifier, as in weights.
    pub id: String,
    /// Whether more or less of it is better.
    pub direction: Direction,
}

/// The figures of every alternative by every criterion: complete, finite and uniquely named.
///
/// Every sum in the ranking runs in the order of the names, so that the order in which alternatives and criteria were
/// handed in does not change a bit of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    alternatives: Vec<String>,
    criteria: Vec<Criterion>,
    values: Vec<f64>,
    by_name: Vec<usize>,
    by_id: Vec<usize>,
}

impl Matrix {
    /// Are these figures fit to rank by? One row an alternative, one value a criterion.
    ///
    /// # Errors
    /// Fewer than two alternatives, no criterion, a name or identifier used twice, a row of another length, a figure
    /// that is not finite: every fault at once.
    pub fn new(alternatives: Vec<String>, criteria: Vec<Criterion>, rows: Vec<Vec<f64>>) -> Result<Matrix> {
        let mut faults = Faults::new();
        if alternatives.len() < 2 {
            let found = format!("{}", alternatives.len());
            faults
                .push(Fault::new("alternatives", "two alternatives or more", found).remedy("name another alternative"));
        }
        if criteria.is_empty() {
            faults.push(
                Fault::new("criteria", "a criterion that is known for every alternative", "none")
                    .remedy("compare alternatives that share a criterion, or supply the missing figures"),
            );
        }
        let by_name = ordered(alternatives.iter().map(String::as_str), "alternative", &mut faults);
        let by_id = ordered(criteria.iter().map(|c| c.id.as_str()), "criterion", &mut faults);
        if rows.len() != alternatives.len() {
            let found = format!("{} rows", rows.len());
            faults.push(Fault::new("matrix", format!("{} rows, one an alternative", alternatives.len()), found));
        }
        for (name, row) in alternatives.iter().zip(&rows) {
            if row.len() != criteria.len() {
                let found = format!("{}", row.len());
                faults.push(Fault::new("matrix", format!("{} figures", criteria.len()), found).feature(name));
            }
            for (criterion, value) in criteria.iter().zip(row) {
                if !value.is_finite() || value.abs() > LARGEST {
                    faults.push(
                        Fault::new("figure", "a finite figure", value.to_string())
                            .feature(name)
                            .property(&criterion.id)
                            .remedy("leave out a criterion that is not known for every alternative"),
                    );
                }
            }
        }
        let values = rows.into_iter().flatten().collect();
        faults.or(Matrix { alternatives, criteria, values, by_name, by_id })
    }

    /// What the alternatives are called, in the order given.
    pub fn alternatives(&self) -> &[String] {
        &self.alternatives
    }

    /// The criteria, in the order given.
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// The figures of one alternative, in the order of the criteria.
    pub fn row(&self, alternative: usize) -> &[f64] {
        let n = self.criteria.len();
        &self.values[alternative * n..][..n]
    }

    /// The alternatives in the order of their names.
    pub(super) fn by_name(&self) -> &[usize] {
        &self.by_name
    }

    /// The criteria in the order of their identifiers.
    pub(super) fn by_id(&self) -> &[usize] {
        &self.by_id
    }

    /// The figures of one criterion, in the order of the alternatives.
    pub(super) fn column(&self, criterion: usize) -> Vec<f64> {
        self.values.iter().skip(criterion).step_by(self.criteria.len()).copied().collect()
    }

    /// How good is each figure between the worst (0) and the best (1) of its criterion?
    ///
    /// # Method
    /// Min–max: (x − min) ÷ (max − min), or (max − x) ÷ (max − min) where less is better. It keeps the proportions of
    /// differences, needs no zero point, and reads as "share of the way from the worst to the best alternative". Its
    /// limits: it is relative to the alternatives compared, so adding or dropping an extreme one may change the order
    /// of the others.
    ///
    /// A criterion on which all are equal (to 1e-12 of the largest figure) gives 1 to all: each attains the best
    /// figure there is. The same 1 for all adds the same to every score, so the criterion sways nothing; 0 would do
    /// as well, but would show faultless alternatives with a score below 1.
    pub fn normalised(&self) -> Normalised {
        let n = self.criteria.len();
        let mut values = vec![1.0; self.values.len()];
        let mut constant = vec![true; n];
        for (k, criterion) in self.criteria.iter().enumerate() {
            let column: Vec<f64> = self.column(k).into_iter().map(|x| criterion.direction.upward(x)).collect();
            let (low, high) = extremes(&column);
            if equal(low, high) {
                continue;
            }
            constant[k] = false;
            for (i, x) in column.iter().enumerate() {
                values[i * n + k] = (x - low) / (high - low);
            }
        }
        Normalised { columns: n, values, constant }
    }
}

/// The figures between 0 (worst) and 1 (best).
#[derive(Debug, Clone, PartialEq)]
pub struct Normalised {
    columns: usize,
    values: Vec<f64>,
    constant: Vec<bool>,
}

impl Normalised {
    /// The figures of one alternative, in the order of the criteria.
    pub fn row(&self, alternative: usize) -> &[f64] {
        &self.values[alternative * self.columns..][..self.columns]
    }

    /// Whether all alternatives are equal by this criterion, so that it cannot decide between them.
    pub fn constant(&self, criterion: usize) -> bool {
        self.constant[criterion]
    }
}

/// The smallest and the largest.
pub(super) fn extremes(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

/// Whether the difference between two figures is but rounding.
pub(super) fn equal(low: f64, high: f64) -> bool {
    high - low <= SAME * low.abs().max(high.abs())
}

/// The places in the order of the names; two of one name are a fault.
fn ordered<'a>(names: impl Iterator<Item = &'a str>, what: &str, faults: &mut Faults) -> Vec<usize> {
    let names: Vec<&str> = names.collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&i| names[i]);
    for pair in order.windows(2).filter(|pair| names[pair[0]] == names[pair[1]]) {
        faults.push(
            Fault::new("name", format!("each {what} once"), format!("\"{}\" twice", names[pair[0]]))
                .remedy(format!("give each {what} a name of its own")),
        );
    }
    order
}

/// The refusal of weights or judgements that were made for other criteria than those of the matrix.
pub(super) fn other_criteria(expected: usize, found: usize) -> Error {
    Fault::new("weights", format!("weights for {expected} criteria"), format!("{found}"))
        .remedy("make the weights from the matrix that is ranked")
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{criteria, matrix};
    use super::*;

    #[test]
    fn the_best_is_one_and_the_worst_is_zero_in_either_direction() {
        let m = matrix("+-", &[("a", &[10.0, 3.0]), ("b", &[20.0, 5.0]), ("c", &[15.0, 4.5])]);
        let n = m.normalised();
        assert_eq!((n.row(0), n.row(1), n.row(2)), (&[0.0, 1.0][..], &[1.0, 0.0][..], &[0.5, 0.25][..]));
    }

    #[test]
    fn rounding_is_not_a_difference() {
        let m = matrix("+", &[("a", &[0.1 + 0.2]), ("b", &[0.3])]);
        assert!(m.normalised().constant(0));
        assert_eq!(m.normalised().row(1), &[1.0]);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let names = vec!["a".to_string(), "a".to_string(), "b".to_string()];
        let rows = vec![vec![1.0, f64::NAN], vec![1.0], vec![f64::INFINITY, 2.0]];
        let error = Matrix::new(names, criteria("+-"), rows).unwrap_err();
        assert_eq!(error.faults().len(), 4, "{error}");
        assert!(error.to_string().contains("\"a\" twice"), "{error}");
        let error = Matrix::new(vec!["a".into()], Vec::new(), vec![Vec::new()]).unwrap_err();
        assert_eq!(error.faults().len(), 2, "{error}");
    }
}
