//! Labels that do not overlap: each takes the first of its places that is free, the more important first.

use super::face;
use super::paper::{Anchor, Ink, Paper, Spot};

/// A rectangle on the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left, top, right, bottom.
    pub sides: [f64; 4],
}

impl Area {
    /// From its upper left corner and size.
    pub fn at(corner: Spot, size: (f64, f64)) -> Area {
        Area { sides: [corner.0, corner.1, corner.0 + size.0, corner.1 + size.1] }
    }

    /// Around a point.
    pub fn around(point: Spot, half: f64) -> Area {
        Area { sides: [point.0 - half, point.1 - half, point.0 + half, point.1 + half] }
    }

    fn meets(&self, other: &Area) -> bool {
        let ([l, t, r, b], [l2, t2, r2, b2]) = (self.sides, other.sides);
        l < r2 && l2 < r && t < b2 && t2 < b
    }

    fn holds(&self, other: &Area) -> bool {
        let ([l, t, r, b], [l2, t2, r2, b2]) = (self.sides, other.sides);
        l <= l2 && t <= t2 && r2 <= r && b2 <= b
    }

    /// Whether the point lies in it.
    pub fn covers(&self, p: Spot) -> bool {
        let [l, t, r, b] = self.sides;
        l <= p.0 && p.0 <= r && t <= p.1 && p.1 <= b
    }
}

/// The labels of a map, placed one by one.
pub struct Labels {
    window: Area,
    taken: Vec<Area>,
    /// What a label should not cover, but may if it must: lines.
    soft: Vec<Area>,
}

impl Labels {
    /// In this window of the paper.
    pub fn new(window: Area) -> Labels {
        Labels { window, taken: Vec::new(), soft: Vec::new() }
    }

    /// Nothing may stand here.
    pub fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Labels keep off this line where they can.
    pub fn avoid(&mut self, line: &[Spot]) {
        const STEP: f64 = 1.2;
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length = (b.0 - a.0).hypot(b.1 - a.1);
            let steps = (length / STEP).ceil().max(1.0) as usize;
            for i in 0..=steps.min(500) {
                let t = i as f64 / steps as f64;
                let p = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
                if self.window.covers(p) {
                    self.soft.push(Area::around(p, 0.45));
                }
            }
        }
    }

    /// Takes an area if it is free; says whether it was.
    pub fn reserve(&mut self, area: Area) -> bool {
        let free = self.free(&area, false);
        if free {
            self.taken.push(area);
        }
        free
    }

    fn free(&self, area: &Area, strict: bool) -> bool {
        self.window.holds(area)
            && !self.taken.iter().any(|t| t.meets(area))
            && !(strict && self.soft.iter().any(|s| s.meets(area)))
    }

    /// Writes the text at the first free of these places; says whether there was one. A text that must stand may cover
    /// lines, never another label.
    pub fn write(
        &mut self,
        paper: &mut Paper,
        text: &str,
        places: &[(Spot, Anchor)],
        ink: Ink<'_>,
        must: bool,
    ) -> bool {
        let wide = face::width(text, ink.size, ink.bold);
        let area = |(at, anchor): &(Spot, Anchor)| {
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - wide / 2.0,
                Anchor::End => at.0 - wide,
            };
            Area { sides: [left - 0.3, at.1 - ink.size * 0.95, left + wide + 0.3, at.1 + ink.size * 0.28] }
        };
        let strict = places.iter().find(|p| self.free(&area(p), true));
        let found = strict.or_else(|| places.iter().find(|p| must && self.free(&area(p), false)));
        let Some(place) = found else { return false };
        self.taken.push(area(place));
        paper.text(place.0, text, place.1, ink);
        true
    }
}

/// The places around a point symbol of this half-width, the best first.
pub fn around(point: Spot, half: f64, size: f64) -> Vec<(Spot, Anchor)> {
    let mut places = Vec::new();
    for gap in [0.5, 2.0, 4.0] {
        let (r, middle) = (half + gap, size * 0.34);
        let (x, y) = point;
        places.extend([
            ((x + r, y + middle), Anchor::Start),
            ((x - r, y + middle), Anchor::End),
            ((x + r * 0.8, y - r * 0.6), Anchor::Start),
            ((x + r * 0.8, y + r * 0.6 + size * 0.7), Anchor::Start),
            ((x - r * 0.8, y - r * 0.6), Anchor::End),
            ((x - r * 0.8, y + r * 0.6 + size * 0.7), Anchor::End),
            ((x, y - r - 0.1), Anchor::Middle),
            ((x, y + r + size * 0.75), Anchor::Middle),
        ]);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap_and_stay_in_the_window() {
        let mut labels = Labels::new(Area::at((0.0, 0.0), (60.0, 40.0)));
        let mut paper = Paper::new(60.0, 40.0);
        let ink = Ink { size: 2.5, colour: "#000", bold: false, halo: true };
        let placed = (0..40)
            .filter(|i| {
                let at = (f64::from(i % 8) * 7.5, f64::from(i / 8) * 8.0);
                labels.write(&mut paper, "Mường Phăng", &around(at, 1.0, 2.5), ink, true)
            })
            .count();
        assert!(placed > 5 && placed < 40, "{placed}");
        for (i, a) in labels.taken.iter().enumerate() {
            assert!(labels.window.holds(a));
            assert!(!labels.taken[..i].iter().any(|b| a.meets(b)));
        }
    }
}
