use super::super::pareto::pareto;
use super::super::tests::{Random, close, matrix, random};
use super::*;

fn shares_of(m: &Matrix) -> WinShares {
    let n = m.normalised();
    win_shares(m, &n, &pareto(m, &n), None, 1)
}

fn values(shares: &WinShares) -> Vec<f64> {
    shares.shares.iter().map(|s| s.share).collect()
}

/// The closed form Σ over c_i > 0 of c_i^(n−1) ÷ Π (c_i − c_j), for values that differ.
fn closed_form(values: &[f64]) -> f64 {
    let n = values.len() as i32;
    let term = |i: usize| -> f64 {
        let product: f64 = (0..values.len()).filter(|&j| j != i).map(|j| values[i] - values[j]).product();
        values[i].powi(n - 1) / product
    };
    (0..values.len()).filter(|&i| values[i] > 0.0).map(term).sum()
}

#[test]
fn the_share_of_a_cut_simplex_is_the_closed_form_also_where_that_breaks_down() {
    let mut next = Random(1);
    for n in 2..9 {
        for _ in 0..50 {
            let c: Vec<f64> = (0..n).map(|_| next.unit() * 2.0 - 1.0).collect();
            if c.iter().enumerate().all(|(i, a)| c[..i].iter().all(|b| (a - b).abs() > 0.02)) {
                assert!((volume::fraction(&c) - closed_form(&c)).abs() < 1e-7, "{c:?}");
            }
        }
    }
    // One corner ahead by u of n, all others behind by v: (u / (u + v))^(n − 1).
    assert!((volume::fraction(&[3.0, -1.0, -1.0, -1.0]) - 0.75f64.powi(3)).abs() < 1e-15);
    assert_eq!(volume::fraction(&[1.0, 1.0, -1.0, -1.0, 0.0]), 0.5);
    assert_eq!((volume::fraction(&[0.0, 1.0]), volume::fraction(&[0.0, -1.0])), (1.0, 0.0));
}

#[test]
fn one_two_and_three_criteria_by_hand() {
    let one = matrix("-", &[("a", &[3.0]), ("b", &[2.0])]);
    assert_eq!(values(&shares_of(&one)), [0.0, 1.0]);
    // a (0, 1), b (1, 0), c (0.6, 0.6): c leads a from w = 0.4 of 1.0 on, and b until 0.6.
    let two = matrix("++", &[("a", &[0.0, 10.0]), ("b", &[10.0, 0.0]), ("c", &[6.0, 6.0])]);
    close(&values(&shares_of(&two)), &[0.4, 0.4, 0.2], 1e-12);
    // Each best in one criterion: by symmetry a third.
    let three = matrix("+++", &[("a", &[1.0, 0.0, 0.0]), ("b", &[0.0, 1.0, 0.0]), ("c", &[0.0, 0.0, 1.0])]);
    let shares = shares_of(&three);
    assert_eq!(shares.method, ShareMethod::Exact);
    close(&values(&shares), &[1.0 / 3.0; 3], 1e-12);
}

/// Areas by clipping the triangle of weights with exact fractions (Python 3.11, `fractions`): 1471330/5160133,
/// 47680/177327, 167106464/707823321, 1563296/26216397 and 6349/42251.
#[test]
fn five_alternatives_by_three_criteria_have_the_areas_of_exact_fractions() {
    let m = matrix(
        "+++",
        &[
            ("a", &[9.0, 2.0, 4.0]),
            ("b", &[1.0, 8.0, 5.0]),
            ("c", &[5.0, 5.0, 7.0]),
            ("d", &[6.0, 6.0, 1.0]),
            ("e", &[3.0, 1.0, 9.0]),
        ],
    );
    let shares = shares_of(&m);
    assert_eq!(shares.method, ShareMethod::Exact);
    let areas = [
        1_471_330.0 / 5_160_133.0,
        47_680.0 / 177_327.0,
        167_106_464.0 / 707_823_321.0,
        1_563_296.0 / 26_216_397.0,
        6_349.0 / 42_251.0,
    ];
    close(&values(&shares), &areas, 1e-13);
}

/// Volumes of the polytopes by SciPy 1.17.1: `HalfspaceIntersection`, `ConvexHull(…).volume × 4!`.
#[test]
fn four_alternatives_by_five_criteria_have_the_volumes_of_their_hulls() {
    let m = matrix(
        "+++++",
        &[
            ("a", &[9.0, 2.0, 4.0, 6.0, 1.0]),
            ("b", &[1.0, 8.0, 5.0, 3.0, 7.0]),
            ("c", &[5.0, 5.0, 7.0, 2.0, 4.0]),
            ("d", &[6.0, 6.0, 1.0, 5.0, 8.0]),
        ],
    );
    let hulls = [0.250_685_865_347_383, 0.247_298_547_525_155, 0.126_851_523_744_138, 0.375_164_063_383_324];
    close(&values(&shares_of(&m)), &hulls, 1e-12);
}

