//! `corridor network`.

use super::Outcome;
use super::access::{Terms, base};
use super::common::{Common, Form, MEASURED};
use crate::error::Result;
use crate::model::Alignment;
use crate::network::{Network, roads, soundness};
use crate::output::{Document, doubts_sheet, links_sheet, parts_sheet, speeds_sheet};
use clap::Args;

/// The road network that `access` searches: its parts, links and junctions, and what is doubtful about it
///
/// Roads meet where they share a vertex, and where an end lies within the snapping tolerance of another road. Lines that
/// cross without a common vertex are not joined; they are listed here.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor network\n  corridor network --roads roads.geojson --snap 20m\n  corridor network --format csv --table links --output links.csv"
)]
pub struct Roads {
    /// Roads of the study that are not there yet, to be added
    #[arg(long, value_name = "NAME")]
    with: Vec<String>,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    common: Common,
}

impl Roads {
    pub fn run(self) -> Result<Outcome> {
        let study = self.common.open()?;
        let (speeds, built_in) = self.terms.table(&study)?;
        let rules = self.terms.rules(&speeds);
        let own = self.terms.alignments()?;
        let all: Vec<&Alignment> = own.as_deref().unwrap_or(&study.alignments).iter().collect();
        let mut lines = base(&all, None);
        for name in &self.with {
            lines.push(super::access::named(name, &all, &study)?);
        }
        let network = Network::new(roads(&lines, &rules)?, &[], &rules);
        let found = soundness(&network);
        let reading = matches!(self.common.out.format, Form::Table | Form::Md);
        let geometry = self.common.out.geometry();
        let mut sheets = vec![parts_sheet(&found), doubts_sheet(&found, &network, geometry)];
        if !reading {
            sheets.extend([links_sheet(&network, geometry), speeds_sheet(&speeds)]);
        }
        let parts = match found.parts.len() {
            1 => "one connected part".to_string(),
            n => format!("{n} parts that do not meet"),
        };
        let mut notes = Vec::from_iter(built_in);
        if network.roads.len() > 1 && found.junctions == 0 {
            notes.push(format!(
                "No two roads meet: they share no vertex, and no end lies within {} of another road. Joining wider: --snap 20m.",
                rules.snap
            ));
        }
        let document = Document {
            title: format!(
                "{} roads: {parts}, {} junctions, {} links",
                network.roads.len(),
                found.junctions,
                network.links.len()
            ),
            definitions: vec![
                ("junction".into(), "a node where two roads meet, or more than two ways".into()),
                ("length".into(), "geometric, each stretch counted once where two routes run on it".into()),
            ],
            sheets,
            notes,
            ..Document::default()
        };
        self.common.out.give(document, &study, &[&MEASURED[..], &["speeds"]].concat()).map(|()| Outcome::Done)
    }
}
