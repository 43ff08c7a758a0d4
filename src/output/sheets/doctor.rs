//! What is wrong with data, by kind and one by one, and what was mended.

use super::super::document::{Cell, Sheet};
use crate::error::{Fault, Severity};
use crate::measure::mend::Mended;
use crate::measure::soundness::{Mend, ailment};
use crate::units::{Chainage, Metres};
use geo::{Geometry, Point};
use std::collections::BTreeMap;

fn point(fault: &Fault) -> Option<Geometry<f64>> {
    fault.place.map(|p| Geometry::Point(Point(p)))
}

fn size(fault: &Fault) -> [Cell; 2] {
    match fault.size {
        Some((size, unit)) => [Cell::Number(size, decimals(size, unit)), Cell::text(unit)],
        None => [Cell::Empty, Cell::Empty],
    }
}

fn decimals(size: f64, unit: &str) -> usize {
    match unit {
        "m" | "km²" | "times" | "people/km²" => 2,
        "m²" if size < 100.0 => 2,
        _ => 0,
    }
}

fn mender(fault: &Fault) -> &'static str {
    if fault.for_a_person { Mend::Person.word() } else { ailment(fault.code).mend.word() }
}

fn lon_lat(fault: &Fault) -> [Cell; 2] {
    match fault.place {
        Some(p) => [Cell::Number(p.x, 6), Cell::Number(p.y, 6)],
        None => [Cell::Empty, Cell::Empty],
    }
}

/// Everything wrong with some data, errors first.
pub fn faults_sheet(faults: &[Fault]) -> Sheet {
    let mut sheet = Sheet::new(
        "faults",
        "Faults",
        &[
            "severity",
            "code",
            "file",
            "feature",
            "property",
            "expected",
            "found",
            "fault_lon",
            "fault_lat",
            "on_alignment",
            "fault_at_m",
            "fault_size",
            "fault_unit",
            "spoils",
            "mender",
            "mend_how",
            "remedy",
        ],
    )
    .hide(&[
        "property",
        "expected",
        "fault_lon",
        "fault_lat",
        "on_alignment",
        "fault_size",
        "fault_unit",
        "mender",
        "mend_how",
    ]);
    for f in sorted(faults) {
        let known = ailment(f.code);
        let some = |t: &Option<String>| Cell::maybe(t.as_deref(), Cell::text);
        let [lon, lat] = lon_lat(f);
        let [size, unit] = size(f);
        let at = f.on.as_ref().map(|(_, m)| Chainage::at(Metres::of(*m)));
        let spoils = if f.spoils.is_empty() { known.spoils } else { &f.spoils };
        let cells = vec![
            Cell::text(f.severity.word()),
            Cell::text(f.code),
            some(&f.file),
            some(&f.feature),
            some(&f.property),
            Cell::text(&f.expected),
            Cell::text(&f.found),
            lon,
            lat,
            Cell::maybe(f.on.as_ref(), |(id, _)| Cell::text(id)),
            Cell::maybe(at, Cell::Chainage),
            size,
            unit,
            Cell::text(spoils),
            Cell::text(mender(f)),
            Cell::text(known.how),
            Cell::text(&f.remedy),
        ];
        sheet.push_at(cells, point(f));
    }
    sheet
}

fn sorted(faults: &[Fault]) -> Vec<&Fault> {
    let mut order: Vec<&Fault> = faults.iter().collect();
    order.sort_by_key(|f| std::cmp::Reverse(f.severity));
    order
}

