//! `corridor compare`.

use super::answers::Answers;
use super::common::{Common, Form, MEASURED, distance};
use super::{Outcome, progress, say};
use crate::compare::ranking::Sampling;
use crate::compare::{Comparison, Options, compare};
use crate::error::{Fault, Result};
use crate::layers::{LayerOptions, read_alignments, read_grouped, read_profile, source_of};
use crate::measure::{Assessment, Definitions, assess_all};
use crate::model::{Alignment, Profile, Study};
use crate::output::{
    Document, Sheet, Wanted, alternatives_sheet, bars, certainty_sheet, coverage_sheet, criteria_sheet,
    crossings_sheet, differences_sheet, flips_sheet, side_by_side_sheet, similarity_sheet, upgraded_sheet,
    weights_sheet, win_shares_sheet,
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
    /// A sketch may be off by so much: for all alternatives (500m), for one (ct03-a=500m) or for a leg of one (ct03-a/LEG=200m)
    #[arg(long, value_name = "[NAME[/LEG]=]D")]
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
    #[arg(skip = Instant::now())]
    started: Instant,
    #[command(flatten)]
    common: Common,
}

impl Answers for Compare {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        self.answer(study, |mut document, sheets| {
            for sheet in sheets {
                match document.sheets.last_mut() {
                    Some(last) if last.name == sheet.name => {
                        last.rows.extend(sheet.rows);
                        last.notes.extend(sheet.notes);
                    }
                    _ => document.sheets.push(sheet),
                }
            }
            Ok(document)
        })
    }

    fn run(self) -> Result<Outcome> {
        let study = self.common.open()?;
        let out = &self.common.out;
        if out.is_written_in_parts() {
            self.answer(&study, |document, sheets| out.give_in_parts(&document, sheets))?;
        } else {
            out.give_finished(self.document(&study)?)?;
        }
        Ok(Outcome::Done)
    }
}

