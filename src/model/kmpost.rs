//! Km-posts and the series of chainage they belong to.

use crate::geodesy::LonLat;
use crate::units::Chainage;

/// A series of official chainage on an alignment. One road may have several, each with its own origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The alignment it is on.
    pub alignment: String,
    /// Its identifier.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where its origin is and the official chainage there; none where nobody says.
    pub origin: Option<(LonLat, Chainage)>,
    /// Who says so.
    pub source: String,
}

/// Where a km-post is known to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PostPlace {
    /// At a point.
    Point(LonLat),
    /// Somewhere on the alignment between two places.
    Between(LonLat, LonLat),
    /// A chainage equation: at this place the chainage says so much back, and from here on counts ahead from another.
    Equation(LonLat, Chainage),
    /// Not known.
    Unlocated,
}

/// A km-post.
#[derive(Debug, Clone, PartialEq)]
pub struct KmPost {
    /// The alignment it stands on.
    pub alignment: String,
    /// The series its chainage belongs to.
    pub series: String,
    /// What it says.
    pub chainage: Chainage,
    /// Where it is.
    pub place: PostPlace,
    /// What the place is called.
    pub place_name: String,
    /// Who says so.
    pub source: String,
    /// How far to trust it.
    pub accuracy: String,
}
