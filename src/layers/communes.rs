//! Features into communes.

use super::geojson::{Feature, kind_of};
use super::properties::Properties;
use crate::error::{Fault, Faults, Result, shown};
use crate::geodesy::{LonLat, polygon_area};
use crate::model::{Commune, CommuneCode, Name, Population};
use crate::units::SquareMetres;
use geo::{Geometry, MultiPolygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Communes, by code.
pub fn communes(features: Vec<Feature>, id: Option<&str>) -> Result<Vec<Commune>> {
    let mut faults = Faults::new();
    if features.is_empty() {
        faults.push(
            Fault::new("no-features", "at least one commune", "an empty collection").remedy("export the layer again"),
        );
    }
    let read: Vec<(String, Result<Commune>)> = features
        .into_par_iter()
        .map(|f| {
            let label = f.label.clone();
            let read = read_one(f, id).map_err(|e| e.in_feature(&label));
            (label, read)
        })
        .collect();
    let mut communes: BTreeMap<CommuneCode, (Commune, String)> = BTreeMap::new();
    for (label, read) in read {
        let Some(commune) = faults.keep(read) else { continue };
        if let Some((_, first)) = communes.get(&commune.code) {
            faults.push(
                Fault::new(
                    "duplicate-code",
                    format!("a code of its own: {first} has this one"),
                    format!("\"{}\"", commune.code),
                )
                .feature(label)
                .remedy("give each commune its own code; the parts of one commune are one MultiPolygon"),
            );
            continue;
        }
        communes.insert(commune.code.clone(), (commune, label));
    }
    faults.or(communes.into_values().map(|(c, _)| c).collect())
}

/// The commune that a feature is.
pub fn read_one(feature: Feature, id: Option<&str>) -> Result<Commune> {
    let p = feature.properties;
    let code = match id {
        Some(_) => p.identifier(id)?,
        None => p.identifier(p.text("code").map(|_| "code"))?,
    };
    let (land, area) = land_of(feature.geometry, "communes")?;
    let population = match (p.count("population")?, p.text("population_flag").unwrap_or_default()) {
        (None, _) => Population::Missing,
        (Some(n), flag) if flag.starts_with("suspect") => Population::Suspect(n),
        (Some(n), flag) if flag == "conflict" => Population::Doubtful(n),
        (Some(n), _) => Population::Known(n),
    };
    let local = p.name()?.unwrap_or_else(|| code.clone());
    Ok(Commune {
        name: Name::new(&local, p.text("name_en").as_deref()),
        kind: p.text("kind"),
        province: p.text("province"),
        province_code: p.text("province_code"),
        population,
        population_note: p.text("population_note"),
        official_area: p.size("area_km2_official")?.map(|km2| SquareMetres::of(km2 * 1e6)),
        office: office(&p)?,
        difficulty_zone: p.text("difficulty_zone"),
        code: CommuneCode::new(code),
        land: land.into(),
        area,
    })
}

/// The reference point that the source gives for the commune's office.
fn office(p: &Properties) -> Result<Option<LonLat>> {
    match (p.number("centre_lon")?, p.number("centre_lat")?) {
        (Some(x), Some(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(Some(LonLat { x, y })),
        (Some(x), Some(y)) => Err(Fault::new(
            "not-lon-lat",
            "longitude and latitude of the commune's office",
            format!("({}, {})", shown(x), shown(y)),
        )
        .property("centre_lon, centre_lat")
        .remedy("write degrees, or null where it is not known")
        .into()),
        _ => Ok(None),
    }
}

/// Less land than this is a slip of the pen: no commune or zone is a square metre.
const LEAST_M2: f64 = 1.0;

/// The land of a feature, and its geodesic area.
pub fn land_of(geometry: Option<Geometry<f64>>, layer: &str) -> Result<(MultiPolygon<f64>, SquareMetres)> {
    let found = kind_of(geometry.as_ref());
    let land = match geometry {
        Some(Geometry::Polygon(polygon)) => MultiPolygon(vec![polygon]),
        Some(Geometry::MultiPolygon(polygons)) if !polygons.0.is_empty() => polygons,
        _ => {
            return Err(Fault::new("geometry-type", "a Polygon or MultiPolygon", found)
                .property("geometry")
                .remedy(format!("keep only polygons in a layer of {layer}"))
                .into());
        }
    };
    let area = polygon_area(&land);
    // Not a number is not enough either.
    if area > LEAST_M2 {
        Ok((land, SquareMetres::of(area)))
    } else {
        Err(Fault::new("no-land", "a ring around some land, and holes within it", format!("{found} of {area:.1} m²"))
            .property("geometry")
            .remedy("remove the feature, or give it its land; a ring that crosses itself like an 8 encloses none")
            .into())
    }
}
