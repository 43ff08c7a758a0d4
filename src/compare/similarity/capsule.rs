//! Which part of one chord lies within a distance of another?

use super::chords::{Point, dot, minus};

/// The fractions of the chord a–b between which it lies within `reach` metres of the chord c–d, if any.
///
/// # Method
/// What lies within a distance of a chord is convex: a cylinder with a ball at either end. A straight line is in it
/// from its first to its last entry into one of the three, each a quadratic equation.
pub(super) fn within(a: &Point, b: &Point, c: &Point, d: &Point, reach: f64) -> Option<(f64, f64)> {
    let (run, axis) = (minus(b, a), minus(d, c));
    let mut range = join(ball(a, &run, c, reach), ball(a, &run, d, reach));
    let length2 = dot(&axis, &axis);
    if length2 > 0.0 {
        let from = minus(a, c);
        // How far along the axis: u0 + u1 t, between its ends from 0 to 1.
        let (u0, u1) = (dot(&from, &axis) / length2, dot(&run, &axis) / length2);
        let along = |v: &Point, u: f64| [v[0] - u * axis[0], v[1] - u * axis[1], v[2] - u * axis[2]];
        let beside = roots(&along(&from, u0), &along(&run, u1), reach);
        let between = if u1 == 0.0 {
            (0.0..=1.0).contains(&u0).then_some((0.0, 1.0))
        } else {
            let (s, e) = (-u0 / u1, (1.0 - u0) / u1);
            Some((s.min(e), s.max(e)))
        };
        if let (Some(x), Some(y)) = (beside, between) {
            let (low, high) = (x.0.max(y.0), x.1.min(y.1));
            if low <= high {
                range = join(range, Some((low, high)));
            }
        }
    }
    let (low, high) = range?;
    (low <= 1.0 && high >= 0.0).then_some((low.max(0.0), high.min(1.0)))
}

/// The parameters between which the line from a by `run` lies within `reach` of a point.
pub(super) fn ball(a: &Point, run: &Point, centre: &Point, reach: f64) -> Option<(f64, f64)> {
    roots(&minus(a, centre), run, reach)
}

/// The t between which |w + t v| ≤ reach.
#[inline]
fn roots(w: &Point, v: &Point, reach: f64) -> Option<(f64, f64)> {
    let vv = dot(v, v);
    if vv <= 1e-18 {
        return (dot(w, w) <= reach * reach).then_some((0.0, 1.0));
    }
    let middle = -dot(w, v) / vv;
    let g = [w[0] + middle * v[0], w[1] + middle * v[1], w[2] + middle * v[2]];
    let left = reach * reach - dot(&g, &g);
    if left < 0.0 {
        return None;
    }
    let half = (left / vv).sqrt();
    Some((middle - half, middle + half))
}

fn join(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::super::chords::{chord_foot, lerp};
    use super::*;
    use proptest::prelude::*;

    fn point() -> impl Strategy<Value = Point> {
        prop::array::uniform3(-10.0..10.0f64)
    }

    proptest! {
        #[test]
        fn agrees_with_a_fine_search(a in point(), b in point(), c in point(), d in point(), reach in 0.5..8.0f64) {
            let found = within(&a, &b, &c, &d, reach);
            for i in 0..=500 {
                let t = f64::from(i) / 500.0;
                let away = chord_foot(&lerp(&a, &b, t), &c, &d).1.sqrt();
                let inside = found.is_some_and(|(low, high)| low <= t && t <= high);
                prop_assert!((away - reach).abs() < 1e-9 || inside == (away < reach), "{t} {away} {found:?}");
            }
        }
    }
}
