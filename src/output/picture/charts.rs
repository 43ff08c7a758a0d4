//! The charts of the tool: who lives along an alignment, how many communes each serves, how sure a ranking is.

use super::chart::{Chart, Series, Values};
use crate::compare::Comparison;
use crate::measure::{Assessment, Piece};
use crate::model::{CommuneCode, Study};
use crate::output::Language;

/// People by chainage: at each stretch the people within the distance in the commune that it lies in. A proxy, and
/// called so.
pub fn people_by_chainage(assessments: &[Assessment<'_>], study: &Study, language: Language) -> Chart {
    let people = |code: &CommuneCode| {
        let found = study.communes.iter().find(|c| c.code == *code)?;
        found.population.counted().map(|n| n as f64)
    };
    let steps = |a: &Assessment<'_>| {
        let share = |code: &CommuneCode| a.catchment.iter().find(|c| c.commune == *code).map(|c| c.area_share);
        let within = |code: &CommuneCode| Some((people(code)? * share(code)?).round());
        let step = |p: &Piece| Some((p.range.from().kilometres(), p.range.to().kilometres(), within(&p.commune)?));
        a.coverage.pieces.iter().filter_map(step).collect()
    };
    let within = assessments.first().map(|a| a.definitions.within.to_string()).unwrap_or_default();
    Chart {
        title: language.say(&format!("People within {within}, commune by commune along the chainage")),
        note: language.say("A proxy: people of the commune that each stretch lies in, by share of its land. A gap is not known, or no commune."),
        parts: Vec::new(),
        series: assessments.iter().map(|a| Series { name: a.alignment.id().into(), values: Values::Steps(steps(a)) }).collect(),
        decimals: 0,
        most: None,
    }
}

/// Communes by alternative: those crossed, and the others within the distance.
pub fn communes_by_alternative(assessments: &[Assessment<'_>], language: Language) -> Chart {
    let parts = |a: &Assessment<'_>| {
        let crossed = a.communes().len();
        vec![crossed as f64, a.catchment.len().saturating_sub(crossed) as f64]
    };
    let within = assessments.first().map(|a| a.definitions.within.to_string()).unwrap_or_default();
    Chart {
        title: language.say("Communes served by each alignment"),
        note: String::new(),
        parts: vec![language.say("crossed"), language.say(&format!("others within {within}"))],
        series: assessments
            .iter()
            .map(|a| Series { name: a.alignment.id().into(), values: Values::Parts(parts(a)) })
            .collect(),
        decimals: 0,
        most: None,
    }
}

/// Scores of the alternatives; none where they are not ranked.
pub fn scores(comparison: &Comparison<'_>, language: Language) -> Option<Chart> {
    let ranked = comparison.ranking.as_ref()?;
    let series = comparison.alternatives.iter().enumerate();
    Some(Chart {
        title: language.say("Score by weighted sum, 0 worst to 1 best"),
        note: language.say(&format!("Weights {}.", ranked.weights_from)),
        parts: Vec::new(),
        series: series.map(|(n, a)| Series { name: a.id().into(), values: Values::Bar(ranked.score(n)) }).collect(),
        decimals: 2,
        most: Some(1.0),
    })
}

/// How far each weight may move before another alternative is first; none where they are not ranked.
pub fn weight_stability(comparison: &Comparison<'_>, language: Language) -> Option<Chart> {
    let ranking = &comparison.ranking.as_ref()?.ranking;
    let name = |i: usize| language.say(&ranking.matrix.criteria()[i].id);
    let of = |w: &crate::compare::ranking::WeightInterval| Series {
        name: name(w.criterion),
        values: Values::Range(w.from * 100.0, w.weight * 100.0, w.to * 100.0),
    };
    Some(Chart {
        title: language.say("How far each weight may move before the first changes, %"),
        note: language.say("Black: the weight. Bar: the interval in which the first stays first."),
        parts: Vec::new(),
        series: ranking.weight_intervals.iter().map(of).collect(),
        decimals: 0,
        most: Some(100.0),
    })
}
