//! The one door: a file of any format, by its content, into features in its own CRS.

use super::LayerOptions;
use super::archive::{Archive, gunzipped};
use super::content::Content;
use super::encoding::Encoding;
use super::format::Format;
use super::formats::{dxf, flatgeobuf, geopackage, gpx, kml, osm, shapefile, table};
use super::geojson;
use super::store::{head_of, read_file, read_stdin};
use crate::error::{Fault, Result, clean};
use crate::model::nearest_names;
use std::path::Path;

/// What stands beside a file, by its extension.
type Beside<'a> = &'a mut dyn FnMut(&str) -> Result<Option<Vec<u8>>>;

/// Packed within packed: a gzip in a zip, not more.
const DEEPEST: usize = 2;

/// A layer file of any format; `-` is standard input.
///
/// # Errors
/// The file cannot be read, or is none of the formats. What is wrong with single features is kept with the content.
pub fn open(path: &Path, options: &LayerOptions) -> Result<(Content, Format)> {
    if path.as_os_str() == "-" {
        return opened("standard input", &read_stdin()?, &mut |_| Ok(None), options, 0);
    }
    if head_of(path)?.starts_with(b"SQLite format 3\0") {
        return geopackage::read(path, options.layer.as_deref()).map(|content| (content, Format::GeoPackage));
    }
    let bytes = read_file(path)?;
    let mut beside = |extension: &str| -> Result<Option<Vec<u8>>> {
        let found = [extension.to_string(), extension.to_ascii_uppercase()].into_iter().map(|e| path.with_extension(e));
        found.into_iter().find(|p| p.is_file()).map(|p| read_file(&p)).transpose()
    };
    opened(&path.display().to_string(), &bytes, &mut beside, options, 0)
}

/// The same for bytes that are in memory, of a file of this name.
///
/// # Errors
/// As [`open`].
pub fn of_bytes(name: &str, bytes: &[u8], options: &LayerOptions) -> Result<(Content, Format)> {
    opened(name, bytes, &mut |_| Ok(None), options, 0)
}

fn opened(name: &str, bytes: &[u8], beside: Beside, options: &LayerOptions, depth: usize) -> Result<(Content, Format)> {
    let encoding = options.encoding.as_deref().map(Encoding::named).transpose()?;
    let format = Format::of(bytes, name)?;
    let content = match format {
        Format::GeoJson => geojson::read(bytes)?,
        Format::GeoJsonSeq => geojson::read_sequence(bytes)?,
        Format::Kml => kml::read(bytes)?,
        Format::Gpx => gpx::read(bytes)?,
        Format::FlatGeobuf => flatgeobuf::read(bytes)?,
        Format::Csv => table::read(bytes, encoding)?,
        Format::Dxf => dxf::read(bytes, encoding)?,
        Format::OsmPbf => osm::read(bytes)?,
        Format::Shapefile => {
            let parts = shapefile::Parts { shp: bytes, dbf: beside("dbf")?, prj: beside("prj")?, cpg: beside("cpg")? };
            shapefile::read(&parts, encoding)?
        }
        Format::GeoPackage => geopackage::read_packed(bytes, options.layer.as_deref())?,
        Format::Gzip | Format::Zip if depth >= DEEPEST => {
            return Err(Fault::new(
                "packed",
                "a layer, packed once or twice",
                "a packed file in a packed file in a packed file",
            )
            .remedy("unpack it first, and name the file in it")
            .into());
        }
        Format::Gzip => {
            let inner = name.strip_suffix(".gz").unwrap_or(name);
            return opened(inner, &gunzipped(bytes)?, &mut |_| Ok(None), options, depth + 1);
        }
        Format::Zip => return zipped(bytes, options, depth),
    };
    Ok((content, format))
}

/// What a layer in an archive may be called; the first kind that is there is taken.
const WITHIN: [&str; 10] = [".kml", ".shp", ".gpkg", ".geojson", ".fgb", ".gpx", ".dxf", ".json", ".geojsonl", ".csv"];

fn zipped(bytes: &[u8], options: &LayerOptions, depth: usize) -> Result<(Content, Format)> {
    let mut archive = Archive::open(bytes)?;
    let names = archive.names();
    let of_kind =
        |end: &str| -> Vec<&String> { names.iter().filter(|n| n.to_ascii_lowercase().ends_with(end)).collect() };
    let Some(found) = WITHIN.iter().map(|end| of_kind(end)).find(|list| !list.is_empty()) else {
        let list: Vec<String> = names.iter().take(12).map(|n| clean(n)).collect();
        return Err(Fault::new(
            "packed",
            "an archive with a layer in it",
            if list.is_empty() { "none".into() } else { list.join(", ") },
        )
        .remedy("pack a shapefile with its parts, a KML or a GeoPackage; unpack anything else")
        .into());
    };
    let name = chosen(&found, options.layer.as_deref())?;
    let read = entry(&mut archive, name, options, depth)?;
    // A KMZ whose document only links to the others beside it.
    let others: Vec<&String> = found.into_iter().filter(|other| *other != name).collect();
    if options.layer.is_none() && read.0.features.is_empty() && !others.is_empty() {
        return entry(&mut archive, chosen(&others, None)?, options, depth);
    }
    Ok(read)
}

/// One layer of an archive, with what belongs to it by its name.
fn entry(archive: &mut Archive, name: &str, options: &LayerOptions, depth: usize) -> Result<(Content, Format)> {
    let content = archive.file(name)?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string();
    let mut beside = |extension: &str| archive.file_like(&format!("{stem}.{extension}"));
    opened(name, &content, &mut beside, options, depth + 1)
}

/// The one layer of an archive, or the one named by its file's name, with or without folder and extension.
fn chosen<'a>(found: &[&'a String], asked: Option<&str>) -> Result<&'a String> {
    // A KMZ has its document first by convention, and others that it links to.
    let document = found.iter().find(|n| n.eq_ignore_ascii_case("doc.kml"));
    match (asked, found, document) {
        (None, [only], _) => Ok(only),
        (None, _, Some(document)) => Ok(document),
        (None, _, None) => {
            let list: Vec<String> = found.iter().take(12).map(|n| clean(n)).collect();
            Err(Fault::new(
                "layer",
                "a file with one layer, or the name of one",
                format!("{} layers: {}", found.len(), list.join(", ")),
            )
            .remedy("name one with --layer")
            .into())
        }
        (Some(asked), _, _) => {
            let stem = |n: &str| -> String {
                let file = n.rsplit('/').next().unwrap_or(n);
                file.rsplit_once('.').map_or(file, |(s, _)| s).to_string()
            };
            found.iter().find(|n| n.as_str() == asked || stem(n) == asked).copied().ok_or_else(|| {
                let stems: Vec<String> = found.iter().map(|n| stem(n)).collect();
                let near = nearest_names(asked, stems.iter().map(String::as_str));
                let remedy = near.first().map_or("name one of these".to_string(), |n| format!("did you mean {n}?"));
                let list: Vec<String> = stems.iter().take(12).map(|n| clean(n)).collect();
                Fault::new("layer", format!("one of the layers {}", list.join(", ")), format!("\"{asked}\""))
                    .remedy(remedy)
                    .into()
            })
        }
    }
}
