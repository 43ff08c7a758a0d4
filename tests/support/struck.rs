//! The tool struck down while it writes, and what it leaves.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Every file below a folder, by its path, and what is in it.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// What is below a folder or in a file; nothing where nothing is.
pub fn tree(at: &Path) -> Tree {
    let mut found = Tree::new();
    if at.is_file() {
        found.insert(PathBuf::new(), fs::read(at).unwrap());
    }
    let mut open = if at.is_dir() { vec![at.to_path_buf()] } else { Vec::new() };
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            match () {
                () if kind.is_dir() => open.push(path),
                // A link is not followed.
                () if kind.is_symlink() => {}
                () => drop(found.insert(path.strip_prefix(at).unwrap().to_path_buf(), fs::read(path).unwrap())),
            }
        }
    }
    found
}

/// What is waiting in a folder under a name that the tool made up.
pub fn waiting(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".corridor-"))).collect()
}

/// How a run is ended.
#[derive(Debug, Clone, Copy)]
pub enum Blow {
    Kill,
    Terminate,
    Interrupt,
}

/// The moment at which it is.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// So long after it began.
    After(Duration),
    /// As soon as something waits in the folder that it writes to.
    Writing,
}

/// The tool on its way.
pub fn started(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_corridor"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn strike(child: &mut Child, blow: Blow) {
    let signal = match blow {
        Blow::Kill => return drop(child.kill()),
        Blow::Terminate => "-TERM",
        Blow::Interrupt => "-INT",
    };
    // It may be done already.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
}

/// Starts the tool and strikes it down; whether it was struck before it was done.
pub fn struck(folder: &Path, arguments: &[&str], writes_to: &[&Path], blow: Blow, moment: Moment) -> bool {
    let mut child = started(folder, arguments);
    let began = Instant::now();
    let reached = |began: Instant| match moment {
        Moment::After(time) => began.elapsed() >= time,
        Moment::Writing => writes_to.iter().any(|folder| !waiting(folder).is_empty()),
    };
    while child.try_wait().unwrap().is_none() {
        if reached(began) {
            strike(&mut child, blow);
            return !child.wait().unwrap().success();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{arguments:?} hangs");
        std::thread::sleep(Duration::from_micros(50));
    }
    false
}
