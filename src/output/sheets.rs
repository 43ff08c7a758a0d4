//! Assessments into tables: which figure goes into which column.

mod catalogue;
mod changes;
mod compared;
mod crosswalk;
mod doctor;
mod events;
mod explained;
mod located;
mod mapped;
mod measured;
mod near;
mod ranked;
mod served;
mod stretches;
mod ways;

pub use catalogue::*;
pub use changes::*;
pub use compared::*;
pub use crosswalk::*;
pub use doctor::*;
pub use events::*;
pub use explained::*;
pub use located::*;
pub use mapped::*;
pub use measured::*;
pub use near::*;
pub use ranked::*;
pub(super) use served::flag as population_flag;
pub use served::*;
pub use stretches::*;
pub use ways::*;

use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, Point};

/// Parts as one geometry.
fn lines(mut parts: Vec<Vec<LonLat>>) -> Option<Geometry<f64>> {
    match parts.len() {
        0 => None,
        1 => parts.pop().map(|p| Geometry::LineString(LineString(p))),
        _ => Some(Geometry::MultiLineString(MultiLineString(parts.into_iter().map(LineString).collect()))),
    }
}

/// The line between two places, or the place where they are one.
fn between(from: LonLat, to: LonLat) -> Geometry<f64> {
    if from == to { Geometry::Point(Point(from)) } else { Geometry::LineString(LineString(vec![from, to])) }
}
