//! Tables of one vintage of communes into tables of another.

use crate::error::{Fault, Faults, Result};
use crate::model::{Study, Succession, nearest_names};
use std::collections::{BTreeMap, BTreeSet};

/// Which way a table goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the earlier communes to the later ones.
    Forward,
    /// Back.
    Back,
}

/// One commune of the new table.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Its code; none for what could not be shared out.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// The codes that it is made from.
    pub from: Vec<String>,
    /// Its values, column by column; none where nothing is known.
    pub values: Vec<Option<f64>>,
    /// Whether they are exact, or estimates and why.
    pub estimate: Option<String>,
}

/// What is wrong with a crosswalk: an old commune that goes whole to two places, or a unit that no commune of the study is?
pub fn crosswalk_faults(study: &Study) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(file) = study.sources.iter().find(|s| s.role == "crosswalk").map(|s| s.file.clone()) else {
        return faults;
    };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (i, s) in study.crosswalk.iter().enumerate() {
        let here = |fault: Fault| fault.file(&file).feature(format!("row {}", i + 2));
        if s.old_code.trim().is_empty() || s.new_code.trim().is_empty() {
            faults.push(here(
                Fault::new("crosswalk-code", "an old and a new code", "none")
                    .remedy("fill in the code, or remove the row"),
            ));
            continue;
        }
        if let Some(other) = seen.insert(&s.old_code, &s.new_code).filter(|_| s.is_whole()) {
            faults.push(here(
                Fault::new(
                    "crosswalk-code",
                    format!("each whole commune once: {} goes to {other}", s.old_code),
                    format!("\"{}\" again, to {}", s.old_code, s.new_code),
                )
                .remedy("remove one row, or say part in merge_type where the commune was split"),
            ));
        }
        if !study.communes.iter().any(|c| c.code.as_str() == s.new_code) {
            faults.push(here(
                Fault::new("crosswalk-code", "the code of a commune of the study", format!("\"{}\"", s.new_code))
                    .property("new_code")
                    .remedy("correct the code, or add the commune to its layer"),
            ));
        }
    }
    let home = study.home_province.as_deref();
    let missing = study.communes.iter().filter(|c| home.is_some() && c.province_code.as_deref() == home);
    for commune in missing.filter(|c| !study.crosswalk.iter().any(|s| s.new_code == c.code.as_str())) {
        faults.push(
            Fault::new("crosswalk-code", "every commune of the home province", format!("none for {}", commune.label()))
                .warning()
                .file(&file)
                .remedy("add what it was made of"),
        );
    }
    faults
}

