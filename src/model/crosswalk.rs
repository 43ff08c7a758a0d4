//! Which commune of one vintage became which of the next.

use serde::{Deserialize, Serialize};

/// A commune of an earlier vintage, and the one that it became part of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Succession {
    /// Its code before.
    pub old_code: String,
    /// Its name before.
    #[serde(default)]
    pub old_name: String,
    /// Commune, ward, town: before.
    #[serde(default)]
    pub old_kind: String,
    /// The district that it belonged to.
    #[serde(default)]
    pub old_district: String,
    /// The code of the unit that it became part of.
    pub new_code: String,
    /// The name of that.
    #[serde(default)]
    pub new_name: String,
    /// Commune, ward: after.
    #[serde(default)]
    pub new_kind: String,
    /// `full` where the whole of it went there.
    #[serde(default)]
    pub merge_type: String,
    /// Since when.
    #[serde(default)]
    pub effective_date: String,
    /// What that rests on.
    #[serde(default)]
    pub legal_basis: String,
    /// People counted in 2009; none where the census has no such unit.
    #[serde(default)]
    pub population_2009: Option<u64>,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

impl Succession {
    /// Whether the whole of the old unit went into this new one.
    pub fn is_whole(&self) -> bool {
        matches!(self.merge_type.trim(), "full" | "whole" | "")
    }
}
