//! How long a process takes from its start until a layer of communes is ready to be measured, with and without what an
//! earlier run has kept: `cargo bench --bench start -- DIR…`, each a folder with a `communes.geojson` from `generate`.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use corridor::layers::{LayerOptions, keep_layers_in, read_communes};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio, exit};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIMES: usize = 11;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let given: Vec<String> = arguments.by_ref().collect();
    if let [word, layer, folder @ ..] = given.as_slice()
        && word == "ready"
    {
        folder.iter().for_each(|folder| keep_layers_in(Path::new(folder)));
        println!("{}", read_communes(Path::new(layer), &LayerOptions::default()).unwrap().len());
        exit(0);
    }
    println!("milliseconds, median of {TIMES} processes each, by turns\n");
    println!("| data | MB | kept, MB | read | first | second | second, hashed | read / second | read / hashed |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for data in given {
        let layer = Path::new(&data).join("communes.geojson");
        let folder = tempfile::tempdir().unwrap();
        let mut took = [const { Vec::new() }; 4];
        for _ in 0..TIMES {
            let kept = folder.path().join("kept");
            let _ = fs::remove_dir_all(&kept);
            took[0].push(ready(&layer, None));
            took[1].push(ready(&layer, Some(&kept)));
            took[2].push(ready(&layer, Some(&kept)));
            for note in with_end(&kept, "seen") {
                fs::remove_file(note).unwrap();
            }
            took[3].push(ready(&layer, Some(&kept)));
        }
        let [read, first, second, hashed] = took.map(|mut all| {
            all.sort_by(f64::total_cmp);
            all[TIMES / 2]
        });
        let size = |path: &PathBuf| fs::metadata(path).unwrap().len() as f64 / 1e6;
        let kept: f64 = with_end(&folder.path().join("kept"), "layer").iter().map(size).sum();
        let name = Path::new(&data).file_name().unwrap().display();
        println!(
            "| {name} | {:.1} | {kept:.1} | {read:.0} | {first:.0} | {second:.1} | {hashed:.1} | {:.1} | {:.1} |",
            size(&layer),
            read / second,
            read / hashed
        );
    }
}

/// From the start of a process until it says that its layer is ready, in milliseconds.
fn ready(layer: &Path, kept: Option<&Path>) -> f64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("ready").arg(layer).args(kept).stdout(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut said = [0; 1];
    child.stdout.as_mut().unwrap().read_exact(&mut said).unwrap();
    let took = start.elapsed().as_secs_f64() * 1e3;
    assert!(child.wait().unwrap().success());
    took
}

fn with_end(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|e| e == end)).collect()
}
