use super::*;
use crate::geodesy::LonLat;
use crate::layers::read_communes;
use crate::model::{Commune, CommuneCode, Name, Population, Territory};
use crate::units::SquareMetres;
use geo::{LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::cell::Cell;
use std::fs::FileTimes;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Longer than a file must have been at rest.
const LONG_ENOUGH: Duration = Duration::from_millis(2100);

/// Two communes, the first of so many people: the text is of the same length for all numbers of two digits.
fn layer(people: u32) -> String {
    let square =
        |west: f64| format!("[[[{west},21],[{},21],[{},21.1],[{west},21.1],[{west},21]]]", west + 0.1, west + 0.1);
    let feature = |code: &str, people: u32, west: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","id":"x{code}","name":"Xã {code}","population":{people}}},"geometry":{{"type":"Polygon","coordinates":{}}}}}"#,
            square(west)
        )
    };
    let both = [feature("02", people, 103.0), feature("01", 7, 103.1)].join(",");
    format!(r#"{{"type":"FeatureCollection","features":[{both}]}}"#)
}

fn first(communes: &[Commune]) -> Population {
    communes.iter().find(|c| c.code.as_str() == "02").unwrap().population
}

/// A folder to keep layers in, a layer, and how often it was read.
struct Desk {
    folder: tempfile::TempDir,
    kept: Folder,
    reads: Cell<usize>,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let kept = Folder::at(&folder.path().join("kept"));
        let desk = Desk { folder, kept, reads: Cell::new(0) };
        fs::write(desk.file(), layer(11)).unwrap();
        desk
    }

    fn at_rest() -> Desk {
        let desk = Desk::new();
        sleep(LONG_ENOUGH);
        desk
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("communes.geojson")
    }

    fn open_as(&self, options: &LayerOptions, kind: &str) -> Vec<Commune> {
        let path = self.file();
        let read = || {
            self.reads.set(self.reads.get() + 1);
            read_communes(&path, options).map(|communes| (communes, true))
        };
        self.kept.or_read(&path, options, kind, read).unwrap()
    }

    fn open(&self) -> Vec<Commune> {
        self.open_as(&LayerOptions::default(), "communes")
    }

    /// The files of the folder that end so.
    fn files(&self, end: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.kept.place).into_iter().flatten().flatten().map(|e| e.path());
        entries.filter(|p| p.extension().is_some_and(|e| e == end)).collect()
    }

    /// Whether this file system tells of every change.
    fn tells(&self) -> bool {
        !self.files("seen").is_empty()
    }

    /// How often the layer is read when it is opened now, and the people found.
    fn opened(&self) -> (usize, Population) {
        let before = self.reads.get();
        let people = first(&self.open());
        (self.reads.get() - before, people)
    }
}

#[test]
fn a_layer_is_read_once() {
    let desk = Desk::at_rest();
    let read = desk.open();
    assert_eq!(format!("{:?}", desk.open()), format!("{read:?}"));
    assert_eq!(desk.reads.get(), 1);
    assert_eq!(desk.files("layer").len(), 1);
    assert!(desk.files("part").is_empty() && desk.kept.failure.lock().unwrap().is_none());
    // Any file may go at any time.
    for end in ["seen", "layer"] {
        desk.files(end).iter().for_each(|file| fs::remove_file(file).unwrap());
        assert_eq!(format!("{:?}", desk.open()), format!("{read:?}"));
    }
    assert_eq!(desk.reads.get(), 2);
    fs::remove_dir_all(&desk.kept.place).unwrap();
    assert_eq!((desk.opened(), desk.opened()), ((1, Population::Known(11)), (0, Population::Known(11))));
}

#[test]
fn a_change_that_leaves_size_and_time_as_they_were_is_seen() {
    let desk = Desk::at_rest();
    assert_eq!((desk.opened().0, desk.opened().0), (1, 0));
    let modified = fs::metadata(desk.file()).unwrap().modified().unwrap();
    fs::write(desk.file(), layer(12)).unwrap();
    File::options().write(true).open(desk.file()).unwrap().set_times(FileTimes::new().set_modified(modified)).unwrap();
    assert_eq!(fs::metadata(desk.file()).unwrap().modified().unwrap(), modified);
    assert_eq!(desk.opened(), (1, Population::Known(12)));
    // Another file in its place, as old and as large.
    let other = desk.folder.path().join("other");
    fs::write(&other, layer(13)).unwrap();
    File::options().write(true).open(&other).unwrap().set_times(FileTimes::new().set_modified(modified)).unwrap();
    fs::rename(&other, desk.file()).unwrap();
    assert_eq!(desk.opened(), (1, Population::Known(13)));
    // The first bytes again: what was kept of them is right, and is found by their hash.
    fs::write(desk.file(), layer(11)).unwrap();
    assert_eq!(desk.opened(), (0, Population::Known(11)));
}

