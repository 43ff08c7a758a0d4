//! Official chainage: km-posts tied to the geometry.
//!
//! Generalised geometry runs short of the road book, so official chainage is interpolated between the
//! km-posts whose place is known. Posts that are known to lie within a stretch only bend the line just as far as they
//! must, and it says so there. Beyond the last of them it is extrapolated at the rate of the longer spans between
//! posts, where there are any, and said so; else metres are counted along the geometry, and said so. Where a road was
//! realigned, a chainage equation lets the count jump: a gap has no place, an overlap has two.

mod fit;

use super::locate::locate_on;
use crate::error::{Fault, Result};
use crate::index::{Indexed, IndexedAlignment};
use crate::model::{Alignment, KmPost, PostPlace, Series};
use crate::units::{Chainage, Metres};
use fit::{Window, left_out, string};
use serde::Serialize;
use std::cell::LazyCell;

/// Spans between posts shorter than this say too little of the rate: a post is read to about 100 m.
const TELLING_SPAN: f64 = 5_000.0;

/// What an official chainage rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Interpolated between two km-posts.
    Calibrated,
    /// Between km-posts of which some are known to lie within a stretch only.
    Bounded,
    /// Beyond the last km-post, at the rate of the spans between posts.
    Extrapolated,
    /// Counted along the geometry from the last km-post or the origin.
    Geometric,
}

impl Basis {
    /// The word in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Calibrated => "calibrated",
            Basis::Bounded => "bounded",
            Basis::Extrapolated => "extrapolated",
            Basis::Geometric => "geometric",
        }
    }
}

/// A chainage read from a calibration, either way, and how far to trust it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Official or geometric, as asked.
    pub chainage: Chainage,
    /// What it rests on.
    pub basis: Basis,
    /// How far beyond the last km-post it is.
    pub beyond: Metres,
    /// By how much it may move: within what the stretches of the posts leave open, or if the rate beyond the last post
    /// were that of the span that differs most.
    pub uncertainty: Option<Metres>,
}

/// A km-post on the geometry.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedPost {
    /// What it says.
    pub official: Chainage,
    /// Where it is along the geometry.
    pub geometric: Chainage,
    /// How far its point is from the alignment.
    pub offset: Metres,
    /// What its neighbours would give for it, less what it says; none at an end.
    pub residual: Option<Metres>,
    /// What the place is called.
    pub place_name: String,
    /// What the chainage goes on with, where the post is an equation.
    pub ahead: Option<Chainage>,
}

/// A km-post that is only known to lie in an interval, held against the calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalCheck {
    /// What it says.
    pub official: Chainage,
    /// Where the calibration puts it along the geometry.
    pub geometric: Chainage,
    /// The interval, along the geometry.
    pub from: Chainage,
    /// Its end.
    pub to: Chainage,
    /// How far outside the interval that is; 0 inside.
    pub misfit: Metres,
    /// What the position rests on.
    pub basis: Basis,
    /// Why the calibration cannot honour it; none where it does.
    pub why_not: Option<String>,
    /// What the place is called.
    pub place_name: String,
}

/// A stretch between two bends of a calibration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Where it starts, officially.
    pub official_from: Chainage,
    /// Where it ends, officially.
    pub official_to: Chainage,
    /// Where it starts along the geometry.
    pub from: Chainage,
    /// Where it ends along the geometry.
    pub to: Chainage,
    /// Official metres per geometric metre.
    pub rate: f64,
    /// What it rests on.
    pub basis: Basis,
}

/// A bend of the calibration: running official metres, and metres of geometry.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    official: f64,
    geometric: f64,
    /// Whether a post stands there, or the line only bends to honour a stretch.
    tied: bool,
}

/// What lies between two chainage equations: there the running official chainage is the official one plus a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Section {
    shift: f64,
    /// From which metre of geometry on.
    starts: f64,
    /// First and last official metre.
    first: f64,
    last: f64,
}

/// A series of official chainage tied to an alignment.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The series.
    pub series: Series,
    /// The posts that tie it, by rising chainage, the origin first.
    pub posts: Vec<CalibratedPost>,
    /// The posts known by interval only.
    pub intervals: Vec<IntervalCheck>,
    knots: Vec<Knot>,
    sections: Vec<Section>,
    /// Every stretch that is honoured, and every post as a stretch without length.
    windows: Vec<Window>,
}

