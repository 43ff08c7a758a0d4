//! `corridor assess`.

use super::common::{Form, count, distance};
use super::{Outcome, say};
use crate::error::{Fault, Faults, Result};
use crate::index::{Indexed, along_a_curve, each_near_the_last};
use crate::layers::{LayerOptions, alignments_in_passing, read_alignments, read_communes, read_zones, source_of};
use crate::measure::{Assessment, Definitions, Measures, assess_all_for, assess_for};
use crate::model::{Alignment, Study};
use crate::output::{
    CsvRows, Document, Sheet, Wanted, catchment_rows, catchment_sheet, coverage_rows, coverage_sheet, csv_of,
    lengths_row, lengths_sheet, may_write_folder, not_an_input, proximity_rows, proximity_sheet, write_folder,
    write_folder_by,
};
use crate::units::Metres;
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// All measures for any files, for hundreds of alignments at once: files in, files out, no study needed
///
/// Writes lengths, coverage, catchment and (with --zones) proximity into the folder, or some of them: CSV by default.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor assess --alignments roads.geojson --communes communes.geojson --zones zones.geojson --within 5km --nearest 3 --out results"
)]
pub struct Assess {
    /// GeoJSON with one LineString or MultiLineString an alignment
    #[arg(long, value_name = "FILE")]
    alignments: PathBuf,
    /// GeoJSON with one Polygon or MultiPolygon a commune
    #[arg(long, value_name = "FILE")]
    communes: PathBuf,
    /// GeoJSON with a point or polygon an economic zone
    #[arg(long, value_name = "FILE")]
    zones: Option<PathBuf>,
    /// Half-width of the corridor [default: 5km]
    #[arg(long, value_name = "D", value_parser = distance)]
    within: Option<Metres>,
    /// How many of the nearest zones [default: 3]
    #[arg(long, value_name = "N", value_parser = count)]
    nearest: Option<usize>,
    /// Only these tables, with commas between them; what none of them needs is not measured [default: all]
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    table: Vec<Table>,
    /// The folder for the results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The form of the results
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// The property that identifies an alignment [default: id, then code]
    #[arg(long, value_name = "PROPERTY")]
    alignment_id: Option<String>,
    /// The property that identifies a commune [default: code, then id]
    #[arg(long, value_name = "PROPERTY")]
    commune_id: Option<String>,
    /// The property that identifies a zone [default: id, then code]
    #[arg(long, value_name = "PROPERTY")]
    zone_id: Option<String>,
    /// The CRS of the files, where it is not WGS 84 longitude and latitude, such as EPSG:9205
    #[arg(long)]
    crs: Option<String>,
    /// Leave heights out instead of refusing them
    #[arg(long)]
    ignore_z: bool,
}

/// A table that may be asked for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// How long each is, and how much of it lies in no commune
    Lengths,
    /// Which ranges of chainage lie in which commune
    Coverage,
    /// Which communes are within the distance, and which share of them
    Catchment,
    /// The nearest zones
    Proximity,
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Table::Lengths => "lengths",
            Table::Coverage => "coverage",
            Table::Catchment => "catchment",
            Table::Proximity => "proximity",
        }
    }

    fn sheet(self, of: &[Assessment<'_>], wanted: &Wanted<'_>) -> Sheet {
        match self {
            Table::Lengths => lengths_sheet(of, wanted),
            Table::Coverage => coverage_sheet(of, wanted),
            Table::Catchment => catchment_sheet(of, wanted),
            Table::Proximity => {
                proximity_sheet(of.iter().flat_map(|a| a.zones.iter().map(move |zone| (a, zone))), wanted)
            }
        }
    }

    /// Writes the rows of one alignment behind others, as [`Table::sheet`] has them.
    fn write(self, of: &Assessment<'_>, wanted: &Wanted<'_>, text: &mut Vec<u8>) {
        let mut rows = CsvRows(text);
        match self {
            Table::Lengths => lengths_row(of, wanted, &mut rows),
            Table::Coverage => coverage_rows(of, wanted, &mut rows),
            Table::Catchment => catchment_rows(of, wanted, &mut rows),
            Table::Proximity => proximity_rows(of, wanted, &mut rows),
        }
    }
}

/// Some alignments written down, with little room for each, since there may be millions.
struct Part {
    ids: Column,
    /// The rows of every table.
    tables: Vec<Column>,
}

/// Text of one alignment behind that of another, with the places where each ends.
#[derive(Default)]
struct Column {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Column {
    /// Adds what is written of the next alignment.
    fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Without room for more: an allocator may leave what shrinks in its place, with the room that it had.
    fn whole(self) -> Column {
        Column { text: self.text.as_slice().to_vec(), ends: self.ends.as_slice().to_vec() }
    }

