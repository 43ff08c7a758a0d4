//! A fault together with what would mend it.

use super::super::soundness::Seam;
use crate::error::Fault;
use crate::geodesy::LonLat;
use geo::Geometry;

/// A fault, the features that it is of, and what would mend it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The fault.
    pub fault: Fault,
    /// The features, by their place in the list.
    pub of: Vec<usize>,
    /// What would mend it, where the tool can.
    pub cure: Option<Cure>,
}

impl Finding {
    /// A fault of some features and what would mend it; without that it is for a person.
    pub fn new(fault: Fault, of: Vec<usize>, cure: Option<Cure>) -> Finding {
        let fault = if cure.is_none() { fault.for_a_person() } else { fault };
        Finding { fault, of, cure }
    }
}

/// What mends a fault.
#[derive(Debug, Clone)]
pub enum Cure {
    /// The two numbers of each position change places.
    Swap,
    /// The feature gets this geometry.
    Redraw(Box<Geometry<f64>>),
    /// The feature is left out.
    LeaveOut,
    /// Land goes from one commune to another, or to one.
    Move(Vec<Seam>),
    /// The line of this alignment is turned round.
    Turn(String),
    /// The end of a road is led to a place on another, which gets a vertex there.
    Lead(LonLat, LonLat),
    /// Every line that runs through this place gets a vertex there.
    Node(LonLat),
}
