//! `corridor list`.

use super::answers::Answers;
use super::common::Common;
use crate::error::Result;
use crate::layers::ROLES;
use crate::model::Study;
use crate::output::{Document, layers_sheet, sites_sheet, studied_sheet};
use clap::Args;
use std::collections::BTreeMap;

/// What the study holds, with sources and accuracy
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  corridor list\n  corridor list --table layers --format md")]
pub struct List {
    #[command(flatten)]
    common: Common,
}

impl Answers for List {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let geometry = self.common.out.geometry();
        let zones = study.zones.iter().map(|z| (&z.site, z.status.as_deref()));
        let mut provinces: BTreeMap<&str, usize> = BTreeMap::new();
        for commune in &study.communes {
            *provinces.entry(commune.province.as_deref().unwrap_or("no province named")).or_default() += 1;
        }
        let communes: Vec<String> = provinces.iter().map(|(name, n)| format!("{n} of {name}")).collect();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for place in &study.places {
            *places.entry(place.site.kind.as_str()).or_default() += 1;
        }
        let places: Vec<String> = places.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        let mut notes =
            vec![format!("Communes: {} ({}); vintage {}.", study.communes.len(), communes.join(", "), study.vintage)];
        if !places.is_empty() {
            notes.push(format!("Places: {}.", places.join(", ")));
        }
        let document = Document {
            title: super::title(study),
            sheets: vec![
                studied_sheet(study, geometry),
                sites_sheet("zones", "Economic zones", zones, geometry),
                sites_sheet("gates", "Border gates", study.gates.iter().map(|g| (&g.site, None)), geometry),
                layers_sheet(&study.sources),
            ],
            notes,
            ..Document::default()
        };
        Ok(self.common.out.finished(document, study, &ROLES))
    }
}
