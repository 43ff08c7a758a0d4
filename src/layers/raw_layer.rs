//! A layer as a doctor looks at it: every feature that can be seen at all, whatever is wrong with it, and the text that it stands in.

use super::geojson::{self, Feature};
use super::store::{Store, read_file};
use super::{LayerOptions, collection, door, format::Format, placing, spliced::Text, study, text, toml_file};
use crate::error::{Fault, Result};
use geo::CoordsIter;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A feature as it is drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The file.
    pub file: String,
    /// What the layer is for, where a study says so.
    pub role: String,
    /// Its number in the file, from 0.
    pub number: usize,
    /// The feature; open rings are closed.
    pub feature: Feature,
    /// Whether it has heights, which a new geometry would lose.
    pub heights: bool,
    /// Its rings that were not closed.
    pub open: Vec<Fault>,
    /// Whether it is to be left out.
    pub left_out: bool,
}

/// A layer as it stands in its file.
#[derive(Debug, Default)]
pub struct RawLayer {
    /// The file.
    pub file: String,
    /// What it is for, where a study says so.
    pub role: String,
    /// Its features on WGS 84.
    pub features: Vec<Drawn>,
    /// What is wrong with the rest.
    pub faults: Vec<Fault>,
    /// The text and where each feature stands in it, where features can be changed in place.
    pub text: Option<Text>,
    /// Whether the coordinates were moved from another CRS.
    pub moved: bool,
}

/// Reads a layer file of any format.
///
/// # Errors
/// It cannot be read at all.
pub fn raw_layer(path: &Path, options: &LayerOptions) -> Result<RawLayer> {
    let file = path.display().to_string();
    let read = || -> Result<RawLayer> {
        if path.as_os_str() != "-" {
            let bytes = read_file(path)?;
            if let Some(layer) = of_text(&file, &bytes, options)? {
                return Ok(layer);
            }
        }
        Ok(of_content(&file, door::open(path, options)?, options))
    };
    read().map_err(|e| e.in_file(&file))
}

/// The layers of a study that have a geometry: of communes those in force, as [`super::inspect_study`] reads them. One that cannot be read at
/// all is left out; reading the study says why.
pub fn raw_layers(folder: Option<&Path>) -> Vec<RawLayer> {
    let store = folder.map_or(Store::Embedded, |f| Store::Folder(f.to_path_buf()));
    let Ok(mut described) = store.read("study.toml").and_then(|bytes| toml_file::parse(&bytes)) else {
        return Vec::new();
    };
    let _ = study::of_day(&mut described, None);
    let options = LayerOptions::default();
    let geometric = described.layer.iter().filter(|s| study::is_drawn(&s.role));
    geometric
        .filter_map(|source| {
            let bytes = store.read(&source.file).ok()?;
            let read = match of_text(&source.file, &bytes, &options).ok()? {
                Some(layer) => layer,
                None => of_content(&source.file, store.layer(&source.file).ok()?, &options),
            };
            let role = source.role.clone();
            let features = read.features.into_iter().map(|f| Drawn { role: role.clone(), ..f }).collect();
            Some(RawLayer { role: source.role.clone(), features, ..read })
        })
        .collect()
}

/// The days on which a study's layers of communes came into force, but the one that is read by default.
pub fn other_vintages(folder: Option<&Path>) -> Vec<String> {
    let store = folder.map_or(Store::Embedded, |f| Store::Folder(f.to_path_buf()));
    let described = || store.read("study.toml").and_then(|bytes| toml_file::parse(&bytes)).ok();
    let (Some(all), Some(mut chosen)) = (described(), described()) else { return Vec::new() };
    let _ = study::of_day(&mut chosen, None);
    let dated =
        all.layer.into_iter().filter(|s| s.role == "communes" && !s.vintage.is_empty() && s.vintage != chosen.vintage);
    let mut days: Vec<String> = dated.map(|s| s.vintage).collect();
    days.sort();
    days.dedup();
    days
}

