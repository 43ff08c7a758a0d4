//! A comparison of alternatives into tables.

use super::super::columns::column;
use super::super::document::{Cell, Sheet};
use super::lines;
use crate::compare::{Change, Compared, Comparison, Difference, Direction, Figure, WITHIN_ACCURACY};
use crate::model::Study;
use crate::units::{Chainage, Metres};
use geo::{Geometry, Point};
use std::borrow::Cow;

/// A figure in the unit of its criterion.
fn cell(unit: &str, figure: f64) -> Cell {
    match unit {
        "m" => Metres::new(figure).map_or(Cell::Empty, Cell::Length),
        "people" | "communes" | "crossings" | "people × min" => Cell::Number(figure, 0),
        "0 to 1" => Cell::Share(figure),
        _ => Cell::Number(figure, 3),
    }
}

fn reading_unit(unit: &str) -> &str {
    match unit {
        "m" => "km",
        "0 to 1" => "",
        other => other,
    }
}

fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::MoreIsBetter => "more",
        Direction::LessIsBetter => "less",
    }
}

/// The alternatives side by side for reading: a row a criterion, a column an alternative.
pub fn side_by_side_sheet(comparison: &Comparison<'_>) -> Sheet {
    let mut sheet = Sheet::new("side_by_side", "Side by side", &["criterion", "unit", "better"]);
    for alternative in &comparison.alternatives {
        let mut head = column("value").clone();
        head.label = Cow::Owned(alternative.id().to_string());
        sheet.columns.push(head);
    }
    // Distances to each target stand in the files; for reading, those to the nearest do.
    let general = || comparison.criteria.iter().enumerate().filter(|(_, c)| !c.id.starts_with("to_"));
    for (i, criterion) in general() {
        let mut cells = vec![
            Cell::text(&criterion.id),
            Cell::text(reading_unit(criterion.unit)),
            Cell::text(better(criterion.direction)),
        ];
        cells.extend(comparison.alternatives.iter().map(|a| match &a.figures[i] {
            Figure::Known { value, .. } => cell(criterion.unit, *value),
            Figure::NotAssessed(_) => Cell::Empty,
        }));
        sheet.push(cells);
    }
    let why = |i: usize| {
        comparison.alternatives.iter().find_map(|a| match &a.figures[i] {
            Figure::NotAssessed(why) => Some(format!("{} {why}", a.id())),
            Figure::Known { .. } => None,
        })
    };
    let reasons: Vec<String> = general().filter_map(|(i, c)| Some(format!("{}: {}", c.id, why(i)?))).collect();
    let doubtful = |i: usize| {
        let marked = |f: &Figure| matches!(f, Figure::Known { note, .. } if note.starts_with(WITHIN_ACCURACY));
        comparison.alternatives.iter().any(|a| marked(&a.figures[i]))
    };
    let marked: Vec<&str> = general().filter(|(i, _)| doubtful(*i)).map(|(_, c)| c.id.as_str()).collect();
    if !marked.is_empty() {
        sheet.notes.push(format!("Smaller than the accuracy of the data, so no difference: {}.", marked.join(", ")));
    }
    if !reasons.is_empty() {
        sheet.notes.push(format!("– is never zero. {}.", reasons.join("; ")));
    }
    sheet
}

