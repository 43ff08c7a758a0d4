//! Chainage (lý trình): the place along an alignment, and ranges of it.

use super::Metres;
use crate::error::{Error, Fault};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// A place along an alignment, counted from its stated origin: `Km12+345`.
///
/// Two chainages differ by a length; adding them means nothing and does not compile:
///
/// ```compile_fail
/// use corridor::Chainage;
/// let (a, b): (Chainage, Chainage) = ("Km1+000".parse().unwrap(), "Km2+000".parse().unwrap());
/// let nonsense = a + b;
/// ```
///
/// ```
/// use corridor::{Chainage, Metres};
/// let a: Chainage = "Km12+300".parse()?;
/// let b: Chainage = "km 15".parse()?;
/// assert_eq!(b - a, Metres::new(2700.0)?);
/// assert_eq!((a + Metres::new(45.0)?).to_string(), "Km12+345");
/// # Ok::<(), corridor::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chainage(f64);

impl Chainage {
    /// The origin.
    pub const ORIGIN: Chainage = Chainage(0.0);

    /// The chainage so many metres from the origin.
    pub fn at(from_origin: Metres) -> Chainage {
        Chainage(from_origin.metres())
    }

    /// Metres from the origin.
    pub fn from_origin(self) -> Metres {
        Metres::of(self.0)
    }

    /// Kilometres from the origin.
    pub fn kilometres(self) -> f64 {
        self.0 / 1000.0
    }
}

impl Eq for Chainage {}
impl PartialOrd for Chainage {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Chainage {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl Sub for Chainage {
    type Output = Metres;
    fn sub(self, other: Chainage) -> Metres {
        Metres::of(self.0 - other.0)
    }
}
impl Add<Metres> for Chainage {
    type Output = Chainage;
    fn add(self, length: Metres) -> Chainage {
        Chainage(self.0 + length.metres())
    }
}
impl Sub<Metres> for Chainage {
    type Output = Chainage;
    fn sub(self, length: Metres) -> Chainage {
        Chainage(self.0 - length.metres())
    }
}

impl fmt::Display for Chainage {
    /// To the metre, as on a km-post: `Km12+345`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metres = self.0.round() as i64;
        let sign = if metres < 0 { "-" } else { "" };
        write!(f, "{sign}Km{}+{:03}", metres.abs() / 1000, metres.abs() % 1000)
    }
}

impl Serialize for Chainage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.from_origin().serialize(serializer)
    }
}

impl FromStr for Chainage {
    type Err = Error;

    /// Reads `Km12+300`, `km 12 + 300.5`, `12+300` and `Km12`.
    fn from_str(text: &str) -> Result<Chainage, Error> {
        let refused = || -> Error {
            Fault::new("chainage", "a chainage such as Km12+300", format!("\"{text}\""))
                .remedy("write Km, whole kilometres, + and the metres (0 to 999)")
                .into()
        };
        let lower = text.trim().to_lowercase();
        let bare: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
        let (digits, named) = match bare.strip_prefix("km") {
            Some(rest) => (rest, true),
            None => (bare.as_str(), false),
        };
        let plain = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit() || c == '.');
        let (kilometres, metres) = match digits.split_once('+') {
            Some((kilometres, metres)) => (kilometres, metres),
            None if named => (digits, "0"),
            None => return Err(refused()),
        };
        if kilometres.is_empty()
            || kilometres.len() > 5
            || !kilometres.chars().all(|c| c.is_ascii_digit())
            || !plain(metres)
        {
            return Err(refused());
        }
        match (kilometres.parse::<f64>(), metres.parse::<f64>()) {
            (Ok(k), Ok(m)) if m < 1000.0 => Ok(Chainage(k * 1000.0 + m)),
            _ => Err(refused()),
        }
    }
}

/// A stretch of an alignment, half-open: from its start up to, but without, its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChainageRange {
    from: Chainage,
    to: Chainage,
}

impl ChainageRange {
    /// The stretch between two chainages.
    ///
    /// # Errors
    /// The end lies before the start.
    pub fn new(from: Chainage, to: Chainage) -> Result<ChainageRange, Error> {
        if from <= to {
            Ok(ChainageRange { from, to })
        } else {
            Err(Fault::new("range", "a range whose end is not before its start", format!("{from} to {to}")).into())
        }
    }

    /// The stretch between two chainages that were computed in order.
    pub(crate) fn ordered(from: f64, to: f64) -> ChainageRange {
        ChainageRange { from: Chainage(from.min(to)), to: Chainage(to.max(from)) }
    }

    /// Where it starts.
    pub fn from(self) -> Chainage {
        self.from
    }

    /// Where it ends.
    pub fn to(self) -> Chainage {
        self.to
    }

    /// How long it is.
    pub fn length(self) -> Metres {
        self.to - self.from
    }

    /// Whether the place lies in it.
    pub fn contains(self, place: Chainage) -> bool {
        self.from <= place && place < self.to
    }
}

impl fmt::Display for ChainageRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn km_posts_are_read_as_road_engineers_write_them() {
        for (text, metres) in [
            ("Km12+300", 12_300.0),
            ("km 12 + 300", 12_300.0),
            ("12+300", 12_300.0),
            ("KM7", 7_000.0),
            ("Km0+241.5", 241.5),
        ] {
            assert_eq!(text.parse::<Chainage>().map(|c| c.from_origin().metres()), Ok(metres), "{text}");
        }
        for text in ["", "Km", "12", "12.3", "Km12+1000", "Km-1+000", "Km1.5", "Km12+", "Km12+3+4", "Km999999"] {
            assert!(text.parse::<Chainage>().is_err(), "{text}");
        }
    }

    #[test]
    fn rounding_carries_into_the_kilometre() {
        assert_eq!(Chainage(12_999.7).to_string(), "Km13+000");
        assert_eq!(Chainage(0.2).to_string(), "Km0+000");
    }
}
