#[cfg(test)]
use super::super::{Likeness, similarity};
use super::*;

fn likeness(a: &[(f64, f64)], b: &[(f64, f64)]) -> Likeness {
    similarity(&Chords::of(&km(a)), &Chords::of(&km(b)), metres(100.0)).unwrap().likeness()
}

#[test]
fn one_drawn_twice_nearly_so_or_two() {
    let a = [(0.0, 0.0), (100.0, 0.0)];
    assert_eq!(likeness(&a, &[(100.0, 0.05), (40.0, 0.02), (0.0, 0.0)]), Likeness::Same);
    // Three kilometres round a hill, 600 m aside.
    let hill = [(0.0, 0.0), (50.0, 0.0), (50.5, 0.6), (52.5, 0.6), (53.0, 0.0), (100.0, 0.0)];
    assert_eq!(likeness(&a, &hill), Likeness::NearDuplicate);
    // The other side of a town, 3 km off: 97 % shared, and yet another road.
    let town = [(0.0, 0.0), (50.0, 0.0), (51.0, 3.0), (52.0, 3.0), (53.0, 0.0), (100.0, 0.0)];
    assert_eq!(likeness(&a, &town), Likeness::Distinct);
    // Out and back along the same line.
    let back = [(0.0, 0.0), (60.0, 0.0), (40.0, 0.0), (100.0, 0.0)];
    assert_eq!(likeness(&a, &back), Likeness::Distinct);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..Default::default() })]
    #[test]
    fn which_way_either_was_drawn_changes_no_figure(a in crooked(), b in crooked()) {
        let one = similarity(&Chords::of(&a), &Chords::of(&b), metres(100.0)).unwrap();
        let two = similarity(&Chords::of(&a), &Chords::of(&reversed(&b)), metres(100.0)).unwrap();
        prop_assert_ne!(one.sense, two.sense);
        prop_assert!((one.frechet.unwrap().distance - two.frechet.unwrap().distance).metres().abs() <= 2.0 * one.frechet.unwrap().bound.metres());
        let (x, y) = (one.between.area.square_metres(), two.between.area.square_metres());
        prop_assert!((x - y).abs() <= 2.0 * one.between.bound.square_metres());
        prop_assert!((one.shared.length - two.shared.length).metres().abs() < 1e-3);
    }
}
