//! How near are the zones, gates and places, and where along the alignment?

use super::catchment::touching;
use super::near::{Near, nearest};
use crate::index::{IndexedAlignment, IndexedSite, IndexedSites};
use crate::model::{Alignment, Spot};
use crate::units::{Chainage, Metres, Side};

/// One of the nearest sites.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    /// Its identifier.
    pub target: String,
    /// 1 for the nearest.
    pub rank: usize,
    /// The nearest ends.
    pub near: Near,
    /// Where along the alignment it is nearest to, by geometric chainage.
    pub chainage: Chainage,
    /// On which side it lies there.
    pub side: Side,
    /// How far the target's point may be from the truth.
    pub accuracy: Option<Metres>,
}

/// Which sites are nearest to the alignment, and how near?
///
/// # Units
/// Metres; chainage is geometric.
///
/// # Method
/// Shortest geodesic between the alignment and the site's point or land ([`Near`]); 0, with the chainage of
/// the first entry, where the alignment enters the land. Sites at equal distance go by identifier.
/// In PostGIS: `ORDER BY a.geog <-> z.geog LIMIT n`; in QGIS: Join attributes by nearest.
pub fn proximity(alignment: &IndexedAlignment<'_>, sites: &IndexedSites<'_>, nearest_n: usize) -> Vec<Proximity> {
    let Some(bounds) = alignment.chain.bounds() else { return Vec::new() };
    let mut found: Vec<(Near, &IndexedSite<'_>)> = Vec::new();
    sites.outwards(&bounds, nearest_n, |gap, site| {
        let limit = if found.len() < nearest_n {
            f64::INFINITY
        } else {
            found.last().map_or(f64::INFINITY, |f| f.0.distance.metres())
        };
        let (Some(site), true) = (site, gap <= limit) else { return gap <= limit };
        if let Some(near) = nearest_within(alignment, site, limit) {
            found.push((near, site));
            found.sort_by(|a, b| a.0.distance.cmp(&b.0.distance).then(a.1.site.id.cmp(&b.1.site.id)));
            found.truncate(nearest_n);
        }
        true
    });
    found.iter().enumerate().map(|(i, (near, site))| told(alignment.alignment, i + 1, near, site)).collect()
}

/// How near is one site, and where along the alignment?
///
/// # Units
/// Metres; chainage is geometric.
///
/// # Method
/// As [`proximity`].
pub fn proximity_to(alignment: &IndexedAlignment<'_>, site: &IndexedSite<'_>) -> Option<Proximity> {
    let near = nearest_within(alignment, site, f64::INFINITY)?;
    Some(told(alignment.alignment, 1, &near, site))
}

fn nearest_within(alignment: &IndexedAlignment<'_>, site: &IndexedSite<'_>, limit: f64) -> Option<Near> {
    touching(alignment, &site.chain, site.has_land).or_else(|| nearest(alignment, &site.chain, limit))
}

fn told(road: &Alignment, rank: usize, near: &Near, site: &IndexedSite<'_>) -> Proximity {
    Proximity {
        target: site.site.id.clone(),
        rank,
        chainage: road.chainage(near.spot),
        side: side(road, near.spot, near),
        accuracy: site.site.accuracy,
        near: *near,
    }
}

/// On which side of the alignment, facing rising chainage, does the other end lie?
///
/// At a bend the direction is midway between the two edges, so that the answer does not flip there.
pub(super) fn side(road: &Alignment, spot: Spot, near: &Near) -> Side {
    if near.distance == Metres::ZERO {
        return Side::On;
    }
    let (east, north) = road.direction(spot);
    let (sin, cos) = crate::geodesy::inverse(near.from, near.to).azimuth.to_radians().sin_cos();
    let cross = east * cos - north * sin;
    if cross.abs() < 1e-9 {
        Side::On
    } else if cross > 0.0 {
        Side::Left
    } else {
        Side::Right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::LonLat;
    use crate::model::{Name, SiteGeometry};
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = LonLat> {
        (102.0..104.0f64, 20.0..22.0f64).prop_map(|(x, y)| LonLat { x, y })
    }

    fn sites(places: impl IntoIterator<Item = LonLat>) -> Vec<crate::model::Site> {
        let site = |(i, place)| crate::model::Site {
            id: format!("s{i}"),
            name: Name::new("s", None),
            geometry: SiteGeometry::Point(place),
            kind: String::new(),
            accuracy: None,
            note: None,
            proxy: false,
        };
        places.into_iter().enumerate().map(site).collect()
    }

    #[test]
    fn what_is_in_a_corner_of_the_first_box_does_not_end_the_search() {
        let at = |x: f64, y: f64| LonLat { x, y };
        let Ok(road) = Alignment::new("road", vec![vec![at(103.0, 21.0), at(103.0001, 21.0)]]) else { return };
        // The first look goes 68 km each way: north-east there are two, 91 and 95 km off; due north, out of it, one at 75 km.
        let near = [at(103.62, 21.583), at(103.645, 21.606), at(103.0, 21.675)];
        let far = (0..17).map(|i| at(if i == 16 { 104.0 } else { 102.0 }, 20.0 + f64::from(i) / 8.0));
        let sites = sites(near.into_iter().chain(far));
        let found = proximity(&IndexedAlignment::new(&road), &IndexedSites::new(&sites), 1);
        assert_eq!(found.iter().map(|p| p.target.as_str()).collect::<Vec<_>>(), ["s2"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn the_nearest_of_many_are_those_of_all_measured_one_by_one(
            places in prop::collection::vec(place(), 17..150),
            line in prop::collection::vec(place(), 2..5),
            scale in 0.01..1.0f64,
            wanted in 1usize..6,
        ) {
            let line: Vec<LonLat> = line.iter().map(|p| LonLat { x: 103.0 + (p.x - 103.0) * scale, y: 21.0 + (p.y - 21.0) * scale }).collect();
            let Ok(road) = Alignment::new("road", vec![line]) else { return Ok(()) };
            let sites = sites(places);
            let (road, index) = (IndexedAlignment::new(&road), IndexedSites::new(&sites));
            let mut all: Vec<Proximity> = index.iter().filter_map(|site| proximity_to(&road, site)).collect();
            all.sort_by(|a, b| a.near.distance.cmp(&b.near.distance).then(a.target.cmp(&b.target)));
            let found = proximity(&road, &index, wanted);
            prop_assert_eq!(found.len(), wanted);
            for (found, of_all) in found.iter().zip(&all) {
                prop_assert_eq!(&found.target, &of_all.target);
                prop_assert_eq!(found.near.distance, of_all.near.distance);
            }
        }
    }
}
