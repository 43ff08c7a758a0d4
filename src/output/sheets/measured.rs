//! Lengths, coverage, catchment, access and proximity.

use super::super::document::{Cell, Sheet};
use super::{between, lines};
use crate::measure::{AccessService, Assessment, Concurrency, InCatchment, People, Proximity, Served};
use crate::model::{Commune, CommuneCode, Population, PublishedLength, Site, SiteGeometry, Study};
use crate::units::Metres;
use geo::{Geometry, Point};
use std::collections::BTreeMap;

/// What a sheet needs beside the assessments: the study's nouns, and whether geometry is asked for.
pub struct Wanted<'a> {
    communes: BTreeMap<&'a CommuneCode, &'a Commune>,
    sites: BTreeMap<&'a str, (&'a Site, Option<&'a str>)>,
    home: Option<&'a str>,
    geometry: bool,
}

impl<'a> Wanted<'a> {
    /// From a study; with geometry where the format can show it.
    pub fn of(study: &'a Study, geometry: bool) -> Wanted<'a> {
        let zones = study.zones.iter().map(|z| (z.site.id.as_str(), (&z.site, z.status.as_deref())));
        let others = study.gates.iter().map(|g| &g.site).chain(study.places.iter().map(|p| &p.site));
        Wanted {
            communes: study.communes.iter().map(|c| (&c.code, c)).collect(),
            sites: others.map(|s| (s.id.as_str(), (s, None))).chain(zones).collect(),
            home: study.home_province.as_deref(),
            geometry,
        }
    }

    fn commune(&self, code: &CommuneCode) -> Option<&'a Commune> {
        self.communes.get(code).copied()
    }

    fn people<'c>(&self, codes: impl Iterator<Item = &'c CommuneCode>) -> People {
        People::of(codes.filter_map(|c| self.commune(c)))
    }

    fn home_length(&self, a: &Assessment<'_>) -> Option<Metres> {
        let home = self.home?;
        let held = |code: &CommuneCode| self.commune(code).is_some_and(|c| c.province_code.as_deref() == Some(home));
        Some(a.coverage.pieces.iter().filter(|p| held(&p.commune)).map(|p| p.range.length()).sum())
    }

    fn name(&self, code: &CommuneCode) -> Cell {
        Cell::maybe(self.commune(code), |c| Cell::text(&c.name.local))
    }
}

fn id(a: &Assessment<'_>) -> Cell {
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
    for a in assessments {
        let about = &a.alignment.about;
        let published =
            about.published.as_ref().and_then(|p| p.published_km).and_then(|km| Metres::new(km * 1000.0).ok());
        let geometry = wanted.geometry.then(|| lines(a.alignment.parts().map(|(_, p)| p.to_vec()).collect())).flatten();
        let cells = vec![
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
        sheet.push_at(cells, geometry);
    }
    sheet
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
    for a in assessments {
        for piece in &a.coverage.pieces {
            let also: Vec<&str> = piece.also_in.iter().map(CommuneCode::as_str).collect();
            let cells = vec![
                id(a),
                Cell::text(piece.commune.as_str()),
                Cell::Chainage(piece.range.from()),
                Cell::Chainage(piece.range.to()),
                Cell::Length(piece.range.length()),
                Cell::Share(piece.range.length().share_of(a.length())),
                wanted.name(&piece.commune),
                Cell::maybe(wanted.commune(&piece.commune).and_then(|c| c.province.as_deref()), Cell::text),
                Cell::Flag(piece.on_border),
                Cell::text(also.join(" ")),
            ];
            sheet.push_at(cells, wanted.geometry.then(|| lines(a.alignment.stretch(piece.range))).flatten());
        }
        for range in &a.coverage.outside {
            let mut cells = vec![
                id(a),
                Cell::Empty,
                Cell::Chainage(range.from()),
                Cell::Chainage(range.to()),
                Cell::Length(range.length()),
            ];
            cells.extend([
                Cell::Share(range.length().share_of(a.length())),
                Cell::Empty,
                Cell::Empty,
                Cell::Flag(false),
                Cell::Empty,
            ]);
            sheet.push_at(cells, wanted.geometry.then(|| lines(a.alignment.stretch(*range))).flatten());
        }
    }
    sheet
}

fn flag(population: Population) -> &'static str {
    match population {
        Population::Known(_) => "known",
        Population::Doubtful(_) => "doubtful",
        Population::Suspect(_) => "suspect",
        Population::Missing => "missing",
    }
}

fn people_cells(commune: Option<&Commune>) -> [Cell; 2] {
    let population = commune.map_or(Population::Missing, |c| c.population);
    [Cell::maybe(population.counted(), Cell::Count), Cell::text(flag(population))]
}

/// Which communes lie within the distance: a row a commune.
pub fn catchment_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "catchment",
        "Catchment: communes within the distance",
        &[
            "alignment_id",
            "commune_id",
            "distance_m",
            "area_share",
            "area_m2",
            "commune",
            "population",
            "population_flag",
            "people_within",
            "chainage_m",
        ],
    )
    .hide(&["area_m2"]);
    for a in assessments {
        for c in &a.catchment {
            let commune = wanted.commune(&c.commune);
            let [population, flag] = people_cells(commune);
            let within = commune.and_then(|k| k.population.counted()).map(|n| n as f64 * c.area_share);
            let cells = vec![
                id(a),
                Cell::text(c.commune.as_str()),
                Cell::Distance(c.near.distance),
                Cell::Share(c.area_share),
                Cell::Number(c.area.square_metres(), 0),
                wanted.name(&c.commune),
                population,
                flag,
                Cell::maybe(within, |n| Cell::Count(n.round() as u64)),
                Cell::Chainage(a.alignment.chainage(c.near.spot)),
            ];
            let shape = wanted.geometry.then(|| commune.map(|k| Geometry::MultiPolygon(k.land.clone()))).flatten();
            sheet.push_at(cells, shape);
        }
    }
    sheet
}