impl Calibration {
    /// Ties a series to the alignment; none if neither its origin nor any of its posts is located.
    ///
    /// # Method
    /// Linear between posts at a point. A post known to lie within a stretch bends the line by the taut string, which departs
    /// least from the straight one. A post that cannot lie in its stretch, given the others, is left out and says why. Several stretches
    /// without any point suffice to tie a series; one does not.
    ///
    /// # Errors
    /// The posts run backwards along the geometry.
    pub fn new(
        series: &Series,
        alignment: &Alignment,
        index: &Indexed<'_>,
        posts: &[KmPost],
    ) -> Result<Option<Calibration>> {
        let own: Vec<&KmPost> =
            posts.iter().filter(|p| p.alignment == alignment.id() && p.series == series.id).collect();
        let indexed = LazyCell::new(|| IndexedAlignment::new(alignment));
        let mut tied = Vec::new();
        let mut tie = |official: Chainage, place, place_name: &str, ahead: Option<Chainage>| -> Result<()> {
            let found = locate_on(&indexed, index, place)?;
            tied.push(CalibratedPost {
                official,
                geometric: found.chainage,
                offset: found.offset.distance,
                residual: None,
                place_name: place_name.to_string(),
                ahead,
            });
            Ok(())
        };
        if let Some((place, official)) = series.origin {
            tie(official, place, "origin", None)?;
        }
        let mut stretches = Vec::new();
        for post in &own {
            match post.place {
                PostPlace::Point(place) => tie(post.chainage, place, &post.place_name, None)?,
                PostPlace::Equation(place, ahead) => tie(post.chainage, place, &post.place_name, Some(ahead))?,
                PostPlace::Between(a, b) => {
                    let at = |place| locate_on(&indexed, index, place).map(|located| located.chainage);
                    let (from, to) = (at(a)?, at(b)?);
                    stretches.push((*post, from.min(to), from.max(to)));
                }
                PostPlace::Unlocated => {}
            }
        }
        if tied.is_empty() && stretches.len() < 2 {
            return Ok(None);
        }
        let sections = sections(&tied);
        let running =
            |p: &CalibratedPost| p.official.from_origin().metres() + section_at(&sections, p.geometric, true).shift;
        tied.sort_by(|a, b| running(a).total_cmp(&running(b)));
        for pair in tied.windows(2) {
            if pair[1].geometric <= pair[0].geometric || running(&pair[1]) == running(&pair[0]) {
                return Err(Fault::new(
                    "posts-backwards",
                    format!("km-posts of {} that rise along {}", series.id, alignment.id()),
                    format!(
                        "{} at {} and {} at {} of the geometry",
                        pair[0].official, pair[0].geometric, pair[1].official, pair[1].geometric
                    ),
                )
                .remedy("correct one of the two posts, or turn the alignment round")
                .into());
            }
        }
        for i in 1..tied.len().saturating_sub(1) {
            let (a, p, b) = (&tied[i - 1], &tied[i], &tied[i + 1]);
            let share = (p.geometric - a.geometric).share_of(b.geometric - a.geometric);
            let guessed = running(a) + (running(b) - running(a)) * share;
            tied[i].residual = Some(Metres::of(guessed - running(&tied[i])));
        }
        let points: Vec<Window> = tied
            .iter()
            .map(|p| {
                let at = p.geometric.from_origin().metres();
                Window { official: running(p), from: at, to: at }
            })
            .collect();
        let mut calibration = Calibration {
            series: series.clone(),
            posts: tied,
            intervals: Vec::new(),
            knots: Vec::new(),
            sections,
            windows: Vec::new(),
        };
        calibration.tie(points, &stretches);
        Ok(Some(calibration))
    }

