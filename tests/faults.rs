//! Faults from outside: a run that is killed, a disk that is full, a folder that may not be written to. Whatever
//! happens, an output is whole or absent, inputs are untouched, and the next run takes away what was left waiting.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "support/refusals.rs"]
mod refusals;
#[path = "support/struck.rs"]
mod struck;

use refusals::{ALIGNMENTS, COMMUNES, Run, corridor_in};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use struck::{Blow, Moment, Tree, started, struck, tree, waiting};

/// A verb that writes: its arguments, and what it writes.
struct Writer {
    arguments: &'static [&'static str],
    output: &'static str,
}

const fn writer(arguments: &'static [&'static str], output: &'static str) -> Writer {
    Writer { arguments, output }
}

/// Every verb that writes files or a folder, each into a place of its own.
const WRITERS: [Writer; 11] = [
    writer(&["init", "made"], "made"),
    writer(&["export", "nh12", "--out", "meeting"], "meeting"),
    writer(&["dossier", "--study", "study", "--out", "dossier"], "dossier"),
    writer(
        &["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--zones", "a.csv", "--out", "results"],
        "results",
    ),
    writer(&["compare", "ct03-a", "ct03-b", "--format", "json", "--output", "compared.json"], "compared.json"),
    writer(&["communes", "nh279", "--format", "gpkg", "--output", "communes.gpkg"], "communes.gpkg"),
    writer(&["report", "--format", "xlsx", "--output", "report.xlsx"], "report.xlsx"),
    writer(&["map", "nh12", "--out", "map.png"], "map.png"),
    writer(&["chart", "people", "nh279", "--out", "chart.svg"], "chart.svg"),
    writer(&["man", "--out", "man"], "man"),
    writer(&["import", "a.geojson", "--into", "own", "--as", "alignments", "--licence", "x"], "own"),
];

