//! Assessments of alternatives side by side: criteria, differences from the baseline, similarity, ranking and how
//! sure it is.
//!
//! | question | where |
//! |---|---|
//! | what does each alternative come to | [`Criterion`], [`Figure`] |
//! | who gains and who loses against the baseline | [`Difference`] |
//! | how alike are the lines | [`similarity`] |
//! | which is best, and how easily would another be | [`ranking`] |
//! | what is certain of a sketch | [`Sketch`] |

mod by_road;
mod criteria;
mod curvature;
mod difference;
mod ranked;
pub mod ranking;
mod roads;
pub mod similarity;
mod sketch;
mod studies;

pub use criteria::{Criterion, Figure, SHARED_WITHIN, WITHIN_ACCURACY};
pub use curvature::{Curvature, curvature};
pub use difference::{Change, Difference, Standing};
pub use ranked::Ranked;
pub use ranking::Direction;
pub use sketch::{Certainty, Sketch, sketch, sketch_by_leg};
pub use studies::{StudyChange, study_changes, version_changes};

use crate::error::{Fault, Result};
use crate::index::{Indexed, IndexedAlignment, IndexedSite};
use crate::measure::{Assessment, locate_on, proximity_to};
use crate::model::{Profile, Study, nearest_names};
use crate::units::{Chainage, ChainageRange, Metres};
use criteria::{Communes, Measured};
use ranking::Sampling;
use rayon::prelude::*;
use similarity::{Chords, Similarity};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// The criteria that the alternatives are ranked by where the user names none: what the road costs in length and new
/// ground, whom it serves, and how near it comes to the gate. Each is known for every alternative of the study.
pub const USUAL: [&str; 5] = ["length", "new_length", "people_within", "people_zone_iii", "nearest_gate"];
/// Similarity is made for all pairs up to so many alternatives, and beyond that for pairs with the baseline.
const ALL_PAIRS: usize = 12;

/// One alternative of a comparison.
pub struct Compared<'a> {
    /// Its measures.
    pub assessment: &'a Assessment<'a>,
    /// What is certain of it, where it is a sketch with a band.
    pub sketch: Option<Sketch>,
    /// Its figures, one a criterion.
    pub figures: Vec<Figure>,
    /// Stretches along existing roads, with the road.
    pub upgraded: Vec<(String, ChainageRange)>,
    /// Crossings with existing roads, with the road.
    pub crossings: Vec<(String, Chainage)>,
}

impl Compared<'_> {
    /// Its identifier.
    pub fn id(&self) -> &str {
        self.assessment.alignment.id()
    }
}

/// How alike two of the alternatives are.
pub struct Pair {
    /// One.
    pub first: String,
    /// The other.
    pub second: String,
    /// How alike.
    pub similarity: Similarity,
}

impl Pair {
    fn of(first: &Assessment<'_>, second: &Assessment<'_>, similarity: Similarity) -> Pair {
        let name = |a: &Assessment<'_>| a.alignment.id().to_string();
        Pair { first: name(first), second: name(second), similarity }
    }
}

/// Alternatives side by side.
pub struct Comparison<'a> {
    /// The one that the others are compared with.
    pub baseline: String,
    /// Half-width of the corridor.
    pub within: Metres,
    /// The alternatives, in the order asked.
    pub alternatives: Vec<Compared<'a>>,
    /// What they are compared by.
    pub criteria: Vec<Criterion>,
    /// Communes and zones gained, lost and unchanged.
    pub differences: Vec<Difference<'a>>,
    /// How alike they are.
    pub pairs: Vec<Pair>,
    /// Which is best; none where there is only one alternative or no criterion that is known for all.
    pub ranking: Option<Ranked>,
    /// Criteria that were asked for but not ranked by, and why.
    pub left_out: Vec<(String, String)>,
}

/// How a comparison is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Unit costs, widths, weights.
    pub profile: Profile,
    /// Weights given one by one; they stand before the profile's.
    pub weights: Vec<(String, f64)>,
    /// Half-width of the band of each alternative that is a sketch.
    pub bands: BTreeMap<String, Metres>,
    /// The same for legs, by alternative and leg; other legs have that of the alternative.
    pub leg_bands: BTreeMap<(String, String), Metres>,
    /// Accept an inconsistent pairwise comparison.
    pub force: bool,
    /// How win shares are sampled.
    pub sampling: Sampling,
}

