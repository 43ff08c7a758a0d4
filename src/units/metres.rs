//! Metres and square metres: finite, ordered, formatted in one place.

use crate::error::{Error, Fault};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

/// A length or a distance in metres. Always finite.
///
/// Parses `5km`, `5.5 km`, `800 m` and a bare number of metres.
///
/// ```
/// use corridor::Metres;
/// let d: Metres = "5km".parse()?;
/// assert_eq!(d.metres(), 5000.0);
/// assert!(Metres::new(f64::NAN).is_err());
/// # Ok::<(), corridor::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metres(f64);

/// An area in square metres. Always finite.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SquareMetres(f64);

impl Metres {
    /// Nothing.
    pub const ZERO: Metres = Metres(0.0);

    /// A length that came from outside.
    ///
    /// # Errors
    /// The value is not a finite number.
    pub fn new(value: f64) -> Result<Metres, Error> {
        if value.is_finite() {
            Ok(Metres(value))
        } else {
            Err(Fault::new("not-finite", "a finite number of metres", value.to_string()).into())
        }
    }

    /// A length computed from positions that were already found valid.
    pub(crate) const fn of(value: f64) -> Metres {
        debug_assert!(value.is_finite());
        Metres(value)
    }

    /// The number of metres.
    pub const fn metres(self) -> f64 {
        self.0
    }

    /// The number of kilometres.
    pub fn kilometres(self) -> f64 {
        self.0 / 1000.0
    }

    /// The length without its sign.
    pub fn abs(self) -> Metres {
        Metres(self.0.abs())
    }

    /// The part that this length is of another; 0 of nothing.
    pub fn share_of(self, whole: Metres) -> f64 {
        if whole.0 == 0.0 { 0.0 } else { self.0 / whole.0 }
    }
}

impl SquareMetres {
    /// Nothing.
    pub const ZERO: SquareMetres = SquareMetres(0.0);

    /// An area that came from outside.
    ///
    /// # Errors
    /// The value is not a finite number.
    pub fn new(value: f64) -> Result<SquareMetres, Error> {
        if value.is_finite() {
            Ok(SquareMetres(value))
        } else {
            Err(Fault::new("not-finite", "a finite number of square metres", value.to_string()).into())
        }
    }

    pub(crate) const fn of(value: f64) -> SquareMetres {
        debug_assert!(value.is_finite());
        SquareMetres(value)
    }

    /// The number of square metres.
    pub const fn square_metres(self) -> f64 {
        self.0
    }

    /// The number of square kilometres.
    pub fn square_kilometres(self) -> f64 {
        self.0 / 1e6
    }
}

impl Eq for Metres {}
impl PartialOrd for Metres {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Metres {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl Add for Metres {
    type Output = Metres;
    fn add(self, other: Metres) -> Metres {
        Metres(self.0 + other.0)
    }
}
impl Sub for Metres {
    type Output = Metres;
    fn sub(self, other: Metres) -> Metres {
        Metres(self.0 - other.0)
    }
}
impl Neg for Metres {
    type Output = Metres;
    fn neg(self) -> Metres {
        Metres(-self.0)
    }
}
impl Mul<f64> for Metres {
    type Output = Metres;
    fn mul(self, factor: f64) -> Metres {
        Metres::of(self.0 * factor)
    }
}
impl Div<f64> for Metres {
    type Output = Metres;
    fn div(self, divisor: f64) -> Metres {
        Metres::of(self.0 / divisor)
    }
}
impl Sum for Metres {
    fn sum<I: Iterator<Item = Metres>>(iter: I) -> Metres {
        iter.fold(Metres::ZERO, Add::add)
    }
}
impl Mul<f64> for SquareMetres {
    type Output = SquareMetres;
    fn mul(self, factor: f64) -> SquareMetres {
        SquareMetres::of(self.0 * factor)
    }
}
impl Add for SquareMetres {
    type Output = SquareMetres;
    fn add(self, other: SquareMetres) -> SquareMetres {
        SquareMetres(self.0 + other.0)
    }
}
impl Sum for SquareMetres {
    fn sum<I: Iterator<Item = SquareMetres>>(iter: I) -> SquareMetres {
        iter.fold(SquareMetres::ZERO, Add::add)
    }
}

impl fmt::Display for Metres {
    /// Metres below one kilometre, kilometres above: `12 m`, `3.4 km`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.abs() < 999.5 { write!(f, "{:.0} m", self.0) } else { write!(f, "{:.1} km", self.kilometres()) }
    }
}

impl Serialize for Metres {
    /// To the millimetre: finer digits are noise in every input this tool has seen.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 1e3).round() / 1e3)
    }
}

impl Serialize for SquareMetres {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.round())
    }
}

impl FromStr for Metres {
    type Err = Error;

    fn from_str(text: &str) -> Result<Metres, Error> {
        let trimmed = text.trim().to_ascii_lowercase();
        let (number, factor) = if let Some(number) = trimmed.strip_suffix("km") {
            (number, 1000.0)
        } else if let Some(number) = trimmed.strip_suffix('m') {
            (number, 1.0)
        } else {
            (trimmed.as_str(), 1.0)
        };
        match number.trim().parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 && value * factor <= 2.0e7 => Ok(Metres(value * factor)),
            _ => Err(Fault::new("distance", "a distance such as 5km or 800m", format!("\"{text}\""))
                .remedy(
                    "write a number of at least 0 and at most 20,000 km, with the unit km or m (no unit means metres)",
                )
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_read_with_their_unit() {
        for (text, metres) in [("5km", 5000.0), (" 1.5 KM", 1500.0), ("800m", 800.0), ("12", 12.0), ("0", 0.0)] {
            assert_eq!(text.parse::<Metres>().map(Metres::metres), Ok(metres), "{text}");
        }
        for text in ["", "km", "-5km", "nan", "inf", "5 miles", "1e300km", "5,5km"] {
            assert!(text.parse::<Metres>().is_err(), "{text}");
        }
    }
}
