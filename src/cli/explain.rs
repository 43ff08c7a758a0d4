//! `corridor explain`.

mod find;
mod pieces;

use super::answers::{Answers, again};
use super::common::{Common, Form, opened as opened_on};
use super::recipe::Command;
use super::{Outcome, language, say};
use crate::error::Result;
use crate::model::Study;
use crate::output::ids::{NO_SUBJECT, figure_id, short};
use crate::output::{
    Cell, Document, Drawn, Sheet, cell_as_read, inputs_sheet, law_sheet, may_write, method_of, row_sheet, small_map,
    write_file,
};
use clap::Args;
use find::{Found, Path};
use geo::{Geometry, LineString, MultiLineString};
use std::path::PathBuf;

/// What a figure rests on: definition, pieces, inputs with their SHA-256, parameters, method, error bound
///
/// FIGURE is an identifier as `--format json` and `--ids` print it, or its parts typed by hand. Without a column
/// the whole row is opened. With --format geojson the pieces are the map; --map draws a small one.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor explain nh279/communes/03253/length\n  corridor explain nh279 communes 03253\n  corridor explain 'nh279/communes/03253/people_within?within=2km' --map map.svg\n  corridor explain ct03-a/lengths --format geojson --output pieces.geojson"
)]
pub struct Explain {
    /// The identifier, or its parts
    #[arg(required = true, value_name = "FIGURE")]
    figure: Vec<String>,
    /// Draw the pieces in their surroundings into this file, as SVG
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Explain {
    pub fn run(self) -> Result<Outcome> {
        if let Some(path) = &self.map {
            may_write(path, self.common.out.force)?;
        }
        let study = match (Path::day(&self.figure), &self.common.vintage) {
            (Some(day), None) => opened_on(self.common.study.as_deref(), Some(&day))?,
            _ => self.common.open()?,
        };
        let explained = self.explained(&study)?;
        if let Some(path) = &self.map {
            let document = &explained.document;
            let map = small_map(&document.title, &document.credits.join("; "), &explained.drawn);
            write_file(path, map.as_bytes(), self.common.out.force)?;
            say(&format!("drew {}", path.display()));
        }
        self.common.out.give_finished(explained.document).map(|()| Outcome::Done)
    }
}

impl Answers for Explain {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        Ok(self.explained(study)?.document)
    }
}

/// A figure opened, and what to draw of it.
struct Explained {
    document: Document,
    drawn: Drawn,
}

impl Explain {
    fn explained(&self, study: &Study) -> Result<Explained> {
        let path = Path::read(&self.figure, study)?;
        let command = Command { words: path.command(study)? };
        let made = again(&command, Form::Geojson)?.document(study)?;
        let mut explained = opened(study, &made, &path, &command)?;
        let sources = explained.document.sources.clone();
        explained.document = self.common.out.finished(explained.document, study, &[]);
        for credit in sources.iter().flat_map(|s| s.credit.split("; ")) {
            if !credit.is_empty() && !explained.document.credits.iter().any(|c| c == credit) {
                explained.document.credits.push(credit.to_string());
            }
        }
        Ok(explained)
    }
}

/// The figure in the answer that holds it, with its pieces, inputs and law.
fn opened(study: &Study, made: &Document, path: &Path, command: &Command) -> Result<Explained> {
    let found = path.find(made)?;
    let sheet = &made.sheets[found.sheet];
    let figure = match found.column {
        Some(column) => figure_id(&found.id, &short(sheet, sheet.columns[column].name)),
        None => found.id.clone(),
    };
    let about = pieces::about(study, made, &found)?;
    let mut sheets: Vec<Sheet> = about.pieces.into_iter().collect();
    let mut row = row_sheet(sheet, found.row, &found.id);
    if sheets.is_empty() {
        // What has no pieces is on the map as itself.
        if let Some(first) = row.rows.first_mut() {
            first.geometry = sheet.rows[found.row].geometry.clone();
        }
    }
    sheets.push(row);
    sheets.push(inputs_sheet(&about.inputs));
    if !about.law.is_empty() {
        sheets.push(law_sheet(&about.law));
    }
    let mut document = Document {
        title: title(sheet, &found, &figure),
        definitions: definitions(made, sheet, &found, command),
        sheets,
        notes: sheet.notes.clone(),
        sources: about.inputs.into_iter().map(|(source, _)| source).collect(),
        ..Document::default()
    };
    document.notes.extend(about.notes);
    let drawn = drawn(study, &document, &found);
    Ok(Explained { document, drawn })
}

