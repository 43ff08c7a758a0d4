//! Against closed forms, other methods and itself.

use super::plane::Bounds;
use super::*;
use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::f64::consts::{PI, TAU};

impl Band {
    /// The area of the whole band.
    fn area(&self) -> f64 {
        let everywhere = Bounds { low: [f64::MIN; 2], high: [f64::MAX; 2] };
        self.outline(&everywhere).parts.iter().map(|part| part.piece.green(Coord::zero())).sum()
    }

    fn area_of(&self, land: &MultiPolygon<f64>) -> f64 {
        let land = Land::new(land);
        self.area_within(&land, &self.outline(&land.bounds))
    }
}

type Segments = Vec<[Coord<f64>; 2]>;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

fn line(places: &[(f64, f64)]) -> Segments {
    places.windows(2).map(|w| [at(w[0].0, w[0].1), at(w[1].0, w[1].1)]).collect()
}

fn rectangle(min: (f64, f64), max: (f64, f64)) -> MultiPolygon<f64> {
    let ring = LineString::from(vec![min, (max.0, min.1), max, (min.0, max.1), min]);
    MultiPolygon(vec![Polygon::new(ring, Vec::new())])
}

#[track_caller]
fn assert_near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs().max(1e-6), "{found} instead of {expected}");
}

/// Pseudorandom numbers from 0 to 1.
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn wiggly(seed: u64, vertices: usize, step: f64, bend: f64) -> Vec<(f64, f64)> {
    let (mut next, mut heading, mut place) = (random(seed), 0.0f64, (0.0, 0.0));
    (0..vertices)
        .map(|_| {
            heading += bend * (next() + next() + next() - 1.5);
            let length = step * (0.4 + 1.2 * next());
            place = (place.0 + length * heading.cos(), place.1 + length * heading.sin());
            place
        })
        .collect()
}

/// Land with a wavy border around a place.
fn blob(seed: u64, vertices: usize, centre: (f64, f64), radius: f64) -> MultiPolygon<f64> {
    let mut next = random(seed);
    let waves: Vec<(f64, f64, f64)> = (2..8).map(|k| (f64::from(k), next() * TAU, 0.1 * next())).collect();
    let ring = (0..vertices).map(|i| {
        let a = i as f64 / vertices as f64 * TAU;
        let r = radius * (1.0 + waves.iter().map(|(k, phase, size)| size * (k * a + phase).sin()).sum::<f64>());
        at(centre.0 + r * a.cos(), centre.1 + r * a.sin())
    });
    MultiPolygon(vec![Polygon::new(ring.collect(), Vec::new())])
}

fn moved(land: &MultiPolygon<f64>, by: Coord<f64>) -> MultiPolygon<f64> {
    geo::MapCoords::map_coords(land, |c| c + by)
}

/// A capsule with ends of many corners, of the same area as round ones.
fn polygonal(segment: &[Coord<f64>; 2]) -> Polygon<f64> {
    let along = segment[1] - segment[0];
    let heading = along.y.atan2(along.x);
    let step = PI / 1000.0;
    let radius = D * (step / step.sin()).sqrt();
    let end = |k: usize| {
        (0..=1000).map(move |i| {
            let (sin, cos) = (heading + PI * (k as f64 + 0.5) + step * f64::from(i)).sin_cos();
            segment[k] + at(cos, sin) * radius
        })
    };
    Polygon::new(end(0).chain(end(1)).collect(), Vec::new())
}

const D: f64 = 5000.0;
const FAR: f64 = 1e5;

/// The whole band's area, which land all around it must agree with.
#[track_caller]
fn whole(segments: &[[Coord<f64>; 2]], distance: f64) -> f64 {
    let band = Band::new(segments, distance);
    let area = band.area();
    assert_near(band.area_of(&rectangle((-FAR, -FAR), (FAR, FAR))), area, 1e-9);
    area
}

#[test]
fn a_segment_is_a_capsule_and_a_point_a_disc() {
    assert_near(whole(&line(&[(0.0, 0.0), (700.0, 2400.0)]), D), 2.0 * D * 2500.0 + PI * D * D, 1e-9);
    assert_near(whole(&line(&[(3.0, 4.0), (3.0, 4.0)]), D), PI * D * D, 1e-9);
    assert_near(whole(&line(&[(3.0, 4.0), (3.0, 4.0), (3.0, 4.0)]), D), PI * D * D, 1e-9);
    assert_eq!(whole(&[], D), 0.0);
    assert_eq!(whole(&line(&[(0.0, 0.0), (1.0, 0.0)]), 0.0), 0.0);
    assert_eq!(whole(&line(&[(0.0, 0.0), (f64::NAN, 0.0)]), D), 0.0);
}

