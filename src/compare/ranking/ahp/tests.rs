use super::super::tests::close;
use super::*;

fn judge(rows: &[&[f64]], inconsistent: Inconsistent) -> Result<Ahp> {
    let names: Vec<String> = (0..rows.len()).map(|i| format!("c{i}")).collect();
    ahp(&names, &rows.iter().map(|r| r.to_vec()).collect::<Vec<_>>(), inconsistent)
}

fn values(ahp: &Ahp) -> Vec<f64> {
    ahp.weights.iter().map(|(_, w)| *w).collect()
}

/// Saaty's house (1990, "How to make a decision", European Journal of Operational Research 48): 0.173, 0.054, 0.188,
/// 0.018, 0.031, 0.036, 0.167, 0.333 with λmax = 9.669 and a consistency ratio of 0.169. The longer figures are those of
/// `numpy.linalg.eig`, NumPy 2.4.6.
#[test]
fn the_house_has_the_published_weights_and_is_refused_unless_forced() {
    let house: [&[f64]; 8] = [
        &[1.0, 5.0, 3.0, 7.0, 6.0, 6.0, 1.0 / 3.0, 0.25],
        &[0.2, 1.0, 1.0 / 3.0, 5.0, 3.0, 3.0, 0.2, 1.0 / 7.0],
        &[1.0 / 3.0, 3.0, 1.0, 6.0, 3.0, 4.0, 6.0, 0.2],
        &[1.0 / 7.0, 0.2, 1.0 / 6.0, 1.0, 1.0 / 3.0, 0.25, 1.0 / 7.0, 0.125],
        &[1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 3.0, 1.0, 0.5, 0.2, 1.0 / 6.0],
        &[1.0 / 6.0, 1.0 / 3.0, 0.25, 4.0, 2.0, 1.0, 0.2, 1.0 / 6.0],
        &[3.0, 5.0, 1.0 / 6.0, 7.0, 5.0, 5.0, 1.0, 0.5],
        &[4.0, 7.0, 5.0, 8.0, 6.0, 6.0, 2.0, 1.0],
    ];
    let result = judge(&house, Inconsistent::Use).unwrap();
    close(&values(&result), &[0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], 5.1e-4);
    let numpy = [
        0.173017474648,
        0.053975722999,
        0.188110298857,
        0.017507911308,
        0.031043736404,
        0.036322202155,
        0.166833673626,
        0.333188980002,
    ];
    close(&values(&result), &numpy, 1e-11);
    close(&[result.lambda_max, result.consistency_ratio], &[9.668_887_317_11, 0.169_086_860], 1e-8);
    let error = judge(&house, Inconsistent::Refuse).unwrap_err().to_string();
    assert!(error.contains("0.169") && error.contains("\"c2\" against \"c6\""), "{error}");
}

/// Saaty's relative consumption of drinks (2008, "Decision making with the analytic hierarchy process", Int. J. Services
/// Sciences 1): 0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327, consistency ratio 0.022. NumPy 2.4.6: λmax 7.17662903933.
#[test]
fn the_drinks_have_the_published_weights_also_when_fractions_are_rounded() {
    let third = 1.0 / 3.0;
    let ninth = 1.0 / 9.0;
    let mut drinks: Vec<Vec<f64>> = vec![
        vec![1.0, 9.0, 5.0, 2.0, 1.0, 1.0, 0.5],
        vec![ninth, 1.0, third, ninth, ninth, ninth, ninth],
        vec![0.2, 3.0, 1.0, third, 0.25, third, ninth],
        vec![0.5, 9.0, 3.0, 1.0, 0.5, 1.0, third],
        vec![1.0, 9.0, 4.0, 2.0, 1.0, 2.0, 0.5],
        vec![1.0, 9.0, 3.0, 1.0, 0.5, 1.0, third],
        vec![2.0, 9.0, 9.0, 3.0, 2.0, 3.0, 1.0],
    ];
    let names: Vec<String> = ["coffee", "wine", "tea", "beer", "sodas", "milk", "water"].map(String::from).to_vec();
    let exact = ahp(&names, &drinks, Inconsistent::Refuse).unwrap();
    close(&values(&exact), &[0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], 5e-4);
    assert!((exact.lambda_max - 7.176_629_039_33).abs() < 1e-10);
    assert!((exact.consistency_ratio - 0.022).abs() < 5e-4);
    for value in drinks.iter_mut().flatten() {
        *value = (*value * 100.0).round() / 100.0;
    }
    assert_eq!(ahp(&names, &drinks, Inconsistent::Refuse).unwrap(), exact);
}

#[test]
fn judgements_in_full_agreement_give_their_weights_back() {
    let w = [0.5, 0.3, 0.2];
    let rows: Vec<Vec<f64>> = w.iter().map(|a| w.iter().map(|b| a / b).collect()).collect();
    let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let result = judge(&rows, Inconsistent::Refuse).unwrap();
    close(&values(&result), &w, 1e-12);
    assert!(result.consistency_ratio < 1e-12);
    let two = judge(&[&[1.0, 3.0], &[1.0 / 3.0, 1.0]], Inconsistent::Refuse).unwrap();
    close(&values(&two), &[0.75, 0.25], 1e-12);
    assert_eq!(two.consistency_ratio, 0.0);
    assert_eq!(values(&judge(&[&[1.0]], Inconsistent::Refuse).unwrap()), [1.0]);
}

#[test]
fn what_is_no_matrix_of_judgements_is_refused() {
    for rows in [
        &[&[1.0, 2.0][..], &[2.0, 1.0]][..],
        &[&[1.0, 20.0], &[0.05, 1.0]],
        &[&[1.0, -2.0], &[-0.5, 1.0]],
        &[&[1.0, f64::NAN], &[0.5, 1.0]],
        &[&[2.0, 2.0], &[0.5, 0.5]],
        &[&[1.0, 2.0], &[0.5]],
        &[],
    ] {
        assert!(judge(rows, Inconsistent::Use).is_err(), "{rows:?}");
    }
}

/// The most circular judgements that the scale allows still settle.
#[test]
fn a_circle_settles_and_is_refused() {
    for n in 3..=15 {
        let rows: Vec<Vec<f64>> = (0..n)
            .map(|i: usize| {
                let ahead = |j: usize| (j + n - i) % n;
                (0..n)
                    .map(|j| match ahead(j) {
                        0 => 1.0,
                        a if 2 * a == n && i < j => 9.0,
                        a if 2 * a < n => 9.0,
                        _ => 1.0 / 9.0,
                    })
                    .collect()
            })
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        assert!(judge(&rows, Inconsistent::Use).unwrap().consistency_ratio > 1.0);
        assert!(judge(&rows, Inconsistent::Refuse).is_err());
    }
}
