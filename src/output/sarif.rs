//! Faults as SARIF 2.1.0, which code hosts and editors show beside the file.

use crate::error::{Fault, Severity};
use crate::measure::soundness::{Mend, ailment};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The faults as one run of SARIF (OASIS Static Analysis Results Interchange Format 2.1.0, 2020).
///
/// The rules are the codes, each with what it spoils and who mends it. A row of a table has its line; a feature is a logical location, and
/// its place on the map stands among the properties of the result, because SARIF knows files and lines only.
pub fn sarif(faults: &[Fault]) -> String {
    let mut rules: BTreeMap<&str, (usize, Severity)> = BTreeMap::new();
    for fault in faults {
        let worst = rules.entry(fault.code).or_insert((0, fault.severity));
        worst.1 = worst.1.max(fault.severity);
    }
    for (number, rule) in rules.values_mut().enumerate() {
        rule.0 = number;
    }
    let described: Vec<Value> = rules.iter().map(|(code, (_, severity))| rule(code, *severity)).collect();
    let mut order: Vec<&Fault> = faults.iter().collect();
    order.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let results: Vec<Value> = order.iter().map(|f| result(f, rules.get(f.code).map_or(0, |r| r.0))).collect();
    let driver = json!({
        "name": "corridor",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "shortDescription": { "text": env!("CARGO_PKG_DESCRIPTION") },
        "rules": described,
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule(code: &str, severity: Severity) -> Value {
    let known = ailment(code);
    json!({
        "id": code,
        "shortDescription": { "text": known.what },
        "fullDescription": { "text": format!("It spoils {}.", known.spoils) },
        "help": { "text": format!("Who mends it: {}. {}.", known.mend.word(), known.how) },
        "defaultConfiguration": { "level": severity.word() },
        "properties": { "mender": known.mend.word() },
    })
}

fn result(fault: &Fault, rule: usize) -> Value {
    let known = ailment(fault.code);
    let mut message = format!("expected {}, found {}.", fault.expected, fault.found);
    if !fault.remedy.is_empty() {
        message += &format!(" To mend it: {}.", fault.remedy);
    }
    let spoils = if fault.spoils.is_empty() { known.spoils } else { &fault.spoils };
    let mut properties = Map::from_iter([("spoils".to_string(), Value::from(spoils))]);
    if let Some(place) = fault.place.filter(|p| p.x.is_finite() && p.y.is_finite()) {
        properties.insert("lon".into(), place.x.into());
        properties.insert("lat".into(), place.y.into());
    }
    if let Some((alignment, metres)) = &fault.on {
        properties.insert("alignment".into(), alignment.as_str().into());
        properties.insert("at_m".into(), (*metres).into());
    }
    if let Some((size, unit)) = fault.size {
        properties.insert("size".into(), size.into());
        properties.insert("unit".into(), unit.into());
    }
    if fault.for_a_person {
        properties.insert("mender".into(), Mend::Person.word().into());
    }
    if let Some(property) = &fault.property {
        properties.insert("property".into(), property.as_str().into());
    }
    let mut location = Map::new();
    if let Some(file) = &fault.file {
        let line = fault.feature.as_deref().and_then(|f| f.strip_prefix("row ")).and_then(|n| n.parse::<u64>().ok());
        let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some(line) = line.filter(|n| *n > 0) {
            physical["region"] = json!({ "startLine": line });
        }
        location.insert("physicalLocation".into(), physical);
    }
    if let Some(feature) = &fault.feature {
        location.insert("logicalLocations".into(), json!([{ "name": feature, "kind": "element" }]));
    }
    let mut result = json!({
        "ruleId": fault.code,
        "ruleIndex": rule,
        "level": fault.severity.word(),
        "message": { "text": message },
        "properties": properties,
    });
    if !location.is_empty() {
        result["locations"] = json!([location]);
    }
    result
}

/// A path as a URI reference (RFC 3986).
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.replace('\\', "/")
        .bytes()
        .map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