/// Some thousand vertices, so that there is something to write.
fn road() -> String {
    let places: Vec<String> =
        (0..20_000).map(|i| format!("[{},{}]", 103.0 + f64::from(i) * 1e-5, 21.0 + f64::from(i % 7) * 1e-6)).collect();
    refusals::collection(&[refusals::feature(r#"{"id":"a"}"#, &refusals::line(&format!("[{}]", places.join(","))))])
}

/// A folder with inputs, and with a study.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in
        [("a.geojson", road().as_str()), ("c.geojson", COMMUNES), ("a.csv", "id,lon,lat\nz,103,21\n")]
    {
        fs::write(folder.path().join(name), content).unwrap();
    }
    assert_eq!(corridor_in(folder.path(), ["init", "study"]).code, Some(0));
    folder
}

/// What must stay as it is.
fn inputs(at: &Path) -> [Tree; 4] {
    ["a.geojson", "c.geojson", "a.csv", "study"].map(|name| tree(&at.join(name)))
}

/// Removes an output, of whatever kind.
fn cleared(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

#[test]
fn whenever_a_run_is_struck_down_its_output_is_whole_or_absent() {
    let folder = folder();
    let at = folder.path();
    let before = inputs(at);
    let (mut struck_down, mut while_writing, mut tries) = (0, 0, 0);
    for (number, Writer { arguments, output }) in WRITERS.iter().enumerate() {
        let place = at.join(output);
        let began = Instant::now();
        let done = corridor_in(at, *arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
        let (whole, lasts) = (tree(&place), began.elapsed());
        assert!(!whole.is_empty(), "{arguments:?}");
        let forced: Vec<&str> = arguments.iter().copied().chain(["--force"]).collect();
        // Over an output that is there, changed so that it can be told from the new one; then with none there.
        for over in [true, false] {
            // Into a study that is there `import` adds to study.toml: the next tests.
            if over && arguments[0] == "import" {
                continue;
            }
            for (i, blow) in [Blow::Kill, Blow::Terminate, Blow::Interrupt, Blow::Kill].into_iter().enumerate() {
                let part = (number * 4 + i) as u32 * 37 % 100;
                let moments = [Moment::Writing, Moment::After(lasts * part / 100)];
                for moment in moments {
                    cleared(&place);
                    if over {
                        put(&place, &whole, b"old");
                    }
                    let old = tree(&place);
                    tries += 1;
                    let fell = struck(at, if over { &forced } else { arguments }, &[at, &place], blow, moment);
                    struck_down += usize::from(fell);
                    let now = tree(&place);
                    let left = waiting(at).len() + waiting(&place).len();
                    while_writing += usize::from(left > 0);
                    let now: Tree = now.into_iter().filter(|(path, _)| !inner(path)).collect();
                    assert!(
                        now == whole || now == old,
                        "{arguments:?} {blow:?} {moment:?}: neither whole nor as before"
                    );
                }
            }
        }
        let again = corridor_in(at, &forced);
        assert_eq!(again.code, Some(0), "{arguments:?}: {}", again.err);
        assert_eq!(tree(&place), whole, "{arguments:?}");
        assert!(waiting(at).is_empty() && waiting(&place).is_empty(), "{arguments:?} left {:?}", waiting(at));
        cleared(&place);
    }
    assert!(inputs(at) == before, "an input was touched");
    eprintln!("{tries} runs, {struck_down} struck down, {while_writing} of them with something waiting");
    assert!(while_writing > 20, "only {while_writing} of {tries} were struck while they wrote");
}

/// Whether a path is within something that waits.
fn inner(path: &Path) -> bool {
    path.iter().any(|part| part.to_string_lossy().starts_with(".corridor-"))
}

/// Puts files there, each with this before its content.
fn put(place: &Path, files: &Tree, mark: &[u8]) {
    for (path, content) in files {
        let path = if path.as_os_str().is_empty() { place.to_path_buf() } else { place.join(path) };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, [mark, content].concat()).unwrap();
    }
}

#[test]
fn a_study_that_is_imported_into_never_names_a_file_that_is_not_there() {
    let folder = folder();
    let at = folder.path();
    let own = at.join("study");
    let before = tree(&own);
    let import = ["import", "a.geojson", "--into", "study", "--as", "alignments", "--licence", "x"];
    for (i, blow) in [Blow::Kill, Blow::Terminate, Blow::Interrupt, Blow::Kill, Blow::Kill].into_iter().enumerate() {
        let moment = if i < 3 { Moment::Writing } else { Moment::After(Duration::from_millis(40 * i as u64)) };
        struck(at, &import, &[&own], blow, moment);
        let checked = corridor_in(at, ["check", "--study", "study"]);
        assert!(!checked.out.contains("no such file"), "{}", checked.out);
        let mut now = tree(&own);
        now.retain(|path, _| !inner(path));
        for (path, content) in before.iter().filter(|(path, _)| path.as_os_str() != "study.toml") {
            assert_eq!(now.get(path), Some(content), "{}", path.display());
        }
        let again = corridor_in(at, import.iter().chain(&["--force"]));
        assert_eq!(again.code, Some(0), "{}", again.err);
        assert!(waiting(&own).is_empty());
        cleared(&own);
        put(&own, &before, b"");
    }
}

/// A library that kills the tool before a rename of its choice; none where there is no compiler for it.
fn striker(at: &Path) -> Option<PathBuf> {
    let library = at.join("strike.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/strike.c");
    let mut cc = Command::new("cc");
    let built = cc.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    let works = cfg!(target_os = "linux") && built.is_ok_and(|s| s.success());
    if !works {
        eprintln!("SKIPPED: no C compiler makes a library here that kills the tool between two renames");
    }
    works.then_some(library)
}

/// A verb that writes several files into a folder that holds others.
struct Setter {
    arguments: &'static [&'static str],
    /// Where its files go.
    folder: &'static str,
    /// What is run next in that folder: another verb.
    next: &'static [&'static str],
}

const SETTERS: [Setter; 4] = [
    Setter {
        arguments: &["import", "a.geojson", "--into", "study", "--as", "alignments", "--licence", "x", "--force"],
        folder: "study",
        next: &["length", "nh279", "--study", "study"],
    },
    Setter {
        arguments: &["mend", "c.geojson", "--into", "here/mended.geojson", "--force"],
        folder: "here",
        next: &["length", "nh279", "--output", "here/next.txt"],
    },
    Setter {
        arguments: &["length", "nh279", "--ro-crate", "--output", "here/length.txt", "--force"],
        folder: "here",
        next: &["length", "nh279", "--output", "here/next.txt"],
    },
    Setter {
        arguments: &["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--out", "here", "--force"],
        folder: "here",
        next: &["length", "nh279", "--output", "here/next.txt"],
    },
];

#[test]
fn files_that_belong_together_are_all_there_or_none_wherever_the_run_is_killed() {
    let folder = folder();
    let at = folder.path();
    let Some(striker) = striker(at) else { return };
    fs::create_dir(at.join("here")).unwrap();
    fs::write(at.join("here/mine.txt"), "mine").unwrap();
    for Setter { arguments, folder, next } in &SETTERS {
        let place = at.join(folder);
        let before = tree(&place);
        let killed_at = |n: usize| {
            let mut run = Command::new(env!("CARGO_BIN_EXE_corridor"));
            run.current_dir(at).args(*arguments).env("LD_PRELOAD", &striker).env("STRIKE_AT", n.to_string());
            !run.output().unwrap().status.success()
        };
        let finished = || {
            let run = corridor_in(at, *next);
            assert_eq!(run.code, Some(0), "{next:?} after {arguments:?}: {}", run.err);
            let _ = fs::remove_file(place.join("next.txt"));
            tree(&place)
        };
        assert_eq!(corridor_in(at, *arguments).code, Some(0), "{arguments:?}");
        let whole = tree(&place);
        // With none of them there, and over others that are.
        for over in [false, true] {
            let mut strikes = 0;
            loop {
                cleared(&place);
                put(&place, &before, b"");
                if over {
                    let new = whole.iter().filter(|(path, _)| !before.contains_key(*path));
                    put(&place, &new.map(|(p, c)| (p.clone(), c.clone())).collect(), b"old");
                }
                let old = tree(&place);
                if !killed_at(strikes) {
                    break;
                }
                assert_eq!(waiting(&place).len(), 1, "{arguments:?} killed at rename {strikes}");
                // The first rename is the moment at which they count. What was not ready then, a verb that writes there
                // takes away, and one that reads leaves.
                let now: Tree = finished().into_iter().filter(|(path, _)| !inner(path)).collect();
                let expected = if strikes == 0 { &old } else { &whole };
                assert!(now == *expected, "{arguments:?} killed at rename {strikes}");
                assert!(strikes == 0 || waiting(&place).is_empty(), "{arguments:?} left {:?}", waiting(&place));
                strikes += 1;
            }
            assert!(strikes >= 3, "{arguments:?} was killed {strikes} times only");
        }
        cleared(&place);
        put(&place, &before, b"");
    }
}

#[test]
fn what_was_ready_does_not_undo_what_somebody_did_meanwhile() {
    let folder = folder();
    let at = folder.path();
    let Some(striker) = striker(at) else { return };
    let import = ["import", "a.geojson", "--into", "study", "--as", "alignments", "--licence", "x"];
    let mut run = Command::new(env!("CARGO_BIN_EXE_corridor"));
    // The layer has its place, the study does not name it yet.
    run.current_dir(at).args(import).env("LD_PRELOAD", &striker).env("STRIKE_AT", "2");
    assert!(!run.output().unwrap().status.success());
    assert_eq!(waiting(&at.join("study")).len(), 1);
    let described = at.join("study/study.toml");
    let mine = fs::read_to_string(&described).unwrap() + "# mine\n";
    fs::write(&described, &mine).unwrap();
    assert_eq!(corridor_in(at, ["length", "nh279", "--study", "study"]).code, Some(0));
    assert_eq!(fs::read_to_string(&described).unwrap(), mine);
    assert!(waiting(&at.join("study")).is_empty());
    // Nothing that is made up as such a folder reaches out of the place where it lies.
    let planted = at.join("study/.corridor-Ab12Cd-ready");
    fs::create_dir(&planted).unwrap();
    fs::write(planted.join(".corridor-record"), r#"[{"name":"../../a.geojson","stood":null}]"#).unwrap();
    let before = tree(&at.join("a.geojson"));
    assert_eq!(corridor_in(at, ["length", "nh279", "--study", "study"]).code, Some(0));
    assert!(tree(&at.join("a.geojson")) == before && !planted.exists());
}

/// The tool in a shell, after these commands.
fn in_shell(at: &Path, before: &str, arguments: &[&str]) -> Run {
    let script = format!("{before}\n\"$0\" \"$@\"");
    let output = Command::new("sh")
        .current_dir(at)
        .args(["-c", &script, env!("CARGO_BIN_EXE_corridor")])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

#[test]
fn a_file_that_may_not_grow_is_not_left_half_written() {
    let folder = folder();
    let at = folder.path();
    let before = inputs(at);
    for Writer { arguments, output } in &WRITERS {
        // Nothing may be written, and that is an error instead of a signal.
        let run = in_shell(at, "trap '' XFSZ; ulimit -f 0", arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {} {}", run.out, run.err);
        assert!(run.err.contains("To mend it"), "{arguments:?}: {}", run.err);
        assert!(!at.join(output).exists() && waiting(at).is_empty(), "{arguments:?} left something");
    }
    assert!(inputs(at) == before, "an input was touched");
}

#[test]
fn a_disk_that_is_full_is_said() {
    let folder = folder();
    let at = folder.path();
    fs::create_dir(at.join("full")).unwrap();
    let mount = "mount -t tmpfs -o size=4k none full";
    let alone = ["--mount", "--map-root-user"];
    let possible = Command::new("unshare").current_dir(at).args(alone).args(["sh", "-c", mount]).output();
    if !possible.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED: no disk of 4 KiB can be made here (unshare and mount are not allowed)");
        return;
    }
    for Writer { arguments, output } in &WRITERS {
        let into = format!("full/{output}");
        let arguments: Vec<&str> =
            (0..).zip(*arguments).map(|(i, a)| if i > 0 && a == output { into.as_str() } else { a }).collect();
        let script = format!("{mount} && {{ \"$0\" \"$@\"; code=$?; ls -A full; exit $code; }}");
        let run = Command::new("unshare")
            .current_dir(at)
            .args(alone)
            .args(["sh", "-c", &script, env!("CARGO_BIN_EXE_corridor")])
            .args(&arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("make room on the disk"), "{arguments:?}: {said}");
        assert_eq!(String::from_utf8_lossy(&run.stdout), "", "{arguments:?} left something");
    }
}

#[test]
fn standard_output_that_is_full_is_no_success() {
    if !Path::new("/dev/full").exists() {
        return eprintln!("SKIPPED: there is no /dev/full here");
    }
    let folder = tempfile::tempdir().unwrap();
    for format in ["table", "json", "csv", "md", "geojson"] {
        let run = in_shell(folder.path(), "exec >/dev/full", &["length", "nh12", "--format", format]);
        assert_eq!(run.code, Some(2), "{format}: {}", run.err);
        assert!(run.err.contains("standard output that can be written to"), "{format}: {}", run.err);
    }
}

/// The tool as somebody who is not the superuser; nothing where that cannot be.
fn as_nobody(at: &Path, arguments: &[&str]) -> Option<Run> {
    let mut command = match root() {
        false => Command::new(env!("CARGO_BIN_EXE_corridor")),
        true => {
            // It may stand in a folder that only the superuser may enter.
            let tool = at.join("tool");
            if !tool.exists() {
                fs::copy(env!("CARGO_BIN_EXE_corridor"), &tool).unwrap();
            }
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(tool);
            command
        }
    };
    let output = command.current_dir(at).args(arguments).output().ok()?;
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Some(Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) })
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_may_not_be_written_or_read_is_said() {
    let folder = folder();
    let at = folder.path();
    mode(at, 0o755);
    let Some(first) = as_nobody(at, &["--version"]).filter(|r| r.code == Some(0)) else {
        return eprintln!("SKIPPED: there is no other user to be here (setpriv)");
    };
    assert!(first.out.starts_with("corridor"));
    let before = tree(&at.join("study"));
    // Root owns it all, or it is closed to its owner too.
    mode(at, 0o555);
    for Writer { arguments, output } in &WRITERS {
        let run = as_nobody(at, arguments).unwrap();
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("choose a folder that you may write to"), "{arguments:?}: {}", run.err);
        assert!(!at.join(output).exists() && waiting(at).is_empty(), "{arguments:?}");
    }
    mode(at, 0o755);
    mode(&at.join("a.geojson"), 0o000);
    let run = as_nobody(at, &["import", "a.geojson", "--into", "x", "--as", "alignments"]).unwrap();
    assert!(run.code == Some(2) && run.err.contains("permission denied"), "{}", run.err);
    assert!(run.err.contains("let this user read it"), "{}", run.err);
    mode(&at.join("study/communes.geojson"), 0o000);
    let run = as_nobody(at, &["report", "--study", "study"]).unwrap();
    assert!(run.code == Some(2) && run.err.contains("permission denied"), "{}", run.err);
    mode(&at.join("study/communes.geojson"), 0o644);
    assert!(tree(&at.join("study")) == before, "a study that was read is changed");
}

#[test]
fn permission_lost_in_the_middle_leaves_the_old_or_the_new() {
    let folder = folder();
    let at = folder.path();
    let out = at.join("out");
    for round in 0..6 {
        fs::create_dir_all(&out).unwrap();
        mode(&out, 0o755);
        let arguments = ["communes", "nh279", "--format", "json", "--output", "out/c.json"];
        let mut child = started(at, &arguments);
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if !waiting(&out).is_empty() || began.elapsed() > Duration::from_millis(60 * round) {
                mode(&out, 0o000);
                break;
            }
        }
        let code = child.wait().unwrap().code();
        mode(&out, 0o755);
        let made = tree(&out.join("c.json"));
        let whole = made.values().all(|bytes| serde_json::from_slice::<serde_json::Value>(bytes).is_ok());
        assert!(whole && (code == Some(0)) != made.is_empty(), "round {round}: {code:?}");
        let again = corridor_in(at, arguments.iter().chain(&["--force"]));
        assert_eq!(again.code, Some(0), "{}", again.err);
        assert!(waiting(&out).is_empty());
        cleared(&out);
    }
}

