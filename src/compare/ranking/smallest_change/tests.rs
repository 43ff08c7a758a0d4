use super::super::tests::{Random, aircraft, matrix, random, weights};
use super::super::weighted_sum::weighted_sum;
use super::super::{Ranking, Sampling, rank};
use super::*;

fn ranking(m: Matrix, w: Weights) -> Ranking {
    rank(m, w, Sampling { samples: Some(1), seed: 1 }).unwrap()
}

/// The order when one figure is another.
fn with(m: &Matrix, w: &Weights, i: usize, k: usize, value: f64) -> super::super::Order {
    let mut rows: Vec<Vec<f64>> = (0..m.alternatives().len()).map(|i| m.row(i).to_vec()).collect();
    rows[i][k] = value;
    let moved = Matrix::new(m.alternatives().to_vec(), m.criteria().to_vec(), rows).unwrap();
    weighted_sum(&moved, &moved.normalised(), w).order
}

#[test]
fn by_hand_for_two_alternatives_and_three() {
    // b wins by people (0.6) unless its people fall to those of a.
    let m = matrix("-+", &[("a", &[10.0, 100.0]), ("b", &[20.0, 150.0])]);
    let w = weights(&m, &[0.4, 0.6]);
    let change = ranking(m, w).smallest_change.changes;
    let found: Vec<(usize, usize, f64, f64, usize)> =
        change.iter().map(|c| (c.alternative, c.criterion, c.from, c.to, c.winner)).collect();
    assert_eq!(found, [(1, 1, 150.0, 100.0, 0)]);
    assert_eq!((change[0].relative, change[0].of_range), (Some(1.0 / 3.0), 1.0));
    let m = matrix("++", &[("a", &[50.0, 60.0]), ("b", &[55.0, 50.0]), ("c", &[0.0, 100.0]), ("d", &[100.0, 0.0])]);
    let w = weights(&m, &[0.8, 0.2]);
    let change = &ranking(m, w).smallest_change.changes[0];
    assert_eq!((change.alternative, change.criterion, change.winner), (3, 0, 1));
    // The scale shrinks with d's 100, so that b and d meet where d = t and b = 55 of t: 0.8 = 0.8·55/t + 0.1.
    assert!((change.to - 44.0 / 0.7).abs() < 1e-9, "{change:?}");
}

/// At each threshold the winner is level, before it alone, beyond it no longer; and no smaller change of a figure of
/// that criterion, up or down, changes the winner.
#[test]
fn ranking_again_confirms_every_threshold_and_finds_none_smaller() {
    let mut next = Random(21);
    let mut cases = vec![aircraft()];
    for round in 0..60 {
        let rows = 2 + round % 6;
        let m = random(&mut next, rows, 1 + round % 4, if round % 3 == 0 { 6.0 } else { 1e4 });
        let given: Vec<f64> = m.criteria().iter().map(|_| (next.unit() * 4.0).floor() + 0.5).collect();
        let w = weights(&m, &given);
        cases.push((m, w));
    }
    let (mut thresholds, mut none) = (0, 0);
    for (m, w) in cases {
        let r = ranking(m.clone(), w.clone());
        let winner = r.weighted_sum.order.winner();
        if !r.smallest_change.level.is_empty() {
            continue;
        }
        for k in 0..m.criteria().len() {
            let found = r.smallest_change.changes.iter().find(|c| c.criterion == k);
            if let Some(c) = found {
                thresholds += 1;
                let way = (c.to - c.from).signum() * 1e-6 * c.from.abs().max(1e-3);
                let beyond = with(&m, &w, c.alternative, k, c.to + way);
                assert_eq!((beyond.rank[c.winner], beyond.rank[winner] > 1), (1, true), "{c:?} {m:?}");
                let before = with(&m, &w, c.alternative, k, c.to - way);
                assert_eq!(before.rank[winner], 1, "{c:?} {m:?}");
            } else {
                none += 1;
            }
            if r.normalised.constant(k) {
                assert!(found.is_none());
                continue;
            }
            for i in 0..m.alternatives().len() {
                let value = m.row(i)[k];
                let farthest = found.map_or(50.0, |c| c.relative.unwrap_or(f64::INFINITY)).min(50.0);
                for step in 0..400 {
                    let size = value * farthest * f64::from(step) / 400.0 * (1.0 - 1e-9);
                    for moved in [value + size, value - size].into_iter().filter(|x| *x >= 0.0) {
                        let order = with(&m, &w, i, k, moved);
                        assert_eq!(order.rank[winner], 1, "{i} {k} {value} → {moved}: {found:?} {m:?} {w:?}");
                    }
                }
            }
        }
    }
    assert!(thresholds > 60 && none > 5, "{thresholds} {none}");
}

/// The short way for many alternatives and the way that looks at every rival agree.
#[test]
fn the_short_way_and_the_long_way_agree() {
    let mut next = Random(33);
    for rows in [3, 5, 9, 30] {
        for _ in 0..20 {
            let m = random(&mut next, rows, 3, 12.0);
            let w = weights(&m, &[next.unit(), next.unit(), 0.2]);
            let sum = weighted_sum(&m, &m.normalised(), &w);
            if !sum.order.equal_first().is_empty() {
                continue;
            }
            for k in 0..3 {
                let scale = Scale::new(&m, &w, &sum, k, sum.order.winner());
                let span = Span { low: scale.low, high: scale.high };
                let within = |i: usize| {
                    let others: Vec<f64> = (0..rows).filter(|&j| j != i).map(|j| scale.values[j]).collect();
                    extremes(&others) == (scale.low, scale.high) && scale.low < scale.high
                };
                for i in (0..rows).filter(|&i| i != scale.winner && within(i)) {
                    assert_eq!(scale.moved_within(i, &span, scale.among_others(&span, Some(i))), scale.directly(i));
                }
            }
        }
    }
}

#[test]
fn a_criterion_on_which_all_are_equal_is_named_when_any_difference_would_do() {
    let m = matrix("++", &[("a", &[10.0, 5.0]), ("b", &[9.0, 5.0]), ("c", &[0.0, 5.0])]);
    let w = weights(&m, &[0.5, 0.5]);
    assert_eq!(ranking(m, w).smallest_change.on_equal, [1]);
}

#[test]
fn who_is_level_needs_no_change() {
    let m = matrix("++", &[("a", &[1.0, 0.0]), ("b", &[0.0, 1.0])]);
    let w = Weights::equal(&m);
    let found = ranking(m, w).smallest_change;
    assert_eq!((found.level, found.changes), (vec![1], Vec::new()));
}
