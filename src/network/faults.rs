//! Loose ends and crossings as faults, with what would mend them.

use super::build::Network;
use super::road::{Rules, roads};
use super::soundness::soundness;
use crate::error::{Fault, Result};
use crate::measure::mend::{Cure, Finding};
use crate::model::{Alignment, Speeds};
use crate::units::Metres;

/// Which roads stop short of another, and which cross without a junction?
///
/// # Units
/// Metres; an end is led no farther than the tolerance.
///
/// # Errors
/// None: roads of a class without a speed are looked at too.
pub fn faults(alignments: &[&Alignment], speeds: &Speeds, tolerance: Metres) -> Result<Vec<Finding>> {
    let mut rules = Rules::of(speeds);
    // How fast a road is makes no difference to where it meets others.
    rules.other_kmh.get_or_insert(40.0);
    let network = Network::new(roads(alignments, &rules)?, &[], &rules);
    let found = soundness(&network);
    let road = |id: &str| alignments.iter().find(|a| a.id() == id);
    let layer = |id: &str| road(id).map(|a| a.about.layer.clone()).unwrap_or_default();
    let mut out = Vec::new();
    for miss in &found.near_misses {
        let near = miss.distance <= tolerance;
        let remedy = match near {
            true => "look whether they meet; corridor mend --only loose-end leads it there",
            false => {
                "look whether they meet, and draw the rest; it is farther than the tolerance, so nothing leads it there"
            }
        };
        let fault = Fault::new(
            "loose-end",
            "an end that meets another road, or none near",
            format!("one {:.1} m short of {}", miss.distance.metres(), miss.passes),
        )
        .warning()
        .file(layer(&miss.road))
        .feature(miss.road.clone())
        .place(miss.place)
        .size(miss.distance.metres(), "m")
        .remedy(remedy);
        let fault = match road(&miss.road) {
            Some(a) => {
                let vertex = a.vertices().iter().position(|v| *v == miss.place);
                fault.on(a.id(), vertex.map_or(0.0, |v| a.chainage_of_vertex(v)))
            }
            None => fault,
        };
        out.push(Finding::new(fault, Vec::new(), near.then_some(Cure::Lead(miss.place, miss.to))));
    }
    for crossing in &found.crossings {
        let (first, second) = (&crossing.first, &crossing.second);
        let fault = Fault::new(
            "crossing-without-junction",
            "a common vertex where roads meet",
            format!("a crossing with {} at its {}, without one", second.0, second.1),
        )
        .warning()
        .file(layer(&first.0))
        .feature(first.0.clone())
        .place(crossing.place)
        .on(&first.0, first.1.from_origin().metres())
        .size(1.0, "crossings")
        .remedy("leave it if one passes over the other; else corridor mend --only crossing-without-junction");
        out.push(Finding::new(fault, Vec::new(), Some(Cure::Node(crossing.place))));
    }
    Ok(out)
}
