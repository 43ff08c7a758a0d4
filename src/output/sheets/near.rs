//! The nearest zones, gates and places.

use super::super::document::{Cell, Rows, Sheet};
use super::between;
use super::measured::{Wanted, id};
use crate::measure::{Assessment, Proximity};
use crate::model::SiteGeometry;
use crate::units::Metres;

/// The nearest zones, gates or places of each alignment: a row a site.
pub fn proximity_sheet<'p>(
    rows: impl IntoIterator<Item = (&'p Assessment<'p>, &'p Proximity)>,
    wanted: &Wanted<'_>,
) -> Sheet {
    let by_road = !wanted.by_road.is_empty();
    let mut columns = vec![
        "alignment_id",
        "target_id",
        "rank",
        "distance_m",
        "chainage_m",
        "side",
        "accuracy_m",
        "target",
        "target_kind",
        "status",
        "proxy",
        "note",
    ];
    if by_road {
        columns.splice(6..6, ["road_m", "road_min", "road_from_m", "road_note"]);
    }
    let mut sheet = Sheet::new("proximity", "Proximity: shortest distance, and where along the alignment", &columns)
        .hide(&["target_id", "status", "note", "proxy", "road_note", "road_from_m"]);
    for (a, p) in rows {
        let place = wanted.geometry.then(|| between(p.near.from, p.near.to));
        let cells = cells(a, p, wanted);
        if by_road {
            let mut cells = Vec::from(cells);
            cells.splice(6..6, way_cells(a.alignment.id(), &p.target, wanted));
            sheet.push_at(cells, place);
        } else {
            sheet.add(cells, place);
        }
        let site = wanted.sites.get(p.target.as_str()).map(|(site, _)| *site);
        // A distance to a point that stands for an area, or to a doubtful one, is not given out without that warning.
        let doubt = site.filter(|s| matches!(s.geometry, SiteGeometry::Point(_)) && p.near.distance > Metres::ZERO);
        if let Some((site, note)) = doubt.and_then(|s| Some((s, s.note.as_ref()?))) {
            let note = format!("{}: {note}.", site.name.local);
            if !sheet.notes.contains(&note) {
                sheet.notes.push(note);
            }
        }
    }
    sheet
}

/// The rows of one alignment and its zones in that table, where no ways by road are asked for.
pub fn proximity_rows(a: &Assessment<'_>, wanted: &Wanted<'_>, rows: &mut impl Rows) {
    for p in &a.zones {
        rows.add(cells(a, p, wanted), wanted.geometry.then(|| between(p.near.from, p.near.to)));
    }
}

fn cells(a: &Assessment<'_>, p: &Proximity, wanted: &Wanted<'_>) -> [Cell; 12] {
    let (site, status) = wanted.sites.get(p.target.as_str()).copied().unzip();
    [
        id(a),
        Cell::text(&p.target),
        Cell::Count(p.rank as u64),
        Cell::Distance(p.near.distance),
        Cell::Chainage(p.chainage),
        Cell::text(p.side.word()),
        Cell::maybe(
            p.accuracy.filter(|_| site.is_none_or(|s| !matches!(s.geometry, SiteGeometry::Land(_)))),
            Cell::Distance,
        ),
        Cell::maybe(site, |s| Cell::text(&s.name.local)),
        Cell::maybe(site, |s| Cell::text(&s.kind)),
        Cell::maybe(status.flatten(), Cell::text),
        Cell::Flag(site.is_some_and(|s| s.proxy)),
        Cell::maybe(site.and_then(|s| s.note.as_deref()), Cell::text),
    ]
}

/// The way by road: its length and time, where the alignment is left, and why there is none.
fn way_cells(alignment: &str, target: &str, wanted: &Wanted<'_>) -> [Cell; 4] {
    let found = wanted.by_road.get(&(alignment.to_string(), target.to_string()));
    let way = found.and_then(|f| f.way.as_ref().ok());
    let why = found.and_then(|f| f.way.as_ref().err()).map(|why| why.words(wanted.connects_within));
    [
        Cell::maybe(way, |w| Cell::Length(Metres::of(w.0.metres))),
        Cell::maybe(way, |w| Cell::Number(w.0.minutes(), 1)),
        Cell::maybe(way, |w| Cell::Chainage(w.1)),
        Cell::maybe(why, Cell::text),
    ]
}
