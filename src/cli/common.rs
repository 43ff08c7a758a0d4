//! What every verb takes: the study, the format, the place of the result.

use super::crs::{crs_argument, in_crs, scale_error};
use super::{give, language, recipe, say};
use crate::error::{Fault, Result};
use crate::geodesy::{LonLatBox, Projector};
use crate::layers::sha256;
use crate::model::{Alignment, Study};
use crate::output::geopackage::{Crs, geopackage};
use crate::output::{
    Document, Format, Sheet, finish_left, may_write, not_an_input, render, ro_crate, workbook, write_file,
    write_file_by, write_json, write_set,
};
use crate::units::Metres;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Which study, and how to give the result out.
#[derive(Debug, Args)]
pub struct Common {
    /// A folder with a study.toml; without it, the study built into the tool
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
    /// With the communes that were in force on this day, where the study has several layers of them
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub vintage: Option<String>,
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
    /// Print the identifier of each row's figures, which `corridor explain` opens (JSON and GeoJSON always have it)
    #[arg(long)]
    pub ids: bool,
    /// Write beside the output where it came from, as an RO-Crate: NAME-ro-crate-metadata.json
    #[arg(long, requires = "output")]
    pub ro_crate: bool,
    /// The CRS of a GeoPackage, such as EPSG:9205 [default: EPSG:4326]; GeoJSON is WGS 84 by definition (RFC 7946)
    #[arg(long, value_name = "CRS", value_parser = crs_argument)]
    pub to_crs: Option<Crs>,
    /// The command that an answer made again was first made with.
    #[arg(skip)]
    pub again: Option<recipe::Command>,
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
    /// A GeoPackage: every table, those that are somewhere as layers; needs --output
    Gpkg,
    /// A workbook, a sheet a table; needs --output
    Xlsx,
    /// For editors and code hosts: faults as SARIF 2.1.0; of `corridor check` alone
    #[value(hide = true)]
    Sarif,
}

impl Form {
    fn media_type(self) -> &'static str {
        match self {
            Form::Table => "text/plain",
            Form::Json => "application/json",
            Form::Csv => "text/csv",
            Form::Md => "text/markdown",
            Form::Geojson => "application/geo+json",
            Form::Gpkg => "application/geopackage+sqlite3",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Sarif => "application/sarif+json",
        }
    }

    /// A document, or one table of it, in this form.
    pub fn bytes(self, document: &Document, table: Option<&str>) -> Result<Vec<u8>> {
        let chosen = || table.map_or_else(|| Ok(document.clone()), |name| document.only(name));
        let format = match self {
            Form::Table => Format::Table,
            Form::Json => Format::Json,
            Form::Csv => Format::Csv,
            Form::Md => Format::Markdown,
            Form::Geojson => Format::GeoJson,
            Form::Gpkg => return geopackage(&chosen()?, &Crs::wgs84(), language(), &|_| None),
            Form::Xlsx => return workbook(&chosen()?, language()),
            Form::Sarif => {
                return Err(Fault::new("format", "a form in which figures can be given", "sarif, which holds faults")
                    .remedy("corridor check --format sarif gives those of the data")
                    .into());
            }
        };
        Ok(render(document, format, table)?.into_bytes())
    }
}

impl Common {
    /// The study asked for.
    pub fn open(&self) -> Result<Study> {
        let study = opened(self.study.as_deref(), self.vintage.as_deref())?;
        if self.study.is_none() {
            self.out.ready(&[])?;
            return Ok(study);
        }
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
        if let (Some(crs), true) = (&self.to_crs, self.format != Form::Gpkg) {
            return Err(Fault::new(
                "to-crs",
                "a GeoPackage for another CRS",
                format!("{} with another format", crs.code()),
            )
            .property("--to-crs")
            .remedy("use --format gpkg: GeoJSON is WGS 84 by RFC 7946, and the other formats have no geometry")
            .into());
        }
        let Some(path) = &self.output else {
            if matches!(self.format, Form::Gpkg | Form::Xlsx) {
                return Err(Fault::new("output", "a file for a GeoPackage or a workbook", "none")
                    .remedy("name it with --output FILE: they are not text")
                    .into());
            }
            return Ok(());
        };
        not_an_input(path, inputs)?;
        may_write(path, self.force)?;
        if self.ro_crate { may_write(&beside(path), self.force) } else { Ok(()) }
    }

    /// Whether the rows need their places.
    pub fn geometry(&self) -> bool {
        matches!(self.format, Form::Geojson | Form::Gpkg)
    }

    /// Renders the document and gives it to its place, with the sources of the layers that its figures rest on.
    pub fn give(&self, document: Document, study: &Study, roles: &[&str]) -> Result<()> {
        self.give_finished(self.finished(document, study, roles))
    }

    /// The document with the sources of the layers that its figures rest on, and how it was made.
    pub fn finished(&self, mut document: Document, study: &Study, roles: &[&str]) -> Document {
        document.sources.extend(study.sources.iter().filter(|s| roles.contains(&s.role.as_str())).cloned());
        document.credits = study.credits(roles);
        let command = self.again.clone().unwrap_or_else(recipe::Command::of_this_run);
        document.recipe = Some(command.recipe(study));
        document
    }

