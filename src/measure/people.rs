//! Who lives there, with what is not known said.

use crate::model::{Commune, Population};
use crate::units::grouped;
use serde::Serialize;
use std::fmt;

/// A total of people. Unknown is not zero: the total is then a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct People {
    /// The people who could be counted.
    pub counted: u64,
    /// Communes whose figure is missing or wrong as filed.
    pub unknown: usize,
    /// Communes counted with a figure on which sources differ.
    pub doubtful: usize,
    /// All communes asked about.
    pub communes: usize,
}

impl People {
    /// Who lives in these communes?
    pub fn of<'a>(communes: impl IntoIterator<Item = &'a Commune>) -> People {
        People::weighted(communes.into_iter().map(|c| (c, 1.0)))
    }

    /// Who lives in these shares of communes, if people are spread evenly over the land? A proxy.
    pub fn weighted<'a>(communes: impl IntoIterator<Item = (&'a Commune, f64)>) -> People {
        let mut people = People::default();
        let mut counted = 0.0;
        for (commune, share) in communes {
            people.communes += 1;
            match commune.population {
                Population::Known(n) => counted += n as f64 * share,
                Population::Doubtful(n) => {
                    counted += n as f64 * share;
                    people.doubtful += 1;
                }
                Population::Suspect(_) | Population::Missing => people.unknown += 1,
            }
        }
        people.counted = counted.round() as u64;
        people
    }
}

impl fmt::Display for People {
    /// `123,456`, or `≥ 123,456 (2 of 11 communes unknown)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.communes > 0 && self.unknown == self.communes {
            return write!(f, "unknown ({} of {} communes unknown)", self.unknown, self.communes);
        }
        let counted = grouped(self.counted);
        if self.unknown > 0 {
            write!(f, "≥ {counted} ({} of {} communes unknown)", self.unknown, self.communes)
        } else {
            f.write_str(&counted)
        }
    }
}
