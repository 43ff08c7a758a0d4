//! A profile: the unit costs, widths, design values and weights that a comparison is made with.
//!
//! Public sources disagree on several of these, so none is built in: each stands in a file with the citation of
//! its source, and with `verified = false` until somebody has checked it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value with its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cited {
    /// The value, in the unit that its key says.
    pub value: f64,
    /// Where it comes from.
    pub citation: String,
    /// Whether somebody has checked it against that source.
    #[serde(default)]
    pub verified: bool,
}

/// What a kilometre of one kind of section costs and how wide it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionKind {
    /// Billion VND a kilometre.
    pub cost_bn_vnd_per_km: Option<Cited>,
    /// Width of the land taken, metres; a tunnel takes none.
    pub width_m: Option<Cited>,
}

/// A stretch of an alternative that is not open road: a tunnel, a bridge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// The alternative.
    pub alternative: String,
    /// Its kind: one of the profile's section kinds.
    pub kind: String,
    /// Its length, metres.
    pub length_m: Cited,
}

/// Pairwise comparisons of criteria, by Saaty's scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairwise {
    /// The criteria, in the order of rows and columns.
    pub criteria: Vec<String>,
    /// How much more the row's criterion matters than the column's.
    pub matrix: Vec<Vec<f64>>,
}

/// What a comparison is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose it is.
    #[serde(default)]
    pub title: String,
    /// Weight of each criterion.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    /// Weights by pairwise comparison instead.
    pub ahp: Option<Pairwise>,
    /// Radius below which a curve counts as sharp, metres.
    pub design_radius_m: Option<Cited>,
    /// Within this distance of an existing road an alternative counts as an upgrade of it, metres.
    pub shared_within_m: Option<Cited>,
    /// Kinds of section; `open` is what is left when the structures are taken off.
    #[serde(default)]
    pub section: BTreeMap<String, SectionKind>,
    /// Tunnels and bridges of the alternatives.
    #[serde(default)]
    pub structure: Vec<Structure>,
}

impl Profile {
    /// The values that nobody has checked against their source.
    pub fn unverified(&self) -> Vec<String> {
        let mut all: Vec<(String, &Cited)> = Vec::new();
        all.extend(self.design_radius_m.iter().map(|c| ("design_radius_m".to_string(), c)));
        all.extend(self.shared_within_m.iter().map(|c| ("shared_within_m".to_string(), c)));
        for (kind, section) in &self.section {
            all.extend(section.cost_bn_vnd_per_km.iter().map(|c| (format!("section.{kind}.cost_bn_vnd_per_km"), c)));
            all.extend(section.width_m.iter().map(|c| (format!("section.{kind}.width_m"), c)));
        }
        all.extend(self.structure.iter().map(|s| (format!("{} of {}", s.kind, s.alternative), &s.length_m)));
        all.into_iter()
            .filter(|(_, c)| !c.verified)
            .map(|(name, c)| format!("{name} = {} ({})", c.value, c.citation))
            .collect()
    }
}
