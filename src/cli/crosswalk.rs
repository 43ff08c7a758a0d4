//! `corridor crosswalk`.

use super::answers::Answers;
use super::common::Common;
use crate::error::{Fault, Faults, Result};
use crate::layers::{RawTable, read_table, source_of};
use crate::measure::{Carried, Way, carried, crosswalk_faults};
use crate::model::{Study, nearest_names};
use crate::output::{Document, carried_sheet, crosswalk_sheet};
use clap::Args;
use std::path::PathBuf;

/// Tables by commune from one vintage to another: exact for whole mergers, an estimate where a unit is split
///
/// Without FILE the crosswalk itself. Codes are read in the vintage that --from says: one code may name another unit before than after.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor crosswalk\n  corridor crosswalk people.csv --from 2024-12-31 --to 2025-07-01 --format csv --output people-2025.csv\n  corridor crosswalk budget.csv --from 2025-07-01 --to 2024-12-31 --code ma_xa"
)]
pub struct Crosswalk {
    /// A CSV with a column of codes; its columns of numbers are carried
    #[arg(requires = "from", requires = "to")]
    file: Option<PathBuf>,
    /// The date at which the communes of the table were in force
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The date at which those of the result are
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// The column of the codes [default: code, commune_id, ma_xa, the first]
    #[arg(long, value_name = "COLUMN")]
    code: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Answers for Crosswalk {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let mut faults = Faults::new();
        crosswalk_faults(study).into_iter().for_each(|f| faults.push(f));
        faults.or(())?;
        if study.crosswalk.is_empty() {
            return Err(Fault::new("missing-layer", "a layer with role = \"crosswalk\"", "none")
                .remedy("add one, with columns old_code and new_code")
                .into());
        }
        let document = match &self.file {
            Some(file) => self.table(study, &read_table(file)?)?,
            None => {
                let old: std::collections::BTreeSet<&str> =
                    study.crosswalk.iter().map(|s| s.old_code.as_str()).collect();
                let new: std::collections::BTreeSet<&str> =
                    study.crosswalk.iter().map(|s| s.new_code.as_str()).collect();
                let same =
                    study.crosswalk.iter().filter(|s| old.contains(s.new_code.as_str()) && s.old_code == s.new_code);
                let note = format!(
                    "{} communes became {}. {} codes stand before and after, mostly for another extent: a table says its vintage.",
                    old.len(),
                    new.len(),
                    same.count()
                );
                Document {
                    title: "Crosswalk of communes".into(),
                    sheets: vec![crosswalk_sheet(&study.crosswalk)],
                    notes: vec![note],
                    ..Document::default()
                }
            }
        };
        let mut document = document;
        document.sources.extend(self.file.iter().map(|path| source_of(path, "table")));
        Ok(self.common.out.finished(document, study, &["crosswalk"]))
    }
}

impl Crosswalk {
    /// Which way the table goes.
    fn way(&self, study: &Study) -> Result<Way> {
        let (Some(from), Some(to)) = (&self.from, &self.to) else {
            return Err(Fault::new("vintage", "--from and --to, each a date", "none")
                .remedy("say of which vintage the table is")
                .into());
        };
        for date in [from, to] {
            let plain = date.len() == 10
                && date.chars().enumerate().all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() });
            if !plain {
                return Err(Fault::new("vintage", "a date such as 2024-12-31", format!("\"{date}\""))
                    .remedy("write year-month-day")
                    .into());
            }
        }
        let reform = study.crosswalk.iter().map(|s| s.effective_date.as_str()).max().unwrap_or(&study.vintage);
        match (from.as_str() < reform, to.as_str() < reform) {
            (true, false) => Ok(Way::Forward),
            (false, true) => Ok(Way::Back),
            (before, _) => Err(Fault::new(
                "vintage",
                format!("dates on either side of the reform of {reform}"),
                format!("{from} and {to}, both {} it", if before { "before" } else { "since" }),
            )
            .remedy("nothing changes between the two; this study knows no other reform")
            .into()),
        }
    }

    fn table(&self, study: &Study, table: &RawTable) -> Result<Document> {
        let way = self.way(study)?;
        let at = match &self.code {
            Some(name) => table.columns.iter().position(|c| c == name).ok_or_else(|| {
                let near = nearest_names(name, table.columns.iter().map(String::as_str));
                Fault::new("missing-column", format!("a column {name}"), table.columns.join(", "))
                    .file(&table.file)
                    .remedy(near.first().map_or("name one of them".to_string(), |n| format!("did you mean {n}?")))
            })?,
            None => table.column(&["code", "commune_id", "ma_xa", "mã xã", "old_code", "new_code"]).unwrap_or(0),
        };
        let numbers: Vec<usize> = (0..table.columns.len())
            .filter(|&i| i != at)
            .filter(|&i| {
                let cells = || table.rows.iter().map(|(_, r)| r[i].trim()).filter(|c| !c.is_empty());
                cells().next().is_some() && cells().all(|c| c.parse::<f64>().is_ok_and(f64::is_finite))
            })
            .collect();
        if numbers.is_empty() {
            return Err(Fault::new("missing-column", "a column of numbers beside the codes", table.columns.join(", "))
                .file(&table.file)
                .remedy("write numbers without thousands marks")
                .into());
        }
        let rows: Vec<(String, Vec<Option<f64>>)> = table
            .rows
            .iter()
            .map(|(_, r)| (r[at].trim().to_string(), numbers.iter().map(|&i| r[i].trim().parse().ok()).collect()))
            .collect();
        let made = carried(&study.crosswalk, &rows, way).map_err(|e| e.in_file(&table.file))?;
        let names: Vec<&str> = numbers.iter().map(|&i| table.columns[i].as_str()).collect();
        let mut notes = Vec::new();
        for (c, name) in names.iter().enumerate() {
            let before: f64 = rows.iter().filter_map(|(_, v)| v[c]).sum();
            let shared: f64 = made.iter().filter(|m| m.code.is_some()).filter_map(|m| m.values[c]).sum();
            let left: f64 = made.iter().filter(|m| m.code.is_none()).filter_map(|m| m.values[c]).sum();
            let left = if left == 0.0 { String::new() } else { format!(", and {left} left over") };
            notes.push(format!("{name}: {before} in the table, {shared} here{left}."));
        }
        let exact = |m: &&Carried| m.estimate.is_none();
        let dates = [&self.from, &self.to].map(|d| d.clone().unwrap_or_default());
        Ok(Document {
            title: format!("{} communes of {} as {} of {}, {} exact", rows.len(), dates[0], made.iter().filter(|m| m.code.is_some()).count(), dates[1], made.iter().filter(exact).count()),
            definitions: vec![
                ("exact".into(), "whole communes added up, to the last person".into()),
                ("estimate".into(), "a part of a commune, in proportion to the people of 2009; where they are not known nothing is shared out".into()),
            ],
            sheets: vec![carried_sheet(&names, &made)],
            notes,
            ..Document::default()
        })
    }
}
