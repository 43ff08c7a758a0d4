//! The whole ranking: what must not change it, and small matrices for the tests of its parts.

use super::*;
use proptest::prelude::*;

/// Criteria `c0`, `c1`, …, with `+` where more is better and `-` where less is.
pub(super) fn criteria(directions: &str) -> Vec<Criterion> {
    let direction = |c| if c == '-' { Direction::LessIsBetter } else { Direction::MoreIsBetter };
    directions.chars().enumerate().map(|(k, c)| Criterion { id: format!("c{k}"), direction: direction(c) }).collect()
}

pub(super) fn matrix(directions: &str, rows: &[(&str, &[f64])]) -> Matrix {
    let names = rows.iter().map(|(name, _)| name.to_string()).collect();
    Matrix::new(names, criteria(directions), rows.iter().map(|(_, row)| row.to_vec()).collect()).unwrap()
}

/// The four fighter aircraft of Hwang and Yoon (1981), with their weights: speed, range, payload, cost, reliability,
/// manoeuvrability.
pub(super) fn aircraft() -> (Matrix, Weights) {
    let m = matrix(
        "+++-++",
        &[
            ("A1", &[2.0, 1500.0, 20_000.0, 5.5, 5.0, 9.0]),
            ("A2", &[2.5, 2700.0, 18_000.0, 6.5, 3.0, 5.0]),
            ("A3", &[1.8, 2000.0, 21_000.0, 4.5, 7.0, 7.0]),
            ("A4", &[2.2, 1800.0, 20_000.0, 5.0, 5.0, 5.0]),
        ],
    );
    let w = weights(&m, &[0.2, 0.1, 0.1, 0.1, 0.2, 0.3]);
    (m, w)
}

pub(super) fn weights(m: &Matrix, values: &[f64]) -> Weights {
    let given: Vec<(String, f64)> = m.criteria().iter().map(|c| c.id.clone()).zip(values.iter().copied()).collect();
    Weights::given(m, &given).unwrap()
}

pub(super) fn close(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= within, "{found} is not {expected} within {within}");
    }
}

/// Numbers for tests, the same every time.
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Figures from 0 to `steps`, whole where that is small, so that ties occur.
pub(super) fn random(next: &mut Random, rows: usize, columns: usize, steps: f64) -> Matrix {
    let directions: String = (0..columns).map(|k| if k % 3 == 1 { '-' } else { '+' }).collect();
    let names = (0..rows).map(|i| format!("n{:03}", (i * 37) % 1009)).collect();
    let rows = (0..rows).map(|_| (0..columns).map(|_| (next.unit() * steps).floor()).collect()).collect();
    Matrix::new(names, criteria(&directions), rows).unwrap()
}

