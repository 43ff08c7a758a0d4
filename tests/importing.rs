//! A planner's folder becomes a study: communes as a shapefile in VN-2000, an alignment as KML, km-posts as CSV, an
//! OpenStreetMap extract cut into ways; then every verb works on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "support/layers.rs"]
mod layers;
#[path = "support/refusals.rs"]
mod refusals;

use refusals::corridor_in;
use std::fs;
use std::path::Path;

/// A square commune in VN-2000 / TM-3 103-00 (its .prj says so), with names that a Vietnamese table has.
fn communes(folder: &Path) {
    let ring = [
        (450_000.0f64, 2_300_000.0f64),
        (450_000.0, 2_345_000.0),
        (560_000.0, 2_345_000.0),
        (560_000.0, 2_300_000.0),
        (450_000.0, 2_300_000.0),
    ];
    let mut record = 5u32.to_le_bytes().to_vec();
    let bounds = [450_000.0f64, 2_300_000.0, 560_000.0, 2_345_000.0];
    bounds.iter().for_each(|b| record.extend(b.to_le_bytes()));
    [1u32, ring.len() as u32, 0].iter().for_each(|n| record.extend(n.to_le_bytes()));
    ring.iter().for_each(|(x, y)| [x, y].iter().for_each(|v| record.extend(v.to_le_bytes())));
    let mut shp = 9994u32.to_be_bytes().to_vec();
    shp.extend([0; 20]);
    shp.extend((((108 + record.len()) / 2) as u32).to_be_bytes());
    [1000u32, 5].iter().for_each(|n| shp.extend(n.to_le_bytes()));
    bounds.iter().for_each(|b| shp.extend(b.to_le_bytes()));
    shp.extend([0; 32]);
    shp.extend(1u32.to_be_bytes());
    shp.extend(((record.len() / 2) as u32).to_be_bytes());
    shp.extend(record);
    let fields = [("MA_XA", b'C', 5), ("TEN_XA", b'C', 40), ("DAN_SO", b'N', 8)];
    let dbf = layers::dbf(&fields, &[&[b"03256", "Mường Ảng".as_bytes(), b"17604"]]);
    let prj = r#"PROJCS["VN-2000 / TM-3 103-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",103],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]"#;
    for (name, content) in [("xa.shp", shp), ("xa.dbf", dbf), ("xa.prj", prj.into()), ("xa.cpg", b"UTF-8".to_vec())] {
        fs::write(folder.join(name), content).unwrap();
    }
}

/// The road cut into four ways, in no order, one of them backwards, with a gap of 11 m and another carriageway.
fn extract() -> Vec<u8> {
    let nodes = [
        (1, 103.0, 21.0),
        (2, 103.05, 21.0),
        (3, 103.1, 21.0),
        (4, 103.15, 21.02),
        (5, 103.2, 21.05),
        (6, 103.1001, 21.0),
        (7, 103.06, 21.0003),
        (8, 103.09, 21.0003),
    ];
    let tags: &[(&str, &str)] = &[("highway", "trunk"), ("ref", "QL279")];
    let side: &[(&str, &str)] = &[("highway", "residential"), ("name", "Ngõ 1")];
    layers::extract(
        &nodes,
        &[
            (11, tags, &[4, 5]),
            (12, tags, &[1, 2]),
            (13, tags, &[4, 6]),
            (14, tags, &[2, 3]),
            (15, tags, &[7, 8]),
            (16, side, &[1, 7]),
        ],
        &[],
    )
}

