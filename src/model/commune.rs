//! Communes and who lives in them.

use super::{Name, Territory};
use crate::geodesy::LonLat;
use crate::units::SquareMetres;
use serde::{Serialize, Serializer};
use smallvec::SmallVec;
use std::fmt;

/// The official code of a commune. Leading zeros count.
///
/// Its text is held in place where it is as short as codes are: they are compared and copied by the million.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommuneCode(SmallVec<[u8; 16]>);

impl CommuneCode {
    /// The code as it was written.
    pub fn new(code: impl AsRef<str>) -> CommuneCode {
        CommuneCode(SmallVec::from_slice(code.as_ref().as_bytes()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        // It was text when it came.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for CommuneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CommuneCode").field(&self.as_str()).finish()
    }
}

impl fmt::Display for CommuneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CommuneCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How many people live in a commune, and how far the figure can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Population {
    /// A figure without a reason for doubt.
    Known(u64),
    /// A figure on which sources differ; it is used, and counted as doubtful.
    Doubtful(u64),
    /// A figure that is wrong as filed, such as one with a digit lost; it is not used.
    Suspect(u64),
    /// No figure.
    Missing,
}

impl Population {
    /// The people that a total may count.
    pub fn counted(self) -> Option<u64> {
        match self {
            Population::Known(n) | Population::Doubtful(n) => Some(n),
            Population::Suspect(_) | Population::Missing => None,
        }
    }
}

/// A commune or ward at one vintage.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// Its official code.
    pub code: CommuneCode,
    /// Its name.
    pub name: Name,
    /// Commune, ward: in the words of the source.
    pub kind: Option<String>,
    /// The province's name.
    pub province: Option<String>,
    /// The province's code.
    pub province_code: Option<String>,
    /// Who lives there.
    pub population: Population,
    /// The note of the source on that figure.
    pub population_note: Option<String>,
    /// The area in the official list.
    pub official_area: Option<SquareMetres>,
    /// Its land.
    pub land: Territory,
    /// Its geodesic area.
    pub area: SquareMetres,
    /// Where its office is, where the source says.
    pub office: Option<LonLat>,
    /// Difficulty zone, where the study has it.
    pub difficulty_zone: Option<String>,
}

impl Commune {
    /// Its name with its code, since names are not unique.
    pub fn label(&self) -> String {
        format!("{} ({})", self.name.local, self.code)
    }
}
