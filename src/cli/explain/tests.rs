use super::super::answers::again;
use super::super::common::Form;
use super::super::recipe::Command;
use super::find::Path;
use super::opened;
use crate::model::Study;
use crate::output::ids::{figure_columns, figure_id, row_ids, short};
use crate::output::{Cell, Document, cell_as_read};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn made(study: &Study, words: &[String]) -> Document {
    let command = Command { words: words.to_vec() };
    again(&command, Form::Geojson).unwrap().document(study).unwrap()
}

/// Every figure of an answer with its identifier.
fn figures(document: &Document) -> Vec<(String, Cell)> {
    let mut all = Vec::new();
    for sheet in &document.sheets {
        for (row, id) in sheet.rows.iter().zip(row_ids(sheet, document.recipe.as_ref())) {
            for column in figure_columns(sheet) {
                if row.cells[column] != Cell::Empty {
                    all.push((figure_id(&id, &short(sheet, sheet.columns[column].name)), row.cells[column].clone()));
                }
            }
        }
    }
    all
}

#[test]
fn every_figure_has_an_identifier_of_its_own_that_explain_opens() {
    let study = Study::embedded().unwrap();
    let mut opened_figures = 0;
    for words in [
        &["report"][..],
        &["compare", "ct03-a", "ct03-b", "ct03-c"],
        &["communes", "nh279", "ct03-a", "--within", "2km"],
        &["length", "nh279", "nh12"],
        &["proximity", "nh12", "--to", "places", "--nearest", "5"],
        &["locate", "nh12", "Km98+200"],
        &["list"],
    ] {
        let words: Vec<String> = words.iter().map(|w| w.to_string()).collect();
        let figures = figures(&made(&study, &words));
        let ids: BTreeSet<&String> = figures.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), figures.len(), "{words:?}: an identifier twice");
        // Each command is answered once; a figure is then opened in its answer.
        let mut by_command: BTreeMap<Vec<String>, Vec<(Path, &String, &Cell)>> = BTreeMap::new();
        for (id, cell) in &figures {
            let path = Path::read(std::slice::from_ref(id), &study).unwrap_or_else(|e| panic!("{id}: {e}"));
            by_command.entry(path.command(&study).unwrap()).or_default().push((path, id, cell));
        }
        for (words, figures) in by_command {
            let made = made(&study, &words);
            let command = Command { words };
            figures.par_iter().for_each(|(path, id, cell)| {
                let document = opened(&study, &made, path, &command).unwrap_or_else(|e| panic!("{id}: {e}")).document;
                assert!(
                    document
                        .title
                        .starts_with(&format!("{id} = {}", cell_as_read(cell, crate::output::Language::English))),
                    "{}",
                    document.title
                );
                assert!(document.sources.iter().all(|s| s.sha256.len() == 64), "{id}: an input without SHA-256");
            });
            opened_figures += figures.len();
        }
    }
    println!("{opened_figures} figures opened");
    assert!(opened_figures > 3000, "{opened_figures}");
}

#[test]
fn the_pieces_of_a_length_add_up_to_it() {
    let study = Study::embedded().unwrap();
    for (figure, words) in [
        ("nh279/lengths/length", &["length", "nh279"]),
        ("nh279/lengths/inside", &["length", "nh279"]),
        ("nh279/lengths/outside", &["length", "nh279"]),
        ("nh279/communes/03694/length", &["communes", "nh279"]),
    ] {
        let words: Vec<String> = words.iter().map(|w| w.to_string()).collect();
        let made = made(&study, &words);
        let path = Path::read(&[figure.to_string()], &study).unwrap();
        let command = Command { words };
        let found = path.find(&made).unwrap();
        let Cell::Length(whole) = made.sheets[found.sheet].rows[found.row].cells[found.column.unwrap()] else {
            panic!()
        };
        let document = opened(&study, &made, &path, &command).unwrap().document;
        let length = document.sheets[0].columns.iter().position(|c| c.name == "length_m").unwrap();
        let sum: f64 = document.sheets[0]
            .rows
            .iter()
            .map(|r| if let Cell::Length(m) = r.cells[length] { m.metres() } else { panic!() })
            .sum();
        assert!((sum - whole.metres()).abs() < 1e-3, "{figure}: {sum} {whole:?}");
    }
}
