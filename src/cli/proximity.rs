//! `corridor proximity`.

use super::answers::Answers;
use super::common::{Common, MEASURED, count, named};
use super::ways::{BY_ROAD, with_ways};
use crate::error::Result;
use crate::index::{IndexedAlignment, IndexedSites};
use crate::measure::{self, Assessment, Definitions, assess_all};
use crate::model::Study;
use crate::output::{Document, Wanted, proximity_sheet};
use crate::units::Metres;
use clap::{Args, ValueEnum};

/// How near the economic zones, gates or places are, and where along the alignment
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor proximity nh279 --to gates\n  corridor proximity ct03-a ct03-b --to zones --nearest 5 --format csv"
)]
pub struct Proximity {
    /// Alignments by identifier, route number or name
    #[arg(required = true)]
    names: Vec<String>,
    /// How many of the nearest
    #[arg(long, value_name = "N", value_parser = count)]
    nearest: Option<usize>,
    /// Also to zones that are superseded
    #[arg(long)]
    superseded: bool,
    /// To what
    #[arg(long, value_enum, default_value_t = To::Zones)]
    to: To,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Economic zones, regions, parks and clusters
    Zones,
    /// Border gates
    Gates,
    /// Towns, junctions, airports, passes, commune offices
    Places,
}

impl Answers for Proximity {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let alignments = named(study, &self.names)?;
        let mut index = study.index();
        let n = self.nearest.unwrap_or(study.defaults.nearest);
        let definitions = Definitions { within: Metres::ZERO, nearest: 0, ..Definitions::of(study) };
        let assessments = assess_all(&alignments, &index, &definitions)?;
        if self.superseded {
            index.zones = IndexedSites::new(index.zones.iter().chain(&index.superseded).map(|s| s.site));
        }
        let sites = match self.to {
            To::Zones => &index.zones,
            To::Gates => &index.gates,
            To::Places => &index.places,
        };
        let found: Vec<(&Assessment<'_>, Vec<measure::Proximity>)> = assessments
            .iter()
            .map(|a| (a, measure::proximity(&IndexedAlignment::new(a.alignment), sites, n)))
            .collect();
        let rows = found.iter().flat_map(|(a, list)| list.iter().map(move |p| (*a, p)));
        let near: Vec<_> =
            sites.iter().filter(|s| found.iter().any(|f| f.1.iter().any(|p| p.target == s.site.id))).collect();
        let wanted = with_ways(Wanted::of(study, self.common.out.geometry()), study, &alignments, &near)?;
        let document = Document {
            title: "Proximity".into(),
            definitions: vec![("distance".into(), "shortest geodesic between the alignment and the point or land of the target; 0, at the chainage of the first entry, where the alignment enters it. A straight line".into()), ("by road".into(), BY_ROAD.into())],
            sheets: vec![proximity_sheet(rows, &wanted)],
            notes: vec!["A distance is no better than the accuracy of its ends.".into()],
            ..Document::default()
        };
        Ok(self.common.out.finished(
            document,
            study,
            &[&MEASURED[..], &["economic_zones", "border_gates", "places"]].concat(),
        ))
    }
}
