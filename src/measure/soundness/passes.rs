//! The passes over features as they are drawn, in the order in which one may hide another.

pub use super::borders::{boxes, coverage, near};
pub use super::drawn::{swapped, whole};
pub use super::foreign::foreign;

use super::super::mend::Finding;
use super::drawn;
use crate::layers::Drawn;

/// What finds the faults of one kind.
pub type Pass = fn(&[Drawn]) -> Vec<Finding>;

/// What looks at one feature at a time, or one file.
pub const BY_FEATURE: [Pass; 7] =
    [drawn::axes, drawn::open, drawn::landless, drawn::twice, drawn::repeated, drawn::ring_twice, drawn::crossings];