/// A ranking as it reads, with names for places and in the order of the names: what may not depend on the order of input.
fn told(r: &Ranking) -> Vec<String> {
    let name = |i: usize| r.matrix.alternatives()[i].clone();
    let id = |k: usize| r.matrix.criteria()[k].id.clone();
    let mut lines: Vec<String> = (0..r.matrix.alternatives().len())
        .map(|i| {
            let by: Vec<String> = r.pareto.dominated[i].by.iter().map(|&j| name(j)).collect();
            let (sum, topsis) = (&r.weighted_sum, &r.topsis);
            format!(
                "{} {} {} {} {} {by:?} {:?}",
                name(i),
                sum.scores[i].score,
                sum.order.rank[i],
                topsis.closeness[i],
                topsis.order.rank[i],
                r.win_shares.shares[i]
            )
        })
        .collect();
    lines.extend(r.weight_intervals.iter().map(|w| {
        format!("{} {} {} {} {:?} {:?}", id(w.criterion), w.weight, w.from, w.to, w.below.map(name), w.above.map(name))
    }));
    lines.sort();
    lines.push(format!("{:?} {:?}", r.agreement, r.win_shares.method));
    for c in &r.smallest_change.changes {
        lines.push(format!("{} {} {} {} {}", name(c.alternative), id(c.criterion), c.from, c.to, name(c.winner)));
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_alternatives_and_criteria_changes_no_byte(
        rows in prop::collection::vec(prop::collection::vec(0u8..20, 4), 2..9),
        given in prop::collection::vec(1u8..5, 4),
        turn in 0usize..8,
    ) {
        let (m, n) = (rows.len(), 4);
        let build = |turn_rows: usize, turn_columns: usize| {
            let names = (0..m).map(|i| format!("n{}", (i + turn_rows) % m)).collect();
            let all = criteria("+--+");
            let columns: Vec<usize> = (0..n).rev().map(|k| (k + turn_columns) % n).collect();
            let figures = (0..m)
                .map(|i| columns.iter().map(|&k| f64::from(rows[(i + turn_rows) % m][k])).collect())
                .collect();
            let matrix = Matrix::new(names, columns.iter().map(|&k| all[k].clone()).collect(), figures).unwrap();
            let values: Vec<f64> = columns.iter().map(|&k| f64::from(given[k])).collect();
            let w = weights(&matrix, &values);
            rank(matrix, w, Sampling { samples: Some(100), seed: 5 }).unwrap()
        };
        prop_assert_eq!(told(&build(0, 0)), told(&build(turn % m, turn % n)));
    }

    #[test]
    fn a_criterion_on_which_all_are_equal_and_the_scale_of_the_weights_sway_nothing(
        rows in prop::collection::vec(prop::collection::vec(0u8..20, 3), 2..7),
        given in prop::collection::vec(1u8..5, 4),
        scale in 1u8..100,
    ) {
        let figures = |constant: bool| -> Vec<Vec<f64>> {
            rows.iter()
                .map(|row| row.iter().map(|&x| f64::from(x)).chain(constant.then_some(7.0)).collect())
                .collect()
        };
        let names = || (0..rows.len()).map(|i| format!("n{i}")).collect();
        let values: Vec<f64> = given.iter().map(|&w| f64::from(w)).collect();
        let plain = Matrix::new(names(), criteria("+-+"), figures(false)).unwrap();
        let more = Matrix::new(names(), criteria("+-+-"), figures(true)).unwrap();
        let scaled: Vec<f64> = values.iter().map(|w| w * f64::from(scale) / 7.0).collect();
        let (w, v) = (weights(&plain, &values[..3]), weights(&more, &scaled));
        let a = rank(plain, w, Sampling::default()).unwrap();
        let b = rank(more, v, Sampling::default()).unwrap();
        prop_assert_eq!(&a.weighted_sum.order, &b.weighted_sum.order);
        prop_assert_eq!(&a.topsis.order, &b.topsis.order);
        prop_assert_eq!(&a.pareto, &b.pareto);
        prop_assert_eq!(&a.win_shares, &b.win_shares);
        prop_assert_eq!(b.weight_intervals[3].from, 0.0);
        let close = |x: &Change, y: &Change| {
            (x.alternative, x.criterion) == (y.alternative, y.criterion) && (x.to - y.to).abs() < 1e-9 * x.to.abs().max(1.0)
        };
        prop_assert_eq!(a.smallest_change.changes.len(), b.smallest_change.changes.len());
        for (x, y) in a.smallest_change.changes.iter().zip(&b.smallest_change.changes) {
            prop_assert!(close(x, y), "{:?} {:?}", x, y);
        }
    }
}

#[test]
fn alternatives_equal_in_everything_are_all_first() {
    let m = matrix("+-", &[("b", &[1.0, 2.0]), ("a", &[1.0, 2.0]), ("c", &[1.0, 2.0])]);
    let w = Weights::equal(&m);
    let r = rank(m, w, Sampling::default()).unwrap();
    assert_eq!((r.weighted_sum.order.rank.as_slice(), r.weighted_sum.order.winner()), (&[1, 1, 1][..], 1));
    assert_eq!(r.agreement, Agreement { same_winner: true, correlation: None });
    assert_eq!(r.pareto.front, [1, 0, 2]);
    assert!(r.win_shares.shares.iter().all(|s| s.share == 1.0 / 3.0));
    assert_eq!(r.smallest_change.level, [0, 2]);
    assert!(r.weight_intervals.iter().all(|w| (w.from, w.to) == (0.0, 1.0)));
}

#[test]
fn weights_for_other_criteria_are_refused() {
    let (m, _) = aircraft();
    let other = matrix("+", &[("a", &[1.0]), ("b", &[2.0])]);
    assert!(rank(m, Weights::equal(&other), Sampling::default()).is_err());
}
