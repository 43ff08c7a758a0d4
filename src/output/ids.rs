//! An identifier for every figure: `nh279/communes/03253/length`.
//!
//! It names the alignment, the table, the row and the column, and after `?` whatever was asked otherwise than by
//! default. It names a question, not an answer: it stays when the data are corrected, and `corridor explain`
//! opens it.

use super::columns::column;
use super::document::{Cell, Document, Recipe, Sheet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Which columns tell the rows of a table apart; the alignment stands before the table.
const KEYS: &[(&str, &[&str])] = &[
    ("concurrency", &["shared_by"]),
    ("legs", &["leg_id"]),
    ("coverage", &["commune_id"]),
    ("catchment", &["commune_id"]),
    ("communes", &["commune_id"]),
    ("services", &["served"]),
    ("access_points", &["access_point"]),
    ("proximity", &["target_id"]),
    ("zones", &["target_id"]),
    ("gates", &["target_id"]),
    ("published_lengths", &["from_place", "to_place"]),
    ("km_posts", &["series", "official_chainage_m"]),
    ("km_post_intervals", &["series", "official_chainage_m"]),
    ("located", &["series"]),
    ("spans", &["series", "official_from_m"]),
    ("events", &["row"]),
    ("events_by_commune", &["commune_id"]),
    ("projects", &["project_id"]),
    ("project_versions", &["project_id", "version"]),
    ("milestones", &["milestone_id"]),
    ("indicators", &["indicator_id"]),
    ("weights", &["criterion"]),
    ("flips", &["criterion", "taken_over"]),
    ("criteria", &["criterion"]),
    ("differences", &["kind", "id"]),
    ("similarity", &["other_id"]),
    ("certainty", &["commune_id"]),
    ("upgraded", &["road"]),
    ("crossings", &["road"]),
    ("layers", &["file", "role"]),
    ("crosswalk", &["old_code"]),
    ("schedule", &["milestone_id"]),
    ("report_figures", &["indicator_id"]),
    ("by_commune", &["commune_id"]),
    ("by_corridor", &["difficulty_zone"]),
    ("changes", &["about", "kind", "id"]),
];

/// Tables whose rows stay the same whatever else was asked: no parameter is part of their identifiers.
const PLAIN: &[&str] = &["lengths", "legs", "coverage", "access_points"];

/// Tables that only arrange figures of other tables for reading; the identifiers stand there.
const FOR_READING: &[&str] = &["side_by_side"];

/// What stands where a row is about no one alignment.
pub const NO_SUBJECT: &str = "study";

/// The identifiers of the rows of a table, in their order.
pub fn row_ids(sheet: &Sheet, recipe: Option<&Recipe>) -> Vec<String> {
    let at = |name: &str| sheet.columns.iter().position(|c| c.name == name);
    let subject = at("alignment_id");
    let keys = key_columns(sheet);
    let query = recipe.map(|r| query(sheet.name, r)).unwrap_or_default();
    let mut seen = std::collections::HashMap::new();
    let mut ids = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut id = subject.map_or(NO_SUBJECT.to_string(), |i| segment(&row.cells[i]));
        id = format!("{id}/{}", sheet.name);
        for &key in &keys {
            id.push('/');
            id += &segment(&row.cells[key]);
        }
        // Rows that nothing tells apart, such as two stretches in one commune, are numbered.
        let times = seen.entry(id.clone()).and_modify(|n| *n += 1).or_insert(1);
        if *times > 1 {
            id += &format!("~{times}");
        }
        ids.push(id + &query);
    }
    ids
}

fn key_columns(sheet: &Sheet) -> Vec<usize> {
    let at = |name: &&str| sheet.columns.iter().position(|c| c.name == *name);
    match KEYS.iter().find(|(name, _)| *name == sheet.name) {
        Some((_, keys)) => keys.iter().filter_map(at).collect(),
        // A table without a key of its own goes by its alignment, or by its first column.
        None if at(&"alignment_id").is_some() => Vec::new(),
        None => vec![0],
    }
}

/// The columns of a table that hold figures: not those that identify the row.
pub fn figure_columns(sheet: &Sheet) -> Vec<usize> {
    let keys = key_columns(sheet);
    let identifies = |i: &usize| keys.contains(i) || ["alignment_id", "figure_id"].contains(&sheet.columns[*i].name);
    (0..sheet.columns.len()).filter(|i| !identifies(i)).collect()
}

/// What a column is called in an identifier: without its unit, unless that would name two.
pub fn short(sheet: &Sheet, name: &str) -> String {
    let bare = |name: &str| -> String {
        ["_m2", "_km2", "_km", "_m"].iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(name).to_string()
    };
    let plain = bare(name);
    let shared = sheet.columns.iter().filter(|c| bare(c.name) == plain).count() > 1;
    if shared { name.to_string() } else { plain }
}

/// The identifier of one figure: that of its row with its column.
pub fn figure_id(row: &str, short: &str) -> String {
    match row.split_once('?') {
        Some((path, query)) => format!("{path}/{short}?{query}"),
        None => format!("{row}/{short}"),
    }
}