    /// Draws the line through points and stretches, and holds every stretch against it.
    fn tie(&mut self, points: Vec<Window>, stretches: &[(&KmPost, Chainage, Chainage)]) {
        let first = points.first().map(|p| p.official);
        let mut all: Vec<(Window, Option<usize>)> = points.iter().map(|p| (*p, None)).collect();
        for (i, (post, from, to)) in stretches.iter().enumerate() {
            let (low, high) = (from.from_origin().metres(), to.from_origin().metres());
            let official = post.chainage.from_origin().metres();
            // Of two places that an overlap leaves, the one that lies in the stretch.
            let section = self.sections_of(official).into_iter().min_by(|a, b| {
                let off = |s: &Section| (s.starts - high).max(0.0);
                off(a).total_cmp(&off(b)).then(b.starts.total_cmp(&a.starts))
            });
            let Some(section) = section else { continue };
            let window = Window { official: official + section.shift, from: low, to: high };
            if first.is_none_or(|f| window.official >= f) {
                all.push((window, Some(i)));
            }
        }
        all.sort_by(|a, b| a.0.official.total_cmp(&b.0.official).then(a.1.cmp(&b.1)));
        let bare: Vec<Window> = all.iter().map(|(w, _)| *w).collect();
        let left_out = left_out(&bare);
        let stays = |i: usize| !left_out.iter().any(|(o, _)| *o == i);
        self.windows = (0..bare.len()).filter(|&i| stays(i)).map(|i| bare[i]).collect();
        let rate = self.rates().map_or(1.0, |(_, mean, _)| 1.0 / mean);
        // Between two points, and beyond the last, the line bends for its own stretches only.
        let mut knots: Vec<Knot> = Vec::new();
        let mut from = 0;
        let tied_at = |official: f64| points.iter().any(|p| p.official == official);
        for to in 1..=self.windows.len() {
            let ends = to == self.windows.len() || self.windows[to].from == self.windows[to].to;
            if !ends {
                continue;
            }
            let last = to.min(self.windows.len() - 1);
            for (official, geometric) in string(&merged(&self.windows[from..=last]), rate) {
                if knots.last().is_none_or(|k| official > k.official) {
                    knots.push(Knot { official, geometric, tied: tied_at(official) });
                }
            }
            from = to;
        }
        if knots.is_empty() {
            knots.extend(points.iter().map(|p| Knot { official: p.official, geometric: p.from, tied: true }));
        }
        self.knots = knots;
        for (i, (window, post)) in all.iter().enumerate() {
            let Some((post, from, to)) = post.map(|p| &stretches[p]) else { continue };
            let Some(reading) = self.read(window.official, true) else { continue };
            let misfit = (*from - reading.chainage).max(reading.chainage - *to).max(Metres::ZERO);
            let other = left_out.iter().find(|(o, _)| *o == i).map(|(_, other)| &all[*other]);
            let why_not = other.map(|(w, number)| {
                let place = match number.map(|n| &stretches[n]) {
                    Some((p, a, b)) => format!("{} between {a} and {b}", p.chainage),
                    None => format!("{} at {}", self.told(w.official), Chainage::at(Metres::of(w.from))),
                };
                format!("contradicts {place} of the geometry")
            });
            self.intervals.push(IntervalCheck {
                official: post.chainage,
                geometric: reading.chainage,
                from: *from,
                to: *to,
                misfit,
                basis: reading.basis,
                why_not,
                place_name: post.place_name.clone(),
            });
        }
        self.intervals.sort_by_key(|i| {
            stretches.iter().position(|(p, ..)| p.chainage == i.official && p.place_name == i.place_name)
        });
    }

    /// The official chainage of a running one.
    fn told(&self, running: f64) -> Chainage {
        let geometric = self.windows.iter().find(|w| w.official == running).map_or(running, |w| w.from);
        Chainage::at(Metres::of(running - section_at(&self.sections, Chainage::at(Metres::of(geometric)), true).shift))
    }

    /// The sections that count through an official chainage: two where they overlap, none in a gap.
    fn sections_of(&self, official: f64) -> Vec<Section> {
        const MILLIMETRE: f64 = 1e-3;
        let holds = |s: &&Section| s.first - MILLIMETRE <= official && official <= s.last + MILLIMETRE;
        self.sections.iter().filter(holds).copied().collect()
    }

    /// Which official chainage has a geometric one? None before the origin of the series.
    pub fn official(&self, geometric: Chainage) -> Option<Reading> {
        let reading = self.read(geometric.from_origin().metres(), false)?;
        let shift = section_at(&self.sections, geometric, false).shift;
        Some(Reading { chainage: reading.chainage - Metres::of(shift), ..reading })
    }

    /// Which geometric chainage has an official one? None before the origin of the series or in the gap of an equation;
    /// the first where equations leave two.
    pub fn geometric(&self, official: Chainage) -> Option<Reading> {
        self.places(official).into_iter().next()
    }

    /// Which geometric chainages have an official one? Two where sections of the chainage overlap, none in a gap.
    pub fn places(&self, official: Chainage) -> Vec<Reading> {
        let metres = official.from_origin().metres();
        self.sections_of(metres).iter().filter_map(|section| self.read(metres + section.shift, true)).collect()
    }

