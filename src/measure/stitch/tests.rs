use super::*;

fn place(x: f64, y: f64) -> LonLat {
    LonLat { x: 103.0 + x / 1000.0, y: 21.0 + y / 1000.0 }
}

fn way(label: &str, places: &[(f64, f64)]) -> DrawnWay {
    DrawnWay { label: label.into(), line: places.iter().map(|(x, y)| place(*x, *y)).collect(), is_link: false }
}

fn kinds(stitched: &Stitched) -> Vec<StitchKind> {
    stitched.notes.iter().map(|n| n.kind).collect()
}

#[test]
fn ways_in_any_order_and_direction_make_one_road() {
    let ways = [
        way("c", &[(20.0, 0.0), (30.0, 1.0)]),
        way("a", &[(0.0, 0.0), (10.0, 0.0)]),
        way("b", &[(20.0, 0.0), (10.0, 0.0)]),
    ];
    let road = stitch(&ways, Metres::of(30.0), None).unwrap();
    assert_eq!(road.parts, [vec![place(0.0, 0.0), place(10.0, 0.0), place(20.0, 0.0), place(30.0, 1.0)]]);
    assert_eq!((road.used, kinds(&road)), (3, vec![]));
    assert!(road.as_drawn > 0.6 && road.as_drawn < 0.7, "{}", road.as_drawn);
    let turned = stitch(&ways, Metres::of(30.0), Some(place(31.0, 1.0))).unwrap();
    assert_eq!(turned.parts[0][0], place(30.0, 1.0));
}

#[test]
fn a_join_a_gap_and_a_branch_are_told_with_their_size() {
    // 0.2 of a thousandth of a degree is 21 m, 5 thousandths 520 m.
    let ways = [
        way("a", &[(0.0, 0.0), (10.0, 0.0)]),
        way("b", &[(10.2, 0.0), (20.0, 0.0)]),
        way("c", &[(25.0, 0.0), (40.0, 0.0)]),
        way("side", &[(10.0, 0.0), (10.0, 5.0)]),
    ];
    let road = stitch(&ways, Metres::of(30.0), None).unwrap();
    assert_eq!(road.parts.len(), 2);
    assert_eq!(kinds(&road), [StitchKind::Join, StitchKind::Gap, StitchKind::Branch]);
    let sizes: Vec<f64> = road.notes.iter().map(|n| n.size.metres().round()).collect();
    assert_eq!(sizes, [21.0, 520.0, 554.0]);
    assert_eq!(stitch(&ways, Metres::of(1000.0), None).unwrap().parts.len(), 1);
}

#[test]
fn of_two_carriageways_one_is_taken() {
    let ways = [
        way("in", &[(0.0, 0.0), (10.0, 0.0)]),
        way("east", &[(10.0, 0.0), (11.0, 0.2), (19.0, 0.2), (20.0, 0.0)]),
        way("west", &[(20.0, 0.0), (19.0, -0.3), (11.0, -0.3), (10.0, 0.0)]),
        way("out", &[(20.0, 0.0), (30.0, 0.0)]),
        way("apart", &[(29.0, 0.4), (22.0, 0.4)]),
    ];
    let road = stitch(&ways, Metres::of(10.0), None).unwrap();
    assert_eq!((road.parts.len(), road.used), (1, 3));
    assert_eq!(kinds(&road), [StitchKind::Beside, StitchKind::Beside]);
}

#[test]
fn a_ramp_is_taken_only_where_the_road_needs_it() {
    let ramp = |places: &[(f64, f64)]| DrawnWay { is_link: true, ..way("ramp", places) };
    let ways = [
        way("a", &[(0.0, 0.0), (10.0, 0.0)]),
        way("b", &[(10.0, 0.0), (11.0, 0.0)]),
        ramp(&[(10.0, 0.0), (10.0, 5.0)]),
    ];
    let road = stitch(&ways, Metres::of(10.0), None).unwrap();
    assert_eq!(road.parts, [vec![place(0.0, 0.0), place(10.0, 0.0), place(11.0, 0.0)]]);
    assert_eq!(kinds(&road), [StitchKind::Branch]);
    let ways = [
        way("a", &[(0.0, 0.0), (10.0, 0.0)]),
        way("b", &[(15.0, 0.0), (30.0, 0.0)]),
        ramp(&[(10.0, 0.0), (15.0, 0.0)]),
    ];
    assert_eq!(stitch(&ways, Metres::of(10.0), None).unwrap().parts.len(), 1);
}

#[test]
fn a_roundabout_is_joined_where_its_roads_come_in() {
    let ways = [
        way("in", &[(0.0, 0.0), (10.0, 0.0)]),
        way("ring", &[(10.2, 0.2), (10.0, 0.0), (10.2, -0.2), (10.4, 0.0), (10.2, 0.2)]),
        way("out", &[(10.4, 0.0), (20.0, 0.0)]),
    ];
    let road = stitch(&ways, Metres::of(1.0), None).unwrap();
    assert_eq!((road.parts.len(), road.used), (1, 3));
    assert!(kinds(&road).iter().all(|k| *k == StitchKind::Beside), "{:?}", road.notes);
}

#[test]
fn a_ring_and_nothing() {
    let ring = [way("r", &[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)])];
    assert_eq!(stitch(&ring, Metres::of(10.0), None).unwrap().parts[0].len(), 4);
    assert!(stitch(&[], Metres::of(10.0), None).unwrap().parts.is_empty());
}
