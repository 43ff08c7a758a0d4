//! `corridor length`.

use super::answers::Answers;
use super::common::{Common, MEASURED, named};
use crate::error::Result;
use crate::measure::{Definitions, assess_all, concurrency};
use crate::model::Study;
use crate::output::{Document, Wanted, concurrency_sheet, coverage_sheet, legs_sheet, lengths_sheet};
use crate::units::Metres;
use clap::Args;

/// How long each alignment is: whole, inside the province, by leg, by commune
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor length QL279 \"quốc lộ 12\"\n  corridor length nh279 --table legs --format csv"
)]
pub struct Length {
    /// Alignments by identifier, route number or name; those of the study's report if none is named
    names: Vec<String>,
    #[command(flatten)]
    common: Common,
}

impl Answers for Length {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let alignments = named(study, &self.names)?;
        let index = study.index();
        // Lengths need neither a band nor neighbours.
        let definitions = Definitions { within: Metres::ZERO, nearest: 0, ..Definitions::of(study) };
        let assessments = assess_all(&alignments, &index, &definitions)?;
        let wanted = Wanted::of(study, self.common.out.geometry());
        let (shared, total) = concurrency(&alignments);
        let sum = alignments.iter().map(|a| a.length()).sum();
        let document = Document {
            title: "Lengths on the WGS 84 ellipsoid".into(),
            definitions: vec![("length".into(), "arc length on the ellipsoid of edges that are straight in longitude and latitude; a lower bound where the geometry is generalised".into())],
            sheets: vec![
                lengths_sheet(&assessments, &wanted),
                concurrency_sheet(&shared, total, sum),
                legs_sheet(&assessments, &wanted),
                coverage_sheet(&assessments, &wanted),
            ],
            ..Document::default()
        };
        Ok(self.common.out.finished(document, study, &MEASURED))
    }
}