/// What was asked otherwise than by default, for the tables that it bears on.
fn query(sheet: &str, recipe: &Recipe) -> String {
    let Some((verb, rest)) = recipe.command.split_first() else { return String::new() };
    let asked = Asked::of(rest);
    let plain = PLAIN.contains(&sheet);
    let mut parts: Vec<String> = Vec::new();
    let mut positional = |name: &str, values: &[String]| {
        if !values.is_empty() {
            parts.push(format!("{name}={}", values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(",")));
        }
    };
    match (verb.as_str(), sheet) {
        _ if plain => {}
        ("compare", _) => positional("of", &asked.positional),
        ("locate", "located") => positional("at", asked.positional.get(1..).unwrap_or_default()),
        ("events", _) | ("crosswalk", "carried") => positional("file", &asked.positional),
        _ => {}
    }
    let bears = |flag: &str| match sheet {
        _ if flag == "vintage" => true,
        _ if plain => false,
        "services" => flag == "within" || flag == "access-within",
        "km_posts" | "km_post_intervals" | "spans" => flag == "km-posts",
        _ => true,
    };
    for (flag, value) in asked.flags.iter().filter(|(flag, _)| bears(flag)) {
        parts.push(value.as_ref().map_or(flag.clone(), |v| format!("{flag}={}", quoted(v))));
    }
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// The arguments of a command: those with a name, and those without.
#[derive(Debug, Default)]
pub struct Asked {
    /// Without a name, in their order.
    pub positional: Vec<String>,
    /// With a name, and their value where they take one.
    pub flags: Vec<(String, Option<String>)>,
}

/// Flags without a value.
pub const SWITCHES: &[&str] = &["superseded", "accept-inconsistent", "ignore-z", "second-method"];

impl Asked {
    /// Takes arguments apart.
    pub fn of(arguments: &[String]) -> Asked {
        let mut asked = Asked::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.strip_prefix("--") {
                None | Some("") => asked.positional.push(argument.clone()),
                Some(flag) => match flag.split_once('=') {
                    Some((flag, value)) => asked.flags.push((flag.to_string(), Some(value.to_string()))),
                    None if SWITCHES.contains(&flag) => asked.flags.push((flag.to_string(), None)),
                    None => asked.flags.push((flag.to_string(), rest.next().cloned())),
                },
            }
        }
        asked
    }
}

/// A value in the part of an identifier after `?`: its marks may not end it.
fn quoted(value: &str) -> String {
    value.replace('%', "%25").replace('&', "%26").replace(',', "%2C").replace('?', "%3F").replace(' ', "%20")
}

/// The value that was quoted.
pub fn unquoted(text: &str) -> String {
    text.replace("%20", " ").replace("%3F", "?").replace("%2C", ",").replace("%26", "&").replace("%25", "%")
}

/// A cell as a part of an identifier: ASCII, without spaces or slashes.
fn segment(cell: &Cell) -> String {
    let text = match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Chainage(chainage) => chainage.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Empty => return "none".into(),
        other => super::table::cell_text(other, super::Language::English),
    };
    let mut out = String::new();
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'đ' => out.push('d'),
            'Đ' => out.push('D'),
            c if c.is_ascii_alphanumeric() || "+._".contains(c) => out.push(c),
            '≥' => out += "at-least",
            _ if out.ends_with('-') || out.is_empty() => {}
            _ => out.push('-'),
        }
    }
    match out.trim_end_matches('-') {
        "" => "none".into(),
        text => text.to_string(),
    }
}

impl Document {
    /// The document with the identifier of each row's figures as a last column.
    pub fn with_ids(mut self) -> Document {
        let recipe = self.recipe.as_ref();
        self.sheets = self.sheets.into_iter().map(|sheet| sheet.with_ids(recipe)).collect();
        self
    }
}

impl Sheet {
    /// The table with the identifier of each row's figures as a last column.
    pub fn with_ids(mut self, recipe: Option<&Recipe>) -> Sheet {
        if self.columns.iter().any(|c| c.name == "figure_id") || FOR_READING.contains(&self.name) {
            return self;
        }
        let ids = row_ids(&self, recipe);
        self.columns.push(column("figure_id").clone());
        for (row, id) in self.rows.iter_mut().zip(ids) {
            row.cells.push(Cell::text(id));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Metres;

    fn coverage() -> Sheet {
        let mut sheet = Sheet::new("coverage", "", &["alignment_id", "commune_id", "length_m"]);
        for code in ["01", "02", "01"] {
            sheet.push(vec![Cell::text("a b"), Cell::text(code), Cell::Length(Metres::ZERO)]);
        }
        sheet
    }

    #[test]
    fn rows_that_nothing_tells_apart_are_numbered() {
        let ids = row_ids(&coverage(), None);
        assert_eq!(ids, ["a-b/coverage/01", "a-b/coverage/02", "a-b/coverage/01~2"]);
        assert_eq!(figure_id(&ids[0], &short(&coverage(), "length_m")), "a-b/coverage/01/length");
    }

    #[test]
    fn what_was_asked_otherwise_is_part_of_the_identifier() {
        let command = ["communes", "nh279", "--within", "2km"].map(String::from).to_vec();
        let recipe = Recipe { command, ..Recipe::default() };
        let mut sheet = Sheet::new("communes", "", &["alignment_id", "commune_id"]);
        sheet.push(vec![Cell::text("nh279"), Cell::text("03253")]);
        let row = &row_ids(&sheet, Some(&recipe))[0];
        assert_eq!(row, "nh279/communes/03253?within=2km");
        assert_eq!(figure_id(row, "length"), "nh279/communes/03253/length?within=2km");
        // A stretch of coverage is the same at any distance.
        assert_eq!(row_ids(&coverage(), Some(&recipe))[0], "a-b/coverage/01");
    }

    #[test]
    fn quoting_is_undone() {
        for text in ["a,b&c?d e", "100%", "%2C"] {
            assert_eq!(unquoted(&quoted(text)), text);
        }
    }
}
