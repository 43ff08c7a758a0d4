//! `corridor chart`.

use super::common::named;
use super::{Outcome, language, say};
use crate::compare::{Options, compare};
use crate::error::{Fault, Result};
use crate::measure::{Definitions, assess_all};
use crate::output::picture::{
    PictureForm, communes_by_alternative, people_by_chainage, picture_bytes, scores, weight_stability,
};
use crate::output::{may_write, write_file};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A small chart: people by chainage, communes by alternative, scores, how far each weight may move
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor chart people nh279 nh12 --out people.svg\n  corridor chart scores ct03-a ct03-b ct03-c --out scores.png"
)]
pub struct Chart {
    /// What it shows
    #[arg(value_enum)]
    what: What,
    /// Alignments by identifier, route number or name; the first is the baseline of a comparison
    #[arg(required = true)]
    names: Vec<String>,
    /// The picture: a name that ends in .svg, .png or .pdf
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A folder with a study.toml; without it, the study built into the tool
    #[arg(long, value_name = "DIR")]
    study: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// People within the distance per kilometre of road, by chainage: a proxy
    People,
    /// Communes crossed and others within the distance, by alternative
    Communes,
    /// Score of each alternative
    Scores,
    /// How far each weight may move before the first changes
    Weights,
}

impl Chart {
    pub fn run(self) -> Result<Outcome> {
        let form = PictureForm::of_name(&self.out.to_string_lossy()).map_err(|e| e.in_file("--out"))?;
        may_write(&self.out, self.force)?;
        let study = super::common::study(self.study.as_deref())?;
        let alignments = named(&study, &self.names)?;
        let index = study.index();
        let assessments = assess_all(&alignments, &index, &Definitions::of(&study))?;
        let compared = || compare(&assessments, alignments[0].id(), &study, &index, &Options::default());
        let unranked = || {
            Fault::new(
                "unranked",
                "at least two alternatives with criteria known for all",
                format!("{}", self.names.len()),
            )
            .remedy("name two or more alternatives")
        };
        let chart = match self.what {
            What::People => people_by_chainage(&assessments, &study, language()),
            What::Communes => communes_by_alternative(&assessments, language()),
            What::Scores => scores(&compared()?, language()).ok_or_else(unranked)?,
            What::Weights => weight_stability(&compared()?, language()).ok_or_else(unranked)?,
        };
        write_file(&self.out, &picture_bytes(chart.svg(language(), false), form)?, self.force)?;
        say(&language().say(&format!("wrote {}", self.out.display())));
        Ok(Outcome::Done)
    }
}
