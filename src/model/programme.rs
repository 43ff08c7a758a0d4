//! The programme: projects, their dated versions, milestones and indicators.

use serde::{Deserialize, Serialize};

/// A length that somebody published, beside which ours is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedLength {
    /// The alignment, or a sum of alignments joined by `+`.
    pub alignment: String,
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// Published kilometres.
    #[serde(default)]
    pub published_km: Option<f64>,
    /// Kilometres along our geometry, as measured when the table was made.
    #[serde(default)]
    pub geom_km: Option<f64>,
    /// Who published it.
    #[serde(default)]
    pub source: String,
    /// Why the two may differ.
    #[serde(default)]
    pub note: String,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its identifier.
    pub id: String,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// Its kind.
    #[serde(default)]
    pub kind: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: String,
    /// How far it is.
    #[serde(default)]
    pub status: String,
    /// What it rests on.
    #[serde(default)]
    pub legal_basis: String,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

/// One dated version of a project: its scope, length and cost as published then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectVersion {
    /// The project.
    pub project_id: String,
    /// Which version.
    pub version: String,
    /// When it was so.
    #[serde(default)]
    pub as_of: String,
    /// What it covers.
    #[serde(default)]
    pub scope: String,
    /// Published length, km.
    #[serde(default)]
    pub length_km: Option<f64>,
    /// Published cost, billion VND.
    #[serde(default)]
    pub cost_bn_vnd: Option<f64>,
    /// "about", "more than".
    #[serde(default)]
    pub cost_qualifier: String,
    /// How it is paid.
    #[serde(default)]
    pub financing: String,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

/// A deadline and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its identifier.
    pub id: String,
    /// The project it belongs to.
    #[serde(default)]
    pub project_id: String,
    /// What was to happen.
    pub what: String,
    /// By when.
    #[serde(default)]
    pub due: String,
    /// By when, after revision.
    #[serde(default)]
    pub revised_due: String,
    /// When it happened.
    #[serde(default)]
    pub actual: String,
    /// How it stands.
    #[serde(default)]
    pub status: String,
    /// How much is done.
    #[serde(default)]
    pub progress: String,
    /// When that was so.
    #[serde(default)]
    pub as_of: String,
    /// Whether it is a statement of the conference report.
    #[serde(default)]
    pub from_conference_report: String,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

/// A figure about a place and a period: an estimate, an actual or a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its identifier.
    pub id: String,
    /// Its Vietnamese name.
    #[serde(default)]
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// Where.
    #[serde(default)]
    pub area: String,
    /// When.
    #[serde(default)]
    pub period: String,
    /// `=`, `>`, `<` or `~`.
    #[serde(default)]
    pub operator: String,
    /// The figure, as written.
    pub value: String,
    /// Its unit.
    #[serde(default)]
    pub unit: String,
    /// Estimate, actual or target.
    #[serde(default)]
    pub status: String,
    /// When that was said.
    #[serde(default)]
    pub as_of: String,
    /// Whether it is a statement of the conference report: then never an outcome.
    #[serde(default)]
    pub from_conference_report: String,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
    /// Who says so.
    #[serde(default)]
    pub source: String,
}

/// All of the programme that a study holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Programme {
    /// Projects.
    pub projects: Vec<Project>,
    /// Their versions.
    pub versions: Vec<ProjectVersion>,
    /// Deadlines.
    pub milestones: Vec<Milestone>,
    /// Figures.
    pub indicators: Vec<Indicator>,
    /// Published lengths.
    pub lengths: Vec<PublishedLength>,
}
