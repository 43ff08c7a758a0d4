//! `corridor import`.

mod classes;
mod confirmed;
mod stitched;

use super::common::{Form, Out, distance};
use super::{Outcome, say};
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use crate::layers::{Feature, LayerOptions, Mapped, Properties, ROLES_OF_IMPORT, Role, checked, import, mapped};
use crate::model::{Source, fold};
use crate::output::{
    Document, faults_sheet, finish_left, layer_text, mapping_sheet, may_write, not_an_input, series_text, source_text,
    stitching_sheet, study_text, write_folder, write_set,
};
use crate::units::{Chainage, Metres};
use clap::Args;
use geo::Geometry;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Take a planner's file of any format into a study: shown what becomes what, ways stitched into alignments
///
/// Reads GeoJSON, GeoPackage, shapefile, KML, GPX, FlatGeobuf, CSV, DXF and OSM PBF, packed or not, moves it to
/// WGS 84, and writes it as a new layer of the study, which is made if it does not exist. The file is not touched.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  corridor import xa.zip --into my-study --as communes --map name=TEN_XA --licence \"internal\"\n  corridor import roads.osm.pbf --into my-study --as roads --stitch ref --only QL279 --snap 30m"
)]
pub struct Import {
    /// The file; - is standard input
    file: PathBuf,
    /// The folder of the study
    #[arg(long, value_name = "STUDY")]
    into: PathBuf,
    /// What the layer is for
    #[arg(long = "as", value_name = "ROLE", value_parser = role)]
    role: Role,
    /// Which property of the file is which of the study, such as name=TEN_XA; others are guessed and shown
    #[arg(long, value_name = "NAME=PROPERTY", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Only features with this value of a property, such as admin_level=6
    #[arg(long = "where", value_name = "PROPERTY=VALUE", value_parser = pair)]
    wanted: Vec<(String, String)>,
    /// Join the ways that share a property (of the file) into one alignment each, such as ref
    #[arg(long, value_name = "PROPERTY")]
    stitch: Option<String>,
    /// Only these alignments of the stitched ones
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "stitch")]
    only: Vec<String>,
    /// Ends of ways no further apart are joined; default 30 m: a carriageway's width, under the 100 m between posts
    #[arg(long, value_name = "D", value_parser = distance, default_value = "30m")]
    snap: Metres,
    /// Where chainage 0 is: the alignment is turned to start at the end nearest to it
    #[arg(long, value_name = "LON,LAT", value_parser = place)]
    origin: Option<LonLat>,
    /// Km-posts of the alignments, from a file of any format: each is turned so that they rise along it
    #[arg(long, value_name = "FILE", requires = "stitch", conflicts_with = "origin")]
    kmposts: Option<PathBuf>,
    /// For km-posts: the alignment that they stand on
    #[arg(long, value_name = "ID")]
    alignment: Option<String>,
    /// For km-posts: the series that they count in
    #[arg(long, value_name = "ID", default_value = "imported")]
    series: String,
    /// The layer, where the file holds several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// The CRS of the file, where it does not say it, such as EPSG:9205
    #[arg(long)]
    crs: Option<String>,
    /// The encoding of its text, where it does not say it: UTF-8, windows-1258, TCVN3 …
    #[arg(long)]
    encoding: Option<String>,
    /// Leave heights out instead of refusing them
    #[arg(long)]
    ignore_z: bool,
    /// The name of the layer's file in the study [default: the role and the file's name]
    #[arg(long, value_name = "FILE")]
    name: Option<String>,
    /// Who published it
    #[arg(long, default_value = "not stated")]
    publisher: String,
    /// Its date
    #[arg(long, default_value = "not stated")]
    date: String,
    /// Its licence
    #[arg(long, default_value = "not stated")]
    licence: String,
    /// Who must be credited
    #[arg(long, default_value = "")]
    credit: String,
    /// Agree to what is guessed; on a terminal it is shown and asked otherwise
    #[arg(long)]
    yes: bool,
    /// Show what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    out: Out,
}

