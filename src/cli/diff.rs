//! `corridor diff`.

use super::Outcome;
use super::common::{Common, study};
use crate::compare::{StudyChange, study_changes, version_changes};
use crate::error::{Fault, Result};
use crate::layers::{LayerOptions, Made, read_alignments, read_report, source_of};
use crate::model::{Study, nearest_names};
use crate::output::{Document, changes_sheet, reports_sheet};
use clap::Args;
use std::path::Path;

/// What changed between two studies, two reports, two versions of an alternative or of a project, and why
///
/// BEFORE and AFTER are folders of studies (or `embedded`), reports as JSON, or GeoJSON files with the same alignments. With --format geojson
/// the difference is a map layer: the stretches that moved, the communes gained and lost.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor diff embedded my-study\n  corridor diff report-march.json report-june.json\n  corridor diff ct03-v1.geojson ct03-v2.geojson --format geojson --output moved.geojson\n  corridor diff --project ct03-phase1"
)]
pub struct Diff {
    /// The earlier study, report or file of alignments
    #[arg(required_unless_present = "project", requires = "after")]
    before: Option<String>,
    /// The later one, of the same kind
    after: Option<String>,
    /// The published versions of this project of the study, one after the other
    #[arg(long, value_name = "PROJECT", conflicts_with = "before")]
    project: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Study,
    Report,
    Alignments,
}

impl Kind {
    fn of(name: &str) -> Result<Kind> {
        let path = Path::new(name);
        let ends = |end: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(end));
        if name == "embedded" || path.is_dir() {
            Ok(Kind::Study)
        } else if ends("geojson") {
            Ok(Kind::Alignments)
        } else if ends("json") {
            Ok(Kind::Report)
        } else {
            let fault = Fault::new(
                "diff",
                "a folder with a study.toml, embedded, a report as .json, or alignments as .geojson",
                format!("\"{name}\""),
            );
            Err(fault.remedy("name two of one kind").into())
        }
    }
}

impl Diff {
    pub fn run(self) -> Result<Outcome> {
        let base = self.common.open()?;
        let mut sources = Vec::new();
        let (title, sheets, study) = match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                let kind = Kind::of(before)?;
                if kind != Kind::of(after)? {
                    return Err(Fault::new("diff", "two of one kind", format!("{before} and {after}"))
                        .remedy("compare studies with studies, reports with reports, lines with lines")
                        .into());
                }
                let title = format!("From {before} to {after}");
                match kind {
                    Kind::Report => {
                        let (old, new) = (read_report(Path::new(before))?, read_report(Path::new(after))?);
                        sources.extend([before, after].map(|f| source_of(Path::new(f), "report")));
                        (title, vec![reports_sheet(&old, &new, &causes(&old, &new))], base)
                    }
                    Kind::Study => {
                        let (old, new) = (open(before)?, open(after)?);
                        let changes = study_changes(&old, &new)?;
                        (title, vec![self.sheet(&changes)], new)
                    }
                    Kind::Alignments => {
                        let old = with_lines(&base, before)?;
                        let mut new = with_lines(&base, after)?;
                        // Two versions of one line are the same alternative, whatever each file calls it.
                        if let ([a], [b]) = (old.alignments.as_slice(), new.alignments.as_slice())
                            && a.id() != b.id()
                        {
                            let parts = b.parts().map(|(_, p)| p.to_vec()).collect();
                            new.alignments = vec![crate::model::Alignment::new(a.id(), parts)?];
                        }
                        sources.extend([before, after].map(|f| source_of(Path::new(f), "alignments")));
                        (title, vec![self.sheet(&study_changes(&old, &new)?)], new)
                    }
                }
            }
            _ => {
                let project = self.project.as_deref().unwrap_or_default();
                let versions: Vec<_> = base.programme.versions.iter().filter(|v| v.project_id == project).collect();
                if versions.is_empty() {
                    let known: Vec<&str> = base.programme.versions.iter().map(|v| v.project_id.as_str()).collect();
                    let near = nearest_names(project, known);
                    let remedy = if near.is_empty() {
                        "`corridor programme` lists them".to_string()
                    } else {
                        format!("did you mean {}?", near.join(", "))
                    };
                    return Err(Fault::new("unknown-project", "a project with versions", format!("\"{project}\""))
                        .remedy(remedy)
                        .into());
                }
                let title = format!("{project}: {} versions, one after the other", versions.len());
                (title, vec![self.sheet(&version_changes(&versions))], base)
            }
        };
        let changed = sheets.iter().map(|s| s.rows.len()).sum::<usize>();
        let document = Document {
            title,
            definitions: vec![
                ("cause".into(), "what the figure rests on and differs: the line (geometry moved), a rule, the communes (reform, border corrected), or a value as filed".into()),
                ("crossed, within, by access".into(), "the communes served, by each definition".into()),
            ],
            sheets,
            notes: vec![if changed == 0 { "Nothing differs.".to_string() } else { format!("{changed} changes.") }],
            sources,
            ..Document::default()
        };
        self.common.out.give(
            document,
            &study,
            &["alignments", "communes", "economic_zones", "border_gates", "project_versions"],
        )?;
        Ok(Outcome::Done)
    }

    fn sheet(&self, changes: &[StudyChange]) -> crate::output::Sheet {
        changes_sheet(changes, self.common.out.geometry())
    }
}

fn open(name: &str) -> Result<Study> {
    match name {
        "embedded" => Study::embedded(),
        folder => study(Some(Path::new(folder))),
    }
}

fn with_lines(base: &Study, file: &str) -> Result<Study> {
    let alignments = read_alignments(Path::new(file), &LayerOptions::default())?;
    Ok(Study { alignments, ..base.clone() })
}

/// Why two reports differ, as far as they say it themselves.
fn causes(old: &Made, new: &Made) -> String {
    let mut why = Vec::new();
    let file = |list: &[(String, String)], name: &str| list.iter().find(|(f, _)| f == name).map(|(_, s)| s.clone());
    let changed: Vec<&str> = new
        .inputs
        .iter()
        .filter(|(f, s)| file(&old.inputs, f).is_some_and(|was| was != *s))
        .map(|(f, _)| f.as_str())
        .collect();
    if !changed.is_empty() {
        why.push(format!("data or geometry changed: {}", changed.join(", ")));
    }
    if old.study_sha256 != new.study_sha256 {
        why.push("study.toml changed: rules or layers".into());
    }
    if old.command != new.command {
        why.push(format!("asked otherwise: {} → {}", old.command.join(" "), new.command.join(" ")));
    }
    if old.version != new.version {
        why.push(format!("version changed: {} → {}", old.version, new.version));
    }
    if why.is_empty() {
        "one of the two was altered: inputs, command and version are the same".into()
    } else {
        why.join("; ")
    }
}
