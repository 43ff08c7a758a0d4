//! Features into economic zones, border gates and places.

use super::communes::land_of;
use super::geojson::{Feature, kind_of};
use crate::error::{Fault, Faults, Result};
use crate::model::{BorderGate, EconomicZone, Name, Place, Site, SiteGeometry};
use crate::units::Metres;
use geo::Geometry;
use std::collections::BTreeMap;

/// Zones to be near to: each of them has a place.
pub fn located(features: Vec<Feature>, id: Option<&str>) -> Result<Vec<EconomicZone>> {
    let mut faults = Faults::new();
    for feature in features.iter().filter(|f| f.geometry.is_none()) {
        faults.push(
            Fault::new("geometry-type", "a Point, Polygon or MultiPolygon", kind_of(None))
                .feature(&feature.label)
                .property("geometry")
                .remedy("give the zone a point or its land, or remove the feature"),
        );
    }
    let zones = faults.keep(zones(features, id)).unwrap_or_default();
    faults.or(zones)
}

/// Economic zones, by identifier. One that nobody has located may stand without a geometry.
pub fn zones(features: Vec<Feature>, id: Option<&str>) -> Result<Vec<EconomicZone>> {
    unique(
        features,
        |feature| {
            Ok(EconomicZone {
                site: site(feature, id, "zone")?,
                legal_basis: feature.properties.text("legal_basis"),
                status: feature.properties.text("status"),
                in_force: feature.properties.flag("in_force")?,
            })
        },
        |z| &z.site,
    )
}

/// Border gates, by identifier.
pub fn gates(features: Vec<Feature>) -> Result<Vec<BorderGate>> {
    unique(features, |feature| Ok(BorderGate { site: site(feature, None, "border gate")? }), |g| &g.site)
}

/// Places, by identifier.
pub fn places(features: Vec<Feature>) -> Result<Vec<Place>> {
    unique(
        features,
        |feature| {
            Ok(Place { site: site(feature, None, "place")?, network_node: feature.properties.text("network_node") })
        },
        |p| &p.site,
    )
}

fn unique<T>(
    features: Vec<Feature>,
    read: impl Fn(&Feature) -> Result<T>,
    site: impl Fn(&T) -> &Site,
) -> Result<Vec<T>> {
    let mut faults = Faults::new();
    let mut found: BTreeMap<String, (T, String)> = BTreeMap::new();
    for feature in features {
        let Some(item) = faults.keep(read(&feature).map_err(|e| e.in_feature(&feature.label))) else { continue };
        let id = site(&item).id.clone();
        if let Some((_, first)) = found.get(&id) {
            faults.push(
                Fault::new(
                    "duplicate-id",
                    format!("an identifier of its own: {first} has this one"),
                    format!("\"{id}\""),
                )
                .feature(feature.label)
                .remedy("give each its own id, or name another property with --zone-id"),
            );
            continue;
        }
        found.insert(id, (item, feature.label));
    }
    faults.or(found.into_values().map(|(item, _)| item).collect())
}

fn site(feature: &Feature, id: Option<&str>, kind: &str) -> Result<Site> {
    let p = &feature.properties;
    let geometry = match feature.geometry.clone() {
        None => SiteGeometry::Unlocated,
        Some(Geometry::Point(point)) => SiteGeometry::Point(point.0),
        Some(area @ (Geometry::Polygon(_) | Geometry::MultiPolygon(_))) => {
            SiteGeometry::Land(land_of(Some(area), kind)?.0)
        }
        Some(other) => {
            return Err(Fault::new("geometry-type", "a Point, Polygon or MultiPolygon", kind_of(Some(&other)))
                .property("geometry")
                .remedy(format!("give the {kind} a point or its land"))
                .into());
        }
    };
    let id = p.identifier(id)?;
    let local = p.name()?.unwrap_or_else(|| id.clone());
    let notes: Vec<String> = [p.text("note"), p.text("accuracy")].into_iter().flatten().collect();
    Ok(Site {
        name: Name::new(&local, p.text("name_en").as_deref()),
        kind: p.text("kind").unwrap_or_else(|| kind.to_string()),
        geometry,
        accuracy: p.size("accuracy_m")?.map(Metres::new).transpose()?,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
        proxy: p.flag("is_proxy")?.unwrap_or(false),
        id,
    })
}