/// The kinds of faults: how many of each, the largest, and who mends them.
pub fn kinds_sheet(faults: &[Fault]) -> Sheet {
    let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, &str, &str), Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        kinds.entry((std::cmp::Reverse(fault.severity), fault.code, mender(fault))).or_default().push(fault);
    }
    let columns = ["severity", "code", "fault_kind", "faults_of_kind", "fault_size", "fault_unit", "spoils", "mender"];
    let mut sheet = Sheet::new("kinds", "Faults by kind", &columns).hide(&["spoils", "fault_kind"]);
    for ((severity, code, mender), of) in kinds {
        let known = ailment(code);
        let largest = of.iter().copied().max_by(|a, b| {
            let number = |f: &Fault| f.size.map_or(f64::NEG_INFINITY, |s| s.0.abs());
            number(a).total_cmp(&number(b))
        });
        let [size, unit] = largest.map_or([Cell::Empty, Cell::Empty], size);
        sheet.push(vec![
            Cell::text(severity.0.word()),
            Cell::text(code),
            Cell::text(known.what),
            Cell::Count(of.len() as u64),
            size,
            unit,
            Cell::text(known.spoils),
            Cell::text(mender),
        ]);
    }
    sheet
}

/// For reading: of faults of one kind in one file the first few, and how many more there are.
pub fn faults_to_read(faults: &[Fault], most: usize) -> Sheet {
    let mut seen: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    let mut shown: Vec<Fault> = Vec::new();
    for fault in sorted(faults) {
        let count = seen.entry((fault.code, fault.file.as_deref())).or_default();
        *count += 1;
        // Of what spoils nothing fewer will do.
        if *count <= most.min(if fault.severity == Severity::Note { 2 } else { most }) {
            shown.push(fault.clone());
        }
    }
    let mut sheet = faults_sheet(&shown);
    for ((code, file), count) in seen {
        let here = shown.iter().filter(|f| f.code == code && f.file.as_deref() == file).count();
        if count > here {
            let file = file.unwrap_or("the study");
            let more = count - here;
            sheet = sheet.note(format!("{more} more of {code} in {file}: --format csv, json or geojson has them all."));
        }
    }
    sheet
}

/// What was mended, or would be.
pub fn mends_sheet(done: &[Mended]) -> Sheet {
    let columns = [
        "code",
        "file",
        "mended_features",
        "fault_lon",
        "fault_lat",
        "fault_size",
        "fault_unit",
        "found",
        "mend_how",
        "mend_before",
        "mend_after",
    ];
    let mut sheet =
        Sheet::new("mends", "Mends", &columns).hide(&["file", "fault_lon", "fault_lat", "fault_size", "fault_unit"]);
    for mend in done {
        let f = &mend.fault;
        let [lon, lat] = lon_lat(f);
        let [size, unit] = size(f);
        let features = match mend.features.len() {
            0..=3 => mend.features.join("; "),
            n => format!("{}; {} more", mend.features[..2].join("; "), n - 2),
        };
        let cells = vec![
            Cell::text(f.code),
            Cell::maybe(f.file.as_deref(), Cell::text),
            Cell::text(features),
            lon,
            lat,
            size,
            unit,
            Cell::text(&f.found),
            Cell::text(ailment(f.code).how),
            Cell::text(&mend.before),
            Cell::text(&mend.after),
        ];
        sheet.push_at(cells, point(f));
    }
    sheet
}

/// For reading: of mends of one kind the first few, and how many more there are.
pub fn mends_to_read(done: &[Mended], most: usize) -> Sheet {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown: Vec<Mended> = Vec::new();
    for mend in done {
        let count = seen.entry(mend.fault.code).or_default();
        *count += 1;
        if *count <= most {
            shown.push(mend.clone());
        }
    }
    let more = seen.into_iter().filter(|(_, count)| *count > most);
    more.fold(mends_sheet(&shown), |sheet, (code, count)| {
        sheet.note(format!("{} more mends of {code}: --format csv, json or geojson has them all.", count - most))
    })
}

/// What was wanted and could not be done, and why.
pub fn refused_sheet(refused: &[(Fault, String)]) -> Sheet {
    let mut sheet = Sheet::new("not_mended", "Not mended", &["code", "file", "feature", "why_not_mended"]);
    for (f, why) in refused {
        let some = |t: &Option<String>| Cell::maybe(t.as_deref(), Cell::text);
        sheet.push_at(vec![Cell::text(f.code), some(&f.file), some(&f.feature), Cell::text(why)], point(f));
    }
    sheet
}
