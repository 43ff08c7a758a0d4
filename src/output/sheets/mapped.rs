//! The layers of a map: what a GIS opens, each row at its place.

use super::super::document::{Cell, Sheet};
use super::measured::{Wanted, id};
use super::{between, communes_sheet, coverage_sheet, lengths_sheet};
use crate::measure::{Assessment, Calibration, Proximity, Served};
use crate::model::{Site, SiteGeometry, Study};
use crate::units::{Chainage, Metres};
use geo::{Geometry, Point};
use std::collections::BTreeMap;

/// All layers, those at the bottom of the map first.
pub fn map_layers(
    study: &Study,
    assessments: &[Assessment<'_>],
    nearest: &[(&Assessment<'_>, &Proximity)],
    calibrations: &[(&str, &Calibration)],
) -> Vec<Sheet> {
    let wanted = Wanted::of(study, true);
    let mut alignments = lengths_sheet(assessments, &wanted);
    (alignments.name, alignments.title) = ("alignments", "Alignments".into());
    let mut pieces = coverage_sheet(assessments, &wanted);
    (pieces.name, pieces.title) = ("pieces", "Pieces of the alignments by commune".into());
    let mut catchments = communes_sheet(assessments, Served::Within, &wanted);
    (catchments.name, catchments.title) =
        ("catchments", "Catchments: communes within the distance, by alignment".into());
    vec![
        served_sheet(assessments, study),
        catchments,
        zones(study, true),
        zones(study, false),
        other_roads(study, assessments),
        alignments,
        pieces,
        posts(assessments, calibrations),
        access(assessments),
        lines_to_sites(nearest, &wanted),
        towns(study),
        gates(study),
    ]
}

/// Every commune of the study, by how any of the alignments serves it.
pub fn served_sheet(assessments: &[Assessment<'_>], study: &Study) -> Sheet {
    let columns = [
        "commune_id",
        "commune",
        "province",
        "served_class",
        "served_by",
        "distance_m",
        "population",
        "population_flag",
        "area_km2",
    ];
    let mut sheet = Sheet::new("communes", "Communes, by how they are served", &columns);
    let mut standing: BTreeMap<&str, (&str, Vec<&str>, Metres)> = BTreeMap::new();
    for a in assessments {
        for c in &a.catchment {
            let crossed = a.coverage.pieces.iter().any(|p| p.commune == c.commune);
            let known = standing.entry(c.commune.as_str()).or_insert(("within", Vec::new(), c.near.distance));
            known.0 = if crossed { "crossed" } else { known.0 };
            known.1.push(a.alignment.id());
            known.2 = known.2.min(c.near.distance);
        }
    }
    for commune in &study.communes {
        let known = standing.get(commune.code.as_str());
        let flag = super::served::flag(commune.population);
        let cells = vec![
            Cell::text(commune.code.as_str()),
            Cell::text(&commune.name.local),
            Cell::maybe(commune.province.as_deref(), Cell::text),
            Cell::text(known.map_or("beyond", |k| k.0)),
            Cell::maybe(known, |k| Cell::text(k.1.join(" "))),
            Cell::maybe(known, |k| Cell::Distance(k.2)),
            Cell::maybe(commune.population.counted(), Cell::Count),
            Cell::text(flag),
            Cell::Number(commune.area.square_kilometres(), 2),
        ];
        sheet.push_at(cells, Some(commune.land.geometry()));
    }
    sheet
}

fn site_cells(site: &Site, status: Option<&str>) -> Vec<Cell> {
    vec![
        Cell::text(&site.id),
        Cell::text(&site.name.local),
        Cell::maybe(site.name.english.as_deref(), Cell::text),
        Cell::text(&site.kind),
        Cell::maybe(status, Cell::text),
        Cell::maybe(site.accuracy, Cell::Distance),
        Cell::Flag(site.proxy),
        Cell::maybe(site.note.as_deref(), Cell::text),
    ]
}

const SITE: [&str; 8] = ["target_id", "target", "name_en", "target_kind", "status", "accuracy_m", "proxy", "note"];

/// Economic zones with land of their own, or those that a point stands for; superseded ones left out.
fn zones(study: &Study, with_land: bool) -> Sheet {
    let (name, title) = match with_land {
        true => ("zones", "Economic zones"),
        false => ("zone_points", "Economic zones known by a point"),
    };
    let mut sheet = Sheet::new(name, title, &SITE);
    for zone in study.zones.iter().filter(|z| z.in_force != Some(false)) {
        let place = match &zone.site.geometry {
            SiteGeometry::Land(land) if with_land => Geometry::MultiPolygon(land.clone()),
            SiteGeometry::Point(p) if !with_land => Geometry::Point(Point(*p)),
            _ => continue,
        };
        sheet.push_at(site_cells(&zone.site, zone.status.as_deref()), Some(place));
    }
    sheet
}

fn points<'s>(name: &'static str, title: &str, sites: impl Iterator<Item = &'s Site>) -> Sheet {
    let mut sheet = Sheet::new(name, title, &SITE);
    for site in sites {
        if let SiteGeometry::Point(p) = &site.geometry {
            sheet.push_at(site_cells(site, None), Some(Geometry::Point(Point(*p))));
        }
    }
    sheet
}

fn gates(study: &Study) -> Sheet {
    points("gates", "Border gates", study.gates.iter().map(|g| &g.site))
}

fn towns(study: &Study) -> Sheet {
    let kinds = ["city", "town", "airport"];
    points(
        "towns",
        "Towns and airports",
        study.places.iter().map(|p| &p.site).filter(|s| kinds.contains(&s.kind.as_str())),
    )
}

fn other_roads(study: &Study, assessments: &[Assessment<'_>]) -> Sheet {
    let columns = ["alignment_id", "route", "alignment_name", "name_en", "class", "status", "length_m"];
    let mut sheet = Sheet::new("other_roads", "Other roads of the study", &columns);
    let chosen = |id: &str| assessments.iter().any(|a| a.alignment.id() == id);
    for road in study.alignments.iter().filter(|r| !chosen(r.id()) && r.about.status.as_deref() == Some("existing")) {
        let about = &road.about;
        let text = |t: &Option<String>| Cell::text(t.as_deref().unwrap_or_default());
        let cells = vec![
            Cell::text(road.id()),
            text(&about.route),
            Cell::text(&about.name.local),
            text(&about.name.english),
            text(&about.class),
            text(&about.status),
            Cell::Length(road.length()),
        ];
        sheet.push_at(cells, super::lines(road.parts().map(|(_, p)| p.to_vec()).collect()));
    }
    sheet
}

/// A post each kilometre of geometric chainage, with the official one where a calibration gives it.
fn posts(assessments: &[Assessment<'_>], calibrations: &[(&str, &Calibration)]) -> Sheet {
    let columns =
        ["alignment_id", "km", "km_label", "chainage_m", "series", "official_chainage_m", "official_label", "basis"];
    let mut sheet = Sheet::new("km_posts", "Km-posts each kilometre", &columns);
    for a in assessments {
        let series = calibrations.iter().find(|(alignment, _)| *alignment == a.alignment.id()).map(|(_, c)| *c);
        for km in 0..=(a.length().kilometres() as u64) {
            let chainage = Chainage::at(Metres::of(km as f64 * 1000.0));
            let Some(spot) = a.alignment.spot(chainage) else { continue };
            let official = series.and_then(|c| Some((c, c.official(chainage)?)));
            let cells = vec![
                id(a),
                Cell::Count(km),
                Cell::text(format!("Km{km}")),
                Cell::Chainage(chainage),
                Cell::maybe(official.as_ref(), |(c, _)| Cell::text(&c.series.id)),
                Cell::maybe(official.as_ref(), |(_, r)| Cell::Chainage(r.chainage)),
                Cell::maybe(official.as_ref(), |(_, r)| Cell::text(r.chainage.to_string())),
                Cell::maybe(official.as_ref(), |(_, r)| Cell::text(r.basis.word())),
            ];
            sheet.push_at(cells, Some(Geometry::Point(Point(a.alignment.place(spot)))));
        }
    }
    sheet
}

fn access(assessments: &[Assessment<'_>]) -> Sheet {
    let mut sheet = Sheet::new("access_points", "Access points", &["alignment_id", "access_point", "access_kind"]);
    for a in assessments {
        for point in &a.alignment.access_points {
            let cells = vec![id(a), Cell::text(&point.name), Cell::text(&point.kind)];
            sheet.push_at(cells, Some(Geometry::Point(Point(point.place))));
        }
    }
    sheet
}

/// From the alignment to each of the nearest zones and gates that it does not enter: the shortest way, straight.
fn lines_to_sites(nearest: &[(&Assessment<'_>, &Proximity)], wanted: &Wanted<'_>) -> Sheet {
    let columns = [
        "alignment_id",
        "target_id",
        "target",
        "target_kind",
        "rank",
        "distance_m",
        "distance_label",
        "chainage_m",
        "side",
    ];
    let mut sheet = Sheet::new("nearest", "Shortest distances to zones and gates", &columns);
    for (a, p) in nearest.iter().filter(|(_, p)| p.near.distance > Metres::ZERO) {
        let site = wanted.sites.get(p.target.as_str()).map(|s| s.0);
        let cells = vec![
            id(a),
            Cell::text(&p.target),
            Cell::maybe(site, |s| Cell::text(&s.name.local)),
            Cell::maybe(site, |s| Cell::text(&s.kind)),
            Cell::Count(p.rank as u64),
            Cell::Distance(p.near.distance),
            Cell::text(p.near.distance.to_string()),
            Cell::Chainage(p.chainage),
            Cell::text(p.side.word()),
        ];
        sheet.push_at(cells, Some(between(p.near.from, p.near.to)));
    }
    sheet
}
