//! A planner's file on its way into a study: read whole, its attributes given the names that a study uses.

use super::fingerprint::sha256_of;
use super::geojson::{Feature, kind_of};
use super::properties::Properties;
use super::store::unreadable;
use super::{LayerOptions, alignments, communes, door, placing, sites, tables};
use crate::error::{Fault, Result, clean};
use crate::model::{fold, nearest_names};
use geo::Geometry;
use serde_json::{Map, Value};
use std::path::Path;

/// What an imported layer may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Communes, by their land.
    Communes,
    /// Routes and alternatives.
    Alignments,
    /// Existing roads: alignments of a road map.
    Roads,
    /// Economic zones.
    Zones,
    /// Border gates.
    Gates,
    /// Towns, junctions, airports.
    Places,
    /// Km-posts.
    Kmposts,
}

/// The roles by the word for each on the command line, and the role of the layer in `study.toml`.
pub const ROLES_OF_IMPORT: [(Role, &str, &str); 7] = [
    (Role::Communes, "communes", "communes"),
    (Role::Alignments, "alignments", "alignments"),
    (Role::Roads, "roads", "alignments"),
    (Role::Zones, "zones", "economic_zones"),
    (Role::Gates, "gates", "border_gates"),
    (Role::Places, "places", "places"),
    (Role::Kmposts, "kmposts", "kmposts"),
];

impl Role {
    /// The role of the layer in `study.toml`.
    pub fn in_study(self) -> &'static str {
        ROLES_OF_IMPORT.iter().find(|(role, ..)| *role == self).map_or("", |(_, _, name)| name)
    }

    /// Whether a geometry is of the kind that the role needs.
    fn takes(self, geometry: Option<&Geometry<f64>>) -> bool {
        use Geometry::{LineString, MultiLineString, MultiPolygon, Point, Polygon};
        let land = matches!(geometry, Some(Polygon(_) | MultiPolygon(_)));
        match self {
            Role::Communes => land,
            Role::Alignments | Role::Roads => matches!(geometry, Some(LineString(_) | MultiLineString(_))),
            Role::Zones | Role::Gates | Role::Places => land || matches!(geometry, Some(Point(_))),
            Role::Kmposts => matches!(geometry, Some(Point(_)) | None),
        }
    }
}

/// A file as it was read.
#[derive(Debug)]
pub struct Imported {
    /// The name of its format.
    pub format: &'static str,
    /// The layer within it, if it has a name.
    pub layer: Option<String>,
    /// Its SHA-256, if it is a file.
    pub hash: Option<String>,
    /// Its features in WGS 84.
    pub features: Vec<Feature>,
    /// What is doubtful about it.
    pub warnings: Vec<Fault>,
}

/// Reads a file of any format.
///
/// # Errors
/// Every fault of the file.
pub fn import(path: &Path, options: &LayerOptions) -> Result<Imported> {
    let file = path.display().to_string();
    let read = || -> Result<Imported> {
        let fingerprint = || if file == "-" { Ok(None) } else { sha256_of(path).map(Some) };
        let (opened, hash) = rayon::join(|| door::open(path, options), fingerprint);
        let (content, format) = opened?;
        let layer = content.layer.clone();
        let (features, warnings) = placing::placed(content, options)?;
        let warnings =
            warnings.into_iter().map(|w| Fault { file: Some(w.file.unwrap_or_else(|| clean(&file))), ..w }).collect();
        Ok(Imported { format: format.name(), layer, hash: hash.map_err(|e| unreadable(path, &e))?, features, warnings })
    };
    read().map_err(|e| e.in_file(&file))
}

