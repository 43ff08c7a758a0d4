//! One document through every format: the same figures, and text from data stays text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::measure::{Served, assess_all};
use corridor::model::{Alignment, Commune, CommuneCode, Name, Population};
use corridor::output::{
    COLUMNS, Document, Format, Wanted, catchment_sheet, columns_sheet, communes_sheet, coverage_sheet, lengths_sheet,
    render, services_sheet,
};
use corridor::{Definitions, Study};
use geo::polygon;
use serde_json::Value;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// Text that has broken spreadsheets, terminals and pages before.
const HOSTILE: &str = "=cmd|'/c calc'!A1 <script>alert(1)</script> \"quoted\", | `x` \u{1b}[31mred \u{202e}desrever";

fn study() -> Study {
    let square = |x: f64| polygon![(x: x, y: 21.0), (x: x + 0.1, y: 21.0), (x: x + 0.1, y: 21.1), (x: x, y: 21.1)];
    let commune = |code: &str, x: f64, name: &str, population| {
        let land = geo::MultiPolygon(vec![square(x)]);
        Commune {
            code: CommuneCode::new(code),
            name: Name::new(name, None),
            kind: None,
            province: None,
            province_code: None,
            population,
            population_note: None,
            official_area: None,
            area: corridor::SquareMetres::default(),
            land: land.into(),
            office: None,
            difficulty_zone: None,
        }
    };
    let line = [(103.02, 21.05), (103.18, 21.05)].map(|p| p.into()).to_vec();
    Study {
        alignments: vec![Alignment::new("a1", vec![line]).unwrap()],
        communes: vec![
            commune("00001", 103.0, HOSTILE, Population::Known(1234)),
            commune("00002", 103.1, "Mường Ảng", Population::Missing),
        ],
        ..Study::default()
    }
}

fn document(study: &Study) -> Document {
    let index = study.index();
    let alignments: Vec<&Alignment> = study.alignments.iter().collect();
    let assessments = assess_all(&alignments, &index, &Definitions::default()).unwrap();
    let wanted = Wanted::of(study, true);
    Document {
        title: HOSTILE.into(),
        sheets: vec![
            communes_sheet(&assessments, Served::Crossed, &wanted),
            coverage_sheet(&assessments, &wanted),
            lengths_sheet(&assessments, &wanted),
            catchment_sheet(&assessments, &wanted),
            services_sheet(&assessments, &wanted),
        ],
        notes: vec![HOSTILE.into()],
        ..Document::default()
    }
}

fn rendered(format: Format) -> String {
    render(&document(&study()), format, None).unwrap()
}

