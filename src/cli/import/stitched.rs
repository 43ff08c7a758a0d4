//! Ways of one name into one alignment each.

use super::{Import, chainage, slug};
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use crate::layers::{Feature, LayerOptions, Properties, Role, import, mapped};
use crate::measure::{DrawnWay, Stitched, rising, stitch};
use crate::model::fold;
use crate::units::Chainage;
use geo::{Geometry, LineString, MultiLineString};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// What was stitched, by alignment: how, and what says its direction.
pub type Told = Vec<(String, Stitched, String)>;

/// A km-post that says which way chainage rises: its alignment, if it names one, what stands on it, and where it is.
type Post = (Option<String>, Chainage, LonLat);

/// The labels of the features that share each value of a property; a way of two routes is of both.
pub fn grouped(features: &[Feature], by: &str) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for feature in features {
        let Some(text) = feature.properties.text(by) else { continue };
        for name in text.split([';', '/']).map(str::trim).filter(|n| !n.is_empty()) {
            groups.entry(name.to_string()).or_default().push(feature.label.clone());
        }
    }
    groups
}

fn ways_of(feature: &Feature) -> Vec<DrawnWay> {
    let lines: Vec<Vec<LonLat>> = match &feature.geometry {
        Some(Geometry::LineString(line)) => vec![line.0.clone()],
        Some(Geometry::MultiLineString(lines)) => lines.0.iter().map(|l| l.0.clone()).collect(),
        _ => Vec::new(),
    };
    // OpenStreetMap's word for ramps and slip roads: trunk_link and its like.
    let is_link = feature.properties.text("class").is_some_and(|class| class.ends_with("_link"));
    let drawn = |line| DrawnWay { label: feature.label.clone(), line, is_link };
    lines.into_iter().filter(|l| l.len() > 1).map(drawn).collect()
}

/// The km-posts of a file that are somewhere.
fn posts_of(path: &Path) -> Result<Vec<Post>> {
    let file = path.display().to_string();
    let read = import(path, &LayerOptions { ignore_z: true, ..LayerOptions::default() })?;
    let features = mapped(read.features, Role::Kmposts, &[])?.features;
    let mut posts = Vec::new();
    for feature in features {
        let Some(Geometry::Point(at)) = feature.geometry else { continue };
        let Some(said) = feature.properties.text("kmpost") else { continue };
        let said = chainage(&said).map_err(|e| e.in_file(&file).in_feature(&feature.label))?;
        posts.push((feature.properties.text("alignment"), said, at.0));
    }
    if posts.len() < 2 {
        let found = format!("{} km-posts with a point", posts.len());
        return Err(Fault::new("kmposts", "two km-posts at least, to tell which way chainage rises", found)
            .file(file)
            .remedy("give lon and lat of each, or say the direction with --origin LON,LAT")
            .into());
    }
    Ok(posts)
}

impl Import {
    /// One feature an alignment, of the ways that name it.
    pub(super) fn stitched(
        &self,
        features: &[Feature],
        groups: BTreeMap<String, Vec<String>>,
    ) -> Result<(Vec<Feature>, Told)> {
        let posts = self.kmposts.as_deref().map(posts_of).transpose()?.unwrap_or_default();
        let by_label: BTreeMap<&str, &Feature> = features.iter().map(|f| (f.label.as_str(), f)).collect();
        let (mut made, mut told) = (Vec::new(), Vec::new());
        for (name, labels) in
            groups.into_iter().filter(|(n, _)| self.only.is_empty() || self.only.iter().any(|o| fold(o) == fold(n)))
        {
            let members: Vec<&&Feature> = labels.iter().filter_map(|l| by_label.get(l.as_str())).collect();
            let ways: Vec<DrawnWay> = members.iter().flat_map(|f| ways_of(f)).collect();
            let Some(first) = members.first() else { continue };
            let stitched = stitch(&ways, self.snap, self.origin)
                .map_err(|e| e.in_file(&self.file.display().to_string()).in_feature(&name))?;
            let (stitched, direction) = self.directed(stitched, &name, &posts);
            let id = slug(&name);
            let mut map = Map::new();
            for property in ["class", "status"] {
                if let Some(found) = first.properties.map().get(property) {
                    map.insert(property.into(), found.clone());
                }
            }
            map.insert("id".into(), Value::from(id.clone()));
            map.insert("name_vi".into(), Value::from(name.clone()));
            map.insert("route".into(), Value::from(name.clone()));
            let parts = stitched.parts.iter().map(|p| LineString(p.clone())).collect();
            let geometry = Some(Geometry::MultiLineString(MultiLineString(parts)));
            made.push(Feature { label: id.clone(), properties: Properties::new(map, None), geometry });
            told.push((id, stitched, direction));
        }
        if made.is_empty() {
            let found = format!("no line with {}", self.stitch.as_deref().unwrap_or_default());
            return Err(Fault::new("stitch", "ways that share a property", found)
                .file(self.file.display().to_string())
                .remedy("look at the properties with corridor import FILE --dry-run without --stitch")
                .into());
        }
        Ok((made, told))
    }

    /// The alignment in the direction of rising km-posts where there are any, and what its direction rests on.
    fn directed(&self, stitched: Stitched, name: &str, posts: &[Post]) -> (Stitched, String) {
        let names = |n: &String| fold(n) == fold(name) || fold(n) == fold(&slug(name));
        let of_it: Vec<(Chainage, LonLat)> =
            posts.iter().filter(|p| p.0.as_ref().is_none_or(names)).map(|p| (p.1, p.2)).collect();
        let (up, down) = rising(&stitched.parts, &of_it);
        if up != down {
            let word = format!("{} of {} pairs of km-posts rise along it", up.max(down), up + down);
            return if down > up { (stitched.turned(), format!("turned: {word}")) } else { (stitched, word) };
        }
        let word = match self.origin {
            Some(_) => "starts at the end nearest to --origin".to_string(),
            None => format!("as {:.0} % of it are drawn", stitched.as_drawn * 100.0),
        };
        let posts = if self.kmposts.is_some() { "no km-posts near it tell; " } else { "" };
        (stitched, format!("{posts}{word}"))
    }
}