fn title(sheet: &Sheet, found: &Found, figure: &str) -> String {
    let Some(column) = found.column else { return figure.to_string() };
    let shown = cell_as_read(&sheet.rows[found.row].cells[column], language());
    let unit = match &sheet.rows[found.row].cells[column] {
        Cell::Length(_) => " km",
        _ => "",
    };
    format!("{figure} = {shown}{unit}")
}

/// Definition, method, bound, parameters and version, in the order in which one asks for them.
fn definitions(made: &Document, sheet: &Sheet, found: &Found, command: &Command) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let key = |name: &str| {
        let at = sheet.columns.iter().position(|c| c.name == name)?;
        Some(cell_as_read(&sheet.rows[found.row].cells[at], language()))
    };
    let column = found.column.map(|c| &sheet.columns[c]);
    if let Some(column) = column {
        out.push(("figure".to_string(), column.meaning.to_string()));
        let unit = if column.unit.is_empty() { "none".to_string() } else { column.unit.to_string() };
        out.push(("unit in files".into(), unit));
    }
    for (name, value) in &made.definitions {
        out.push((name.clone(), value.clone()));
    }
    if let Some(definition) = key("definition") {
        out.push(("definition".into(), definition));
    }
    if let Some(column) = column {
        // A criterion is measured in its own way, whatever column it stands in.
        let name = key("criterion").filter(|_| ["value", "low", "high", "difference"].contains(&column.name));
        let method = method_of(name.as_deref().unwrap_or(column.name));
        out.push(("method".into(), method.how.into()));
        out.push(("citation".into(), method.citation.into()));
        out.push(("error bound".into(), method.bound.into()));
    }
    if let Some(recipe) = &made.recipe {
        let parameters: Vec<String> = recipe.parameters.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        out.push(("parameters".into(), parameters.join(", ")));
    }
    out.push(("made again by".into(), command.to_string()));
    out.push(("software".into(), format!("corridor {}", env!("CARGO_PKG_VERSION"))));
    out
}

/// The pieces among the communes and roads around them.
fn drawn(study: &Study, document: &Document, found: &Found) -> Drawn {
    let told = |sheet: &Sheet, row: usize| {
        let names = ["commune_id", "commune", "from_m", "to_m", "length_m", "target", "distance_m"];
        let cells = sheet.columns.iter().zip(&sheet.rows[row].cells).filter(|(c, _)| names.contains(&c.name));
        cells.map(|(_, cell)| cell_as_read(cell, language())).collect::<Vec<_>>().join(" · ")
    };
    let mut drawn = Drawn::default();
    for sheet in document.sheets.iter().take(1) {
        for (row, at) in sheet.rows.iter().enumerate() {
            drawn.pieces.extend(at.geometry.clone().map(|g| (g, told(sheet, row))));
        }
    }
    let named = |c: &crate::model::Commune| (c.land.geometry(), c.name.local.clone());
    drawn.around = study.communes.iter().map(named).collect();
    for alignment in study.alignments.iter().filter(|a| found.subject == NO_SUBJECT || a.id() == found.subject) {
        let lines = alignment.parts().map(|(_, p)| LineString(p.to_vec())).collect();
        drawn.roads.push(Geometry::MultiLineString(MultiLineString(lines)));
    }
    drawn
}

#[cfg(test)]
mod tests;
