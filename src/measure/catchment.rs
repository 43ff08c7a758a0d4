//! The land within a distance of an alignment, commune by commune.

use super::band::Band;
use super::crossing::{Inside, Met, Stretch, is_inside, met, stretches};
use super::near::{Near, nearest};
use crate::geodesy::{Edge, Extreme, Frame, LonLat, LonLatBox};
use crate::index::{Bounds, Indexed, IndexedAlignment, IndexedCommune};
use crate::model::{Alignment, CommuneCode, Spot};
use crate::units::{Metres, SquareMetres};
use geo::Coord;
use std::collections::BTreeMap;

/// A commune within the distance.
#[derive(Debug, Clone, PartialEq)]
pub struct InCatchment {
    /// The commune.
    pub commune: CommuneCode,
    /// Shortest geodesic distance from the alignment; 0 where it enters or touches the commune.
    pub near: Near,
    /// The part of the commune's land within the distance.
    pub area_share: f64,
    /// That land.
    pub area: SquareMetres,
}

/// Which communes have land within `within` metres of the alignment, how near, and which share of it?
///
/// # Units
/// Metres, square metres, share 0 to 1.
///
/// # Method
/// "Within" is the shortest geodesic distance ([`super::Near`]), never a buffer. The share is exact in a
/// Lambert azimuthal equal-area plane at the middle of the commune's neighbourhood of a degree, by Green's theorem
/// along the borders within the band and the band's edge within the borders; nothing is simplified and no arc made a
/// polygon. The plane bends distances by c²/8, c being the reach over the earth's radius, 2e-5 at 80 km and 4e-5 at 110 km; a
/// commune over 60 km across has a plane of its own. Of 5 km that is 0.2 m at most. The share is right to 1e-4 for communes
/// of 2 to 200 km across, and to 1e-3 up to 800 km. In QGIS: Buffer, Dissolve, Intersection;
/// in PostGIS: `ST_DWithin` and `ST_Area(ST_Intersection(…, ST_Buffer(…)))`.
pub fn catchment(alignment: &IndexedAlignment<'_>, index: &Indexed<'_>, within: Metres) -> Vec<InCatchment> {
    catchment_of(alignment, index, within, &met(alignment, index))
}

