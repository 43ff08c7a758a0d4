//! What a study holds, what is wrong with it, and what the columns mean.

use super::super::columns::COLUMNS;
use super::super::document::{Cell, Sheet};
use super::lines;
use crate::measure::{StitchKind, Stitched};
use crate::model::{Site, SiteGeometry, Source, Study};
use geo::{Geometry, Point};

/// The alignments of a study.
pub fn studied_sheet(study: &Study, geometry: bool) -> Sheet {
    let mut sheet = Sheet::new(
        "alignments",
        "Alignments",
        &["alignment_id", "route", "alignment_name", "status", "length_m", "accuracy_m", "accuracy", "file"],
    )
    .hide(&["file", "accuracy"]);
    for a in &study.alignments {
        let cells = vec![
            Cell::text(a.id()),
            Cell::text(a.about.route.as_deref().unwrap_or_default()),
            Cell::text(&a.about.name.local),
            Cell::text(a.about.status.as_deref().unwrap_or_default()),
            Cell::Length(a.length()),
            Cell::maybe(a.about.accuracy, Cell::Distance),
            Cell::text(a.about.accuracy_note.as_deref().unwrap_or_default()),
            Cell::text(&a.about.layer),
        ];
        sheet.push_at(cells, geometry.then(|| lines(a.parts().map(|(_, p)| p.to_vec()).collect())).flatten());
    }
    sheet
}

/// Zones, gates or places of a study.
pub fn sites_sheet<'a>(
    name: &'static str,
    title: &str,
    sites: impl Iterator<Item = (&'a Site, Option<&'a str>)>,
    geometry: bool,
) -> Sheet {
    let mut sheet =
        Sheet::new(name, title, &["target_id", "target", "target_kind", "place", "accuracy_m", "status", "note"])
            .hide(&["note"]);
    for (site, status) in sites {
        let (place, shape) = match &site.geometry {
            SiteGeometry::Point(p) => {
                (if site.proxy { "point, proxy" } else { "point" }, Some(Geometry::Point(Point(*p))))
            }
            SiteGeometry::Land(land) => ("land", Some(Geometry::MultiPolygon(land.clone()))),
            SiteGeometry::Unlocated => ("not located", None),
        };
        let cells = vec![
            Cell::text(&site.id),
            Cell::text(&site.name.local),
            Cell::text(&site.kind),
            Cell::text(place),
            Cell::maybe(site.accuracy, Cell::Distance),
            Cell::maybe(status, Cell::text),
            Cell::maybe(site.note.as_deref(), Cell::text),
        ];
        sheet.push_at(cells, shape.filter(|_| geometry));
    }
    sheet
}

/// Where each layer came from.
pub fn layers_sheet(sources: &[Source]) -> Sheet {
    let mut sheet = Sheet::new(
        "layers",
        "Layers and their sources",
        &["file", "role", "title", "publisher", "date", "licence", "credit", "accuracy", "changed"],
    )
    .hide(&["role", "title", "credit", "changed"]);
    for s in sources {
        sheet.push(
            [&s.file, &s.role, &s.title, &s.publisher, &s.date, &s.licence, &s.credit, &s.accuracy, &s.changed]
                .map(Cell::text)
                .to_vec(),
        );
    }
    sheet
}

/// Which property of a file became which property of a study.
pub fn mapping_sheet(mapping: &[(&'static str, String, bool, String)]) -> Sheet {
    let mut sheet = Sheet::new("mapping", "Properties", &["field", "from_property", "how", "example"]);
    for (field, from, asked, example) in mapping {
        let how = if *asked { "as you said" } else { "guessed by its name" };
        sheet.push(vec![Cell::text(field), Cell::text(from), Cell::text(how), Cell::text(example)]);
    }
    sheet
}

/// Where ways were joined, where they could not be, and what was left out.
pub fn stitching_sheet<'s>(stitched: impl Iterator<Item = (&'s str, &'s Stitched)>) -> Sheet {
    let columns = ["alignment_id", "stitch", "size_m", "lon", "lat", "ways"];
    let mut sheet = Sheet::new("stitching", "Joins, gaps and ways left out", &columns);
    for (id, stitched) in stitched {
        for note in &stitched.notes {
            let word = match note.kind {
                StitchKind::Join => "join",
                StitchKind::Gap => "gap",
                StitchKind::Beside => "beside, left out",
                StitchKind::Branch => "branch, left out",
            };
            let point = Geometry::Point(Point(note.place));
            let cells = vec![
                Cell::text(id),
                Cell::text(word),
                Cell::Distance(note.size),
                Cell::Number(note.place.x, 5),
                Cell::Number(note.place.y, 5),
                Cell::text(&note.ways),
            ];
            sheet.push_at(cells, Some(point));
        }
    }
    sheet
}

/// Every output column: name, unit, meaning, what an empty cell means.
pub fn columns_sheet() -> Sheet {
    let mut sheet = Sheet::new("columns", "Output columns", &["name", "column_unit", "meaning", "empty"]);
    for c in COLUMNS {
        sheet.push(vec![Cell::text(c.name), Cell::text(c.unit), Cell::text(c.meaning), Cell::text(c.empty)]);
    }
    sheet
}
