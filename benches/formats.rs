//! How long does a file of any format take to be read? `cargo bench --bench formats -- FILE…` prints, for each, the seconds of the best
//! of three readings, and how many features it has. `benches/peers/reading.py` sets it beside GDAL.

use corridor::layers::{LayerOptions, import};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    // Cargo adds `--bench` of its own accord.
    for file in std::env::args().skip(1).filter(|a| a != "--bench") {
        let options = LayerOptions { ignore_z: true, ..LayerOptions::default() };
        let mut best = f64::INFINITY;
        let mut features = 0;
        for _ in 0..3 {
            let began = Instant::now();
            match import(Path::new(&file), &options) {
                Ok(read) => {
                    best = best.min(began.elapsed().as_secs_f64());
                    features = read.features.len();
                }
                Err(error) => {
                    let _ = writeln!(io::stderr(), "{error}");
                    return ExitCode::from(2);
                }
            }
        }
        if writeln!(io::stdout(), "{best:.6} {features} {file}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
