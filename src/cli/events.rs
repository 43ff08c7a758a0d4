//! `corridor events`.

use super::answers::Answers;
use super::common::{Common, MEASURED};
use super::locate::calibrations;
use super::posts::with_posts;
use crate::error::{Error, Fault, Faults, Result};
use crate::geodesy::LonLat;
use crate::index::{Indexed, IndexedAlignment};
use crate::layers::{RawTable, read_table, source_of};
use crate::measure::{Calibration, Placed, Reading, coverage, locate_on, placed};
use crate::model::Study;
use crate::output::{Document, EventRow, event_sums_sheet, events_sheet};
use crate::units::{Chainage, RoadPlace};
use clap::Args;
use std::path::PathBuf;

/// A table of events by km-post or by coordinates: on the map, with lý trình both ways, summed by commune
///
/// FILE is a CSV with a header, one event a row: landslides, works, bridges, clearance. A place stands in a column kmpost (Km12+300, or
/// a stretch Km102 - Km139+650, with the road if need be: Km43+210/QL279), in from and to, or in lon and lat. Columns of numbers
/// are summed by commune; a stretch is shared out by its length.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor events landslides.csv --on nh12\n  corridor events points.csv --on nh279 --format csv --output with-ly-trinh.csv\n  corridor events works.csv --format geojson --output works.geojson"
)]
pub struct Events {
    /// The table
    file: PathBuf,
    /// The alignment, where the rows do not name it
    #[arg(long, value_name = "ALIGNMENT")]
    on: Option<String>,
    /// By this series of chainage, where the road has several; "geometric" counts along the line
    #[arg(long)]
    series: Option<String>,
    /// Km-posts of your own (CSV with kmpost, and lon and lat or a commune), beside those of the study
    #[arg(long, value_name = "FILE")]
    km_posts: Option<PathBuf>,
    /// Farther from the road than this a coordinate is refused
    #[arg(long, value_name = "D", value_parser = super::common::distance, default_value = "2km")]
    reach: crate::units::Metres,
    #[command(flatten)]
    common: Common,
}

/// The names under which people file the columns.
const PLACE: [&str; 9] = ["kmpost", "km", "ly_trinh", "lý trình", "lytrinh", "chainage", "km_post", "vi_tri", "vị trí"];
const FROM: [&str; 5] = ["from", "from_km", "tu", "từ", "start"];
const TO: [&str; 5] = ["to", "to_km", "den", "đến", "end"];
const LON: [&str; 5] = ["lon", "lng", "longitude", "x", "kinh_do"];
const LAT: [&str; 4] = ["lat", "latitude", "y", "vi_do"];
const ROAD: [&str; 5] = ["road", "route", "alignment", "tuyen", "tuyến"];

impl Answers for Events {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let table = read_table(&self.file)?;
        let study = &with_posts(study, self.km_posts.as_deref(), self.on.as_deref())?;
        let index = study.index();
        let columns = Columns::of(&table)?;
        let mut roads: Vec<Road<'_>> = Vec::new();
        let mut faults = Faults::new();
        let mut events: Vec<EventRow> = Vec::new();
        for (number, row) in &table.rows {
            let placed = self.place(study, &index, &columns, row, &mut roads);
            if let Some(placed) = faults.keep(placed.map_err(|e| e.in_feature(&format!("row {number}")))) {
                events.push(EventRow { number: *number, placed, cells: row.clone() });
            }
        }
        let events = faults.or(events).map_err(|e| e.in_file(&table.file))?;
        let names = study.communes.iter().map(|c| (c.code.clone(), c.name.local.clone())).collect();
        let summed = columns.numbers(&table);
        let geometry = self.common.out.geometry();
        let mut sheets = vec![events_sheet(&table.columns, &events, &names, geometry)];
        sheets.push(event_sums_sheet(&table.columns, &summed, &events, &names));
        let mut notes = Vec::new();
        for road in &roads {
            for c in &road.tied {
                let (misfit, _) = c.worst();
                if misfit.metres() > 0.0 {
                    notes.push(format!(
                        "{}, {}: a km-post misses its stretch by {misfit}: `corridor calibrate {}`.",
                        road.indexed.alignment.id(),
                        c.series.id,
                        road.indexed.alignment.id()
                    ));
                }
            }
        }
        if !summed.is_empty() {
            let left: Vec<&str> = summed.iter().map(|&i| table.columns[i].as_str()).collect();
            notes.push(format!(
                "Summed by commune: {}. A stretch is shared out by its length in each commune.",
                left.join(", ")
            ));
        }
        let mut document = Document {
            title: format!("{} events on {}", events.len(), roads.iter().map(|r| r.indexed.alignment.id()).collect::<Vec<_>>().join(", ")),
            definitions: vec![
                ("lý trình".into(), "official chainage by the km-posts of the study; \"at\" is geometric chainage from the first vertex of the line".into()),
                ("±".into(), "by how much the place may be off for want of km-posts at a point".into()),
            ],
            sheets,
            notes,
            ..Document::default()
        };
        document.sources.push(source_of(&self.file, "events"));
        document.sources.extend(self.km_posts.iter().map(|path| source_of(path, "kmposts")));
        Ok(self.common.out.finished(document, study, &[&MEASURED[..], &["kmposts", "places"]].concat()))
    }
}

