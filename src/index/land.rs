//! Land in a plane, its borders cut into runs.

use super::bits::Bits;
use super::boxes::Bounds;
use geo::{Coord, MultiPolygon};

/// So many edges share a box.
const EDGES: usize = 8;
const _: () = assert!(EDGES <= Bits::MOST);
/// So many of these share a larger one.
const RUNS: usize = 8;

/// Land in a plane: metres, true areas.
#[derive(Debug)]
pub struct Land {
    /// The vertices of all rings.
    pub places: Vec<Coord<f64>>,
    /// Its rings.
    pub rings: Vec<Edges>,
    /// The rings, cut into runs of a few edges.
    pub runs: Vec<Edges>,
    /// The boxes around so many of these each.
    around: Vec<Bounds<2>>,
    /// The box around it.
    pub bounds: Bounds<2>,
    /// The middle of the box.
    pub centre: Coord<f64>,
    /// Square metres.
    pub area: f64,
}

/// Consecutive edges of one ring, from vertex to vertex.
#[derive(Debug, Clone, Copy)]
pub struct Edges {
    /// The first vertex.
    pub from: usize,
    /// The last.
    pub to: usize,
    /// The box around them.
    pub bounds: Bounds<2>,
    /// −1 if the ring has the land on its right.
    pub sign: f64,
}

impl Land {
    /// From polygons in the plane. Rings may run either way round.
    pub fn new(land: &MultiPolygon<f64>) -> Land {
        let rings = || {
            land.0
                .iter()
                .flat_map(|p| std::iter::once((p.exterior(), 1.0)).chain(p.interiors().iter().map(|r| (r, -1.0))))
        };
        let bounds = Bounds::around(rings().flat_map(|(r, _)| r.0.iter().copied()));
        let centre = Coord { x: (bounds.low[0] + bounds.high[0]) * 0.5, y: (bounds.low[1] + bounds.high[1]) * 0.5 };
        let mut out = Land {
            places: Vec::new(),
            rings: Vec::new(),
            runs: Vec::new(),
            around: Vec::new(),
            bounds,
            centre,
            area: 0.0,
        };
        for (ring, side) in rings() {
            let (start, last) = (out.places.len(), (out.places.len() + ring.0.len()).saturating_sub(1));
            out.places.extend(ring.0.iter().copied());
            let twice = |e: &[Coord<f64>]| {
                let (a, b) = (e[0] - centre, e[1] - centre);
                a.x * b.y - a.y * b.x
            };
            let area = 0.5 * out.places[start..].windows(2).map(twice).sum::<f64>();
            out.area += side * area.abs();
            let edges = |from: usize, to: usize| Edges {
                from,
                to,
                bounds: Bounds::around(out.places[from..=to].iter().copied()),
                sign: side * area.signum(),
            };
            if start < last {
                out.rings.push(edges(start, last));
                out.runs.extend((start..last).step_by(EDGES).map(|from| edges(from, (from + EDGES).min(last))));
            }
        }
        let around = |few: &[Edges]| few.iter().fold(Bounds::NOTHING, |all, run| all.union(&run.bounds));
        out.around = out.runs.chunks(RUNS).map(around).collect();
        out
    }

    /// The runs whose boxes meet a box.
    #[inline]
    pub fn runs_near(&self, bounds: &Bounds<2>) -> impl Iterator<Item = &Edges> {
        let few = self.runs.chunks(RUNS).zip(&self.around).filter(|(_, around)| around.meets(bounds));
        few.flat_map(|(few, _)| few).filter(|run| run.bounds.meets(bounds))
    }
}
