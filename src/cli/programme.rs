//! `corridor programme`.

use super::answers::Answers;
use super::common::Common;
use crate::error::{Fault, Faults, Result};
use crate::index::IndexedAlignment;
use crate::layers::{RawTable, read_table, source_of};
use crate::measure::{coverage, last_day};
use crate::model::Study;
use crate::output::Document;
use crate::output::programme::{
    by_commune_sheet, by_corridor_sheet, indicators_sheet, later_sheet, projects_sheet, schedule_sheet, versions_sheet,
};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The programme: projects, versions, what is due, overdue and revised, indicators, by commune and by corridor
///
/// Estimate, actual and target are told apart; the figures of the conference report of November 2023 stand beside what came
/// out later and are never outcomes. A table of your own joins by commune code.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor programme --as-of 2026-11-01\n  corridor programme --indicators poverty.csv --table by_commune --format csv"
)]
pub struct Programme {
    /// The day to judge deadlines by [default: the latest date that a table of the study was written at]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// A CSV with a column of commune codes: its other columns join
    #[arg(long, value_name = "FILE")]
    indicators: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Answers for Programme {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let p = &study.programme;
        let written = p
            .milestones
            .iter()
            .map(|m| &m.as_of)
            .chain(p.versions.iter().map(|v| &v.as_of))
            .chain(p.indicators.iter().map(|i| &i.as_of));
        let day = match &self.as_of {
            Some(day) => last_day(day).ok_or_else(|| {
                Fault::new("date", "a date such as 2026-11-01", format!("\"{day}\""))
                    .property("--as-of")
                    .remedy("write year-month-day")
            })?,
            // No clock is asked: the same tables give the same bytes on any day.
            None => written.filter(|d| d.len() == 10).max().cloned().unwrap_or_else(|| "0000-00-00".into()),
        };
        let joined = self.indicators.as_deref().map(read_table).transpose()?;
        let joined = joined.as_ref().map(|table| join(study, table)).transpose()?;
        let index = study.index();
        let crossed: Vec<(&str, BTreeSet<&str>)> = study
            .report_alignments
            .iter()
            .filter_map(|id| study.alignments.iter().find(|a| a.id() == id))
            .map(|a| {
                let found = coverage(&IndexedAlignment::new(a), &index);
                let codes = study
                    .communes
                    .iter()
                    .filter(|c| found.pieces.iter().any(|p| p.commune == c.code))
                    .map(|c| c.code.as_str());
                (a.id(), codes.collect())
            })
            .collect();
        let mut document = Document {
            title: "The programme of Resolution 11-NQ/TW, as the tables of the study have it".into(),
            definitions: vec![
                ("as of".into(), format!("{day}: a date before it that nothing says was met is overdue")),
                ("estimate, actual, target".into(), "as the source calls the figure; they are never put into one column".into()),
                ("of report".into(), "a statement of the conference report of November 2023: an estimate then, never an outcome".into()),
            ],
            sheets: vec![
                schedule_sheet(p, &day),
                later_sheet(p),
                projects_sheet(p),
                versions_sheet(p),
                indicators_sheet(p),
                by_corridor_sheet(study, &crossed),
                by_commune_sheet(study, joined.as_ref()),
            ],
            notes: vec![
                "New-rural status by commune is in no public table that was found: only sums of the province are here. A table of your own joins with --indicators.".into(),
            ],
            ..Document::default()
        };
        document.sources.extend(self.indicators.iter().map(|path| source_of(path, "indicators")));
        let roles = ["projects", "project_versions", "milestones", "indicators", "communes", "alignments"];
        Ok(self.common.out.finished(document, study, &roles))
    }
}

/// The columns of a user's table by commune code.
fn join(study: &Study, table: &RawTable) -> Result<crate::output::programme::Joined> {
    let at = table.column(&["code", "commune_id", "ma_xa", "mã xã"]).ok_or_else(|| {
        Fault::new("missing-column", "a column code with commune codes", table.columns.join(", "))
            .file(&table.file)
            .remedy("name the column of the codes code")
    })?;
    let mut faults = Faults::new();
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, row) in &table.rows {
        let code = row[at].trim().to_string();
        let here = |fault: Fault| fault.feature(format!("row {number}"));
        if !study.communes.iter().any(|c| c.code.as_str() == code) {
            let old = study.crosswalk.iter().any(|s| s.old_code == code);
            let remedy = if old {
                "it is a code from before the reform: `corridor crosswalk` carries the table over"
            } else {
                "correct the code; leading zeros count"
            };
            faults.push(here(
                Fault::new(
                    "unknown-commune",
                    format!("the code of a commune of {}", study.vintage),
                    format!("\"{code}\""),
                )
                .remedy(remedy),
            ));
        }
        let cells = row.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c.clone()).collect();
        if rows.insert(code.clone(), cells).is_some() {
            faults.push(here(
                Fault::new("duplicate-code", "each commune once", format!("\"{code}\" again"))
                    .remedy("keep one row of it"),
            ));
        }
    }
    let columns = table.columns.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c.clone()).collect();
    faults.or(crate::output::programme::Joined { columns, rows }).map_err(|e| e.in_file(&table.file))
}
