//! `corridor calibrate`.

use super::answers::Answers;
use super::common::{Common, MEASURED, named};
use super::locate::calibrations;
use super::posts::with_posts;
use crate::error::Result;
use crate::layers::source_of;
use crate::measure::Calibration;
use crate::model::Study;
use crate::output::{Document, intervals_sheet, posts_sheet, spans_sheet};
use clap::Args;
use std::path::PathBuf;

/// How official chainage is tied to the geometry: km-posts, residuals, stretches, rates and the largest misfit
///
/// A km-post at a point ties the line; one that is known by commune only bends it just as far as it must. What cannot be honoured says why.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor calibrate nh12\n  corridor calibrate nh6 --km-posts posts.csv --format csv --table spans"
)]
pub struct Calibrate {
    /// Alignments by identifier, route number or name; those of the study's report if none is named
    names: Vec<String>,
    /// Km-posts of your own (CSV with kmpost, and lon and lat or a commune; series, road, ahead), beside those of the study
    #[arg(long, value_name = "FILE")]
    km_posts: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Answers for Calibrate {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let study = &with_posts(study, self.km_posts.as_deref(), self.names.first().map(String::as_str))?;
        let alignments = named(study, &self.names)?;
        let index = study.index();
        let mut tied = Vec::new();
        for alignment in &alignments {
            tied.extend(calibrations(study, alignment, &index)?.into_iter().map(|c| (alignment.id(), c)));
        }
        let tied: Vec<(&str, &Calibration)> = tied.iter().map(|(id, c)| (*id, c)).collect();
        let worst = |id: &str, c: &Calibration| {
            let (misfit, residual) = c.worst();
            let honoured = c.intervals.iter().filter(|i| i.why_not.is_none()).count();
            format!(
                "{id}, {}: {} posts at a point, largest residual {residual}; {honoured} of {} stretches honoured, largest misfit {misfit}.",
                c.series.id,
                c.posts.len(),
                c.intervals.len()
            )
        };
        let mut notes: Vec<String> = tied.iter().map(|(id, c)| worst(id, c)).collect();
        for (id, c) in &tied {
            let why =
                |i: &crate::measure::IntervalCheck| Some(format!("{id}: {} {}.", i.official, i.why_not.as_ref()?));
            notes.extend(c.intervals.iter().filter_map(why));
        }
        for series in
            study.series.iter().filter(|s| !tied.iter().any(|(id, c)| *id == s.alignment && c.series.id == s.id))
        {
            if alignments.iter().any(|a| a.id() == series.alignment) {
                notes.push(format!(
                    "{}, {}: no km-post of it is located, so it cannot be placed.",
                    series.alignment, series.id
                ));
            }
        }
        let mut document = Document {
            title: "Calibration of official chainage".into(),
            definitions: vec![
                (
                    "residual".into(),
                    "what the two neighbouring km-posts would give for a post, less what it says".into(),
                ),
                ("misfit".into(), "how far outside its known stretch the line puts a post".into()),
                (
                    "rate".into(),
                    "official metres per metre of geometry; generalised lines run short, so it is mostly above 1"
                        .into(),
                ),
            ],
            sheets: vec![posts_sheet(&tied), intervals_sheet(&tied), spans_sheet(&tied)],
            notes,
            ..Document::default()
        };
        document.sources.extend(self.km_posts.iter().map(|path| source_of(path, "kmposts")));
        Ok(self.common.out.finished(document, study, &[&MEASURED[..], &["kmposts", "places"]].concat()))
    }
}