/// GeoJSON, plain or a sequence, whose features can be changed where they stand.
fn of_text(file: &str, bytes: &[u8], options: &LayerOptions) -> Result<Option<RawLayer>> {
    let (raw, crs) = match Format::of(bytes, file)? {
        Format::GeoJson => {
            let found = collection::split(bytes)?;
            (found.features, found.crs)
        }
        Format::GeoJsonSeq => (collection::records(text::unmarked(bytes, "a GeoJSON sequence")?), None),
        _ => return Ok(None),
    };
    let whole = text::unmarked(bytes, "GeoJSON")?;
    let base = whole.as_ptr() as usize;
    let spans = raw.iter().map(|r| r.get().as_ptr() as usize - base).zip(raw.iter().map(|r| r.get().len()));
    let spans: Vec<(usize, usize)> = spans.map(|(from, length)| (from, from + length)).collect();
    let mut layer = RawLayer { file: file.to_string(), ..RawLayer::default() };
    let mut read = Vec::new();
    for (number, feature) in geojson::each(&raw).into_iter().enumerate() {
        match feature {
            Ok((feature, heights, open)) => read.push((number, feature, heights, open)),
            Err(error) => layer.faults.extend(error.faults().iter().cloned()),
        }
    }
    let (bare, others): (Vec<Feature>, Vec<_>) = read.into_iter().map(|(n, f, h, o)| (f, (n, h, o))).unzip();
    let crs = options.crs.as_deref().or(crs.as_deref());
    let (features, moved, faults) = placing::placed_anyhow(bare, crs);
    layer.features = features
        .into_iter()
        .zip(others)
        .map(|(feature, (number, heights, open))| {
            let open = open.into_iter().map(|f| somewhere(f.file(file), &feature)).collect();
            Drawn { file: file.into(), role: String::new(), number, feature, heights, open, left_out: false }
        })
        .collect();
    layer.faults.extend(faults);
    layer.faults = in_file(layer.faults, file);
    layer.text = Some(Text::new(whole, spans));
    layer.moved = moved;
    Ok(Some(layer))
}

fn of_content(file: &str, (content, _): (super::content::Content, Format), options: &LayerOptions) -> RawLayer {
    let crs = options.crs.clone().or(content.crs);
    let (features, moved, more) = placing::placed_anyhow(content.features, crs.as_deref());
    let heights: BTreeSet<String> = content.heights.into_iter().collect();
    let mut all_open: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for fault in content.open {
        all_open.entry(fault.feature.clone().unwrap_or_default()).or_default().push(fault.file(file));
    }
    let drawn = |(number, feature): (usize, Feature)| {
        let heights = heights.contains(&feature.label);
        let open = all_open.remove(&feature.label).unwrap_or_default();
        let open = open.into_iter().map(|fault| somewhere(fault, &feature)).collect();
        Drawn { file: file.into(), role: String::new(), number, feature, heights, open, left_out: false }
    };
    let mut faults = content.faults.into_vec();
    faults.extend(more);
    let faults = in_file(faults, file);
    let features = features.into_iter().enumerate().map(drawn).collect();
    RawLayer { file: file.to_string(), role: String::new(), features, faults, text: None, moved }
}

/// A ring in another CRS is where its feature is, once that has been moved.
fn somewhere(fault: Fault, feature: &Feature) -> Fault {
    let first = feature.geometry.as_ref().and_then(|g| g.coords_iter().next());
    match first.filter(|c| fault.place.is_none() && c.x.abs() <= 180.0 && c.y.abs() <= 90.0) {
        Some(place) => fault.place(place),
        None => fault,
    }
}

fn in_file(faults: Vec<Fault>, file: &str) -> Vec<Fault> {
    faults.into_iter().map(|f| if f.file.is_none() { f.file(file) } else { f }).collect()
}