/// The scores as bars, for a terminal.
pub fn bars(comparison: &Comparison<'_>) -> Vec<String> {
    const LONGEST: f64 = 40.0;
    let Some(ranked) = &comparison.ranking else { return Vec::new() };
    let widest = comparison.alternatives.iter().map(|a| a.id().len()).max().unwrap_or(0);
    let bar = |score: f64| "█".repeat((score * LONGEST).round() as usize);
    let line = |(n, a): (usize, &Compared<'_>)| format!("{:widest$}  {}", a.id(), bar(ranked.score(n)));
    comparison.alternatives.iter().enumerate().map(line).collect()
}

/// One row an alternative: its score, rank and bounds, and every criterion that has a column of its own.
pub fn alternatives_sheet(comparison: &Comparison<'_>, geometry: bool) -> Sheet {
    let fixed: Vec<&'static str> =
        FIXED.iter().filter(|(_, id)| comparison.criteria.iter().any(|c| c.id == *id)).map(|(c, _)| *c).collect();
    let mut columns =
        vec!["alignment_id", "rank", "score", "topsis", "topsis_rank", "pareto", "best_rank", "worst_rank"];
    columns.extend(&fixed);
    let mut sheet = Sheet::new("alternatives", "The answer: rank by weighted sum and by TOPSIS", &columns)
        .hide(&["alignment_name"]);
    sheet.hidden.extend(&fixed);
    for (n, a) in comparison.alternatives.iter().enumerate() {
        let ranked = comparison.ranking.as_ref();
        let mut cells = vec![
            Cell::text(a.id()),
            Cell::maybe(ranked, |r| Cell::Count(r.rank(n) as u64)),
            Cell::maybe(ranked, |r| Cell::Number(r.score(n), 4)),
            Cell::maybe(ranked, |r| Cell::Number(r.topsis(n), 4)),
            Cell::maybe(ranked, |r| Cell::Count(r.topsis_rank(n) as u64)),
            Cell::maybe(ranked, |r| {
                Cell::text(if r.dominators(n).is_empty() {
                    "on the front".to_string()
                } else {
                    format!("dominated by {}", r.dominators(n).join(", "))
                })
            }),
            Cell::maybe(ranked, |r| Cell::Count(r.bounds(n).0 as u64)),
            Cell::maybe(ranked, |r| Cell::Count(r.bounds(n).1 as u64)),
        ];
        for name in &fixed {
            let id = FIXED.iter().find(|(c, _)| c == name).map_or("", |(_, id)| id);
            let found =
                comparison.criteria.iter().position(|c| c.id == id).map(|i| (&comparison.criteria[i], &a.figures[i]));
            cells.push(Cell::maybe(found.and_then(|(c, f)| Some((c.unit, f.value()?))), |(unit, v)| cell(unit, v)));
        }
        let place =
            geometry.then(|| lines(a.assessment.alignment.parts().map(|(_, p)| p.to_vec()).collect())).flatten();
        sheet.push_at(cells, place);
    }
    sheet
}

/// Columns of criteria that every comparison has; distances to named targets stand in the long table.
const FIXED: [(&str, &str); 22] = [
    ("length_m", "length"),
    ("directness", "directness"),
    ("communes_crossed", "communes_crossed"),
    ("people_crossed", "people_crossed"),
    ("communes_within", "communes_within"),
    ("people_within", "people_within"),
    ("share_of_province", "share_of_province"),
    ("people_zone_iii", "people_zone_iii"),
    ("communes_access", "communes_access"),
    ("people_access", "people_access"),
    ("nearest_gate_m", "nearest_gate"),
    ("nearest_zone_m", "nearest_zone"),
    ("nearest_airport_m", "nearest_airport"),
    ("upgraded_length_m", "upgraded_length"),
    ("new_length_m", "new_length"),
    ("crossings", "crossings"),
    ("mean_access_spacing_m", "mean_access_spacing"),
    ("widest_access_spacing_m", "widest_access_spacing"),
    ("smallest_radius_m", "smallest_radius"),
    ("sharp_length_m", "sharp_length"),
    ("land_take_ha", "land_take"),
    ("cost_total_bn_vnd", "cost"),
];

/// Every figure of some of the alternatives: a row an alternative and a criterion, with bounds and the difference from
/// the baseline.
pub fn criteria_sheet(comparison: &Comparison<'_>, alternatives: &[Compared<'_>]) -> Sheet {
    let columns =
        ["alignment_id", "criterion", "value", "low", "high", "unit", "better", "difference", "note", "definition"];
    let mut sheet = Sheet::new("criteria", "Every criterion", &columns);
    let base = comparison.alternatives.iter().position(|a| a.id() == comparison.baseline).unwrap_or(0);
    for a in alternatives {
        for (i, criterion) in comparison.criteria.iter().enumerate() {
            let number = |v: f64| Cell::Number(v, 3);
            let figure = &a.figures[i];
            let before = comparison.alternatives[base].figures[i].value();
            let (low, high, note) = match figure {
                Figure::Known { low, high, note, .. } => (number(*low), number(*high), note.clone()),
                Figure::NotAssessed(why) => (Cell::Empty, Cell::Empty, why.clone()),
            };
            sheet.push(vec![
                Cell::text(a.id()),
                Cell::text(&criterion.id),
                Cell::maybe(figure.value(), number),
                low,
                high,
                Cell::text(criterion.unit),
                Cell::text(better(criterion.direction)),
                Cell::maybe(figure.value().zip(before), |(v, b)| number(v - b)),
                Cell::text(note),
                Cell::text(&criterion.definition),
            ]);
        }
    }
    sheet
}

