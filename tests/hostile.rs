//! Bad files through every reader: each is answered, none makes it panic, hang or take memory without bound.
//!
//! `cargo test --test hostile` tries over a thousand distinct files made from sound ones by a fixed seed. The long run:
//! `CORRIDOR_FUZZ_SECONDS=3600 CORRIDOR_FUZZ_SEED=7 cargo test --release --test hostile -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "support/dice.rs"]
mod dice;
#[path = "support/layers.rs"]
mod layers;
#[path = "support/seeds.rs"]
mod seeds;

use corridor::layers::{LayerOptions, import};
use dice::Dice;
use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, Instant};

/// A sound file of each format, under the name that a planner would give it.
fn sound(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let (shp, dbf) = layers::shapefile();
    let gpkg = layers::geopackage(&folder.join("seed.gpkg"));
    vec![
        ("a.geojson", layers::geojson()),
        ("a.geojsons", layers::sequence()),
        ("a.geojsonl", layers::lines()),
        ("a.kml", layers::kml()),
        ("a.gpx", layers::gpx()),
        ("a.csv", layers::csv()),
        ("p.csv", layers::points_csv()),
        ("a.dxf", layers::dxf()),
        ("a.fgb", layers::flatgeobuf()),
        ("a.osm.pbf", layers::osm()),
        ("a.gpkg", gpkg),
        ("a.zip", layers::zipped(&[("a.shp", &shp), ("a.dbf", &dbf)])),
        ("a.kmz", layers::zipped(&[("doc.kml", &layers::kml())])),
        ("a.gz", layers::gzipped(&layers::geojson())),
        ("s.shp", shp),
        ("s.dbf", dbf),
    ]
}

/// What attackers and accidents write where a number, a bracket or a name stood.
const WORDS: [&[u8]; 18] = [
    &[0xFF; 4],
    &[0xFF; 8],
    &[0x7F, 0xFF, 0xFF, 0xFF],
    &[0xFF, 0xFF, 0xFF, 0x7F],
    &[0; 8],
    b"1e999",
    b"-1e308",
    b"NaN",
    b"((((",
    b"[[[[",
    b"<a><a><a>",
    b"&x;",
    b"\"",
    b"../../etc/passwd",
    &[0, 0, 0, 0, 0, 0, 0xF0, 0x7F],
    b"POLYGON((",
    b"\x1e",
    b"\xEF\xBB\xBF",
];

fn spoiled(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bad = seed.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bad.len());
        match dice.roll(7) {
            0 => bad.truncate(at),
            1 if !bad.is_empty() => bad[at] ^= 1 << dice.roll(8),
            2 if !bad.is_empty() => bad[at] = dice.roll(256) as u8,
            3 => {
                let word = WORDS[dice.roll(WORDS.len())];
                let end = (at + word.len()).min(bad.len());
                bad.splice(at..end, word.iter().copied());
            }
            4 => {
                let word = WORDS[dice.roll(WORDS.len())];
                bad.splice(at..at, word.iter().copied());
            }
            5 => {
                let end = (at + dice.roll(64)).min(bad.len());
                let part = bad[at..end].to_vec();
                let to = dice.roll(bad.len() + 1);
                bad.splice(to..to, part);
            }
            _ => {
                let end = (at + dice.roll(32)).min(bad.len());
                bad.drain(at..end);
            }
        }
    }
    bad
}

/// Reads a bad file; it may be read or refused, within five seconds, with a message that says what to do.
fn tried(folder: &Path, name: &str, content: &[u8]) -> bool {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    let began = Instant::now();
    let read = std::panic::catch_unwind(|| import(&path, &LayerOptions { ignore_z: true, ..LayerOptions::default() }));
    let kept = || fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{name}")), content).unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{}", {
        kept();
        format!("{name} took {:?}", began.elapsed())
    });
    match read {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => {
            let message = error.to_string();
            assert!(message.contains("To mend it") && message.len() < 20_000, "{name}: {message}");
            false
        }
        Err(_) => {
            kept();
            panic!("{name} made it panic; kept as hostile-{name} in the target's tmp");
        }
    }
}

