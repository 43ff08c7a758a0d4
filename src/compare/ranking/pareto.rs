//! Which alternatives are beaten outright, whatever the weights?

use super::matrix::{Matrix, Normalised};
use std::cmp::Ordering;

/// How many of those that dominate an alternative are listed by name; all are counted. A programme of 10,000
/// alternatives in one chain would otherwise list fifty million pairs.
const LISTED: usize = 100;

/// How many words of 64 alternatives are held at once: 32 MB, whatever the number of alternatives.
const WORDS: usize = 4 << 20;

/// What dominates one alternative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Domination {
    /// How many alternatives dominate it; 0 for one on the Pareto front.
    pub count: usize,
    /// Those that dominate it, in the order of their names; the first hundred where there are more.
    pub by: Vec<usize>,
}

/// Which alternatives are on the Pareto front, and what dominates the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pareto {
    /// The alternatives that nothing dominates, in the order of their names.
    pub front: Vec<usize>,
    /// In the order of the alternatives.
    pub dominated: Vec<Domination>,
}

/// Which alternatives are at least as good as another by every criterion and better by one or more?
///
/// # Method
/// That definition, strictly, on all criteria, also those of weight 0: it is what can be said before anybody weighs
/// anything. Two equal alternatives do not dominate each other; both may be on the front. For each criterion the
/// alternatives are gone through from the best, and each keeps, as a row of bits, who was met before or with it; what
/// is left over all criteria is at least as good throughout. That takes n·m²/64 steps whatever the figures.
pub(super) fn pareto(matrix: &Matrix, normalised: &Normalised) -> Pareto {
    let by_name = matrix.by_name();
    let size = by_name.len();
    let words = size.div_ceil(64);
    let twins = twins(by_name, normalised);
    let columns: Vec<Vec<(f64, usize)>> = (0..matrix.criteria().len())
        .filter(|&k| !normalised.constant(k))
        .map(|k| {
            let mut column: Vec<(f64, usize)> =
                by_name.iter().enumerate().map(|(place, &i)| (normalised.row(i)[k], place)).collect();
            column.sort_by(|a, b| b.0.total_cmp(&a.0));
            column
        })
        .collect();
    let mut dominated = vec![Domination::default(); size];
    let block = (WORDS / words).max(1);
    for start in (0..size).step_by(block) {
        let held = block.min(size - start);
        let mut as_good = vec![u64::MAX; held * words];
        for column in &columns {
            let mut met = vec![0u64; words];
            for equals in column.chunk_by(|a, b| a.0 == b.0) {
                for &(_, place) in equals {
                    met[place / 64] |= 1 << (place % 64);
                }
                for &(_, place) in equals.iter().filter(|(_, place)| (start..start + held).contains(place)) {
                    let row = &mut as_good[(place - start) * words..][..words];
                    row.iter_mut().zip(&met).for_each(|(row, met)| *row &= met);
                }
            }
        }
        for place in start..start + held {
            let row = &as_good[(place - start) * words..][..words];
            dominated[by_name[place]] = domination(row, size, by_name, |other| twins[other] == twins[place]);
        }
    }
    let front = by_name.iter().copied().filter(|&i| dominated[i].count == 0).collect();
    Pareto { front, dominated }
}

/// The alternatives whose bits are set and that are no twins, by place in the order of the names.
fn domination(row: &[u64], size: usize, by_name: &[usize], twin: impl Fn(usize) -> bool) -> Domination {
    let mut found = Domination::default();
    for (word, &bits) in row.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            let place = word * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if place < size && !twin(place) {
                found.count += 1;
                if found.by.len() < LISTED {
                    found.by.push(by_name[place]);
                }
            }
        }
    }
    found
}

/// For each place in the order of the names, a number that alternatives equal by every criterion share.
fn twins(by_name: &[usize], normalised: &Normalised) -> Vec<usize> {
    let mut places: Vec<usize> = (0..by_name.len()).collect();
    places.sort_by(|&a, &b| lexicographic(normalised.row(by_name[a]), normalised.row(by_name[b])));
    let mut twins = vec![0; places.len()];
    for group in places.chunk_by(|&a, &b| normalised.row(by_name[a]) == normalised.row(by_name[b])) {
        for &place in group {
            twins[place] = group[0];
        }
    }
    twins
}

/// The order of two rows by their first difference.
pub(super) fn lexicographic(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Random, matrix, random};
    use super::*;

    #[test]
    fn equals_do_not_dominate_each_other_and_all_dominators_are_named() {
        let m = matrix(
            "+-",
            &[
                ("best", &[9.0, 1.0]),
                ("also", &[9.0, 1.0]),
                ("mid", &[5.0, 1.0]),
                ("low", &[5.0, 2.0]),
                ("own", &[9.5, 7.0]),
            ],
        );
        let p = pareto(&m, &m.normalised());
        assert_eq!(p.front, [1, 0, 4]);
        assert_eq!(p.dominated[2], Domination { count: 2, by: vec![1, 0] });
        assert_eq!(p.dominated[3], Domination { count: 3, by: vec![1, 0, 2] });
    }

    #[test]
    fn bits_and_pairs_agree() {
        let mut next = Random(7);
        for (rows, columns, steps) in [(90, 2, 5.0), (150, 3, 4.0), (70, 4, 3.0), (200, 1, 50.0)] {
            let m = random(&mut next, rows, columns, steps);
            let n = m.normalised();
            let p = pareto(&m, &n);
            for i in 0..rows {
                let beats = |j: &usize| {
                    let (a, b) = (n.row(*j), n.row(i));
                    a.iter().zip(b).all(|(a, b)| a >= b) && a != b
                };
                let pairs: Vec<usize> = m.by_name().iter().copied().filter(beats).collect();
                assert_eq!(p.dominated[i].count, pairs.len());
                assert_eq!(p.dominated[i].by, pairs[..pairs.len().min(LISTED)]);
            }
        }
    }
}
