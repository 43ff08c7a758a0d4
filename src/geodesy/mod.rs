//! The only place where a coordinate becomes a metre.
//!
//! Everything here is on the WGS 84 ellipsoid. An edge is a straight line in longitude and
//! latitude, as RFC 7946 section 3.1.1 says; that curve, not the geodesic between its ends, is what
//! [`Edge`] measures, so lengths add up however a line is cut.
//!
//! | question | where | method |
//! |---|---|---|
//! | how long is an edge, or a part of it | [`Edge`] | arc length by Gauss–Legendre quadrature |
//! | how far apart are two places | [`inverse`] | Karney (2013); from 1 m to 30 km the normal section |
//! | which point of an edge is nearest | [`foot`] | Newton's method on the geodesic distance |
//! | how large is a polygon | [`polygon_area`] | authalic area below each edge |
//! | a plane to do planar geometry in | [`Frame`] | local Lambert azimuthal equal-area |
//! | at least how far apart are two boxes | [`LonLatBox`] | a smaller sphere below the ellipsoid |
//! | a length by a second, independent way | [`Grid`] | VN-2000 / TM-3 through PROJ |
//! | coordinates of another CRS, in and out | [`Transformer`], [`Projector`] | PROJ |

mod area;
mod bounds;
mod crs;
mod edge;
mod ellipsoid;
mod foot;
mod frame;
mod grid;
mod inverse;

pub use area::{polygon_area, ring_area};
pub use bounds::{Around, Extreme, LonLatBox};
pub use crs::{CrsAbout, CrsKind, Fit, OUTSIDE_AREA, Projector, Transformer, WellKnownText, fitting};
pub use edge::{Edge, Lengths};
pub use ellipsoid::{Bow, EQUATORIAL_RADIUS, chord2, earth_centred, earth_centred_line, heading};
pub use foot::{Foot, chord_foot, chord_gap, chords_apart, foot, foot_by};
pub use frame::Frame;
pub use grid::{Grid, GridPlace};
pub use inverse::{Inverse, inverse};

/// A place: `x` is the longitude, `y` the latitude, WGS 84, degrees.
pub type LonLat = geo::Coord<f64>;
