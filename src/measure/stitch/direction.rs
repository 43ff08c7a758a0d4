//! Which way does chainage rise?

use super::guess;
use crate::geodesy::{Edge, LonLat, foot, inverse};
use crate::units::Chainage;

/// A km-post farther off than this stands on another road, or its point is wrong.
const NEAR: f64 = 500.0;

/// Along these parts, how many pairs of km-posts that follow each other rise, and how many fall?
///
/// # Units
/// Km-posts over 500 m off are left out; two at one place or of one chainage are no pair.
///
/// # Method
/// Each post is put at the nearest place of the line; then posts are compared in the order of their chainage.
pub fn rising(parts: &[Vec<LonLat>], posts: &[(Chainage, LonLat)]) -> (usize, usize) {
    let mut placed: Vec<(Chainage, f64)> =
        posts.iter().filter_map(|(km, at)| Some((*km, along(parts, *at)?))).collect();
    placed.sort_by(|a, b| a.0.from_origin().metres().total_cmp(&b.0.from_origin().metres()).then(a.1.total_cmp(&b.1)));
    let pairs = placed.windows(2).filter(|w| w[0].0 != w[1].0);
    let (mut up, mut down) = (0, 0);
    for pair in pairs {
        up += usize::from(pair[1].1 > pair[0].1);
        down += usize::from(pair[1].1 < pair[0].1);
    }
    (up, down)
}

/// How far along the parts the place nearest to this is, if one is near.
fn along(parts: &[Vec<LonLat>], at: LonLat) -> Option<f64> {
    let (mut before, mut nearest) = (0.0, (NEAR, None));
    for edge in parts.iter().flat_map(|part| part.windows(2)) {
        let length = inverse(edge[0], edge[1]).distance;
        // No place of an edge is nearer than its start less its length.
        if inverse(edge[0], at).distance - length <= nearest.0 {
            let foot = foot(at, &Edge::new(edge[0], edge[1]), guess(at, edge));
            if foot.distance <= nearest.0 {
                nearest = (foot.distance, Some(before + foot.fraction * length));
            }
        }
        before += length;
    }
    nearest.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Metres;

    #[test]
    fn posts_rise_along_a_line_or_against_it() {
        let place = |x: f64| LonLat { x: 103.0 + x, y: 21.0 };
        let km = |km: f64| Chainage::at(Metres::of(km * 1000.0));
        let mut parts = vec![vec![place(0.0), place(0.1)], vec![place(0.12), place(0.2)]];
        let far = LonLat { x: 103.05, y: 22.0 };
        let posts = [(km(5.0), place(0.05)), (km(1.0), place(0.01)), (km(15.0), place(0.15)), (km(3.0), far)];
        assert_eq!(rising(&parts, &posts), (2, 0));
        parts.reverse();
        parts.iter_mut().for_each(|p| p.reverse());
        assert_eq!(rising(&parts, &posts), (0, 2));
        assert_eq!(rising(&parts, &posts[..1]), (0, 0));
        assert_eq!(rising(&[], &posts), (0, 0));
    }
}
