//! A sketch carries a band: every place of it may lie within so many metres of where it is drawn.
//!
//! The model is stated: each vertex of the true alignment lies within the band of the vertex drawn, and edges join
//! them. Then each place of the truth lies within the band of a place of the sketch and the other way round, and
//! distances, lengths and areas are bounded as below. The bounds hold for every such alignment, so they are wide.

use crate::geodesy::inverse;
use crate::index::{Indexed, IndexedAlignment};
use crate::measure::{Assessment, InCatchment, catchment, runs_deeper};
use crate::model::{Alignment, CommuneCode};
use crate::units::Metres;

/// What is certain of a commune when the alignment is a sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Every alignment within the band crosses it.
    Certain,
    /// Some do.
    Possible,
}

/// What is certain and what is possible of an alternative drawn as a sketch.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// Half-width of the band.
    pub band: Metres,
    /// Shortest and longest that it can be.
    pub length: (Metres, Metres),
    /// The communes that it certainly or possibly crosses; the rest are excluded.
    pub crossed: Vec<(CommuneCode, Certainty)>,
    /// The catchment at the distance less the band: within that at least.
    pub least: Vec<InCatchment>,
    /// The catchment at the distance and the band: within that at most.
    pub most: Vec<InCatchment>,
}

/// What is certain of an alternative whose places may be off by the band?
///
/// # Method
/// *Crossed* is certain where a place of the sketch lies deeper in the commune than the band, and possible where
/// the commune is no farther than the band. *Within D* is certain within D − band and possible within D + band.
/// An edge may be shorter or longer by twice the band, and no line is shorter than the geodesic between its ends.
pub fn sketch(assessment: &Assessment<'_>, index: &Indexed<'_>, band: Metres) -> Sketch {
    let indexed = IndexedAlignment::new(assessment.alignment);
    let within = assessment.definitions.within;
    let possible = catchment(&indexed, index, band);
    let certain = |c: &InCatchment| {
        index.communes.iter().find(|k| k.commune.code == c.commune).is_some_and(|k| runs_deeper(&indexed, k, band))
    };
    let crossed = possible
        .into_iter()
        .map(|c| {
            let certainty = if certain(&c) { Certainty::Certain } else { Certainty::Possible };
            (c.commune, certainty)
        })
        .collect();
    let least = if within > band { catchment(&indexed, index, within - band) } else { Vec::new() };
    Sketch {
        band,
        length: length(assessment.alignment, band),
        crossed,
        least,
        most: catchment(&indexed, index, within + band),
    }
}

fn length(alignment: &Alignment, band: Metres) -> (Metres, Metres) {
    let (mut shortest, mut longest, mut direct) = (0.0, 0.0, 0.0);
    let b = band.metres();
    for (_, part) in alignment.parts() {
        for pair in part.windows(2) {
            let edge = crate::geodesy::Edge::new(pair[0], pair[1]).length();
            shortest += (edge - 2.0 * b).max(0.0);
            longest += edge + 2.0 * b;
        }
        if let (Some(&first), Some(&last)) = (part.first(), part.last()) {
            direct += (inverse(first, last).distance - 2.0 * b).max(0.0);
        }
    }
    (Metres::of(f64::max(shortest, direct)), Metres::of(longest))
}
