//! Places along an alignment, and the km-posts that tie official chainage to it.

use super::super::document::{Cell, Sheet};
use super::between;
use crate::geodesy::LonLat;
use crate::measure::{Basis, Calibration, Located};
use crate::model::Study;
use crate::units::{Chainage, Metres};

/// One reading of a place along an alignment.
pub struct LocatedRow<'a> {
    /// The alignment.
    pub alignment: &'a str,
    /// The series by which it was read, or `geometric`.
    pub series: &'a str,
    /// The official chainage, where the series gives one.
    pub official: Option<Chainage>,
    /// What that rests on.
    pub basis: Basis,
    /// By how much it may move.
    pub uncertainty: Option<Metres>,
    /// The place.
    pub located: Located,
    /// The place asked for, if one was.
    pub asked: Option<LonLat>,
    /// What to know about it.
    pub note: String,
}

/// Where a place is along the alignment, by each series of chainage.
pub fn located_sheet(rows: &[LocatedRow<'_>], study: &Study, geometry: bool) -> Sheet {
    let mut sheet = Sheet::new(
        "located",
        "Located",
        &[
            "alignment_id",
            "series",
            "official_chainage_m",
            "basis",
            "uncertainty_m",
            "chainage_m",
            "lon",
            "lat",
            "offset_m",
            "side",
            "commune",
            "commune_id",
            "note",
        ],
    )
    .hide(&["commune_id", "note"]);
    for row in rows {
        let l = &row.located;
        let commune = l.commune.as_ref().and_then(|code| study.communes.iter().find(|c| c.code == *code));
        let cells = vec![
            Cell::text(row.alignment),
            Cell::text(row.series),
            Cell::maybe(row.official, Cell::Chainage),
            Cell::text(row.basis.word()),
            Cell::maybe(row.uncertainty, Cell::Distance),
            Cell::Chainage(l.chainage),
            Cell::Number(l.place.x, 6),
            Cell::Number(l.place.y, 6),
            Cell::Distance(l.offset.distance),
            Cell::text(l.offset.side.word()),
            Cell::maybe(commune, |c| Cell::text(&c.name.local)),
            Cell::maybe(commune, |c| Cell::text(c.code.as_str())),
            Cell::text(&row.note),
        ];
        sheet.push_at(cells, geometry.then(|| between(l.place, row.asked.unwrap_or(l.place))));
        if !row.note.is_empty() {
            sheet.notes.push(format!("{}: {}.", row.series, row.note));
        }
    }
    sheet
}

/// The km-posts that tie a series to the geometry, with their residuals.
pub fn posts_sheet(calibrations: &[(&str, &Calibration)]) -> Sheet {
    let mut sheet = Sheet::new(
        "km_posts",
        "Km-posts of the calibration",
        &["alignment_id", "series", "official_chainage_m", "chainage_m", "offset_m", "residual_m", "place"],
    );
    for (alignment, calibration) in calibrations {
        for post in &calibration.posts {
            sheet.push(vec![
                Cell::text(alignment),
                Cell::text(&calibration.series.id),
                Cell::Chainage(post.official),
                Cell::Chainage(post.geometric),
                Cell::Distance(post.offset),
                Cell::maybe(post.residual, Cell::Distance),
                Cell::text(&post.place_name),
            ]);
        }
    }
    sheet
}

/// The km-posts that are known by interval only, held against the calibration.
pub fn intervals_sheet(calibrations: &[(&str, &Calibration)]) -> Sheet {
    let mut sheet = Sheet::new(
        "km_post_intervals",
        "Km-posts known by interval, held against the calibration",
        &[
            "alignment_id",
            "series",
            "official_chainage_m",
            "basis",
            "chainage_m",
            "from_m",
            "to_m",
            "misfit_m",
            "place",
            "why_not",
        ],
    );
    for (alignment, calibration) in calibrations {
        for check in &calibration.intervals {
            sheet.push(vec![
                Cell::text(alignment),
                Cell::text(&calibration.series.id),
                Cell::Chainage(check.official),
                Cell::text(check.basis.word()),
                Cell::Chainage(check.geometric),
                Cell::Chainage(check.from),
                Cell::Chainage(check.to),
                Cell::Distance(check.misfit),
                Cell::text(&check.place_name),
                Cell::maybe(check.why_not.as_deref(), Cell::text),
            ]);
        }
    }
    sheet
}

/// The stretches between the bends of each calibration, with the rate of each.
pub fn spans_sheet(calibrations: &[(&str, &Calibration)]) -> Sheet {
    let mut sheet = Sheet::new(
        "spans",
        "Stretches of the calibration",
        &["alignment_id", "series", "official_from_m", "official_to_m", "from_m", "to_m", "rate", "basis"],
    );
    for (alignment, calibration) in calibrations {
        for span in calibration.spans() {
            sheet.push(vec![
                Cell::text(alignment),
                Cell::text(&calibration.series.id),
                Cell::Chainage(span.official_from),
                Cell::Chainage(span.official_to),
                Cell::Chainage(span.from),
                Cell::Chainage(span.to),
                Cell::Number(span.rate, 4),
                Cell::text(span.basis.word()),
            ]);
        }
    }
    sheet
}
