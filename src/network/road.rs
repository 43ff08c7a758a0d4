//! Which roads there are, how fast, and where traffic may join them.

use crate::error::{Error, Fault, Result};
use crate::model::{Alignment, JoinsAt, Speeds, nearest_names};
use crate::units::{Chainage, ChainageRange, Metres};
use std::collections::BTreeMap;

/// What a network is built by.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    /// Speeds and limits, each cited.
    pub speeds: &'a Speeds,
    /// An end of a road this near to another is joined to it.
    pub snap: Metres,
    /// Farther from a road than this, a place is not connected.
    pub within: Metres,
    /// The speed of roads whose class has none, kilometres an hour; without it they are refused.
    pub other_kmh: Option<f64>,
    /// Stretches that are closed.
    pub closed: Vec<Closure>,
}

impl<'a> Rules<'a> {
    /// The rules that a table of speeds gives.
    pub fn of(speeds: &'a Speeds) -> Rules<'a> {
        Rules {
            speeds,
            snap: Metres::of(speeds.snap_m.value),
            within: Metres::of(speeds.connector.within_m.value),
            other_kmh: None,
            closed: Vec::new(),
        }
    }
}

/// A stretch that cannot be passed, by geometric chainage.
#[derive(Debug, Clone, PartialEq)]
pub struct Closure {
    /// The road's identifier.
    pub road: String,
    /// Which stretch.
    pub range: ChainageRange,
}

impl Closure {
    /// A closed stretch of a road.
    ///
    /// # Errors
    /// It lies beyond the road's ends, or has no length.
    pub fn new(road: &Alignment, from: Chainage, to: Chainage) -> Result<Closure> {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let end = Chainage::at(road.length());
        if from < Chainage::ORIGIN || to > end + Metres::of(1e-3) || from == to {
            let expected = format!("a stretch of {} between {} and {end}", road.id(), Chainage::ORIGIN);
            return Err(Fault::new("closure", expected, format!("{from} to {to}"))
                .remedy("`corridor length --legs` shows the chainage of each road; write two places on it")
                .into());
        }
        Ok(Closure {
            road: road.id().to_string(),
            range: ChainageRange::ordered(from.from_origin().metres(), to.min(end).from_origin().metres()),
        })
    }
}

/// A road of the network.
#[derive(Debug, Clone)]
pub struct Road<'a> {
    /// Its line.
    pub alignment: &'a Alignment,
    /// Kilometres an hour.
    pub kmh: f64,
    /// Whether traffic joins at its access points only.
    pub points_only: bool,
    /// Whether it is passable in every season; none where nobody says.
    pub all_season: Option<bool>,
}

impl Road<'_> {
    /// Its identifier.
    pub fn id(&self) -> &str {
        self.alignment.id()
    }

    /// The name that a person knows it by: its route number, unless several alternatives share one.
    pub fn label(&self) -> &str {
        match self.alignment.about.route.as_deref() {
            Some(route) if !self.points_only => route,
            _ => self.alignment.id(),
        }
    }

    /// Seconds for so many metres.
    pub fn seconds(&self, metres: f64) -> f64 {
        metres * 3.6 / self.kmh
    }
}

/// The roads by identifier, with their speeds.
///
/// A road with access points of its own is joined at these alone, whatever its class.
///
/// # Errors
/// The class of some roads has no speed: each class is named, with the roads that have it.
pub fn roads<'a>(alignments: &[&'a Alignment], rules: &Rules<'_>) -> Result<Vec<Road<'a>>> {
    let mut sorted: Vec<&Alignment> = alignments.to_vec();
    sorted.sort_by(|a, b| a.id().cmp(b.id()));
    sorted.dedup_by(|a, b| a.id() == b.id());
    let mut unknown: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut found = Vec::with_capacity(sorted.len());
    for alignment in sorted {
        let class = alignment.about.class.as_deref().unwrap_or_default();
        let known = rules.speeds.classes.get(class);
        let Some(kmh) = known.map(|c| c.speed_kmh.value).or(rules.other_kmh) else {
            unknown.entry(class).or_default().push(alignment.id());
            continue;
        };
        found.push(Road {
            alignment,
            kmh,
            points_only: !alignment.access_points.is_empty() || known.is_some_and(|c| c.joins == JoinsAt::AccessPoints),
            all_season: alignment.about.all_season.or_else(|| known?.all_season.as_ref().map(|f| f.value)),
        });
    }
    if unknown.is_empty() { Ok(found) } else { Err(no_speed(&unknown, rules)) }
}

fn no_speed(unknown: &BTreeMap<&str, Vec<&str>>, rules: &Rules<'_>) -> Error {
    let classes: Vec<String> = unknown
        .iter()
        .map(|(class, roads)| {
            let class = if class.is_empty() { "no class".to_string() } else { format!("class \"{class}\"") };
            let more = if roads.len() > 3 { format!(" and {} more", roads.len() - 3) } else { String::new() };
            format!("{class} ({}{more})", roads.iter().take(3).copied().collect::<Vec<_>>().join(", "))
        })
        .collect();
    let known: Vec<&str> = rules.speeds.classes.keys().map(String::as_str).collect();
    let near = unknown.keys().find_map(|class| nearest_names(class, known.iter().copied()).first().copied());
    let hint = near.map(|n| format!("did you mean {n}? else ")).unwrap_or_default();
    let remedy = format!(
        "{hint}add the class to the table of speeds (--speeds FILE), or give --other-speed KMH for all of them"
    );
    Fault::new("unknown-class", format!("roads of a class with a speed: {}", known.join(", ")), classes.join("; "))
        .remedy(remedy)
        .into()
}
