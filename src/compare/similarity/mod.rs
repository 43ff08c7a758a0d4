//! How alike are two alternatives, and where do they differ?
//!
//! | question | where | right to |
//! |---|---|---|
//! | which stretches do they share, which are new | [`shared()`], [`upgrade`] | the tolerance within 5 mm |
//! | where does one cross, join or touch existing roads | [`crossings()`] | exact predicates |
//! | how far do they stray from each other | [`hausdorff()`] | 1.2 cm; 3 mm more at 50 km |
//! | how far apart when walked from end to end | [`frechet()`] | 2.3 cm + 1e-7; 3 mm more at 50 km |
//! | how much land lies between them | [`between()`] | the grid of the overlay, 0.2 mm |
//!
//! All of it works on [`Chords`], made once for each alternative, and is a pure function of what it is handed.
//! The exact bound comes with each figure.

mod between;
mod capsule;
mod chords;
mod crossings;
mod frechet;
mod free_space;
mod hausdorff;
mod leash;
mod regions;
mod shared;

#[cfg(test)]
mod tests;

pub use between::{Between, between};
pub use chords::{Chords, OnAlignment};
pub use crossings::{Meeting, RoadMeetings, crossings};
pub use frechet::{Frechet, Sense, frechet, frechet_above, sense};
pub use hausdorff::{Farthest, Hausdorff, farthest, hausdorff};
pub use shared::{Along, Shared, Upgrade, shared, upgrade};

use crate::error::Result;
use crate::units::Metres;
use geo::MultiPolygon;

/// Both must share so much of their length to be near-duplicates: what is left of 150 km is a bypass of one town.
pub const NEAR_SHARE: f64 = 0.95;
/// And the rest may stray by no more than so many tolerances: a kilometre at 100 m, the band of a usual sketch (±500 m)
/// twice, within which no figure of a sketch can tell them apart.
pub const NEAR_REACH: f64 = 10.0;

/// How alike two alternatives are, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Within the tolerance all the way (Fréchet): two drawings of one alternative.
    Same,
    /// Both share at least 95 % of their length, and the rest strays by at most ten tolerances (Fréchet).
    NearDuplicate,
    /// An alternative of its own.
    Distinct,
}

/// How alike two alternatives are.
#[derive(Debug, Clone, PartialEq)]
pub struct Similarity {
    /// How the second is digitised against the first. It is read from its other end where opposed, so which way each
    /// was drawn changes no figure.
    pub sense: Sense,
    /// What of the first lies along the second.
    pub shared: Shared,
    /// What of the second lies along the first.
    pub shared_by_second: Shared,
    /// How far they stray from each other, and where.
    pub hausdorff: Hausdorff,
    /// How far apart they are, walked from end to end, and where; none where it was asked for near-duplicates only
    /// and these stray too far to be any.
    pub frechet: Option<Frechet>,
    /// The land between them.
    pub between: Between,
}

impl Similarity {
    /// Are they one alternative drawn twice, nearly so, or two?
    ///
    /// # Method
    /// By the Fréchet distance and the shares, not by the Hausdorff distance: a line that goes out and back along the
    /// other is near it everywhere and yet another road. A high share alone will not do either: 5 % of 150 km is 7.5 km,
    /// room for another bridge or another side of a town, so what is not shared may not stray far.
    pub fn likeness(&self) -> Likeness {
        let Some(frechet) = &self.frechet else { return Likeness::Distinct };
        let (tolerance, apart) = (self.shared.tolerance.metres(), frechet.distance.metres());
        if apart <= tolerance {
            Likeness::Same
        } else if self.shared.share.min(self.shared_by_second.share) >= NEAR_SHARE && apart <= NEAR_REACH * tolerance {
            Likeness::NearDuplicate
        } else {
            Likeness::Distinct
        }
    }
}

/// How alike are two alternatives?
///
/// # Units
/// Metres, square metres; chainage of each.
///
/// # Method
/// Each measure by its own function, the second read from the end that is nearer to the start of the first ([`sense`]).
///
/// # Errors
/// The tolerance is under 0.1 m.
pub fn similarity(a: &Chords<'_>, b: &Chords<'_>, tolerance: Metres) -> Result<Similarity> {
    measured(a, b, tolerance, true)
}

/// The same without the Fréchet distance of pairs that stray too far to be near-duplicates, which costs most for those
/// and is never smaller than the Hausdorff distance, and without the land between for drawing, which takes most memory.
///
/// # Errors
/// As [`similarity`].
pub fn similarity_of_many(a: &Chords<'_>, b: &Chords<'_>, tolerance: Metres) -> Result<Similarity> {
    measured(a, b, tolerance, false)
}

fn measured(a: &Chords<'_>, b: &Chords<'_>, tolerance: Metres, always: bool) -> Result<Similarity> {
    let sense = sense(a, b);
    let hausdorff = hausdorff(a, b);
    let near = hausdorff.distance() <= tolerance * NEAR_REACH;
    let mut between = between(a, b, sense);
    if !always {
        between.land = MultiPolygon(Vec::new());
    }
    Ok(Similarity {
        sense,
        shared: shared(a, b, tolerance)?,
        shared_by_second: shared(b, a, tolerance)?,
        frechet: (always || near).then(|| frechet_above(a, b, sense, &hausdorff)),
        between,
        hausdorff,
    })
}