    /// The gap of an equation that an official chainage falls into, if it does: back and ahead.
    pub fn gap(&self, official: Chainage) -> Option<(Chainage, Chainage)> {
        let jump = |p: &CalibratedPost| Some((p.official, p.ahead?));
        self.posts.iter().filter_map(jump).find(|(back, ahead)| *back < official && official < *ahead)
    }

    /// Between the running official chainage and the geometric one, either way.
    fn read(&self, at: f64, to_geometric: bool) -> Option<Reading> {
        let known = |k: &Knot| if to_geometric { k.official } else { k.geometric };
        let sought = |k: &Knot| if to_geometric { k.geometric } else { k.official };
        let (first, last) = (self.knots.first()?, self.knots.last()?);
        let chainage = |metres: f64| Chainage::at(Metres::of(metres));
        // A millimetre before the origin is the origin, and one beyond the last post is the last post.
        const MILLIMETRE: f64 = 1e-3;
        if known(first) - at > MILLIMETRE {
            return None;
        }
        if at - known(last) <= MILLIMETRE {
            let after = self.knots.partition_point(|k| known(k) < at).max(1).min(self.knots.len() - 1);
            let (a, b) = (&self.knots[after.saturating_sub(1)], &self.knots[after]);
            let share = if known(b) > known(a) { (at - known(a)) / (known(b) - known(a)) } else { 0.0 };
            let found = sought(a) + (sought(b) - sought(a)) * share;
            let basis = self.basis(after);
            let uncertainty = (basis == Basis::Bounded).then(|| {
                let (official, geometric) = if to_geometric { (at, found) } else { (found, at) };
                let slope = (b.official - a.official) / (b.geometric - a.geometric).max(MILLIMETRE);
                self.play(official, geometric) * if to_geometric { 1.0 } else { slope }
            });
            let uncertainty = uncertainty.map(Metres::of);
            return Some(Reading { chainage: chainage(found), basis, beyond: Metres::ZERO, uncertainty });
        }
        let beyond = at - known(last);
        let turned = |rate: f64| if to_geometric { 1.0 / rate } else { rate };
        let rates = self.rates().or_else(|| self.overall());
        Some(match rates {
            Some((low, mean, high)) => {
                let spread = (turned(low) - turned(mean)).abs().max((turned(high) - turned(mean)).abs());
                Reading {
                    chainage: chainage(sought(last) + beyond * turned(mean)),
                    basis: Basis::Extrapolated,
                    beyond: Metres::of(beyond),
                    uncertainty: Some(Metres::of(beyond * spread)),
                }
            }
            None => Reading {
                chainage: chainage(sought(last) + beyond),
                basis: Basis::Geometric,
                beyond: Metres::of(beyond),
                uncertainty: None,
            },
        })
    }

    /// What the stretch that ends in a knot rests on: posts at both of its ends, or at the ends of several bends.
    fn basis(&self, knot: usize) -> Basis {
        let tied = |i: usize| self.knots.get(i).is_some_and(|k| k.tied);
        if tied(knot) && (knot == 0 || tied(knot - 1)) { Basis::Calibrated } else { Basis::Bounded }
    }

    /// How far a place may lie from the line and still honour every stretch, at rates that a road can have.
    fn play(&self, official: f64, geometric: f64) -> f64 {
        let reach = |w: &Window| fit::reach(w, official);
        let low = self.windows.iter().map(|w| reach(w).0).fold(f64::NEG_INFINITY, f64::max);
        let high = self.windows.iter().map(|w| reach(w).1).fold(f64::INFINITY, f64::min);
        [geometric - low, high - geometric].into_iter().filter(|d| d.is_finite()).fold(0.0, f64::max)
    }