/// Tries until the end; how many distinct files, and how many of them were refused.
fn attacked(seed: u64, mut go_on: impl FnMut(usize) -> bool) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let sound = sound(folder.path());
    for (name, content) in &sound {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let (mut dice, mut seen, mut refused) = (Dice(seed), HashSet::new(), 0);
    while go_on(seen.len()) {
        let (name, content) = &sound[dice.roll(sound.len())];
        let bad = spoiled(content, &mut dice);
        let mut hash = DefaultHasher::new();
        (name, &bad).hash(&mut hash);
        if bad == *content || !seen.insert(hash.finish()) {
            continue;
        }
        // A spoiled table is read with the shapes that it belongs to.
        if *name == "s.dbf" {
            fs::write(folder.path().join(name), &bad).unwrap();
            let shapes = sound.iter().find(|(n, _)| *n == "s.shp").unwrap();
            refused += usize::from(!tried(folder.path(), "s.shp", &shapes.1));
            fs::write(folder.path().join(name), content).unwrap();
        } else {
            refused += usize::from(!tried(folder.path(), name, &bad));
        }
    }
    (seen.len(), refused)
}

#[test]
fn twelve_hundred_bad_files_are_answered() {
    let (tried, refused) = attacked(0x5EED, |done| done < 1200);
    assert_eq!(tried, 1200);
    assert!(refused > 500, "only {refused} were bad enough");
}

#[test]
#[ignore = "runs as long as CORRIDOR_FUZZ_SECONDS says"]
fn for_as_long_as_asked() {
    let from = |name: &str, default: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    let (seconds, seed) = (from("CORRIDOR_FUZZ_SECONDS", 60), from("CORRIDOR_FUZZ_SEED", 1));
    let began = Instant::now();
    let (tried, refused) = attacked(seed, |_| began.elapsed() < Duration::from_secs(seconds));
    eprintln!("seed {seed}: {tried} distinct files in {seconds} s, {refused} refused");
}

/// Found by the long run: the database's own library panics at such a name.
#[test]
fn a_column_whose_name_is_no_text_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut bad = layers::geopackage(&folder.path().join("seed.gpkg"));
    let at = bad.windows(13).position(|w| w == b"class INTEGER").unwrap();
    bad[at + 2] = 0xFF;
    assert!(!tried(folder.path(), "a.gpkg", &bad));
}

#[test]
fn bombs_and_boasts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![b' '; 64 << 20];
    let deep = format!("<kml>{}</kml>", "<Folder>".repeat(100_000));
    let laughs =
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><kml><Placemark><name>&b;</name></Placemark></kml>";
    let boast = |at: usize, mut file: Vec<u8>| {
        file[at..at + 4].copy_from_slice(&1_000_000_000u32.to_le_bytes());
        file
    };
    let (shp, _) = layers::shapefile();
    let cases = [
        ("bomb.gz", layers::gzipped(&zeros), "unpacks to at most"),
        ("bomb.zip", layers::zipped(&[("a.csv", &zeros)]), "unpacks to at most"),
        ("deep.kml", deep.into_bytes(), "nested over a hundred"),
        ("laughs.kml", laughs.as_bytes().to_vec(), "entities of its own"),
        ("parts.shp", boast(144, shp.clone()), "claimed"),
        ("points.shp", boast(148, shp), "claimed"),
        ("nested.gz", layers::gzipped(&layers::gzipped(&layers::gzipped(&layers::geojson()))), "packed"),
        ("brackets.csv", format!("id,wkt\na,\"{}\"\n", "(".repeat(1 << 20)).into_bytes(), "well-known text"),
    ];
    for (name, content, says) in cases {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let message = import(&path, &LayerOptions::default()).map(|_| ()).unwrap_err().to_string();
        assert!(message.contains(says), "{name}: {message}");
    }
}

/// What the fuzz targets begin with is read or refused like anything else; `tests/fuzz/run` has it written.
#[test]
fn seeds_are_sound_and_written_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = seeds::seeds(folder.path());
    let targets = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/targets")).unwrap().count();
    assert_eq!(seeds.len(), targets, "a target without seeds");
    for (target, inputs) in seeds {
        assert!(!inputs.is_empty() && inputs.iter().all(|i| i.len() < 20_000), "{target}");
        let Some(corpus) = std::env::var_os("CORRIDOR_SEEDS") else { continue };
        let corpus = Path::new(&corpus).join(target);
        fs::create_dir_all(&corpus).unwrap();
        for (i, input) in inputs.iter().enumerate() {
            fs::write(corpus.join(format!("seed-{i}")), input).unwrap();
        }
    }
}