#[test]
fn a_file_that_was_changed_just_now_is_neither_kept_nor_noted() {
    let desk = Desk::new();
    for people in 11..99 {
        fs::write(desk.file(), layer(people)).unwrap();
        assert_eq!(desk.opened(), (1, Population::Known(u64::from(people))));
    }
    assert!(desk.files("layer").is_empty() && desk.files("seen").is_empty());
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_kept() {
    let desk = Desk::at_rest();
    let path = desk.file();
    let read = || {
        let communes = read_communes(&path, &LayerOptions::default());
        fs::write(&path, layer(12)).unwrap();
        fs::write(&path, layer(11)).unwrap();
        communes.map(|communes| (communes, true))
    };
    desk.kept.or_read(&path, &LayerOptions::default(), "communes", read).unwrap();
    assert!(desk.files("layer").is_empty());
}

#[test]
fn another_option_kind_name_or_tool_is_another_layer() {
    let mut desk = Desk::at_rest();
    desk.open();
    let text = |text: &str| Some(text.to_string());
    let plain = LayerOptions::default;
    let others = [
        LayerOptions { id: text("id"), ..plain() },
        LayerOptions { crs: text("OGC:CRS84"), ..plain() },
        LayerOptions { ignore_z: true, ..plain() },
        LayerOptions { layer: text("id"), ..plain() },
        LayerOptions { encoding: text("utf-8"), ..plain() },
    ];
    for (number, options) in others.iter().enumerate() {
        let read = desk.open_as(options, "communes");
        assert_eq!((desk.reads.get(), desk.files("layer").len()), (number + 2, number + 2));
        assert_eq!(format!("{:?}", desk.open_as(options, "communes")), format!("{read:?}"));
        assert_eq!(desk.reads.get(), number + 2);
    }
    desk.open_as(&plain(), "communes of a study");
    assert_eq!(desk.reads.get(), 7);
    desk.kept.tool.push(b'2');
    assert_eq!((desk.opened().0, desk.opened().0), (1, 0));
    // The same bytes elsewhere under the same name are the same layer; under another name they may be another format.
    let copy = desk.folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    let look = |path: &Path| desk.kept.look(path, &plain(), "communes").unwrap().name;
    for (name, same) in [("communes.geojson", true), ("communes.csv", false)] {
        fs::copy(desk.file(), copy.join(name)).unwrap();
        assert_eq!(look(&copy.join(name)) == look(&desk.file()), same);
    }
}

#[test]
fn parts_that_belong_to_a_layer_are_looked_at() {
    let desk = Desk::new();
    let shape = desk.folder.path().join("a.shp");
    let look = || desk.kept.look(&shape, &LayerOptions::default(), "communes").unwrap().name;
    fs::write(&shape, [0, 0, 0x27, 0x0A, 1]).unwrap();
    let mut names = vec![look()];
    for (part, content) in [("dbf", "a"), ("dbf", "b"), ("PRJ", "a"), ("cpg", "a"), ("prj", "a2"), ("shx", "no part")] {
        fs::write(shape.with_extension(part), content).unwrap();
        names.push(look());
    }
    assert_eq!(names.pop(), names.last().cloned());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 6);
    // What a database has not yet in its file cannot be hashed with it.
    let base = desk.folder.path().join("a.gpkg");
    fs::write(&base, b"SQLite format 3\0").unwrap();
    assert!(desk.kept.look(&base, &LayerOptions::default(), "communes").is_some());
    fs::write(desk.folder.path().join("a.gpkg-wal"), "x").unwrap();
    assert!(desk.kept.look(&base, &LayerOptions::default(), "communes").is_none());
}