/// The communes served, by one definition: a row a commune, in the order of chainage where crossed.
pub fn communes_sheet(assessments: &[Assessment<'_>], served: Served, wanted: &Wanted<'_>) -> Sheet {
    let word = match served {
        Served::Crossed => "crossed",
        Served::Within => "within",
        Served::Access => "access",
    };
    let mut sheet = Sheet::new(
        "communes",
        "Communes served",
        &[
            "alignment_id",
            "commune_id",
            "commune",
            "served",
            "ranges",
            "length_m",
            "share",
            "distance_m",
            "area_share",
            "population",
            "population_flag",
            "people_within",
            "access_point",
            "access_kind",
            "access_distance_m",
            "province",
            "area_km2",
        ],
    )
    .hide(&["served", "province", "area_km2", "population_flag", "access_kind", "share"])
    .hide(match served {
        Served::Access => &["distance_m", "area_share", "people_within", "ranges"],
        Served::Crossed | Served::Within => &["access_point", "access_distance_m"],
    });
    for a in assessments {
        let reach: BTreeMap<&CommuneCode, &InCatchment> = a.catchment.iter().map(|c| (&c.commune, c)).collect();
        let access: BTreeMap<&CommuneCode, &AccessService> =
            a.access.iter().flatten().map(|s| (&s.commune, s)).collect();
        let crossed = a.communes();
        let order: Vec<&CommuneCode> = match served {
            Served::Crossed => crossed.iter().map(|(c, _)| *c).collect(),
            Served::Within => {
                let mut near: Vec<&InCatchment> = a.catchment.iter().collect();
                near.sort_by(|x, y| {
                    a.alignment
                        .chainage(x.near.spot)
                        .cmp(&a.alignment.chainage(y.near.spot))
                        .then(x.commune.cmp(&y.commune))
                });
                near.iter().map(|c| &c.commune).collect()
            }
            Served::Access => access.keys().copied().collect(),
        };
        for code in order {
            let commune = wanted.commune(code);
            let near = reach.get(code);
            let service = access.get(code);
            let length = a.coverage.length_in(code);
            let ranges: Vec<String> =
                a.coverage.pieces.iter().filter(|p| p.commune == *code).map(|p| p.range.to_string()).collect();
            let [population, flag] = people_cells(commune);
            let share = near.map(|n| n.area_share);
            let within =
                share.zip(commune.and_then(|k| k.population.counted())).map(|(s, n)| (s * n as f64).round() as u64);
            let cells = vec![
                id(a),
                Cell::text(code.as_str()),
                wanted.name(code),
                Cell::text(word),
                Cell::text(ranges.join(" ")),
                Cell::Length(length),
                Cell::Share(length.share_of(a.length())),
                Cell::maybe(near, |n| Cell::Distance(n.near.distance)),
                Cell::maybe(share, Cell::Share),
                population,
                flag,
                Cell::maybe(within, Cell::Count),
                Cell::maybe(service, |s| Cell::text(&s.access_point)),
                Cell::maybe(service, |s| Cell::text(&s.kind)),
                Cell::maybe(service, |s| Cell::Distance(s.distance)),
                Cell::maybe(commune.and_then(|c| c.province.as_deref()), Cell::text),
                Cell::maybe(commune, |c| Cell::Number(c.area.square_kilometres(), 2)),
            ];
            sheet.push_at(
                cells,
                wanted.geometry.then(|| commune.map(|k| Geometry::MultiPolygon(k.land.clone()))).flatten(),
            );
        }
    }
    sheet
}

/// How many communes and people each alignment serves: a row a definition.
pub fn services_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "services",
        "Communes and people served",
        &["alignment_id", "served", "communes", "people", "people_counted", "communes_unknown", "communes_doubtful"],
    )
    .hide(&["people_counted", "communes_unknown", "communes_doubtful"]);
    for a in assessments {
        let weighted =
            People::weighted(a.catchment.iter().filter_map(|c| Some((wanted.commune(&c.commune)?, c.area_share))));
        let within = a.definitions.within;
        let mut rows = vec![
            ("crossed".to_string(), wanted.people(a.communes().iter().map(|c| c.0))),
            (format!("within {within}, whole communes"), wanted.people(a.catchment.iter().map(|c| &c.commune))),
            (format!("within {within}, by share of land (proxy)"), weighted),
        ];
        if let Some(access) = &a.access {
            rows.push((
                format!("by access point within {}", a.definitions.access_within),
                wanted.people(access.iter().map(|c| &c.commune)),
            ));
        }
        for (served, people) in rows {
            sheet.push(vec![
                id(a),
                Cell::text(served),
                Cell::Count(people.communes as u64),
                Cell::text(people.to_string()),
                if people.unknown == people.communes { Cell::Empty } else { Cell::Count(people.counted) },
                Cell::Count(people.unknown as u64),
                Cell::Count(people.doubtful as u64),
            ]);
        }
    }
    sheet
}

/// The access points of each alignment.
pub fn access_sheet(assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
    let mut sheet =
        Sheet::new("access_points", "Access points", &["alignment_id", "access_point", "access_kind", "lon", "lat"]);
    for a in assessments {
        for point in &a.alignment.access_points {
            let cells = vec![
                id(a),
                Cell::text(&point.name),
                Cell::text(&point.kind),
                Cell::Number(point.place.x, 5),
                Cell::Number(point.place.y, 5),
            ];
            sheet.push_at(cells, wanted.geometry.then_some(Geometry::Point(Point(point.place))));
        }
    }
    sheet
}

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
