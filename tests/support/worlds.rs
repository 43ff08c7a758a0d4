//! Random studies: a jittered grid of communes that share their borders, and roads that wander over it,
//! touch its corners and run along its borders.

use crate::support::{commune, zone};
use corridor::Study;
use corridor::geodesy::LonLat;
use corridor::model::{Alignment, Commune, Population, SiteGeometry};
use geo::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use proptest::sample::select;
use std::fmt;

/// The grid has so many communes a side.
const SIDE: usize = 3;
const NODES: usize = SIDE + 1;

/// Where a road goes next.
#[derive(Debug, Clone)]
pub enum Step {
    /// Anywhere, in cells of the grid.
    Free(f64, f64),
    /// A corner of the grid.
    Corner(usize, usize),
    /// Along a side of a cell: lying or upright, from which corner, and there or back.
    Along(bool, usize, usize, bool),
}

/// A study with its own way to be printed when a law is broken.
#[derive(Clone)]
pub struct World {
    /// The study.
    pub study: Study,
    /// The width of a cell, degrees of latitude.
    pub cell: f64,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places =
            |line: &[LonLat]| line.iter().map(|p| format!("({}, {})", p.x, p.y)).collect::<Vec<_>>().join(", ");
        for road in &self.study.alignments {
            for (_, part) in road.parts() {
                write!(f, "\nalignment {}: {}", road.id(), places(part))?;
            }
        }
        for commune in &self.study.communes {
            for polygon in commune.land.iter() {
                write!(f, "\ncommune {}: {}", commune.code, places(&polygon.exterior().0))?;
            }
        }
        for site in self.study.sites() {
            write!(f, "\n{}: {:?}", site.id, site.geometry)?;
        }
        writeln!(f)
    }
}

/// The corners and sides of a grid, in degrees.
struct Grid {
    origin: LonLat,
    cell: LonLat,
    corners: Vec<(f64, f64)>,
    middles: Vec<(f64, f64)>,
    /// Each half of a side has so many edges: one run of boxes, or several.
    pieces: usize,
}

impl Grid {
    /// As data has it: six decimals, none of them exact in binary.
    fn place(&self, x: f64, y: f64) -> LonLat {
        let rounded = |v: f64| (v * 1e6).round() / 1e6;
        LonLat { x: rounded(self.origin.x + x * self.cell.x), y: rounded(self.origin.y + y * self.cell.y) }
    }

    fn corner(&self, i: usize, j: usize) -> LonLat {
        let (dx, dy) = self.corners[i * NODES + j];
        self.place(i as f64 + 0.15 * dx, j as f64 + 0.15 * dy)
    }

    /// The vertices of a side, both corners included.
    fn side(&self, upright: bool, i: usize, j: usize) -> Vec<LonLat> {
        let (k, l) = if upright { (i, j + 1) } else { (i + 1, j) };
        let (a, b) = (self.corner(i, j), self.corner(k, l));
        let (dx, dy) = self.middles[(usize::from(upright) * NODES + i) * NODES + j];
        let middle = self.place((i + k) as f64 / 2.0 + 0.08 * dx, (j + l) as f64 / 2.0 + 0.08 * dy);
        let rounded = |v: f64| (v * 1e6).round() / 1e6;
        let half = |a: LonLat, b: LonLat| {
            (0..self.pieces)
                .map(move |n| a + (b - a) * (n as f64 / self.pieces as f64))
                .map(move |p| LonLat { x: rounded(p.x), y: rounded(p.y) })
        };
        half(a, middle).chain(half(middle, b)).chain([b]).collect()
    }

    fn land(&self, i: usize, j: usize) -> MultiPolygon<f64> {
        let mut ring = self.side(false, i, j);
        ring.extend(self.side(true, i + 1, j));
        ring.extend(self.side(false, i, j + 1).into_iter().rev());
        ring.extend(self.side(true, i, j).into_iter().rev());
        ring.dedup();
        MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
    }

    fn line(&self, steps: &[Step]) -> Vec<LonLat> {
        let mut line = Vec::new();
        for step in steps {
            match *step {
                Step::Free(x, y) => line.push(self.place(x, y)),
                Step::Corner(i, j) => line.push(self.corner(i, j)),
                Step::Along(upright, i, j, back) => {
                    let mut side = self.side(upright, i, j);
                    if back {
                        side.reverse();
                    }
                    line.extend(side);
                }
            }
        }
        line.dedup();
        line
    }
}

/// South-west corners: Vietnam, the far north, across the equator, the far south, and either side of 180°.
pub fn origins() -> impl Strategy<Value = LonLat> {
    select(vec![(103.0, 21.0), (10.3, 59.7), (36.0, -0.3), (-70.2, -45.3), (178.7, -17.9), (-179.6, 65.5)])
        .prop_map(LonLat::from)
}

