//! How much land lies between two alternatives?

use super::chords::{Chords, beside};
use super::frechet::Sense;
use super::regions;
use crate::geodesy::{LonLat, LonLatBox, polygon_area};
use crate::units::SquareMetres;
use geo::algorithm::bool_ops::FillRule;
use geo::{BooleanOps, LineString, MultiPolygon, Polygon};

/// The land between two alternatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Between {
    /// Its area.
    pub area: SquareMetres,
    /// The area is right to this: the grid on which the overlay computes, or the last digits of places and strips, along
    /// all borders.
    pub bound: SquareMetres,
    /// The land itself, for drawing it.
    pub land: MultiPolygon<f64>,
}

/// How much land lies between two alternatives with the same or near ends?
///
/// # Units
/// Square metres.
///
/// # Method
/// The first from start to end and the second back make a closed line; ends that do not meet, and gaps between parts,
/// are joined by straight lines in longitude and latitude. The land between is every place that this line goes round
/// (winding number not zero), each place once. Where the two cross any number of times in the same order, it is the sum
/// of the regions between one crossing and the next, whichever of the two lies left; land on which a detour of one
/// doubles back, or which they go round twice, counts once. Regions are found in longitude and latitude, where the
/// edges are straight: where neither line meets itself and they cross in one order, from one crossing to the next with
/// exact predicates, else by `geo`'s overlay on a grid of 2⁻²⁹ of the extent (0.2 mm for 2°); their areas are exact on
/// the ellipsoid ([`polygon_area`]).
/// In PostGIS: `ST_Area(ST_Collect(ARRAY(SELECT geom FROM ST_Dump(ST_Polygonize(ST_Node(ST_Collect(a, b))))))::geography)`,
/// every face that the two enclose, whether the line goes round it or not.
pub fn between(a: &Chords<'_>, b: &Chords<'_>, sense: Sense) -> Between {
    let mut ring: Vec<LonLat> = Vec::with_capacity(a.alignment().vertices().len() + b.alignment().vertices().len() + 1);
    for (_, part) in a.alignment().parts() {
        add(&mut ring, part.iter());
    }
    let first = ring.len();
    let second: Vec<&[LonLat]> = b.alignment().parts().map(|(_, part)| part).collect();
    match sense {
        Sense::Same => second.iter().rev().for_each(|part| add(&mut ring, part.iter().rev())),
        Sense::Opposed => second.iter().for_each(|part| add(&mut ring, part.iter())),
    }
    if let Some((area, land)) = regions::regions(&ring, first) {
        let bound = metres_around(&ring) * ROUNDING;
        return Between { area: SquareMetres::of(area), bound: SquareMetres::of(bound), land };
    }
    let bound = metres_around(&ring) * grid_step(&ring);
    let line = LineString(ring);
    let closed = Polygon::new(line, Vec::new());
    let land = closed.union_with_fill_rule(&MultiPolygon(Vec::new()), FillRule::NonZero);
    // The empty sum is −0.
    Between { area: SquareMetres::of(polygon_area(&land) + 0.0), bound: SquareMetres::of(bound), land }
}

/// What each metre of a border adds to the error of an area that no grid has moved, square metres. An area is a
/// difference of strips that reach to the equator, up to 6,400 km, each right to 1e-14 of itself; crossings are right to
/// the last digit of a longitude, 3 nm.
const ROUNDING: f64 = 6.4e6 * 1e-14 + 3e-9;

/// Adds a part, its longitudes counted on from the place before it, so that a join does not go round the earth.
fn add<'p>(ring: &mut Vec<LonLat>, part: impl Iterator<Item = &'p LonLat>) {
    let mut turn: Option<f64> = None;
    for &place in part {
        let last = ring.last().copied();
        let turn = *turn.get_or_insert_with(|| last.map_or(0.0, |l| beside(l, place).x - place.x));
        let place = LonLat { x: place.x + turn, y: place.y };
        if last != Some(place) {
            ring.push(place);
        }
    }
}

/// No less than how long the ring is, metres.
fn metres_around(ring: &[LonLat]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| (b.x - a.x).hypot(b.y - a.y)).sum::<f64>() * A_DEGREE
}

/// One step of the overlay's grid, metres.
fn grid_step(ring: &[LonLat]) -> f64 {
    let Some(extent) = LonLatBox::around(ring) else { return 0.0 };
    (extent.max.x - extent.min.x).max(extent.max.y - extent.min.y) / f64::from(1u32 << 29) * A_DEGREE
}

/// No degree of longitude or latitude has more metres.
const A_DEGREE: f64 = 111_700.0;
