//! Names and codes that may be taken for each other.

use crate::error::Fault;
use crate::model::{Commune, Study, fold};
use std::collections::BTreeMap;

/// Which communes have one name, or names that differ in diacritics only?
pub fn names(communes: &[Commune]) -> Vec<Fault> {
    let mut alike: BTreeMap<String, Vec<&Commune>> = BTreeMap::new();
    for commune in communes {
        let folded = fold(&commune.name.local);
        if !folded.is_empty() && commune.name.local != commune.code.as_str() {
            alike.entry(folded).or_default().push(commune);
        }
    }
    let mut faults = Vec::new();
    for group in alike.values().filter(|g| g.len() > 1) {
        let mut spelt: BTreeMap<&str, Vec<&Commune>> = BTreeMap::new();
        for commune in group {
            spelt.entry(&commune.name.local).or_default().push(commune);
        }
        for same in spelt.values().filter(|s| s.len() > 1) {
            faults.push(
                of_group(same, "homonym", "a name of its own").note().remedy("join tables by code, never by name"),
            );
        }
        if spelt.len() > 1 {
            let firsts: Vec<&Commune> = spelt.values().filter_map(|s| s.first().copied()).collect();
            let fault = of_group(&firsts, "name-diacritics", "names that differ in more than diacritics");
            faults.push(fault.warning().remedy("look whether one of them is a slip; join tables by code"));
        }
    }
    faults
}

fn of_group(group: &[&Commune], code: &'static str, expected: &str) -> Fault {
    let told = |c: &&Commune| match &c.province {
        Some(province) => format!("{}, {province}", c.label()),
        None => c.label(),
    };
    let others: Vec<String> = group.iter().skip(1).map(told).collect();
    let found = match others.len() {
        0..=3 => format!("the name of {} too", others.join("; ")),
        n => format!("the name of {} and {} more too", others[..3].join("; "), n - 3),
    };
    let fault = Fault::new(code, expected, found).size(group.len() as f64, "communes").property("name");
    match group.first() {
        Some(first) => {
            let at = first.land.0.first().and_then(|p| p.exterior().0.first().copied());
            let fault = fault.feature(first.label());
            at.map_or(fault.clone(), |at| fault.place(at))
        }
        None => fault,
    }
}

/// Which codes were another unit's before, by the crosswalk of the study?
pub fn codes(study: &Study) -> Vec<Fault> {
    let mut faults = Vec::new();
    let file = study.sources.iter().find(|s| s.role == "crosswalk").map_or("", |s| s.file.as_str());
    for commune in &study.communes {
        let Some(before) = study.crosswalk.iter().find(|s| s.old_code == commune.code.as_str()) else { continue };
        let at = commune.land.0.first().and_then(|p| p.exterior().0.first().copied());
        let said = |fault: Fault| {
            let fault = fault.note().file(file).feature(commune.label());
            at.map_or(fault.clone(), |at| fault.place(at))
        };
        let went = if before.new_code == before.old_code {
            String::new()
        } else {
            format!(", which went to {} ({})", before.new_name, before.new_code)
        };
        if fold(&before.old_name) != fold(&commune.name.local) || before.new_code != before.old_code {
            let found = format!("until {} the code of {}{went}", before.effective_date, before.old_name);
            let fault = Fault::new("code-reused", "a code that was no other unit's before", found);
            faults.push(said(
                fault
                    .property("code")
                    .size(1.0, "codes")
                    .remedy("go from day to day by corridor crosswalk, not by code"),
            ));
        } else if before.old_name != commune.name.local {
            let found = format!("\"{}\" until {}", before.old_name, before.effective_date);
            let fault = Fault::new("name-diacritics", format!("one spelling of {}", commune.name.local), found);
            faults.push(said(
                fault.property("name").size(1.0, "names").remedy("look which spelling is right; join tables by code"),
            ));
        }
    }
    faults
}

/// Land that differs by less than this part is the same unit's on both days.
const SAME_LAND: f64 = 0.02;

/// Which codes are another unit's in a layer of communes of another day, and which populations are out of keeping with that day's?
pub fn between_vintages(now: &[Commune], then: &[Commune], day: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for commune in now {
        let Some(before) = then.iter().find(|b| b.code == commune.code) else { continue };
        let share = before.area.square_metres() / commune.area.square_metres();
        let same_land = (share - 1.0).abs() < SAME_LAND;
        let at = commune.land.0.first().and_then(|p| p.exterior().0.first().copied());
        let said = |fault: Fault| {
            let fault = fault.feature(commune.label());
            at.map_or(fault.clone(), |at| fault.place(at))
        };
        if fold(&before.name.local) != fold(&commune.name.local) || !same_land {
            let found = format!(
                "since {day} the code of {}, {:.2} km²; now of {:.2} km²",
                before.name.local,
                before.area.square_kilometres(),
                commune.area.square_kilometres()
            );
            let fault = Fault::new("code-reused", "a code that is no other unit's on another day", found);
            faults.push(said(
                fault
                    .note()
                    .property("code")
                    .size(1.0, "codes")
                    .remedy("go from day to day by corridor crosswalk, not by code"),
            ));
        } else if let (Some(is), Some(was)) = (commune.population.counted(), before.population.counted()) {
            let times = is as f64 / was.max(1) as f64;
            if !(super::people::FELL..=super::people::ROSE).contains(&times) {
                let fault = Fault::new(
                    "population-against-earlier",
                    format!("a population in keeping with that of the same land in the layer of {day}"),
                    format!("{is} people; {was} then"),
                );
                let remedy = "look whether a digit is lost or too many; set population_flag to suspect_… if so";
                faults.push(said(fault.warning().property("population").size(times, "times").remedy(remedy)));
            }
        }
    }
    faults
}
