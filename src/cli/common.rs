//! What every verb takes: the study, the format, the place of the result.

use super::{give, language, say};
use crate::error::{Fault, Result};
use crate::geodesy::{LonLatBox, Projector};
use crate::model::{Alignment, Study};
use crate::output::{Document, Format, may_write, not_an_input, render, write_file};
use crate::units::Metres;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Which study, and how to give the result out.
#[derive(Debug, Args)]
pub struct Common {
    /// A folder with a study.toml; without it, the study built into the tool
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

/// How to give the result out.
#[derive(Debug, Args)]
pub struct Out {
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
    /// Write the result to a file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
    /// Only this table of the result (CSV gives one table: this one, or the first)
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For reading, within 100 columns
    Table,
    /// For programs: every table and piece, with definitions and sources
    Json,
    /// For spreadsheets: one table
    Csv,
    /// For documents (Markdown)
    Md,
    /// For QGIS: the figures as attributes
    Geojson,
}

impl Form {
    pub fn format(self) -> Format {
        match self {
            Form::Table => Format::Table,
            Form::Json => Format::Json,
            Form::Csv => Format::Csv,
            Form::Md => Format::Markdown,
            Form::Geojson => Format::GeoJson,
        }
    }
}

impl Common {
    /// The study asked for.
    pub fn open(&self) -> Result<Study> {
        let Some(folder) = &self.study else {
            self.out.ready(&[])?;
            return Study::embedded();
        };
        let study = Study::open(folder).map_err(|e| e.in_file(&folder.display().to_string()))?;
        self.ready(&study)?;
        Ok(study)
    }

    /// Whether the result may be written to its place, which is none of the study's files.
    pub fn ready(&self, study: &Study) -> Result<()> {
        let files = study.sources.iter().map(|s| s.file.as_str()).chain(["study.toml"]);
        let inputs: Vec<PathBuf> =
            self.study.iter().flat_map(|folder| files.clone().map(|file| folder.join(file))).collect();
        self.out.ready(&inputs)
    }
}

impl Out {
    /// Whether the result may be written to its place: asked before the work.
    fn ready(&self, inputs: &[PathBuf]) -> Result<()> {
        let Some(path) = &self.output else { return Ok(()) };
        not_an_input(path, inputs)?;
        may_write(path, self.force)
    }

    /// Whether the rows need their places.
    pub fn geometry(&self) -> bool {
        self.format == Form::Geojson
    }

    /// Renders the document and gives it to its place, with the sources of the layers that its figures rest on.
    pub fn give(&self, mut document: Document, study: &Study, roles: &[&str]) -> Result<()> {
        document.sources = study.sources.iter().filter(|s| roles.contains(&s.role.as_str())).cloned().collect();
        document.credits = study.credits(roles);
        self.give_as_it_is(&document)
    }

    /// The same for a document that names its own sources.
    pub fn give_as_it_is(&self, document: &Document) -> Result<()> {
        // What people read is in their language; what programs read is the same in all.
        let for_people = matches!(self.format, Form::Table | Form::Md);
        let said = if for_people { language().document(document) } else { std::borrow::Cow::Borrowed(document) };
        let text = render(&said, self.format.format(), self.table.as_deref())?;
        if self.format == Form::Csv && self.table.is_none() && document.sheets.len() > 1 {
            let others: Vec<&str> = document.sheets.iter().skip(1).map(|s| s.name).collect();
            say(&format!(
                "CSV holds one table; this is {}. For another: --table {}",
                document.sheets[0].name,
                others.join(" | ")
            ));
        }
        match &self.output {
            Some(path) => write_file(path, text.as_bytes(), self.force),
            None => give(&text),
        }
    }
}

/// The layers that every measure of an alignment rests on.
pub const MEASURED: [&str; 3] = ["alignments", "access_points", "communes"];

/// The alignments named; those of the report where none is.
pub fn named<'s>(study: &'s Study, names: &[String]) -> Result<Vec<&'s Alignment>> {
    if names.is_empty() && !study.report_alignments.is_empty() {
        return study.alignments_named(&study.report_alignments);
    }
    study.alignments_named(names)
}

/// A distance argument.
pub fn distance(text: &str) -> std::result::Result<Metres, String> {
    text.parse::<Metres>().map_err(|e| e.to_string())
}

/// How many sites: at least one.
pub fn count(text: &str) -> std::result::Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(Fault::new("count", "a whole number of at least 1", format!("\"{text}\""))
            .remedy("say how many of the nearest to list, such as 3")
            .to_string()),
    }
}

/// The study in this folder, or the one built into the tool.
pub fn study(folder: Option<&Path>) -> Result<Study> {
    match folder {
        None => Study::embedded(),
        Some(folder) => Study::open(folder).map_err(|e| e.in_file(&folder.display().to_string())),
    }
}

/// The plane that a map of these alignments is drawn in, and its name.
pub fn projector(crs: Option<&str>, alignments: &[&Alignment]) -> Result<(String, Projector)> {
    let around = alignments.iter().map(|a| a.bounds()).reduce(|a, b| a.union(&b));
    let around = around.unwrap_or(LonLatBox::new((103.0, 21.0).into(), (103.0, 21.0).into()));
    let name = crs.map_or_else(|| Projector::name_for(&around), str::to_string);
    let plane = Projector::into_crs(&name)?;
    // A CRS in degrees, or one that cannot express the place, would give a map without a scale.
    let (middle, step) = (around.centre(), 0.01);
    let at = plane.project(middle)?;
    let north = plane.project((middle.x, middle.y + step).into())?;
    let (drawn, truth) = ((north.x - at.x).hypot(north.y - at.y), step * 110_800.0);
    if (drawn / truth - 1.0).abs() > 0.1 {
        return Err(Fault::new("crs-plane", "a CRS in metres that is true to scale here", format!("\"{name}\""))
            .remedy("leave --crs out, or name the projected CRS of the place, such as EPSG:9205 or EPSG:32648")
            .into());
    }
    Ok((name, plane))
}