#[test]
fn what_may_not_be_kept_is_not() {
    let desk = Desk::at_rest();
    for _ in 0..2 {
        let options = LayerOptions::default();
        let read = || read_communes(&desk.file(), &options).map(|communes| (communes, false));
        desk.kept.or_read(&desk.file(), &options, "communes", read).unwrap();
        let wrong = || Err::<(Vec<Commune>, bool), _>(Fault::new("x", "a", "b").into());
        assert!(desk.kept.or_read(&desk.file(), &options, "communes", wrong).is_err());
        assert!(desk.files("layer").is_empty());
    }
    assert!(desk.kept.look(Path::new("-"), &LayerOptions::default(), "communes").is_none());
    assert!(desk.kept.look(desk.folder.path(), &LayerOptions::default(), "communes").is_none());
}

#[test]
fn a_note_counts_only_for_the_file_and_the_start_of_the_system_that_it_was_made_in() {
    let desk = Desk::at_rest();
    desk.open();
    if !desk.tells() {
        return;
    }
    let file = File::open(desk.file()).unwrap();
    let record = || seen::record_of(&desk.kept, &desk.file(), &file).unwrap();
    assert!(record().read(&file).is_some());
    let other_start = seen::Record { start: b"another start".to_vec(), ..record() };
    assert!(other_start.read(&file).is_none());
    let note = fs::read(&record().place).unwrap();
    for at in 0..note.len() {
        let mut damaged = note.clone();
        damaged[at] ^= 1;
        fs::write(&record().place, &damaged).unwrap();
        assert!(record().read(&file).is_none(), "byte {at}");
        fs::write(&record().place, &note[..at]).unwrap();
        assert!(record().read(&file).is_none(), "cut at {at}");
    }
    assert_eq!(desk.opened().0, 0);
    assert!(record().read(&file).is_some());
    // The SHA-256 is taken once, and is that of the file.
    let sha256 = fingerprint::sha256_of(&desk.file()).unwrap();
    for _ in 0..2 {
        assert_eq!(seen::sha256_of(&desk.kept, &desk.file()).unwrap(), sha256);
    }
    assert_eq!(record().read(&file).unwrap().1, sha256);
    fs::write(desk.file(), layer(12)).unwrap();
    assert_eq!(seen::sha256_of(&desk.kept, &desk.file()), None);
}

#[test]
fn a_folder_that_cannot_be_written_to_stops_nothing() {
    let mut desk = Desk::at_rest();
    let place = desk.folder.path().join("a file");
    fs::write(&place, "").unwrap();
    desk.kept = Folder::at(&place);
    assert_eq!((desk.opened().0, desk.opened().0), (1, 1));
    assert!(desk.kept.failure.lock().unwrap().is_some());
    assert_eq!(fs::read(&place).unwrap(), b"");
}

#[test]
fn many_runs_at_once_leave_one_whole_layer() {
    let desk = Desk::at_rest();
    let (path, place) = (desk.file(), desk.kept.place.clone());
    // A run that was stopped has left this.
    fs::create_dir(&place).unwrap();
    let name = desk.kept.look(&path, &LayerOptions::default(), "communes").unwrap().name;
    fs::write(place.join(format!("{name}.part")), vec![7; 100_000]).unwrap();
    let reads = AtomicUsize::new(0);
    let run = || {
        let kept = Folder::at(&place);
        let options = LayerOptions::default();
        let read = || {
            reads.fetch_add(1, Ordering::Relaxed);
            read_communes(&path, &options).map(|communes| (communes, true))
        };
        let communes = kept.or_read(&path, &options, "communes", read).unwrap();
        assert!(kept.failure.lock().unwrap().is_none());
        assert_eq!(first(&communes), Population::Known(11));
    };
    std::thread::scope(|scope| (0..16).for_each(|_| drop(scope.spawn(|| (0..20).for_each(|_| run())))));
    assert!((1..320).contains(&reads.load(Ordering::Relaxed)));
    assert!(desk.files("part").is_empty());
    assert_eq!(desk.opened().0, 0);
}

/// A small layer as it is kept, and where.
fn small() -> (tempfile::TempDir, PathBuf, String, Vec<u8>, Vec<Commune>) {
    let folder = tempfile::tempdir().unwrap();
    let (source, place, name) = (folder.path().join("a.geojson"), folder.path().join("a.layer"), "n".repeat(64));
    fs::write(&source, layer(11)).unwrap();
    let communes = read_communes(&source, &LayerOptions::default()).unwrap();
    flat::write(&mut File::create(&place).unwrap(), &name, &communes).unwrap();
    let bytes = fs::read(&place).unwrap();
    (folder, place, name, bytes, communes)
}

