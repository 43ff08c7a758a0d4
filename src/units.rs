//! Lengths, areas and places along a road, as types that refuse mistakes.

mod chainage;
mod metres;
mod road_place;

pub use chainage::{Chainage, ChainageRange};
pub use metres::{Metres, SquareMetres};
pub use road_place::RoadPlace;

use serde::Serialize;

/// The side of an alignment, facing rising chainage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// To the left when facing rising chainage.
    Left,
    /// To the right when facing rising chainage.
    Right,
    /// On the alignment, or straight beyond one of its ends.
    On,
}

impl Side {
    /// The word in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
            Side::On => "on",
        }
    }

    /// The side when the alignment is read the other way.
    pub fn reversed(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
            Side::On => Side::On,
        }
    }
}

/// The shortest distance from an alignment to something, and on which side it lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Offset {
    /// Geodesic distance.
    pub distance: Metres,
    /// Side, facing rising chainage.
    pub side: Side,
}

/// A count with its thousands set apart: `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
