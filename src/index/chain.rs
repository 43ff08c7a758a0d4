//! Lines cut into runs of a few edges, each with its box.

use super::{Balls, Bits, Bounds};
use crate::geodesy::{LonLat, LonLatBox, bow, earth_centred_line};
use geo::MultiPolygon;
use std::sync::OnceLock;

/// So many edges share a box: with fewer the boxes cost more than they save, with more they are loose.
const EDGES: usize = 16;
const _: () = assert!(EDGES <= Bits::MOST);

/// A few consecutive edges of one line.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Which line.
    pub line: u32,
    /// Its first vertex.
    pub from: u32,
    /// Its last vertex.
    pub to: u32,
    /// The box around it.
    pub bounds: LonLatBox,
}

/// A run in earth-centred metres.
#[derive(Debug)]
pub struct Solid {
    /// Its first vertex.
    pub first: [f64; 3],
    /// The box around its edges, as far as they bow away from their chords.
    pub bounds: Bounds<3>,
    balls: OnceLock<Box<Balls>>,
}

/// Lines or rings, cut into runs. It does not own the places.
#[derive(Debug)]
pub struct Chain<'a> {
    /// Most have but one line: it is held in place. (A small vector would make the chain invariant in its lifetime.)
    first: Option<(usize, &'a [LonLat])>,
    others: Vec<(usize, &'a [LonLat])>,
    runs: Vec<Run>,
    bounds: Option<LonLatBox>,
    solid: OnceLock<Box<(Vec<Solid>, Bounds<3>)>>,
}

impl<'a> Chain<'a> {
    /// From lines, each with the number that its first vertex has in its owner.
    pub fn new(lines: impl IntoIterator<Item = (usize, &'a [LonLat])>) -> Chain<'a> {
        let mut lines = lines.into_iter();
        let (first, others): (_, Vec<(usize, &'a [LonLat])>) = (lines.next(), lines.collect());
        let lines = || first.iter().chain(&others);
        let mut runs = Vec::with_capacity(lines().map(|(_, l)| l.len().saturating_sub(1).div_ceil(EDGES).max(1)).sum());
        let mut bounds: Option<LonLatBox> = None;
        for (number, (_, line)) in lines().enumerate() {
            let last = line.len().saturating_sub(1);
            let mut from = 0;
            while from < last || (from == 0 && line.len() == 1) {
                let to = (from + EDGES).min(last);
                if let Some(box_) = LonLatBox::around(&line[from..=to]) {
                    runs.push(Run { line: number as u32, from: from as u32, to: to as u32, bounds: box_ });
                    bounds = Some(bounds.map_or(box_, |b| b.union(&box_)));
                }
                from = to.max(from + 1);
            }
        }
        Chain { first, others, runs, bounds, solid: OnceLock::new() }
    }

    /// The borders of some polygons.
    pub fn around(land: &'a MultiPolygon<f64>) -> Chain<'a> {
        Chain::new(
            land.0
                .iter()
                .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
                .map(|ring| (0, ring.0.as_slice())),
        )
    }

    /// Its runs in earth-centred metres and the box around them all, made when first asked for.
    pub fn solid(&self) -> &(Vec<Solid>, Bounds<3>) {
        self.solid.get_or_init(|| {
            let around = |run: &Run| {
                let centred = earth_centred_line(self.places(run).1);
                let bow = centred.windows(2).map(|e| bow(&e[0], &e[1], run.bounds.least_cos())).fold(0.0, f64::max);
                Solid { first: centred[0], bounds: Bounds::around(centred).grown(bow), balls: OnceLock::new() }
            };
            let runs: Vec<Solid> = self.runs.iter().map(around).collect();
            let all = runs.iter().fold(Bounds::NOTHING, |all, run| all.union(&run.bounds));
            Box::new((runs, all))
        })
    }

    /// The places of a run, by its number, and its edges in earth-centred metres, kept once they were asked for.
    pub fn balls(&self, run: usize) -> (&'a [LonLat], &Balls) {
        let (solid, run) = (&self.solid().0[run], &self.runs[run]);
        let (_, places) = self.places(run);
        let made = || Box::new(Balls::of(earth_centred_line(places), run.bounds.least_cos()));
        (places, solid.balls.get_or_init(made))
    }

    /// Its runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The places of a run, and the number that the first of them has in the owner.
    pub fn places(&self, run: &Run) -> (usize, &'a [LonLat]) {
        let (base, line) = self.first.filter(|_| run.line == 0).unwrap_or_else(|| self.others[run.line as usize - 1]);
        (base + run.from as usize, &line[run.from as usize..=run.to as usize])
    }

    /// All its lines.
    pub fn lines(&self) -> impl Iterator<Item = &'a [LonLat]> + '_ {
        self.first.iter().chain(&self.others).map(|(_, line)| *line)
    }

    /// The box around all of it; none around nothing.
    pub fn bounds(&self) -> Option<LonLatBox> {
        self.bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_hold_every_edge_once() {
        for n in [1usize, 2, 16, 17, 18, 33, 100] {
            let line: Vec<LonLat> = (0..n).map(|i| LonLat { x: i as f64, y: 0.0 }).collect();
            let chain = Chain::new([(7, line.as_slice())]);
            let edges: usize = chain.runs().iter().map(|r| (r.to - r.from) as usize).sum();
            assert_eq!(edges, n - 1, "{n}");
            assert_eq!(chain.runs().len(), if n == 1 { 1 } else { (n - 2) / EDGES + 1 });
            assert_eq!(chain.places(&chain.runs()[0]).0, 7);
        }
    }
}
