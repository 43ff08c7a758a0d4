//! The regions between two lines that cross in one order, from one crossing to the next.

use super::crossings::is_proper;
use crate::geodesy::{LonLat, LonLatBox, ring_area};
use geo::algorithm::kernels::{Kernel, RobustKernel};
use geo::{LineString, MultiPolygon, Orientation, Polygon};

/// So many edges share a box.
const EDGES: usize = 16;

/// The land that a closed line goes round, and its area, where that is simple: the line's first `first` places are one
/// line, the rest the other back, neither meets itself, and they cross each other in one order, nowhere touching. None
/// otherwise: then it takes an overlay.
pub(super) fn regions(ring: &[LonLat], first: usize) -> Option<(f64, MultiPolygon<f64>)> {
    if first < 2 || ring.len() < first + 2 {
        return None;
    }
    let mut closed = ring.to_vec();
    if closed.last() != closed.first() {
        closed.push(ring[0]);
    }
    let mut crossings = crossings(&closed, first)?;
    crossings.sort_by(|x, y| x.0.total_cmp(&y.0));
    // Along the second the ring runs back.
    if crossings.windows(2).any(|w| w[1].1 >= w[0].1) {
        return None;
    }
    let mut lands: Vec<Polygon<f64>> = Vec::with_capacity(crossings.len() + 1);
    let last = (closed.len() - 1) as f64;
    let ends = |i: usize| match i {
        0 => (0.0, last, None),
        _ => (crossings[i - 1].0, crossings[i - 1].1, Some(crossings[i - 1].2)),
    };
    for i in 0..=crossings.len() {
        let (from, back, start) = ends(i);
        let (to, on, end) = match crossings.get(i) {
            Some(c) => (c.0, c.1, Some(c.2)),
            None => ((first - 1) as f64, first as f64, None),
        };
        let inner = |from: f64, to: f64| from.floor() as usize + 1..=(to.ceil() as usize).saturating_sub(1);
        let mut line: Vec<LonLat> = Vec::new();
        match start {
            Some(place) => line.push(place),
            None => line.push(closed[0]),
        }
        line.extend_from_slice(closed.get(inner(from, to)).unwrap_or_default());
        match end {
            Some(place) => line.push(place),
            None => line.extend([closed[first - 1], closed[first]]),
        }
        line.extend_from_slice(closed.get(inner(on, back)).unwrap_or_default());
        line.push(line[0]);
        lands.push(Polygon::new(LineString(line), Vec::new()));
    }
    if nested(&lands) {
        return None;
    }
    let area = lands.iter().map(|l| ring_area(l.exterior()).abs()).sum();
    lands.retain(|l| l.exterior().0.len() > 3);
    Some((area, MultiPolygon(lands)))
}

/// Where the first part of the line crosses the second: by number of edge and part of it, and the place. None where edges
/// meet in any other way.
fn crossings(closed: &[LonLat], first: usize) -> Option<Vec<(f64, f64, LonLat)>> {
    let edges = closed.len() - 1;
    let runs: Vec<(usize, usize, LonLatBox)> = (0..edges)
        .step_by(EDGES)
        .filter_map(|from| {
            let to = (from + EDGES).min(edges);
            Some((from, to, LonLatBox::around(&closed[from..=to])?))
        })
        .collect();
    let mut found = Vec::new();
    for (n, near) in runs.iter().enumerate() {
        for other in &runs[n..] {
            if !near.2.meets(&other.2) || (other.0 <= near.1 && is_monotone(&closed[near.0..=other.1])) {
                continue;
            }
            for i in near.0..near.1 {
                let e = &closed[i..=i + 1];
                let around = near.2.part(e[0], e[1]);
                for k in other.0.max(i + 1)..other.1 {
                    let f = &closed[k..=k + 1];
                    if !around.meets(&near.2.part(f[0], f[1])) {
                        continue;
                    }
                    let neighbours = k == i + 1 || (i == 0 && k == edges - 1);
                    if neighbours {
                        // They share a place; only a line that turns straight back meets itself there.
                        if turns_back(closed, i, k) {
                            return None;
                        }
                    } else if is_proper(e, f) {
                        let own = i + 1 < first && k >= first && k + 1 < edges.max(first + 1);
                        if !own {
                            return None;
                        }
                        found.push(crossing(e, f, i, k));
                    } else if meets_at_all(e, f) {
                        return None;
                    }
                }
            }
        }
    }
    Some(found)
}

/// Whether a line always goes on to one side, so that it cannot meet itself.
fn is_monotone(line: &[LonLat]) -> bool {
    let always = |step: fn(&[LonLat]) -> bool| line.windows(2).all(step);
    always(|w| w[1].x > w[0].x)
        || always(|w| w[1].x < w[0].x)
        || always(|w| w[1].y > w[0].y)
        || always(|w| w[1].y < w[0].y)
}

/// Whether two edges that follow each other run back over each other.
fn turns_back(closed: &[LonLat], i: usize, k: usize) -> bool {
    let (a, b, c) =
        if k == i + 1 { (closed[i], closed[k], closed[k + 1]) } else { (closed[k], closed[i], closed[i + 1]) };
    let ahead = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y);
    RobustKernel::orient2d(a, b, c) == Orientation::Collinear && ahead <= 0.0
}

/// Whether two edges whose boxes meet share a place without crossing each other properly.
fn meets_at_all(e: &[LonLat], f: &[LonLat]) -> bool {
    let side = |e: &[LonLat], p: LonLat| RobustKernel::orient2d(e[0], e[1], p);
    let apart = |e: &[LonLat], f: &[LonLat]| {
        let (p, q) = (side(e, f[0]), side(e, f[1]));
        p == q && p != Orientation::Collinear
    };
    !apart(e, f) && !apart(f, e)
}

fn crossing(e: &[LonLat], f: &[LonLat], i: usize, k: usize) -> (f64, f64, LonLat) {
    let cross = |a: LonLat, b: LonLat| a.x * b.y - a.y * b.x;
    let (d, g) = (e[1] - e[0], f[1] - f[0]);
    let t = (cross(f[0] - e[0], g) / cross(d, g)).clamp(0.0, 1.0);
    let u = (cross(f[0] - e[0], d) / cross(d, g)).clamp(0.0, 1.0);
    (i as f64 + t, k as f64 + u, e[0] + d * t)
}

/// Whether the box of one region holds that of another: then one may lie within the other.
fn nested(lands: &[Polygon<f64>]) -> bool {
    let mut boxes: Vec<LonLatBox> = lands.iter().filter_map(|l| LonLatBox::around(&l.exterior().0)).collect();
    boxes.sort_by(|a, b| a.min.x.total_cmp(&b.min.x));
    boxes.iter().enumerate().any(|(i, a)| {
        let beside = boxes[i + 1..].iter().take_while(|b| b.min.x <= a.max.x);
        beside.into_iter().any(|b| (a.covers(b.min) && a.covers(b.max)) || (b.covers(a.min) && b.covers(a.max)))
    })
}
