//! `corridor access`.

mod ends;
mod shown;
mod states;

use super::Outcome;
use super::common::{Common, MEASURED, distance};
use crate::error::{Fault, Result};
use crate::index::Indexed;
use crate::layers::{read_speeds, usual_speeds};
use crate::model::{Alignment, Commune, Speeds, Study};
use crate::network::{By, Reach, Rules, changes, critical, reach, rural_access, tally};
use crate::output::{alternatives_by_road_sheet, critical_sheet, rural_sheet};
use crate::units::Metres;
use clap::{Args, ValueEnum};
use ends::Ends;
use shown::Shown;
pub use states::{base, named};
use std::path::PathBuf;

/// The way by road: how far and how long to the nearest gate, zone or place, and what a planned or closed road changes
///
/// The roads are those of the study whose status is existing. Times rest on a table of speeds by class of road, none of which
/// is a measured speed; each stands with its source. What no road of the layers leads to is joined by a straight line
/// to the nearest point of each road within a limit, and beyond that is not connected; nothing is joined in silence.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor access --to tay-trang --with ct03-a\n  corridor access --to gates --from communes --by distance --format csv\n  corridor access --to tay-trang --compare ct03-a --compare ct03-b\n  corridor access --to \"Điện Biên Phủ\" --closed \"nh12 Km119 - Km122+200\"\n  corridor access --to airport --format geojson --output airport.geojson"
)]
pub struct Access {
    /// To what: gates, zones, places, a kind of place such as airport, or names
    #[arg(long, required = true, value_name = "WHAT|NAME")]
    to: Vec<String>,
    /// From what: communes, gates, zones, places, names, or a GeoJSON file of points
    #[arg(long, value_name = "WHAT|NAME|FILE", default_value = "communes")]
    from: Vec<String>,
    /// What the way is shortest by
    #[arg(long, value_enum, default_value_t = Least::Time)]
    by: Least,
    /// Add a road that is not there yet, by name from the study or every road of a GeoJSON file, and show what it changes
    #[arg(long, value_name = "NAME|FILE")]
    with: Vec<String>,
    /// Take a road away, and show what that changes
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// Close a stretch, such as "nh12 Km119 - Km122+200", and show what that changes; official km-posts where the road has them
    #[arg(long, value_name = "ROAD FROM - TO")]
    closed: Vec<String>,
    /// Set what each of these roads, or of these files of roads, would change side by side
    #[arg(long, value_name = "NAME|FILE", conflicts_with_all = ["with", "without", "closed"])]
    compare: Vec<String>,
    /// Rank the stretches between junctions by what closing each would cost; so many of them
    #[arg(long, value_name = "N", conflicts_with_all = ["with", "without", "closed", "compare"])]
    critical: Option<usize>,
    /// Also the part of the rural people within 2 km of a road of all seasons (SDG 9.1.1)
    #[arg(long)]
    rural: bool,
    /// Count roads under construction or planned as there if they open by this date, such as 2030 or 2027-06
    #[arg(long, value_name = "DATE")]
    open_by: Option<String>,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    common: Common,
}

/// How a network is made of roads: what every verb takes that builds one.
#[derive(Debug, Args)]
pub struct Terms {
    /// Roads from a GeoJSON file instead of those of the study; each needs a class, and a status if it is not there yet
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// A table of speeds by class of road (TOML), each with its citation
    #[arg(long, value_name = "FILE")]
    pub speeds: Option<PathBuf>,
    /// The speed of roads whose class has none in the table, km/h
    #[arg(long, value_name = "KMH", value_parser = speed)]
    pub other_speed: Option<f64>,
    /// An end of a road this near to another road is joined to it
    #[arg(long, value_name = "D", value_parser = distance)]
    pub snap: Option<Metres>,
    /// Farther from a road than this, a place is not connected
    #[arg(long, value_name = "D", value_parser = distance)]
    pub connect_within: Option<Metres>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Least {
    /// The least time
    Time,
    /// The least distance
    Distance,
}

fn speed(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(kmh) if (1.0..=200.0).contains(&kmh) => Ok(kmh),
        _ => Err(Fault::new("speed", "a speed from 1 to 200 km/h", format!("\"{text}\""))
            .remedy("write a number such as 30")
            .to_string()),
    }
}

impl Terms {
    /// The roads of the file, if one is named.
    pub fn alignments(&self) -> Result<Option<Vec<Alignment>>> {
        self.roads.as_deref().map(states::read).transpose()
    }

    /// The table of speeds: the one named, the study's, or the one built in, which is said.
    pub fn table(&self, study: &Study) -> Result<(Speeds, Option<String>)> {
        match (&self.speeds, &study.speeds) {
            (Some(path), _) => Ok((read_speeds(path)?, None)),
            (None, Some(own)) => Ok((own.clone(), None)),
            (None, None) => {
                Ok((usual_speeds()?, Some("The study has no speeds: those built into the tool are used.".into())))
            }
        }
    }