#[test]
fn a_read_only_disk_is_said() {
    let folder = folder();
    let at = folder.path();
    fs::create_dir(at.join("disk")).unwrap();
    let script = "mount -t tmpfs -o ro none disk && exec \"$0\" \"$@\"";
    let run = Command::new("unshare")
        .current_dir(at)
        .args(["--mount", "--map-root-user", "sh", "-c", script, env!("CARGO_BIN_EXE_corridor")])
        .args(["length", "nh12", "--format", "csv", "--output", "disk/l.csv"])
        .output();
    match run {
        Ok(run) if run.status.code() == Some(2) => {
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(said.contains("choose a folder that you may write to"), "{said}");
        }
        _ => eprintln!("SKIPPED: no read-only disk can be made here (unshare and mount are not allowed)"),
    }
}

/// What stands where a file should: each is answered at once.
#[test]
fn pipes_devices_folders_and_links_are_answered() {
    let folder = folder();
    let at = folder.path();
    assert!(Command::new("mkfifo").arg(at.join("pipe.geojson")).status().unwrap().success());
    fs::create_dir(at.join("folder.geojson")).unwrap();
    symlink("/dev/zero", at.join("zero.geojson")).unwrap();
    symlink("loop.geojson", at.join("loop.geojson")).unwrap();
    symlink("nowhere", at.join("dangling.geojson")).unwrap();
    symlink("pipe.geojson", at.join("to-pipe.geojson")).unwrap();
    let odd = ["pipe", "folder", "zero", "loop", "dangling", "to-pipe"].map(|name| format!("{name}.geojson"));
    for name in odd.iter().map(String::as_str).chain(["/dev/zero", "/dev/stdin", "/dev/null", "/proc/self/mem"]) {
        for arguments in [
            &["import", name, "--into", "x", "--as", "roads"][..],
            &["assess", "--alignments", name, "--communes", "c.geojson", "--out", "r"],
            &["events", name],
            &["verify", name],
            &["compare", "ct03-a", name],
            &["compare", "ct03-a", "ct03-b", "--profile", name],
        ] {
            let began = Instant::now();
            let run = corridor_in(at, arguments);
            assert_eq!(run.code, Some(2), "{arguments:?}: {} {}", run.out, run.err);
            assert!(run.err.contains("To mend it"), "{arguments:?}: {}", run.err);
            assert!(began.elapsed() < Duration::from_secs(10), "{arguments:?} took {:?}", began.elapsed());
        }
    }
    // In a study, and beside a shapefile.
    for name in &odd {
        let toml = format!("title = \"x\"\n[[layer]]\nrole = \"alignments\"\nfile = \"{name}\"\n");
        fs::write(at.join("study.toml"), toml).unwrap();
        let run = corridor_in(at, ["length", "--study", "."]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.err);
    }
}

