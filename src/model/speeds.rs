//! Speeds by class of road, and how things join the network: each value with the citation of its source.

use super::Cited;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where traffic may join a road of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinsAt {
    /// Along its whole length.
    #[default]
    Anywhere,
    /// At its access points only, as an expressway.
    AccessPoints,
}

/// Whether a road can be passed in every season, with the source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedFlag {
    /// Yes or no.
    pub value: bool,
    /// Where it comes from.
    pub citation: String,
    /// Whether somebody has checked it against that source.
    #[serde(default)]
    pub verified: bool,
}

/// What is taken for the roads of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassSpeed {
    /// Kilometres an hour.
    pub speed_kmh: Cited,
    /// Where traffic may join.
    #[serde(default)]
    pub joins: JoinsAt,
    /// Whether it is passable in every season; not known where it is left out.
    pub all_season: Option<CitedFlag>,
}

/// How something that is not on a road joins one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// Kilometres an hour on the way to the road.
    pub speed_kmh: Cited,
    /// Farther than this it is not joined, metres.
    pub within_m: Cited,
}

/// What a road network is timed and joined by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speeds {
    /// Whose it is.
    #[serde(default)]
    pub title: String,
    /// An end of a road this near to another road is joined to it, metres.
    pub snap_m: Cited,
    /// From an office, gate or zone to a road.
    pub connector: Joining,
    /// From an access point to the roads about it.
    pub interchange: Joining,
    /// By class of road.
    #[serde(rename = "class")]
    pub classes: BTreeMap<String, ClassSpeed>,
}

impl Speeds {
    /// Every value with its key, unit and citation, in a fixed order.
    pub fn values(&self) -> Vec<(String, &'static str, &Cited)> {
        let mut all = vec![
            ("snap_m".to_string(), "m", &self.snap_m),
            ("connector.speed_kmh".to_string(), "km/h", &self.connector.speed_kmh),
            ("connector.within_m".to_string(), "m", &self.connector.within_m),
            ("interchange.speed_kmh".to_string(), "km/h", &self.interchange.speed_kmh),
            ("interchange.within_m".to_string(), "m", &self.interchange.within_m),
        ];
        all.extend(self.classes.iter().map(|(name, c)| (format!("class.{name}.speed_kmh"), "km/h", &c.speed_kmh)));
        all
    }
}