    /// Gives a text to its place, as it is.
    pub fn give_text(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(path) => write_file(path, text.as_bytes(), self.force),
            None => give(text),
        }
    }

    /// Whether the result may be written to its place, which is none of these files.
    pub fn ready_beside(&self, inputs: &[PathBuf]) -> Result<()> {
        self.ready(inputs)
    }

    /// Gives a finished document to its place, with the identifiers of its figures.
    pub fn give_finished(&self, document: Document) -> Result<()> {
        let ids = self.ids || matches!(self.format, Form::Json | Form::Geojson);
        self.give_as_it_is(&if ids { document.with_ids() } else { document })
    }

    /// Whether the tables of a finished document may be made and written one after the other, as JSON in a file.
    pub fn is_written_in_parts(&self) -> bool {
        self.format == Form::Json && self.output.is_some() && self.table.is_none() && !self.ro_crate
    }

    /// The same for tables that are too large to be held at once: they are made and written one after the other.
    pub fn give_in_parts(&self, document: &Document, sheets: impl Iterator<Item = Sheet>) -> Result<()> {
        let Some(path) = &self.output else { return Ok(()) };
        let sheets = sheets.map(|sheet| sheet.with_ids(document.recipe.as_ref()));
        write_file_by(path, self.force, |mut out| write_json(document, sheets, &mut out))
    }

    /// The same for a document that names its own sources.
    pub fn give_as_it_is(&self, document: &Document) -> Result<()> {
        // What people read is in their language; what programs read is the same in all.
        let for_people = matches!(self.format, Form::Table | Form::Md | Form::Xlsx);
        let said = if for_people { language().document(document) } else { std::borrow::Cow::Borrowed(document) };
        let bytes = match &self.to_crs {
            Some(crs) => {
                let chosen = self.table.as_ref().map_or_else(|| Ok(document.clone()), |name| document.only(name))?;
                geopackage(&in_crs(chosen, crs)?, crs, language(), &|_| None)?
            }
            None => self.format.bytes(&said, self.table.as_deref())?,
        };
        if self.format == Form::Csv && self.table.is_none() && document.sheets.len() > 1 {
            let others: Vec<&str> = document.sheets.iter().skip(1).map(|s| s.name).collect();
            say(&format!(
                "CSV holds one table; this is {}. For another: --table {}",
                document.sheets[0].name,
                others.join(" | ")
            ));
        }
        match &self.output {
            Some(path) => {
                if !self.ro_crate {
                    return write_file(path, &bytes, self.force);
                }
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let made = ro_crate(document, &name, self.format.media_type(), &sha256(&bytes));
                write_set(&[(beside(path), made.as_bytes()), (path.clone(), &bytes)], self.force)
            }
            None => give(&String::from_utf8_lossy(&bytes)),
        }
    }
}

/// Where the RO-Crate of an output goes.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-ro-crate-metadata.json"))
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

/// A study: the embedded one where no folder is named, with the communes of a day where one is.
pub fn opened(folder: Option<&Path>, day: Option<&str>) -> Result<Study> {
    folder.into_iter().for_each(finish_left);
    let study = match (folder, day) {
        (folder, Some(day)) => Study::on_day(folder, day),
        (Some(folder), None) => Study::open(folder),
        (None, None) => return Study::embedded(),
    };
    match folder {
        Some(folder) => study.map_err(|e| e.in_file(&folder.display().to_string())),
        None => study,
    }
}

/// A day argument.
pub fn day(text: &str) -> std::result::Result<String, String> {
    let digit = |(i, c): (usize, char)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() };
    if text.len() == 10 && text.chars().enumerate().all(digit) {
        return Ok(text.to_string());
    }
    Err(Fault::new("date", "a day such as 2024-12-31", format!("\"{text}\""))
        .remedy("write year-month-day")
        .to_string())
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
        Some(folder) => {
            finish_left(folder);
            Study::open(folder).map_err(|e| e.in_file(&folder.display().to_string()))
        }
    }
}

/// The plane that a map of these alignments is drawn in, and its name.
pub fn projector(crs: Option<&str>, alignments: &[&Alignment]) -> Result<(String, Projector)> {
    let around = alignments.iter().map(|a| a.bounds()).reduce(|a, b| a.union(&b));
    let around = around.unwrap_or(LonLatBox::new((103.0, 21.0).into(), (103.0, 21.0).into()));
    let name = crs.map_or_else(|| Projector::name_for(&around), str::to_string);
    let plane = Projector::into_crs(&name)?;
    // A CRS in degrees, or one that cannot express the place, would give a map without a scale.
    if scale_error(&plane, around.centre())? > 0.1 {
        return Err(Fault::new("crs-plane", "a CRS in metres that is true to scale here", format!("\"{name}\""))
            .remedy("leave --crs out, or name the projected CRS of the place, such as EPSG:9205 or EPSG:32648")
            .into());
    }
    Ok((name, plane))
}
