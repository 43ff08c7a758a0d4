//! What a way costs, and when one is better.

use std::cmp::Ordering;

/// What the shortest way is shortest by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// The least time; of equal times the least distance.
    #[default]
    Time,
    /// The least distance; of equal distances the least time.
    Distance,
}

/// Time and distance of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds.
    pub seconds: f64,
    /// Metres.
    pub metres: f64,
}

impl Cost {
    /// No way at all.
    pub const NOTHING: Cost = Cost { seconds: 0.0, metres: 0.0 };
    /// No way is known.
    pub const UNREACHED: Cost = Cost { seconds: f64::INFINITY, metres: f64::INFINITY };

    /// Both ways, one after the other.
    pub fn then(self, other: Cost) -> Cost {
        Cost { seconds: self.seconds + other.seconds, metres: self.metres + other.metres }
    }

    /// Which of two is better?
    pub fn order(&self, other: &Cost, by: By) -> Ordering {
        let time = self.seconds.total_cmp(&other.seconds);
        let distance = self.metres.total_cmp(&other.metres);
        match by {
            By::Time => time.then(distance),
            By::Distance => distance.then(time),
        }
    }

    /// Whether there is a way.
    pub fn is_reached(&self) -> bool {
        self.seconds.is_finite()
    }

    /// Minutes.
    pub fn minutes(&self) -> f64 {
        self.seconds / 60.0
    }
}
