//! Communes and people served, and the access points.

use super::super::document::{Cell, Rows, Sheet};
use super::measured::{Wanted, id};
use crate::measure::{AccessService, Assessment, InCatchment, People, Served};
use crate::model::{Commune, CommuneCode, Population};
use geo::{Geometry, Point};
use std::collections::BTreeMap;

pub(in super::super) fn flag(population: Population) -> &'static str {
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
    assessments.iter().for_each(|a| catchment_rows(a, wanted, &mut sheet));
    sheet
}

/// The rows of one alignment in that table.
pub fn catchment_rows(a: &Assessment<'_>, wanted: &Wanted<'_>, rows: &mut impl Rows) {
    for c in &a.catchment {
        let commune = wanted.commune(&c.commune);
        let [population, flag] = people_cells(commune);
        let within = commune.and_then(|k| k.population.counted()).map(|n| n as f64 * c.area_share);
        let cells = [
            id(a),
            Cell::text(c.commune.as_str()),
            Cell::Distance(c.near.distance),
            Cell::Share(c.area_share),
            Cell::Number(c.area.square_metres(), 0),
            Cell::maybe(commune, |k| Cell::text(&k.name.local)),
            population,
            flag,
            Cell::maybe(within, |n| Cell::Count(n.round() as u64)),
            Cell::Chainage(a.alignment.chainage(c.near.spot)),
        ];
        let shape = wanted.geometry.then(|| commune.map(|k| k.land.geometry())).flatten();
        rows.add(cells, shape);
    }
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
            sheet.push_at(cells, wanted.geometry.then(|| commune.map(|k| k.land.geometry())).flatten());
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
