//! Lines cut into runs of a few edges, each with its box.

use super::{Balls, Bits, Bounds};
use crate::geodesy::{Bow, LonLat, LonLatBox, earth_centred_line};
use geo::MultiPolygon;
use std::sync::OnceLock;

/// So many edges share a box: with fewer the boxes cost more than they save, with more they are loose.
const EDGES: usize = 16;
const _: () = assert!(EDGES <= Bits::MOST);
/// So many of these share a larger one.
const RUNS: usize = 8;

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
    /// How its edges bow.
    pub bow: Bow,
    balls: OnceLock<Box<Balls>>,
}

/// Lines or rings, cut into runs. It does not own the places.
#[derive(Debug)]
pub struct Chain<'a> {
    /// Most have but one line: it is held in place. (A small vector would make the chain invariant in its lifetime.)
    first: Option<(usize, &'a [LonLat])>,
    others: Vec<(usize, &'a [LonLat])>,
    runs: Vec<Run>,
    /// The boxes around so many of these each, where there are more.
    around: Vec<LonLatBox>,
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
        for (number, (_, line)) in lines().enumerate() {
            let last = line.len().saturating_sub(1);
            let mut from = 0;
            while from < last || (from == 0 && line.len() == 1) {
                let to = (from + EDGES).min(last);
                if let Some(box_) = LonLatBox::around(&line[from..=to]) {
                    runs.push(Run { line: number as u32, from: from as u32, to: to as u32, bounds: box_ });
                }
                from = to.max(from + 1);
            }
        }
        let all = |few: &[Run]| few.iter().map(|run| run.bounds).reduce(|a, b| a.union(&b));
        let around: Vec<LonLatBox> =
            if runs.len() > RUNS { runs.chunks(RUNS).filter_map(all).collect() } else { Vec::new() };
        let bounds = if around.is_empty() { all(&runs) } else { around.iter().copied().reduce(|a, b| a.union(&b)) };
        Chain { first, others, runs, around, bounds, solid: OnceLock::new() }
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
                let bow = Bow::at(run.bounds.least_cos());
                let most = centred.windows(2).map(|e| bow.between(&e[0], &e[1])).fold(0.0, f64::max);
                Solid { first: centred[0], bounds: Bounds::around(centred).grown(most), bow, balls: OnceLock::new() }
            };
            let runs: Vec<Solid> = self.runs.iter().map(around).collect();
            let all = runs.iter().fold(Bounds::NOTHING, |all, run| all.union(&run.bounds));
            Box::new((runs, all))
        })
    }

    /// The edges of a run, by its number, in earth-centred metres, kept once they were asked for.
    pub fn balls(&self, run: usize) -> &Balls {
        let solid = &self.solid().0[run];
        let made = || Box::new(Balls::of(earth_centred_line(self.places(&self.runs[run]).1), solid.bow));
        solid.balls.get_or_init(made)
    }

    /// Its runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs whose boxes may matter. What may matter in a box may do so in every larger one.
    #[inline]
    pub fn runs_where(&self, may: impl Fn(&LonLatBox) -> bool + Copy) -> impl Iterator<Item = &Run> {
        let few = self.runs.chunks(RUNS).enumerate();
        let few = few.filter(move |(i, _)| self.around.get(*i).is_none_or(may));
        few.flat_map(|(_, few)| few).filter(move |run| may(&run.bounds))
    }

    /// Boxes that hold all of it together: of a long line far less than the one around it all does.
    pub fn boxes(&self) -> &[LonLatBox] {
        if self.around.is_empty() { self.bounds.as_slice() } else { &self.around }
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

    #[test]
    fn runs_that_may_matter_are_all_found() {
        for n in [2usize, 50, 129, 130, 400] {
            let line: Vec<LonLat> = (0..n).map(|i| LonLat { x: (i % 7) as f64, y: i as f64 * 0.1 }).collect();
            let chain = Chain::new([(0, &line[..n / 2]), (n / 2, &line[n / 2..])]);
            for y in 0..50 {
                let window =
                    LonLatBox::new(LonLat { x: 2.0, y: f64::from(y) }, LonLat { x: 3.0, y: f64::from(y) + 0.3 });
                let found = chain.runs_where(|b| b.meets(&window)).map(|run| (run.line, run.from));
                let all = chain.runs().iter().filter(|run| run.bounds.meets(&window)).map(|run| (run.line, run.from));
                assert!(found.eq(all), "{n} {y}");
            }
            let around = chain.boxes().iter().copied().reduce(|a, b| a.union(&b));
            assert!(
                chain.bounds() == around
                    && chain.runs().iter().all(|r| around.is_some_and(|a| a.union(&r.bounds) == a))
            );
        }
    }
}
