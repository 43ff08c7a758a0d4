//! `corridor locate`.

use super::answers::Answers;
use super::common::{Common, MEASURED};
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use crate::index::Indexed;
use crate::measure::{Basis, Calibration, Located, locate};
use crate::model::{Alignment, Series, Study};
use crate::output::{Document, LocatedRow, intervals_sheet, located_sheet, posts_sheet};
use crate::units::{Chainage, ChainageRange, Metres, RoadPlace};
use clap::Args;

/// Chainage to position, and position to chainage, offset and side
///
/// WHERE is a chainage (Km12+300) or a place (103.016,21.386). A chainage is read by every series of official
/// chainage that the road has, and along the geometry. A place far from the road is answered with that
/// distance; nothing is snapped.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor locate nh12 Km98+200\n  corridor locate QL279 Km12+300 --series from_tuan_giao\n  corridor locate nh279 103.016,21.386",
    allow_negative_numbers = true
)]
pub struct Locate {
    /// The alignment by identifier, route number or name
    name: String,
    /// A chainage such as Km12+300, a stretch such as "Km102 - Km139+650", or LON,LAT in degrees; it may be left out where the
    /// first argument says both, as in "Km43+210/QL279"
    #[arg(value_name = "WHERE", allow_hyphen_values = true)]
    place: Option<String>,
    /// Only this series of chainage; "geometric" counts along the line from its first vertex
    #[arg(long)]
    series: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Farther off than this, a place is hardly on the road: roads here are good to 100 m, and half a kilometre
/// is five times that.
const FAR: f64 = 500.0;

impl Answers for Locate {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let (name, place) = self.asked()?;
        let alignment = study.alignment(&name)?;
        let index = study.index();
        let mut calibrations = Vec::new();
        for series in study.series.iter().filter(|s| s.alignment == alignment.id()) {
            if self.series.as_ref().is_none_or(|asked| *asked == series.id) {
                calibrations.push((series, calibration(study, series, alignment, &index)?));
            }
        }
        let known: Vec<&str> = study
            .series
            .iter()
            .filter(|s| s.alignment == alignment.id())
            .map(|s| s.id.as_str())
            .chain(["geometric"])
            .collect();
        if let Some(asked) = self.series.as_ref().filter(|s| !known.contains(&s.as_str())) {
            return Err(Fault::new(
                "unknown-series",
                format!("a series of {}: {}", alignment.id(), known.join(", ")),
                format!("\"{asked}\""),
            )
            .remedy("name one of them")
            .into());
        }
        let mut notes = Vec::new();
        let mut rows = match position(&place)? {
            Position::Place(place) => by_place(alignment, &index, place, &calibrations, &mut notes)?,
            Position::Chainage(chainage) => self.by_chainage(alignment, &index, chainage, &calibrations, &mut notes)?,
            Position::Stretch(range) => {
                let mut rows = self.by_chainage(alignment, &index, range.from(), &calibrations, &mut notes)?;
                let ends = self.by_chainage(alignment, &index, range.to(), &calibrations, &mut notes)?;
                for end in &ends {
                    if let Some(start) = rows.iter().find(|r| r.series == end.series) {
                        notes.push(format!(
                            "{}: {} to {} is {} officially and {:.0} m along the geometry.",
                            end.series,
                            range.from(),
                            range.to(),
                            range.length(),
                            (end.located.chainage - start.located.chainage).metres()
                        ));
                    }
                }
                rows.extend(ends);
                notes.dedup();
                rows
            }
        };
        let others = super::shared::same_road(study, &index, alignment, &rows)?;
        rows.extend(others.iter().map(|o| o.row()));
        let tied: Vec<(&str, &Calibration)> =
            calibrations.iter().filter_map(|(_, c)| Some((alignment.id(), c.as_ref()?))).collect();
        let mut sheets = vec![located_sheet(&rows, study, self.common.out.geometry())];
        if !tied.is_empty() {
            sheets.push(posts_sheet(&tied));
            sheets.push(intervals_sheet(&tied));
        }
        let document = Document {
            title: format!("{} at {}", alignment.id(), place.trim()),
            definitions: vec![
                ("lý trình".into(), "official chainage, interpolated between km-posts; \"at\" is geometric chainage from the first vertex of the line".into()),
                ("residual".into(), "what the two neighbouring km-posts would give for a post, less what it says".into()),
            ],
            sheets,
            notes,
            ..Document::default()
        };
        Ok(self.common.out.finished(document, study, &[&MEASURED[..], &["kmposts", "places"]].concat()))
    }
}