#[test]
fn a_half_plane_cuts_a_disc_in_a_segment() {
    for h in [-4999.0, -2500.0, -1.0, 0.0, 1e-7, 1234.5, 4999.9] {
        let expected = D * D * (h / D).acos() - h * (D * D - h * h).sqrt();
        let found = Band::new(&line(&[(0.0, 0.0), (0.0, 0.0)]), D).area_of(&rectangle((h, -FAR), (FAR, FAR)));
        assert!((found - expected).abs() < 1e-9 * PI * D * D, "{found} instead of {expected}");
    }
}

#[test]
fn bends_and_crossings_have_closed_forms() {
    let l = 20_000.0;
    // On the inside of a right angle a square of D² counts once, outside a quarter of a disc is added.
    let bend = whole(&line(&[(l, 0.0), (0.0, 0.0), (0.0, l)]), D);
    assert_near(bend, 4.0 * D * l + PI * D * D + PI * D * D / 4.0 - D * D, 1e-9);
    let mut cross = line(&[(-l, 0.0), (l, 0.0)]);
    cross.extend(line(&[(0.0, -l), (0.0, l)]));
    assert_near(whole(&cross, D), 2.0 * (4.0 * D * l + PI * D * D) - 4.0 * D * D, 1e-9);
    let star = [
        [at(0.0, 0.0), at(l, 0.0)],
        [at(0.0, 0.0), at(-l, 0.0)],
        [at(0.0, l), at(0.0, 0.0)],
        [at(0.0, 0.0), at(0.0, -l)],
    ];
    assert_near(whole(&star, D), 2.0 * (4.0 * D * l + PI * D * D) - 4.0 * D * D, 1e-9);
}

#[test]
fn coincident_outlines_count_once() {
    let l = 3000.0;
    let expected = 2.0 * D * l + PI * D * D;
    let cases: [&[(f64, f64)]; 6] = [
        &[(0.0, 0.0), (l, 0.0), (0.0, 0.0)],
        &[(0.0, 0.0), (l, 0.0), (0.0, 0.0), (l, 0.0), (l, 0.0)],
        &[(0.0, 0.0), (1000.0, 0.0), (l, 0.0), (2000.0, 0.0), (17.0, 0.0), (0.0, 0.0)],
        &[(0.0, 0.0), (0.001, 0.0), (0.01, 0.0), (0.02, 0.0), (l - 1e-6, 0.0), (l, 0.0)],
        &[(700.0, 0.0), (0.0, 0.0), (l, 0.0), (700.0, 0.0), (701.0, 0.0), (700.5, 0.0)],
        &[(0.0, 0.0), (l, 1e-9), (10.0, -1e-10), (2990.0, 1e-8)],
    ];
    for places in cases {
        assert_near(whole(&line(places), D), expected, 1e-9);
        let turned: Vec<(f64, f64)> = places.iter().map(|p| (0.6 * p.0 - 0.8 * p.1, 0.8 * p.0 + 0.6 * p.1)).collect();
        assert_near(whole(&line(&turned), D), expected, 1e-8);
    }
    let back: Vec<(f64, f64)> = (0..=300)
        .map(|i| (10.0 * f64::from(i), 0.0))
        .chain((0..=70).rev().map(|i| (3000.0 / 70.0 * f64::from(i), 0.0)))
        .collect();
    assert_near(whole(&line(&back), D), expected, 1e-9);
}

#[test]
fn land_that_follows_the_outline_counts_once() {
    let straight = line(&[(0.0, 0.0), (3000.0, 0.0)]);
    for n in [1, 7, 100] {
        let pieces: Vec<(f64, f64)> = (0..=n).map(|i| (3000.0 * f64::from(i) / f64::from(n), 0.0)).collect();
        let band = Band::new(&line(&pieces), D);
        assert_near(band.area_of(&rectangle((0.0, -D), (3000.0, D))), 6000.0 * D, 1e-9);
        assert_near(band.area_of(&rectangle((500.0, 0.0), (2500.0, D))), 2000.0 * D, 1e-9);
        assert_near(band.area_of(&rectangle((0.0, D), (3000.0, 2.0 * D))) + 1e8, 1e8, 1e-9);
    }
    // A ring along the round end, its corners on it.
    let ring: LineString<f64> = (0..360)
        .map(|i| at(3000.0 + D * f64::from(i).to_radians().cos(), D * f64::from(i).to_radians().sin()))
        .collect();
    let land = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
    assert_near(Band::new(&straight, D).area_of(&land), land.unsigned_area(), 1e-9);
}

