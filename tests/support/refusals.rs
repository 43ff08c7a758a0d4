//! Files as they should not be, handed to the tool as a process.
#![allow(dead_code)]

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// One road, in one commune.
pub const ALIGNMENTS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"LineString","coordinates":[[103.0,21.0],[103.1,21.0],[103.2,21.05]]}}]}"#;
pub const COMMUNES: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"01"},"geometry":{"type":"Polygon","coordinates":[[[102.9,20.9],[103.3,20.9],[103.3,21.1],[102.9,21.1],[102.9,20.9]]]}}]}"#;
pub const SQUARE: &str = "[[[102.9,20.9],[103.3,20.9],[103.3,21.1],[102.9,21.1],[102.9,20.9]]]";

pub fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

pub fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
}

pub fn line(coordinates: &str) -> String {
    format!(r#"{{"type":"LineString","coordinates":{coordinates}}}"#)
}

pub fn polygon(coordinates: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#)
}

/// What came of a run.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The tool with these arguments, within a minute, in this folder.
pub fn corridor_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> Run {
    let output = Command::cargo_bin("corridor")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let run = Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert!(matches!(run.code, Some(0..=2)), "{:?} {}", run.code, run.err);
    assert!(!run.err.contains('\u{1b}'), "an escape reached the terminal: {:?}", run.err);
    run
}

/// The tool with these arguments, in a folder that does not matter.
pub fn corridor<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    corridor_in(Path::new(env!("CARGO_TARGET_TMPDIR")), arguments)
}

/// A run of `assess` on these files.
pub fn assessed(alignments: &[u8], communes: &[u8], zones: Option<&str>, more: &[&str]) -> (TempDir, Run) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("alignments.geojson"), alignments).unwrap();
    fs::write(folder.path().join("communes.geojson"), communes).unwrap();
    let mut arguments =
        vec!["assess", "--alignments", "alignments.geojson", "--communes", "communes.geojson", "--out", "results"];
    if let Some(zones) = zones {
        fs::write(folder.path().join("zones.geojson"), zones).unwrap();
        arguments.extend(["--zones", "zones.geojson"]);
    }
    arguments.extend(more);
    let run = corridor_in(folder.path(), arguments);
    (folder, run)
}

/// The message with which these files are refused; nothing may have been written.
pub fn refused(alignments: &[u8], communes: &[u8], zones: Option<&str>, more: &[&str]) -> String {
    let (folder, run) = assessed(alignments, communes, zones, more);
    assert_eq!(run.code, Some(2), "not refused: {}", String::from_utf8_lossy(&alignments[..alignments.len().min(300)]));
    assert_eq!(run.out, "", "a refusal is no result");
    assert!(!folder.path().join("results").exists(), "something was written");
    assert!(run.err.chars().count() < 2000, "a message that nobody reads: {} characters", run.err.len());
    run.err
}

/// The message names the file, says each of the parts (`a|b`: one of them), and has a remedy.
pub fn holds(case: &str, message: &str, file: &str, parts: &[&str]) {
    assert!(message.contains(file), "{case}: no {file} in\n{message}");
    assert!(message.contains("To mend it: "), "{case}: no remedy in\n{message}");
    for part in parts {
        assert!(part.split('|').any(|either| message.contains(either)), "{case}: no {part} in\n{message}");
    }
}

/// The embedded study as a folder, with something changed.
pub struct Study {
    folder: TempDir,
}

impl Study {
    /// As it is.
    pub fn written() -> Study {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(corridor_in(folder.path(), ["init", "study"]).code, Some(0));
        Study { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("study")
    }

    /// Changes one of its files.
    pub fn edit(&self, file: &str, change: impl Fn(String) -> String) {
        let path = self.path().join(file);
        let before = fs::read_to_string(&path).unwrap();
        let after = change(before.clone());
        assert_ne!(before, after, "{file} is as it was");
        fs::write(path, after).unwrap();
    }

    /// The message with which a verb refuses it.
    pub fn run(&self, verb: &str) -> String {
        let run = corridor_in(self.folder.path(), [verb, "--study", "study"]);
        assert_eq!(run.code, Some(2), "{verb} took it: {}", run.err);
        assert_eq!(run.out, "");
        run.err
    }

    /// What `check` says of it, as CSV; it must fail.
    pub fn checked(&self) -> String {
        let run = corridor_in(self.folder.path(), ["check", "--study", "study", "--format", "csv"]);
        assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{}", run.out);
        run.out
    }
}

/// The embedded study with one file changed.
pub fn edited(file: &str, change: impl Fn(String) -> String) -> Study {
    let study = Study::written();
    study.edit(file, change);
    study
}
