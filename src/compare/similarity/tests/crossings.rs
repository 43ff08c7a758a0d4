#[cfg(test)]
use super::super::{Meeting, crossings, upgrade};
use super::*;

/// `x` a crossing, `t` a touch, `=` a joint, by rising chainage; roads that are not met are `-`.
fn met(a: &[(f64, f64)], roads: &[&[(f64, f64)]]) -> Vec<String> {
    let (a, roads): (_, Vec<Alignment>) = (km(a), roads.iter().map(|r| km(r)).collect());
    let (a, roads): (_, Vec<Chords>) = (Chords::of(&a), roads.iter().map(Chords::of).collect());
    let along = upgrade(&a, &roads, metres(50.0), metres(500.0)).unwrap();
    let found = crossings(&a, &roads, &along);
    let sign = |m: &Meeting| match m {
        Meeting::Crossing(_) => 'x',
        Meeting::Touch(_) => 't',
        Meeting::Joint(_) => '=',
    };
    let word = |i: usize| found.iter().find(|r| r.road == i).map(|r| r.meetings.iter().map(sign).collect::<String>());
    (0..roads.len()).map(|i| word(i).unwrap_or("-".into())).collect()
}

#[test]
fn roads_are_crossed_joined_or_touched() {
    let a = [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (20.0, 0.0)];
    let found = met(
        &a,
        &[
            &[(2.0, -1.0), (2.0, 1.0)],                             // across an edge
            &[(5.0, -1.0), (5.0, 1.0)],                             // across a vertex of A
            &[(5.0, -1.0), (5.0, 0.0), (6.0, 1.0)],                 // vertex on vertex
            &[(7.0, -1.0), (7.0, 0.0), (7.0, 1.0)],                 // vertex on an edge
            &[(5.0, 1.0), (5.0, 0.0), (6.0, 1.0)],                  // comes and goes on one side
            &[(3.0, 1.0), (3.0, 0.0)],                              // ends on A
            &[(1.0, 1.0), (3.0, -1.0), (5.0, 1.0), (6.0, -1.0)],    // a zigzag: three times
            &[(4.0, 1.0), (5.0, 0.0), (10.0, 0.0), (11.0, 1.0)],    // runs along it for 5 km
            &[(4.0, 1.0), (5.0, 0.01), (9.0, -0.01), (10.0, 1.0)],  // weaves along it
            &[(0.0, 2.0), (20.0, 2.0)],                             // is not met
            &[(12.0, 1.0), (12.2, 0.0), (12.4, 0.0), (12.6, -1.0)], // a short common stretch, then over
            &[(12.0, 1.0), (12.2, 0.0), (12.4, 0.0), (12.6, 1.0)],  // a short common stretch, and back
            &[(12.6, -1.0), (12.4, 0.0), (12.2, 0.0), (12.0, 1.0)], // the same over, digitised the other way
        ],
    );
    assert_eq!(found, ["x", "x", "x", "x", "t", "t", "xxx", "=", "=", "-", "x", "t", "x"]);
}

#[test]
fn at_a_bend_sides_are_told_by_both_edges() {
    // A turns by 90° at (5, 0).
    let a = [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)];
    let found = met(
        &a,
        &[
            &[(4.0, 1.0), (5.0, 0.0), (6.0, -1.0)],
            &[(6.0, 1.0), (5.0, 0.0), (6.0, -1.0)],
            &[(4.0, 2.0), (5.0, 0.0), (4.0, 1.0)],
            &[(4.0, 1.0), (5.0, 0.0), (9.0, 0.0)],
            &[(5.0, -4.0), (5.0, 0.0), (9.0, 0.0)],
        ],
    );
    assert_eq!(found, ["x", "t", "t", "x", "t"]);
}

#[test]
fn the_direction_of_digitising_changes_no_count() {
    let a = km(&[(0.0, 0.0), (5.0, 1.0), (10.0, -1.0), (20.0, 0.0)]);
    let road = km(&[(0.0, 1.0), (5.0, 1.0), (6.0, -1.0), (9.0, 0.0), (12.0, -1.0), (20.0, 0.0)]);
    let count = |a: &Alignment, b: &Alignment| {
        let roads = [Chords::of(b)];
        let a = Chords::of(a);
        let along = upgrade(&a, &roads, metres(10.0), metres(500.0)).unwrap();
        crossings(&a, &roads, &along).iter().map(|r| r.crossings()).sum::<usize>()
    };
    let one = count(&a, &road);
    assert!(one > 0);
    assert_eq!(one, count(&reversed(&a), &road));
    assert_eq!(one, count(&a, &reversed(&road)));
    assert_eq!(one, count(&road, &a));
}