#[test]
fn rings_may_run_either_way_and_have_holes() {
    let band = Band::new(&line(&[(0.0, 0.0), (20_000.0, 0.0)]), D);
    let ring = |min: (f64, f64), max: (f64, f64), reversed: bool| {
        let mut ring = rectangle(min, max).0[0].exterior().clone();
        if reversed {
            ring.0.reverse();
        }
        ring
    };
    for (outer, inner) in [(false, false), (false, true), (true, false), (true, true)] {
        // The outline at 5000 goes through both the land and the hole.
        let mut land = MultiPolygon(vec![Polygon::new(
            ring((5000.0, 1000.0), (9000.0, 9000.0), outer),
            vec![ring((6000.0, 3000.0), (8000.0, 7000.0), inner)],
        )]);
        assert_near(band.area_of(&land), 4000.0 * 4000.0 - 2000.0 * 2000.0, 1e-9);
        land.0.push(Polygon::new(ring((10_000.0, -9000.0), (11_000.0, -1000.0), inner), Vec::new()));
        land.0.push(Polygon::new(ring((6500.0, 4000.0), (7500.0, 6500.0), outer), Vec::new()));
        assert_near(band.area_of(&land), 4000.0 * 4000.0 - 2000.0 * 2000.0 + 4e6 + 1e6, 1e-9);
    }
    assert_eq!(band.area_of(&rectangle((0.0, 5001.0), (20_000.0, 9000.0))), 0.0);
    assert_eq!(band.area_of(&rectangle((1e6, 0.0), (1e6 + 5.0, 5.0))), 0.0);
    assert_near(band.area_of(&rectangle((1.0, -4000.0), (20_000.0, 4000.0))), 19_999.0 * 8000.0, 1e-12);
    assert_eq!(band.area_of(&MultiPolygon(Vec::new())), 0.0);
    assert_eq!(band.area_of(&MultiPolygon(vec![Polygon::new(LineString(Vec::new()), Vec::new())])), 0.0);
}