    fn of(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }
}

/// An alignment among those written down. The first letters of its identifier mostly decide its place without a look at it.
struct Numbered {
    first: u64,
    part: u32,
    number: u32,
}

impl Part {
    fn numbered(&self, part: usize) -> impl Iterator<Item = Numbered> {
        (0..self.ids.ends.len()).map(move |number| {
            let mut first = [0; 8];
            first.iter_mut().zip(self.ids.of(number)).for_each(|(kept, byte)| *kept = *byte);
            Numbered { first: u64::from_be_bytes(first), part: part as u32, number: number as u32 }
        })
    }
}

impl Assess {
    pub fn run(self) -> Result<Outcome> {
        self.ready()?;
        let csv = self.format == Form::Csv;
        let (read, (ground, faults)) = rayon::join(|| (!csv).then(|| self.roads()), || self.ground());
        // The process ends with this verb, and what is held goes with it: millions of small things are not dropped singly.
        let study = ManuallyDrop::new(ground);
        let defaults = Definitions::of(&study);
        let definitions = Definitions {
            within: self.within.unwrap_or(defaults.within),
            nearest: self.nearest.unwrap_or(defaults.nearest),
            ..defaults
        };
        let sound = faults.is_empty();
        let in_passing = if csv && sound { self.in_passing(&study, &definitions)? } else { None };
        let count = match in_passing {
            Some(count) => count,
            None => {
                // What is unusual in the text is read, or refused, with care.
                let mut all = Faults::new();
                let alignments = all.keep(read.unwrap_or_else(|| self.roads())).unwrap_or_default();
                all.extend_all(faults);
                all.or(())?;
                let count = alignments.len();
                self.in_memory(alignments, &study, &definitions)?;
                count
            }
        };
        say(&format!(
            "assessed {count} alignments against {} communes; wrote {} files to {}",
            study.communes.len(),
            self.tables().len(),
            self.out.display()
        ));
        Ok(Outcome::Done)
    }

    /// Writes alignments down while they are read, so that a million of them take the room of their rows alone. How many were
    /// they? None are written where one is unusual, or two share an identifier.
    fn in_passing(&self, ground: &Study, definitions: &Definitions) -> Result<Option<usize>> {
        let (index, wanted) = drawn(ground);
        let options = self.options(&self.alignment_id);
        let part = |some: Vec<Alignment>| self.part(some.iter(), &index, definitions, &wanted);
        let parts = alignments_in_passing(&self.alignments, &options, along_a_curve, part);
        parts.map_or(Ok(None), |parts| self.write(parts, &wanted))
    }

    /// Writes the results of alignments that are all in memory, in any form.
    fn in_memory(&self, alignments: Vec<Alignment>, study: &Study, definitions: &Definitions) -> Result<()> {
        let (index, wanted) = drawn(study);
        if self.format == Form::Csv {
            let order = each_near_the_last(&alignments);
            let part = |some: &[usize]| self.part(some.iter().map(|&i| &alignments[i]), &index, definitions, &wanted);
            let parts = order.par_chunks((order.len() / 256).clamp(1, 256)).map(part).collect();
            return self.write(parts, &wanted).map(|_| ());
        }
        let assessments = assess_all_for(&alignments.iter().collect::<Vec<_>>(), &index, definitions, self.measures())?;
        let wanted = Wanted::of(study, matches!(self.format, Form::Geojson | Form::Gpkg));
        let made = self.tables().into_iter().map(|table| {
            let sheet = table.sheet(&assessments, &wanted);
            let document = Document {
                title: sheet.title.clone(),
                definitions: vec![
                    ("within".into(), definitions.within.to_string()),
                    ("nearest".into(), definitions.nearest.to_string()),
                ],
                sheets: vec![sheet],
                sources: study.sources.clone(),
                ..Document::default()
            };
            self.format.bytes(&document, None)
        });
        let made: Vec<Vec<u8>> = made.collect::<Result<_>>()?;
        let names = self.names();
        let files: Vec<(&str, Vec<u8>)> = names.iter().map(String::as_str).zip(made).collect();
        write_folder(&self.out, &files, self.force)
    }

    /// Some alignments measured and written down.
    fn part<'a>(
        &self,
        alignments: impl Iterator<Item = &'a Alignment>,
        index: &Indexed<'_>,
        definitions: &Definitions,
        wanted: &Wanted<'_>,
    ) -> Result<Part> {
        let measures = self.measures();
        let mut ids = Column::default();
        let mut tables: Vec<(Table, Column)> = self.tables().into_iter().map(|t| (t, Column::default())).collect();
        for alignment in alignments {
            let assessment = assess_for(alignment, index, definitions, measures)?;
            ids.add(|text| text.extend_from_slice(alignment.id().as_bytes()));
            for (table, column) in &mut tables {
                column.add(|text| table.write(&assessment, wanted, text));
            }
        }
        Ok(Part { ids: ids.whole(), tables: tables.into_iter().map(|(_, column)| column.whole()).collect() })
    }