/// How do these alternatives compare, with the baseline and with each other?
///
/// # Errors
/// The baseline is not among them, two have one name, or the weights name what is not there.
pub fn compare<'a>(
    assessments: &'a [Assessment<'a>],
    baseline: &str,
    study: &'a Study,
    index: &Indexed<'_>,
    options: &Options,
) -> Result<Comparison<'a>> {
    let base = known(assessments, baseline)?;
    let roads: Vec<_> = study.alignments.iter().filter(|r| r.about.status.as_deref() == Some("existing")).collect();
    let near = Metres::new(options.profile.shared_within_m.as_ref().map_or(SHARED_WITHIN, |c| c.value))?;
    let existing: Vec<Chords<'_>> = roads.iter().map(|r| Chords::of(r)).collect();
    let airports: Vec<&IndexedSite<'_>> = index.places.iter().filter(|p| p.site.kind == "airport").collect();
    let base_chords = Chords::of(base.alignment);
    let many = assessments.len() > ALL_PAIRS;
    let communes = Communes::of(study);
    let to_gate = by_road::ToGate::of(study, index, options, assessments.len());
    type Made<'a> = (Compared<'a>, Vec<Criterion>, Option<Pair>);
    let made: Result<Vec<Made<'a>>> = assessments
        .par_iter()
        .enumerate()
        .map(|(number, a)| {
            let chords = Chords::of(a.alignment);
            let own: Vec<usize> = (0..roads.len()).filter(|&r| roads[r].id() != a.alignment.id()).collect();
            let (upgraded, crossings, along) = roads::beside(&chords, &existing, &own, &roads, options)?;
            let sketch = sketch::banded(a, index, options)?;
            let indexed = LazyCell::new(|| IndexedAlignment::new(a.alignment));
            let measured = Measured {
                assessment: a,
                sketch: sketch.as_ref(),
                upgraded: (!own.is_empty()).then_some(along),
                crossings: (!own.is_empty()).then_some(crossings.len()),
                by_road: to_gate.as_ref().map_err(Clone::clone).and_then(|gate| gate.with(a.alignment)),
                airports: airports.iter().filter_map(|s| proximity_to(&indexed, s)).collect(),
                access_at: a
                    .alignment
                    .access_points
                    .iter()
                    .filter_map(|p| locate_on(&indexed, index, p.place).ok())
                    .map(|l| l.chainage)
                    .collect(),
            };
            let (mut criteria, figures): (Vec<_>, _) =
                criteria::figures(&measured, &communes, &options.profile).into_iter().unzip();
            // They are the same for all.
            criteria.truncate(if number == 0 { criteria.len() } else { 0 });
            criteria.shrink_to_fit();
            let with_base = many && a.alignment.id() != base.alignment.id();
            let pair = with_base.then(|| similarity::similarity_of_many(&base_chords, &chords, near)).transpose()?;
            let pair = pair.map(|similarity| Pair::of(base, a, similarity));
            Ok((Compared { assessment: a, sketch, figures, upgraded, crossings }, criteria, pair))
        })
        .collect();
    let (mut alternatives, mut criteria, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (compared, of, pair) in made? {
        alternatives.push(compared);
        criteria.extend(of);
        pairs.extend(pair);
    }
    if !many {
        pairs = all_pairs(assessments, near)?;
    }
    let mut left_out = Vec::new();
    let ranking = ranked::rank(&alternatives, &criteria, options, &mut left_out)?;
    Ok(Comparison {
        baseline: base.alignment.id().to_string(),
        within: base.definitions.within,
        differences: difference::differences(base, assessments, study),
        pairs,
        alternatives,
        criteria,
        ranking,
        left_out,
    })
}

fn known<'a>(assessments: &'a [Assessment<'a>], baseline: &str) -> Result<&'a Assessment<'a>> {
    let ids: Vec<&str> = assessments.iter().map(|a| a.alignment.id()).collect();
    let mut known = BTreeSet::new();
    for id in &ids {
        if !known.insert(id) {
            return Err(Fault::new("duplicate-id", "alternatives with names of their own", format!("\"{id}\" twice"))
                .remedy("name each alternative once, or give the features other ids")
                .into());
        }
    }
    assessments.iter().find(|a| a.alignment.id() == baseline).ok_or_else(|| {
        let near = nearest_names(baseline, ids.iter().copied());
        let remedy = near.first().map_or_else(|| "name one of them".to_string(), |n| format!("did you mean {n}?"));
        Fault::new("baseline", format!("one of the alternatives {}", ids.join(", ")), format!("\"{baseline}\""))
            .remedy(remedy)
            .into()
    })
}

/// Every alternative with every later one.
fn all_pairs(assessments: &[Assessment<'_>], near: Metres) -> Result<Vec<Pair>> {
    let chords: Vec<Chords<'_>> = assessments.par_iter().map(|a| Chords::of(a.alignment)).collect();
    let asked: Vec<(usize, usize)> =
        (0..assessments.len()).flat_map(|i| (i + 1..assessments.len()).map(move |j| (i, j))).collect();
    asked
        .par_iter()
        .map(|&(i, j)| {
            let similarity = similarity::similarity(&chords[i], &chords[j], near)?;
            Ok(Pair::of(&assessments[i], &assessments[j], similarity))
        })
        .collect()
}
