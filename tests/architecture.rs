//! The house is built as it was drawn: who may use whom, and who may touch the world.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// A module may use only modules to its left.
const ORDER: [&str; 11] =
    ["error", "units", "geodesy", "model", "layers", "index", "measure", "network", "compare", "output", "cli"];

struct Line {
    place: String,
    module: String,
    text: String,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every line of code in `src`, without comments and without the tests beside it.
fn lines() -> Vec<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut lines = Vec::new();
    for file in files.into_iter().filter(|f| !f.ends_with("tests.rs") && !f.iter().any(|part| part == "tests")) {
        let inside = file.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().to_string();
        let module = first.trim_end_matches(".rs").to_string();
        for (number, text) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if text.trim_start().starts_with("#[cfg(test)]") {
                break;
            }
            if !text.trim_start().starts_with("//") {
                let place = format!("src/{}:{}", inside.display(), number + 1);
                lines.push(Line { place, module: module.clone(), text: text.to_string() });
            }
        }
    }
    assert!(lines.len() > 1000, "the sources were not found");
    lines
}

/// The modules of this crate that a line names.
fn used(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .flat_map(|(at, _)| {
            let rest = &text[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or("").split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            names.into_iter().map(word).collect::<Vec<_>>()
        })
        .collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn faults(wrong: impl Fn(&Line) -> bool) -> Vec<String> {
    lines().iter().filter(|l| wrong(l)).map(|l| format!("{}: {}", l.place, l.text.trim())).collect()
}

#[test]
fn a_module_uses_only_modules_to_its_left() {
    let rank = |name: &str| ORDER.iter().position(|m| *m == name);
    let wrong = faults(|line| {
        let Some(own) = rank(&line.module) else { return false };
        used(&line.text).iter().any(|u| rank(u).is_none_or(|r| r > own))
    });
    assert!(wrong.is_empty(), "out of order:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_place_in_the_order() {
    let known = |m: &str| ORDER.contains(&m) || m == "lib" || m == "main";
    let wrong = faults(|line| !known(&line.module));
    assert!(wrong.is_empty(), "not in the order:\n{}", wrong.join("\n"));
}

#[test]
fn output_measures_nothing() {
    let wrong = faults(|line| {
        let names = used(&line.text);
        // A place is a type of geodesy; nothing else of it may be used.
        let places_only = line.text.contains("crate::geodesy::LonLat;");
        line.module == "output"
            && (names.contains(&"index".to_string()) || names.contains(&"geodesy".to_string()) && !places_only)
    });
    assert!(wrong.is_empty(), "output computes:\n{}", wrong.join("\n"));
}

#[test]
fn only_layers_reads_and_only_output_and_cli_write() {
    let touches = |t: &str| {
        ["std::fs", "std::io", "fs::", "File::", "stdin", "std::env", "std::process"].iter().any(|w| t.contains(w))
    };
    let wrong =
        faults(|line| touches(&line.text) && !["layers", "output", "cli", "main"].contains(&line.module.as_str()));
    assert!(wrong.is_empty(), "input or output in the middle:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_but_the_command_line_prints_or_knows_clap() {
    let prints =
        |t: &str| ["println!", "print!", "eprintln!", "stdout()", "stderr()", "clap"].iter().any(|w| t.contains(w));
    let wrong = faults(|line| prints(&line.text) && !["cli", "main"].contains(&line.module.as_str()));
    assert!(wrong.is_empty(), "printing in the library:\n{}", wrong.join("\n"));
}

#[test]
fn the_library_does_not_panic_by_design() {
    let panics = |t: &str| {
        [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("].iter().any(|w| t.contains(w))
    };
    let wrong = faults(|line| panics(&line.text));
    assert!(wrong.is_empty(), "may panic:\n{}", wrong.join("\n"));
}