    /// Writes the parts by rising identifier. How many alignments are in them? None are written where two share one.
    fn write(&self, parts: Vec<Result<Part>>, wanted: &Wanted<'_>) -> Result<Option<usize>> {
        let parts = ManuallyDrop::new(parts.into_iter().collect::<Result<Vec<Part>>>()?);
        let mut order: Vec<Numbered> = parts.iter().enumerate().flat_map(|(i, part)| part.numbered(i)).collect();
        let id = |n: &Numbered| parts[n.part as usize].ids.of(n.number as usize);
        order.par_sort_unstable_by(|a, b| a.first.cmp(&b.first).then_with(|| id(a).cmp(id(b))));
        if !order.is_sorted_by(|a, b| a.first < b.first || id(a) < id(b)) {
            return Ok(None);
        }
        let (names, tables) = (self.names(), self.tables());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        write_folder_by(&self.out, &names, self.force, |table, out| {
            out.write_all(csv_of(&tables[table].sheet(&[], wanted)).as_bytes())?;
            order.iter().try_for_each(|n| out.write_all(parts[n.part as usize].tables[table].of(n.number as usize)))
        })?;
        Ok(Some(order.len()))
    }

    /// The names of the files.
    fn names(&self) -> Vec<String> {
        self.tables().iter().map(|table| format!("{}.{}", table.name(), self.extension())).collect()
    }

    /// The tables asked for, in the order in which they are always written.
    fn tables(&self) -> Vec<Table> {
        let is_wanted = |table: &Table| match self.table.as_slice() {
            [] => *table != Table::Proximity || self.zones.is_some(),
            some => some.contains(table),
        };
        Table::value_variants().iter().copied().filter(is_wanted).collect()
    }

    /// What they need. A length is told with how much of it lies outside every commune.
    fn measures(&self) -> Measures {
        let tables = self.tables();
        Measures {
            coverage: tables.contains(&Table::Lengths) || tables.contains(&Table::Coverage),
            catchment: tables.contains(&Table::Catchment),
            proximity: tables.contains(&Table::Proximity),
        }
    }

    /// Whether the results may be written, none of them onto a file that is read: asked before the work.
    fn ready(&self) -> Result<()> {
        if self.table.contains(&Table::Proximity) && self.zones.is_none() {
            return Err(Fault::new("missing-layer", "--zones FILE, for the table proximity", "none")
                .remedy("add --zones FILE, or leave proximity out of --table")
                .into());
        }
        let results = self.names();
        let inputs: Vec<PathBuf> = [&self.alignments, &self.communes].into_iter().chain(&self.zones).cloned().collect();
        results.iter().try_for_each(|name| not_an_input(&self.out.join(name), &inputs))?;
        may_write_folder(&self.out, &results.iter().map(String::as_str).collect::<Vec<_>>(), self.force)
    }

    fn extension(&self) -> &'static str {
        match self.format {
            Form::Csv => "csv",
            Form::Json => "json",
            Form::Geojson => "geojson",
            Form::Md => "md",
            Form::Table => "txt",
            Form::Gpkg => "gpkg",
            Form::Xlsx => "xlsx",
            Form::Sarif => "sarif",
        }
    }

    fn options(&self, id: &Option<String>) -> LayerOptions {
        let (id, crs) = (id.clone(), self.crs.clone());
        LayerOptions { id, crs, ignore_z: self.ignore_z, ..LayerOptions::default() }
    }

    fn roads(&self) -> Result<Vec<Alignment>> {
        read_alignments(&self.alignments, &self.options(&self.alignment_id))
    }

    /// Communes, zones and sources as a study without alignments, and every fault in them.
    fn ground(&self) -> (Study, Faults) {
        let files = [(Some(&self.alignments), "alignments"), (Some(&self.communes), "communes")];
        let files = files.into_iter().chain([(self.zones.as_ref(), "economic_zones")]);
        // Text does not name its sources.
        let files = files.filter(|_| self.format != Form::Csv).filter_map(|(path, role)| Some((path?, role)));
        let files: Vec<_> = files.collect();
        let zones = || self.zones.as_ref().map(|path| read_zones(path, &self.options(&self.zone_id))).transpose();
        let communes = || read_communes(&self.communes, &self.options(&self.commune_id));
        let sources = || files.par_iter().map(|(path, role)| source_of(path, role)).collect();
        let (communes, (zones, sources)) = rayon::join(communes, || rayon::join(zones, sources));
        let mut faults = Faults::new();
        let communes = faults.keep(communes).unwrap_or_default();
        let zones = faults.keep(zones).flatten().unwrap_or_default();
        (Study { communes, zones, sources, ..Study::default() }, faults)
    }
}

/// The communes and zones, indexed and by their codes.
fn drawn(study: &Study) -> (ManuallyDrop<Indexed<'_>>, ManuallyDrop<Wanted<'_>>) {
    let index = || ManuallyDrop::new(Indexed::new(&study.communes, &study.zones));
    rayon::join(index, || ManuallyDrop::new(Wanted::of(study, false)))
}