/// Carries a table of values by commune to another vintage.
///
/// # Method
/// Whole mergers add up, exactly and to the last person. A split is an estimate, in proportion to the people of 2009, whole numbers
/// by largest remainders so that nothing is lost; where the people of 2009 are not known, the value is left over and
/// said, never shared out by guess.
///
/// # Errors
/// A code of the table is none of its vintage, or stands there twice.
pub fn carried(crosswalk: &[Succession], table: &[(String, Vec<Option<f64>>)], way: Way) -> Result<Vec<Carried>> {
    let key = |s: &Succession| match way {
        Way::Forward => s.old_code.clone(),
        Way::Back => s.new_code.clone(),
    };
    let target = |s: &Succession| match way {
        Way::Forward => (s.new_code.clone(), s.new_name.clone()),
        Way::Back => (s.old_code.clone(), s.old_name.clone()),
    };
    check(crosswalk, table, way)?;
    let columns = table.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let whole: Vec<bool> = (0..columns)
        .map(|c| table.iter().filter_map(|(_, v)| v[c]).all(|v| v.fract() == 0.0 && v.abs() < 9e15))
        .collect();
    let mut out: BTreeMap<String, Carried> = BTreeMap::new();
    let mut left: Vec<Carried> = Vec::new();
    for (code, values) in table {
        let parts: Vec<&Succession> = crosswalk.iter().filter(|s| key(s) == *code).collect();
        let shares = shares(&parts);
        let many = parts.len() > 1;
        if many && shares.is_none() {
            let unknown = parts.iter().filter(|s| s.population_2009.is_none()).count();
            let names: Vec<String> = parts.iter().map(|s| target(s).0).collect();
            left.push(Carried {
                code: None,
                name: format!("left over of {code}"),
                from: vec![code.clone()],
                values: values.clone(),
                estimate: Some(format!(
                    "not shared out among {}: {unknown} of them have no population of 2009",
                    names.join(", ")
                )),
            });
        }
        for (i, part) in parts.iter().enumerate() {
            let (to, name) = target(part);
            let entry = out.entry(to.clone()).or_insert_with(|| Carried {
                code: Some(to),
                name,
                from: Vec::new(),
                values: vec![None; columns],
                estimate: None,
            });
            entry.from.push(code.clone());
            match (many, &shares) {
                (false, _) => add(&mut entry.values, values),
                (true, Some(shares)) => {
                    let shared: Vec<Option<f64>> = values
                        .iter()
                        .enumerate()
                        .map(|(c, v)| v.map(|v| if whole[c] { apportioned(v, shares)[i] } else { v * shares[i] }))
                        .collect();
                    add(&mut entry.values, &shared);
                    entry.estimate = Some("a part of what was split, in proportion to the people of 2009".into());
                }
                (true, None) => entry.estimate = Some("not known: what it is a part of could not be shared out".into()),
            }
        }
    }
    // A unit of which a part is missing in the table is known from below only.
    for carried in out.values_mut() {
        let made_of: BTreeSet<String> =
            crosswalk.iter().filter(|s| Some(target(s).0) == carried.code).map(key).collect();
        let missing: Vec<&String> = made_of.iter().filter(|c| !table.iter().any(|(code, _)| code == *c)).collect();
        let empty = table.iter().any(|(code, v)| made_of.contains(code) && v.iter().any(Option::is_none));
        if !missing.is_empty() {
            let codes: Vec<&str> = missing.iter().map(|c| c.as_str()).collect();
            carried.estimate = Some(format!(
                "at least: {} of {} are not in the table: {}",
                missing.len(),
                made_of.len(),
                codes.join(", ")
            ));
        } else if empty {
            carried.estimate = Some("at least: a part of it has no value".into());
        }
    }
    Ok(out.into_values().chain(left).collect())
}

fn add(sum: &mut [Option<f64>], values: &[Option<f64>]) {
    for (s, v) in sum.iter_mut().zip(values) {
        if let Some(v) = v {
            *s = Some(s.unwrap_or(0.0) + v);
        }
    }
}

/// The share of each part by the people of 2009; none where they are not all known.
fn shares(parts: &[&Succession]) -> Option<Vec<f64>> {
    let people: Option<Vec<f64>> = parts.iter().map(|s| s.population_2009.map(|n| n as f64)).collect();
    let people = people?;
    let sum: f64 = people.iter().sum();
    (sum > 0.0).then(|| people.iter().map(|p| p / sum).collect())
}

/// A whole number shared out in whole numbers that add up to it: by largest remainders, the first of equals first.
fn apportioned(value: f64, shares: &[f64]) -> Vec<f64> {
    let mut parts: Vec<f64> = shares.iter().map(|s| (value * s).floor()).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| (value * shares[b] - parts[b]).total_cmp(&(value * shares[a] - parts[a])).then(a.cmp(&b)));
    let mut rest = value - parts.iter().sum::<f64>();
    for i in order.into_iter().cycle().take(shares.len() * 2) {
        if rest < 0.5 {
            break;
        }
        parts[i] += 1.0;
        rest -= 1.0;
    }
    parts
}

