//! Km-posts of the user's own, beside those of the study.

use crate::error::{Fault, Faults, Result};
use crate::geodesy::LonLat;
use crate::index::IndexedAlignment;
use crate::layers::{RawTable, read_table};
use crate::measure::coverage;
use crate::model::{Alignment, KmPost, PostPlace, Series, Study, fold, nearest_names};
use crate::units::{Chainage, RoadPlace};
use std::path::Path;

/// The study with the km-posts of a table: columns kmpost, and lon and lat, or a commune by code or name; series and road where
/// they are several; ahead for a chainage equation.
///
/// # Errors
/// A row has no place, or its road, series or commune is unknown; all are listed.
pub fn with_posts(study: &Study, file: Option<&Path>, on: Option<&str>) -> Result<Study> {
    let mut study = study.clone();
    let Some(path) = file else { return Ok(study) };
    let table = read_table(path)?;
    let at = |names: &[&str]| table.column(names);
    let Some(post) = at(&["kmpost", "km", "km_post", "ly_trinh", "lý trình"]) else {
        return Err(Fault::new("missing-column", "a column kmpost", table.columns.join(", "))
            .file(&table.file)
            .feature("the header")
            .remedy("name the columns kmpost, and lon and lat, or commune")
            .into());
    };
    let columns = Columns {
        post,
        lon: at(&["lon", "lng", "longitude"]),
        lat: at(&["lat", "latitude"]),
        commune: at(&["commune", "commune_id", "place_code", "xa", "xã"]),
        series: at(&["series"]),
        road: at(&["alignment", "road", "route"]),
        ahead: at(&["ahead"]),
        place: at(&["place", "name", "note"]),
    };
    let mut faults = Faults::new();
    let mut found = Vec::new();
    for (number, row) in &table.rows {
        let read = columns.read(&study, row, on).map_err(|e| e.in_feature(&format!("row {number}")));
        found.extend(faults.keep(read));
    }
    let found = faults.or(found).map_err(|e| e.in_file(&table.file))?;
    for post in found {
        let known = study.series.iter().any(|s| s.alignment == post.alignment && s.id == post.series);
        if !known {
            study.series.push(Series {
                alignment: post.alignment.clone(),
                id: post.series.clone(),
                name: post.series.clone(),
                origin: None,
                source: table_name(&table),
            });
        }
        study.km_posts.push(post);
    }
    Ok(study)
}

fn table_name(table: &RawTable) -> String {
    table.file.clone()
}

struct Columns {
    post: usize,
    lon: Option<usize>,
    lat: Option<usize>,
    commune: Option<usize>,
    series: Option<usize>,
    road: Option<usize>,
    ahead: Option<usize>,
    place: Option<usize>,
}

impl Columns {
    fn read(&self, study: &Study, row: &[String], on: Option<&str>) -> Result<KmPost> {
        let cell = |column: Option<usize>| column.and_then(|i| row.get(i)).map(|t| t.trim()).filter(|t| !t.is_empty());
        let written: RoadPlace = row.get(self.post).map(String::as_str).unwrap_or_default().parse()?;
        let road =
            written.road.clone().or_else(|| cell(self.road).map(str::to_string)).or_else(|| on.map(str::to_string));
        let road = road.ok_or_else(|| {
            Fault::new("post-road", "the road that the km-post stands on", "none")
                .remedy("name it in a column road, or on the command line")
        })?;
        let alignment = study.alignment(&road)?;
        let own: Vec<&Series> =
            study.series.iter().filter(|s| s.alignment == alignment.id() && s.origin.is_some()).collect();
        let series = match (cell(self.series), own.as_slice()) {
            (Some(series), _) => series.to_string(),
            (None, [only]) => only.id.clone(),
            (None, []) => "own".to_string(),
            (None, several) => {
                let ids: Vec<&str> = several.iter().map(|s| s.id.as_str()).collect();
                return Err(Fault::new(
                    "unknown-series",
                    format!("the series of {}: {}", alignment.id(), ids.join(", ")),
                    "none",
                )
                .property("series")
                .remedy("add a column series")
                .into());
            }
        };
        let place = match (cell(self.lon), cell(self.lat), cell(self.commune)) {
            (Some(lon), Some(lat), _) => {
                let at = point(lon, lat)?;
                match cell(self.ahead) {
                    Some(ahead) => PostPlace::Equation(at, ahead.parse::<Chainage>()?),
                    None => PostPlace::Point(at),
                }
            }
            (_, _, Some(commune)) => within(study, alignment, commune)?,
            _ => {
                return Err(Fault::new("post-kind", "longitude and latitude, or a commune", "neither")
                    .remedy("say where the km-post stands")
                    .into());
            }
        };
        Ok(KmPost {
            alignment: alignment.id().to_string(),
            series,
            chainage: written.from,
            place,
            place_name: cell(self.place).or(cell(self.commune)).unwrap_or_default().to_string(),
            source: String::new(),
            accuracy: String::new(),
        })
    }
}

fn point(lon: &str, lat: &str) -> Result<LonLat> {
    match (lon.parse::<f64>(), lat.parse::<f64>()) {
        (Ok(x), Ok(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(LonLat { x, y }),
        _ => Err(Fault::new("not-lon-lat", "longitude and latitude in degrees", format!("({lon}, {lat})"))
            .remedy("write degrees with decimals")
            .into()),
    }
}

/// Somewhere on the road within a commune, by its code, or by its name where one has it.
fn within(study: &Study, alignment: &Alignment, named: &str) -> Result<PostPlace> {
    let index = study.index();
    let coverage = coverage(&IndexedAlignment::new(alignment), &index);
    let crossed: Vec<_> =
        study.communes.iter().filter(|c| coverage.pieces.iter().any(|p| p.commune == c.code)).collect();
    let by_code = crossed.iter().filter(|c| c.code.as_str() == named).collect::<Vec<_>>();
    let meant = if by_code.is_empty() {
        crossed.iter().filter(|c| fold(&c.name.local) == fold(named)).collect()
    } else {
        by_code
    };
    let refused = |found: String, remedy: String| -> crate::error::Error {
        Fault::new("unknown-commune", format!("a commune that {} crosses", alignment.id()), found).remedy(remedy).into()
    };
    let [commune] = meant.as_slice() else {
        let labels: Vec<String> = meant.iter().map(|c| c.label()).collect();
        let remedy = match meant.len() {
            0 => {
                let near = nearest_names(named, crossed.iter().map(|c| c.name.local.as_str()));
                if near.is_empty() {
                    "name one by its code".to_string()
                } else {
                    format!("did you mean {}?", near.join(", "))
                }
            }
            _ => format!("name one by its code: {}", labels.join(", ")),
        };
        return Err(refused(format!("\"{named}\""), remedy));
    };
    let mut pieces = coverage.pieces.iter().filter(|p| p.commune == commune.code).map(|p| p.range);
    let ends = pieces.next().map(|first| (first.from(), pieces.next_back().unwrap_or(first).to()));
    let at = |c: Chainage| alignment.spot(c).map(|s| alignment.place(s));
    let places = ends.and_then(|(from, to)| Some((at(from)?, at(to)?)));
    places.map(|(a, b)| PostPlace::Between(a, b)).ok_or_else(|| refused(format!("\"{named}\""), "name another".into()))
}
