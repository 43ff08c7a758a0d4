//! Mending: the faults that the tool can mend without inventing a fact, each change with its place and size.
//!
//! Every pass finds its faults in what the passes before it have left, and changes the features of those faults alone. What nobody chose
//! stays as it is, fault and all.

mod borders;
pub(super) mod exact;
pub(super) mod finding;
mod lines;

pub use finding::{Cure, Finding};

use super::soundness::{Mend, SeamKind, ailment, called, code, passes};
use crate::error::Fault;
use crate::geodesy::{LonLatBox, polygon_area};
use crate::layers::Drawn;
use crate::model::fold;
use crate::units::Metres;
use geo::{CoordsIter, Geometry, MultiPolygon};
use std::collections::{BTreeMap, BTreeSet};

/// Which faults to mend.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Faults with these codes; without any, all that the tool mends by itself.
    pub codes: Vec<String>,
    /// Faults of these features alone: by code, identifier, name or number.
    pub features: Vec<String>,
}

impl Wanted {
    fn takes(&self, finding: &Finding, drawn: &[Drawn]) -> bool {
        let code_wanted = match self.codes.is_empty() {
            true => ailment(finding.fault.code).mend == Mend::Sure,
            false => self.codes.iter().any(|c| c == finding.fault.code),
        };
        let named = |f: &str| {
            let asked = fold(f);
            finding.of.iter().any(|&i| {
                let feature = &drawn[i].feature;
                let names =
                    [code(feature), feature.properties.name().ok().flatten(), feature.properties.text("alignment")];
                names.into_iter().flatten().any(|n| fold(&n) == asked) || fold(&feature.label) == asked
            })
        };
        code_wanted && (self.features.is_empty() || self.features.iter().any(|f| named(f)))
    }
}

/// One change that was made.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The fault that it mends.
    pub fault: Fault,
    /// How the features were before: area, length or number of vertices.
    pub before: String,
    /// How they are now.
    pub after: String,
    /// The features that were changed.
    pub features: Vec<String>,
}

/// What mending came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The features as they are now.
    pub drawn: Vec<Drawn>,
    /// What was done.
    pub done: Vec<Mended>,
    /// What was wanted and could not be done, and why.
    pub refused: Vec<(Fault, String)>,
    /// The features that were changed, by their place in the list.
    pub changed: BTreeSet<usize>,
    /// Whole numbers among the properties that changed with them.
    pub numbers: BTreeMap<usize, Vec<(String, u64)>>,
    /// The communes among the features, and the box around each.
    boxes: Vec<(usize, Option<LonLatBox>)>,
}

/// All faults of some features as they are drawn, whatever else is wrong with them.
///
/// A pass looks at the features with all mended that the passes before it can mend, so that one fault does not hide another. What concerns
/// lines and other layers together is handed over as `more`.
pub fn examined(drawn: &[Drawn], tolerance: Metres) -> Vec<Finding> {
    let mut working = Outcome { drawn: drawn.to_vec(), ..Outcome::default() };
    let mut found = Vec::new();
    for pass in passes::BY_FEATURE {
        let here = pass(&working.drawn);
        for finding in &here {
            // What cannot be mended stays as it is, and the next pass says what else it is.
            let _ = working.apply(finding);
        }
        found.extend(here);
    }
    found.extend(passes::coverage(&working.drawn, tolerance, None));
    found.extend(passes::foreign(&working.drawn));
    found
}

/// How often communes are looked over again: moving land can bring a new seam to light.
const ROUNDS: usize = 4;

/// Mends what is wanted; `more` are findings about lines that rest on other layers too.
///
/// # Units
/// The tolerance, in metres: the widest gap or overlap that is closed, and the farthest that an end of a road is led.
///
/// # Method
/// Each kind of fault in its turn; see [`super::soundness::ailment`] for how each is mended. Features that no change names stay to the last
/// bit.
pub fn mended(drawn: &[Drawn], more: &[Finding], wanted: &Wanted, tolerance: Metres) -> Outcome {
    let mut outcome = Outcome { drawn: drawn.to_vec(), ..Outcome::default() };
    for pass in passes::BY_FEATURE {
        let found = pass(&outcome.drawn);
        outcome.mend(&found, wanted);
    }
    let foreign = passes::foreign(&outcome.drawn);
    outcome.mend(&foreign, wanted);
    for _ in 0..ROUNDS {
        let before = outcome.done.len();
        for kind in [SeamKind::Overlap, SeamKind::Gap, SeamKind::Sliver] {
            let found = passes::coverage(&outcome.drawn, tolerance, Some(kind));
            outcome.mend(&found, wanted);
        }
        if outcome.done.len() == before {
            break;
        }
    }
    outcome.mend(more, wanted);
    outcome
}