/// Neither a name nor a link leads out of a study's folder, and nothing is written outside.
#[test]
fn nothing_leads_out_of_a_study() {
    let folder = folder();
    let at = folder.path();
    fs::write(at.join("secret.geojson"), ALIGNMENTS).unwrap();
    fs::create_dir(at.join("own")).unwrap();
    symlink("../secret.geojson", at.join("own/link.geojson")).unwrap();
    symlink("..", at.join("own/up")).unwrap();
    fs::write(at.join("own/real.geojson"), ALIGNMENTS).unwrap();
    fs::write(at.join("own/c.geojson"), COMMUNES).unwrap();
    symlink("real.geojson", at.join("own/inside.geojson")).unwrap();
    let secret = at.join("secret.geojson").display().to_string();
    let read = |name: &str| {
        let layer = |role: &str, file: &str| format!("[[layer]]\nrole = \"{role}\"\nfile = \"{file}\"\n");
        let toml = format!("title = \"x\"\n{}{}", layer("alignments", name), layer("communes", "c.geojson"));
        fs::write(at.join("own/study.toml"), toml).unwrap();
        corridor_in(at, ["length", "--study", "own"])
    };
    for name in ["../secret.geojson", &secret, "link.geojson", "up/secret.geojson", "./../secret.geojson", "-", ""] {
        let run = read(name);
        assert_eq!(run.code, Some(2), "{name}: {} {}", run.out, run.err);
        assert!(run.err.contains("within the study's folder"), "{name}: {}", run.err);
        let run = corridor_in(at, ["dossier", "--study", "own", "--out", "leaked"]);
        assert!(run.code == Some(2) && !at.join("leaked").exists(), "{name}: {}", run.err);
    }
    for name in ["real.geojson", "inside.geojson", "./real.geojson"] {
        let run = read(name);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
    }
    let before = tree(at);
    for name in ["../out.geojson", "/tmp/corridor-out.geojson", "a/b.geojson", "..", ".hidden", "study.toml", ""] {
        let run = corridor_in(at, ["import", "a.geojson", "--into", "own", "--as", "roads", "--name", name, "--force"]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.err);
    }
    // Nor is a layer of the study written over while it is read.
    let run = corridor_in(
        at,
        ["import", "own/real.geojson", "--into", "own", "--as", "roads", "--name", "real.geojson", "--force"],
    );
    assert!(run.code == Some(2) && run.err.contains("inputs are never written to"), "{}", run.err);
    assert!(tree(at) == before, "something was written");
}
