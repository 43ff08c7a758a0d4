//! A sketch carries a band: every place of it may lie within so many metres of where it is drawn.
//!
//! The model is stated: each vertex of the true alignment lies within the band of the vertex drawn, and edges join
//! them. Then each place of the truth lies within the band of a place of the sketch and the other way round, and
//! distances, lengths and areas are bounded as below. The bounds hold for every such alignment, so they are wide.

use super::Options;
use crate::error::Result;
use crate::geodesy::inverse;
use crate::index::{Indexed, IndexedAlignment};
use crate::measure::{Assessment, InCatchment, catchment, runs_deeper};
use crate::model::{Alignment, CommuneCode};
use crate::units::{Chainage, ChainageRange, Metres};
use std::collections::BTreeMap;

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

/// What is certain of an alternative by the bands asked for; none where it has none.
pub(super) fn banded(a: &Assessment<'_>, index: &Indexed<'_>, options: &Options) -> Result<Option<Sketch>> {
    let id = a.alignment.id();
    let Some(&rest) = options.bands.get(id) else { return Ok(None) };
    let band = |leg: &str| options.leg_bands.get(&(id.to_string(), leg.to_string()));
    let legs: Vec<(ChainageRange, Metres)> =
        a.alignment.legs.iter().filter_map(|leg| Some((leg.range, *band(&leg.id)?))).collect();
    Ok(Some(if legs.is_empty() { sketch(a, index, rest) } else { sketch_by_leg(a, index, rest, &legs)? }))
}

/// What is certain of an alternative whose places may be off by the band?
///
/// # Method
/// *Crossed* is certain where a place of the sketch lies deeper in the commune than the band, and possible where
/// the commune is no farther than the band. *Within D* is certain within D − band and possible within D + band.
/// An edge may be shorter or longer by twice the band, and no line is shorter than the geodesic between its ends.
pub fn sketch(assessment: &Assessment<'_>, index: &Indexed<'_>, band: Metres) -> Sketch {
    of_line(assessment.alignment, assessment.definitions.within, index, band)
}

/// The same where stretches have bands of their own: ranges of chainage that do not overlap, and the band of the rest.
///
/// # Method
/// Each stretch is a sketch by itself. What is certain of one is certain of the whole, and what is possible of any is
/// possible; lengths add up. Of the land within the distance there is at least as much as the stretch with most leaves
/// certain, and as the widest band leaves of the whole, and at most as much as those of all stretches together, and as
/// the widest band of the whole.
///
/// # Errors
/// A stretch that has no line, which legs of an alignment always have.
pub fn sketch_by_leg(
    assessment: &Assessment<'_>,
    index: &Indexed<'_>,
    rest: Metres,
    legs: &[(ChainageRange, Metres)],
) -> Result<Sketch> {
    let (road, within) = (assessment.alignment, assessment.definitions.within);
    let mut own = legs.to_vec();
    own.sort_by_key(|(range, _)| range.from());
    let mut stretches = own.clone();
    let end = Chainage::at(road.length());
    let starts = own.iter().map(|(range, _)| range.from()).chain([end]);
    let ends = std::iter::once(Chainage::ORIGIN).chain(own.iter().map(|(range, _)| range.to()));
    for (from, to) in ends.zip(starts).filter(|(from, to)| to > from) {
        stretches.push((ChainageRange::ordered(from.from_origin().metres(), to.from_origin().metres()), rest));
    }
    let mut parts = Vec::new();
    for (range, band) in stretches {
        let line = Alignment::new(road.id(), road.stretch(range))?;
        parts.push(of_line(&line, within, index, band));
    }
    let widest = parts.iter().map(|p| p.band).max().unwrap_or(rest);
    let mut whole = of_line(road, within, index, widest);
    whole.length = parts.iter().fold((Metres::ZERO, Metres::ZERO), |l, p| (l.0 + p.length.0, l.1 + p.length.1));
    let mut crossed: BTreeMap<CommuneCode, Certainty> = BTreeMap::new();
    for (code, certainty) in parts.iter().flat_map(|p| p.crossed.clone()) {
        let known = crossed.entry(code).or_insert(certainty);
        *known = (*known).min(certainty);
    }
    whole.crossed = crossed.into_iter().collect();
    whole.least = together(&whole.least, parts.iter().map(|p| &p.least), f64::max);
    let summed = together(&[], parts.iter().map(|p| &p.most), |a, b| a + b);
    for most in &mut whole.most {
        let share = summed.iter().find(|c| c.commune == most.commune).map_or(0.0, |c| c.area_share);
        shrink(most, most.area_share.min(share));
    }
    whole.most.retain(|c| summed.iter().any(|s| s.commune == c.commune));
    Ok(whole)
}

/// The catchments of several stretches in one list, by code: the nearest ends of each commune, and shares put together.
fn together<'c>(
    first: &'c [InCatchment],
    others: impl Iterator<Item = &'c Vec<InCatchment>>,
    share: impl Fn(f64, f64) -> f64,
) -> Vec<InCatchment> {
    let mut all: BTreeMap<CommuneCode, InCatchment> = BTreeMap::new();
    for found in first.iter().chain(others.flatten()) {
        match all.get_mut(&found.commune) {
            None => {
                all.insert(found.commune.clone(), found.clone());
            }
            Some(known) => {
                if found.near.distance < known.near.distance {
                    known.near = found.near;
                }
                if found.area_share > 0.0 && known.area_share == 0.0 {
                    (known.area, known.area_share) = (found.area, found.area_share);
                } else {
                    shrink(known, share(known.area_share, found.area_share).min(1.0));
                }
            }
        }
    }
    all.into_values().collect()
}

/// Another share of the same land.
fn shrink(of: &mut InCatchment, share: f64) {
    if of.area_share > 0.0 {
        of.area = of.area * (share / of.area_share);
        of.area_share = share;
    }
}

fn of_line(alignment: &Alignment, within: Metres, index: &Indexed<'_>, band: Metres) -> Sketch {
    let indexed = IndexedAlignment::new(alignment);
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
    Sketch { band, length: length(alignment, band), crossed, least, most: catchment(&indexed, index, within + band) }
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
