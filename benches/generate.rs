//! Writes benchmark data: `cargo bench --bench generate -- S DIR` puts communes.geojson,
//! alignments.geojson and zones.geojson of that size in DIR.

mod generator;

use generator::Size;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo bench --bench generate -- S|ALT1K|ALT10K|M|VN|L DIR, or any of communes=N \
commune_vertices=N cell_metres=N alignments=N alignment_vertices=N zones=N with DIR (the rest as in S)";

fn main() -> ExitCode {
    // Cargo adds `--bench` of its own accord.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments.is_empty() {
        return finish(writeln!(io::stdout(), "{USAGE}"));
    }
    match read(&arguments) {
        Ok((size, directory)) => finish(make(&size, Path::new(&directory))),
        Err(problem) => {
            let _ = writeln!(io::stderr(), "{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn finish(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "generate: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The size and the directory asked for.
fn read(arguments: &[String]) -> Result<(Size, String), String> {
    let (mut size, mut directory) = (Size::S, None);
    for argument in arguments {
        if let Some(named) = Size::named(argument) {
            size = named;
        } else if let Some((key, value)) = argument.split_once('=') {
            let number = value.parse().map_err(|_| format!("{argument}: not a whole number"))?;
            match key {
                "communes" => size.communes = number,
                "commune_vertices" => size.commune_vertices = number,
                "cell_metres" => size.cell_metres = number,
                "alignments" => size.alignments = number,
                "alignment_vertices" => size.alignment_vertices = number,
                "zones" => size.zones = number,
                _ => return Err(format!("{key}: no such number")),
            }
        } else if directory.replace(argument.clone()).is_some() {
            return Err(format!("{argument}: more than one directory, or no such size"));
        }
    }
    let (width, height) = size.extent();
    if !(0.5..=4_000.0).contains(&width) || !(0.5..=4_000.0).contains(&height) {
        return Err(format!("{width:.0} km by {height:.0} km in all: choose cell_metres for 0.5 to 4,000 km each way"));
    }
    if !(1..=1_000_000).contains(&size.communes) || size.commune_vertices < 6 || size.alignment_vertices < 2 {
        return Err("1 to 1,000,000 communes, of 6 vertices or more; alignments of 2 or more".to_owned());
    }
    Ok((size, directory.ok_or("no directory given")?))
}

/// Writes the three files.
fn make(size: &Size, directory: &Path) -> io::Result<()> {
    let create = |name: &str| File::create(directory.join(name)).map(BufWriter::new);
    fs::create_dir_all(directory)?;
    let mut out = create("communes.geojson")?;
    generator::write_communes(size, &mut out)?;
    out.flush()?;
    let mut out = create("alignments.geojson")?;
    generator::write_alignments(size, &mut out)?;
    out.flush()?;
    let mut out = create("zones.geojson")?;
    generator::write_zones(size, &mut out)?;
    out.flush()?;
    writeln!(io::stdout(), "{}: {size:?}", directory.display())
}