/// Communes and zones gained, lost and unchanged against the baseline, with the reason: these differences.
pub fn differences_sheet(
    comparison: &Comparison<'_>,
    differences: &[Difference<'_>],
    all: bool,
    study: &Study,
    geometry: bool,
) -> Sheet {
    let columns = ["alignment_id", "change", "kind", "id", "named", "before", "after"];
    let title = format!("Gained and lost against {}", comparison.baseline);
    let mut sheet = Sheet::new("differences", title, &columns);
    let mut unchanged = 0;
    for d in differences {
        if d.change == Change::Unchanged && !all {
            unchanged += 1;
            continue;
        }
        let cells = [
            d.alternative,
            d.change.word(),
            d.kind,
            d.id,
            d.name,
            &d.before.words(comparison.within),
            &d.after.words(comparison.within),
        ];
        let land = || {
            study.communes.iter().find(|c| d.kind == "commune" && c.code.as_str() == d.id).map(|c| c.land.geometry())
        };
        let place = if geometry { land() } else { None };
        sheet.push_at(cells.map(Cell::text).to_vec(), place);
    }
    if unchanged > 0 {
        sheet.notes.push(format!("{unchanged} rows unchanged are left out here: --format json has them."));
    }
    sheet
}

/// Stretches along existing roads.
pub fn upgraded_sheet(comparison: &Comparison<'_>, geometry: bool) -> Sheet {
    let mut sheet = Sheet::new(
        "upgraded",
        "Stretches along existing roads: upgrade",
        &["alignment_id", "road", "from_m", "to_m", "length_m"],
    );
    for a in &comparison.alternatives {
        for (road, range) in &a.upgraded {
            let place = geometry.then(|| lines(a.assessment.alignment.stretch(*range))).flatten();
            let cells = vec![
                Cell::text(a.id()),
                Cell::text(road),
                Cell::Chainage(range.from()),
                Cell::Chainage(range.to()),
                Cell::Length(range.length()),
            ];
            sheet.push_at(cells, place);
        }
    }
    sheet
}

/// Crossings with existing roads.
pub fn crossings_sheet(comparison: &Comparison<'_>, geometry: bool) -> Sheet {
    let mut sheet =
        Sheet::new("crossings", "Crossings with existing roads", &["alignment_id", "road", "chainage_m", "lon", "lat"]);
    for a in &comparison.alternatives {
        for (road, chainage) in &a.crossings {
            let road_line = a.assessment.alignment;
            let Some(place) = road_line.spot(*chainage).map(|s| road_line.place(s)) else { continue };
            let cells = vec![
                Cell::text(a.id()),
                Cell::text(road),
                Cell::Chainage(Chainage::at(chainage.from_origin())),
                Cell::Number(place.x, 6),
                Cell::Number(place.y, 6),
            ];
            sheet.push_at(cells, geometry.then_some(Geometry::Point(Point(place))));
        }
    }
    sheet
}
