//! A CSV table with longitude and latitude, or x and y, or well-known text, into features.

use super::super::content::{Content, Shape, value};
use super::super::encoding::Encoding;
use super::wkt;
use crate::error::{Fault, Result, clean};
use crate::geodesy::LonLat;
use crate::model::fold;
use geo::{Geometry, Point};
use serde_json::{Map, Value};

/// Which columns say where a row is.
enum Where {
    LonLat(usize, usize),
    Wkt(usize),
}

const LON: [&str; 12] =
    ["lon", "lng", "long", "longitude", "kinhdo", "x", "xcoord", "pointx", "easting", "e", "dong", "kinhdolon"];
const LAT: [&str; 12] =
    ["lat", "latitude", "vido", "y", "ycoord", "pointy", "northing", "n", "bac", "vidolat", "latdeg", "latwgs84"];
const WKT: [&str; 6] = ["wkt", "geometry", "geom", "thegeom", "wktgeom", "shape"];

/// The encoding of a text file of which none is asked for: its own mark, or as it looks.
pub fn decoded(bytes: &[u8], encoding: Option<Encoding>) -> (String, Option<Encoding>) {
    let bare = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match encoding {
        Some(asked) => (asked.text(bare), None),
        None => {
            let guess = Encoding::guessed(std::iter::once(bare));
            (guess.text(bare), (guess != Encoding::Utf8).then_some(guess))
        }
    }
}

/// The character that separates the columns: the one most common in the header.
pub fn delimiter(header: &str) -> u8 {
    [b',', b';', b'\t', b'|'].into_iter().max_by_key(|d| header.bytes().filter(|b| b == d).count()).unwrap_or(b',')
}

/// Whether a header names columns that say where something is.
pub fn is_table(header: &str) -> bool {
    let delimiter = char::from(delimiter(header));
    let names: Vec<String> = header.split(delimiter).map(fold).collect();
    place_columns(&names).is_some()
}

fn place_columns(names: &[String]) -> Option<Where> {
    let find = |known: &[&str]| known.iter().find_map(|k| names.iter().position(|n| n == k));
    match (find(&LON), find(&LAT), find(&WKT)) {
        (_, _, Some(column)) => Some(Where::Wkt(column)),
        (Some(x), Some(y), _) => Some(Where::LonLat(x, y)),
        _ => None,
    }
}

/// Reads every row; one without a place has no geometry.
pub fn read(bytes: &[u8], encoding: Option<Encoding>) -> Result<Content> {
    let mut content = Content::default();
    let (text, guessed) = decoded(bytes, encoding);
    if let Some(guess) = guessed {
        content.warn(
            Fault::new("encoding-guessed", "a table in UTF-8", format!("other bytes; read as {}", guess.name()))
                .remedy("look at the names; if they are wrong, name the encoding with --encoding"),
        );
    }
    let first = text.lines().next().unwrap_or("");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(first)).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let names: Vec<String> = header.iter().map(fold).collect();
    let Some(place) = place_columns(&names) else {
        let has: Vec<&str> = header.iter().take(12).collect();
        return Err(Fault::new("no-place", "columns lon and lat, or x and y, or wkt", clean(&has.join(", ")))
            .feature("the header")
            .remedy("name the columns of the place lon and lat (or x and y, with --crs), or wkt")
            .into());
    };
    for (i, record) in reader.records().enumerate() {
        let label = format!("row {}", i + 2);
        let record = record.map_err(|e| {
            Fault::new("table-row", "a row of as many fields as the header has", clean(&e.to_string()))
                .feature(&label)
                .remedy("complete the row, and put text with commas in quotes")
        })?;
        let shape = geometry(&record, &place).map_err(|e| e.in_feature(&label))?;
        let skip = |column: usize| matches!(place, Where::Wkt(c) if c == column);
        let map: Map<String, Value> = header
            .iter()
            .zip(record.iter())
            .enumerate()
            .filter(|(column, _)| !skip(*column))
            .map(|(_, (name, cell))| (name.trim().to_string(), value(cell)))
            .collect();
        content.push_shape(None, map, shape);
    }
    Ok(content)
}

fn geometry(record: &csv::StringRecord, place: &Where) -> Result<Shape> {
    let cell = |column: usize| record.get(column).unwrap_or("").trim();
    match *place {
        Where::Wkt(column) if cell(column).is_empty() => Ok(Shape::default()),
        Where::Wkt(column) => wkt::geometry(cell(column)),
        Where::LonLat(x, y) if cell(x).is_empty() && cell(y).is_empty() => Ok(Shape::default()),
        Where::LonLat(x, y) => match (number(cell(x)), number(cell(y))) {
            (Some(x), Some(y)) => {
                Ok(Shape { geometry: Some(Geometry::Point(Point(LonLat { x, y }))), ..Shape::default() })
            }
            _ => Err(Fault::new("coordinates", "two numbers", clean(&format!("\"{}\" and \"{}\"", cell(x), cell(y))))
                .remedy("write degrees as 103.0163, not as 103°00'59\"; leave both empty where the place is not known")
                .into()),
        },
    }
}

/// A number, with a decimal point or a decimal comma.
fn number(text: &str) -> Option<f64> {
    let plain = match text.matches(',').count() {
        1 if !text.contains('.') => text.replace(',', "."),
        _ => text.to_string(),
    };
    plain.parse::<f64>().ok().filter(|n| n.is_finite())
}
