//! Files in, nouns out: the only reader of disk, and where it is asked to, the keeper of what it read. Every fault of a layer is reported at once.

mod alignments;
mod archive;
mod bytes;
mod cache;
mod collection;
mod communes;
mod content;
mod door;
mod embedded;
mod encoding;
mod fingerprint;
mod format;
mod formats;
mod geojson;
mod import;
mod made;
mod placing;
mod profile;
mod properties;
mod quick;
mod raw_layer;
mod raw_table;
mod settle;
mod sites;
mod speeds;
mod spliced;
mod store;
mod study;
mod tables;
mod text;
mod toml_file;
mod usual;

use crate::geodesy::LonLat;
pub use cache::{keep_layers_in, why_not_kept};
pub use embedded::files as embedded_files;
pub use fingerprint::sha256;
pub use geojson::Feature;
pub use import::{Field, Imported, Mapped, ROLES_OF_IMPORT, Role, checked, fields, import, mapped};
pub use made::{Made, MadeTable, read_report, reports_in};
pub use profile::read_profile;
pub use properties::Properties;
pub use raw_layer::{Drawn, RawLayer, other_vintages, raw_layer, raw_layers};
pub use raw_table::{RawTable, read_table};
pub use speeds::{read_speeds, usual_speeds};
pub use spliced::{Edit, Text};
pub use store::study_files;
use study::read_study;
pub use study::{ROLES, Reading};

use crate::error::Result;
use crate::model::{Alignment, Commune, EconomicZone, Source, Study};
use std::path::Path;

/// How to read a single layer file that is not part of a study.
#[derive(Debug, Clone, Default)]
pub struct LayerOptions {
    /// The property that identifies a feature; by default `id`, then `code`, then the feature's own id.
    pub id: Option<String>,
    /// The CRS of the file, where it is not WGS 84 longitude and latitude.
    pub crs: Option<String>,
    /// Leave heights out instead of refusing them.
    pub ignore_z: bool,
    /// The layer, where the file holds several.
    pub layer: Option<String>,
    /// The encoding of its text, where the file does not say it or says it wrongly.
    pub encoding: Option<String>,
}

impl Study {
    /// Reads and checks a study: a folder with a `study.toml`.
    ///
    /// # Errors
    /// Every fault of every layer, each with its file, feature and remedy.
    pub fn open(folder: impl AsRef<Path>) -> Result<Study> {
        read_study(&store::Store::Folder(folder.as_ref().to_path_buf()), None).into_study()
    }

    /// The study that is built into the tool: Điện Biên's roads under Resolution 11-NQ/TW.
    ///
    /// # Errors
    /// None, unless the tool was built from a broken copy.
    pub fn embedded() -> Result<Study> {
        read_study(&store::Store::Embedded, None).into_study()
    }

    /// The study in a folder, or the embedded one, with the communes that were in force on a day (`YYYY-MM-DD`).
    ///
    /// # Errors
    /// As [`Study::open`]; or it has no communes so old.
    pub fn on_day(folder: Option<&Path>, day: &str) -> Result<Study> {
        let store = folder.map_or(store::Store::Embedded, |f| store::Store::Folder(f.to_path_buf()));
        read_study(&store, Some(day)).into_study()
    }
}

/// Reads a study and keeps every fault, warnings too; the embedded one where no folder is given.
pub fn inspect_study(folder: Option<&Path>) -> Reading {
    match folder {
        Some(folder) => read_study(&store::Store::Folder(folder.to_path_buf()), None),
        None => read_study(&store::Store::Embedded, None),
    }
}

/// Reads alignments from a file of any format that is read here, one a feature.
///
/// # Errors
/// Every fault of the file.
pub fn read_alignments(path: &Path, options: &LayerOptions) -> Result<Vec<Alignment>> {
    if let Some(alignments) = usual::alignments(path, options) {
        return Ok(alignments);
    }
    let (features, file) = open_layer(path, options)?;
    alignments::single(features, options.id.as_deref()).map_err(|e| e.in_file(&file))
}

/// What is made of alignments, some at a time and on all cores, while they are read; they are not kept. Of those in a large part
/// of the file the ones with like keys come together, by the place where each starts: those that are near each other, with a key
/// along a curve. Nothing where the file is not GeoJSON as almost every program writes it, or anything is wrong with it:
/// [`read_alignments`] then reads it, or says why not. That each has an identifier of its own is not looked at.
pub fn alignments_in_passing<T: Send>(
    path: &Path,
    options: &LayerOptions,
    key: impl Fn(LonLat) -> u64 + Sync + Send,
    make: impl Fn(Vec<Alignment>) -> T + Sync + Send,
) -> Option<Vec<T>> {
    usual::in_passing(path, options, key, make)
}

/// Reads alignments from a file of any format that is read here, joining the features that share a property.
///
/// # Errors
/// Every fault of the file.
pub fn read_grouped(path: &Path, property: &str, options: &LayerOptions) -> Result<Vec<Alignment>> {
    let (features, file) = open_layer(path, options)?;
    alignments::joined(features, property, &file).map_err(|e| e.in_file(&file))
}

/// Reads communes from a file of any format that is read here.
///
/// # Errors
/// Every fault of the file.
pub fn read_communes(path: &Path, options: &LayerOptions) -> Result<Vec<Commune>> {
    cache::or_read(Some(path), options, "communes", || {
        if let Some(communes) = usual::communes(path, options) {
            return Ok((communes, true));
        }
        let file = path.display().to_string();
        let named = |e: crate::error::Error| e.in_file(&file);
        let (content, _) = door::open(path, options).map_err(named)?;
        let unmoved = cache::is_asked_for() && placing::is_unmoved(&content, options);
        let (features, _) = placing::placed(content, options).map_err(named)?;
        Ok((communes::communes(features, options.id.as_deref()).map_err(named)?, unmoved))
    })
}

/// Reads economic zones, or any points and polygons to be near to, from a file of any format that is read here.
///
/// # Errors
/// Every fault of the file.
pub fn read_zones(path: &Path, options: &LayerOptions) -> Result<Vec<EconomicZone>> {
    let (features, file) = open_layer(path, options)?;
    sites::located(features, options.id.as_deref()).map_err(|e| e.in_file(&file))
}

fn open_layer(path: &Path, options: &LayerOptions) -> Result<(Vec<geojson::Feature>, String)> {
    let file = path.display().to_string();
    let read = door::open(path, options).and_then(|(content, _)| placing::placed(content, options));
    let (features, _) = read.map_err(|e| e.in_file(&file))?;
    Ok((features, file))
}

/// The source of a file that was named on the command line, with the SHA-256 of what stands in it.
pub fn source_of(path: &Path, role: &str) -> Source {
    let sha256 = cache::sha256_of(path).unwrap_or_default();
    Source { role: role.to_string(), file: path.display().to_string(), sha256, ..Source::default() }
}

/// The text of a file that was named on the command line, such as a report made earlier.
///
/// # Errors
/// It cannot be read, or is no UTF-8 text.
pub fn read_text(path: &Path, what: &str) -> Result<String> {
    let file = path.display().to_string();
    let bytes = store::read_file(path)?;
    text::unmarked(&bytes, what).map(str::to_string).map_err(|e| e.in_file(&file))
}