fn free() -> impl Strategy<Value = Step> {
    let reach = -0.4..SIDE as f64 + 0.4;
    (reach.clone(), reach).prop_map(|(x, y)| Step::Free(x, y))
}

fn corner() -> impl Strategy<Value = Step> {
    (0..NODES, 0..NODES).prop_map(|(i, j)| Step::Corner(i, j))
}

fn along() -> impl Strategy<Value = Step> {
    (any::<bool>(), 0..SIDE, 0..SIDE, any::<bool>()).prop_map(|(upright, i, j, back)| Step::Along(upright, i, j, back))
}

/// Roads that wander.
pub fn wandering() -> BoxedStrategy<Vec<Step>> {
    prop_oneof![4 => prop::collection::vec(free(), 2..9), 1 => prop::collection::vec(free(), 17..40)].boxed()
}

/// Roads that wander, meet corners and run along borders.
pub fn anywhere() -> BoxedStrategy<Vec<Step>> {
    prop::collection::vec(prop_oneof![3 => free(), 2 => corner(), 2 => along()], 2..9).boxed()
}

/// Worlds with so many roads.
pub fn worlds(roads: std::ops::Range<usize>, steps: BoxedStrategy<Vec<Step>>) -> impl Strategy<Value = World> {
    let jitter = |n: usize| prop::collection::vec((-1.0..1.0, -1.0..1.0), n);
    let codes = Just((10..10 + SIDE * SIDE).collect::<Vec<_>>()).prop_shuffle();
    let present = prop::collection::vec(prop::bool::weighted(0.85), SIDE * SIDE);
    let overlay = prop::option::weighted(0.3, (0.0..2.0, 0.0..2.0, 0.3..1.5, 0.3..1.5));
    let zones = prop::collection::vec((-1.0..4.0, -1.0..4.0, prop::option::of(0.05..0.6)), 0..6);
    (
        (origins(), select(vec![0.003, 0.05, 0.2]), select(vec![1, 1, 2, 7])),
        (jitter(NODES * NODES), jitter(2 * NODES * NODES)),
        (codes, present, overlay),
        (prop::collection::vec((steps, prop::option::weighted(0.25, 0.0..1.0)), roads), zones),
    )
        .prop_filter_map(
            "a road needs two places",
            |((origin, cell, pieces), (corners, middles), land, (roads, zones))| {
                let wide = cell / origin.y.to_radians().cos();
                let grid = Grid { origin, cell: LonLat { x: wide.min(0.28), y: cell }, corners, middles, pieces };
                let mut study = Study::default();
                let (codes, present, overlay) = land;
                let people =
                    |code: usize| if code.is_multiple_of(4) { Population::Missing } else { Population::Known(100) };
                for (number, code) in codes.iter().enumerate().filter(|(number, _)| present[*number]) {
                    let land = grid.land(number / SIDE, number % SIDE);
                    study.communes.push(commune(&code.to_string(), land, people(*code)));
                }
                if let Some((x, y, w, h)) = overlay {
                    study.communes.push(commune("14b", grid.square(x, y, w, h), Population::Missing));
                }
                study.communes.sort_by(|a, b| a.code.cmp(&b.code));
                for (number, (steps, gap)) in roads.iter().enumerate() {
                    let line = grid.line(steps);
                    // Some roads have a gap: two parts, the vertices between them left out.
                    let cut = gap.map_or(0, |g| (g * line.len() as f64) as usize);
                    let parts = match (2..line.len().saturating_sub(2)).contains(&cut) {
                        true => vec![line[..cut].to_vec(), line[cut..].to_vec()],
                        false => vec![line],
                    };
                    study.alignments.push(Alignment::new(format!("r{number}"), parts).ok()?);
                }
                for (number, (x, y, width)) in zones.into_iter().enumerate() {
                    let geometry = match width {
                        Some(w) => SiteGeometry::Land(grid.square(x, y, w, w)),
                        None => SiteGeometry::Point(grid.place(x, y)),
                    };
                    study.zones.push(zone(&format!("z{number}"), geometry));
                }
                Some(World { study, cell })
            },
        )
}

impl Grid {
    fn square(&self, x: f64, y: f64, w: f64, h: f64) -> MultiPolygon<f64> {
        let ring = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| self.place(x, y));
        MultiPolygon(vec![Polygon::new(LineString(ring.to_vec()), vec![])])
    }
}

/// The communes with every ring started elsewhere and run the other way.
pub fn redrawn(communes: &[Commune]) -> Vec<Commune> {
    let mut turned = communes.to_vec();
    for commune in &mut turned {
        let mut land = MultiPolygon::clone(&commune.land);
        for polygon in &mut land {
            polygon.exterior_mut(|ring| {
                ring.0.pop();
                ring.0.rotate_left(1);
                ring.0.reverse();
                ring.close();
            });
        }
        commune.land = land.into();
    }
    turned
}
