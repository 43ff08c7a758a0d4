//! The nearest zones, gates and places.

use super::super::document::{Cell, Sheet};
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
    let mut sheet = Sheet::new(
        "proximity",
        "Proximity: shortest distance, and where along the alignment",
        &[
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
        ],
    )
    .hide(&["target_id", "status", "note", "proxy"]);
    for (a, p) in rows {
        let (site, status) = wanted.sites.get(p.target.as_str()).copied().unzip();
        let cells = vec![
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
        ];
        sheet.push_at(cells, wanted.geometry.then(|| between(p.near.from, p.near.to)));
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
