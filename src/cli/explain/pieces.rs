//! The pieces of a figure: commune × range of chainage × metres, or commune × people; and what they rest on.

use super::super::answers::again;
use super::super::common::Form;
use super::super::locate::calibrations;
use super::super::recipe::Command;
use super::find::Found;
use crate::error::Result;
use crate::model::{Alignment, Source, Study};
use crate::output::ids::Asked;
use crate::output::{Cell, Document, Sheet, column};
use crate::units::{Chainage, Metres};
use geo::{Geometry, LineString, MultiLineString};
use std::collections::BTreeSet;

/// What a figure rests on.
pub struct About {
    /// Its pieces, with their places.
    pub pieces: Option<Sheet>,
    /// Files, and the features of each.
    pub inputs: Vec<(Source, String)>,
    /// The law: what, legal basis, since when, who says so.
    pub law: Vec<[String; 4]>,
    /// What to know.
    pub notes: Vec<String>,
}

/// What the pieces of a figure are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Ranges of chainage by commune.
    Ranges,
    /// People by commune, where each commune counts whole.
    Whole(&'static str),
    /// People by commune, by share of land.
    ByShare,
    /// None: the figure is a row of its own.
    Row,
}

/// What a figure rests on.
pub fn about(study: &Study, made: &Document, found: &Found) -> Result<About> {
    let sheet = &made.sheets[found.sheet];
    let cell = |name: &str| {
        let at = sheet.columns.iter().position(|c| c.name == name)?;
        Some(&sheet.rows[found.row].cells[at]).filter(|c| **c != Cell::Empty)
    };
    let text = |name: &str| match cell(name) {
        Some(Cell::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    let name = match (found.column.map(|c| sheet.columns[c].name), text("criterion")) {
        (Some("value" | "low" | "high" | "difference"), Some(criterion)) => criterion,
        (Some(name), _) => name.to_string(),
        (None, _) => String::new(),
    };
    let alignment = study.alignments.iter().find(|a| a.id() == found.subject);
    let commune = text("commune_id").or_else(|| text("id").filter(|_| text("kind").as_deref() == Some("commune")));
    let mut notes = Vec::new();
    let pieces = match kind(sheet.name, &name, text("served").as_deref()) {
        Kind::Row => None,
        Kind::Ranges => ranges(study, made, found, alignment, commune.as_deref(), &name)?,
        Kind::Whole(served) => people(study, made, alignment, commune.as_deref(), served)?,
        Kind::ByShare => people(study, made, alignment, commune.as_deref(), "within")?,
    };
    if let Some(sheet) = &pieces {
        notes.extend(sum(sheet));
        if sheet.columns.iter().any(|c| c.name == "official_from_m") {
            let series = study.series.iter().filter(|s| s.alignment == found.subject && s.origin.is_some());
            notes.extend(series.map(|s| format!("Lý trình by {}: {}.", s.id, s.source)));
        }
    }
    let communes: BTreeSet<String> = pieces.iter().flat_map(|s| texts(s, "commune_id")).chain(commune).collect();
    let inputs =
        inputs(study, made, sheet.name, alignment, &communes, text("target_id").or(text("id")).as_deref(), &pieces);
    let law = law(study, &communes, &text);
    Ok(About { pieces, inputs, law, notes })
}

fn kind(table: &str, name: &str, served: Option<&str>) -> Kind {
    match (table, name) {
        ("services", _) => match served {
            Some(s) if s.contains("proxy") => Kind::ByShare,
            Some(s) if s.starts_with("within") => Kind::Whole("within"),
            Some(s) if s.starts_with("by access") => Kind::Whole("access"),
            _ => Kind::Whole("crossed"),
        },
        (_, "people_within" | "area_share" | "area_m2" | "share_of_province" | "people_zone_iii") => Kind::ByShare,
        (_, "communes_within" | "population") => Kind::Whole("within"),
        (_, "people_crossed" | "communes_crossed") => Kind::Whole("crossed"),
        (_, "communes_access" | "people_access") => Kind::Whole("access"),
        ("lengths" | "legs" | "concurrency" | "coverage" | "upgraded", _) => Kind::Ranges,
        ("communes", "length_m" | "share" | "ranges" | "") => Kind::Ranges,
        (_, "length_m" | "length") => Kind::Ranges,
        _ => Kind::Row,
    }
}

/// The ranges of chainage that make up the figure, in the order of chainage.
fn ranges(
    study: &Study,
    made: &Document,
    found: &Found,
    alignment: Option<&Alignment>,
    commune: Option<&str>,
    name: &str,
) -> Result<Option<Sheet>> {
    let sheet = &made.sheets[found.sheet];
    let coverage = match (made.sheets.iter().find(|s| s.name == "coverage"), alignment) {
        (Some(sheet), _) => sheet.clone(),
        (None, Some(a)) => {
            let words = vec!["length".to_string(), a.id().to_string()];
            let made = again(&Command { words }, Form::Geojson)?.document(study)?;
            match made.sheets.into_iter().find(|s| s.name == "coverage") {
                Some(sheet) => sheet,
                None => return Ok(None),
            }
        }
        (None, None) => return Ok(None),
    };
    let at = |s: &Sheet, name: &str| s.columns.iter().position(|c| c.name == name);
    let (Some(subject), Some(code), Some(from), Some(to), Some(length), Some(share)) = (
        at(&coverage, "alignment_id"),
        at(&coverage, "commune_id"),
        at(&coverage, "from_m"),
        at(&coverage, "to_m"),
        at(&coverage, "length_m"),
        at(&coverage, "share"),
    ) else {
        return Ok(None);
    };
    let chainage = |s: &Sheet, row: usize, column: Option<usize>| match column.map(|c| &s.rows[row].cells[c]) {
        Some(Cell::Chainage(chainage)) => Some(*chainage),
        _ => None,
    };
    // A leg, a shared stretch or a range is a part of the whole: its pieces are cut to it.
    let within = chainage(sheet, found.row, at(sheet, "from_m")).zip(chainage(sheet, found.row, at(sheet, "to_m")));
    let home = study.home_province.as_deref();
    let at_home = |code: &Cell| match code {
        Cell::Text(code) => {
            study.communes.iter().any(|c| c.code.as_str() == code && c.province_code.as_deref() == home)
        }
        _ => false,
    };
    let mut pieces = coverage.clone();
    pieces.name = "pieces";
    pieces.title = "Its pieces: commune, range of chainage, metres".into();
    pieces.notes.clear();
    pieces.rows.clear();
    pieces.hidden.push("share");
    for (row, kept) in coverage.rows.iter().enumerate() {
        let about = kept.cells[subject] == Cell::text(&found.subject);
        let held = match name {
            "outside_m" => kept.cells[code] == Cell::Empty,
            "inside_m" => at_home(&kept.cells[code]),
            _ => commune.is_none_or(|c| kept.cells[code] == Cell::text(c)),
        };
        let (Some(a), Some(b)) = (chainage(&coverage, row, Some(from)), chainage(&coverage, row, Some(to))) else {
            continue;
        };
        let (a, b, cut) = match within {
            Some((low, high)) => (a.max(low), b.min(high), a < low || b > high),
            None => (a, b, false),
        };
        if !about || !held || a >= b {
            continue;
        }
        let mut kept = kept.clone();
        if cut {
            kept.cells[from] = Cell::Chainage(a);
            kept.cells[to] = Cell::Chainage(b);
            kept.cells[length] = Cell::Length(b - a);
            kept.cells[share] = Cell::Empty;
            kept.geometry = alignment.and_then(|road| stretch(road, a, b));
        }
        pieces.rows.push(kept);
    }
    if let Some(alignment) = alignment {
        official(study, alignment, &mut pieces, from, to)?;
    }
    Ok(Some(pieces))
}

fn stretch(road: &Alignment, from: Chainage, to: Chainage) -> Option<Geometry<f64>> {
    let range = crate::units::ChainageRange::new(from, to).ok()?;
    let lines = road.stretch(range).into_iter().map(LineString).collect();
    Some(Geometry::MultiLineString(MultiLineString(lines)))
}

/// Adds what the km-posts beside the road say, where a series of official chainage reaches.
fn official(study: &Study, alignment: &Alignment, pieces: &mut Sheet, from: usize, to: usize) -> Result<()> {
    let index = study.index();
    let tied = calibrations(study, alignment, &index)?;
    if tied.is_empty() {
        return Ok(());
    }
    for name in ["official_from_m", "official_to_m", "series"] {
        pieces.columns.push(column(name).clone());
    }
    for row in &mut pieces.rows {
        let at = |column: usize| match &row.cells[column] {
            Cell::Chainage(chainage) => Some(*chainage),
            _ => None,
        };
        let read = at(from).zip(at(to)).and_then(|(a, b)| {
            tied.iter().find_map(|c| Some((c.official(a)?.chainage, c.official(b)?.chainage, c.series.id.clone())))
        });
        match read {
            Some((a, b, series)) => row.cells.extend([Cell::Chainage(a), Cell::Chainage(b), Cell::text(series)]),
            None => row.cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
        }
    }
    pieces.hidden.push("series");
    Ok(())
}

/// The communes that make up a figure of people, with the people of each.
fn people(
    study: &Study,
    made: &Document,
    alignment: Option<&Alignment>,
    commune: Option<&str>,
    served: &str,
) -> Result<Option<Sheet>> {
    let Some(alignment) = alignment else { return Ok(None) };
    if served == "access" && alignment.access_points.is_empty() {
        return Ok(None);
    }
    let mut words: Vec<String> = ["communes", alignment.id(), "--served", served].map(String::from).to_vec();
    let asked = made.recipe.as_ref().map(|r| Asked::of(&r.command)).unwrap_or_default();
    for (flag, value) in
        asked.flags.into_iter().filter(|(f, _)| ["within", "access-within", "vintage"].contains(&f.as_str()))
    {
        words.push(format!("--{flag}"));
        words.extend(value);
    }
    let made = again(&Command { words }, Form::Geojson)?.document(study)?;
    let Some(mut sheet) = made.sheets.into_iter().find(|s| s.name == "communes") else { return Ok(None) };
    sheet.name = "pieces";
    sheet.title = "Its pieces: the communes, and the people of each".into();
    sheet.hidden.extend(["ranges", "length_m", "share"]);
    let Some(code) = sheet.columns.iter().position(|c| c.name == "commune_id") else { return Ok(None) };
    sheet.rows.retain(|row| commune.is_none_or(|c| row.cells[code] == Cell::text(c)));
    Ok(Some(sheet))
}

/// What the pieces add up to.
fn sum(pieces: &Sheet) -> Option<String> {
    let at = |name: &str| pieces.columns.iter().position(|c| c.name == name);
    if at("population").is_some() {
        let column = at("people_within")?;
        let total: u64 =
            pieces.rows.iter().filter_map(|r| if let Cell::Count(n) = r.cells[column] { Some(n) } else { None }).sum();
        let whole = at("population")?;
        let people: u64 =
            pieces.rows.iter().filter_map(|r| if let Cell::Count(n) = r.cells[whole] { Some(n) } else { None }).sum();
        return Some(format!(
            "Sum of the pieces: {} communes, {people} people as filed, {total} by share of land (each rounded).",
            pieces.rows.len()
        ));
    }
    let column = at("length_m")?;
    let total: Metres =
        pieces.rows.iter().filter_map(|r| if let Cell::Length(m) = r.cells[column] { Some(m) } else { None }).sum();
    Some(format!("Sum of the {} pieces: {:.3} m.", pieces.rows.len(), total.metres()))
}

fn texts(sheet: &Sheet, name: &str) -> Vec<String> {
    let Some(at) = sheet.columns.iter().position(|c| c.name == name) else { return Vec::new() };
    let text = |cell: &Cell| if let Cell::Text(t) = cell { Some(t.to_string()) } else { None };
    sheet.rows.iter().filter_map(|r| text(&r.cells[at])).collect()
}

/// Which table of the programme stands in which layer.
const TABLES: [(&str, &str); 8] = [
    ("schedule", "milestones"),
    ("report_figures", "indicators"),
    ("crosswalk", "crosswalk"),
    ("projects", "projects"),
    ("project_versions", "project_versions"),
    ("milestones", "milestones"),
    ("indicators", "indicators"),
    ("published_lengths", "length_anchors"),
];

/// The files that the figure rests on, with the features of each.
fn inputs(
    study: &Study,
    made: &Document,
    table: &str,
    alignment: Option<&Alignment>,
    communes: &BTreeSet<String>,
    target: Option<&str>,
    pieces: &Option<Sheet>,
) -> Vec<(Source, String)> {
    let mut found: Vec<(Source, String)> = Vec::new();
    let toml = Source {
        role: "study".into(),
        file: "study.toml".into(),
        sha256: study.toml_sha256.clone(),
        ..Source::default()
    };
    found.push((toml, "defaults, series".into()));
    let of = |role: &str| study.sources.iter().filter(|s| s.role == role).collect::<Vec<&Source>>().into_iter();
    if let Some((_, role)) = TABLES.iter().find(|(name, _)| *name == table) {
        found.extend(of(role).map(|s| (s.clone(), target.unwrap_or("its row").to_string())));
    }
    if let Some(alignment) = alignment {
        let file = |s: &&Source| alignment.about.layer.is_empty() || s.file == alignment.about.layer;
        let legs: BTreeSet<String> = pieces.iter().flat_map(|p| legs(alignment, p)).collect();
        let features = match legs.len() {
            n if n == 0 || n == alignment.legs.len() => alignment.id().to_string(),
            _ => format!("{}: {}", alignment.id(), legs.into_iter().collect::<Vec<_>>().join(", ")),
        };
        found.extend(of("alignments").filter(file).map(|s| (s.clone(), features.clone())));
        let tied = study.series.iter().any(|s| s.alignment == alignment.id());
        if tied && pieces.as_ref().is_some_and(|p| p.columns.iter().any(|c| c.name == "official_from_m")) {
            found.extend(of("kmposts").map(|s| (s.clone(), alignment.id().to_string())));
        }
        if table == "access_points" || pieces.as_ref().is_some_and(|p| !texts(p, "access_point").is_empty()) {
            found.extend(of("access_points").map(|s| (s.clone(), alignment.id().to_string())));
        }
    }
    if let Some(target) = target {
        let site = |ids: Vec<&str>| ids.contains(&target);
        let roles = [
            ("economic_zones", site(study.zones.iter().map(|z| z.site.id.as_str()).collect())),
            ("border_gates", site(study.gates.iter().map(|g| g.site.id.as_str()).collect())),
            ("places", site(study.places.iter().map(|p| p.site.id.as_str()).collect())),
        ];
        for (role, _) in roles.iter().filter(|(_, is)| *is) {
            found.extend(of(role).map(|s| (s.clone(), target.to_string())));
        }
    }
    if !communes.is_empty() {
        let codes: Vec<&str> = communes.iter().map(String::as_str).collect();
        found.extend(of("communes").map(|s| (s.clone(), codes.join(" "))));
        if study.crosswalk.iter().any(|s| communes.contains(&s.new_code)) {
            found.extend(of("crosswalk").map(|s| (s.clone(), codes.join(" "))));
        }
    }
    // A comparison, and whatever has no features of its own here, rests on every layer that the answer names.
    if found.len() == 1 || alignment.is_none() && TABLES.iter().all(|(name, _)| *name != table) {
        let known: BTreeSet<String> = found.iter().map(|(s, _)| s.file.clone()).collect();
        found.extend(made.sources.iter().filter(|s| !known.contains(&s.file)).map(|s| (s.clone(), String::new())));
    }
    found
}

/// The legs that the pieces lie on.
fn legs(alignment: &Alignment, pieces: &Sheet) -> Vec<String> {
    let at = |name: &str| pieces.columns.iter().position(|c| c.name == name);
    let (Some(from), Some(to)) = (at("from_m"), at("to_m")) else { return Vec::new() };
    let mut found = Vec::new();
    for row in &pieces.rows {
        if let (Cell::Chainage(a), Cell::Chainage(b)) = (&row.cells[from], &row.cells[to]) {
            found.extend(
                alignment.legs.iter().filter(|l| l.range.from() < *b && *a < l.range.to()).map(|l| l.id.clone()),
            );
        }
    }
    found
}

/// The law that the units of a figure rest on: mergers of communes, decisions on zones and projects.
fn law(study: &Study, communes: &BTreeSet<String>, text: &impl Fn(&str) -> Option<String>) -> Vec<[String; 4]> {
    let mut rows: Vec<[String; 4]> = Vec::new();
    for code in communes {
        let from: Vec<&crate::model::Succession> = study.crosswalk.iter().filter(|s| s.new_code == *code).collect();
        let Some(first) = from.first() else { continue };
        let old: Vec<String> = from.iter().map(|s| format!("{} ({})", s.old_name, s.old_code)).collect();
        rows.push([
            format!("{} {} ({}), made of {}", first.new_kind, first.new_name, code, old.join(", ")),
            first.legal_basis.clone(),
            first.effective_date.clone(),
            first.source.clone(),
        ]);
    }
    if let Some(zone) = text("target_id").and_then(|id| study.zones.iter().find(|z| z.site.id == id)) {
        let basis = zone.legal_basis.clone().unwrap_or_default();
        rows.push([zone.site.name.local.clone(), basis, String::new(), String::new()]);
    }
    if let Some(project) = text("project_id").and_then(|id| study.programme.projects.iter().find(|p| p.id == id)) {
        rows.push([project.name_en.clone(), project.legal_basis.clone(), String::new(), project.source.clone()]);
    }
    rows.retain(|[_, basis, since, source]| !(basis.is_empty() && since.is_empty() && source.is_empty()));
    rows
}
