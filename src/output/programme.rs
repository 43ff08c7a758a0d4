//! The programme's tables: projects, their versions, milestones, indicators.

use super::columns::user_column;
use super::document::{Cell, Sheet};
use crate::measure::{People, standing};
use crate::model::{Commune, Programme, Study};
use std::collections::{BTreeMap, BTreeSet};

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

/// Columns of a user's own table, by commune code.
pub struct Joined {
    /// Their names.
    pub columns: Vec<String>,
    /// Their cells.
    pub rows: BTreeMap<String, Vec<String>>,
}

/// What is overdue, due and done on a day, the most pressing first.
pub fn schedule_sheet(programme: &Programme, day: &str) -> Sheet {
    let columns = [
        "milestone_id",
        "milestone",
        "project_id",
        "standing",
        "due",
        "revised_due",
        "actual",
        "status",
        "progress",
        "as_of",
        "from_report",
        "source",
    ];
    let mut sheet = Sheet::new("schedule", "What is overdue, revised, due and done", &columns).hide(&[
        "milestone_id",
        "project_id",
        "progress",
        "as_of",
        "source",
    ]);
    let mut order: Vec<_> = programme.milestones.iter().map(|m| (standing(m, day), m)).collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.due.cmp(&b.1.due)).then(a.1.id.cmp(&b.1.id)));
    for (standing, m) in order {
        sheet.push(vec![
            Cell::text(&m.id),
            Cell::text(&m.what),
            Cell::text(&m.project_id),
            Cell::text(standing.words()),
            Cell::text(&m.due),
            Cell::text(&m.revised_due),
            Cell::text(&m.actual),
            Cell::text(&m.status),
            Cell::text(&m.progress),
            Cell::text(&m.as_of),
            of_report(&m.from_conference_report),
            Cell::text(&m.source),
        ]);
    }
    sheet.note("A milestone without a date is neither due nor overdue: no date was found.")
}

/// The figures of the conference report, each with the latest actual figure of the same thing, place and period.
pub fn later_sheet(programme: &Programme) -> Sheet {
    let columns = [
        "indicator_id",
        "indicator",
        "period",
        "said",
        "unit",
        "later_estimate",
        "came_out",
        "came_out_as_of",
        "came_out_source",
    ];
    let mut sheet =
        Sheet::new("report_figures", "The conference report's figures, beside what came out later", &columns)
            .hide(&["indicator_id", "came_out_source"]);
    let figure = |i: &crate::model::Indicator| {
        if i.operator.is_empty() || i.operator == "=" { i.value.clone() } else { format!("{} {}", i.operator, i.value) }
    };
    for said in programme.indicators.iter().filter(|i| i.from_conference_report == "yes") {
        let same = |i: &&crate::model::Indicator| {
            i.from_conference_report != "yes"
                && i.name_en == said.name_en
                && i.area == said.area
                && i.period == said.period
        };
        let latest = |status: &str| {
            programme.indicators.iter().filter(same).filter(|i| i.status == status).max_by(|a, b| a.as_of.cmp(&b.as_of))
        };
        let actual = latest("actual");
        sheet.push(vec![
            Cell::text(&said.id),
            Cell::text(&said.name_en),
            Cell::text(&said.period),
            Cell::text(figure(said)),
            Cell::text(&said.unit),
            Cell::maybe(latest("estimate"), |i| Cell::text(figure(i))),
            Cell::maybe(actual, |i| Cell::text(figure(i))),
            Cell::maybe(actual, |i| Cell::text(&i.as_of)),
            Cell::maybe(actual, |i| Cell::text(&i.source)),
        ]);
    }
    sheet.note("Only a figure of the same thing, place and period stands beside another; – where none was found.")
}

/// The indicators that are known of one commune: `Nậm Kè (03162)` names it by its code.
fn of_commune(programme: &Programme, code: &str) -> Vec<String> {
    let mark = format!("({code})");
    let about = programme.indicators.iter().filter(|i| i.area.contains(&mark));
    about.map(|i| format!("{} {} {} ({}, {})", i.name_en, i.value, i.unit, i.status, i.period)).collect()
}

/// Each commune of the home province: difficulty zone, people, what is known of it, and the user's own columns.
pub fn by_commune_sheet(study: &Study, joined: Option<&Joined>) -> Sheet {
    let columns = ["commune_id", "commune", "difficulty_zone", "population", "population_flag", "known_indicators"];
    let mut sheet = Sheet::new("by_commune", "By commune", &columns).hide(&["population_flag"]);
    for name in joined.iter().flat_map(|j| &j.columns) {
        sheet.columns.push(user_column(name));
    }
    let home = study.home_province.as_deref();
    let listed = |code: &str| joined.is_some_and(|j| j.rows.contains_key(code));
    for c in study
        .communes
        .iter()
        .filter(|c| home.is_none() || c.province_code.as_deref() == home || listed(c.code.as_str()))
    {
        let mut cells = vec![
            Cell::text(c.code.as_str()),
            Cell::text(&c.name.local),
            Cell::maybe(c.difficulty_zone.as_deref(), Cell::text),
            Cell::maybe(c.population.counted(), Cell::Count),
            Cell::text(super::sheets::population_flag(c.population)),
            Cell::text(of_commune(&study.programme, c.code.as_str()).join("; ")),
        ];
        if let Some(joined) = joined {
            match joined.rows.get(c.code.as_str()) {
                Some(row) => cells.extend(row.iter().map(Cell::text)),
                None => cells.extend(joined.columns.iter().map(|_| Cell::Empty)),
            }
        }
        sheet.push(cells);
    }
    sheet
}

/// Each corridor: the communes that it crosses and their people, by difficulty zone, and what is known of them.
pub fn by_corridor_sheet(study: &Study, crossed: &[(&str, BTreeSet<&str>)]) -> Sheet {
    let columns = ["alignment_id", "difficulty_zone", "communes", "people", "people_counted", "known_indicators"];
    let mut sheet = Sheet::new("by_corridor", "By corridor: communes crossed, by difficulty zone", &columns)
        .hide(&["people_counted"]);
    for (id, codes) in crossed {
        let mut zones: BTreeMap<Option<&str>, Vec<&Commune>> = BTreeMap::new();
        for c in study.communes.iter().filter(|c| codes.contains(c.code.as_str())) {
            zones.entry(c.difficulty_zone.as_deref()).or_default().push(c);
        }
        for (zone, communes) in zones {
            let people = People::of(communes.iter().copied());
            let known: Vec<String> = communes
                .iter()
                .flat_map(|c| {
                    of_commune(&study.programme, c.code.as_str()).into_iter().map(|k| format!("{}: {k}", c.name.local))
                })
                .collect();
            sheet.push(vec![
                Cell::text(id),
                Cell::text(zone.unwrap_or("not listed")),
                Cell::Count(communes.len() as u64),
                Cell::text(people.to_string()),
                if people.unknown == people.communes { Cell::Empty } else { Cell::Count(people.counted) },
                Cell::text(known.join("; ")),
            ]);
        }
    }
    sheet.note("Difficulty zones are those of the province's list; communes of other provinces are not on it.")
}
