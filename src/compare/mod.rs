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

mod criteria;
mod curvature;
mod difference;
pub mod ranking;
pub mod similarity;
mod sketch;

pub use criteria::{Criterion, Figure, SHARED_WITHIN};
pub use curvature::{Curvature, curvature};
pub use difference::{Change, Difference, Standing};
pub use ranking::Direction;
pub use sketch::{Certainty, Sketch, sketch};

use crate::error::{Fault, Result};
use crate::index::{Indexed, IndexedAlignment, IndexedSite};
use crate::measure::{Assessment, locate, proximity};
use crate::model::{Profile, Study, nearest_names};
use crate::units::{Chainage, ChainageRange, Metres};
use criteria::Measured;
use ranking::{Ahp, Inconsistent, Matrix, Ranking, Sampling, Weights};
use rayon::prelude::*;
use similarity::{Chords, Meeting, Similarity};
use std::collections::BTreeMap;

/// The criteria that the alternatives are ranked by where the user names none: what the road costs in length and new
/// ground, whom it serves, and how near it comes to the gate. Each is known for every alternative of the study.
pub const USUAL: [&str; 5] = ["length", "new_length", "people_within", "people_zone_iii", "nearest_gate"];
/// Similarity is made for all pairs up to so many alternatives, and beyond that for pairs with the baseline.
const ALL_PAIRS: usize = 12;
/// A joint with a road shorter than this is a crossing at a flat angle, not a stretch of upgrade.
const SHORTEST_UPGRADE: f64 = 500.0;

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

/// A ranking with the bounds that sketches leave.
pub struct Ranked {
    /// Scores, front, stability.
    pub ranking: Ranking,
    /// Best and worst rank by the bounds of the figures.
    pub bounds: Vec<(usize, usize)>,
    /// Where the weights come from.
    pub weights_from: String,
    /// The pairwise comparison that they were made from.
    pub ahp: Option<Ahp>,
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
    pub differences: Vec<Difference>,
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
    study: &Study,
    index: &Indexed<'_>,
    options: &Options,
) -> Result<Comparison<'a>> {
    let base = known(assessments, baseline)?;
    let roads: Vec<_> = study.alignments.iter().filter(|r| r.about.status.as_deref() == Some("existing")).collect();
    let existing: Vec<Chords<'_>> = roads.iter().map(|r| Chords::of(r)).collect();
    let airports: Vec<&IndexedSite<'_>> = index.places.iter().filter(|p| p.site.kind == "airport").collect();
    let made: Result<Vec<(Compared<'a>, Vec<Criterion>)>> = assessments
        .par_iter()
        .map(|a| {
            let own: Vec<usize> = (0..roads.len()).filter(|&r| roads[r].id() != a.alignment.id()).collect();
            let (upgraded, crossings, along) = beside(a, &existing, &own, &roads, options)?;
            let sketch = options.bands.get(a.alignment.id()).map(|band| sketch(a, index, *band));
            let measured = Measured {
                assessment: a,
                sketch: sketch.as_ref(),
                upgraded: (!own.is_empty()).then_some(along),
                crossings: (!own.is_empty()).then_some(crossings.len()),
                airports: airports
                    .iter()
                    .flat_map(|s| proximity(&IndexedAlignment::new(a.alignment), std::slice::from_ref(*s), 1))
                    .collect(),
                access_at: a
                    .alignment
                    .access_points
                    .iter()
                    .filter_map(|p| locate(a.alignment, index, p.place).ok())
                    .map(|l| l.chainage)
                    .collect(),
            };
            let (criteria, figures) = criteria::figures(&measured, study, &options.profile).into_iter().unzip();
            Ok((Compared { assessment: a, sketch, figures, upgraded, crossings }, criteria))
        })
        .collect();
    let (alternatives, mut criteria): (Vec<_>, Vec<_>) = made?.into_iter().unzip();
    let criteria = if criteria.is_empty() { Vec::new() } else { criteria.swap_remove(0) };
    let mut left_out = Vec::new();
    let ranking = rank(&alternatives, &criteria, options, &mut left_out)?;
    Ok(Comparison {
        baseline: base.alignment.id().to_string(),
        within: base.definitions.within,
        differences: difference::differences(base, assessments, study),
        pairs: pairs(assessments, base, options)?,
        alternatives,
        criteria,
        ranking,
        left_out,
    })
}