#[test]
fn the_small_layer_has_places_of_either_kind() {
    let (_folder, _, _, bytes, communes) = small();
    let holds = |sought: &[u8]| bytes.windows(sought.len()).any(|found| found == sought);
    assert!(communes[0].land.bounds().is_some_and(|b| holds(&b.max.x.to_le_bytes())));
    assert!(communes[1].land.bounds().is_some_and(|b| holds(&((b.min.x * 1e6).round() as i32).to_le_bytes())));
}

#[test]
fn a_file_that_is_cut_damaged_or_anothers_is_not_used() {
    let (_folder, place, name, bytes, communes) = small();
    assert_eq!(flat::read::<Commune>(&place, &name), Some(communes));
    assert_eq!(flat::read::<Commune>(&place, &"m".repeat(64)), None);
    for at in 0..bytes.len() {
        fs::write(&place, &bytes[..at]).unwrap();
        assert_eq!(flat::read::<Commune>(&place, &name), None, "cut at {at}");
        for bit in [1, 0x80] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bit;
            fs::write(&place, &damaged).unwrap();
            assert_eq!(flat::read::<Commune>(&place, &name), None, "byte {at}");
        }
    }
    fs::write(&place, [&bytes[..], &[0]].concat()).unwrap();
    assert_eq!(flat::read::<Commune>(&place, &name), None, "longer");
}

/// Makes the checksums right, if blocks are where they are said to be.
fn sealed(bytes: &mut [u8]) -> Option<()> {
    let blocks = u32::from_le_bytes(bytes.get(80..84)?.try_into().ok()?) as usize;
    let mut at = 84 + blocks.checked_mul(16)? + 4;
    for block in 0..blocks {
        let entry = 84 + block * 16;
        let length = u64::from_le_bytes(bytes.get(entry..entry + 8)?.try_into().ok()?);
        let end = at.checked_add(usize::try_from(length).ok()?)?;
        let sum = crc32fast::hash(bytes.get(at..end)?).to_le_bytes();
        bytes.get_mut(entry + 12..entry + 16)?.copy_from_slice(&sum);
        at = end;
    }
    let head = 84 + blocks * 16;
    let sum = crc32fast::hash(bytes.get(..head)?).to_le_bytes();
    bytes.get_mut(head..head + 4)?.copy_from_slice(&sum);
    Some(())
}