/// A property that a role knows, and the names that it goes by elsewhere, folded.
pub type Field = (&'static str, &'static [&'static str]);

/// The properties of a role. The first is what identifies a feature.
pub fn fields(role: Role) -> &'static [Field] {
    match role {
        Role::Communes => &[
            (
                "code",
                &[
                    "code",
                    "maxa",
                    "maphuongxa",
                    "maxaphuong",
                    "madvhc",
                    "maxp",
                    "maphuong",
                    "ma",
                    "gsocode",
                    "mahc",
                    "maxahc",
                    "ref",
                    "id",
                ],
            ),
            (
                "name_vi",
                &[
                    "namevi",
                    "tenxa",
                    "tenphuongxa",
                    "tenxaphuong",
                    "tendvhc",
                    "tenphuong",
                    "ten",
                    "name",
                    "namexa",
                    "tenxp",
                    "xa",
                ],
            ),
            ("name_en", &["nameen", "nameenglish", "tenen"]),
            ("kind", &["kind", "loai", "captype", "loaidvhc", "type", "loaihinh"]),
            ("province", &["province", "tinh", "tentinh", "tinhthanh"]),
            ("province_code", &["provincecode", "matinh", "matp"]),
            ("population", &["population", "danso", "ds", "sodan", "dansonguoi", "pop", "tongdanso"]),
            ("population_flag", &["populationflag"]),
            ("area_km2_official", &["areakm2official", "dientich", "dientichkm2", "dtkm2", "areakm2", "dtich"]),
        ],
        Role::Alignments | Role::Roads => &[
            ("id", &["id", "mastt", "matuyen", "maduong"]),
            ("name_vi", &["namevi", "tentuyen", "tenduong", "ten", "name"]),
            ("name_en", &["nameen"]),
            ("route", &["route", "ref", "sohieu", "sohieuduong", "tuyen", "kyhieu"]),
            ("class", &["class", "capduong", "cap", "highway", "loaiduong", "fclass"]),
            ("status", &["status", "trangthai", "hientrang", "tinhtrang"]),
            ("alignment", &["alignment"]),
            ("seq", &["seq", "thutu", "stt"]),
            ("published_km", &["publishedkm", "chieudaikm", "chieudai"]),
        ],
        Role::Zones | Role::Gates | Role::Places => &[
            ("id", &["id", "ma", "code"]),
            ("name_vi", &["namevi", "ten", "name", "tenkhu", "tencuakhau", "tenkcn"]),
            ("name_en", &["nameen"]),
            ("kind", &["kind", "loai", "type", "place", "loaihinh"]),
            ("legal_basis", &["legalbasis", "quyetdinh", "cancu", "soqd"]),
            ("status", &["status", "trangthai", "hientrang"]),
            ("accuracy_m", &["accuracym", "saisom"]),
            ("note", &["note", "ghichu"]),
        ],
        Role::Kmposts => &[
            ("kmpost", &["kmpost", "lytrinh", "km", "cotkm", "cockm", "chainage", "milestone", "distance", "name"]),
            ("alignment", &["alignment", "tuyen", "route", "ref", "quoclo", "duong"]),
            ("series", &["series"]),
            ("place", &["place", "diadanh", "vitri", "ghichu"]),
            ("source", &["source", "nguon"]),
        ],
    }
}

/// One property of a study, the property of the file that it is taken from, whether the user said so, and an example.
pub type Mapping = (&'static str, String, bool, String);

/// Features with the properties of a study.
#[derive(Debug)]
pub struct Mapped {
    /// Properties and geometry of each.
    pub features: Vec<Feature>,
    /// What was taken from where.
    pub mapping: Vec<Mapping>,
    /// Properties of the file that nothing was taken from; they are kept under their own names.
    pub kept: Vec<String>,
    /// How many features were left out because they are of another kind, by kind.
    pub left_out: Vec<(String, usize)>,
}

/// Gives features the properties of a role: those asked for (`name=TEN_XA`), else those whose names are like them.
///
/// # Errors
/// A property that was asked for is on neither side.
pub fn mapped(features: Vec<Feature>, role: Role, asked: &[(String, String)]) -> Result<Mapped> {
    let mut left_out: Vec<(String, usize)> = Vec::new();
    let (features, others): (Vec<Feature>, Vec<Feature>) =
        features.into_iter().partition(|f| role.takes(f.geometry.as_ref()));
    for other in others {
        let kind = kind_of(other.geometry.as_ref()).to_string();
        match left_out.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, count)) => *count += 1,
            None => left_out.push((kind, 1)),
        }
    }
    let mut has: Vec<String> = Vec::new();
    for name in features.iter().flat_map(|f| f.properties.map().keys()) {
        if !has.contains(name) {
            has.push(name.clone());
        }
    }
    let mapping = mapping(&features, role, asked, &has)?;
    let taken: Vec<&String> = mapping.iter().map(|m| &m.1).collect();
    let known = |name: &str| fields(role).iter().any(|(field, _)| *field == name);
    let kept: Vec<String> = has.iter().filter(|h| !taken.contains(h) && !known(h)).cloned().collect();
    let renamed = |feature: Feature| -> Feature {
        let old = feature.properties.map();
        let mut map = Map::new();
        for (field, from, ..) in &mapping {
            let found = old.get(from).cloned().unwrap_or(Value::Null);
            map.insert((*field).to_string(), tidy(field, found));
        }
        for name in &kept {
            if let Some(found) = old.get(name).filter(|v| !v.is_null()) {
                map.insert(name.clone(), found.clone());
            }
        }
        let id = feature.properties.own_id().map(str::to_string);
        Feature { properties: Properties::new(map, id), ..feature }
    };
    Ok(Mapped { features: features.into_iter().map(renamed).collect(), mapping, kept, left_out })
}

