//! What an alignment may be near to: economic zones, border gates, places.

use super::Name;
use crate::geodesy::LonLat;
use crate::units::Metres;
use geo::MultiPolygon;

/// Where a site is.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteGeometry {
    /// A point that stands for it.
    Point(LonLat),
    /// Its land.
    Land(MultiPolygon<f64>),
    /// Nobody published where it is: a name only.
    Unlocated,
}

/// Something on the map with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// What it is, in the words of the source.
    pub kind: String,
    /// Where it is.
    pub geometry: SiteGeometry,
    /// How far the point may be from the truth.
    pub accuracy: Option<Metres>,
    /// What to know about it.
    pub note: Option<String>,
    /// Whether the point stands for something that is elsewhere.
    pub proxy: bool,
}

/// An economic zone, region, park or cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct EconomicZone {
    /// Where and what it is.
    pub site: Site,
    /// The decision it rests on.
    pub legal_basis: Option<String>,
    /// In force, superseded, planned: in the words of the source.
    pub status: Option<String>,
    /// Whether it is in force; none where the source does not say.
    pub in_force: Option<bool>,
}

/// A border gate.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderGate {
    /// Where and what it is.
    pub site: Site,
}

/// A town, junction, airport, pass, bridge or commune office.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where and what it is.
    pub site: Site,
    /// The node of the road network it is at.
    pub network_node: Option<String>,
}
