//! What another set of roads changes, for whom, and by what.

use super::access::Answer;
use super::build::Network;
use super::cost::Cost;
use super::journey::{Journey, Piece};
use super::link::LinkKind;
use crate::measure::People;
use crate::model::Commune;
use crate::units::{Chainage, Metres};

/// By what a way became better or worse.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// The way now takes a road that was not there before.
    Takes {
        /// The road.
        road: String,
        /// Where it is joined, and what that place is called.
        joins: (Chainage, Option<String>),
        /// Where it is left.
        leaves: (Chainage, Option<String>),
    },
    /// The way took a stretch that is no longer there, or is closed.
    Loses {
        /// The road.
        road: String,
        /// Where the stretch started.
        from: Chainage,
        /// Where it ended.
        to: Chainage,
    },
}

impl Cause {
    /// In words.
    pub fn words(&self) -> String {
        let at = |(chainage, name): &(Chainage, Option<String>)| match name {
            Some(name) => format!("{chainage} ({name})"),
            None => chainage.to_string(),
        };
        match self {
            Cause::Takes { road, joins, leaves } => {
                format!("by {road} from {} to {}", at(joins), at(leaves))
            }
            Cause::Loses { road, from, to } => format!("no longer by {road} {from} – {to}"),
        }
    }
}

/// What became of one origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The number of the origin among the stops.
    pub origin: usize,
    /// What the way took before; none where there was none.
    pub before: Option<Cost>,
    /// What it takes now.
    pub after: Option<Cost>,
    /// What is saved, where there is a way before and after; nothing, where they are equal.
    pub saved: Option<Cost>,
    /// By what.
    pub cause: Option<Cause>,
}

/// Ways that differ by less than this are equal: cutting a road anew moves its sum by as little, seconds and metres.
const EQUAL: f64 = 1e-6;

impl Change {
    /// Whether it is nearer now than these minutes, and was not before.
    pub fn newly_within(&self, minutes: f64) -> bool {
        let within = |cost: &Option<Cost>| cost.is_some_and(|c| c.minutes() <= minutes);
        within(&self.after) && !within(&self.before)
    }
}

/// What do the roads of the second network change, for each origin, and by what?
///
/// Both must have the same stops; the answers must be of the same origins and destinations.
pub fn changes(before: (&Network<'_>, &[Answer]), after: (&Network<'_>, &[Answer])) -> Vec<Change> {
    let pairs = before.1.iter().zip(after.1);
    pairs
        .map(|(was, is)| {
            let (old, new) = (was.journey.as_ref().ok(), is.journey.as_ref().ok());
            let saved = old.zip(new).map(|(a, b)| saving(a.cost, b.cost));
            let moved = saved.is_none_or(|s| s != Cost::NOTHING);
            let taken = || new.and_then(|j| taken(j, before.0, after.0));
            let lost = || old.and_then(|j| lost(j, before.0, after.0));
            let cause = (moved && (old.is_some() || new.is_some())).then(|| taken().or_else(lost)).flatten();
            Change { origin: was.origin, before: old.map(|j| j.cost), after: new.map(|j| j.cost), saved, cause }
        })
        .collect()
}

fn saving(before: Cost, after: Cost) -> Cost {
    let less = |a: f64, b: f64| if (a - b).abs() < EQUAL { 0.0 } else { a - b };
    Cost { seconds: less(before.seconds, after.seconds), metres: less(before.metres, after.metres) }
}

/// The first stretch of a journey on a road that the other network does not have.
fn taken(journey: &Journey, before: &Network<'_>, after: &Network<'_>) -> Option<Cause> {
    let is_new = |p: &&Piece| road_of(after, p).is_some_and(|id| !before.roads.iter().any(|r| r.id() == id));
    let piece = journey.pieces.iter().find(is_new)?;
    let (from, to) = piece.chainage?;
    let LinkKind::Road { road, .. } = piece.kind else { return None };
    Some(Cause::Takes {
        road: after.roads[road].id().to_string(),
        joins: (from, after.access_name(road, piece.from)),
        leaves: (to, after.access_name(road, piece.to)),
    })
}

/// The first stretch of a journey that the other network does not have, or has closed.
fn lost(journey: &Journey, before: &Network<'_>, after: &Network<'_>) -> Option<Cause> {
    journey.pieces.iter().find_map(|piece| {
        let (road, (from, to)) = (road_of(before, piece)?, piece.chainage?);
        if !after.roads.iter().any(|r| r.id() == road) {
            return Some(Cause::Loses { road: road.to_string(), from, to });
        }
        let (low, high) = (from.min(to), from.max(to));
        let closed = after.closed.iter().find(|c| c.road == road && c.range.from() < high && c.range.to() > low)?;
        Some(Cause::Loses { road: road.to_string(), from: closed.range.from(), to: closed.range.to() })
    })
}

fn road_of<'n>(network: &'n Network<'_>, piece: &Piece) -> Option<&'n str> {
    match piece.kind {
        LinkKind::Road { road, .. } => Some(network.roads[road].id()),
        _ => None,
    }
}

impl Network<'_> {
    /// What the access point of a road at this node is called.
    pub fn access_name(&self, road: usize, node: usize) -> Option<String> {
        let point = self.access_nodes[road].iter().find(|(n, _)| *n == node)?.1;
        self.roads[road].alignment.access_points.get(point).map(|p| p.name.clone()).filter(|n| !n.is_empty())
    }
}

/// Minutes saved by which people are counted: from each to the next.
pub const SAVED: [f64; 4] = [0.0, 5.0, 15.0, 30.0];

/// People by what became of their commune.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// What became of it, in words.
    pub what: String,
    /// The communes' people.
    pub people: People,
}

/// Who is nearer by how many minutes, who is farther, who is joined or cut off?
///
/// People are those of whole communes, each counted where its office is: a proxy.
pub fn gains(changes: &[(&Commune, &Change)]) -> Vec<Gain> {
    let minutes = |c: &Change| c.saved.map(|s| s.minutes());
    let count = |keep: &dyn Fn(&Change) -> bool| {
        People::of(changes.iter().filter(|(_, change)| keep(change)).map(|(commune, _)| *commune))
    };
    let mut all = Vec::new();
    let mut add = |what: String, keep: &dyn Fn(&Change) -> bool| all.push(Gain { what, people: count(keep) });
    add("reached now, not before".into(), &|c| c.before.is_none() && c.after.is_some());
    for (i, from) in SAVED.iter().enumerate().rev() {
        let to = SAVED.get(i + 1).copied().unwrap_or(f64::INFINITY);
        let what = match to.is_finite() {
            true => format!("nearer by {from:.0} to {to:.0} min"),
            false => format!("nearer by {from:.0} min or more"),
        };
        add(what, &|c| minutes(c).is_some_and(|m| m > 0.0 && m >= *from && m < to));
    }
    add("as before".into(), &|c| minutes(c) == Some(0.0));
    add("farther".into(), &|c| minutes(c).is_some_and(|m| m < 0.0));
    add("cut off: reached before, not now".into(), &|c| c.before.is_some() && c.after.is_none());
    add("reached neither before nor now".into(), &|c| c.before.is_none() && c.after.is_none());
    all
}

/// How far off the road the longest connector is, of all ways: what the answer rests on beside the roads.
pub fn longest_connector(answers: &[Answer]) -> Metres {
    answers.iter().filter_map(|a| a.journey.as_ref().ok()).map(Journey::off_road).max().unwrap_or(Metres::ZERO)
}