#[test]
fn a_dense_line_lies_between_its_bounds() {
    let places = wiggly(11, 5000, 10.0, 0.2);
    let sparse: Vec<(f64, f64)> = places.iter().copied().step_by(10).chain(places.last().copied()).collect();
    let (all, few) = (line(&places), line(&sparse));
    let off = all
        .iter()
        .flatten()
        .map(|&p| few.iter().map(|s| Capsule::new(s[0], s[1], 1.0).gap2(p)).fold(f64::INFINITY, f64::min))
        .fold(0.0, f64::max)
        .sqrt();
    let (x, y) = places[2500];
    for (radius, away) in [(6000.0, 3000.0), (3000.0, 0.0), (9000.0, 6000.0), (4000.0, 8000.0)] {
        let land = blob(5, 300, (x, y + away), radius);
        let area = Band::new(&all, D).area_of(&land);
        let (least, most) = (Band::new(&few, D - off).area_of(&land), Band::new(&few, D + off).area_of(&land));
        assert!(least <= area && area <= most && area <= land.unsigned_area(), "{least} {area} {most}");
        assert!(most - least < 0.05 * land.unsigned_area());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_the_same_however_the_segments_are_given(seed in 1u64..1_000_000, step in 20.0..500.0f64, bend in 0.0..1.0f64, reach in 0.1..1.0f64) {
        let places = wiggly(seed, 120, step, bend);
        let (x, y) = places[60];
        let distance = D * reach;
        let land = blob(seed, 200, (x + distance, y), 0.8 * D);
        let segments = line(&places);
        let area = Band::new(&segments, distance).area_of(&land);
        let scale = 1e-8 * land.unsigned_area();
        let same = |other: f64| {
            prop_assert!((other - area).abs() <= scale, "{other} instead of {area}");
            Ok(())
        };
        let reversed: Segments = segments.iter().rev().map(|s| [s[1], s[0]]).collect();
        same(Band::new(&reversed, distance).area_of(&land))?;
        let split: Segments = segments.iter().flat_map(|s| { let m = s[0] + (s[1] - s[0]) * 0.37; [[s[0], m], [s[1], m]] }).collect();
        same(Band::new(&split, distance).area_of(&land))?;
        let mut shuffled = [segments.clone(), reversed.clone()].concat();
        shuffled.sort_by(|a, b| a[0].y.sin().total_cmp(&b[0].y.sin()));
        same(Band::new(&shuffled, distance).area_of(&land))?;
        let by = at(345_678.9, -412_345.6);
        let far: Segments = segments.iter().map(|s| [s[0] + by, s[1] + by]).collect();
        same(Band::new(&far, distance).area_of(&moved(&land, by)))?;
        // More distance is more land, and land cut in two, here like a cake, is as much as before.
        prop_assert!(Band::new(&segments, distance * 1.01).area_of(&land) >= area - scale);
        let (ring, band) = (land.0[0].exterior(), Band::new(&segments, distance));
        let half = |range: std::ops::RangeInclusive<usize>| {
            let ring = ring.0[range].iter().copied().chain([at(x + distance, y)]).collect();
            band.area_of(&MultiPolygon(vec![Polygon::new(ring, Vec::new())]))
        };
        same(half(0..=90) + half(90..=200))?;
    }

    #[test]
    fn envelopes_and_crossings_find_what_a_look_at_every_capsule_finds(
        seed in 1u64..1_000_000,
        vertices in 2..400usize,
        step in 5.0..900.0f64,
        bend in 0.0..3.0f64,
        reach in 0.05..1.5f64,
        size in 0.1..1.5f64,
        jump in 0..4usize,
    ) {
        let places = wiggly(seed, vertices, step, bend);
        let mut segments = line(&places);
        // Hairpins and ways back, a break, and what is passed twice.
        match jump {
            1 => segments.extend(line(&places.iter().rev().map(|p| (p.0 + 30.0, p.1)).collect::<Vec<_>>())),
            2 => segments.drain(vertices / 3..vertices / 2).for_each(drop),
            3 => segments.extend(segments[vertices / 2..].to_vec().iter().rev().map(|s| [s[1], s[0]])),
            _ => (),
        }
        let (x, y) = places[vertices / 2];
        let distance = D * reach;
        let mut next = random(seed);
        let mut land = blob(seed, 150, (x + 2.0 * D * (next() - 0.5), y + 2.0 * D * (next() - 0.5)), D * size);
        land.0.push(blob(seed + 1, 40, (x, y + 3.0 * D), D * 0.7).0.remove(0));
        let land = Land::new(&land);
        let band = Band::new(&segments, distance);
        let mut plain = Band::new(&segments, distance);
        plain.runs = (0..plain.capsules.len()).map(|k| Run { capsules: k..k + 1, along: at(1.0, 0.0), goes_along: false }).collect();
        let area = band.area_within(&land, &band.outline(&land.bounds));
        let looked = plain.area_by_looking(&land, &plain.outline(&land.bounds)).clamp(0.0, land.area);
        prop_assert!((area - looked).abs() <= 1e-9 * land.area, "{area} instead of {looked}");
        let (all, plain_all) = (band.area(), plain.area());
        // Rounding moves ends of pieces by micrometres, as far from the origin as they are.
        let far = places.iter().map(|p| p.0.hypot(p.1)).fold(0.0, f64::max);
        prop_assert!((all - plain_all).abs() <= 1e-9 * plain_all + 4e-6 * far, "{all} instead of {plain_all} in all");
    }

    #[test]
    fn it_agrees_with_an_overlay_of_polygons(seed in 1u64..1_000_000, bend in 0.0..1.5f64, away in -1.5..1.5f64) {
        let places = wiggly(seed, 12, 3000.0, bend);
        let (x, y) = places[6];
        let land = blob(seed, 100, (x, y + away * D), 6000.0);
        let segments = line(&places);
        let overlaid = land.intersection(&geo::unary_union(&segments.iter().map(polygonal).collect::<Vec<_>>())).unsigned_area();
        let area = Band::new(&segments, D).area_of(&land);
        prop_assert!((area - overlaid).abs() <= 1e-5 * overlaid + 100.0, "{area} instead of {overlaid}");
    }

    #[test]
    fn it_agrees_with_counting_points(seed in 1u64..1_000_000, step in 50.0..800.0f64, bend in 0.0..1.0f64) {
        let places = wiggly(seed, 40, step, bend);
        let (x, y) = places[20];
        let (segments, land) = (line(&places), rectangle((x - 3000.0, y), (x + 5000.0, y + 8000.0)));
        let capsules: Vec<Capsule> = segments.iter().map(|s| Capsule::new(s[0], s[1], 2000.0)).collect();
        let n = 400;
        let cell = |i: i32| 8000.0 * (f64::from(i) + 0.5) / f64::from(n);
        let count = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|&(i, j)| capsules.iter().any(|c| c.holds(at(x - 3000.0 + cell(i), y + cell(j))))).count();
        let counted = count as f64 * (8000.0 / f64::from(n)).powi(2);
        let area = Band::new(&segments, 2000.0).area_of(&land);
        prop_assert!((area - counted).abs() <= 1e-3 * land.unsigned_area(), "{area} instead of {counted}");
    }
}
