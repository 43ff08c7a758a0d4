//! Which ends are one place?

use super::DrawnWay;
use super::cut::{Exactly, exactly};
use crate::geodesy::{LonLat, inverse};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::collections::HashMap;

/// Neighbours that a loose end is compared with: enough for any junction, and few enough for any file.
const NEIGHBOURS: usize = 12;
/// Metres to a degree of latitude, for looking nearby; what is found is measured.
const DEGREE: f64 = 111_000.0;

/// The node at the start and end of each way, and how many nodes there are.
///
/// Ends with the very same coordinates are one node. An end that then leads on to nothing is joined to the nearest one
/// within `snap`, the nearest pairs first: so of two carriageways each goes on with its own, however near the other is.
pub fn nodes(ways: &[DrawnWay], snap: f64) -> (Vec<(usize, usize)>, usize) {
    let mut known: HashMap<Exactly, usize> = HashMap::new();
    let mut places: Vec<LonLat> = Vec::new();
    let mut node = |p: LonLat| {
        *known.entry(exactly(&p)).or_insert_with(|| {
            places.push(p);
            places.len() - 1
        })
    };
    let ends: Vec<(usize, usize)> = ways.iter().map(|w| (node(w.line[0]), node(w.line[w.line.len() - 1]))).collect();
    let mut degree = vec![0usize; places.len()];
    let mut opposite = vec![usize::MAX; places.len()];
    for &(a, b) in &ends {
        (degree[a], degree[b]) = (degree[a] + 1, degree[b] + 1);
        (opposite[a], opposite[b]) = (b, a);
    }
    let mut pairs = near(&places, &degree, snap);
    // The two ends of a short way are not joined to each other.
    pairs.retain(|&(_, a, b)| !(degree[a] == 1 && opposite[a] == b));
    let mut root: Vec<usize> = (0..places.len()).collect();
    for (_, a, b) in pairs {
        let (a, b) = (found(&mut root, a), found(&mut root, b));
        if a != b && (degree[a] == 1 || degree[b] == 1) {
            root[a.max(b)] = a.min(b);
            degree[a.min(b)] += degree[a.max(b)];
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut number = |n: usize| {
        let (root, next) = (found(&mut root, n), numbers.len());
        *numbers.entry(root).or_insert(next)
    };
    let ends = ends.iter().map(|&(a, b)| (number(a), number(b))).collect();
    (ends, numbers.len())
}

/// Loose ends and what is within the distance of each, the nearest first.
fn near(places: &[LonLat], degree: &[usize], snap: f64) -> Vec<(f64, usize, usize)> {
    let wide = places.first().map_or(1.0, |p| p.y.to_radians().cos().max(0.01));
    let plane = |p: &LonLat| [p.x * wide * DEGREE, p.y * DEGREE];
    let tree: RTree<GeomWithData<[f64; 2], usize>> =
        RTree::bulk_load(places.iter().enumerate().map(|(i, p)| GeomWithData::new(plane(p), i)).collect());
    let mut pairs = Vec::new();
    for (i, place) in places.iter().enumerate().filter(|(i, _)| degree[*i] == 1) {
        for other in tree.nearest_neighbor_iter(plane(place)).take(NEIGHBOURS) {
            let distance = inverse(*place, places[other.data]).distance;
            if distance <= snap && other.data != i {
                pairs.push((distance, i.min(other.data), i.max(other.data)));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    pairs.dedup();
    pairs
}

/// The node that stands for all that were joined to it.
fn found(root: &mut [usize], mut n: usize) -> usize {
    while root[n] != n {
        root[n] = root[root[n]];
        n = root[n];
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_carriageway_goes_on_with_its_own() {
        let way = |places: &[(f64, f64)]| DrawnWay {
            label: String::new(),
            line: places.iter().map(|(x, y)| LonLat { x: 103.0 + x * 1e-5, y: 21.0 + y * 1e-5 }).collect(),
            is_link: false,
        };
        // A thousandth of a hundredth of a degree is about a metre: two lines 15 m apart, each cut with 2 m between.
        let ways = [
            way(&[(0.0, 0.0), (1000.0, 0.0)]),
            way(&[(1002.0, 0.0), (2000.0, 0.0)]),
            way(&[(0.0, 15.0), (1001.0, 15.0)]),
            way(&[(1003.0, 15.0), (2000.0, 15.0)]),
            way(&[(5000.0, 0.0), (5010.0, 0.0)]),
        ];
        let (ends, _) = nodes(&ways, 30.0);
        assert_eq!(ends[0].1, ends[1].0);
        assert_eq!(ends[2].1, ends[3].0);
        assert_ne!(ends[0].1, ends[2].1);
        assert_ne!(ends[4].0, ends[4].1, "a short way is still a way");
        assert_eq!(nodes(&[], 30.0), (vec![], 0));
    }
}