fn known<'a>(assessments: &'a [Assessment<'a>], baseline: &str) -> Result<&'a Assessment<'a>> {
    let ids: Vec<&str> = assessments.iter().map(|a| a.alignment.id()).collect();
    for (i, id) in ids.iter().enumerate() {
        if ids[..i].contains(id) {
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

/// Stretches along existing roads, crossings with them, and the length of the former.
type Beside = (Vec<(String, ChainageRange)>, Vec<(String, Chainage)>, Metres);

fn beside(
    a: &Assessment<'_>,
    existing: &[Chords<'_>],
    own: &[usize],
    roads: &[&crate::model::Alignment],
    options: &Options,
) -> Result<Beside> {
    let near = options.profile.shared_within_m.as_ref().map_or(SHARED_WITHIN, |c| c.value);
    let chords = Chords::of(a.alignment);
    // An alternative that is itself one of the roads is not an upgrade of itself.
    let upgrade = similarity::upgrade(&chords, existing, Metres::new(near)?, Metres::of(SHORTEST_UPGRADE))?;
    let mut upgraded = Vec::new();
    for along in upgrade.along.iter().filter(|x| own.contains(&x.road)) {
        upgraded.extend(along.ranges.iter().map(|r| (roads[along.road].id().to_string(), *r)));
    }
    let mut crossings = Vec::new();
    for met in similarity::crossings(&chords, existing, &upgrade).iter().filter(|m| own.contains(&m.road)) {
        crossings.extend(met.meetings.iter().filter_map(|m| match m {
            Meeting::Crossing(at) => Some((roads[met.road].id().to_string(), at.chainage)),
            Meeting::Touch(_) | Meeting::Joint(_) => None,
        }));
    }
    upgraded.sort_by(|x, y| (x.1.from(), &x.0).cmp(&(y.1.from(), &y.0)));
    crossings.sort_by(|x, y| (x.1, &x.0).cmp(&(y.1, &y.0)));
    let along = union(upgraded.iter().map(|u| u.1));
    Ok((upgraded, crossings, along))
}

/// The length of some ranges together, each metre once. They come by rising start.
fn union(ranges: impl Iterator<Item = ChainageRange>) -> Metres {
    let mut reached = Chainage::ORIGIN;
    let mut sum = Metres::ZERO;
    for range in ranges {
        let from = range.from().max(reached);
        if range.to() > from {
            sum = sum + (range.to() - from);
            reached = range.to();
        }
    }
    sum
}

fn pairs(assessments: &[Assessment<'_>], base: &Assessment<'_>, options: &Options) -> Result<Vec<Pair>> {
    let near = Metres::new(options.profile.shared_within_m.as_ref().map_or(SHARED_WITHIN, |c| c.value))?;
    let chords: Vec<Chords<'_>> = assessments.par_iter().map(|a| Chords::of(a.alignment)).collect();
    let all = assessments.len() <= ALL_PAIRS;
    let is_base = |i: usize| assessments[i].alignment.id() == base.alignment.id();
    let asked: Vec<(usize, usize)> = (0..assessments.len())
        .flat_map(|i| (0..assessments.len()).map(move |j| (i, j)))
        .filter(|&(i, j)| if all { i < j } else { is_base(i) && i != j })
        .collect();
    asked
        .par_iter()
        .map(|&(i, j)| {
            let name = |k: usize| assessments[k].alignment.id().to_string();
            Ok(Pair {
                first: name(i),
                second: name(j),
                similarity: similarity::similarity(&chords[i], &chords[j], near)?,
            })
        })
        .collect()
}

/// Weights by criterion, where they come from, and the pairwise comparison that they were made from.
type Weighed = (Vec<(String, f64)>, String, Option<Ahp>);

fn weighed(options: &Options) -> Result<Weighed> {
    let profile = &options.profile;
    if !options.weights.is_empty() {
        return Ok((options.weights.clone(), "as given on the command line".into(), None));
    }
    if let Some(pairwise) = &profile.ahp {
        let allowed = if options.force { Inconsistent::Use } else { Inconsistent::Refuse };
        let ahp = ranking::ahp(&pairwise.criteria, &pairwise.matrix, allowed)?;
        let ratio = ahp.consistency_ratio;
        return Ok((
            ahp.weights.clone(),
            format!("from the profile's pairwise comparison, consistency ratio {ratio:.3}"),
            Some(ahp),
        ));
    }
    if !profile.weights.is_empty() {
        return Ok((profile.weights.iter().map(|(k, v)| (k.clone(), *v)).collect(), "from the profile".into(), None));
    }
    Ok((
        USUAL.iter().map(|id| (id.to_string(), 1.0)).collect(),
        "equal, on the usual criteria, as none were given".into(),
        None,
    ))
}

fn rank(
    alternatives: &[Compared<'_>],
    criteria: &[Criterion],
    options: &Options,
    left_out: &mut Vec<(String, String)>,
) -> Result<Option<Ranked>> {
    let (weights, weights_from, ahp) = weighed(options)?;
    for (id, _) in &weights {
        if !criteria.iter().any(|c| c.id == *id) {
            let near = nearest_names(id, criteria.iter().map(|c| c.id.as_str()));
            let remedy = near
                .first()
                .map_or_else(|| "`corridor compare` lists the criteria".to_string(), |n| format!("did you mean {n}?"));
            return Err(Fault::new("unknown-criterion", "the name of a criterion", format!("\"{id}\""))
                .remedy(remedy)
                .into());
        }
    }
    let asked = |c: &Criterion| weights.iter().any(|(id, _)| *id == c.id);
    let mut used = Vec::new();
    for (i, criterion) in criteria.iter().enumerate().filter(|(_, c)| asked(c)) {
        let missing = alternatives.iter().find_map(|a| match &a.figures[i] {
            Figure::NotAssessed(why) => Some(format!("{}: {why}", a.id())),
            Figure::Known { .. } => None,
        });
        match missing {
            Some(why) => left_out.push((criterion.id.clone(), why)),
            None => used.push(i),
        }
    }
    if alternatives.len() < 2 || used.is_empty() {
        return Ok(None);
    }
    let rows = alternatives.iter().map(|a| used.iter().filter_map(|&i| a.figures[i].value()).collect()).collect();
    let columns = used
        .iter()
        .map(|&i| ranking::Criterion { id: criteria[i].id.clone(), direction: criteria[i].direction })
        .collect();
    let matrix = Matrix::new(alternatives.iter().map(|a| a.id().to_string()).collect(), columns, rows)?;
    let kept: Vec<(String, f64)> =
        weights.into_iter().filter(|(id, _)| used.iter().any(|&i| criteria[i].id == *id)).collect();
    let weights = Weights::given(&matrix, &kept)?;
    let ranking = ranking::rank(matrix, weights, options.sampling)?;
    let bounds = rank_bounds(alternatives, criteria, &used, &ranking);
    Ok(Some(Ranked { ranking, bounds, weights_from, ahp }))
}

/// Best and worst rank of each by the bounds of the figures, on the scale of the figures themselves.
fn rank_bounds(
    alternatives: &[Compared<'_>],
    criteria: &[Criterion],
    used: &[usize],
    ranking: &Ranking,
) -> Vec<(usize, usize)> {
    let scores: Vec<(f64, f64)> = alternatives
        .iter()
        .map(|a| {
            let (mut least, mut most) = (0.0, 0.0);
            for (k, &i) in used.iter().enumerate() {
                let values: Vec<f64> = alternatives.iter().filter_map(|b| b.figures[i].value()).collect();
                let (low, high) =
                    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
                let Figure::Known { low: a_low, high: a_high, .. } = a.figures[i] else { continue };
                let weight = ranking.weights.values()[k];
                let scaled = |v: f64| if high > low { (v - low) / (high - low) } else { 0.0 };
                let (worse, better) = match criteria[i].direction {
                    Direction::MoreIsBetter => (scaled(a_low), scaled(a_high)),
                    Direction::LessIsBetter => (1.0 - scaled(a_high), 1.0 - scaled(a_low)),
                };
                least += weight * worse;
                most += weight * better;
            }
            (least, most)
        })
        .collect();
    // A tenth of a millionth is far below every figure's own accuracy.
    let clear = |a: f64, b: f64| a > b + 1e-7;
    scores
        .iter()
        .map(|&(least, most)| {
            let better = scores.iter().filter(|s| clear(s.0, most)).count();
            let maybe = scores.iter().filter(|s| clear(s.1, least)).count();
            (1 + better, (1 + maybe).min(scores.len()))
        })
        .collect()
}

impl Ranked {
    /// Rank by weighted sum; 1 is best.
    pub fn rank(&self, alternative: usize) -> usize {
        self.ranking.weighted_sum.order.rank[alternative]
    }

    /// Score by weighted sum, 0 to 1.
    pub fn score(&self, alternative: usize) -> f64 {
        self.ranking.weighted_sum.scores[alternative].score
    }

    /// Closeness to the ideal by TOPSIS, 0 to 1.
    pub fn topsis(&self, alternative: usize) -> f64 {
        self.ranking.topsis.closeness[alternative]
    }

    /// Rank by TOPSIS.
    pub fn topsis_rank(&self, alternative: usize) -> usize {
        self.ranking.topsis.order.rank[alternative]
    }

    /// The alternatives that are better by every criterion.
    pub fn dominators(&self, alternative: usize) -> Vec<String> {
        let names = self.ranking.matrix.alternatives();
        self.ranking.pareto.dominated[alternative].by.iter().map(|&i| names[i].clone()).collect()
    }

    /// Best and worst rank by the bounds of the figures.
    pub fn bounds(&self, alternative: usize) -> (usize, usize) {
        self.bounds[alternative]
    }
}
