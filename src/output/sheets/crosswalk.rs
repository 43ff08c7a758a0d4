//! Communes of one vintage in terms of another.

use super::super::columns::user_column;
use super::super::document::{Cell, Sheet};
use crate::measure::Carried;
use crate::model::Succession;

/// The crosswalk: a row an old commune.
pub fn crosswalk_sheet(rows: &[Succession]) -> Sheet {
    let columns = [
        "old_code",
        "old_name",
        "old_district",
        "new_code",
        "new_name",
        "merge_type",
        "since",
        "legal_basis",
        "population_2009",
        "source",
    ];
    let mut sheet =
        Sheet::new("crosswalk", "Which commune became which", &columns).hide(&["merge_type", "source", "since"]);
    for s in rows {
        sheet.push(vec![
            Cell::text(&s.old_code),
            Cell::text(&s.old_name),
            Cell::text(&s.old_district),
            Cell::text(&s.new_code),
            Cell::text(&s.new_name),
            Cell::text(&s.merge_type),
            Cell::text(&s.effective_date),
            Cell::text(&s.legal_basis),
            Cell::maybe(s.population_2009, Cell::Count),
            Cell::text(&s.source),
        ]);
    }
    sheet
}

/// A table carried to another vintage.
pub fn carried_sheet(names: &[&str], rows: &[Carried]) -> Sheet {
    let mut sheet = Sheet::new("carried", "The table in the other communes", &["commune_id", "commune"]);
    sheet.columns.extend(names.iter().map(|name| user_column(name)));
    for name in ["exact", "estimate", "made_of"] {
        sheet.columns.push(super::super::columns::column(name).clone());
    }
    for row in rows {
        let mut cells = vec![Cell::maybe(row.code.as_deref(), Cell::text), Cell::text(&row.name)];
        cells.extend(row.values.iter().map(|v| match v {
            Some(v) if v.fract() == 0.0 && *v >= 0.0 && *v < 9e15 => Cell::Count(*v as u64),
            Some(v) => Cell::Number(*v, 3),
            None => Cell::Empty,
        }));
        cells.push(Cell::Flag(row.estimate.is_none()));
        cells.push(Cell::maybe(row.estimate.as_deref(), Cell::text));
        cells.push(Cell::text(row.from.join(" ")));
        sheet.push(cells);
    }
    sheet
}