/// The same, where it is known which communes the alignment meets.
pub(super) fn catchment_of<'a>(
    alignment: &IndexedAlignment<'_>,
    index: &Indexed<'a>,
    within: Metres,
    met: &[Met<'_, 'a>],
) -> Vec<InCatchment> {
    let mut near: Vec<(&IndexedCommune<'a>, Near)> = Vec::new();
    let (far, metres) = (within > Metres::ZERO, within.metres());
    // Within no distance is only what is met.
    let candidates =
        if far { index.communes_along(&alignment.chain, metres) } else { met.iter().map(|m| m.commune).collect() };
    for candidate in candidates {
        // Both are in the order of the index.
        let entered = met
            .binary_search_by_key(&std::ptr::from_ref(candidate), |m| std::ptr::from_ref(m.commune))
            .ok()
            .and_then(|i| entry(alignment.alignment, &met[i].stretches, &met[i].places));
        let found = entered.or_else(|| far.then(|| nearest(alignment, candidate.chain(), metres)).flatten());
        near.extend(found.map(|n| (candidate, n)));
    }
    let shares = area_shares(alignment, index, &near, within.metres());
    near.into_iter()
        .zip(shares)
        .map(|((commune, near), area_share)| InCatchment {
            commune: commune.commune.code.clone(),
            near,
            area_share,
            area: commune.commune.area * area_share,
        })
        .collect()
}

/// The first place where the alignment is in the land or meets its border, if any.
pub(super) fn touching(
    alignment: &IndexedAlignment<'_>,
    borders: &crate::index::Chain<'_>,
    has_land: bool,
) -> Option<Near> {
    let road = alignment.alignment;
    let box_ = borders.bounds()?;
    alignment.chain.runs_where(|bounds| bounds.meets(&box_)).next()?;
    if has_land {
        let (inside, places) = stretches(alignment, borders);
        return entry(road, &inside, &places);
    }
    let place = box_.min;
    let on = (0..road.vertices().len()).find(|&i| road.vertices()[i] == place).map(|i| road.chainage_of_vertex(i));
    entry(road, &[], on.as_slice())
}

/// Where an alignment first enters some land: a mere touch counts where there is no more.
fn entry(road: &Alignment, inside: &[Stretch], places: &[f64]) -> Option<Near> {
    let entered = inside.iter().find(|s| s.lies == Inside::Inside).map(|s| s.from);
    let at = entered.or(inside.first().map(|s| s.from)).or(places.first().copied())?;
    let spot = road.spot(crate::units::Chainage::at(Metres::of(at))).unwrap_or(Spot { edge: 0, fraction: 0.0 });
    let place = road.place(spot);
    Some(Near { distance: Metres::ZERO, spot, from: place, to: place })
}

/// The part of each commune's land within the distance. The alignment and the band's outline are drawn once for all
/// communes of a neighbourhood.
fn area_shares(
    alignment: &IndexedAlignment<'_>,
    index: &Indexed<'_>,
    communes: &[(&IndexedCommune<'_>, Near)],
    within: f64,
) -> Vec<f64> {
    let mut shares = vec![0.0; communes.len()];
    let mut neighbourhoods: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, (commune, _)) in communes.iter().enumerate() {
        // Land is drawn in its plane when it is first asked for: not for nothing.
        if within > 0.0 && index.land(commune).area > 0.0 {
            neighbourhoods.entry(commune.plane).or_default().push(i);
        }
    }
    for members in neighbourhoods.values() {
        let places = members.iter().filter_map(|&i| communes[i].0.commune.land.bounds());
        let Some(around) = places.reduce(|a, b| a.union(&b)) else { continue };
        let frame = index.plane(communes[members[0]].0);
        let band = Band::new(&segments(alignment, frame, &around, within * MARGIN), within);
        let lands = members.iter().map(|&i| index.land(communes[i].0));
        let outline = band.outline(&lands.clone().fold(Bounds::NOTHING, |all, land| all.union(&land.bounds)));
        for (&i, land) in members.iter().zip(lands) {
            shares[i] = (band.area_within(land, &outline) / land.area).clamp(0.0, 1.0);
        }
    }
    shares
}

/// The edges of an alignment within a distance of a box, in a plane.
fn segments(alignment: &IndexedAlignment<'_>, frame: &Frame, around: &LonLatBox, within: f64) -> Vec<[Coord<f64>; 2]> {
    let mut segments: Vec<[Coord<f64>; 2]> = Vec::with_capacity(alignment.edges.len());
    let mut joint: Option<(usize, Coord<f64>)> = None;
    let around = around.within(within);
    for run in alignment.chain.runs_where(|bounds| around.may_hold(bounds)) {
        let (base, places) = alignment.chain.places(run);
        let is_all_near = around.holds(&run.bounds);
        for (i, pair) in places.windows(2).enumerate() {
            if !is_all_near && !around.may_hold(&run.bounds.part(pair[0], pair[1])) {
                continue;
            }
            let end = |vertex: usize| frame.project_centred(&alignment.earth_centred[vertex]);
            let mut last = joint.filter(|j| j.0 == base + i).map_or_else(|| end(base + i), |j| j.1);
            for place in cuts(pair[0], pair[1]) {
                let next = frame.project(place);
                segments.push([last, next]);
                last = next;
            }
            let there = end(base + i + 1);
            segments.push([last, there]);
            joint = Some((base + i + 1, there));
        }
    }
    segments
}

/// Edges a little beyond the distance are kept: the plane is true to 1e-3, the box to 1 %.
const MARGIN: f64 = 1.01;

/// Where an edge is cut, about every kilometre, so that it stays straight in longitude and latitude: to 8 mm.
fn cuts(a: LonLat, b: LonLat) -> impl Iterator<Item = LonLat> {
    let edge = Edge::new(a, b);
    let span = (b.x - a.x).abs().higher((b.y - a.y).abs());
    let pieces = if span <= 0.01 { 1 } else { (span / 0.01).ceil().min(40_000.0) as usize };
    (1..pieces).map(move |i| edge.at(i as f64 / pieces as f64))
}

/// Whether a place lies in a commune, borders included.
pub(super) fn holds(commune: &IndexedCommune<'_>, place: LonLat) -> bool {
    is_inside(commune.chain(), place) != Inside::Outside
}