impl Compare {
    /// The comparison as the head of a document and its tables, which may come in parts.
    fn answer<T>(
        &self,
        study: &Study,
        finish: impl FnOnce(Document, &mut dyn Iterator<Item = Sheet>) -> Result<T>,
    ) -> Result<T> {
        let mut clock = Clock { on: self.timings, last: self.started };
        let profile = self.profile.as_deref().map(read_profile).transpose()?.unwrap_or_default();
        let alternatives = self.alternatives(study)?;
        let options = self.options(profile, &alternatives)?;
        clock.lap("reading");
        let index = study.index();
        let defaults = Definitions::of(study);
        let definitions = Definitions {
            within: self.within.unwrap_or(defaults.within),
            access_within: self.access_within.unwrap_or(defaults.access_within),
            nearest: usize::MAX,
        };
        clock.lap("index");
        progress::doing("measuring");
        let borrowed: Vec<&Alignment> = alternatives.iter().collect();
        let assessments = assess_all(&borrowed, &index, &definitions)?;
        clock.lap("measures");
        progress::doing("comparing");
        let baseline = match &self.baseline {
            Some(name) => study.alignment(name).map_or(name.clone(), |a| a.id().to_string()),
            None => alternatives.first().map(|a| a.id().to_string()).unwrap_or_default(),
        };
        let comparison = compare(&assessments, &baseline, study, &index, &options)?;
        clock.lap("comparison");
        progress::doing("writing");
        let mut document = Document {
            title: title(&comparison),
            definitions: definitions_of(&comparison),
            notes: notes(&comparison, &options),
            ..Document::default()
        };
        let files = self.alternatives.iter().map(Path::new).filter(|path| path.is_file());
        document.sources.extend(files.map(|path| source_of(path, "alternatives")));
        document.sources.extend(self.profile.iter().map(|path| source_of(path, "profile")));
        let roles = [&MEASURED[..], &["economic_zones", "border_gates", "places"]].concat();
        let document = self.common.out.finished(document, study, &roles);
        let wanted = Wanted::of(study, self.common.out.geometry());
        let sheets = self.sheets(&comparison, study).into_iter();
        let given = finish(document, &mut sheets.chain(self.pieces(&comparison, &assessments, &wanted, study)));
        clock.lap("output");
        given
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
        let (mut bands, mut leg_bands) = (BTreeMap::new(), BTreeMap::new());
        for band in &self.band {
            let Some((name, width)) = band.split_once('=') else {
                let width: Metres = band.parse()?;
                bands.extend(alternatives.iter().map(|a| (a.id().to_string(), width)));
                continue;
            };
            let (id, leg) = name.split_once('/').map_or((name, None), |(id, leg)| (id, Some(leg)));
            let known = alternatives.iter().find(|a| a.id() == id).ok_or_else(|| {
                Fault::new("band", "the name of one of the alternatives before =", format!("\"{id}\""))
                    .remedy("write --band NAME=500m, or --band NAME/LEG=500m")
            })?;
            let Some(leg) = leg else {
                bands.insert(known.id().to_string(), width.parse()?);
                continue;
            };
            if !known.legs.iter().any(|l| l.id == leg) {
                let legs: Vec<&str> = known.legs.iter().map(|l| l.id.as_str()).collect();
                let remedy = match legs.is_empty() {
                    true => format!("{id} has no legs: write --band {id}=500m"),
                    false => format!("name one of {}", legs.join(", ")),
                };
                return Err(Fault::new("band", format!("a leg of {id} after /"), format!("\"{leg}\""))
                    .remedy(remedy)
                    .into());
            }
            leg_bands.insert((id.to_string(), leg.to_string()), width.parse()?);
        }
        if let Some((id, leg)) = leg_bands.keys().find(|(id, _)| !bands.contains_key(id)) {
            return Err(Fault::new("band", format!("a band for all of {id}"), format!("one for its leg {leg} alone"))
                .remedy(format!("add --band {id}=500m for its other legs"))
                .into());
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
        Ok(Options { profile, weights, bands, leg_bands, force: self.accept_inconsistent, sampling })
    }

    /// The tables for reading, and those that are no longer than the alternatives are many.
    fn sheets(&self, comparison: &Comparison<'_>, study: &Study) -> Vec<Sheet> {
        let out = &self.common.out;
        let reading = self.is_read();
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
        if reading {
            sheets.push(differences_sheet(comparison, &comparison.differences, false, study, geometry));
        }
        sheets.push(similarity_sheet(comparison, geometry));
        if comparison.alternatives.iter().any(|a| a.sketch.is_some()) {
            let names = study.communes.iter().map(|c| (&c.code, c.name.local.as_str())).collect();
            sheets.push(certainty_sheet(comparison, &names));
        }
        if !reading {
            sheets.extend([upgraded_sheet(comparison, geometry), crossings_sheet(comparison, geometry)]);
        }
        sheets
    }

    /// The long tables, in parts, each made when it is written; none where the result is for reading.
    fn pieces<'c>(
        &self,
        comparison: &'c Comparison<'_>,
        assessments: &'c [Assessment<'_>],
        wanted: &'c Wanted<'_>,
        study: &'c Study,
    ) -> impl Iterator<Item = Sheet> + 'c {
        const PART: usize = 10_000;
        let geometry = self.common.out.geometry();
        let long = !self.is_read();
        let few = PART / comparison.criteria.len().max(1);
        let differences = parts(&comparison.differences, PART, long)
            .map(move |part| differences_sheet(comparison, part, true, study, geometry));
        let criteria = parts(&comparison.alternatives, few, long).map(|part| criteria_sheet(comparison, part));
        let coverage = parts(assessments, few, long).map(|part| coverage_sheet(part, wanted));
        differences.chain(criteria).chain(coverage)
    }

    /// Whether the result is for a person to read.
    fn is_read(&self) -> bool {
        matches!(self.common.out.format, Form::Table | Form::Md)
    }
}

/// A list in parts of so many; an empty one is one empty part.
fn parts<T>(all: &[T], size: usize, wanted: bool) -> impl Iterator<Item = &[T]> {
    let empty = (wanted && all.is_empty()).then_some(all);
    let all = if wanted { all } else { &[] };
    empty.into_iter().chain(all.chunks(size.max(1)))
}

/// The answer in a sentence.
pub(super) fn title(comparison: &Comparison<'_>) -> String {
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

pub(super) fn definitions_of(comparison: &Comparison<'_>) -> Vec<(String, String)> {
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

pub(super) fn notes(comparison: &Comparison<'_>, options: &Options) -> Vec<String> {
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
