//! Which format is this? Found from the content; the name decides only between kinds of text.

use super::formats::{osm, table};
use crate::error::{Error, Fault};

/// A format that layers are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// GeoJSON text sequence (RFC 8142) or newline-delimited GeoJSON.
    GeoJsonSeq,
    /// ESRI shapefile.
    Shapefile,
    /// GeoPackage.
    GeoPackage,
    /// KML.
    Kml,
    /// GPX.
    Gpx,
    /// FlatGeobuf.
    FlatGeobuf,
    /// A CSV table with longitude and latitude, x and y, or WKT.
    Csv,
    /// DXF, as text.
    Dxf,
    /// OpenStreetMap extract.
    OsmPbf,
    /// Packed by gzip: something else is within.
    Gzip,
    /// A zip archive: a KMZ, zipped shapefiles, or another layer is within.
    Zip,
}

impl Format {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Format::GeoJson => "GeoJSON",
            Format::GeoJsonSeq => "GeoJSON sequence",
            Format::Shapefile => "shapefile",
            Format::GeoPackage => "GeoPackage",
            Format::Kml => "KML",
            Format::Gpx => "GPX",
            Format::FlatGeobuf => "FlatGeobuf",
            Format::Csv => "CSV",
            Format::Dxf => "DXF",
            Format::OsmPbf => "OSM PBF",
            Format::Gzip => "gzip",
            Format::Zip => "zip",
        }
    }

    /// The format of these bytes.
    ///
    /// # Errors
    /// One that is known and not read, with what to do instead.
    pub fn of(bytes: &[u8], name: &str) -> Result<Format, Error> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if let Some(fault) = known_and_not_read(bytes, name) {
            return Err(fault.into());
        }
        let binary = [
            (starts(b"\x1f\x8b"), Format::Gzip),
            (starts(b"PK\x03\x04") || starts(b"PK\x05\x06"), Format::Zip),
            (starts(b"SQLite format 3\0"), Format::GeoPackage),
            (starts(b"fgb\x03fgb"), Format::FlatGeobuf),
            (starts(&[0, 0, 0x27, 0x0A]), Format::Shapefile),
            (osm::is_extract(bytes), Format::OsmPbf),
        ];
        if let Some((_, format)) = binary.into_iter().find(|(is, _)| *is) {
            return Ok(format);
        }
        Ok(of_text(bytes, name))
    }
}

/// How much of a text is looked at.
const AHEAD: usize = 1 << 16;

fn of_text(bytes: &[u8], name: &str) -> Format {
    let bare = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let head = String::from_utf8_lossy(&bare[..bare.len().min(AHEAD)]);
    let text = head.trim_start();
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if text.starts_with('\u{1e}') || text.starts_with('{') && sequence(bare) {
        return Format::GeoJsonSeq;
    }
    if text.starts_with('<') {
        let mut rest = text;
        // Past the declaration and comments to the first element.
        while let Some(next) = ["?>", "-->"].iter().find_map(|end| {
            let skip = rest.starts_with("<?") && *end == "?>" || rest.starts_with("<!--") && *end == "-->";
            skip.then(|| rest.split_once(end)).flatten()
        }) {
            rest = next.1.trim_start();
        }
        let root: String = rest.chars().skip(1).take_while(|c| c.is_alphanumeric() || *c == ':').collect();
        let root = root.rsplit(':').next().unwrap_or("").to_string();
        return match (root.as_str(), extension.as_str()) {
            ("kml", _) => Format::Kml,
            ("gpx", _) => Format::Gpx,
            (_, "kml") => Format::Kml,
            (_, "gpx") => Format::Gpx,
            _ => Format::GeoJson,
        };
    }
    let mut lines = text.lines().map(str::trim);
    let first = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    if matches!(first, ("0", "SECTION") | ("999", _)) || extension == "dxf" {
        return Format::Dxf;
    }
    let csv = ["csv", "tsv", "txt"].contains(&extension.as_str());
    if !text.starts_with(['{', '[']) && (csv || table::is_table(first.0)) {
        return Format::Csv;
    }
    Format::GeoJson
}

