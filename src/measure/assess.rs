//! Every measure of one alignment together, with the definitions it rests on.

use super::catchment::{InCatchment, catchment_of};
use super::coverage::{Coverage, coverage_of};
use super::crossing::met;
use super::proximity::{Proximity, proximity};
use super::served::{AccessService, served_by_access};
use crate::error::Result;
use crate::index::{Indexed, IndexedAlignment, each_near_the_last};
use crate::model::{Alignment, Study};
use crate::units::Metres;
use rayon::prelude::*;

/// What "served" means in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// The alignment has some length in the commune.
    Crossed,
    /// The commune has land within a distance of the alignment.
    Within,
    /// The commune has land within a distance of an access point.
    Access,
}

/// The definitions behind the figures of an assessment.
#[derive(Debug, Clone, PartialEq)]
pub struct Definitions {
    /// Half-width of the corridor.
    pub within: Metres,
    /// How far from an access point a commune is still served by it.
    pub access_within: Metres,
    /// How many nearest sites of each kind.
    pub nearest: usize,
}

impl Default for Definitions {
    fn default() -> Self {
        Definitions::of(&Study::default())
    }
}

impl Definitions {
    /// The defaults of a study.
    pub fn of(study: &Study) -> Definitions {
        let d = &study.defaults;
        Definitions { within: d.within, access_within: d.access_within, nearest: d.nearest }
    }
}

/// Everything measured of one alignment.
#[derive(Debug, Clone)]
pub struct Assessment<'a> {
    /// The alignment.
    pub alignment: &'a Alignment,
    /// The definitions used.
    pub definitions: Definitions,
    /// Which ranges lie in which commune.
    pub coverage: Coverage,
    /// Which communes are within the distance.
    pub catchment: Vec<InCatchment>,
    /// Which communes the access points serve; none for a road without access points.
    pub access: Option<Vec<AccessService>>,
    /// The nearest economic zones.
    pub zones: Vec<Proximity>,
    /// The nearest border gates.
    pub gates: Vec<Proximity>,
}

impl Assessment<'_> {
    /// What the alignment is called.
    pub fn name(&self) -> &str {
        let name = &self.alignment.about.name.local;
        if name.is_empty() { self.alignment.id() } else { name }
    }

    /// How long is it?
    pub fn length(&self) -> Metres {
        self.alignment.length()
    }

    /// The communes crossed and how much of the alignment lies in each, in the order of chainage.
    pub fn communes(&self) -> Vec<(&crate::model::CommuneCode, Metres)> {
        self.coverage.communes()
    }
}

/// What are the length, coverage, catchment and proximity of an alignment?
///
/// # Errors
/// None today; a measure that cannot be made says so in its place.
///
/// # Examples
/// ```
/// use corridor::{Study, assess, Definitions};
/// let study = Study::embedded()?;
/// let index = study.index();
/// let a = assess(study.alignment("ct03-a")?, &index, &Definitions::default())?;
/// assert_eq!(a.length().kilometres().round(), 145.0);
/// # Ok::<(), corridor::Error>(())
/// ```
pub fn assess<'a>(alignment: &'a Alignment, index: &Indexed<'_>, definitions: &Definitions) -> Result<Assessment<'a>> {
    assess_for(alignment, index, definitions, Measures::ALL)
}

/// Which measures are wanted: the others are left empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measures {
    pub coverage: bool,
    pub catchment: bool,
    pub proximity: bool,
}

impl Measures {
    pub const ALL: Measures = Measures { coverage: true, catchment: true, proximity: true };
}

/// Some of the measures of an alignment.
pub(crate) fn assess_for<'a>(
    alignment: &'a Alignment,
    index: &Indexed<'_>,
    definitions: &Definitions,
    wanted: Measures,
) -> Result<Assessment<'a>> {
    let indexed = IndexedAlignment::new(alignment);
    let access = if alignment.access_points.is_empty() {
        None
    } else {
        Some(served_by_access(alignment, index, definitions.access_within)?)
    };
    let met = if wanted.coverage || wanted.catchment { met(&indexed, index) } else { Vec::new() };
    let nearest = if wanted.proximity { definitions.nearest } else { 0 };
    Ok(Assessment {
        coverage: if wanted.coverage { coverage_of(&indexed, &met) } else { Coverage::default() },
        catchment: if wanted.catchment { catchment_of(&indexed, index, definitions.within, &met) } else { Vec::new() },
        access,
        zones: proximity(&indexed, &index.zones, nearest),
        gates: proximity(&indexed, &index.gates, nearest),
        definitions: definitions.clone(),
        alignment,
    })
}

/// The same for many alignments on all cores, in the order given.
///
/// # Errors
/// The first that [`assess`] gives.
pub fn assess_all<'a>(
    alignments: &[&'a Alignment],
    index: &Indexed<'_>,
    definitions: &Definitions,
) -> Result<Vec<Assessment<'a>>> {
    assess_all_for(alignments, index, definitions, Measures::ALL)
}

/// Some of the measures of many alignments.
pub(crate) fn assess_all_for<'a>(
    alignments: &[&'a Alignment],
    index: &Indexed<'_>,
    definitions: &Definitions,
    wanted: Measures,
) -> Result<Vec<Assessment<'a>>> {
    let one = |number: usize| Ok((number, assess_for(alignments[number], index, definitions, wanted)?));
    let mut all: Vec<(usize, Assessment<'a>)> =
        each_near_the_last(alignments).into_par_iter().map(one).collect::<Result<_>>()?;
    all.sort_unstable_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, assessment)| assessment).collect())
}