impl Locate {
    /// The alignment and the place: as two arguments, or as one that says both.
    fn asked(&self) -> Result<(String, String)> {
        if let Some(place) = &self.place {
            return Ok((self.name.clone(), place.clone()));
        }
        let asked: RoadPlace = self.name.parse()?;
        let road = asked.road.clone().ok_or_else(|| {
            Fault::new("where", "a road and a place on it", format!("\"{}\"", self.name))
                .remedy("write corridor locate QL279 Km43+210, or Km43+210/QL279")
        })?;
        let to = asked.to.map(|to| format!(" - {to}")).unwrap_or_default();
        Ok((road, format!("{}{to}", asked.from)))
    }

    /// One row for each series that reaches the chainage, and one along the geometry.
    fn by_chainage<'a>(
        &self,
        alignment: &'a Alignment,
        index: &Indexed<'_>,
        chainage: Chainage,
        calibrations: &'a [Tied<'a>],
        notes: &mut Vec<String>,
    ) -> Result<Vec<LocatedRow<'a>>> {
        let mut rows = Vec::new();
        let mut why_not = Vec::new();
        for (series, calibration) in calibrations {
            let Some(calibration) = calibration else {
                why_not.push(format!("{}: no km-post of this series is located, so it cannot be placed", series.id));
                continue;
            };
            let readings = calibration.places(chainage);
            if let Some((back, ahead)) = calibration.gap(chainage) {
                why_not.push(format!("{}: {chainage} is left out by the equation {back} = {ahead}", series.id));
            } else if readings.is_empty() {
                why_not.push(format!("{}: {chainage} lies before its first km-post", series.id));
            }
            for reading in readings {
                match Located::at(alignment, index, reading.chainage) {
                    Ok(located) => rows.push(LocatedRow {
                        alignment: alignment.id(),
                        series: &series.id,
                        official: Some(chainage),
                        basis: reading.basis,
                        uncertainty: reading.uncertainty,
                        located,
                        asked: None,
                        note: basis_note(calibration, reading.basis, reading.beyond),
                    }),
                    Err(_) => why_not.push(format!("{}: {chainage} lies beyond the end of the alignment", series.id)),
                }
            }
        }
        // Who writes a km-post means the official one; metres along the line are the answer only where none can be had.
        let asked = self.series.as_ref().map_or(rows.is_empty(), |s| s == "geometric");
        let along = asked.then(|| Located::at(alignment, index, chainage));
        match along {
            Some(Ok(located)) => rows.push(LocatedRow {
                alignment: alignment.id(),
                series: "geometric",
                official: None,
                basis: Basis::Geometric,
                uncertainty: None,
                located,
                asked: None,
                note: GEOMETRIC.into(),
            }),
            Some(Err(error)) if rows.is_empty() => {
                notes.clear();
                return Err(if why_not.is_empty() {
                    error
                } else {
                    Fault::new(
                        "beyond-end",
                        error.faults()[0].expected.clone(),
                        format!("{chainage} ({})", why_not.join("; ")),
                    )
                    .remedy("name a chainage that the road has")
                    .into()
                });
            }
            Some(Err(_)) | None => {}
        }
        if rows.is_empty() {
            return Err(Fault::new(
                "not-placed",
                format!("a chainage that can be placed on {}", alignment.id()),
                format!("{chainage} ({})", why_not.join("; ")),
            )
            .remedy("name another chainage, or --series geometric")
            .into());
        }
        notes.extend(why_not);
        if rows.iter().any(|r| r.series != "geometric") {
            notes.push(
                "Metres along the line from its first vertex, which are not official chainage: --series geometric."
                    .into(),
            );
        }
        if rows.len() > 1 {
            notes.push(format!("{chainage} has {} readings: name the one meant with --series.", rows.len()));
        }
        Ok(rows)
    }
}

