//! The parts of a network: nodes where ways meet, and links between them.

use super::cost::Cost;
use crate::geodesy::LonLat;
use crate::model::OneWay;

/// Where ways meet or end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Where it is.
    pub place: LonLat,
    /// Whether it is an office, gate or the like: ways begin and end there, and none leads through.
    pub is_stop: bool,
}

/// What a link is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LinkKind {
    /// A stretch of a road, by geometric chainage; `from` is below `to`.
    Road {
        /// The road's number in the network.
        road: usize,
        /// Where it starts, metres.
        from: f64,
        /// Where it ends, metres.
        to: f64,
    },
    /// From the end of a road to another road within the snapping tolerance.
    Join,
    /// From an access point to a road near it.
    Interchange {
        /// The road that has the access point.
        road: usize,
        /// Its number among the road's access points.
        point: usize,
    },
    /// From a stop to a road, or straight to another stop.
    Connector,
    /// A stop within the land that it asks for.
    Inside,
}

/// A way between two nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// One node.
    pub from: usize,
    /// The other.
    pub to: usize,
    /// What it is.
    pub kind: LinkKind,
    /// What it takes.
    pub cost: Cost,
    /// In which direction alone it may be driven, `Rising` being from `from` to `to`.
    pub one_way: Option<OneWay>,
}
