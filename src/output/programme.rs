//! The programme's tables: projects, their versions, milestones, indicators.

use super::document::{Cell, Sheet};
use crate::model::Programme;

/// Projects and how they stand.
pub fn projects_sheet(programme: &Programme) -> Sheet {
    let columns = ["project_id", "project", "status", "owner", "legal_basis", "note", "source"];
    let mut sheet = Sheet::new("projects", "Projects", &columns).hide(&["owner", "legal_basis", "note", "source"]);
    for p in &programme.projects {
        sheet.push(
            [&p.id, &p.name_en, &p.status, &p.owner, &p.legal_basis, &p.note, &p.source].map(Cell::text).to_vec(),
        );
    }
    sheet
}

/// The dated versions of the projects.
pub fn versions_sheet(programme: &Programme) -> Sheet {
    let mut sheet = Sheet::new(
        "project_versions",
        "Versions of the projects: a length or cost belongs to its version",
        &[
            "project_id",
            "version",
            "as_of",
            "scope",
            "published_km",
            "qualifier",
            "cost_bn_vnd",
            "financing",
            "note",
            "source",
        ],
    )
    .hide(&["financing", "note", "source"]);
    for v in &programme.versions {
        sheet.push(vec![
            Cell::text(&v.project_id),
            Cell::text(&v.version),
            Cell::text(&v.as_of),
            Cell::text(&v.scope),
            Cell::maybe(v.length_km, |km| Cell::Number(km, 2)),
            Cell::text(&v.cost_qualifier),
            Cell::maybe(v.cost_bn_vnd, |bn| Cell::Number(bn, 0)),
            Cell::text(&v.financing),
            Cell::text(&v.note),
            Cell::text(&v.source),
        ]);
    }
    sheet
}

fn of_report(said: &str) -> Cell {
    Cell::Flag(said == "yes")
}

/// Deadlines against what came of them.
pub fn milestones_sheet(programme: &Programme) -> Sheet {
    let mut sheet = Sheet::new(
        "milestones",
        "Milestones against their dates",
        &[
            "milestone_id",
            "milestone",
            "project_id",
            "due",
            "revised_due",
            "actual",
            "status",
            "progress",
            "as_of",
            "from_report",
            "note",
            "source",
        ],
    )
    .hide(&["milestone_id", "project_id", "progress", "note", "source"]);
    for m in &programme.milestones {
        sheet.push(vec![
            Cell::text(&m.id),
            Cell::text(&m.what),
            Cell::text(&m.project_id),
            Cell::text(&m.due),
            Cell::text(&m.revised_due),
            Cell::text(&m.actual),
            Cell::text(&m.status),
            Cell::text(&m.progress),
            Cell::text(&m.as_of),
            of_report(&m.from_conference_report),
            Cell::text(&m.note),
            Cell::text(&m.source),
        ]);
    }
    sheet.note("\"of report\": a statement of the conference report of November 2023, never an outcome.")
}

/// Figures with their status: estimate, actual or target.
pub fn indicators_sheet(programme: &Programme) -> Sheet {
    let mut sheet = Sheet::new(
        "indicators",
        "Indicators: estimates, actuals and targets told apart",
        &[
            "indicator_id",
            "indicator",
            "area",
            "period",
            "figure",
            "unit",
            "status",
            "as_of",
            "from_report",
            "note",
            "source",
        ],
    )
    .hide(&["indicator_id", "note", "source"]);
    for i in &programme.indicators {
        let figure = if i.operator.is_empty() || i.operator == "=" {
            i.value.clone()
        } else {
            format!("{} {}", i.operator, i.value)
        };
        sheet.push(vec![
            Cell::text(&i.id),
            Cell::text(&i.name_en),
            Cell::text(&i.area),
            Cell::text(&i.period),
            Cell::text(figure),
            Cell::text(&i.unit),
            Cell::text(&i.status),
            Cell::text(&i.as_of),
            of_report(&i.from_conference_report),
            Cell::text(&i.note),
            Cell::text(&i.source),
        ]);
    }
    sheet
}