    /// The rate over all of the line, where only stretches tell it.
    fn overall(&self) -> Option<(f64, f64, f64)> {
        let (first, last) = (self.knots.first()?, self.knots.last()?);
        if last.tied || last.geometric - first.geometric < TELLING_SPAN {
            return None;
        }
        let rates = self.spans().into_iter().filter(|s| (s.to - s.from).metres() >= TELLING_SPAN).map(|s| s.rate);
        let (low, high) = rates.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), r| (low.min(r), high.max(r)));
        let mean = (last.official - first.official) / (last.geometric - first.geometric);
        Some((low.min(mean), mean, high.max(mean)))
    }

    /// The stretches between the bends of the calibration, each with its rate.
    pub fn spans(&self) -> Vec<Span> {
        let chainage = |metres: f64| Chainage::at(Metres::of(metres));
        let mut spans = Vec::new();
        for (i, pair) in self.knots.windows(2).enumerate() {
            let (a, b) = (pair[0], pair[1]);
            let middle = chainage((a.geometric + b.geometric) / 2.0);
            let shift = section_at(&self.sections, middle, false).shift;
            spans.push(Span {
                official_from: chainage(a.official - shift),
                official_to: chainage(b.official - shift),
                from: chainage(a.geometric),
                to: chainage(b.geometric),
                rate: (b.official - a.official) / (b.geometric - a.geometric),
                basis: self.basis(i + 1),
            });
        }
        spans
    }

    /// Official metres per geometric metre in the spans that are long enough: lowest, over all of them, highest.
    pub fn rates(&self) -> Option<(f64, f64, f64)> {
        let points: Vec<&Window> = self.windows.iter().filter(|w| w.from == w.to).collect();
        let spans: Vec<(f64, f64)> = points
            .windows(2)
            .map(|p| (p[1].official - p[0].official, p[1].from - p[0].from))
            .filter(|(_, geometric)| *geometric >= TELLING_SPAN)
            .collect();
        let rates: Vec<f64> = spans.iter().map(|(official, geometric)| official / geometric).collect();
        let low = rates.iter().copied().reduce(f64::min)?;
        let high = rates.iter().copied().reduce(f64::max)?;
        let all = spans.iter().map(|s| s.0).sum::<f64>() / spans.iter().map(|s| s.1).sum::<f64>();
        Some((low, all, high))
    }

    /// The last post that ties it: beyond, it is extrapolated or bounded.
    pub fn last_post(&self) -> Option<&CalibratedPost> {
        self.posts.last()
    }

    /// The official chainage up to which it is tied or bounded.
    pub fn reaches(&self) -> Option<Chainage> {
        self.spans().last().map(|s| s.official_to).or(self.posts.last().map(|p| p.official))
    }

    /// The largest misfit of a post that is known by stretch, and the largest residual of one that is known by point.
    pub fn worst(&self) -> (Metres, Metres) {
        let misfit = self.intervals.iter().map(|i| i.misfit).max().unwrap_or(Metres::ZERO);
        let residual = self.posts.iter().filter_map(|p| p.residual).map(Metres::abs).max().unwrap_or(Metres::ZERO);
        (misfit, residual)
    }
}

/// Stretches of one chainage as one: where they meet.
fn merged(windows: &[Window]) -> Vec<Window> {
    let mut out: Vec<Window> = Vec::new();
    for w in windows {
        match out.last_mut() {
            Some(last) if last.official == w.official => {
                last.from = last.from.max(w.from);
                last.to = last.to.min(w.to);
            }
            _ => out.push(*w),
        }
    }
    out
}

/// The sections that the equations among the posts cut the series into, by rising geometry.
fn sections(posts: &[CalibratedPost]) -> Vec<Section> {
    let mut jumps: Vec<(f64, f64, f64)> = posts
        .iter()
        .filter_map(|p| {
            Some((
                p.geometric.from_origin().metres(),
                p.official.from_origin().metres(),
                p.ahead?.from_origin().metres(),
            ))
        })
        .collect();
    jumps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sections =
        vec![Section { shift: 0.0, starts: f64::NEG_INFINITY, first: f64::NEG_INFINITY, last: f64::INFINITY }];
    for (at, back, ahead) in jumps {
        let mut shift = 0.0;
        if let Some(before) = sections.last_mut() {
            before.last = back;
            shift = before.shift + back - ahead;
        }
        sections.push(Section { shift, starts: at, first: ahead, last: f64::INFINITY });
    }
    sections
}

/// The section of a metre of geometry; at an equation the one before it, or the one after.
fn section_at(sections: &[Section], geometric: Chainage, before: bool) -> Section {
    let at = geometric.from_origin().metres();
    let holds = |s: &&Section| if before { s.starts < at } else { s.starts <= at };
    let found = sections.iter().rev().find(holds).or(sections.first());
    found.copied().unwrap_or(Section {
        shift: 0.0,
        starts: f64::NEG_INFINITY,
        first: f64::NEG_INFINITY,
        last: f64::INFINITY,
    })
}