fn check(crosswalk: &[Succession], table: &[(String, Vec<Option<f64>>)], way: Way) -> Result<()> {
    let mut faults = Faults::new();
    let old: BTreeSet<&str> = crosswalk.iter().map(|s| s.old_code.as_str()).collect();
    let new: BTreeSet<&str> = crosswalk.iter().map(|s| s.new_code.as_str()).collect();
    let (own, other, name) = match way {
        Way::Forward => (&old, &new, "before"),
        Way::Back => (&new, &old, "after"),
    };
    let mut seen = BTreeSet::new();
    for (code, _) in table {
        if !own.contains(code.as_str()) {
            let remedy = if other.contains(code.as_str()) {
                "it is one of the other vintage: turn --from and --to round, or correct the code".to_string()
            } else {
                let near = nearest_names(code, own.iter().copied());
                if near.is_empty() {
                    "write the official code, with its leading zeros".into()
                } else {
                    format!("did you mean {}?", near.join(", "))
                }
            };
            let expected = format!("the code of a commune {name} the reform");
            faults.push(Fault::new("unknown-commune", expected, format!("\"{code}\"")).remedy(remedy));
        } else if !seen.insert(code) {
            let fault = Fault::new("duplicate-code", "each commune once", format!("\"{code}\" again"));
            faults.push(fault.remedy("add the rows of one commune up first"));
        }
    }
    faults.or(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn to(old: &str, new: &str, people: Option<u64>) -> Succession {
        let blank = String::new;
        Succession {
            old_code: old.into(),
            old_name: old.into(),
            old_kind: blank(),
            old_district: blank(),
            new_code: new.into(),
            new_name: new.into(),
            new_kind: blank(),
            merge_type: "full".into(),
            effective_date: blank(),
            legal_basis: blank(),
            population_2009: people,
            source: blank(),
        }
    }

    #[test]
    fn whole_mergers_add_up_and_splits_are_estimates_that_do_too() {
        // The code 1 is another unit after than before.
        let crosswalk = [to("1", "1", Some(10)), to("2", "1", Some(20)), to("3", "9", None)];
        let forward = carried(
            &crosswalk,
            &[("1".into(), vec![Some(100.0)]), ("2".into(), vec![Some(5.0)]), ("3".into(), vec![Some(7.0)])],
            Way::Forward,
        )
        .unwrap();
        assert_eq!(
            forward.iter().map(|c| (c.code.as_deref().unwrap(), c.values[0], c.estimate.is_none())).collect::<Vec<_>>(),
            [("1", Some(105.0), true), ("9", Some(7.0), true)]
        );
        let back =
            carried(&crosswalk, &[("1".into(), vec![Some(100.0)]), ("9".into(), vec![Some(7.0)])], Way::Back).unwrap();
        assert_eq!(
            back.iter().map(|c| (c.code.as_deref().unwrap(), c.values[0], c.estimate.is_none())).collect::<Vec<_>>(),
            [("1", Some(33.0), false), ("2", Some(67.0), false), ("3", Some(7.0), true)]
        );
    }

    #[test]
    fn what_cannot_be_shared_out_is_left_over_and_said() {
        let crosswalk = [to("1", "8", Some(10)), to("2", "8", None)];
        let back = carried(&crosswalk, &[("8".into(), vec![Some(30.0)])], Way::Back).unwrap();
        assert_eq!(back.iter().map(|c| c.values[0]).collect::<Vec<_>>(), [None, None, Some(30.0)]);
        assert!(back[2].estimate.as_ref().unwrap().contains("1 of them have no population"));
    }

    #[test]
    fn a_code_of_another_vintage_a_doubled_and_an_unknown_one_are_refused_together() {
        let crosswalk = [to("00001", "00009", None)];
        let rows: Vec<(String, Vec<Option<f64>>)> =
            ["00009", "00001", "00001", "0001"].map(|c| (c.to_string(), vec![])).to_vec();
        let refused = carried(&crosswalk, &rows, Way::Forward).unwrap_err();
        let codes: Vec<&str> = refused.faults().iter().map(|f| f.code).collect();
        assert_eq!(codes, ["unknown-commune", "duplicate-code", "unknown-commune"]);
        assert!(refused.faults()[0].remedy.contains("other vintage") && refused.faults()[2].remedy.contains("00001"));
    }

    proptest! {
        #[test]
        fn not_a_person_is_lost(people in prop::collection::vec((0u64..100_000, 1u64..100_000, 0usize..4), 1..12)) {
            let crosswalk: Vec<Succession> = people.iter().enumerate().map(|(i, (_, then, new))| to(&format!("a{i}"), &format!("b{new}"), Some(*then))).collect();
            let table: Vec<(String, Vec<Option<f64>>)> = people.iter().enumerate().map(|(i, (now, ..))| (format!("a{i}"), vec![Some(*now as f64)])).collect();
            let sum = |rows: &[Carried]| rows.iter().filter_map(|r| r.values[0]).sum::<f64>();
            let whole: f64 = people.iter().map(|p| p.0 as f64).sum();
            let forward = carried(&crosswalk, &table, Way::Forward).unwrap();
            prop_assert_eq!(sum(&forward), whole);
            let again: Vec<(String, Vec<Option<f64>>)> = forward.iter().map(|c| (c.code.clone().unwrap(), c.values.clone())).collect();
            let back = carried(&crosswalk, &again, Way::Back).unwrap();
            prop_assert_eq!(sum(&back), whole);
            prop_assert!(back.iter().all(|c| c.values[0].unwrap().fract() == 0.0));
        }
    }
}
