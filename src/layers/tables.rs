//! CSV tables of a study into nouns.

use super::text;
use crate::error::{Fault, Faults, Result, shown};
use crate::geodesy::LonLat;
use crate::model::{KmPost, PostPlace};
use crate::units::{Chainage, Metres};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The rows of a table, or every fault in them.
pub fn rows<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>> {
    let text = text::unmarked(bytes, "a CSV table")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let mut faults = Faults::new();
    let mut rows = Vec::new();
    for (i, row) in reader.deserialize::<T>().enumerate() {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => {
                let (fault, of_header) = refused(&error, &header);
                if of_header {
                    // The same for every row: said once.
                    faults.push(fault.feature("the header"));
                    break;
                }
                faults.push(fault.feature(format!("row {}", i + 2)));
            }
        }
    }
    faults.or(rows)
}

/// What is wrong with a row, and whether it is the header's fault.
fn refused(error: &csv::Error, header: &csv::StringRecord) -> (Fault, bool) {
    const AS_WRITTEN: &str = "compare it with the same table that `corridor init DIR` writes";
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let found = format!("{len} fields");
            let fault = Fault::new("table-row", format!("a row of {expected_len} fields, as the header has"), found);
            (fault.remedy("complete the row, and put text with commas in quotes"), false)
        }
        csv::ErrorKind::Deserialize { err, .. } => {
            let said = err.kind().to_string();
            if let Some(column) = said.strip_prefix("missing field ") {
                let column = column.trim_matches('`').to_string();
                let has: Vec<&str> = header.iter().take(12).collect();
                let fault = Fault::new("missing-column", format!("a column {column}"), has.join(", "));
                return (fault.property(column).remedy("name the column in the first line, with commas between"), true);
            }
            let column = err.field().and_then(|i| header.get(i as usize)).unwrap_or_default();
            let fault = Fault::new("table-value", "a value of its column's kind", said);
            (fault.property(column).remedy("correct it, or leave it empty where it is not known"), false)
        }
        _ => (Fault::new("table-row", "a row of a CSV table", error.to_string()).remedy(AS_WRITTEN), false),
    }
}

#[derive(Deserialize)]
struct PostRow {
    alignment: String,
    series: String,
    kmpost: String,
    #[serde(default)]
    place: String,
    kind: String,
    /// What the chainage goes on with, where the row is an equation.
    #[serde(default)]
    ahead: String,
    lon: Option<f64>,
    lat: Option<f64>,
    from_lon: Option<f64>,
    from_lat: Option<f64>,
    to_lon: Option<f64>,
    to_lat: Option<f64>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    accuracy: String,
}

/// Km-posts, each with its row.
pub fn km_posts(bytes: &[u8]) -> Result<Vec<(String, KmPost)>> {
    let mut faults = Faults::new();
    let mut posts = Vec::new();
    for (i, row) in rows::<PostRow>(bytes)?.into_iter().enumerate() {
        let here = format!("row {}", i + 2);
        let place = |lon: Option<f64>, lat: Option<f64>| -> Result<LonLat> {
            match (lon, lat) {
                (Some(x), Some(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(LonLat { x, y }),
                _ => Err(Fault::new(
                    "not-lon-lat",
                    format!("longitude and latitude for a km-post of kind {}", row.kind),
                    match (lon, lat) {
                        (Some(x), Some(y)) => format!("({}, {})", shown(x), shown(y)),
                        _ => "none".to_string(),
                    },
                )
                .property("lon, lat")
                .remedy("fill them in, or set the kind to unlocated")
                .into()),
            }
        };
        let located = match row.kind.as_str() {
            "point" => place(row.lon, row.lat).map(PostPlace::Point),
            "interval" => place(row.from_lon, row.from_lat)
                .and_then(|a| Ok(PostPlace::Between(a, place(row.to_lon, row.to_lat)?))),
            "equation" => place(row.lon, row.lat).and_then(|at| {
                Ok(PostPlace::Equation(at, row.ahead.parse().map_err(|e: crate::error::Error| e.in_feature(&here))?))
            }),
            "unlocated" => Ok(PostPlace::Unlocated),
            other => Err(Fault::new("post-kind", "point, interval, equation or unlocated", other)
                .property("kind")
                .remedy("use one of the four")
                .into()),
        };
        let chainage = row.kmpost.parse::<Chainage>();
        if let (Some(place), Some(chainage)) = (
            faults.keep(located.map_err(|e| e.in_feature(&here))),
            faults.keep(chainage.map_err(|e| e.in_feature(&here))),
        ) {
            let post = KmPost {
                alignment: row.alignment,
                series: row.series,
                chainage,
                place,
                place_name: row.place,
                source: row.source,
                accuracy: row.accuracy,
            };
            posts.push((here, post));
        }
    }
    faults.or(posts)
}

/// The chainage at the origin of a series.
pub fn origin_chainage(km: f64) -> Result<Chainage> {
    if (0.0..100_000.0).contains(&km) {
        return Ok(Chainage::at(Metres::new(km * 1000.0)?));
    }
    Err(Fault::new("origin-km", "kilometres from 0 to 100,000", shown(km))
        .property("origin_km")
        .remedy("write the official chainage at the origin of the series, 0 where it starts there")
        .into())
}
