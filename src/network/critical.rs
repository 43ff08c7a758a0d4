//! Which stretches matter most: who is delayed or cut off if one is closed.

use super::change::{Change, changes};
use super::connect::Stop;
use super::cost::By;
use super::journey::Piece;
use super::link::LinkKind;
use super::reach::reach;
use super::road::{Closure, Rules};
use crate::error::Result;
use crate::measure::People;
use crate::model::{Alignment, Commune};
use crate::units::ChainageRange;
use std::collections::{BTreeMap, BTreeSet};

/// What some origins lose or gain together.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Minutes saved times people, over the communes reached before and after whose people are known.
    pub people_minutes: f64,
    /// Communes from which the destination is reached sooner, and not before.
    pub nearer: People,
    /// Communes that take longer.
    pub farther: People,
    /// Communes that are no longer connected.
    pub cut_off: People,
    /// Communes within 60 minutes now and not before.
    pub newly_60: People,
    /// The most minutes that one saves.
    pub most: Option<f64>,
}

/// What do these changes come to?
pub fn tally(changes: &[(&Commune, &Change)]) -> Tally {
    let of = |keep: &dyn Fn(&Change) -> bool| People::of(changes.iter().filter(|(_, c)| keep(c)).map(|(c, _)| *c));
    let seconds = |c: &Change| c.saved.map(|s| s.seconds);
    let weighed =
        changes.iter().filter_map(|(c, change)| Some(c.population.counted()? as f64 * seconds(change)? / 60.0));
    Tally {
        people_minutes: weighed.sum(),
        nearer: of(&|c| seconds(c).is_some_and(|s| s > 0.0) || c.before.is_none() && c.after.is_some()),
        farther: of(&|c| seconds(c).is_some_and(|s| s < 0.0)),
        cut_off: of(&|c| c.before.is_some() && c.after.is_none()),
        newly_60: of(&|c| c.newly_within(60.0)),
        most: changes.iter().filter_map(|(_, c)| seconds(c)).max_by(f64::total_cmp).map(|s| s / 60.0),
    }
}

/// A stretch, and what its closure does.
#[derive(Debug, Clone, PartialEq)]
pub struct Critical {
    /// The stretch.
    pub closed: Closure,
    /// The other roads that run on it and are closed with it.
    pub also: Vec<String>,
    /// The nodes at its ends.
    pub ends: (usize, usize),
    /// What becomes of the communes.
    pub tally: Tally,
}

/// On which stretches would a slide matter most, the most people cut off or delayed first?
///
/// # Method
/// A stretch lies between two neighbouring places where something joins the road, a junction or a connector, so that it does
/// not matter where on it the slide is. Each stretch that some way uses is closed in turn, with the other
/// routes on the same road, and every way searched again. People cut off count before people times minutes of delay.
///
/// # Errors
/// A road's class has no speed.
pub fn critical(
    communes: &[Option<&Commune>],
    origins: &[Stop<'_>],
    destinations: &[Stop<'_>],
    roads: &[&Alignment],
    rules: &Rules<'_>,
    by: By,
) -> Result<Vec<Critical>> {
    let before = reach(roads, origins, destinations, rules, by)?;
    let network = &before.network;
    let ways: Vec<&Piece> =
        before.answers.iter().filter_map(|a| a.journey.as_ref().ok()).flat_map(|j| &j.pieces).collect();
    let mut beside: BTreeMap<(usize, usize, i64), Vec<Closure>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for link in &network.links {
        let LinkKind::Road { road, from, to } = link.kind else { continue };
        let key = (link.from.min(link.to), link.from.max(link.to), (link.cost.metres * 1e3).round() as i64);
        let range = ChainageRange::ordered(from, to);
        beside.entry(key).or_default().push(Closure { road: network.roads[road].id().to_string(), range });
        let on = |p: &&Piece| match (p.kind, p.chainage) {
            (LinkKind::Road { road: r, .. }, Some((a, b))) => {
                r == road && a.min(b) < range.to() && a.max(b) > range.from()
            }
            _ => false,
        };
        if ways.iter().any(on) {
            used.insert(key);
        }
    }
    let mut found: Vec<Critical> = Vec::new();
    for (key, closures) in beside.into_iter().filter(|(key, _)| used.contains(key)) {
        let shut = Rules { closed: [&rules.closed[..], &closures].concat(), ..rules.clone() };
        let after = reach(roads, origins, destinations, &shut, by)?;
        let moved = changes((network, &before.answers), (&after.network, &after.answers));
        let peopled: Vec<(&Commune, &Change)> =
            communes.iter().zip(&moved).filter_map(|(c, change)| Some(((*c)?, change))).collect();
        let tally = tally(&peopled);
        if let (Some(closed), true) = (closures.first(), tally.farther.communes + tally.cut_off.communes > 0) {
            let also = closures[1..].iter().map(|c| c.road.clone()).collect();
            found.push(Critical { closed: closed.clone(), also, ends: (key.0, key.1), tally });
        }
    }
    found.sort_by(|a, b| {
        let cut = |c: &Critical| (c.tally.cut_off.counted, c.tally.cut_off.communes);
        cut(b)
            .cmp(&cut(a))
            .then(a.tally.people_minutes.total_cmp(&b.tally.people_minutes))
            .then(a.closed.road.cmp(&b.closed.road))
            .then(a.closed.range.from().cmp(&b.closed.range.from()))
    });
    Ok(found)
}
