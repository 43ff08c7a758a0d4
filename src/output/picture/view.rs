//! The window of a map: which place stands where on the paper.

use super::labels::Area;
use super::paper::{Spot, path};
use crate::geodesy::LonLat;
use geo::Coord;

/// Scales that people know, as 1 : n times a power of ten.
const ROUND: [f64; 9] = [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5];

/// So many millimetres beyond the window a cut is not seen, under the widest pen.
const ROOM: f64 = 25.0;

/// Where the way from one point to another meets a side: 0 left, 1 top, 2 right, 3 bottom.
fn crossing(a: Spot, b: Spot, side: usize, at: f64) -> Spot {
    match side % 2 {
        0 => (at, a.1 + (b.1 - a.1) * (at - a.0) / (b.0 - a.0)),
        _ => (a.0 + (b.0 - a.0) * (at - a.1) / (b.1 - a.1), at),
    }
}

fn inside(p: Spot, side: usize, at: f64) -> bool {
    match side {
        0 => p.0 >= at,
        1 => p.1 >= at,
        2 => p.0 <= at,
        _ => p.1 <= at,
    }
}

/// A ring cut to a rectangle, side after side (Sutherland and Hodgman 1974).
fn ring_within(ring: &[Spot], sides: [f64; 4]) -> Vec<Spot> {
    let mut points = ring.to_vec();
    for (side, at) in sides.into_iter().enumerate() {
        let Some(mut before) = points.last().copied() else { break };
        let mut kept = Vec::with_capacity(points.len());
        for p in points {
            if inside(p, side, at) != inside(before, side, at) {
                kept.push(crossing(before, p, side, at));
            }
            if inside(p, side, at) {
                kept.push(p);
            }
            before = p;
        }
        points = kept;
    }
    points
}

/// The parts of a line in a rectangle, edge after edge (Liang and Barsky 1984).
fn lines_within(line: &[Spot], [l, t, r, b]: [f64; 4]) -> Vec<Vec<Spot>> {
    let mut parts: Vec<Vec<Spot>> = Vec::new();
    for pair in line.windows(2) {
        let (p, q) = (pair[0], pair[1]);
        let (dx, dy) = (q.0 - p.0, q.1 - p.1);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (step, room) in [(-dx, p.0 - l), (dx, r - p.0), (-dy, p.1 - t), (dy, b - p.1)] {
            match step {
                s if s < 0.0 => from = from.max(room / s),
                s if s > 0.0 => to = to.min(room / s),
                _ if room < 0.0 => to = -1.0,
                _ => {}
            }
        }
        if from > to {
            continue;
        }
        let at = |share: f64| if share == 1.0 { q } else { (p.0 + dx * share, p.1 + dy * share) };
        match parts.last_mut() {
            Some(part) if from == 0.0 && part.last() == Some(&p) => part.push(at(to)),
            _ => parts.push(vec![at(from), at(to)]),
        }
    }
    parts
}

/// A window of the paper onto a plane of metres.
pub struct View<'a> {
    /// The window.
    pub frame: Area,
    /// One millimetre of paper is so many metres.
    pub metres_per_mm: f64,
    middle: Coord<f64>,
    project: &'a dyn Fn(LonLat) -> Coord<f64>,
}

impl<'a> View<'a> {
    /// The window that shows these places with some room around them, at the largest round scale.
    pub fn onto(frame: Area, places: &[LonLat], project: &'a dyn Fn(LonLat) -> Coord<f64>) -> View<'a> {
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for place in places {
            let p = project(*place);
            low = Coord { x: low.x.min(p.x), y: low.y.min(p.y) };
            high = Coord { x: high.x.max(p.x), y: high.y.max(p.y) };
        }
        let [l, t, r, b] = frame.sides;
        // A twentieth of the window on each side is for labels at the edge.
        let need = ((high.x - low.x) / ((r - l) * 0.9)).max((high.y - low.y) / ((b - t) * 0.9)).max(5.0);
        View {
            frame,
            metres_per_mm: round_up(need),
            middle: Coord { x: (low.x + high.x) / 2.0, y: (low.y + high.y) / 2.0 },
            project,
        }
    }

    /// Where a place stands.
    pub fn spot(&self, place: LonLat) -> Spot {
        let p = (self.project)(place);
        let [l, t, r, b] = self.frame.sides;
        (
            (l + r) / 2.0 + (p.x - self.middle.x) / self.metres_per_mm,
            (t + b) / 2.0 - (p.y - self.middle.y) / self.metres_per_mm,
        )
    }

    /// Where a line runs.
    pub fn line(&self, places: &[LonLat]) -> Vec<Spot> {
        places.iter().map(|p| self.spot(*p)).collect()
    }

    /// A line or ring as the path that is drawn of it: what lies far outside the window is cut away, so that a picture is
    /// no larger than its paper.
    pub fn path(&self, line: &[Spot], closed: bool) -> String {
        let [l, t, r, b] = self.frame.sides;
        let reach = [l - ROOM, t - ROOM, r + ROOM, b + ROOM];
        match closed {
            true => path(&ring_within(line, reach), true),
            false => lines_within(line, reach).iter().map(|l| path(l, false)).collect(),
        }
    }

    /// The scale as 1 : n.
    pub fn denominator(&self) -> f64 {
        (self.metres_per_mm * 1000.0).round()
    }

    /// Whether any of a line may be seen.
    pub fn sees(&self, line: &[Spot]) -> bool {
        let [l, t, r, b] = self.frame.sides;
        let within = |f: fn(&Spot) -> f64, low: f64, high: f64| {
            let (least, most) =
                line.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, z), p| (a.min(f(p)), z.max(f(p))));
            least <= high && most >= low
        };
        within(|p| p.0, l, r) && within(|p| p.1, t, b)
    }
}

/// The smallest round number that is no less.
pub fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    ROUND.iter().map(|r| r * power).find(|v| *v >= value * (1.0 - 1e-12)).unwrap_or(10.0 * power)
}

/// The largest of 1, 2 and 5 times a power of ten that is no more.
pub fn round_down(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [5.0, 2.0, 1.0].iter().map(|r| r * power).find(|v| *v <= value * (1.0 + 1e-12)).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        assert_eq!([1.0, 1.1, 730.0, 760.0].map(round_up), [1.0, 1.25, 750.0, 1000.0]);
        assert_eq!([1.0, 49.0, 0.3].map(round_down), [1.0, 20.0, 0.2]);
    }

    #[test]
    fn lines_and_rings_are_cut_at_the_edge() {
        let sides = [0.0, 0.0, 10.0, 10.0];
        let parts = lines_within(&[(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (8.0, 15.0), (8.0, 5.0)], sides);
        assert_eq!(parts, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
        let ring = ring_within(&[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0), (-5.0, -5.0)], sides);
        let area = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0;
        assert_eq!(area.abs(), 25.0);
        assert!(ring_within(&[(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], sides).is_empty());
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let plane = |p: LonLat| Coord { x: p.x * 1e5, y: p.y * 1e5 };
        let places = [LonLat { x: 103.0, y: 21.0 }, LonLat { x: 104.0, y: 22.0 }];
        let view = View::onto(Area::at((0.0, 0.0), (100.0, 100.0)), &places, &plane);
        let (a, b) = (view.spot(places[0]), view.spot(places[1]));
        assert!(a.0 < b.0 && a.1 > b.1);
        assert_eq!(view.denominator(), 1_250_000.0);
    }
}