/// What a geometry measures, in words. Its rings are closed here; those that are not in the file lack a vertex.
fn told(geometry: Option<&Geometry<f64>>, open: usize) -> String {
    match geometry {
        None => "no geometry".to_string(),
        Some(g) => {
            let vertices = g.coords_count().saturating_sub(open);
            let area = match g {
                Geometry::Polygon(p) => polygon_area(&MultiPolygon(vec![p.clone()])),
                Geometry::MultiPolygon(m) => polygon_area(m),
                _ => 0.0,
            };
            match area > 0.0 && area.is_finite() {
                true => format!("{:.6} km², {vertices} vertices", area / 1e6),
                false => format!("{vertices} vertices"),
            }
        }
    }
}

impl Outcome {
    fn mend(&mut self, found: &[Finding], wanted: &Wanted) {
        if found.iter().any(|f| matches!(f.cure, Some(Cure::Move(_)))) {
            self.boxes = passes::boxes(&self.drawn);
        }
        for finding in found {
            if finding.cure.is_none() || !wanted.takes(finding, &self.drawn) {
                continue;
            }
            let high = finding.of.iter().find(|&&i| self.drawn[i].heights);
            if let (Some(&i), false) = (high, matches!(finding.cure, Some(Cure::LeaveOut))) {
                let why = format!(
                    "{} has heights, which a new geometry would lose: give --ignore-z",
                    called(&self.drawn[i].feature)
                );
                self.refused.push((finding.fault.clone(), why));
                continue;
            }
            let was = self.drawn.clone_of(&finding.of);
            match self.apply(finding) {
                Ok(touched) if !touched.is_empty() => {
                    let told_of = |list: &[(usize, Option<Geometry<f64>>, usize)]| -> String {
                        list.iter()
                            .map(|(i, g, open)| format!("{}: {}", self.name(*i), told(g.as_ref(), *open)))
                            .collect::<Vec<_>>()
                            .join("; ")
                    };
                    let now = self.drawn.clone_of(&was.iter().map(|(i, ..)| *i).collect::<Vec<_>>());
                    let after = match matches!(finding.cure, Some(Cure::LeaveOut)) {
                        true => "left out".to_string(),
                        false => told_of(&now),
                    };
                    let done = Mended {
                        fault: finding.fault.clone(),
                        before: told_of(&was),
                        after,
                        features: touched.iter().map(|&i| self.name(i)).collect(),
                    };
                    self.changed.extend(touched);
                    self.done.push(done);
                }
                Ok(_) => {}
                Err(why) => self.refused.push((finding.fault.clone(), why)),
            }
        }
    }

    fn name(&self, i: usize) -> String {
        called(&self.drawn[i].feature)
    }

    /// Does what mends a fault: the features that it changed, or why it cannot be done.
    fn apply(&mut self, finding: &Finding) -> Result<Vec<usize>, String> {
        let Some(cure) = &finding.cure else { return Ok(Vec::new()) };
        match cure {
            Cure::Swap => {
                for &i in &finding.of {
                    let turned = self.drawn[i].feature.geometry.as_ref().map(passes::swapped);
                    self.drawn[i].feature.geometry = turned;
                }
                Ok(finding.of.clone())
            }
            Cure::Redraw(geometry) => {
                for &i in &finding.of {
                    self.drawn[i].feature.geometry = Some((**geometry).clone());
                    self.drawn[i].open.retain(|f| (f.code, f.place) != (finding.fault.code, finding.fault.place));
                }
                Ok(finding.of.clone())
            }
            Cure::LeaveOut => {
                finding.of.iter().for_each(|&i| self.drawn[i].left_out = true);
                Ok(finding.of.clone())
            }
            Cure::Move(seams) => {
                let mut touched = Vec::new();
                for seam in seams {
                    let lands = passes::near(&self.drawn, &self.boxes, seam);
                    for (n, land, _) in borders::moved(&lands, seam) {
                        let i = self.boxes[n].0;
                        if let Some(was) = self.drawn[i].feature.geometry.take() {
                            let now = passes::whole(land, &was);
                            if now != was && !touched.contains(&i) {
                                touched.push(i);
                            }
                            self.drawn[i].feature.geometry = Some(now);
                        }
                    }
                }
                Ok(touched)
            }
            Cure::Turn(alignment) => lines::turn(self, alignment),
            Cure::Lead(end, to) => lines::lead(&mut self.drawn, *end, *to),
            Cure::Node(place) => lines::node(&mut self.drawn, *place),
        }
    }
}

trait CloneOf {
    /// Some features' numbers, geometries and how many of their rings are open.
    fn clone_of(&self, numbers: &[usize]) -> Vec<(usize, Option<Geometry<f64>>, usize)>;
}

impl CloneOf for Vec<Drawn> {
    fn clone_of(&self, numbers: &[usize]) -> Vec<(usize, Option<Geometry<f64>>, usize)> {
        // Of many, the first few say enough.
        let cloned =
            |&i: &usize| (i, self[i].feature.geometry.clone().filter(|_| !self[i].left_out), self[i].open.len());
        numbers.iter().take(4).map(cloned).collect()
    }
}
