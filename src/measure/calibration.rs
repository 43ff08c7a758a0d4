//! Official chainage: km-posts tied to the geometry.
//!
//! Generalised geometry runs short of the road book, so official chainage is interpolated between the
//! km-posts whose place is known. Beyond the last of them it is extrapolated at the rate of the longer spans
//! between posts, where there are any, and said so; else metres are counted along the geometry, and said so.

use super::locate::locate;
use crate::error::{Fault, Result};
use crate::index::Indexed;
use crate::model::{Alignment, KmPost, PostPlace, Series};
use crate::units::{Chainage, Metres};
use serde::Serialize;

/// Spans between posts shorter than this say too little of the rate: a post is read to about 100 m.
const TELLING_SPAN: f64 = 5_000.0;

/// What an official chainage rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Interpolated between two km-posts.
    Calibrated,
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
    /// By how much it would move if the rate were that of the span that differs most.
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
    /// What the place is called.
    pub place_name: String,
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
}

impl Calibration {
    /// Ties a series to the alignment; none if neither its origin nor any of its posts is located.
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
        let mut tied = Vec::new();
        let mut tie = |official: Chainage, place, place_name: &str| -> Result<()> {
            let found = locate(alignment, index, place)?;
            tied.push(CalibratedPost {
                official,
                geometric: found.chainage,
                offset: found.offset.distance,
                residual: None,
                place_name: place_name.to_string(),
            });
            Ok(())
        };
        if let Some((place, official)) = series.origin {
            tie(official, place, "origin")?;
        }
        for post in &own {
            if let PostPlace::Point(place) = post.place {
                tie(post.chainage, place, &post.place_name)?;
            }
        }
        if tied.is_empty() {
            return Ok(None);
        }
        tied.sort_by_key(|p| p.official);
        for pair in tied.windows(2) {
            if pair[1].geometric <= pair[0].geometric || pair[1].official == pair[0].official {
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
        let mut calibration = Calibration { series: series.clone(), posts: tied, intervals: Vec::new() };
        for i in 1..calibration.posts.len().saturating_sub(1) {
            let (a, p, b) = (&calibration.posts[i - 1], &calibration.posts[i], &calibration.posts[i + 1]);
            let guessed = a.official
                + (b.official - a.official) * ((p.geometric - a.geometric).share_of(b.geometric - a.geometric));
            calibration.posts[i].residual = Some(guessed - calibration.posts[i].official);
        }
        for post in &own {
            if let PostPlace::Between(a, b) = post.place {
                let (from, to) = (locate(alignment, index, a)?.chainage, locate(alignment, index, b)?.chainage);
                let (from, to) = (from.min(to), from.max(to));
                if let Some(reading) = calibration.geometric(post.chainage) {
                    let misfit = (from - reading.chainage).max(reading.chainage - to).max(Metres::ZERO);
                    calibration.intervals.push(IntervalCheck {
                        official: post.chainage,
                        geometric: reading.chainage,
                        from,
                        to,
                        misfit,
                        basis: reading.basis,
                        place_name: post.place_name.clone(),
                    });
                }
            }
        }
        Ok(Some(calibration))
    }

    /// Which official chainage has a geometric one? None before the origin of the series.
    pub fn official(&self, geometric: Chainage) -> Option<Reading> {
        self.read(geometric, |p| p.geometric, |p| p.official, false)
    }

    /// Which geometric chainage has an official one? None before the origin of the series.
    pub fn geometric(&self, official: Chainage) -> Option<Reading> {
        self.read(official, |p| p.official, |p| p.geometric, true)
    }

    fn read(
        &self,
        at: Chainage,
        known: impl Fn(&CalibratedPost) -> Chainage,
        sought: impl Fn(&CalibratedPost) -> Chainage,
        inverse: bool,
    ) -> Option<Reading> {
        let first = self.posts.first()?;
        let last = self.posts.last()?;
        // A millimetre before the origin is the origin, and one beyond the last post is the last post.
        const MILLIMETRE: Metres = Metres::of(1e-3);
        if known(first) - at > MILLIMETRE {
            return None;
        }
        if at - known(last) <= MILLIMETRE {
            let after = self.posts.partition_point(|p| known(p) < at).max(1).min(self.posts.len() - 1);
            let before = after.saturating_sub(1);
            let (a, b) = (&self.posts[before], &self.posts[after]);
            let share = (at - known(a)).share_of(known(b) - known(a));
            let chainage = sought(a) + (sought(b) - sought(a)) * share;
            return Some(Reading { chainage, basis: Basis::Calibrated, beyond: Metres::ZERO, uncertainty: None });
        }
        let beyond = at - known(last);
        let turned = |rate: f64| if inverse { 1.0 / rate } else { rate };
        Some(match self.rates() {
            Some((low, mean, high)) => {
                let spread = (turned(low) - turned(mean)).abs().max((turned(high) - turned(mean)).abs());
                Reading {
                    chainage: sought(last) + beyond * turned(mean),
                    basis: Basis::Extrapolated,
                    beyond,
                    uncertainty: Some(beyond * spread),
                }
            }
            None => Reading { chainage: sought(last) + beyond, basis: Basis::Geometric, beyond, uncertainty: None },
        })
    }

    /// Official metres per geometric metre in the spans that are long enough: lowest, over all of them, highest.
    pub fn rates(&self) -> Option<(f64, f64, f64)> {
        let spans: Vec<(Metres, Metres)> = self
            .posts
            .windows(2)
            .map(|p| (p[1].official - p[0].official, p[1].geometric - p[0].geometric))
            .filter(|(_, geometric)| geometric.metres() >= TELLING_SPAN)
            .collect();
        let rates: Vec<f64> = spans.iter().map(|(official, geometric)| official.share_of(*geometric)).collect();
        let low = rates.iter().copied().reduce(f64::min)?;
        let high = rates.iter().copied().reduce(f64::max)?;
        let all = spans.iter().map(|s| s.0).sum::<Metres>().share_of(spans.iter().map(|s| s.1).sum());
        Some((low, all, high))
    }

    /// How far the posts reach along the geometry.
    pub fn last_post(&self) -> Option<&CalibratedPost> {
        self.posts.last()
    }
}
