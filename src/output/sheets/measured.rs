//! Lengths, legs and coverage.

use super::super::document::{Cell, Rows, Sheet};
use super::lines;
use crate::measure::{Assessment, Concurrency, People};
use crate::model::{Commune, CommuneCode, PublishedLength, Site, Study};
use crate::network::ByRoad;
use crate::units::Metres;
use std::collections::{BTreeMap, HashMap};

/// What a sheet needs beside the assessments: the study's nouns, and whether geometry is asked for.
pub struct Wanted<'a> {
    /// Each code is held in place, so that a look touches but one more thing in memory.
    pub(super) communes: HashMap<CommuneCode, &'a Commune>,
    pub(super) sites: HashMap<&'a str, (&'a Site, Option<&'a str>)>,
    home: Option<&'a str>,
    pub(super) geometry: bool,
    /// The ways by road from an alignment to a site, where they were searched, by their identifiers.
    pub(super) by_road: BTreeMap<(String, String), ByRoad>,
    /// How far a place may be from a road.
    pub(super) connects_within: Metres,
}

impl<'a> Wanted<'a> {
    /// The same with ways by road from an alignment.
    pub fn with_ways(mut self, alignment: &str, ways: Vec<ByRoad>, within: Metres) -> Wanted<'a> {
        self.connects_within = within;
        self.by_road.extend(ways.into_iter().map(|w| ((alignment.to_string(), w.target.clone()), w)));
        self
    }

    /// From a study; with geometry where the format can show it.
    pub fn of(study: &'a Study, geometry: bool) -> Wanted<'a> {
        let zones = study.zones.iter().map(|z| (z.site.id.as_str(), (&z.site, z.status.as_deref())));
        let others = study.gates.iter().map(|g| &g.site).chain(study.places.iter().map(|p| &p.site));
        Wanted {
            communes: study.communes.iter().map(|c| (c.code.clone(), c)).collect(),
            sites: others.map(|s| (s.id.as_str(), (s, None))).chain(zones).collect(),
            home: study.home_province.as_deref(),
            geometry,
            by_road: BTreeMap::new(),
            connects_within: Metres::ZERO,
        }
    }

    pub(super) fn commune(&self, code: &CommuneCode) -> Option<&'a Commune> {
        self.communes.get(code).copied()
    }

    pub(super) fn people<'c>(&self, codes: impl Iterator<Item = &'c CommuneCode>) -> People {
        People::of(codes.filter_map(|c| self.commune(c)))
    }

    fn home_length(&self, a: &Assessment<'_>) -> Option<Metres> {
        let home = self.home?;
        let held = |code: &CommuneCode| self.commune(code).is_some_and(|c| c.province_code.as_deref() == Some(home));
        Some(a.coverage.pieces.iter().filter(|p| held(&p.commune)).map(|p| p.range.length()).sum())
    }

    pub(super) fn name(&self, code: &CommuneCode) -> Cell {
        Cell::maybe(self.commune(code), |c| Cell::text(&c.name.local))
    }
}

pub(super) fn id(a: &Assessment<'_>) -> Cell {
    Cell::text(a.alignment.id())
}

/// How long each alignment is: whole, published, inside the province, in no commune.
pub fn lengths_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "lengths",
        "Lengths: measured along the geometry, and as published for the whole",
        &[
            "alignment_id",
            "length_m",
            "official_m",
            "inside_m",
            "outside_m",
            "route",
            "alignment_name",
            "name_en",
            "class",
            "status",
            "accuracy_m",
            "legs",
            "gaps",
            "note",
        ],
    )
    .hide(&["route", "name_en", "class", "legs", "gaps", "note", "accuracy_m"]);
    assessments.iter().for_each(|a| lengths_row(a, wanted, &mut sheet));
    sheet
}

/// The row of one alignment in that table.
pub fn lengths_row(a: &Assessment<'_>, wanted: &Wanted<'_>, rows: &mut impl Rows) {
    let about = &a.alignment.about;
    let published = about.published.as_ref().and_then(|p| p.published_km).and_then(|km| Metres::new(km * 1000.0).ok());
    let geometry = wanted.geometry.then(|| lines(a.alignment.parts().map(|(_, p)| p.to_vec()).collect())).flatten();
    let cells = [
        id(a),
        Cell::Length(a.length()),
        Cell::maybe(published, Cell::Length),
        Cell::maybe(wanted.home_length(a), Cell::Length),
        Cell::Length(a.coverage.length_outside()),
        Cell::text(about.route.as_deref().unwrap_or_default()),
        Cell::text(&about.name.local),
        Cell::text(about.name.english.as_deref().unwrap_or_default()),
        Cell::text(about.class.as_deref().unwrap_or_default()),
        Cell::text(about.status.as_deref().unwrap_or_default()),
        Cell::maybe(about.accuracy, Cell::Distance),
        Cell::Count(a.alignment.legs.len() as u64),
        Cell::Count(a.alignment.gaps().count() as u64),
        Cell::text(about.accuracy_note.as_deref().unwrap_or_default()),
    ];
    rows.add(cells, geometry);
}

