//! How near are the zones, gates and places, and where along the alignment?

use super::catchment::touching;
use super::near::{EQUAL, Near, Search, search};
use crate::geodesy::{heading, inverse};
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
    let Some(last) = nearest_n.checked_sub(1) else { return Vec::new() };
    // By boxes and chords first: each site with the farthest that it may be. Only what may be among the nearest is measured.
    let mut about: Vec<(f64, Approach<'_, '_>, &IndexedSite<'_>)> = Vec::new();
    sites.outwards(&alignment.chain, nearest_n, |gap, site| {
        let limit = about.get(last).map_or(f64::INFINITY, |nth| nth.0);
        let (Some(site), true) = (site, gap <= limit) else { return gap <= limit };
        if let Some(approach) = Approach::of(alignment, site, limit) {
            let ceiling = approach.ceiling();
            about.insert(about.partition_point(|a| a.0 <= ceiling), (ceiling, approach, site));
        }
        true
    });
    let mut found: Vec<(Near, &IndexedSite<'_>)> = Vec::new();
    for (_, approach, site) in &about {
        let limit = found.get(last).map_or(about[last.min(about.len() - 1)].0, |nth| nth.0.distance.metres());
        if let Some(near) = approach.measured(limit) {
            let before = |f: &(Near, &IndexedSite<'_>)| (f.0.distance, &f.1.site.id) <= (near.distance, &site.site.id);
            found.insert(found.partition_point(before), (near, site));
            found.truncate(nearest_n);
        }
    }
    found.iter().enumerate().map(|(i, (near, site))| told(alignment.alignment, i + 1, near, site)).collect()
}

/// How an alignment comes near to a site.
enum Approach<'s, 'a> {
    /// It enters or touches it.
    Touching(Near),
    /// It comes near somewhere among these edges.
    Apart(Search<'s, 'a>),
}

impl<'s, 'a> Approach<'s, 'a> {
    /// None where the two are farther apart than the limit, metres.
    fn of(alignment: &'s IndexedAlignment<'a>, site: &'s IndexedSite<'a>, limit: f64) -> Option<Approach<'s, 'a>> {
        let touching = touching(alignment, &site.chain, site.has_land).map(Approach::Touching);
        touching.or_else(|| search(alignment, &site.chain, limit).map(Approach::Apart))
    }

    /// They are no farther apart than this, metres, with some room for rounding.
    fn ceiling(&self) -> f64 {
        match self {
            Approach::Touching(_) => 0.0,
            Approach::Apart(search) => search.ceiling + 1e-6,
        }
    }

    /// The nearest ends, if within the limit.
    fn measured(&self, limit: f64) -> Option<Near> {
        match self {
            Approach::Touching(near) => Some(*near),
            Approach::Apart(search) => search.measure(limit).filter(|_| search.floor() <= limit),
        }
    }
}

/// How near is one site, and where along the alignment?
///
/// # Units
/// Metres; chainage is geometric.
///
/// # Method
/// As [`proximity`].
pub fn proximity_to(alignment: &IndexedAlignment<'_>, site: &IndexedSite<'_>) -> Option<Proximity> {
    let near = Approach::of(alignment, site, f64::INFINITY)?.measured(f64::INFINITY)?;
    Some(told(alignment.alignment, 1, &near, site))
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
/// What is within [`EQUAL`] of it is on it: its side would be that of rounding.
/// At a bend the direction is midway between the two edges, so that the answer does not flip there. The chord through the
/// earth tells the side, unless the way is so long or leaves so nearly along the road that only the geodesic does.
pub(super) fn side(road: &Alignment, spot: Spot, near: &Near) -> Side {
    if near.distance.metres() < EQUAL {
        return Side::On;
    }
    let (east, north) = road.direction(spot);
    let left = |(to_east, to_north): (f64, f64)| east * to_north - north * to_east;
    let metres = near.distance.metres();
    // Up to here the chord's direction is within 2e-5 of the geodesic's.
    let by_chord = (1.0..1e6).contains(&metres).then(|| left(heading(near.from, near.to)));
    let cross = by_chord
        .filter(|cross| cross.abs() > 1e-3)
        .unwrap_or_else(|| left(inverse(near.from, near.to).azimuth.to_radians().sin_cos()));
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
    use crate::geodesy::{Edge, LonLat};
    use crate::index::Chain;
    use crate::measure::near::nearest;
    use crate::model::{Name, SiteGeometry};
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = LonLat> {
        (102.0..104.0f64, 20.0..22.0f64).prop_map(|(x, y)| LonLat { x, y })
    }

    /// Places, every so many of which have land around them.
    fn sites(places: impl IntoIterator<Item = LonLat>, with_land: usize) -> Vec<crate::model::Site> {
        let land = |at: LonLat, size: f64| {
            let land = geo::Rect::new(at, LonLat { x: at.x + size, y: at.y + size }).to_polygon();
            SiteGeometry::Land(geo::MultiPolygon(vec![land]))
        };
        let geometry = |i: usize, place| match i % with_land {
            0 => land(place, 0.01 * (1 + i % 7) as f64),
            _ => SiteGeometry::Point(place),
        };
        let site = |(i, place)| crate::model::Site {
            id: format!("s{i}"),
            name: Name::new("s", None),
            geometry: geometry(i + 1, place),
            kind: String::new(),
            accuracy: None,
            note: None,
            proxy: false,
        };
        places.into_iter().enumerate().map(site).collect()
    }

    #[test]
    fn a_place_on_the_road_to_within_rounding_is_on_it_and_a_hair_beside_is_not() {
        let line: Vec<LonLat> = (0..40)
            .map(|i| f64::from(i) * 0.011)
            .map(|t| LonLat { x: 103.0 + t, y: 21.0 + (9.0 * t).sin() / 20.0 })
            .collect();
        let road = Alignment::new("road", vec![line.clone()]).unwrap();
        let index = IndexedAlignment::new(&road);
        let side_of = |place: LonLat| {
            let near = nearest(&index, &Chain::new([(0, &[place][..])]), f64::INFINITY)?;
            Some(side(&road, near.spot, &near))
        };
        for (ends, t) in line.windows(2).zip((1..40).map(|i| f64::from(i) / 41.0)) {
            let edge = Edge::new(ends[0], ends[1]);
            let LonLat { x, y } = edge.at(t);
            assert_eq!(side_of(LonLat { x, y }), Some(Side::On), "{x} {y}");
            // A hundredth of a millimetre north and south; the road runs east.
            assert_eq!(side_of(LonLat { x, y: y + 1e-10 }), Some(Side::Left), "{x} {y}");
            assert_eq!(side_of(LonLat { x, y: y - 1e-10 }), Some(Side::Right), "{x} {y}");
        }
    }

    #[test]
    fn what_is_in_a_corner_of_the_first_box_does_not_end_the_search() {
        let at = |x: f64, y: f64| LonLat { x, y };
        let road = Alignment::new("road", vec![vec![at(103.0, 21.0), at(103.0001, 21.0)]]).unwrap();
        // The first look goes 68 km each way: north-east there are two, 91 and 95 km off; due north, out of it, one at 75 km.
        let near = [at(103.62, 21.583), at(103.645, 21.606), at(103.0, 21.675)];
        let far = (0..17).map(|i| at(if i == 16 { 104.0 } else { 102.0 }, 20.0 + f64::from(i) / 8.0));
        let sites = sites(near.into_iter().chain(far), usize::MAX);
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
            with_land in 1usize..9,
        ) {
            let line: Vec<LonLat> = line.iter().map(|p| LonLat { x: 103.0 + (p.x - 103.0) * scale, y: 21.0 + (p.y - 21.0) * scale }).collect();
            let Ok(road) = Alignment::new("road", vec![line]) else { return Ok(()) };
            let sites = sites(places, with_land);
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