/// Whether the first line is an object of its own and another follows.
fn sequence(bytes: &[u8]) -> bool {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let text = &bytes[start..];
    let Some(end) = text.iter().position(|b| *b == b'\n') else { return false };
    let (line, rest) = text.split_at(end);
    let next = rest.iter().find(|b| !b.is_ascii_whitespace());
    line.trim_ascii_end().ends_with(b"}") && next == Some(&b'{')
}

fn known_and_not_read(bytes: &[u8], name: &str) -> Option<Fault> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let lower = name.to_ascii_lowercase();
    let side = [".dbf", ".shx", ".prj", ".cpg", ".qix", ".sbn"].iter().any(|e| lower.ends_with(e));
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]);
    let (found, remedy) = if starts(b"PAR1") {
        ("GeoParquet", "convert it to GeoPackage or FlatGeobuf (ogr2ogr layer.fgb layer.parquet)")
    } else if starts(b"AutoCAD Binary DXF") {
        ("a binary DXF", "save the drawing as DXF text (ASCII)")
    } else if starts(b"AC10") && bytes.get(4..6).is_some_and(|v| v.iter().all(u8::is_ascii_digit)) {
        ("a DWG drawing", "save the drawing as DXF (ASCII)")
    } else if starts(b"%PDF") {
        ("a PDF", "ask for the layer that the map was drawn from")
    } else if starts(&[0xD0, 0xCF, 0x11, 0xE0]) {
        ("an old Excel or Word file", "save the sheet as CSV (UTF-8)")
    } else if starts(b"Rar!") || starts(b"7z\xBC\xAF") {
        ("a RAR or 7z archive", "unpack it, and name the file in it")
    } else if side {
        ("a part of a shapefile that does not stand alone", "name the .shp; its other parts are found beside it")
    } else if head.contains("<osm ") {
        ("OpenStreetMap XML", "convert it to PBF (osmium cat map.osm -o map.osm.pbf)")
    } else if head.contains("<gml:") || head.contains("opengis.net/gml") && !head.contains("<kml") {
        ("GML", "convert it to GeoPackage (ogr2ogr layer.gpkg layer.gml)")
    } else {
        return None;
    };
    Some(
        Fault::new("format", "GeoJSON, GeoPackage, shapefile, KML, GPX, FlatGeobuf, CSV, DXF or OSM PBF", found)
            .remedy(remedy),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_not_the_name() {
        for (bytes, name, format) in [
            (&b"{\"type\":\"FeatureCollection\",\n\"features\":[]}"[..], "a.kml", Format::GeoJson),
            (b"{\"type\":\"Feature\"}\n{\"type\":\"Feature\"}\n", "a", Format::GeoJsonSeq),
            (b"\x1e{\"type\":\"Feature\"}\n", "a", Format::GeoJsonSeq),
            (b"<?xml version='1.0'?>\n<!-- x -->\n<kml xmlns='x'>", "a.json", Format::Kml),
            (b"\xEF\xBB\xBF<gpx>", "a", Format::Gpx),
            (b"<!DOCTYPE html><html>", "a.geojson", Format::GeoJson),
            (b"  0\r\nSECTION\r\n  2\r\n", "a", Format::Dxf),
            (b"name,lon,lat\nx,103,21\n", "-", Format::Csv),
            (b"T\xEAn;Kinh \xC4\x91\xE1\xBB\x99;V\xC4\xA9 \xC4\x91\xE1\xBB\x99\n", "a.txt", Format::Csv),
            (b"hello", "a.geojson", Format::GeoJson),
            (b"SQLite format 3\0....", "a.txt", Format::GeoPackage),
        ] {
            assert_eq!(Format::of(bytes, name).unwrap(), format, "{}", String::from_utf8_lossy(bytes));
        }
        assert!(Format::of(b"PAR1....", "x").unwrap_err().to_string().contains("ogr2ogr"));
        assert!(Format::of(b"AC1032....", "x").unwrap_err().to_string().contains("DXF"));
        assert!(Format::of(b"\x03....", "x.dbf").unwrap_err().to_string().contains(".shp"));
    }
}
