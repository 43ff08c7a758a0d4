//! Classes of roads: a map's words into those that a table of speeds has.

use crate::error::{Fault, clean};
use crate::layers::{Feature, Properties};
use serde_json::Value;
use std::collections::BTreeMap;

/// OpenStreetMap's values of `highway`, by rank, and the class in `speeds.toml` of the same rank. Which road is whose is not in
/// them, so it is said; a link is of the class that it leads to.
const CLASSES: [(&[&str], &str); 4] = [
    (&["motorway"], "expressway"),
    (&["trunk", "primary"], "national_highway"),
    (&["secondary"], "provincial_road"),
    (&["tertiary", "unclassified", "residential", "living_street", "service", "track", "road"], "rural_road"),
];

/// Gives each road the class of a study where it has a map's, and says so.
pub fn classed(features: Vec<Feature>, warnings: &mut Vec<Fault>, file: &str) -> Vec<Feature> {
    let mut changed: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let named = |feature: Feature| -> Feature {
        let Some(word) = feature.properties.text("class") else { return feature };
        let bare = word.strip_suffix("_link").unwrap_or(&word);
        let Some((_, class)) = CLASSES.iter().find(|(words, _)| words.contains(&bare)) else { return feature };
        let mut map = feature.properties.map().clone();
        let id = feature.properties.own_id().map(str::to_string);
        map.insert("class".into(), Value::from(*class));
        *changed.entry((word, class)).or_default() += 1;
        Feature { properties: Properties::new(map, id), ..feature }
    };
    let features = features.into_iter().map(named).collect();
    for ((word, class), count) in changed {
        let found = format!("{} on {count} of them; taken as {class}", clean(&word));
        let fault =
            Fault::new("road-class", "a class of road that the table of speeds has", found).warning().file(file);
        warnings
            .push(fault.remedy("correct class in the layer where the road is of another: it sets the speed by road"));
    }
    features
}