#[test]
fn a_planners_folder_becomes_a_study() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    communes(at);
    fs::write(at.join("tuyen.kml"), layers::kml()).unwrap();
    fs::write(at.join("roads.osm.pbf"), extract()).unwrap();
    fs::write(at.join("coc.csv"), "Lý trình;Kinh độ;Vĩ độ\nKm1+000;103,01;21\nKm11+500;103,11;21,005\n").unwrap();
    let done = |arguments: &str| {
        let run = corridor_in(at, arguments.split(' '));
        assert_eq!(run.code, Some(0), "{arguments}: {}", run.err);
        run.out
    };
    let shown = done("import xa.shp --into study --as communes --map population=DAN_SO --licence nội-bộ");
    assert!(
        shown.contains("TEN_XA") && shown.contains("guessed by its name") && shown.contains("as you said"),
        "{shown}"
    );
    done("import tuyen.kml --into study --as alignments --licence nội-bộ");
    let stitched = done(
        "import roads.osm.pbf --into study --as roads --stitch ref --only ql279 --origin 103.0,21.0 --licence ODbL",
    );
    assert!(stitched.contains("join") && stitched.contains("beside"), "{stitched}");
    assert!(stitched.contains("1 alignments of 1 parts"), "{stitched}");
    assert!(stitched.contains("road-class") && stitched.contains("national_highway"), "{stitched}");
    done("import coc.csv --into study --as kmposts --alignment ql279 --licence nội-bộ");

    let toml = fs::read_to_string(at.join("study/study.toml")).unwrap();
    assert!(toml.contains("sha256") && toml.contains("nội-bộ") && toml.contains("name_vi=TEN_XA"), "{toml}");
    // The VN-2000 shift is there: the commune's west border is some 50 km west of the meridian, on WGS 84.
    let land = fs::read_to_string(at.join("study/communes-xa.geojson")).unwrap();
    assert!(land.contains("\"code\":\"03256\"") && land.contains("Mường Ảng"), "{land}");
    // A gate and a zone from tables, so that there is something to be near to; then every verb that works on a study.
    fs::write(at.join("cua-khau.csv"), "id;Tên;Kinh độ;Vĩ độ\ntay-trang;Cửa khẩu Tây Trang;103,2;21,051\n").unwrap();
    fs::write(at.join("khu.csv"), "id,ten,lon,lat\nkkt,Khu kinh tế,103.1,21.1\n").unwrap();
    done("import cua-khau.csv --into study --as gates --licence nội-bộ");
    done("import khu.csv --into study --as zones --licence nội-bộ");
    for verb in [
        "check",
        "report",
        "list",
        "length",
        "communes ql279",
        "locate ql279 103.1,21.0",
        "locate ql279 Km5+000",
        "proximity ql279",
        "access --to gates --other-speed 40",
        "network --other-speed 40",
        "compare a ql279",
        "calibrate ql279",
        "events coc.csv --on ql279",
        "programme",
        "explain ql279 lengths length",
        "chart people ql279 --out people.svg",
        "map a ql279 --out map.svg",
        "export --out meeting",
        "dossier --out dossier",
        "report --format json --output report.json",
        "verify report.json",
    ] {
        let run = corridor_in(at, format!("{verb} --study study").split(' '));
        assert_eq!(run.code, Some(0), "{verb}: {} {}", run.err, run.out);
    }
    for verb in ["verify dossier", "diff embedded study"] {
        done(verb);
    }
    let lengths = done("length --study study --format csv");
    // Through the five nodes and the join of 11 m.
    assert!(lengths.contains("ql279,22216.060,"), "{lengths}");
    assert!(lengths.contains("\na,22174.487,"), "{lengths}");
}

#[test]
fn nothing_is_replaced_or_written_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    communes(at);
    let import = ["import", "xa.shp", "--into", "study", "--as", "communes"];
    let dry = corridor_in(at, import.iter().chain(&["--dry-run"]));
    assert_eq!(dry.code, Some(0), "{}", dry.err);
    assert!(!at.join("study").exists());
    assert_eq!(corridor_in(at, import).code, Some(0));
    let before = fs::read(at.join("study/study.toml")).unwrap();
    let again = corridor_in(at, import);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(corridor_in(at, import.iter().chain(&["--force"])).code, Some(0));
    assert_eq!(fs::read(at.join("study/study.toml")).unwrap(), before, "the layer is named once");
    let wrong = corridor_in(at, import.iter().chain(&["--map", "name=TEN_XAA", "--force"]));
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("did you mean TEN_XA?"), "{}", wrong.err);
}

/// On a terminal the guess is shown and asked; what is wrong there is asked again, and no is no.
#[test]
fn on_a_terminal_the_guess_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    communes(at);
    let asked = |answers: &str, more: &str| {
        let tool = env!("CARGO_BIN_EXE_corridor");
        let command = format!("'{tool}' import xa.shp --into study --as communes --licence x {more}");
        let script = format!("printf '{answers}' | script -qec \"{command}\" /dev/null");
        let run = std::process::Command::new("sh").current_dir(at).args(["-c", &script]).output().unwrap();
        (run.status.code(), String::from_utf8_lossy(&run.stdout).replace('\r', ""))
    };
    if !std::process::Command::new("script").arg("--version").output().is_ok_and(|o| o.status.success()) {
        return eprintln!("SKIPPED: script (util-linux), which makes a terminal, is not on this machine");
    }
    let (code, said) = asked("n\\n", "");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("what becomes what") && said.contains("<- TEN_XA (guessed, such as"), "{said}");
    assert!(said.contains("nothing was written") && !at.join("study").exists(), "{said}");
    let (code, said) = asked("name=TEN\\npopulation=DAN_SO\\ny\\n", "");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("did you mean TEN_XA?") && said.contains("population         <- DAN_SO (as you said"),
        "{said}"
    );
    assert!(fs::read_to_string(at.join("study/communes-xa.geojson")).unwrap().contains("\"population\":17604"));
    let (code, said) = asked("", "--yes --force");
    assert!(code == Some(0) && !said.contains("Is that right"), "{said}");
}