fn mapping(features: &[Feature], role: Role, asked: &[(String, String)], has: &[String]) -> Result<Vec<Mapping>> {
    let fields = fields(role);
    let short = |field: &str| if field == "name" { "name_vi".to_string() } else { field.to_string() };
    for (field, from) in asked {
        let names: Vec<&str> = fields.iter().map(|f| f.0).collect();
        if !names.contains(&short(field).as_str()) {
            let near = nearest_names(field, names.iter().copied());
            let remedy = near.first().map_or("use one of these".to_string(), |n| format!("did you mean {n}?"));
            return Err(Fault::new(
                "map",
                format!("one of the properties {}", names.join(", ")),
                format!("\"{field}\""),
            )
            .property("--map")
            .remedy(remedy)
            .into());
        }
        if !has.contains(from) {
            let near = nearest_names(from, has.iter().map(String::as_str));
            let list: Vec<String> = has.iter().take(20).map(|h| clean(h)).collect();
            let remedy = near.first().map_or("use one of these".to_string(), |n| format!("did you mean {n}?"));
            return Err(Fault::new(
                "map",
                format!("a property of the file: {}", list.join(", ")),
                format!("\"{from}\""),
            )
            .property("--map")
            .remedy(remedy)
            .into());
        }
    }
    let example = |from: &str| -> String {
        let found = features.iter().find_map(|f| f.properties.map().get(from).filter(|v| !v.is_null()));
        found.map_or(String::new(), |v| clean(&v.as_str().map_or(v.to_string(), str::to_string)))
    };
    let mut taken: Vec<String> = asked.iter().map(|a| a.1.clone()).collect();
    let mut found = Vec::new();
    for (field, likely) in fields {
        if let Some((_, from)) = asked.iter().find(|(f, _)| short(f) == *field) {
            found.push((*field, from.clone(), true, example(from)));
            continue;
        }
        let like = |h: &&String| -> Option<usize> { likely.iter().position(|l| *l == fold(h)) };
        let free = has.iter().filter(|h| !taken.contains(h));
        if let Some(from) = free.filter(|h| like(h).is_some()).min_by_key(|h| like(h)) {
            taken.push(from.clone());
            found.push((*field, from.clone(), false, example(from)));
        }
    }
    Ok(found)
}

/// A value as a study has it: identifiers are text, counts are numbers where they were written with spaces.
fn tidy(field: &str, found: Value) -> Value {
    match (field, found) {
        ("code" | "id" | "province_code" | "route" | "kmpost" | "alignment" | "series", Value::Number(n)) => {
            Value::from(n.to_string())
        }
        ("population", Value::String(text)) => {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            plain.parse::<u64>().map_or(Value::from(text), Value::from)
        }
        // A table of whole numbers that were written with decimals.
        ("population" | "seq", Value::Number(n)) => match n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 1e15) {
            Some(whole) => Value::from(whole as i64),
            None => Value::Number(n),
        },
        (_, found) => found,
    }
}

/// Whether a layer that was written for this role would be read: its number of nouns, or every fault.
///
/// # Errors
/// What the study would be refused for.
pub fn checked(role: Role, content: &[u8]) -> Result<usize> {
    let features = || -> Result<Vec<Feature>> {
        let options = LayerOptions::default();
        placing::placed(door::of_bytes("layer.geojson", content, &options)?.0, &options).map(|(features, _)| features)
    };
    Ok(match role {
        Role::Communes => communes::communes(features()?, None)?.len(),
        Role::Alignments | Role::Roads => alignments::joined(features()?, "alignment", "the layer")?.len(),
        Role::Zones => sites::zones(features()?, None)?.len(),
        Role::Gates => sites::gates(features()?)?.len(),
        Role::Places => sites::places(features()?)?.len(),
        Role::Kmposts => tables::km_posts(content)?.len(),
    })
}
