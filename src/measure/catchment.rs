//! The land within a distance of an alignment, commune by commune.

use super::band::Band;
use super::crossing::{Inside, Stretch, is_inside, stretches};
use super::near::{Near, nearest};
use crate::geodesy::{Edge, LonLat};
use crate::index::{Indexed, IndexedAlignment, IndexedCommune};
use crate::model::{CommuneCode, Spot};
use crate::units::{Metres, SquareMetres};
use geo::{Area, Coord};

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
/// Lambert azimuthal equal-area plane at the commune's centre, by Green's theorem along the borders within the
/// band and the band's edge within the borders; nothing is simplified and no arc made a polygon. The plane
/// bends distances by c²/8, c being the reach over the earth's radius, 8e-6 at 50 km: the share is right to
/// 1e-4 for communes up to 200 km across, and to 1e-3 up to 800 km. In QGIS: Buffer, Dissolve, Intersection;
/// in PostGIS: `ST_DWithin` and `ST_Area(ST_Intersection(…, ST_Buffer(…)))`.
pub fn catchment(alignment: &IndexedAlignment<'_>, index: &Indexed<'_>, within: Metres) -> Vec<InCatchment> {
    let Some(bounds) = alignment.chain.bounds() else { return Vec::new() };
    let mut found = Vec::new();
    for candidate in index.communes_near(&bounds.grown(within.metres())) {
        let Some(box_) = candidate.chain.bounds() else { continue };
        if !alignment.chain.runs().iter().any(|r| r.bounds.gap(&box_) <= within.metres()) {
            continue;
        }
        if let Some(near) = distance(alignment, candidate, within.metres()) {
            let share = area_share(alignment, candidate, within.metres());
            found.push(InCatchment {
                commune: candidate.commune.code.clone(),
                near,
                area_share: share,
                area: candidate.commune.area * share,
            });
        }
    }
    found
}

/// The shortest distance to a commune, 0 where the alignment enters or touches it.
fn distance(alignment: &IndexedAlignment<'_>, commune: &IndexedCommune<'_>, limit: f64) -> Option<Near> {
    touching(alignment, &commune.chain, true).or_else(|| nearest(alignment, &commune.chain, limit))
}

/// The first place where the alignment is in the land or meets its border, if any.
pub(super) fn touching(
    alignment: &IndexedAlignment<'_>,
    borders: &crate::index::Chain<'_>,
    has_land: bool,
) -> Option<Near> {
    let road = alignment.alignment;
    let box_ = borders.bounds()?;
    if !alignment.chain.runs().iter().any(|r| r.bounds.meets(&box_)) {
        return None;
    }
    let (inside, meets): (Vec<Stretch>, Vec<f64>) = if has_land {
        stretches(alignment, borders)
    } else {
        let place = box_.min;
        let on = (0..road.vertices().len()).find(|&i| road.vertices()[i] == place).map(|i| road.chainage_of_vertex(i));
        (Vec::new(), on.into_iter().collect())
    };
    // Land that the alignment enters counts from where it enters; a mere touch where there is no more.
    let entered = inside.iter().find(|s| s.lies == Inside::Inside).map(|s| s.from);
    let at = entered.or(inside.first().map(|s| s.from)).or(meets.first().copied())?;
    let spot = road.spot(crate::units::Chainage::at(Metres::of(at))).unwrap_or(Spot { edge: 0, fraction: 0.0 });
    let place = road.place(spot);
    Some(Near { distance: Metres::ZERO, spot, from: place, to: place })
}

/// The part of a commune's land within the distance.
fn area_share(alignment: &IndexedAlignment<'_>, commune: &IndexedCommune<'_>, within: f64) -> f64 {
    let (Some(bounds), Some(plane)) = (commune.chain.bounds(), commune.plane()) else { return 0.0 };
    let (frame, land) = (&plane.frame, &plane.land);
    let whole = land.unsigned_area();
    if whole <= 0.0 || within <= 0.0 {
        return 0.0;
    }
    let mut segments: Vec<[Coord<f64>; 2]> = Vec::new();
    let mut joint: Option<(usize, Coord<f64>)> = None;
    for run in alignment.chain.runs().iter().filter(|r| r.bounds.gap(&bounds) <= within * MARGIN) {
        let (base, places) = alignment.chain.places(run);
        for (i, pair) in places.windows(2).enumerate() {
            if run.bounds.part(pair[0], pair[1]).gap(&bounds) > within * MARGIN {
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
    (Band::new(&segments, within).area_within(land) / whole).clamp(0.0, 1.0)
}

/// Edges a little beyond the distance are kept: the plane is true to 1e-3, the box to 1 %.
const MARGIN: f64 = 1.01;

/// Where an edge is cut, about every kilometre, so that it stays straight in longitude and latitude: to 8 mm.
fn cuts(a: LonLat, b: LonLat) -> impl Iterator<Item = LonLat> {
    let edge = Edge::new(a, b);
    let pieces = ((b.x - a.x).abs().max((b.y - a.y).abs()) / 0.01).ceil().clamp(1.0, 40_000.0) as usize;
    (1..pieces).map(move |i| edge.at(i as f64 / pieces as f64))
}

/// Whether a place lies in a commune, borders included.
pub(super) fn holds(commune: &IndexedCommune<'_>, place: LonLat) -> bool {
    is_inside(&commune.chain, place) != Inside::Outside
}
