//! From an identifier to the figure: which command makes it, and where it stands in the answer.

use crate::error::{Fault, Result};
use crate::model::{Study, fold, nearest_names};
use crate::output::ids::{NO_SUBJECT, SWITCHES, figure_columns, row_ids, short, unquoted};
use crate::output::{Cell, Document, Sheet};

/// An identifier in its parts.
pub struct Path {
    subject: String,
    table: String,
    rest: Vec<String>,
    query: Vec<(String, Option<String>)>,
}

/// Where a figure stands.
pub struct Found {
    /// The alignment it is about, or [`NO_SUBJECT`].
    pub subject: String,
    /// The number of its table.
    pub sheet: usize,
    /// The number of its row.
    pub row: usize,
    /// The number of its column; none where the whole row was asked for.
    pub column: Option<usize>,
    /// The identifier of its row.
    pub id: String,
}

/// Which verb answers with a table.
const VERBS: &[(&str, &[&str])] = &[
    ("length", &["lengths", "legs", "concurrency"]),
    ("communes", &["coverage", "communes", "services", "access_points"]),
    ("proximity", &["proximity"]),
    ("report", &["published_lengths", "km_posts", "projects", "project_versions", "milestones", "indicators"]),
    ("locate", &["located"]),
    ("calibrate", &["km_post_intervals", "spans"]),
    ("events", &["events", "events_by_commune"]),
    (
        "compare",
        &[
            "alternatives",
            "criteria",
            "weights",
            "win_shares",
            "flips",
            "differences",
            "similarity",
            "certainty",
            "upgraded",
            "crossings",
        ],
    ),
    ("list", &["alignments", "layers"]),
    ("programme", &["schedule", "report_figures", "by_commune", "by_corridor"]),
    ("crosswalk", &["crosswalk", "carried"]),
];

fn refused(found: &str, remedy: String) -> crate::error::Error {
    Fault::new("figure-id", "the identifier of a figure, such as nh279/communes/03253/length", format!("\"{found}\""))
        .remedy(remedy)
        .into()
}

impl Path {
    /// The day whose communes an identifier is about, where it says one.
    pub fn day(typed: &[String]) -> Option<String> {
        let (_, query) = typed.last()?.split_once('?')?;
        query.split('&').find_map(|part| part.strip_prefix("vintage=")).map(str::to_string)
    }

