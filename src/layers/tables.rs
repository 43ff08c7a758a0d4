//! CSV tables of a study into nouns.

use crate::error::{Fault, Faults, Result};
use crate::geodesy::LonLat;
use crate::model::{KmPost, PostPlace};
use crate::units::{Chainage, Metres};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The rows of a table, or every fault in them.
pub fn rows<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>> {
    let mut faults = Faults::new();
    let mut rows = Vec::new();
    for (i, row) in csv::Reader::from_reader(bytes).deserialize::<T>().enumerate() {
        match row {
            Ok(row) => rows.push(row),
            Err(e) => faults.push(
                Fault::new("table-row", "a row with the columns of the header", e.to_string())
                    .feature(format!("row {}", i + 2))
                    .remedy("compare it with the same table that `corridor init DIR` writes"),
            ),
        }
    }
    faults.or(rows)
}

#[derive(Deserialize)]
struct PostRow {
    alignment: String,
    series: String,
    kmpost: String,
    #[serde(default)]
    place: String,
    kind: String,
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

/// Km-posts.
pub fn km_posts(bytes: &[u8]) -> Result<Vec<KmPost>> {
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
                    format!("({lon:?}, {lat:?})"),
                )
                .remedy("fill them in, or set the kind to unlocated")
                .into()),
            }
        };
        let located = match row.kind.as_str() {
            "point" => place(row.lon, row.lat).map(PostPlace::Point),
            "interval" => place(row.from_lon, row.from_lat)
                .and_then(|a| Ok(PostPlace::Between(a, place(row.to_lon, row.to_lat)?))),
            "unlocated" => Ok(PostPlace::Unlocated),
            other => Err(Fault::new("post-kind", "point, interval or unlocated", other)
                .property("kind")
                .remedy("use one of the three")
                .into()),
        };
        let chainage = row.kmpost.parse::<Chainage>();
        if let (Some(place), Some(chainage)) = (
            faults.keep(located.map_err(|e| e.in_feature(&here))),
            faults.keep(chainage.map_err(|e| e.in_feature(&here))),
        ) {
            posts.push(KmPost {
                alignment: row.alignment,
                series: row.series,
                chainage,
                place,
                place_name: row.place,
                source: row.source,
                accuracy: row.accuracy,
            });
        }
    }
    faults.or(posts)
}

/// The chainage at the origin of a series.
pub fn origin_chainage(km: f64) -> Result<Chainage> {
    Ok(Chainage::at(Metres::new(km * 1000.0)?))
}
