//! Events on a road, and their sums by commune.

use super::super::columns::user_column;
use super::super::document::{Cell, Sheet};
use super::lines;
use crate::measure::Placed;
use crate::model::CommuneCode;
use crate::units::Metres;
use geo::{Geometry, Point};
use std::collections::BTreeMap;

/// An event with its row of the user's table.
pub struct EventRow {
    /// The line of the table.
    pub number: usize,
    /// Where it lies.
    pub placed: Placed,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The events: where each lies, and what the table says of it.
pub fn events_sheet(
    columns: &[String],
    events: &[EventRow],
    names: &BTreeMap<CommuneCode, String>,
    geometry: bool,
) -> Sheet {
    let fixed = [
        "row",
        "alignment_id",
        "series",
        "official_from_m",
        "official_to_m",
        "from_m",
        "to_m",
        "length_m",
        "basis",
        "uncertainty_m",
        "lon",
        "lat",
        "offset_m",
        "side",
        "commune_id",
        "commune",
    ];
    let mut sheet = Sheet::new("events", "Events", &fixed).hide(&[
        "from_m",
        "to_m",
        "length_m",
        "lon",
        "lat",
        "side",
        "commune_id",
        "series",
    ]);
    sheet.columns.extend(columns.iter().map(|name| user_column(name)));
    for event in events {
        let p = &event.placed;
        let place = p.parts.first().and_then(|part| part.first()).copied();
        let codes: Vec<&str> = p.communes.iter().map(|(code, _)| code.as_str()).collect();
        let named: Vec<&str> = p.communes.iter().filter_map(|(code, _)| names.get(code)).map(String::as_str).collect();
        let mut cells = vec![
            Cell::Count(event.number as u64),
            Cell::text(&p.alignment),
            Cell::text(p.series.as_deref().unwrap_or("geometric")),
            Cell::maybe(p.official, |(from, _)| Cell::Chainage(from)),
            Cell::maybe(p.official.and_then(|(_, to)| to), Cell::Chainage),
            Cell::Chainage(p.from),
            Cell::Chainage(p.to.unwrap_or(p.from)),
            Cell::Length(p.length()),
            Cell::text(p.basis.word()),
            Cell::maybe(p.uncertainty, Cell::Distance),
            Cell::maybe(place, |c| Cell::Number(c.x, 6)),
            Cell::maybe(place, |c| Cell::Number(c.y, 6)),
            Cell::Distance(p.offset.distance),
            Cell::text(p.offset.side.word()),
            Cell::text(codes.join(" ")),
            Cell::text(named.join(", ")),
        ];
        cells.extend(event.cells.iter().map(Cell::text));
        let shape = match (p.to, place) {
            (Some(_), _) if p.length() > Metres::ZERO => lines(p.parts.clone()),
            (_, place) => place.map(|c| Geometry::Point(Point(c))),
        };
        sheet.push_at(cells, shape.filter(|_| geometry));
    }
    sheet
}

/// The events by commune: how many touch it, how many metres of them, and the sums of the columns of numbers.
pub fn event_sums_sheet(
    columns: &[String],
    summed: &[usize],
    events: &[EventRow],
    names: &BTreeMap<CommuneCode, String>,
) -> Sheet {
    let fixed = ["alignment_id", "commune_id", "commune", "event_count", "length_m"];
    let mut sheet = Sheet::new("events_by_commune", "Events by commune", &fixed);
    sheet.columns.extend(summed.iter().map(|&i| user_column(&format!("sum of {}", columns[i]))));
    // How many, metres, and the sums of the columns.
    type Sum = (u64, f64, Vec<Option<f64>>);
    let mut sums: BTreeMap<(String, Option<&CommuneCode>), Sum> = BTreeMap::new();
    for event in events {
        let p = &event.placed;
        let inside: f64 = p.communes.iter().map(|(_, share)| share).sum();
        // What lies in no commune of the study is a row of its own: the sums are whole.
        let beyond = (inside < 1.0 - 1e-9).then_some((None, 1.0 - inside));
        for (code, share) in p.communes.iter().map(|(c, s)| (Some(c), *s)).chain(beyond) {
            let sum = sums.entry((p.alignment.clone(), code)).or_insert((0, 0.0, vec![None; summed.len()]));
            sum.0 += 1;
            sum.1 += p.length().metres() * share;
            for (total, &i) in sum.2.iter_mut().zip(summed) {
                // An event without the figure adds nothing, and where none has it the sum is unknown, not zero.
                if let Ok(value) = event.cells[i].trim().parse::<f64>() {
                    *total = Some(total.unwrap_or(0.0) + value * share);
                }
            }
        }
    }
    for ((alignment, code), (count, length, totals)) in sums {
        let mut cells = vec![
            Cell::text(alignment),
            Cell::maybe(code, |c| Cell::text(c.as_str())),
            Cell::maybe(code.and_then(|c| names.get(c)), Cell::text),
            Cell::Count(count),
            Cell::maybe(Metres::new(length).ok(), Cell::Length),
        ];
        cells.extend(totals.iter().map(|t| Cell::maybe(*t, |t| Cell::Number(t, 3))));
        sheet.push(cells);
    }
    sheet
}
