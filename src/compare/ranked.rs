//! Which alternative is best by the weights given, and what the bounds of sketches leave of that?

use super::ranking::{self, Ahp, Inconsistent, Matrix, Ranking, Weights};
use super::{Compared, Criterion, Direction, Figure, Options, USUAL};
use crate::error::{Fault, Result};
use crate::model::nearest_names;

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

pub(super) fn rank(
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
    let scales: Vec<(f64, f64)> = used
        .iter()
        .map(|&i| {
            let values = alternatives.iter().filter_map(|b| b.figures[i].value());
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)))
        })
        .collect();
    let scores: Vec<(f64, f64)> = alternatives
        .iter()
        .map(|a| {
            let (mut least, mut most) = (0.0, 0.0);
            for (k, &i) in used.iter().enumerate() {
                let (low, high) = scales[k];
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
    const CLEAR: f64 = 1e-7;
    let sorted = |end: fn(&(f64, f64)) -> f64| {
        let mut ends: Vec<f64> = scores.iter().map(end).collect();
        ends.sort_by(f64::total_cmp);
        ends
    };
    let (lows, highs) = (sorted(|s| s.0), sorted(|s| s.1));
    let above = |ends: &[f64], score: f64| ends.len() - ends.partition_point(|&e| e <= score + CLEAR);
    let ranks = |&(least, most): &(f64, f64)| (1 + above(&lows, most), (1 + above(&highs, least)).min(scores.len()));
    scores.iter().map(ranks).collect()
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
