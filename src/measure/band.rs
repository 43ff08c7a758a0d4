//! The land within a distance of some segments in a plane, measured exactly and without overlaying polygons.

mod capsule;
mod envelope;
mod hills;
mod land;
mod outline;
mod piece;
mod plane;
mod sleeves;
#[cfg(test)]
mod tests;

use crate::index::Land;
use capsule::Capsule;
use envelope::Run;
use geo::Coord;
use outline::Outline;
use piece::{Course, Piece, View, remove};
use plane::{cross, norm};
use sleeves::Sleeves;
use std::ops::Range;

/// Radii differ by up to twice this, relatively. Segments that overlap, or land that follows the band's
/// edge, would make it a toss-up which boundary counts; no two radii being equal, one is always the outer.
const SPREAD: f64 = 2e-10;

/// What is the area of some land within a distance of some segments?
///
/// # Units
/// Metres in a plane, square metres. Segments of no length are points; others than finite ones are ignored.
///
/// # Method
/// The band is a union of capsules, the points within the distance of one segment each. By Green's theorem
/// the area is ½∮(x dy − y dx) along the land's rings where they are in a capsule, and along each capsule's
/// outline where it is in the land and in no other capsule. The outlines come from envelopes of the tops of runs of
/// capsules, cut where other runs cover them; the rings are in a capsule between the places where they cross the
/// outline. Where comings and goings do not alternate, as on a border that follows the outline, every edge is cut by
/// itself. No topology is built, so that rounding moves lengths by micrometres and never loses a face.
/// The radii are spread by 2e-10; the area is right to about 1e-9 of the band's own.
pub(super) struct Band {
    capsules: Vec<Capsule>,
    sleeves: Sleeves,
    runs: Vec<Run>,
    /// The smallest and the largest radius.
    least: f64,
    most: f64,
}

impl Band {
    /// The band within a distance of some segments, fastest if each starts where the one before it ends.
    pub(super) fn new(segments: &[[Coord<f64>; 2]], distance: f64) -> Band {
        let mut capsules = Vec::with_capacity(segments.len());
        // A sum is finite only if all that it is made of are.
        let is_finite = |a: &Coord<f64>, b: &Coord<f64>| (a.x + a.y + b.x + b.y).is_finite();
        // Multiples of the golden ratio are far apart modulo 1, those that follow each other most of all.
        let mut turn = 0.0;
        for [a, b] in segments.iter().filter(|_| distance > 0.0 && distance.is_finite()) {
            if is_finite(a, b) {
                capsules.push(Capsule::new(*a, *b, distance * (1.0 + SPREAD * (2.0 * turn - 1.0))));
                turn += 0.618_033_988_749_894_9;
                turn -= if turn >= 1.0 { 1.0 } else { 0.0 };
            }
        }
        let (least, most) = (distance * (1.0 - SPREAD), distance * (1.0 + SPREAD));
        let sleeves = Sleeves::around(&capsules, most);
        let runs = Run::cut(&capsules, least);
        Band { capsules, sleeves, runs, least, most }
    }

    /// The area of the part of the land that is in the band, from the band's outline where the land is.
    pub(super) fn area_within(&self, land: &Land, outline: &Outline) -> f64 {
        let (sum, crossings) = land::outline_in(land, outline, true);
        let borders = land::borders_in(land, crossings, |place| self.holds(place));
        let area = borders.map_or_else(|| self.area_by_looking(land, outline), |borders| sum + borders);
        area.min(land.area).max(0.0)
    }

    /// The same, whatever is rounded: every edge and every piece of outline by itself.
    fn area_by_looking(&self, land: &Land, outline: &Outline) -> f64 {
        let mut search = Search { band: self, left: Vec::new() };
        let (mut sum, _) = land::outline_in(land, outline, false);
        for ring in &land.rings {
            for edge in land.places[ring.from..=ring.to].windows(2) {
                let twice = cross(edge[0] - land.centre, edge[1] - land.centre);
                sum += 0.5 * ring.sign * twice * search.covered(edge[0], edge[1]);
            }
        }
        sum
    }

    /// Whether a place is in the band; None if it is on the outline, as nearly as can be said.
    fn holds(&self, place: Coord<f64>) -> Option<bool> {
        let (gap, _) = self.sleeves.nearest(&self.capsules, place, (f64::INFINITY, 0));
        (gap < self.least || gap > self.most).then_some(gap < self.least)
    }
}

/// The search for what of a piece is in no capsule.
struct Search<'a> {
    band: &'a Band,
    left: Vec<Piece>,
}

impl Search<'_> {
    /// The part of a land's edge that the capsules cover, 0 to 1.
    fn covered(&mut self, a: Coord<f64>, b: Coord<f64>) -> f64 {
        let (d, length) = (b - a, norm(b - a));
        if length <= 0.0 {
            return 0.0;
        }
        let piece = Piece { course: Course::Straight { from: a, along: d / length }, from: 0.0, to: length };
        self.strip(piece, piece.view(), &(0..0), &mut 0);
        1.0 - self.left.iter().map(|p| p.to - p.from).sum::<f64>() / length
    }

    /// Leaves what of a piece is in no capsule but its own; `last` is the one that covered all of another.
    fn strip(&mut self, piece: Piece, view: View, own: &Range<usize>, last: &mut usize) {
        let band = self.band;
        self.left.clear();
        self.left.push(piece);
        let may = |rest: &Rest, capsule: &Capsule| match rest.piece.course {
            Course::Straight { from, along } => capsule.may_touch_line(from, along, &rest.piece, &rest.view),
            Course::Round { centre, .. } => capsule.may_touch_arc(centre, &rest.view),
        };
        let mut rest = Rest { left: &mut self.left, piece, view };
        if !own.contains(last) && band.capsules.get(*last).is_some_and(|c| may(&rest, c) && rest.cut(c)) {
            return;
        }
        band.sleeves.visit(&band.capsules, own, &mut rest, may, |rest, k| {
            let all = rest.cut(&band.capsules[k]);
            if all {
                *last = k;
            }
            all
        });
    }
}

/// What is left of a piece while capsules are taken away from it.
struct Rest<'a> {
    left: &'a mut Vec<Piece>,
    /// From the first that is left to the end of the last.
    piece: Piece,
    /// Where that is.
    view: View,
}

impl Rest<'_> {
    /// Takes away what one capsule covers; true if nothing is left.
    fn cut(&mut self, capsule: &Capsule) -> bool {
        let (count, between) = (self.left.len(), (self.piece.from, self.piece.to));
        match self.piece.course {
            Course::Straight { from, along } => {
                if let Some((a, b)) = capsule.on_line(from, along) {
                    remove(self.left, a, b);
                }
            }
            Course::Round { centre, radius, middle } => {
                if self.view.hull.iter().all(|&p| capsule.holds(p)) {
                    self.left.clear();
                } else {
                    capsule.on_arc((centre, radius, middle), between, |a, b| remove(self.left, a, b));
                }
            }
        }
        let (Some(first), Some(end)) = (self.left.first(), self.left.last()) else { return true };
        if (count, between) != (self.left.len(), (first.from, end.to)) {
            self.piece = Piece { from: first.from, to: end.to, ..self.piece };
            self.view = self.piece.view();
        }
        false
    }
}
