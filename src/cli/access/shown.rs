//! The answer as a document.

use super::ends::Ends;
use super::{Access, Asked};
use crate::cli::common::Form;
use crate::measure::People;
use crate::model::{Commune, JoinsAt, Study};
use crate::network::{
    Answer, By, Change, Cost, LinkKind, Network, Reach, Rules, Unreached, WITHIN, gains, longest_connector,
    people_within,
};
use crate::output::{
    Document, Origin, Ways, access_sheet_by_road, by_road_sheet, gains_sheet, isochrones_sheet, node_names,
    reach_sheet, speeds_sheet, unreached_sheet, ways_sheet,
};
use crate::units::Metres;
use std::collections::BTreeSet;

/// What an answer is shown with.
pub struct Shown<'q, 'a> {
    pub access: &'q Access,
    pub study: &'a Study,
    pub asked: &'q Asked<'q, 'a>,
    pub rules: &'q Rules<'q>,
}

/// So many ways are shown piece by piece where the answer is for reading.
const PIECES_OF: usize = 3;

impl Shown<'_, '_> {
    pub fn geometry(&self) -> bool {
        self.access.common.out.geometry()
    }

    pub fn document(&self, before: &Reach<'_>, after: Option<(&Reach<'_>, &[Change])>) -> Document {
        let reading = matches!(self.access.common.out.format, Form::Table | Form::Md);
        let now = after.map_or(before, |(reach, _)| reach);
        let origins: Vec<Origin<'_>> = self
            .asked
            .from
            .named
            .iter()
            .map(|(id, name, commune)| Origin {
                id,
                name,
                people: commune.and_then(|c| c.population.counted()),
                land: commune.map(|c| &*c.land),
            })
            .collect();
        let destinations: Vec<(String, String)> =
            self.asked.to.named.iter().map(|n| (n.0.clone(), n.1.clone())).collect();
        let named = node_names(self.study);
        let speeds = self.rules.speeds;
        let ways = Ways {
            network: &now.network,
            origins: &origins,
            destinations: &destinations,
            within: self.rules.within,
            named: &named,
            kmh: (speeds.connector.speed_kmh.value, speeds.interchange.speed_kmh.value),
            geometry: self.geometry(),
        };
        let mut sheets = Vec::new();
        if let Some((_, changes)) = after {
            sheets.push(by_road_sheet(&ways, &now.answers, changes, reading));
            let peopled = self.asked.peopled(changes);
            if !peopled.is_empty() {
                sheets.push(gains_sheet(&gains(&peopled)));
            }
        }
        let people = self.people(&before.answers, after.map(|(r, _)| r.answers.as_slice()));
        if !people.is_empty() {
            sheets.push(reach_sheet(&people));
        }
        let few = origins.len() <= PIECES_OF;
        if after.is_none() {
            sheets.insert(0, access_sheet_by_road(&ways, &now.answers, reading));
        } else if !reading || few {
            sheets.push(access_sheet_by_road(&ways, &now.answers, reading));
        }
        if !reading || few {
            sheets.push(ways_sheet(&ways, &now.answers));
        }
        if reading {
            let unreached = unreached_sheet(&ways, &now.answers);
            sheets.extend((!unreached.rows.is_empty()).then_some(unreached));
        } else {
            sheets.push(isochrones_sheet(&ways, &now.answers));
            sheets.push(speeds_sheet(speeds));
        }
        Document {
            title: self.title(after),
            definitions: self.definitions(),
            sheets,
            notes: self.notes(before, now),
            ..Document::default()
        }
    }

    /// Who is reached within how long, in the home province and in all.
    fn people(&self, before: &[Answer], after: Option<&[Answer]>) -> Vec<(String, f64, People, Option<People>)> {
        let home = |c: &Commune| self.study.home_province.is_none() || c.province_code == self.study.home_province;
        let province = self.study.communes.iter().find(|c| home(c)).and_then(|c| c.province.clone());
        let all = self.asked.peopled(before);
        let now = after.map(|a| self.asked.peopled(a));
        let outside = all.iter().any(|(c, _)| !home(c));
        let inside_name = province.filter(|_| outside).unwrap_or_else(|| "all".into());
        let mut rows = Vec::new();
        let scopes: [(String, bool); 2] = [(inside_name, true), ("all communes of the study".into(), false)];
        for (name, only_home) in scopes.into_iter().take(if outside { 2 } else { 1 }) {
            let keep = |list: &[(&'_ Commune, &'_ Answer)], minutes: f64| {
                let kept: Vec<_> = list.iter().filter(|(c, _)| !only_home || home(c)).copied().collect();
                people_within(&kept, minutes)
            };
            for minutes in WITHIN.into_iter().filter(|_| !all.is_empty()) {
                rows.push((name.clone(), minutes, keep(&all, minutes), now.as_ref().map(|n| keep(n, minutes))));
            }
        }
        rows
    }

    fn title(&self, after: Option<(&Reach<'_>, &[Change])>) -> String {
        let ends = |ends: &Ends<'_>, asked: &[String]| match ends.named.as_slice() {
            [one] => one.1.clone(),
            _ => asked.join(", "),
        };
        let (from, to) = (ends(self.asked.from, &self.access.from), ends(self.asked.to, &self.access.to));
        let head = format!("By road from {from} to {to}");
        let Some((_, changes)) = after else { return head };
        if let [one] = changes {
            let time =
                |cost: Option<Cost>| cost.map_or("not reached".to_string(), |c| format!("{:.0} min", c.minutes()));
            return format!("{head}: {}, before {}", time(one.after), time(one.before));
        }
        let is_nearer =
            |c: &Change| c.saved.is_some_and(|s| s.seconds > 0.0) || c.before.is_none() && c.after.is_some();
        let is_farther =
            |c: &Change| c.saved.is_some_and(|s| s.seconds < 0.0) || c.before.is_some() && c.after.is_none();
        let nearer = changes.iter().filter(|c| is_nearer(c)).count();
        let farther = changes.iter().filter(|c| is_farther(c)).count();
        let peopled = self.asked.peopled(changes);
        let people = People::of(peopled.iter().filter(|(_, c)| is_nearer(c)).map(|(commune, _)| *commune));
        let with = if people.communes > 0 { format!(", people: {people}") } else { String::new() };
        match (nearer, farther) {
            (0, 0) => format!("{head}: nothing changes"),
            (0, far) => format!("{head}: {far} of {} farther or cut off", changes.len()),
            (near, 0) => format!("{head}: {near} of {} nearer{with}", changes.len()),
            (near, far) => format!("{head}: {near} of {} nearer{with}; {far} farther or cut off", changes.len()),
        }
    }

    fn definitions(&self) -> Vec<(String, String)> {
        let speeds = self.rules.speeds;
        let least = if self.asked.by == By::Time { "least time" } else { "least distance" };
        vec![
            (
                "way".into(),
                format!(
                    "of {least} over the roads that are there, from the commune's office; lengths are geometric, a lower bound where the roads are generalised"
                ),
            ),
            (
                "time".into(),
                "length by the speed of the road's class, without stops, slopes or bends; no measured speed".into(),
            ),
            (
                "off road".into(),
                format!(
                    "straight to the nearest point of each road within {}, at {} km/h: it stands for roads that no layer has. Farther off, a place is not connected",
                    self.rules.within, speeds.connector.speed_kmh.value
                ),
            ),
            (
                "junctions".into(),
                format!(
                    "vertices that roads share, and ends within {} of another road; an expressway joins at its access points, each linked to every road within {:.1} km",
                    self.rules.snap,
                    speeds.interchange.within_m.value / 1000.0
                ),
            ),
        ]
    }

    fn notes(&self, before: &Reach<'_>, now: &Reach<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        let used = |n: &Network<'_>| -> Vec<String> {
            n.roads.iter().filter_map(|r| r.alignment.about.class.clone()).collect()
        };
        let classes: Vec<String> = used(&before.network).into_iter().chain(used(&now.network)).collect();
        for (key, unit, cited) in self.rules.speeds.values() {
            let class = key.strip_prefix("class.").and_then(|k| k.strip_suffix(".speed_kmh"));
            let is_used = class.is_none_or(|class| classes.iter().any(|c| c == class));
            if !cited.verified && is_used && unit == "km/h" {
                notes.push(format!("Not verified: {key} = {} ({}).", cited.value, cited.citation));
            }
        }
        let longest = longest_connector(&now.answers);
        if longest.metres() >= 1_000.0 {
            notes.push(format!("Up to {longest} of a way are off road: its figures are no better than that."));
        }
        if self.access.by == super::Least::Distance {
            notes.push("Minutes are those of the shortest way, not of the quickest.".into());
        }
        let sketches: Vec<&str> = now
            .network
            .roads
            .iter()
            .filter(|r| r.alignment.about.status.as_deref() == Some("indicative"))
            .map(|r| r.id())
            .collect();
        if !sketches.is_empty() {
            notes.push(format!(
                "Indicative sketches, not official alignments, with interchange candidates of which but one is published: {}.",
                sketches.join(", ")
            ));
        }
        for (number, road) in now.network.roads.iter().enumerate().filter(|(_, r)| r.points_only) {
            let by_class = self.rules.speeds.classes.get(road.alignment.about.class.as_deref().unwrap_or_default());
            if road.alignment.access_points.is_empty() && by_class.is_some_and(|c| c.joins == JoinsAt::AccessPoints) {
                notes.push(format!("{} has no access points: it is joined at its ends only.", road.id()));
            }
            let lonely: Vec<String> = now.network.access_nodes[number]
                .iter()
                .filter(|(node, _)| !now.network.is_linked(*node, number))
                .filter_map(|(node, _)| now.network.access_name(number, *node))
                .collect();
            if !lonely.is_empty() {
                notes.push(format!(
                    "No road within {:.1} km of these access points of {}: {}.",
                    self.rules.speeds.interchange.within_m.value / 1000.0,
                    road.id(),
                    lonely.join(", ")
                ));
            }
        }
        notes.extend(self.far_off(now));
        let of = now.network.parts();
        let on_roads = now.network.links.iter().filter(|l| matches!(l.kind, LinkKind::Road { .. }));
        let parts: BTreeSet<usize> = on_roads.map(|l| of[l.from]).collect();
        if parts.len() > 1 {
            notes.push(format!(
                "The roads are in {} parts that do not meet: `corridor network` shows them.",
                parts.len()
            ));
        }
        notes.extend(self.asked.to.notes.iter().chain(&self.asked.from.notes).cloned());
        notes
    }

    /// How many are not connected, and how many a limit twice as wide would join.
    fn far_off(&self, now: &Reach<'_>) -> Option<String> {
        let far: Vec<Metres> =
            now.answers.iter().filter_map(|a| a.journey.as_ref().err()).filter_map(distance_off).collect();
        let wider = self.rules.within * 2.0;
        let joined = far.iter().filter(|d| **d <= wider).count();
        let wider = match joined {
            0 => String::new(),
            n => format!(" --connect-within {:.0}km would join {n} of them by straight lines.", wider.kilometres()),
        };
        (!far.is_empty()).then(|| {
            format!(
                "{} of {} are not connected: the roads that lead to them are in no layer.{wider}",
                far.len(),
                now.answers.len()
            )
        })
    }
}

fn distance_off(why: &Unreached) -> Option<Metres> {
    match why {
        Unreached::NotConnected(Some((_, distance))) => Some(*distance),
        _ => None,
    }
}