fn role(text: &str) -> std::result::Result<Role, String> {
    let names: Vec<&str> = ROLES_OF_IMPORT.iter().map(|r| r.1).collect();
    ROLES_OF_IMPORT
        .iter()
        .find(|(_, name, _)| *name == text)
        .map(|(role, ..)| *role)
        .ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

fn pair(text: &str) -> std::result::Result<(String, String), String> {
    text.split_once('=')
        .filter(|(a, b)| !a.is_empty() && !b.is_empty())
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .ok_or_else(|| "expected two names with = between, such as name=TEN_XA".to_string())
}

fn place(text: &str) -> std::result::Result<LonLat, String> {
    let number = |t: &str| t.trim().parse::<f64>().ok();
    match text.split_once(',').map(|(x, y)| (number(x), number(y))) {
        Some((Some(x), Some(y))) if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok(LonLat { x, y }),
        _ => Err("expected LON,LAT such as 103.016,21.386".to_string()),
    }
}

impl Import {
    pub fn run(self) -> Result<Outcome> {
        let options = LayerOptions {
            crs: self.crs.clone(),
            ignore_z: self.ignore_z,
            layer: self.layer.clone(),
            encoding: self.encoding.clone(),
            ..LayerOptions::default()
        };
        // What an earlier run had ready for the study belongs to it before anything is added.
        finish_left(&self.into);
        self.ready()?;
        let read = import(&self.file, &options)?;
        let mut warnings = read.warnings.clone();
        let features: Vec<Feature> = read.features.into_iter().filter(|f| self.is_wanted(f)).collect();
        let groups = self.stitch.as_ref().map(|by| stitched::grouped(&features, by));
        let asked = !self.yes && !self.dry_run && self.file.as_os_str() != "-" && confirmed::can_ask();
        let said = if asked { confirmed::confirmed(&features, self.role, &self.map)? } else { self.map.clone() };
        let Mapped { mut features, mapping, left_out, .. } = mapped(features, self.role, &said)?;
        for (kind, count) in &left_out {
            let fault = Fault::new(
                "left-out",
                "geometries that the role takes",
                format!("{count} features of kind {kind}, left out"),
            );
            warnings.push(
                fault
                    .warning()
                    .file(self.file.display().to_string())
                    .remedy("import them under another role, if they matter"),
            );
        }
        if self.licence == "not stated" {
            let fault = Fault::new("licence", "the licence of the data", "none stated");
            warnings.push(
                fault
                    .warning()
                    .file(self.file.display().to_string())
                    .remedy("say it with --licence; it stands with every output"),
            );
        }
        let mut stitched = Vec::new();
        if let Some(groups) = groups {
            (features, stitched) = self.stitched(&features, groups)?;
        }
        if matches!(self.role, Role::Roads | Role::Alignments) {
            features = classes::classed(features, &mut warnings, &self.file.display().to_string());
        }
        let (file, content) = match self.role {
            Role::Kmposts => (self.file_name("csv"), self.posts(&features)?),
            _ => (self.file_name("geojson"), layer_text(&identified(features, self.role))),
        };
        let count = checked(self.role, content.as_bytes())?;
        if !self.dry_run {
            self.write(
                &file,
                &content,
                self.source(&file, read.format, read.layer.as_deref(), read.hash.as_deref(), &mapping),
            )?;
        }
        let done = if self.dry_run { "would be" } else { "are" };
        let title = format!(
            "{}: {count} {} {done} in {}",
            self.file.display(),
            self.role.in_study(),
            self.into.join(&file).display()
        );
        let mut sheets = vec![mapping_sheet(&mapping)];
        if self.stitch.is_some() {
            let (mut ways, mut parts) = (0, 0);
            stitched.iter().for_each(|(_, s, _)| (ways, parts) = (ways + s.used, parts + s.parts.len()));
            let told = format!(
                "{ways} ways became {} alignments of {parts} parts; ends within {} were joined",
                stitched.len(),
                self.snap
            );
            let mut sheet = stitching_sheet(stitched.iter().map(|(id, s, _)| (id.as_str(), s))).note(told);
            for (id, _, direction) in &stitched {
                sheet = sheet.note(format!("direction of {id}: {direction}"));
            }
            sheets.push(sheet);
        }
        sheets.push(faults_sheet(&warnings));
        self.out.give_as_it_is(&Document { title, sheets, ..Document::default() })?;
        if !self.dry_run && self.out.format == Form::Table {
            say(&format!("now: corridor check --study {}", self.into.display()));
        }
        Ok(Outcome::Done)
    }

    /// Whether the layer is to be a file in the folder of the study, and not the one that is read.
    fn ready(&self) -> Result<()> {
        let Some(name) = &self.name else { return Ok(()) };
        let mut parts = Path::new(name).components();
        let plain =
            matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name.as_str());
        if !plain || name == "study.toml" || name.starts_with('.') {
            return Err(Fault::new("name", "the name of a file in the study's folder", format!("\"{name}\""))
                .property("--name")
                .remedy("give a name alone, without folders, such as communes-2025.geojson")
                .into());
        }
        not_an_input(&self.into.join(name), std::slice::from_ref(&self.file))
    }

    fn is_wanted(&self, feature: &Feature) -> bool {
        self.wanted.iter().all(|(name, value)| feature.properties.text(name).is_some_and(|t| t == *value))
    }

    fn file_name(&self, extension: &str) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let stem = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = slug(stem.split('.').next().unwrap_or(""));
        let word = ROLES_OF_IMPORT.iter().find(|(r, ..)| *r == self.role).map_or("layer", |r| r.1);
        if stem.is_empty() { format!("{word}.{extension}") } else { format!("{word}-{stem}.{extension}") }
    }

    fn posts(&self, features: &[Feature]) -> Result<String> {
        let mut table = String::from(
            "alignment,series,kmpost,place,kind,lon,lat,from_lon,from_lat,to_lon,to_lat,source,accuracy\n",
        );
        for feature in features {
            let p = &feature.properties;
            let alignment = p.text("alignment").or_else(|| self.alignment.clone());
            let missing = |what: &str, remedy: &str| {
                Fault::new("missing-property", what, "none")
                    .file(self.file.display().to_string())
                    .feature(&feature.label)
                    .remedy(remedy)
            };
            let alignment = alignment.ok_or_else(|| {
                missing("the alignment of a km-post", "name it with --alignment nh279, or --map alignment=…")
            })?;
            let said = p.text("kmpost").or_else(|| p.map().get("kmpost").map(ToString::to_string));
            let said = said.ok_or_else(|| missing("what the km-post says", "name the property with --map kmpost=…"))?;
            let kmpost =
                chainage(&said).map_err(|e| e.in_file(&self.file.display().to_string()).in_feature(&feature.label))?;
            let series = p.text("series").unwrap_or_else(|| self.series.clone());
            let (kind, place) = match &feature.geometry {
                Some(Geometry::Point(at)) => ("point", format!("{},{}", at.x(), at.y())),
                _ => ("unlocated", ",".to_string()),
            };
            let cell = |t: String| format!("\"{}\"", t.replace('"', "\"\""));
            let text = |name: &str| cell(p.text(name).unwrap_or_default());
            table += &format!(
                "{},{},{kmpost},{},{kind},{place},,,,,{},\n",
                cell(alignment),
                cell(series),
                text("place"),
                text("source")
            );
        }
        Ok(table)
    }

    fn source(
        &self,
        file: &str,
        format: &str,
        layer: Option<&str>,
        hash: Option<&str>,
        mapping: &[(&'static str, String, bool, String)],
    ) -> Source {
        let name = self.file.file_name().map_or_else(|| "standard input".into(), |n| n.to_string_lossy().into_owned());
        let mut changed = format!("imported from {name} ({format}");
        changed += &layer.map_or(String::new(), |l| format!(", layer {l}"));
        changed += &self.crs.as_ref().map_or(String::new(), |c| format!(", read as {c}"));
        changed += &hash.map_or(")".to_string(), |h| format!(", sha256 {h})"));
        let pairs: Vec<String> = mapping.iter().map(|(field, from, ..)| format!("{field}={from}")).collect();
        changed += &format!("; moved to WGS 84; {}", pairs.join(", "));
        if let Some(by) = &self.stitch {
            changed += &format!("; ways of one {by} stitched, ends within {} joined", self.snap);
        }
        Source {
            role: self.role.in_study().to_string(),
            file: file.to_string(),
            title: name,
            publisher: self.publisher.clone(),
            date: self.date.clone(),
            licence: self.licence.clone(),
            credit: self.credit.clone(),
            accuracy: "not stated".into(),
            changed,
            ..Source::default()
        }
    }

    /// The layer first, then the study that names it: a study never names a file that is not there.
    fn write(&self, file: &str, content: &str, source: Source) -> Result<()> {
        let described = self.into.join("study.toml");
        let mut text = match described.is_file() {
            true => std::fs::read_to_string(&described).map_err(|e| {
                Fault::new("study-toml", "a study.toml that can be read", e.to_string())
                    .file(described.display().to_string())
                    .remedy("let this user read it, as UTF-8")
            })?,
            false => {
                let name = self.into.file_name().map_or("study".into(), |n| n.to_string_lossy().into_owned());
                study_text(&name)
            }
        };
        let path = self.into.join(file);
        if described.is_file() {
            may_write(&path, self.out.force)?;
        }
        if !text.contains(&format!("file = {}", toml_text(file))) {
            text += &source_text(&source);
            if self.role == Role::Kmposts {
                let alignment = self.alignment.clone().unwrap_or_default();
                if !alignment.is_empty() {
                    text += &series_text(&alignment, &self.series, &source.title);
                }
            }
        }
        match described.is_file() {
            false => write_folder(
                &self.into,
                &[(file, content.as_bytes().to_vec()), ("study.toml", text.into_bytes())],
                self.out.force,
            ),
            true => write_set(&[(path, content.as_bytes()), (described, text.as_bytes())], true),
        }
    }
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// A chainage as a sign says it: `Km12+345`, or a plain number of kilometres.
fn chainage(said: &str) -> Result<Chainage> {
    let plain = said.trim().replace(',', ".");
    match plain.parse::<f64>() {
        Ok(km) if (0.0..100_000.0).contains(&km) => Ok(Chainage::at(Metres::new(km * 1000.0)?)),
        _ => said.parse::<Chainage>(),
    }
}

/// Letters without diacritics, digits, and hyphens between: an identifier that can be typed.
fn slug(name: &str) -> String {
    let words: Vec<String> = name.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|w| !w.is_empty()).collect();
    words.join("-").chars().filter(char::is_ascii).take(60).collect()
}

/// Features without an identifier get one made of their name or route; two of one name are numbered.
fn identified(features: Vec<Feature>, role: Role) -> Vec<Feature> {
    if role == Role::Communes {
        return features;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    features
        .into_iter()
        .enumerate()
        .map(|(i, feature)| {
            let p = &feature.properties;
            let from = p.text("id").or_else(|| p.first_text(&["name_vi", "route"]).map(|n| slug(&n)));
            let id = from.filter(|f| !f.is_empty()).unwrap_or_else(|| format!("feature-{}", i + 1));
            let times = taken.entry(id.clone()).or_insert(0);
            *times += 1;
            let id = if *times > 1 && p.text("id").is_none() { format!("{id}-{times}") } else { id };
            let mut map = p.map().clone();
            map.insert("id".into(), Value::from(id));
            Feature { properties: Properties::new(map, None), ..feature }
        })
        .collect()
}
