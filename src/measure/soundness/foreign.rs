//! Which features belong to another country?

use super::super::mend::finding::{Cure, Finding};
use super::borders::called;
use super::drawn::seen;
use crate::error::Fault;
use crate::geodesy::{LonLat, LonLatBox};
use crate::layers::Drawn;
use crate::model::fold;
use geo::CoordsIter;
use std::collections::BTreeMap;

/// Properties that say the country, folded.
const COUNTRY: [&str; 14] = [
    "country",
    "countrycode",
    "addrcountry",
    "isincountry",
    "iso",
    "isoa2",
    "isoa3",
    "iso31661",
    "iso31662",
    "adm0name",
    "adm0pcode",
    "name0",
    "gid0",
    "quocgia",
];

/// Where VN-2000 is used: the extent of Việt Nam (EPSG Geodetic Parameter Dataset, CRS 4756), with half a degree about it.
const VIET_NAM: [f64; 4] = [101.64, 7.83, 117.9, 23.9];

/// So much of a layer has to agree before the rest is foreign.
const MOST: f64 = 0.6;

/// A script of Việt Nam's neighbours.
fn script(text: &str) -> Option<&'static str> {
    text.chars().find_map(|c| match c {
        '\u{0E80}'..='\u{0EFF}' => Some("Lao"),
        '\u{0E00}'..='\u{0E7F}' => Some("Thai"),
        '\u{1780}'..='\u{17FF}' => Some("Khmer"),
        '\u{1000}'..='\u{109F}' => Some("Burmese"),
        '\u{4E00}'..='\u{9FFF}' => Some("Chinese"),
        _ => None,
    })
}

/// Which features belong to another country, by what they say of it, by the script of their name, or because they lie outside the
/// country in which nearly all of the layer lies?
pub fn foreign(drawn: &[Drawn]) -> Vec<Finding> {
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, d, _) in seen(drawn) {
        files.entry(&d.file).or_default().push(i);
    }
    files.values().filter(|of| of.len() > 2).flat_map(|of| in_file(drawn, of)).collect()
}

fn in_file(drawn: &[Drawn], of: &[usize]) -> Vec<Finding> {
    let country = |i: usize| -> Option<String> {
        let map = drawn[i].feature.properties.map();
        let said = map.iter().filter(|(k, _)| COUNTRY.contains(&fold(k).as_str())).find_map(|(_, v)| v.as_str())?;
        // VN-71, VNM.12_1: a subdivision says its country first.
        let said = said.split(['-', '.']).next().unwrap_or(said);
        Some(fold(said)).filter(|s| !s.is_empty())
    };
    let name = |i: usize| drawn[i].feature.properties.name().ok().flatten().unwrap_or_default();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for said in of.iter().filter_map(|&i| country(i)) {
        *count.entry(said).or_default() += 1;
    }
    let own =
        count.iter().max_by_key(|(_, n)| **n).filter(|(_, n)| **n as f64 >= MOST * of.len() as f64).map(|(c, _)| c);
    let latin = of.iter().filter(|&&i| !name(i).is_empty() && script(&name(i)).is_none()).count();
    let [west, south, east, north] = VIET_NAM;
    let home = LonLatBox::new(LonLat { x: west, y: south }, LonLat { x: east, y: north });
    let bounds = |i: usize| {
        let places: Vec<LonLat> =
            drawn[i].feature.geometry.as_ref().map(|g| g.coords_iter().collect()).unwrap_or_default();
        LonLatBox::around(&places)
    };
    let outside = |i: usize| bounds(i).is_some_and(|b| !b.meets(&home));
    let out = of.iter().filter(|&&i| outside(i)).count();
    let mut found = Vec::new();
    for &i in of {
        let said = country(i);
        let why = match (own, said, script(&name(i))) {
            (Some(own), Some(said), _) if said != *own => format!("one that says {said}; the others say {own}"),
            (_, _, Some(script)) if latin as f64 >= MOST * of.len() as f64 => {
                format!("one whose name is written in {script}; the others are in Latin letters")
            }
            _ if out > 0 && outside(i) && out * 10 <= of.len() => {
                "one outside Việt Nam, where the others lie".to_string()
            }
            _ => continue,
        };
        let d = &drawn[i];
        let fault = Fault::new("foreign-feature", "features of one country", why)
            .warning()
            .file(d.file.clone())
            .feature(called(&d.feature))
            .size(1.0, "features")
            .remedy("leave it out: corridor mend --only foreign-feature, or corridor import --where");
        let fault = match bounds(i) {
            Some(b) => fault.place(b.centre()),
            None => fault,
        };
        found.push(Finding::new(fault, vec![i], Some(Cure::LeaveOut)));
    }
    found
}