/// A road that events are on, with what is made of it once.
struct Road<'a> {
    indexed: IndexedAlignment<'a>,
    tied: Vec<Calibration>,
    coverage: crate::measure::Coverage,
}

impl Events {
    fn place<'a>(
        &self,
        study: &'a Study,
        index: &Indexed<'_>,
        columns: &Columns,
        row: &[String],
        roads: &mut Vec<Road<'a>>,
    ) -> Result<Placed> {
        let cell = |column: Option<usize>| column.and_then(|i| row.get(i)).map(|t| t.trim()).filter(|t| !t.is_empty());
        let written = match (cell(columns.place), cell(columns.from)) {
            (Some(text), _) => Some(text.parse::<RoadPlace>()?),
            (None, Some(from)) => {
                let to = cell(columns.to).map(|to| format!(" - {to}")).unwrap_or_default();
                Some(format!("{from}{to}").parse()?)
            }
            (None, None) => None,
        };
        let named = written.as_ref().and_then(|w| w.road.clone()).or_else(|| cell(columns.road).map(str::to_string));
        let road = named.or_else(|| self.on.clone()).ok_or_else(|| {
            Fault::new("event-road", "the road that the event is on", "none")
                .remedy("name it with --on, or in a column road")
        })?;
        let alignment = study.alignment(&road)?;
        let at = match roads.iter().position(|r| r.indexed.alignment.id() == alignment.id()) {
            Some(at) => at,
            None => {
                let tied = calibrations(study, alignment, index)?;
                let indexed = IndexedAlignment::new(alignment);
                let coverage = coverage(&indexed, index);
                roads.push(Road { indexed, tied, coverage });
                roads.len() - 1
            }
        };
        let road = &roads[at];
        match (written, cell(columns.lon), cell(columns.lat)) {
            (Some(written), _, _) => self.by_chainage(road, &written),
            (None, Some(lon), Some(lat)) => self.by_place(road, index, lon, lat),
            _ => Err(Fault::new("event-place", "a km-post, or longitude and latitude", "neither")
                .remedy("fill in kmpost, or lon and lat")
                .into()),
        }
    }

    fn by_place(&self, road: &Road<'_>, index: &Indexed<'_>, lon: &str, lat: &str) -> Result<Placed> {
        let degrees = |text: &str| -> Result<f64> {
            text.replace(',', ".").parse::<f64>().map_err(|_| {
                Fault::new("event-place", "longitude and latitude in degrees", format!("\"{text}\""))
                    .remedy("write degrees with decimals, such as 103.016")
                    .into()
            })
        };
        let located = locate_on(&road.indexed, index, LonLat { x: degrees(lon)?, y: degrees(lat)? })?;
        if located.offset.distance > self.reach {
            return Err(Fault::new(
                "event-far",
                format!("a place within {} of {}", self.reach, road.indexed.alignment.id()),
                format!("one that is {} off", located.offset.distance),
            )
            .remedy("correct the coordinates, name another road, or raise --reach")
            .into());
        }
        let series = self.tied(road)?.into_iter().find_map(|c| Some((c, c.official(located.chainage)?)));
        Ok(placed(
            road.indexed.alignment,
            &road.coverage,
            (located.chainage, None),
            series.map(|(c, r)| (c, r, None)),
            located.offset,
        ))
    }

    fn by_chainage(&self, road: &Road<'_>, written: &RoadPlace) -> Result<Placed> {
        written.range()?;
        let offset = crate::units::Offset { distance: crate::units::Metres::ZERO, side: crate::units::Side::On };
        let end = Chainage::at(road.indexed.alignment.length());
        let refused = |found: String, remedy: String| -> Error {
            Fault::new("event-place", format!("a chainage that {} has", road.indexed.alignment.id()), found)
                .remedy(remedy)
                .into()
        };
        if self.series.as_deref() == Some("geometric") || road.tied.is_empty() {
            if written.from > end || written.to.is_some_and(|to| to > end) {
                return Err(refused(written.to.unwrap_or(written.from).to_string(), format!("the line ends at {end}")));
            }
            return Ok(placed(road.indexed.alignment, &road.coverage, (written.from, written.to), None, offset));
        }
        let mut fits = Vec::new();
        let mut why_not = Vec::new();
        for calibration in self.tied(road)? {
            let places = |official: Chainage| -> Vec<_> {
                calibration.places(official).into_iter().filter(|r| r.chainage <= end).collect()
            };
            let (from, to) = (places(written.from), written.to.map(places));
            let id = &calibration.series.id;
            match (from.as_slice(), to.as_deref()) {
                ([_, ..], None) => fits.extend(from.iter().map(|r| (calibration, *r, None))),
                ([a, ..], Some([.., b])) => fits.push((calibration, *a, Some(*b))),
                _ => {
                    let gap = [Some(written.from), written.to].into_iter().flatten().find_map(|c| calibration.gap(c));
                    why_not.push(match (gap, calibration.reaches()) {
                        (Some((back, ahead)), _) => format!("{id} leaves it out: {back} = {ahead}"),
                        (None, Some(last)) => format!(
                            "{id} is tied from {} to {last}, and the line ends at {}",
                            calibration.spans().first().map_or(last, |s| s.official_from),
                            calibration.official(end).map_or(last, |r| r.chainage)
                        ),
                        (None, None) => format!("{id} cannot be placed"),
                    });
                }
            }
        }
        match fits.as_slice() {
            [] => Err(refused(written.from.to_string(), why_not.join("; "))),
            [(calibration, from, to)] => Ok(placed(
                road.indexed.alignment,
                &road.coverage,
                (from.chainage, to.map(|t| t.chainage)),
                Some((calibration, worse(written.from, from, to.as_ref()), written.to)),
                offset,
            )),
            several => {
                let places: Vec<String> =
                    several.iter().map(|(c, r, _)| format!("{} of the line by {}", r.chainage, c.series.id)).collect();
                Err(refused(
                    format!("{}, which is at {}", written.from, places.join(" and at ")),
                    "name the series with --series, or give coordinates".into(),
                ))
            }
        }
    }

    /// The calibrations that are asked for.
    fn tied<'r>(&self, road: &'r Road<'_>) -> Result<Vec<&'r Calibration>> {
        let Some(asked) = self.series.as_deref().filter(|s| *s != "geometric") else {
            return Ok(road.tied.iter().collect());
        };
        let found: Vec<&Calibration> = road.tied.iter().filter(|c| c.series.id == asked).collect();
        if found.is_empty() {
            let known: Vec<&str> = road.tied.iter().map(|c| c.series.id.as_str()).chain(["geometric"]).collect();
            return Err(Fault::new(
                "unknown-series",
                format!("a series of {}: {}", road.indexed.alignment.id(), known.join(", ")),
                format!("\"{asked}\""),
            )
            .remedy("name one of them")
            .into());
        }
        Ok(found)
    }
}

