//! A folder of results that is whole or absent: made beside its place, then put there at once.

use super::file::{failed, parent, refused, written};
use super::waiting::{waiting_file, waiting_folder};
use crate::error::Result;
use rayon::prelude::*;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Files that programs leave beside their own; they go with the folder that is replaced.
const LEFT_BY_PROGRAMS: [&str; 5] = ["-wal", "-shm", "-journal", "~", ".lock"];

/// Whether the folder may be written: asked before the work.
///
/// # Errors
/// It is a file, the folder that is to hold it does not exist, or it exists and `force` is not given, or it holds what
/// these results did not make.
pub fn may_write_bundle(folder: &Path, files: &[&str], force: bool) -> Result<()> {
    let Ok(about) = folder.symlink_metadata() else {
        return match parent(folder).is_dir() {
            true => Ok(()),
            false => Err(refused(folder, "a folder that does not exist to hold it", "make that folder first")),
        };
    };
    if !about.is_dir() {
        return Err(refused(folder, "something that is no folder", "name a folder that need not exist yet"));
    }
    let held = files_in(folder, Path::new(""))?;
    if held.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(refused(folder, "a folder that exists", "give --force to replace it, or choose another name"));
    }
    let ours = |path: &str| {
        files.contains(&path)
            || LEFT_BY_PROGRAMS.iter().any(|end| path.strip_suffix(end).is_some_and(|p| files.contains(&p)))
    };
    match held.iter().find(|path| !ours(path)) {
        Some(other) => Err(refused(
            folder,
            format!("a folder that holds something else: {other}"),
            "choose another folder, or move that away: only results of the same kind are replaced",
        )),
        None => Ok(()),
    }
}

/// The files in a folder and its folders, by their paths within it.
fn files_in(folder: &Path, within: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join(within)).map_err(|e| failed(folder, &e))? {
        let entry = entry.map_err(|e| failed(folder, &e))?;
        let path: PathBuf = within.join(entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
        if is_folder {
            found.extend(files_in(folder, &path)?);
        } else {
            let parts: Vec<String> = path.iter().map(|p| p.to_string_lossy().to_string()).collect();
            found.push(parts.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the files, each by its path within the folder, and puts the folder in its place at once: whoever looks, and
/// whenever the work is stopped, sees the old folder or the new one.
///
/// # Errors
/// As [`may_write_bundle`], or the disk is full or read-only; nothing is left behind then.
pub fn write_bundle(folder: &Path, files: &[(String, Vec<u8>)], force: bool) -> Result<()> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    may_write_bundle(folder, &names, force)?;
    put_folder(folder, &names, |number, out| out.write_all(&files[number].1))
}

/// Puts a folder of these files at its place at once, in the place of one that is there. Each is written by itself, on all
/// cores.
pub(super) fn put_folder(
    folder: &Path,
    names: &[&str],
    write: impl Fn(usize, &mut dyn Write) -> io::Result<()> + Sync,
) -> Result<()> {
    let beside = waiting_folder(parent(folder)).map_err(|e| failed(folder, &e))?;
    names.par_iter().enumerate().try_for_each(|(number, name)| {
        let path = beside.path().join(name);
        let written = fs::create_dir_all(parent(&path)).and_then(|()| fs::File::create(&path)).and_then(|mut file| {
            written(&mut file, |out| write(number, out))?;
            file.sync_all()
        });
        written.map_err(|e| failed(&folder.join(name), &e))
    })?;
    if let Ok(about) = folder.metadata() {
        // What nothing may be written into is not changed for another either.
        drop(waiting_file(folder).map_err(|e| failed(folder, &e))?);
        // It stays as open or closed to others as it was.
        fs::set_permissions(beside.path(), about.permissions()).map_err(|e| failed(folder, &e))?;
        // What was there is now in the temporary folder, and goes with it.
        return exchange(beside.path(), folder).map_err(|e| failed(folder, &e));
    }
    fs::rename(beside.path(), folder).map_err(|e| failed(folder, &e))?;
    beside.stays();
    Ok(())
}

/// Two folders change places at once.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, old: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot: then the old one steps aside for a moment.
        Err(_) => step_aside(new, old),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(new: &Path, old: &Path) -> std::io::Result<()> {
    step_aside(new, old)
}

fn step_aside(new: &Path, old: &Path) -> std::io::Result<()> {
    let aside = new.with_extension("old");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::remove_dir_all(aside)
}
