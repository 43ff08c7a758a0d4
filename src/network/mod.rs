//! The way by road: how far, how long, and what a new or a closed road changes.
//!
//! It stands between `measure`, whose land within a border and totals of people it uses, and `compare`, which makes
//! criteria of it.
//!
//! | question | where |
//! |---|---|
//! | what roads are there, and how fast | [`Road`], [`Rules`] |
//! | where do they meet | [`Network::new`] |
//! | where do they cross without a junction, or nearly meet | [`soundness()`] |
//! | where does an office or a gate join | [`Stop`], [`Connector`](LinkKind::Connector) |
//! | what is the shortest way from everywhere | [`Network::sweep`] |
//! | which destination is nearest, and which way | [`access()`] |
//! | what does another set of roads change, and by what | [`changes`] |
//! | how far by road from an alignment to a gate or zone | [`by_road`] |
//! | which stretch matters most if it is closed | [`critical()`] |
//! | who lives near a road of all seasons | [`rural_access`] |
//!
//! A road is cut where it meets another: at vertices that both have, and where an end lies within the snapping tolerance
//! of another road. Nothing else joins: two lines that cross without a common vertex pass over each other, as they do in
//! OpenStreetMap, and are reported. A road that is joined at access points only, such as an expressway, is cut there and
//! nowhere else.
//!
//! Adding a road never makes a place less accessible. That holds because adding one takes no way away: a place joins
//! the nearest point of *every* road within the limit, not of the nearest road alone, an end joins every road within the
//! tolerance, and neither depends on which other roads there are.

mod access;
mod beside;
mod build;
mod change;
mod connect;
mod cost;
mod critical;
mod faults;
mod journey;
mod link;
mod reach;
mod road;
mod rural;
mod soundness;
mod sweep;

pub use access::{Answer, Unreached, access};
pub use beside::{ByRoad, by_road};
pub use build::Network;
pub use change::{Cause, Change, Gain, SAVED, changes, gains, longest_connector};
pub use connect::{Stop, StopPlace};
pub use cost::{By, Cost};
pub use critical::{Critical, Tally, critical, tally};
pub use faults::faults;
pub use journey::{Journey, Piece};
pub use link::{Link, LinkKind, Node};
pub use reach::{Reach, WITHIN, commune_stop, people_within, reach, site_stop};
pub use road::{Closure, Road, Rules, roads};
pub use rural::{RuralAccess, rural_access};
pub use soundness::{Crossing, NearMiss, Soundness, soundness};
pub use sweep::Sweep;
