//! What an alternative changes for the way by road to the border gate.

use super::criteria::Figure;
use super::{ALL_PAIRS, Options};
use crate::index::Indexed;
use crate::measure::People;
use crate::model::{Alignment, Commune, Study};
use crate::network::{By, Change, Reach, Rules, Stop, Tally, changes, commune_stop, reach, site_stop, tally};

/// The criteria by road: identifier, unit and what it is.
pub const BY_ROAD: [(&str, &str, &str); 3] = [
    (
        "gate_time_saved",
        "people × min",
        "people times minutes saved on the way by road to the border gate of the report, by the study's speeds",
    ),
    ("people_gate_60", "people", "people of the communes newly within 60 minutes of that gate by road"),
    ("communes_nearer_gate", "communes", "communes from which that gate is reached sooner by road"),
];

/// The way to the gate as it is, to be compared with the way that an alternative makes.
pub struct ToGate<'a> {
    roads: Vec<&'a Alignment>,
    communes: Vec<&'a Commune>,
    origins: Vec<Stop<'a>>,
    gate: Stop<'a>,
    rules: Rules<'a>,
    before: Reach<'a>,
}

impl<'a> ToGate<'a> {
    /// The way as it is; or why these criteria are not assessed.
    pub fn of(
        study: &'a Study,
        index: &'a Indexed<'_>,
        options: &Options,
        alternatives: usize,
    ) -> std::result::Result<ToGate<'a>, String> {
        let is_asked = |id: &str| BY_ROAD.iter().any(|c| c.0 == id);
        let weighed =
            options.weights.iter().map(|w| w.0.as_str()).chain(options.profile.weights.keys().map(String::as_str));
        let ahp = options.profile.ahp.iter().flat_map(|a| a.criteria.iter().map(String::as_str));
        if alternatives > ALL_PAIRS && !weighed.chain(ahp).any(is_asked) {
            return Err(format!("of more than {ALL_PAIRS} alternatives it is made only where a weight asks for it"));
        }
        let speeds = study.speeds.as_ref().ok_or("the study has no speeds")?;
        let gate = study.report_gate.as_deref().ok_or("the study names no gate for the report")?;
        let gate =
            index.gates.iter().find(|g| g.site.id == gate).and_then(site_stop).ok_or("the gate is not located")?;
        let roads: Vec<&Alignment> =
            study.alignments.iter().filter(|a| a.about.status.as_deref() == Some("existing")).collect();
        if roads.is_empty() {
            return Err("the study has no existing roads".into());
        }
        let (communes, origins): (Vec<&Commune>, Vec<Stop<'a>>) =
            study.communes.iter().filter_map(|c| Some((c, commune_stop(c)?.0))).unzip();
        let rules = Rules::of(speeds);
        let before =
            reach(&roads, &origins, std::slice::from_ref(&gate), &rules, By::Time).map_err(|e| e.to_string())?;
        Ok(ToGate { roads, communes, origins, gate, rules, before })
    }

    /// What the alternative changes, alone; or why that is not assessed.
    pub fn with(&self, alternative: &Alignment) -> std::result::Result<Tally, String> {
        if self.roads.iter().any(|r| r.id() == alternative.id()) {
            return Err("it is there already".into());
        }
        let mut roads = self.roads.clone();
        roads.push(alternative);
        let gate = std::slice::from_ref(&self.gate);
        let after = reach(&roads, &self.origins, gate, &self.rules, By::Time).map_err(|e| {
            e.faults().first().map_or_else(String::new, |f| format!("expected {}, found {}", f.expected, f.found))
        })?;
        let moved = changes((&self.before.network, &self.before.answers), (&after.network, &after.answers));
        let peopled: Vec<(&Commune, &Change)> = self.communes.iter().copied().zip(&moved).collect();
        Ok(tally(&peopled))
    }
}

/// The figures of the criteria by road, in their order.
pub fn figures(saved: &std::result::Result<Tally, String>) -> [Figure; 3] {
    let tally = match saved {
        Err(why) => return [0; 3].map(|_| Figure::NotAssessed(why.clone())),
        Ok(tally) => tally,
    };
    let of_people = |people: &People, figure: f64| match people.unknown {
        0 => Figure::of(figure),
        n if n == people.communes => Figure::NotAssessed(format!("no population known of {n} communes")),
        n => Figure::of(figure).because(format!("at least: {n} of {} communes unknown", people.communes)),
    };
    [
        of_people(&tally.nearer, tally.people_minutes),
        of_people(&tally.newly_60, tally.newly_60.counted as f64),
        Figure::of(tally.nearer.communes as f64),
    ]
}
