//! What is given out: tables of finished figures, with what they mean and where they came from.

use super::columns::{Column, column};
use super::language::Language;
use crate::error::{Fault, Result};
use crate::model::{Source, nearest_names};
use crate::units::{Chainage, Metres};
use compact_str::CompactString;
use geo::Geometry;

/// A finished figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text from data or from the tool; up to 24 bytes are held in place, since a table may have millions.
    Text(CompactString),
    /// A length along a line: kilometres to the metre in tables, metres to the millimetre in files.
    Length(Metres),
    /// A distance between two things: `12 m` or `3.4 km` in tables, metres to the millimetre in files.
    Distance(Metres),
    /// A place along an alignment: `Km12+345` in tables, metres to the millimetre in files.
    Chainage(Chainage),
    /// A part of a whole: per cent in tables, 0 to 1 in files.
    Share(f64),
    /// A count.
    Count(u64),
    /// A number with so many decimals.
    Number(f64, usize),
    /// Yes or no.
    Flag(bool),
    /// Not known or not applicable; the column says which.
    Empty,
}

impl Cell {
    /// Text, or nothing where there is none.
    pub fn text(text: impl AsRef<str>) -> Cell {
        if text.as_ref().is_empty() { Cell::Empty } else { Cell::Text(CompactString::from(text.as_ref())) }
    }

    /// A value, or nothing.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }

    /// Whether it belongs to the right of its column.
    pub fn is_figure(&self) -> bool {
        !matches!(self, Cell::Text(_) | Cell::Flag(_) | Cell::Empty)
    }
}

/// A row, and where it is on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Its place, where the row has one and it was asked for.
    pub geometry: Option<Geometry<f64>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name in files.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// Its columns, each specified once for the whole tool.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What to know when reading it.
    pub notes: Vec<String>,
    /// Columns that are left out where the table is for reading.
    pub hidden: Vec<&'static str>,
}

/// Takes rows as they are made: a table keeps them, the text of a file has them at once.
pub trait Rows {
    /// Adds a row, with its place where there is one and it is asked for.
    fn add<const N: usize>(&mut self, cells: [Cell; N], geometry: Option<Geometry<f64>>);
}

impl Rows for Sheet {
    fn add<const N: usize>(&mut self, cells: [Cell; N], geometry: Option<Geometry<f64>>) {
        self.push_at(cells.into(), geometry);
    }
}

impl Sheet {
    /// An empty table with these columns.
    pub fn new(name: &'static str, title: impl Into<String>, columns: &[&'static str]) -> Sheet {
        Sheet {
            name,
            title: title.into(),
            columns: columns.iter().map(|c| column(c).clone()).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Leaves columns out where the table is for reading; files have them all.
    pub fn hide(mut self, columns: &[&'static str]) -> Sheet {
        self.hidden.extend(columns);
        self
    }

    /// Adds a note.
    pub fn note(mut self, note: impl Into<String>) -> Sheet {
        self.notes.push(note.into());
        self
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.push_at(cells, None);
    }

    /// Adds a row with its place.
    pub fn push_at(&mut self, cells: Vec<Cell>, geometry: Option<Geometry<f64>>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.name);
        self.rows.push(Row { cells, geometry });
    }

    /// The alignment that every row is about, if it is one.
    fn only_alignment(&self) -> Option<&Cell> {
        let column = self.columns.iter().position(|c| c.name == "alignment_id")?;
        let first = &self.rows.first()?.cells[column];
        self.rows.iter().all(|r| r.cells[column] == *first).then_some(first)
    }

    /// The heading that a reader sees: with the alignment, where all rows are about one.
    pub(super) fn heading(&self) -> String {
        match self.only_alignment() {
            Some(Cell::Text(id)) => format!("{} · {id}", self.title),
            _ => self.title.clone(),
        }
    }

    /// The columns that a reader sees, with their numbers.
    pub(super) fn shown(&self) -> Vec<(usize, &Column)> {
        let one = self.only_alignment().is_some();
        let says_something = |(i, column): &(usize, &Column)| {
            let filled = self.rows.is_empty() || self.rows.iter().any(|r| r.cells[*i] != Cell::Empty);
            filled && !self.hidden.contains(&column.name) && !(one && column.name == "alignment_id")
        };
        self.columns.iter().enumerate().filter(says_something).collect()
    }
}

/// Everything that one question is answered with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Its heading.
    pub title: String,
    /// The definitions and parameters used: name and value.
    pub definitions: Vec<(String, String)>,
    /// The tables, the one that answers first.
    pub sheets: Vec<Sheet>,
    /// What to know when using the figures.
    pub notes: Vec<String>,
    /// Where the data came from.
    pub sources: Vec<Source>,
    /// Who must be credited.
    pub credits: Vec<String>,
    /// How it was made, so that it can be made again.
    pub recipe: Option<Recipe>,
    /// The language that it is in.
    pub language: Language,
}

/// How a document was made: what its figures need to be made again by someone else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recipe {
    /// The verb and its arguments, without those that only say where the result goes.
    pub command: Vec<String>,
    /// SHA-256 of its `study.toml`.
    pub study_sha256: String,
    /// The date at which its communes were in force.
    pub vintage: String,
    /// The parameters that the figures rest on, with their values.
    pub parameters: Vec<(String, String)>,
}

impl Document {
    /// The document with one of its tables.
    ///
    /// # Errors
    /// It has no table of that name.
    pub fn only(&self, name: &str) -> Result<Document> {
        let names: Vec<&str> = self.sheets.iter().map(|s| s.name).collect();
        match self.sheets.iter().find(|s| s.name == name) {
            Some(sheet) => Ok(Document { sheets: vec![sheet.clone()], ..self.clone() }),
            None => {
                let near = nearest_names(name, names.iter().copied());
                let hint =
                    near.first().map(|n| format!("did you mean {n}?")).unwrap_or_else(|| "name one of them".into());
                Err(Fault::new(
                    "unknown-table",
                    format!("one of the tables {}", names.join(", ")),
                    format!("\"{name}\""),
                )
                .remedy(hint)
                .into())
            }
        }
    }
}