#[test]
fn every_format_tells_the_same_length() {
    let json: Value = serde_json::from_str(&rendered(Format::Json)).unwrap();
    let length = json["tables"]["lengths"]["rows"][0]["length_m"].as_f64().unwrap();
    assert!((16_000.0..17_000.0).contains(&length), "{length}");
    let csv = render(&document(&study()), Format::Csv, Some("lengths")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let column = reader.headers().unwrap().iter().position(|h| h == "length_m").unwrap();
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(row[column].parse::<f64>().unwrap(), length);
    let shown = format!("{:.3}", length / 1000.0);
    assert!(rendered(Format::Table).contains(&shown));
    assert!(rendered(Format::Markdown).contains(&shown));
    let map: Value = serde_json::from_str(&rendered(Format::GeoJson)).unwrap();
    let features = map["features"].as_array().unwrap();
    let road = features.iter().find(|f| f["properties"]["layer"] == "lengths").unwrap();
    assert_eq!(road["properties"]["length_m"].as_f64().unwrap(), length);
}

#[test]
fn pieces_make_up_the_whole_in_the_json_too() {
    let json: Value = serde_json::from_str(&rendered(Format::Json)).unwrap();
    let sum: f64 =
        json["tables"]["coverage"]["rows"].as_array().unwrap().iter().map(|r| r["length_m"].as_f64().unwrap()).sum();
    let whole = json["tables"]["lengths"]["rows"][0]["length_m"].as_f64().unwrap();
    assert!((sum - whole).abs() < 2e-3, "{sum} {whole}");
}

#[test]
fn a_formula_in_a_name_is_text_in_csv() {
    let text = render(&document(&study()), Format::Csv, Some("communes")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let column = reader.headers().unwrap().iter().position(|h| h == "commune").unwrap();
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[column], format!("'{HOSTILE}"));
}

#[test]
fn a_name_cannot_drive_the_terminal() {
    let text = rendered(Format::Table);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn a_name_is_text_in_markdown() {
    let text = rendered(Format::Markdown);
    assert!(!text.contains("<script>") && !text.contains('\u{1b}'));
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let table: Vec<&str> =
        text.lines().skip_while(|l| !l.starts_with("| code")).take_while(|l| l.starts_with('|')).collect();
    assert!(table.len() == 4, "{table:?}");
    assert!(table.iter().all(|l| columns(l) == columns(table[0])), "a name has broken the table: {table:?}");
}

#[test]
fn a_name_survives_json_and_geojson_unchanged() {
    let json: Value = serde_json::from_str(&rendered(Format::Json)).unwrap();
    assert_eq!(json["tables"]["communes"]["rows"][0]["commune"], HOSTILE);
    let map: Value = serde_json::from_str(&rendered(Format::GeoJson)).unwrap();
    assert!(map["features"].as_array().unwrap().iter().any(|f| f["properties"]["commune"] == HOSTILE));
}

#[test]
fn geojson_is_rfc_7946_and_every_feature_has_its_figures() {
    let text = rendered(Format::GeoJson);
    let map: geojson::FeatureCollection = text.parse().unwrap();
    for feature in &map.features {
        assert!(feature.geometry.is_some());
        assert!(feature.properties.as_ref().unwrap().contains_key("alignment_id"));
    }
    let layers: BTreeSet<&str> =
        map.features.iter().map(|f| f.properties.as_ref().unwrap()["layer"].as_str().unwrap()).collect();
    assert_eq!(layers, ["catchment", "communes", "coverage", "lengths"].into());
}

#[test]
fn unknown_people_are_not_zero() {
    let text = rendered(Format::Table);
    assert!(text.contains("≥ 1,234 (1 of 2 communes unknown)"), "{text}");
    let json: Value = serde_json::from_str(&rendered(Format::Json)).unwrap();
    let rows = &json["tables"]["communes"]["rows"];
    assert_eq!(rows[0]["population"], 1234);
    assert_eq!(rows[1]["population"], Value::Null);
    assert_eq!(rows[1]["population_flag"], "missing");
}

#[test]
fn tables_fit_a_hundred_columns() {
    for line in rendered(Format::Table).lines() {
        assert!(line.width() <= 100, "{} columns: {line}", line.width());
    }
}

#[test]
fn every_column_is_specified_once_and_said_by_the_columns_table() {
    let names: BTreeSet<&str> = COLUMNS.iter().map(|c| c.name).collect();
    assert_eq!(names.len(), COLUMNS.len(), "a column is specified twice");
    assert_eq!(columns_sheet().rows.len(), COLUMNS.len());
    for sheet in &document(&study()).sheets {
        for column in &sheet.columns {
            assert!(names.contains(column.name), "{} of {} is not specified", column.name, sheet.name);
        }
    }
    for column in COLUMNS {
        assert!(!column.meaning.is_empty() && !column.empty.is_empty(), "{}", column.name);
    }
}

#[test]
fn a_table_that_is_not_there_is_answered_with_those_that_are() {
    let error = render(&document(&study()), Format::Csv, Some("comunes")).unwrap_err().to_string();
    assert!(error.contains("did you mean communes?"), "{error}");
}