/// The legs of each alignment.
pub fn legs_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "legs",
        "Lengths by leg",
        &["alignment_id", "leg_id", "from_m", "to_m", "length_m", "leg_name", "concurrent_with"],
    )
    .hide(&["leg_id"]);
    for a in assessments {
        for leg in &a.alignment.legs {
            let cells = vec![
                id(a),
                Cell::text(&leg.id),
                Cell::Chainage(leg.range.from()),
                Cell::Chainage(leg.range.to()),
                Cell::Length(leg.range.length()),
                Cell::text(&leg.name.local),
                Cell::text(leg.concurrent_with.as_deref().unwrap_or_default()),
            ];
            sheet.push_at(cells, wanted.geometry.then(|| lines(a.alignment.stretch(leg.range))).flatten());
        }
    }
    sheet
}

/// Stretches that two alignments share, and the length of all with each counted once.
pub fn concurrency_sheet(shared: &[Concurrency], total: Metres, sum: Metres) -> Sheet {
    let mut sheet = Sheet::new(
        "concurrency",
        "Shared stretches, counted once in the total",
        &["alignment_id", "shared_by", "from_m", "to_m", "length_m"],
    );
    for c in shared {
        sheet.push(vec![
            Cell::text(&c.counted),
            Cell::text(&c.shared_by),
            Cell::Chainage(c.range.from()),
            Cell::Chainage(c.range.to()),
            Cell::Length(c.range.length()),
        ]);
    }
    sheet.note(format!(
        "Sum of the lengths {:.3} km; with shared stretches counted once {:.3} km.",
        sum.kilometres(),
        total.kilometres()
    ))
}

/// Lengths that others give, beside what is measured between the same places.
pub fn anchors_sheet(rows: &[(&PublishedLength, Option<Metres>)]) -> Sheet {
    let mut sheet = Sheet::new(
        "published_lengths",
        "Lengths that others give, beside what is measured between the same places",
        &["alignment_id", "from_place", "to_place", "published_km", "measured_km", "ratio", "source", "note"],
    )
    .hide(&["source", "note"]);
    for (anchor, measured) in rows {
        let measured_km = measured.map(Metres::kilometres);
        if !anchor.note.is_empty() {
            sheet.notes.push(format!("{} {} – {}: {}.", anchor.alignment, anchor.from, anchor.to, anchor.note));
        }
        sheet.push(vec![
            Cell::text(&anchor.alignment),
            Cell::text(&anchor.from),
            Cell::text(&anchor.to),
            Cell::maybe(anchor.published_km, |km| Cell::Number(km, 2)),
            Cell::maybe(measured_km, |km| Cell::Number(km, 2)),
            Cell::maybe(measured_km.zip(anchor.published_km), |(m, p)| Cell::Number(m / p, 3)),
            Cell::text(&anchor.source),
            Cell::text(&anchor.note),
        ]);
    }
    sheet
}

/// Which ranges of chainage lie in which commune, and which in none: a row a range.
pub fn coverage_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "coverage",
        "Coverage: ranges of chainage by commune",
        &[
            "alignment_id",
            "commune_id",
            "from_m",
            "to_m",
            "length_m",
            "share",
            "commune",
            "province",
            "on_border",
            "also_in",
        ],
    )
    .hide(&["on_border", "also_in", "province"]);
    assessments.iter().for_each(|a| coverage_rows(a, wanted, &mut sheet));
    sheet
}

/// The rows of one alignment in that table.
pub fn coverage_rows(a: &Assessment<'_>, wanted: &Wanted<'_>, rows: &mut impl Rows) {
    for piece in &a.coverage.pieces {
        let commune = wanted.commune(&piece.commune);
        let also: Vec<&str> = piece.also_in.iter().map(CommuneCode::as_str).collect();
        let cells = [
            id(a),
            Cell::text(piece.commune.as_str()),
            Cell::Chainage(piece.range.from()),
            Cell::Chainage(piece.range.to()),
            Cell::Length(piece.range.length()),
            Cell::Share(piece.range.length().share_of(a.length())),
            Cell::maybe(commune, |c| Cell::text(&c.name.local)),
            Cell::maybe(commune.and_then(|c| c.province.as_deref()), Cell::text),
            Cell::Flag(piece.on_border),
            Cell::text(also.join(" ")),
        ];
        rows.add(cells, wanted.geometry.then(|| lines(a.alignment.stretch(piece.range))).flatten());
    }
    for range in &a.coverage.outside {
        let cells = [
            id(a),
            Cell::Empty,
            Cell::Chainage(range.from()),
            Cell::Chainage(range.to()),
            Cell::Length(range.length()),
            Cell::Share(range.length().share_of(a.length())),
            Cell::Empty,
            Cell::Empty,
            Cell::Flag(false),
            Cell::Empty,
        ];
        rows.add(cells, wanted.geometry.then(|| lines(a.alignment.stretch(*range))).flatten());
    }
}
