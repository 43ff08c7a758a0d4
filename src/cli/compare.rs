//! `corridor compare`.

use super::common::{Common, Form, MEASURED, distance};
use super::{Outcome, say};
use crate::compare::ranking::Sampling;
use crate::compare::{Comparison, Options, compare};
use crate::error::{Fault, Result};
use crate::layers::{LayerOptions, read_alignments, read_grouped, read_profile};
use crate::measure::{Definitions, assess_all};
use crate::model::{Alignment, Profile, Study};
use crate::output::{
    Document, Wanted, alternatives_sheet, bars, certainty_sheet, coverage_sheet, criteria_sheet, crossings_sheet,
    differences_sheet, flips_sheet, side_by_side_sheet, similarity_sheet, upgraded_sheet, weights_sheet,
    win_shares_sheet,
};
use crate::units::Metres;
use clap::Args;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Route alternatives side by side: differences from a baseline, similarity, ranking and how sure it is
///
/// Alternatives are names of the study or GeoJSON files (one feature an alternative), mixed freely. Criteria that cannot
/// be computed say so and are never zero. Unit costs, widths, design values and weights come from a profile file.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor compare ct03-a ct03-b ct03-c\n  corridor compare ct03-a mine.geojson --baseline ct03-a --weight length=0.4 --weight people_within=0.6\n  corridor compare ct03-a ct03-c --band 500m --profile profile.toml --format json --output comparison.json"
)]
pub struct Compare {
    /// Alternatives: names of the study, or GeoJSON files
    #[arg(required = true, value_name = "NAME|FILE")]
    alternatives: Vec<String>,
    /// The alternative that the others are compared with [default: the first]
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// The property of a file that identifies an alternative [default: id, then code]
    #[arg(long, value_name = "PROPERTY")]
    alignment_id: Option<String>,
    /// Join the features of a file that share this property into one alternative, in the order of their seq
    #[arg(long, value_name = "PROPERTY", conflicts_with = "alignment_id")]
    group_by: Option<String>,
    /// The CRS of the files, where it is not WGS 84 longitude and latitude, such as EPSG:9205
    #[arg(long)]
    crs: Option<String>,
    /// Leave heights out instead of refusing them
    #[arg(long)]
    ignore_z: bool,
    /// Half-width of the corridor, such as 5km
    #[arg(long, value_name = "D", value_parser = distance)]
    within: Option<Metres>,
    /// How far from an access point a commune is still served by it
    #[arg(long, value_name = "D", value_parser = distance)]
    access_within: Option<Metres>,
    /// A sketch may be off by so much: for all alternatives (500m) or for one (ct03-a=500m)
    #[arg(long, value_name = "[NAME=]D")]
    band: Vec<String>,
    /// A profile (TOML) with weights, unit costs, widths and design values, each with its citation
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The weight of a criterion, such as length=0.3
    #[arg(long, value_name = "CRITERION=WEIGHT")]
    weight: Vec<String>,
    /// Use an inconsistent pairwise comparison all the same
    #[arg(long)]
    accept_inconsistent: bool,
    /// Seed of the sample of weight vectors, where shares cannot be computed exactly
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print how long each phase took, to standard error
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    common: Common,
}

impl Compare {
    pub fn run(self) -> Result<Outcome> {
        let mut clock = Clock { on: self.timings, last: Instant::now() };
        let study = self.common.open()?;
        let profile = self.profile.as_deref().map(read_profile).transpose()?.unwrap_or_default();
        let alternatives = self.alternatives(&study)?;
        let options = self.options(profile, &alternatives)?;
        clock.lap("reading");
        let index = study.index();
        let defaults = Definitions::of(&study);
        let definitions = Definitions {
            within: self.within.unwrap_or(defaults.within),
            access_within: self.access_within.unwrap_or(defaults.access_within),
            nearest: usize::MAX,
        };
        clock.lap("index");
        let borrowed: Vec<&Alignment> = alternatives.iter().collect();
        let assessments = assess_all(&borrowed, &index, &definitions)?;
        clock.lap("measures");
        let baseline = match &self.baseline {
            Some(name) => study.alignment(name).map_or(name.clone(), |a| a.id().to_string()),
            None => alternatives.first().map(|a| a.id().to_string()).unwrap_or_default(),
        };
        let comparison = compare(&assessments, &baseline, &study, &index, &options)?;
        clock.lap("comparison");
        let document = self.document(&comparison, &assessments, &study, &options);
        let roles = [&MEASURED[..], &["economic_zones", "border_gates", "places"]].concat();
        self.common.out.give(document, &study, &roles)?;
        clock.lap("output");
        Ok(Outcome::Done)
    }