#[test]
fn exact_shares_lie_in_the_interval_of_a_sample() {
    let mut next = Random(5);
    let (mut checked, mut outside) = (0, 0);
    for (rows, columns) in [(2, 20), (3, 5), (3, 12), (4, 4), (5, 5), (6, 4), (12, 3), (40, 2), (8, 6)] {
        let m = random(&mut next, rows, columns, 1e6);
        let (n, shares) = (m.normalised(), shares_of(&m));
        assert_eq!(shares.method, ShareMethod::Exact, "{rows} × {columns}");
        assert!((values(&shares).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let row = |i: usize| -> Vec<f64> { n.row(i).to_vec() };
        let mut all: Vec<(Vec<f64>, usize)> = (0..rows).map(|i| (row(i), i)).collect();
        all.sort_by(|a, b| b.0.iter().sum::<f64>().total_cmp(&a.0.iter().sum::<f64>()));
        let rows: Vec<&[f64]> = all.iter().map(|(row, _)| row.as_slice()).collect();
        let names: Vec<&str> = all.iter().map(|(_, i)| m.alternatives()[*i].as_str()).collect();
        for ((_, i), wins) in all.iter().zip(sample::wins(&rows, &names, 20_000, 9)) {
            let (low, high) = sample::wilson(wins, 20_000);
            checked += 1;
            let share = shares.shares[*i].share;
            outside += usize::from(share < low - 1e-12 || share > high + 1e-12);
        }
    }
    assert!(checked > 50 && outside * 10 <= checked, "{outside} of {checked} outside their 95 % interval");
}

/// Passing over alternatives that cannot win changes no count.
#[test]
fn a_sample_counts_what_scoring_everything_counts() {
    let mut next = Random(8);
    let mut rows: Vec<Vec<f64>> = (0..700).map(|_| (0..6).map(|_| next.unit()).collect()).collect();
    rows.sort_by(|a, b| b.iter().sum::<f64>().total_cmp(&a.iter().sum::<f64>()));
    let names: Vec<String> = (0..rows.len()).map(|i| format!("n{i:04}")).collect();
    let (rows, names): (Vec<&[f64]>, Vec<&str>) =
        (rows.iter().map(Vec::as_slice).collect(), names.iter().map(String::as_str).collect());
    let together = sample::wins(&rows, &names, 3_000, 4);
    assert_eq!(together.iter().sum::<usize>(), 3_000);
    for (i, wins) in together.iter().enumerate().filter(|(_, wins)| **wins > 0) {
        // Alone with the winners the count is the same: the losers took nothing.
        let only: Vec<usize> = (0..rows.len()).filter(|&j| together[j] > 0).collect();
        let few: Vec<&[f64]> = only.iter().map(|&j| rows[j]).collect();
        let few_names: Vec<&str> = only.iter().map(|&j| names[j]).collect();
        let place = only.iter().position(|&j| j == i).unwrap();
        assert_eq!(sample::wins(&few, &few_names, 3_000, 4)[place], *wins);
    }
}

#[test]
fn many_alternatives_are_sampled_and_say_so() {
    let mut next = Random(2);
    let m = random(&mut next, 200, 9, 1e6);
    let (n, p) = (m.normalised(), pareto(&m, &m.normalised()));
    let a = win_shares(&m, &n, &p, Some(2_000), 3);
    assert_eq!(a.method, ShareMethod::Sampled { samples: 2_000, seed: 3 });
    assert_eq!(a, win_shares(&m, &n, &p, Some(2_000), 3));
    assert_ne!(a, win_shares(&m, &n, &p, Some(2_000), 4));
    assert!((values(&a).iter().sum::<f64>() - 1.0).abs() < 1e-12);
    for (i, share) in a.shares.iter().enumerate() {
        assert_eq!(share.interval.is_none(), p.dominated[i].count > 0);
    }
}

/// SciPy 1.17.1: `binomtest(10, 100).proportion_ci(method="wilson")` and the same of 0.
#[test]
fn wilson_is_as_published() {
    let (low, high) = sample::wilson(10, 100);
    close(&[low, high], &[0.055_229_137_06, 0.174_365_661_50], 1e-10);
    assert_eq!(sample::wilson(0, 100).0, 0.0);
    assert_eq!(sample::wilson(100, 100).1, 1.0);
    assert!((sample::wilson(0, 100).1 - 0.036_993_498_2).abs() < 1e-9);
}
