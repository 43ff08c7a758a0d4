//! One question put to one set of roads, and who is reached within how long.

use super::access::{Answer, access};
use super::build::Network;
use super::connect::{Stop, StopPlace};
use super::cost::By;
use super::road::{Rules, roads};
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::index::IndexedSite;
use crate::measure::People;
use crate::model::{Alignment, Commune, SiteGeometry};
use geo::InteriorPoint;

/// A set of roads, and the ways over it.
#[derive(Debug)]
pub struct Reach<'a> {
    /// The network.
    pub network: Network<'a>,
    /// The way of each origin, in their order.
    pub answers: Vec<Answer>,
}

/// What is the way from each origin to the nearest destination over these roads?
///
/// # Errors
/// A road's class has no speed.
pub fn reach<'a>(
    alignments: &[&'a Alignment],
    origins: &[Stop<'_>],
    destinations: &[Stop<'_>],
    rules: &Rules<'_>,
    by: By,
) -> Result<Reach<'a>> {
    let stops: Vec<Stop<'_>> = origins.iter().chain(destinations).cloned().collect();
    let network = Network::new(roads(alignments, rules)?, &stops, rules);
    let from: Vec<usize> = (0..origins.len()).collect();
    let to: Vec<usize> = (origins.len()..stops.len()).collect();
    let answers = access(&network, &from, &to, by);
    Ok(Reach { network, answers })
}

/// Where a commune's ways begin: its office; where that is not known, a point within its land, which is said.
pub fn commune_stop(commune: &Commune) -> Option<(Stop<'static>, bool)> {
    let inside = || commune.land.interior_point().map(|p| LonLat { x: p.x(), y: p.y() });
    let place = commune.office.or_else(inside)?;
    Some((Stop { id: commune.code.to_string(), place: StopPlace::Point(place) }, commune.office.is_some()))
}

/// Where ways to or from a site begin: its point, or anywhere in its land.
pub fn site_stop<'a>(site: &'a IndexedSite<'a>) -> Option<Stop<'a>> {
    let place = match site.site.geometry {
        SiteGeometry::Point(place) => StopPlace::Point(place),
        SiteGeometry::Land(_) => StopPlace::Land(site),
        SiteGeometry::Unlocated => return None,
    };
    Some(Stop { id: site.site.id.clone(), place })
}

/// Minutes by which people are counted who reach a destination.
pub const WITHIN: [f64; 4] = [30.0, 60.0, 90.0, 120.0];

/// Who reaches a destination within so many minutes?
///
/// People are those of whole communes whose office does: a proxy.
pub fn people_within(answers: &[(&Commune, &Answer)], minutes: f64) -> People {
    let reached = |a: &Answer| a.journey.as_ref().is_ok_and(|j| j.cost.minutes() <= minutes);
    People::of(answers.iter().filter(|(_, a)| reached(a)).map(|(c, _)| *c))
}
