//! Roads and alternatives of a road, in km on the local plane.

use super::{Km, Rng, Size};
use std::f64::consts::{PI, TAU};

/// A road that sets out from an edge of a province, or anywhere in a country, and heads for one
/// place after another.
pub fn road(rng: &mut Rng, size: &Size, n: usize) -> Vec<Km> {
    let (width, height) = size.extent();
    let somewhere = |rng: &mut Rng| (width * rng.between(0.07, 0.93), height * rng.between(0.07, 0.93));
    let mut at = somewhere(rng);
    if size.is_province() {
        at.0 = width * if rng.below(2) == 0 { 0.07 } else { 0.93 };
    }
    let bearing = |from: Km, to: Km| (to.1 - from.1).atan2(to.0 - from.0);
    let off = |from: Km, to: Km, heading: f64| (bearing(from, to) - heading + 3.0 * PI).rem_euclid(TAU) - PI;
    let mut course = bearing(at, (width / 2.0, height / 2.0));
    let mut goal = at;
    let (mut bend, mut wiggle) = (0.0, 0.0);
    let mut points = vec![at];
    while points.len() < n {
        if (goal.0 - at.0).hypot(goal.1 - at.1) < 3.0 {
            let far = |p: &Km| (p.0 - at.0).hypot(p.1 - at.1) > 25.0;
            let places: Vec<Km> = (0..24).map(|_| somewhere(rng)).collect();
            let ahead = |p: &Km| off(at, *p, course).abs() + if far(p) { 0.0 } else { TAU };
            goal = places.into_iter().min_by(|p, q| ahead(p).total_cmp(&ahead(q))).unwrap_or(goal);
        }
        let step = rng.between(0.060, 0.110);
        course += off(at, goal, course) * (step / 1.5);
        bend += -bend * step / 4.0 + 0.45 * (2.0 * step / 4.0).sqrt() * rng.normal();
        wiggle += -wiggle * step / 0.4 + 0.35 * (2.0 * step / 0.4).sqrt() * rng.normal();
        let heading = course + bend + wiggle;
        at = (at.0 + step * heading.cos(), at.1 + step * heading.sin());
        points.push(at);
    }
    points
}

/// One way from the south-west to the north-east of the province.
pub fn alternative(rng: &mut Rng, size: &Size, n: usize) -> Vec<Km> {
    let (width, height) = size.extent();
    let (a, b) = ((0.10 * width, 0.12 * height), (0.90 * width, 0.88 * height));
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy);
    // Broad swings, each nil at both ends; bends of 0.8 to 6 km, about a tenth as wide as long.
    let swings: Vec<f64> = (1..=5).map(|k| 0.10 * length * rng.between(-1.0, 1.0) / f64::from(k)).collect();
    let bends: Vec<(f64, f64, f64)> = (0..6)
        .map(|k| {
            let wave = 0.8 * 1.5f64.powi(k) * rng.between(0.9, 1.1);
            (wave, wave * rng.between(0.03, 0.06), rng.between(0.0, TAU))
        })
        .collect();
    let last = (n - 1) as f64;
    let point = |i: usize| {
        let inner = i > 0 && i + 1 < n;
        let t = (i as f64 + if inner { rng.between(-0.3, 0.3) } else { 0.0 }) / last;
        let swing = |(s, k): (&f64, f64)| s * (k * PI * t).sin();
        let side: f64 = swings.iter().zip([1.0, 2.0, 3.0, 4.0, 5.0]).map(swing).sum();
        let small: f64 = bends.iter().map(|(w, s, p)| s * (TAU * t * length / w + p).sin()).sum();
        let side = (side + small * (8.0 * t.min(1.0 - t)).min(1.0)) / length;
        (a.0 + t * dx - side * dy, a.1 + t * dy + side * dx)
    };
    (0..n).map(point).collect()
}