#[test]
fn nothing_that_is_claimed_is_believed_although_its_checksum_is_right() {
    let (_folder, place, name, bytes, _) = small();
    let mut tried = bytes.clone();
    assert!(sealed(&mut tried).is_some() && tried == bytes);
    for at in 80..bytes.len() {
        for value in [0, 1, 0x7F, 0x80, 0xFF] {
            for width in [1, 4, 8] {
                let mut hostile = bytes.clone();
                hostile[at..(at + width).min(bytes.len())].fill(value);
                let _ = sealed(&mut hostile);
                fs::write(&place, &hostile).unwrap();
                let read = flat::read::<Commune>(&place, &name);
                let within = |c: &Commune| c.land.bounds() == Territory::from(MultiPolygon::clone(&c.land)).bounds();
                assert!(read.iter().flatten().all(within));
                let places = read.iter().flatten().flat_map(|c| &c.land.0).flat_map(|p| &p.exterior().0);
                assert!(places.into_iter().all(|p| p.x.abs() <= 180.0 && p.y.abs() <= 90.0));
            }
        }
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", "\\PC{0,12}", Just("Điện Biên".to_string())]
}

fn numbers(to: f64) -> impl Strategy<Value = f64> {
    prop_oneof![-to..=to, Just(-0.0), Just(to), Just(f64::MIN_POSITIVE / 4.0), Just(0.1 + 0.2)]
}

/// Degrees of no more than seven decimals, as they are read from text.
fn decimals(to: i32) -> impl Strategy<Value = f64> {
    let whole = prop_oneof![-to..=to, Just(to), Just(-to), Just(0), Just(1)];
    (whole, prop_oneof![Just(1), Just(10), Just(100_000)]).prop_map(|(whole, round)| {
        let whole = whole / round * round;
        let (sign, whole) = (if whole < 0 { "-" } else { "" }, whole.unsigned_abs());
        format!("{sign}{}.{:07}", whole / 10_000_000, whole % 10_000_000).parse().unwrap()
    })
}

fn rings() -> impl Strategy<Value = LineString<f64>> {
    let any = (numbers(180.0), numbers(90.0)).prop_map(|(x, y)| LonLat { x, y }).boxed();
    let whole = (decimals(1_800_000_000), decimals(900_000_000)).prop_map(|(x, y)| LonLat { x, y }).boxed();
    let few = prop::collection::vec(prop_oneof![9 => whole.clone(), 1 => any.clone()], 0..9);
    prop_oneof![prop::collection::vec(any, 0..9), prop::collection::vec(whole, 0..19), few].prop_map(LineString)
}

fn communes() -> impl Strategy<Value = Vec<Commune>> {
    let polygon = (rings(), prop::collection::vec(rings(), 0..3)).prop_map(|(outer, holes)| Polygon::new(outer, holes));
    let land = prop::collection::vec(polygon, 0..4).prop_map(MultiPolygon);
    let people = prop_oneof![
        Just(Population::Missing),
        any::<u64>().prop_map(Population::Known),
        any::<u64>().prop_map(Population::Doubtful),
        any::<u64>().prop_map(Population::Suspect),
    ];
    let maybe = || prop::collection::vec(prop::option::of(texts()), 6);
    let office = prop::option::of((numbers(180.0), numbers(90.0)));
    let sizes = (prop::option::of(numbers(1e12)), numbers(1e12));
    let one =
        (texts(), maybe(), people, sizes, office, land).prop_map(|(local, maybe, population, sizes, office, land)| {
            let [english, kind, province, province_code, population_note, difficulty_zone] = maybe.try_into().unwrap();
            Commune {
                code: CommuneCode::new(""),
                name: Name { local, english },
                kind,
                province,
                province_code,
                population,
                population_note,
                official_area: sizes.0.map(SquareMetres::of),
                land: land.into(),
                area: SquareMetres::of(sizes.1),
                office: office.map(|(x, y)| LonLat { x, y }),
                difficulty_zone,
            }
        });
    let codes = prop::collection::btree_set(texts(), 0..30);
    (codes, prop::collection::vec(one, 30)).prop_map(|(codes, communes)| {
        let coded = |(code, commune)| Commune { code: CommuneCode::new(code), ..commune };
        codes.into_iter().zip(communes).map(coded).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Printed with all digits and the sign of nought, they are the same to the bit.
    #[test]
    fn what_is_kept_is_what_was_read(communes in communes()) {
        let folder = tempfile::tempdir().unwrap();
        let (place, name) = (folder.path().join("a.layer"), "0".repeat(64));
        flat::write(&mut File::create(&place).unwrap(), &name, &communes).unwrap();
        let kept = flat::read::<Commune>(&place, &name).unwrap();
        for (kept, read) in kept.iter().zip(&communes) {
            prop_assert_eq!(kept.land.bounds(), read.land.bounds(), "before it is drawn");
        }
        prop_assert_eq!(format!("{kept:?}"), format!("{communes:?}"));
    }

    /// A quarter of the bytes: four a place and not sixteen, beside the length, one run and its middle.
    #[test]
    fn places_of_seven_decimals_are_kept_as_whole_numbers(x in decimals(1_800_000_000), y in decimals(900_000_000)) {
        let size_of = |place: LonLat| {
            let moved = |by: f64| LonLat { x: (place.x * 1e7 + by).round() / 1e7, ..place };
            let ring = LineString((0..200).map(|n| moved(f64::from(n) * -300.0)).chain([place]).collect());
            let land = MultiPolygon(vec![Polygon::new(ring, vec![])]);
            let communes = [Commune { land: land.into(), ..small().4[0].clone() }];
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path().join("a.layer");
            flat::write(&mut File::create(&place).unwrap(), &"0".repeat(64), &communes).unwrap();
            fs::metadata(&place).unwrap().len()
        };
        let positive = LonLat { x: x.abs().max(1.0), y };
        prop_assert_eq!(size_of(LonLat { y: 0.1 + 0.2, ..positive }) - size_of(positive), 201 * 12 - 4 - 1 - 8);
    }
}