    /// Takes an identifier apart; the alignment may be typed as people type it.
    ///
    /// # Errors
    /// It is none, or its alignment or table is unknown: the nearest are offered.
    pub fn read(typed: &[String], study: &Study) -> Result<Path> {
        let whole = typed.join("/");
        let (path, query) = whole.split_once('?').unwrap_or((&whole, ""));
        let parts: Vec<&str> = path.split('/').map(str::trim).filter(|p| !p.is_empty()).collect();
        let [subject, table, rest @ ..] = parts.as_slice() else {
            return Err(refused(&whole, "`--ids` prints the identifiers of any answer, `--format json` always".into()));
        };
        let known: Vec<&str> =
            VERBS.iter().flat_map(|(_, tables)| tables.iter().copied()).chain(["zones", "gates"]).collect();
        if !known.contains(table) {
            let near = nearest_names(table, known.iter().copied());
            return Err(refused(&whole, format!("after the alignment comes a table: {}", offered(&near, &known))));
        }
        let query: Vec<(String, Option<String>)> = query
            .split('&')
            .filter(|p| !p.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (name.to_string(), Some(value.to_string())),
                None => (part.to_string(), None),
            })
            .collect();
        let compared = query.iter().any(|(name, _)| name == "of");
        let subject = match *subject {
            NO_SUBJECT => NO_SUBJECT.to_string(),
            // An alternative from a file is known to the comparison only.
            name if compared => study.alignment(name).map_or(name.to_string(), |a| a.id().to_string()),
            // Published lengths may be of several roads together.
            name if *table == "published_lengths" => name.to_string(),
            name => study.alignment(name)?.id().to_string(),
        };
        Ok(Path { subject, table: table.to_string(), rest: rest.iter().map(|r| r.to_string()).collect(), query })
    }

    fn asked(&self, name: &str) -> Vec<String> {
        let value = self.query.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.as_deref());
        value.map(|v| v.split(',').map(unquoted).collect()).unwrap_or_default()
    }

    /// The command whose answer holds the figure.
    ///
    /// # Errors
    /// The table is of a comparison or a place, and the identifier does not say of which.
    pub fn command(&self, study: &Study) -> Result<Vec<String>> {
        let verb = match (self.table.as_str(), self.subject.as_str()) {
            ("zones" | "gates", NO_SUBJECT) => "list",
            ("zones" | "gates", _) => "report",
            (table, _) => VERBS.iter().find(|(_, tables)| tables.contains(&table)).map_or("report", |(verb, _)| verb),
        };
        let mut words = vec![verb.to_string()];
        let of = self.asked("of");
        match verb {
            "compare" if of.is_empty() && self.subject == NO_SUBJECT => {
                return Err(refused(&self.text(), "say of which alternatives: ?of=ct03-a,ct03-b,ct03-c".into()));
            }
            // Of whatever the study sketches, where the identifier does not say.
            "compare" if of.is_empty() => {
                let sketched = |a: &&crate::model::Alignment| a.about.status.as_deref() == Some("indicative");
                words.push(self.subject.clone());
                let others = study.alignments.iter().filter(sketched).filter(|a| a.id() != self.subject);
                words.extend(others.map(|a| a.id().to_string()));
            }
            "compare" => words.extend(of),
            "length" if !of.is_empty() => words.extend(of),
            "length" if self.table == "concurrency" => {
                words.push(self.subject.clone());
                words.extend(self.rest.first().cloned());
            }
            "crosswalk" => words.extend(self.asked("file")),
            "events" => {
                let file = self.asked("file");
                if file.is_empty() {
                    return Err(refused(&self.text(), "say of which table: ?file=events.csv".into()));
                }
                words.extend(file);
            }
            "locate" => {
                let at = self.asked("at");
                if at.is_empty() {
                    return Err(refused(&self.text(), "say where: ?at=Km98+200".into()));
                }
                words.extend([self.subject.clone(), at.join(",")]);
            }
            "report" | "list" | "programme" => {}
            _ => words.push(self.subject.clone()),
        }
        for (name, value) in self.query.iter().filter(|(name, _)| !["of", "at", "file"].contains(&name.as_str())) {
            words.push(format!("--{name}"));
            if !SWITCHES.contains(&name.as_str()) {
                words.extend(value.as_deref().map(unquoted));
            }
        }
        Ok(words)
    }

    fn text(&self) -> String {
        [&self.subject, &self.table].into_iter().chain(&self.rest).cloned().collect::<Vec<_>>().join("/")
    }

    /// Where the figure stands in the answer.
    ///
    /// # Errors
    /// It stands nowhere in it; the nearest are offered.
    pub fn find(&self, made: &Document) -> Result<Found> {
        let Some(number) = made.sheets.iter().position(|s| s.name == self.table) else {
            return Err(refused(&self.text(), format!("{} has no table {}", self.subject, self.table)));
        };
        let sheet = &made.sheets[number];
        let ids = row_ids(sheet, made.recipe.as_ref());
        let bare: Vec<&str> = ids.iter().map(|id| id.split_once('?').map_or(id.as_str(), |(path, _)| path)).collect();
        let found = |row: usize, column| Found {
            subject: self.subject.clone(),
            sheet: number,
            row,
            column,
            id: ids[row].clone(),
        };
        let whole = self.text();
        let exactly = |path: &str| bare.iter().position(|id| *id == path);
        let parent = whole.rsplit_once('/').map_or("", |(parent, _)| parent);
        // What is printed is found as printed; what is typed by hand is looked for after that.
        let row = if exactly(parent).is_some() { exactly(&whole) } else { self.row(sheet, &bare, &whole, &self.rest) };
        if let Some(row) = row {
            return Ok(found(row, None));
        }
        if let Some((last, before)) = self.rest.split_last() {
            let path = whole[..whole.len() - last.len()].trim_end_matches('/');
            if let Some(row) = self.row(sheet, &bare, path, before) {
                let named = |i: &usize| {
                    let name = sheet.columns[*i].name;
                    name == last || short(sheet, name) == *last
                };
                if let Some(column) = figure_columns(sheet).into_iter().find(named) {
                    if sheet.rows[row].cells[column] == Cell::Empty {
                        let why = sheet.columns[column].empty;
                        return Err(refused(&whole, format!("there is no figure there: {why}")));
                    }
                    return Ok(found(row, Some(column)));
                }
                let shorts: Vec<String> =
                    figure_columns(sheet).into_iter().map(|i| short(sheet, sheet.columns[i].name)).collect();
                let known: Vec<&str> = shorts.iter().map(String::as_str).collect();
                let near = nearest_names(last, known.iter().copied());
                return Err(refused(&whole, format!("the row has {}", offered(&near, &known))));
            }
        }
        let known: Vec<String> = bare.iter().map(|id| id.to_string()).collect();
        let near = nearest_names(&whole, known.iter().map(String::as_str));
        let all: Vec<&str> = bare.clone();
        Err(refused(&whole, offered(&near, &all)))
    }

    /// The row of this identifier, or the only one whose cells say what was typed.
    fn row(&self, sheet: &Sheet, ids: &[&str], path: &str, typed: &[String]) -> Option<usize> {
        if let Some(row) = ids.iter().position(|id| *id == path) {
            return Some(row);
        }
        if typed.is_empty() {
            return (sheet.rows.len() == 1).then_some(0);
        }
        let subject = sheet.columns.iter().position(|c| c.name == "alignment_id");
        let says = |row: &crate::output::Row| {
            let about = subject.is_none_or(|i| matches!(&row.cells[i], Cell::Text(id) if *id == self.subject));
            let has = |word: &String| row.cells.iter().any(|c| matches!(c, Cell::Text(t) if fold(t) == fold(word)));
            about && typed.iter().all(has)
        };
        let mut rows = (0..sheet.rows.len()).filter(|&i| says(&sheet.rows[i]));
        let first = rows.next()?;
        rows.next().is_none().then_some(first)
    }
}

fn offered(near: &[&str], known: &[&str]) -> String {
    if near.is_empty() {
        let more = if known.len() > 8 { ", …" } else { "" };
        format!("one of {}{more}", known.iter().take(8).copied().collect::<Vec<_>>().join(", "))
    } else {
        format!("did you mean {}?", near.join(", "))
    }
}