    /// The rules by a table of speeds.
    pub fn rules<'s>(&self, speeds: &'s Speeds) -> Rules<'s> {
        let mut rules = Rules::of(speeds);
        rules.snap = self.snap.unwrap_or(rules.snap);
        rules.within = self.connect_within.unwrap_or(rules.within);
        rules.other_kmh = self.other_speed;
        rules
    }
}

impl Access {
    pub fn run(self) -> Result<Outcome> {
        let study = self.common.open()?;
        let (speeds, built_in) = self.terms.table(&study)?;
        let rules = self.terms.rules(&speeds);
        let own = self.terms.alignments()?;
        let all: Vec<&Alignment> = own.as_deref().unwrap_or(&study.alignments).iter().collect();
        let planned = states::files(self.with.iter().chain(&self.compare))?;
        let index = study.index();
        let in_files = ends::files(&self.from)?;
        let in_files = Indexed::new(&[], &in_files);
        let from = Ends::of(&self.from, &study, &index, &in_files)?;
        let to = Ends::of(&self.to, &study, &index, &in_files)?;
        let by = if self.by == Least::Time { By::Time } else { By::Distance };
        let base = states::base(&all, self.open_by.as_deref());
        let asked = Asked { from: &from, to: &to, by };
        let before = asked.put(&base, &rules)?;

        let mut after_roads = base.clone();
        let mut notes = Vec::from_iter(built_in);
        for name in &self.with {
            after_roads.extend(states::planned(name, &planned, &all, &base, &study)?);
        }
        for name in &self.without {
            let road = states::named(name, &base, &study)?;
            after_roads.retain(|a| a.id() != road.id());
        }
        let mut after_rules = rules.clone();
        for text in &self.closed {
            let (closed, note) = states::closure(text, &base, &study, &index)?;
            after_rules.closed.push(closed);
            notes.push(note);
        }
        let changed = !(self.with.is_empty() && self.without.is_empty() && self.closed.is_empty());
        let after = changed.then(|| asked.put(&after_roads, &after_rules)).transpose()?;
        let moved = after.as_ref().map(|a| changes((&before.network, &before.answers), (&a.network, &a.answers)));

        let shown = Shown { access: &self, study: &study, asked: &asked, rules: &after_rules };
        let mut document = shown.document(&before, after.as_ref().zip(moved.as_deref()));
        if !self.compare.is_empty() {
            let mut rows = Vec::new();
            for name in &self.compare {
                let added = states::planned(name, &planned, &all, &base, &study)?;
                let with = asked.put(&[&base[..], &added].concat(), &rules)?;
                let moved = changes((&before.network, &before.answers), (&with.network, &with.answers));
                let ids: Vec<&str> = added.iter().map(|a| a.id()).collect();
                rows.push((ids.join(" + "), tally(&asked.peopled(&moved))));
            }
            document.sheets.insert(0, alternatives_by_road_sheet(&rows));
        }
        if let Some(most) = self.critical {
            let found = critical(&asked.communes(), &from.stops, &to.stops, &base, &rules, by)?;
            document.sheets.insert(0, critical_sheet(&found, &before.network, most, shown.geometry()));
        }
        if self.rural {
            let states = [Some(&before), after.as_ref()].map(|state| state.map(|s| &s.network.roads));
            let home = |c: &&Commune| study.home_province.is_none() || c.province_code == study.home_province;
            for (word, roads) in ["now", "with the change"].into_iter().zip(states) {
                let Some(roads) = roads else { continue };
                let rural = rural_access(roads, study.communes.iter().filter(home), &index, Metres::of(2_000.0))?;
                document.sheets.push(rural_sheet(&rural, word, &study, shown.geometry()));
            }
        }
        document.notes.splice(0..0, notes);
        let roles = [&MEASURED[..], &["economic_zones", "border_gates", "places", "kmposts", "speeds"]].concat();
        self.common.out.give(document, &study, &roles).map(|()| Outcome::Done)
    }
}

/// One question, to be put to several sets of roads.
struct Asked<'q, 'a> {
    from: &'q Ends<'a>,
    to: &'q Ends<'a>,
    by: By,
}

impl<'a> Asked<'_, 'a> {
    fn put<'r>(&self, roads: &[&'r Alignment], rules: &Rules<'_>) -> Result<Reach<'r>> {
        reach(roads, &self.from.stops, &self.to.stops, rules, self.by)
    }

    /// The commune of each origin, where it is one.
    fn communes(&self) -> Vec<Option<&'a Commune>> {
        self.from.named.iter().map(|n| n.2).collect()
    }

    /// Each with its commune.
    fn peopled<'t, T>(&self, rows: &'t [T]) -> Vec<(&'a Commune, &'t T)> {
        self.from.named.iter().zip(rows).filter_map(|(n, row)| Some((n.2?, row))).collect()
    }
}