/// What a stretch rests on: on the less sure of its ends.
fn worse(written: Chainage, from: &Reading, to: Option<&Reading>) -> Reading {
    let worst = to.filter(|to| to.basis != crate::measure::Basis::Calibrated || to.uncertainty > from.uncertainty);
    Reading { chainage: written, ..*worst.unwrap_or(from) }
}

/// Which column of the table holds what.
struct Columns {
    place: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    lon: Option<usize>,
    lat: Option<usize>,
    road: Option<usize>,
}

impl Columns {
    fn of(table: &RawTable) -> Result<Columns> {
        let at = |names: &[&str]| {
            names.iter().find_map(|name| table.columns.iter().position(|c| c.trim().to_lowercase() == *name))
        };
        let columns =
            Columns { place: at(&PLACE), from: at(&FROM), to: at(&TO), lon: at(&LON), lat: at(&LAT), road: at(&ROAD) };
        if columns.place.is_none() && columns.from.is_none() && (columns.lon.is_none() || columns.lat.is_none()) {
            return Err(Fault::new(
                "missing-column",
                "a column kmpost, columns from and to, or columns lon and lat",
                table.columns.join(", "),
            )
            .file(&table.file)
            .feature("the header")
            .remedy("name the column of the place in the first line")
            .into());
        }
        Ok(columns)
    }

    /// The columns of numbers: every cell a number or empty, at least one filled, and none that says where.
    fn numbers(&self, table: &RawTable) -> Vec<usize> {
        let places = [self.place, self.from, self.to, self.lon, self.lat, self.road];
        (0..table.columns.len())
            .filter(|i| !places.contains(&Some(*i)))
            .filter(|i| {
                !["id", "stt", "year", "nam", "năm", "code"].contains(&table.columns[*i].trim().to_lowercase().as_str())
            })
            .filter(|i| {
                let cells = || table.rows.iter().map(|(_, r)| r[*i].trim()).filter(|c| !c.is_empty());
                cells().next().is_some() && cells().all(|c| c.parse::<f64>().is_ok_and(f64::is_finite))
            })
            .collect()
    }
}
