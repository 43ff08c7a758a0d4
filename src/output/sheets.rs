//! Assessments into tables: which figure goes into which column.

mod catalogue;
mod compared;
mod located;
mod measured;
mod ranked;

pub use catalogue::{columns_sheet, faults_sheet, layers_sheet, sites_sheet, studied_sheet};
pub use located::{LocatedRow, intervals_sheet, located_sheet, posts_sheet};
pub use measured::{
    Wanted, access_sheet, anchors_sheet, catchment_sheet, communes_sheet, concurrency_sheet, coverage_sheet,
    legs_sheet, lengths_sheet, proximity_sheet, services_sheet,
};

pub use compared::{
    alternatives_sheet, criteria_sheet, crossings_sheet, differences_sheet, side_by_side_sheet, upgraded_sheet,
};
pub use ranked::{certainty_sheet, flips_sheet, similarity_sheet, weights_sheet, win_shares_sheet};

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