    /// The alternatives by name and from files, in the order asked.
    fn alternatives(&self, study: &Study) -> Result<Vec<Alignment>> {
        let mut found = Vec::new();
        for asked in &self.alternatives {
            let path = Path::new(asked);
            let is_file = path.is_file()
                || path
                    .extension()
                    .is_some_and(|e| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json"));
            if is_file {
                let options = LayerOptions {
                    id: self.alignment_id.clone(),
                    crs: self.crs.clone(),
                    ignore_z: self.ignore_z,
                    ..LayerOptions::default()
                };
                found.extend(match &self.group_by {
                    Some(property) => read_grouped(path, property, &options)?,
                    None => read_alignments(path, &options)?,
                });
            } else {
                found.push(study.alignment(asked)?.clone());
            }
        }
        Ok(found)
    }

    fn options(&self, profile: Profile, alternatives: &[Alignment]) -> Result<Options> {
        let mut bands = BTreeMap::new();
        for band in &self.band {
            match band.split_once('=') {
                None => {
                    let width: Metres = band.parse()?;
                    bands.extend(alternatives.iter().map(|a| (a.id().to_string(), width)));
                }
                Some((name, width)) => {
                    let known = alternatives.iter().find(|a| a.id() == name).ok_or_else(|| {
                        Fault::new("band", "the name of one of the alternatives before =", format!("\"{name}\""))
                            .remedy("write --band NAME=500m")
                    })?;
                    bands.insert(known.id().to_string(), width.parse()?);
                }
            }
        }
        let mut weights = Vec::new();
        for weight in &self.weight {
            let (id, value) = weight
                .split_once('=')
                .and_then(|(id, v)| Some((id, v.trim().parse::<f64>().ok()?)))
                .ok_or_else(|| {
                    Fault::new("weight", "a weight such as length=0.3", format!("\"{weight}\""))
                        .remedy("write CRITERION=NUMBER")
                })?;
            weights.push((id.trim().to_string(), value));
        }
        let sampling = Sampling { seed: self.seed, ..Sampling::default() };
        Ok(Options { profile, weights, bands, force: self.accept_inconsistent, sampling })
    }

    fn document(
        &self,
        comparison: &Comparison<'_>,
        assessments: &[crate::measure::Assessment<'_>],
        study: &Study,
        options: &Options,
    ) -> Document {
        let out = &self.common.out;
        let reading = matches!(out.format, Form::Table | Form::Md);
        let geometry = out.geometry();
        let mut sheets = vec![alternatives_sheet(comparison, geometry)];
        // Bars help a person at a terminal; in a pipe or a file they would be noise.
        let at_terminal = out.format == Form::Table && out.output.is_none() && std::io::stdout().is_terminal();
        if at_terminal && comparison.alternatives.len() <= 20 {
            sheets[0].notes.extend(bars(comparison));
        }
        if reading && comparison.alternatives.len() <= 5 {
            sheets.push(side_by_side_sheet(comparison));
        }
        if let Some(ranked) = &comparison.ranking {
            sheets.extend([weights_sheet(ranked), win_shares_sheet(ranked), flips_sheet(ranked)]);
        }
        sheets
            .extend([differences_sheet(comparison, !reading, study, geometry), similarity_sheet(comparison, geometry)]);
        if comparison.alternatives.iter().any(|a| a.sketch.is_some()) {
            let names = study.communes.iter().map(|c| (&c.code, c.name.local.as_str())).collect();
            sheets.push(certainty_sheet(comparison, &names));
        }
        if !reading {
            sheets.push(upgraded_sheet(comparison, geometry));
            let wanted = Wanted::of(study, geometry);
            sheets.extend([
                criteria_sheet(comparison),
                crossings_sheet(comparison, geometry),
                coverage_sheet(assessments, &wanted),
            ]);
        }
        Document {
            title: title(comparison),
            definitions: definitions(comparison),
            sheets,
            notes: notes(comparison, options),
            ..Document::default()
        }
    }
}

/// The answer in a sentence.
fn title(comparison: &Comparison<'_>) -> String {
    let Some(ranked) = &comparison.ranking else { return format!("Comparison with {}", comparison.baseline) };
    let r = &ranked.ranking;
    let order = &r.weighted_sum.order;
    let first: Vec<&str> = std::iter::once(order.winner())
        .chain(order.equal_first())
        .map(|i| r.matrix.alternatives()[i].as_str())
        .collect();
    let share = r.win_shares.shares[r.weighted_sum.order.winner()].share;
    format!(
        "First by these weights: {}. Of all ways to weigh the {} criteria it is first with {:.0} %",
        first.join(" and "),
        r.matrix.criteria().len(),
        share * 100.0
    )
}

fn definitions(comparison: &Comparison<'_>) -> Vec<(String, String)> {
    vec![
        ("baseline".into(), comparison.baseline.clone()),
        ("within".into(), comparison.within.to_string()),
        ("score".into(), "weighted sum of criteria scaled from the worst alternative (0) to the best (1)".into()),
        ("best, worst".into(), "ranks that the bands of sketches leave possible".into()),
        (
            "people".into(),
            "by share of land within the distance: a proxy; a lower bound where a population is unknown".into(),
        ),
    ]
}

fn notes(comparison: &Comparison<'_>, options: &Options) -> Vec<String> {
    let mut notes: Vec<String> =
        comparison.left_out.iter().map(|(id, why)| format!("Not ranked by {id}: {why}.")).collect();
    let sketches: Vec<&str> = comparison
        .alternatives
        .iter()
        .filter(|a| a.assessment.alignment.about.status.as_deref() == Some("indicative"))
        .map(|a| a.id())
        .collect();
    if !sketches.is_empty() {
        notes.push(format!(
            "Indicative sketches through published control points, not official alignments: {}.",
            sketches.join(", ")
        ));
    }
    let ends: Vec<_> = comparison
        .alternatives
        .iter()
        .filter_map(|a| Some((*a.assessment.alignment.vertices().first()?, *a.assessment.alignment.vertices().last()?)))
        .collect();
    let apart = |p: crate::geodesy::LonLat, q: crate::geodesy::LonLat| crate::geodesy::inverse(p, q).distance > 1_000.0;
    if ends.windows(2).any(|w| apart(w[0].0, w[1].0) || apart(w[0].1, w[1].1)) {
        notes.push("The alternatives do not all join the same two places: their lengths and what they serve are not of the same road.".into());
    }
    notes.extend(options.profile.unverified().into_iter().map(|v| format!("Not verified: {v}.")));
    notes
}

struct Clock {
    on: bool,
    last: Instant,
}

impl Clock {
    fn lap(&mut self, phase: &str) {
        if self.on {
            say(&format!("{phase}: {:.1} ms", self.last.elapsed().as_secs_f64() * 1e3));
        }
        self.last = Instant::now();
    }
}
