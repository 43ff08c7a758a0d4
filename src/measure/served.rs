//! Which communes does an alignment serve at its access points?

use super::catchment::holds;
use super::near::nearest;
use crate::error::{Fault, Result};
use crate::geodesy::{LonLat, LonLatBox};
use crate::index::{Chain, Indexed, IndexedAlignment, IndexedCommune, Run};
use crate::model::{Alignment, CommuneCode};
use crate::units::Metres;

/// A commune within reach of an access point.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessService {
    /// The commune.
    pub commune: CommuneCode,
    /// The nearest access point.
    pub access_point: String,
    /// What kind it is.
    pub kind: String,
    /// How far the commune's land is from it; 0 where it lies in the commune.
    pub distance: Metres,
}

/// Which communes have land within `within` of an access point, and of which?
///
/// # Method
/// Shortest geodesic from the access point to the commune's land, 0 inside it. A straight line: the way
/// by road is longer.
///
/// # Errors
/// The alignment has no access points: it is a road that serves along its whole length.
pub fn served_by_access(alignment: &Alignment, index: &Indexed<'_>, within: Metres) -> Result<Vec<AccessService>> {
    if alignment.access_points.is_empty() {
        return Err(Fault::new(
            "no-access-points",
            format!("access points of {}", alignment.id()),
            "none in the study",
        )
        .remedy("it serves along its whole length: ask for --served crossed or --served within")
        .into());
    }
    let mut served: Vec<AccessService> = Vec::new();
    for point in &alignment.access_points {
        let place = LonLatBox::new(point.place, point.place);
        for commune in index.communes_near(&place.grown(within.metres())) {
            let distance = if holds(commune, point.place) {
                Some(Metres::ZERO)
            } else {
                point_distance(point.place, commune, within)
            };
            let Some(distance) = distance else { continue };
            let entry = AccessService {
                commune: commune.commune.code.clone(),
                access_point: point.name.clone(),
                kind: point.kind.clone(),
                distance,
            };
            match served.iter_mut().find(|s| s.commune == entry.commune) {
                Some(known) if entry.distance < known.distance => *known = entry,
                Some(_) => {}
                None => served.push(entry),
            }
        }
    }
    served.sort_by(|a, b| a.commune.cmp(&b.commune));
    Ok(served)
}

/// From a point to a commune that does not hold it: such of its borders as may be within reach, searched as if they were an
/// alignment.
fn point_distance(place: LonLat, commune: &IndexedCommune<'_>, within: Metres) -> Option<Metres> {
    let reach = LonLatBox::new(place, place).within(within.metres());
    let near = commune.chain().runs_where(|bounds| reach.may_hold(bounds));
    let is_line = |run: &&Run| run.bounds.min != run.bounds.max;
    let parts = near.filter(is_line).map(|run| commune.chain().places(run).1.to_vec()).collect();
    let borders = Alignment::new("borders", parts).ok()?;
    let point = Chain::new([(0, std::slice::from_ref(&place))]);
    nearest(&IndexedAlignment::new(&borders), &point, within.metres()).map(|n| n.distance)
}
