//! The land within a distance of an alignment, commune by commune.

use super::crossing::{Inside, Stretch, is_inside, stretches};
use super::near::{Near, nearest};
use crate::geodesy::{Frame, LonLat};
use crate::index::{Indexed, IndexedAlignment, IndexedCommune};
use crate::model::{CommuneCode, Spot};
use crate::units::{Metres, SquareMetres};
use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{Area, BooleanOps, Buffer, LineString, MapCoords, MultiLineString, MultiPolygon, Simplify};

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

/// How far an area share may be from the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CatchmentError;

impl CatchmentError {
    /// Relative to the area of the band within the commune: simplifying by a thousandth of the distance,
    /// round ends as polygons, and the local plane make it smaller by 0.02 to 0.07 %; the bound stated is this.
    pub const RELATIVE: f64 = 1e-3;
}

/// Corners of the round ends and joins, radians: an inscribed polygon loses θ²/6 of its sector, 1.5e-4.
const ARC: f64 = 0.03;

/// Which communes have land within `within` metres of the alignment, how near, and which share of it?
///
/// # Units
/// Metres, square metres, share 0 to 1.
///
/// # Method
/// "Within" is the shortest geodesic distance ([`super::Near`]), never a buffer. The share is planar: in a
/// Lambert azimuthal equal-area plane at the commune's centre, the edges near the commune are simplified by
/// a thousandth of the distance, buffered with round joins, and cut with the commune; the relative error is
/// under 1e-3 ([`CatchmentError`]). In QGIS: Buffer, Dissolve, Intersection; in PostGIS: `ST_DWithin` and
/// `ST_Area(ST_Intersection(…, ST_Buffer(…)))`.
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
    let Some((frame, land, band)) = planar(alignment, commune, within) else { return 0.0 };
    let whole = land.unsigned_area();
    let _ = frame;
    if whole <= 0.0 {
        return 0.0;
    }
    (land.intersection(&band).unsigned_area() / whole).clamp(0.0, 1.0)
}

/// The land of a commune within the distance, for a map; empty where there is none.
pub fn catchment_land(
    alignment: &IndexedAlignment<'_>,
    commune: &IndexedCommune<'_>,
    within: Metres,
) -> MultiPolygon<f64> {
    match planar(alignment, commune, within.metres()) {
        Some((frame, land, band)) => land.intersection(&band).map_coords(|c| frame.unproject(c)),
        None => MultiPolygon(Vec::new()),
    }
}

/// A plane at the commune, its land, and the band around the edges that can reach it.
fn planar(
    alignment: &IndexedAlignment<'_>,
    commune: &IndexedCommune<'_>,
    within: f64,
) -> Option<(Frame, MultiPolygon<f64>, MultiPolygon<f64>)> {
    let bounds = commune.chain.bounds()?;
    let frame = Frame::at(bounds.centre());
    let land = commune.commune.land.map_coords(|c| frame.project(c));
    let reach = bounds.grown(within * 1.01);
    let mut lines: Vec<LineString<f64>> = Vec::new();
    let mut last_edge = usize::MAX;
    for run in alignment.chain.runs() {
        if !run.bounds.meets(&reach) && run.bounds.gap(&bounds) > within {
            continue;
        }
        let (base, places) = alignment.chain.places(run);
        for (i, pair) in places.windows(2).enumerate() {
            if crate::geodesy::LonLatBox::around(pair).is_none_or(|b| b.gap(&bounds) > within * 1.01) {
                continue;
            }
            let straight = densified(pair[0], pair[1]);
            let projected = straight.iter().map(|&p| frame.project(p));
            match lines.last_mut() {
                Some(line)
                    if last_edge.wrapping_add(1) == base + i && line.0.len() > 1 && joined(alignment, base + i) =>
                {
                    line.0.extend(projected.skip(1))
                }
                _ => lines.push(LineString(projected.collect())),
            }
            last_edge = base + i;
        }
    }
    if lines.is_empty() || within <= 0.0 {
        return None;
    }
    // Dense lines make geo's buffer leave false holes; simplified to a thousandth of the distance they do not.
    let lines = MultiLineString(lines).simplify(within / 1000.0);
    let style = BufferStyle::new(within).line_cap(LineCap::Round(ARC)).line_join(LineJoin::Round(ARC));
    Some((frame, land, lines.buffer_with_style(style)))
}

/// Whether an edge starts where the one before it ends.
fn joined(alignment: &IndexedAlignment<'_>, edge: usize) -> bool {
    !alignment.alignment.parts().any(|(start, _)| start == edge)
}

/// An edge as places at most about a kilometre apart, so that it stays straight in longitude and latitude.
fn densified(a: LonLat, b: LonLat) -> Vec<LonLat> {
    let edge = crate::geodesy::Edge::new(a, b);
    let pieces = ((b.x - a.x).abs().max((b.y - a.y).abs()) / 0.01).ceil().clamp(1.0, 40_000.0) as usize;
    (0..=pieces).map(|i| edge.at(i as f64 / pieces as f64)).collect()
}

/// Whether a place lies in a commune, borders included.
pub(super) fn holds(commune: &IndexedCommune<'_>, place: LonLat) -> bool {
    is_inside(&commune.chain, place) != Inside::Outside
}