const GEOMETRIC: &str = "counted along the line from its first vertex; not the road's official chainage";

/// A series, and its calibration where it can be placed.
type Tied<'a> = (&'a Series, Option<Calibration>);

enum Position {
    Chainage(Chainage),
    Stretch(ChainageRange),
    Place(LonLat),
}

fn position(text: &str) -> Result<Position> {
    if let Some((lon, lat)) = text.split_once(',')
        && let (Ok(x), Ok(y)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
    {
        return Ok(Position::Place(LonLat { x, y }));
    }
    let asked = text.parse::<RoadPlace>().ok().filter(|asked| asked.road.is_none());
    if let Some(asked) = asked {
        return Ok(asked.range()?.map_or(Position::Chainage(asked.from), Position::Stretch));
    }
    text.parse::<Chainage>().map(Position::Chainage).map_err(|_| {
        Fault::new(
            "where",
            "a chainage such as Km12+300, or a place as LON,LAT such as 103.016,21.386",
            format!("\"{text}\""),
        )
        .remedy("write one of the two")
        .into()
    })
}

/// What to know of a reading: how far it is from what the posts say.
pub fn basis_note(calibration: &Calibration, basis: Basis, beyond: Metres) -> String {
    let last = calibration.reaches().map(|c| c.to_string()).unwrap_or_default();
    match basis {
        Basis::Calibrated => String::new(),
        Basis::Bounded => "between km-posts of which some are known by commune only: ± is what they leave open".into(),
        Basis::Extrapolated => format!("{beyond} beyond the last km-post {last}, at the rate of the spans before it"),
        Basis::Geometric => {
            format!("{beyond} beyond the last km-post {last}, in metres of geometry: the road book runs longer")
        }
    }
}

/// One row for each series that has the place, and one along the geometry.
fn by_place<'a>(
    alignment: &'a Alignment,
    index: &Indexed<'_>,
    place: LonLat,
    calibrations: &'a [Tied<'a>],
    notes: &mut Vec<String>,
) -> Result<Vec<LocatedRow<'a>>> {
    let located = locate(alignment, index, place)?;
    let mut rows = Vec::new();
    for (series, calibration) in calibrations {
        if let Some((calibration, reading)) =
            calibration.as_ref().and_then(|c| Some((c, c.official(located.chainage)?)))
        {
            rows.push(LocatedRow {
                alignment: alignment.id(),
                series: &series.id,
                official: Some(reading.chainage),
                basis: reading.basis,
                uncertainty: reading.uncertainty,
                located: located.clone(),
                asked: Some(place),
                note: basis_note(calibration, reading.basis, reading.beyond),
            });
        } else {
            let why =
                if calibration.is_none() { "no km-post of it is located" } else { "the place lies before its origin" };
            notes.push(format!("{}: {why}, so it gives no official chainage here.", series.id));
        }
    }
    if rows.is_empty() {
        let note = GEOMETRIC.to_string();
        rows.push(LocatedRow {
            alignment: alignment.id(),
            series: "geometric",
            official: None,
            basis: Basis::Geometric,
            uncertainty: None,
            located: located.clone(),
            asked: Some(place),
            note,
        });
    }
    if located.offset.distance.metres() > FAR {
        notes.push(format!(
            "The place is {} from {}: the row is about the nearest point of the road, not about the place.",
            located.offset.distance,
            alignment.id()
        ));
    }
    Ok(rows)
}

/// The calibrations of all series of an alignment that can be placed.
pub fn calibrations(study: &Study, alignment: &Alignment, index: &Indexed<'_>) -> Result<Vec<Calibration>> {
    let mut found = Vec::new();
    for series in study.series.iter().filter(|s| s.alignment == alignment.id()) {
        found.extend(calibration(study, series, alignment, index)?);
    }
    Ok(found)
}

fn calibration(
    study: &Study,
    series: &Series,
    alignment: &Alignment,
    index: &Indexed<'_>,
) -> Result<Option<Calibration>> {
    let file = study.sources.iter().find(|s| s.role == "kmposts").map_or("study.toml", |s| s.file.as_str());
    Calibration::new(series, alignment, index, &study.km_posts)
        .map_err(|e| e.in_file(file).in_feature(&format!("series {}", series.id)))
}
