//! How wide is a piece of land at its widest, and where?

use crate::geodesy::{Frame, LonLat};
use geo::{Coord, LineString, Polygon};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The widest place of a piece of land.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Widest {
    /// The middle of the largest circle that fits within: it lies in the land.
    pub place: LonLat,
    /// The diameter of that circle, metres.
    pub width: f64,
}

struct Cell {
    at: Coord<f64>,
    half: f64,
    /// The most that any circle with its middle in the cell can have as its radius.
    most: f64,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.most == other.most
    }
}
impl Eq for Cell {}
impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        self.most.total_cmp(&other.most)
    }
}

/// How wide is the land at its widest, and where is that?
///
/// # Units
/// Metres: the diameter of the largest circle within.
///
/// # Method
/// The pole of inaccessibility by quartering cells (V. Agafonkin, polylabel; D. Garcia-Castellanos and U. Lombardo, Poles of
/// inaccessibility, Scottish Geographical Journal 123, 2007), in the local plane, to 5 % of the width. In PostGIS:
/// `ST_MaximumInscribedCircle`; in QGIS: Pole of inaccessibility.
pub fn widest(land: &Polygon<f64>) -> Option<Widest> {
    let first = *land.exterior().0.first()?;
    let frame = Frame::at(first);
    let flat = |ring: &LineString<f64>| ring.0.iter().map(|c| frame.project(*c)).collect::<Vec<_>>();
    let rings: Vec<Vec<Coord<f64>>> =
        std::iter::once(land.exterior()).chain(land.interiors()).map(flat).filter(|r| r.len() > 2).collect();
    let outer = rings.first()?;
    let span = |pick: fn(&Coord<f64>) -> f64| {
        let low = outer.iter().map(pick).fold(f64::INFINITY, f64::min);
        (low, outer.iter().map(pick).fold(f64::NEG_INFINITY, f64::max) - low)
    };
    let ((x, wide), (y, high)) = (span(|c| c.x), span(|c| c.y));
    let (short, long) = (wide.min(high), wide.max(high));
    // A sliver is cut into cells of its length at most a hundred times; thinner ones start coarser.
    let size = short.max(long / 100.0);
    if !size.is_finite() || size <= 0.0 {
        return None;
    }
    let mut cells = BinaryHeap::new();
    let mut best = (first, 0.0);
    let look = |at: Coord<f64>, half: f64, best: &mut (LonLat, f64), cells: &mut BinaryHeap<Cell>| {
        let depth = depth(at, &rings);
        if depth > best.1 {
            *best = (frame.unproject(at), depth);
        }
        let most = depth + half * std::f64::consts::SQRT_2;
        if most > best.1 * 1.05 + 1e-3 {
            cells.push(Cell { at, half, most });
        }
    };
    let half = size / 2.0;
    for i in 0..(wide / size).ceil().max(1.0) as usize {
        for j in 0..(high / size).ceil().max(1.0) as usize {
            let at = Coord { x: x + (i as f64 + 0.5) * size, y: y + (j as f64 + 0.5) * size };
            look(at, half, &mut best, &mut cells);
        }
    }
    // A bound on the work: slanted slivers need many cells.
    for _ in 0..4000 {
        let Some(cell) = cells.pop().filter(|c| c.most > best.1 * 1.05 + 1e-3) else { break };
        let half = cell.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            look(Coord { x: cell.at.x + dx, y: cell.at.y + dy }, half, &mut best, &mut cells);
        }
    }
    (best.1 > 0.0).then_some(Widest { place: best.0, width: best.1 * 2.0 })
}

/// How far within the land a point lies; negative outside.
fn depth(at: Coord<f64>, rings: &[Vec<Coord<f64>>]) -> f64 {
    let (mut inside, mut near) = (false, f64::INFINITY);
    for ring in rings {
        for pair in ring.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x {
                inside = !inside;
            }
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length2 = dx * dx + dy * dy;
            let t =
                if length2 > 0.0 { (((at.x - a.x) * dx + (at.y - a.y) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
            let (ex, ey) = (at.x - a.x - t * dx, at.y - a.y - t * dy);
            near = near.min(ex * ex + ey * ey);
        }
    }
    if inside { near.sqrt() } else { -near.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Point};

    #[test]
    fn a_strip_is_as_wide_as_it_is_drawn() {
        // 0.0001° of latitude is 11.07 m here; the strip is 5 km long and slanted.
        let strip = Polygon::new(
            LineString::from(vec![(103.0, 21.0), (103.05, 21.02), (103.05, 21.0201), (103.0, 21.0001), (103.0, 21.0)]),
            vec![],
        );
        let found = widest(&strip).unwrap();
        let truth = 11.073 * (0.05f64 * 0.9336).atan2(0.02).sin();
        assert!((found.width / truth - 1.0).abs() < 0.08, "{} {truth}", found.width);
        assert!(strip.contains(&Point(found.place)));
    }

    #[test]
    fn a_blob_with_a_tail_is_as_wide_as_the_blob() {
        let blob = Polygon::new(
            LineString::from(vec![
                (103.0, 21.0),
                (103.01, 21.0),
                (103.01, 21.0049),
                (103.2, 21.005),
                (103.01, 21.0051),
                (103.01, 21.01),
                (103.0, 21.01),
                (103.0, 21.0),
            ]),
            vec![],
        );
        let width = widest(&blob).unwrap().width;
        assert!((1000.0..1150.0).contains(&width), "{width}");
    }
}
