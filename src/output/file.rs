//! Files that are whole or absent: written beside their place, synced, then renamed.

use super::bundle::put_folder;
use super::set::write_set_by;
use super::waiting::{finish_left, waiting_file};
use crate::error::{Fault, Result};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) fn refused(path: &Path, found: impl Into<String>, remedy: &str) -> crate::error::Error {
    Fault::new("output", "a place where a file can be written", found)
        .file(path.display().to_string())
        .remedy(remedy)
        .into()
}

pub(super) fn failed(path: &Path, error: &io::Error) -> crate::error::Error {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "choose a folder that you may write to",
        io::ErrorKind::StorageFull => "make room on the disk; nothing was left behind",
        _ => "choose another place",
    };
    // The name of the temporary file says nothing to the user.
    let said = error.to_string();
    refused(path, said.split(" at path ").next().unwrap_or(&said), remedy)
}

pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether a file may be written here: asked before the work, so that it is not in vain.
///
/// # Errors
/// It is a folder or a device, its folder does not exist, or it exists and `force` is not given.
pub fn may_write(path: &Path, force: bool) -> Result<()> {
    if path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator) {
        return Err(refused(path, "a folder", "name a file in it"));
    }
    if !parent(path).is_dir() {
        return Err(refused(path, "a folder that does not exist", "make the folder first"));
    }
    // Renaming onto a device would replace it by a file.
    if path.metadata().is_ok_and(|about| !about.is_file()) {
        let found = "a pipe, socket or device";
        return Err(refused(path, found, "leave --output out to write to standard output, or name a file"));
    }
    if path.symlink_metadata().is_ok() && !force {
        return Err(refused(path, "a file that exists", "give --force to replace it, or choose another name"));
    }
    Ok(())
}

/// Whether these files may be written into the folder, which need not exist: asked before the work.
///
/// # Errors
/// It is a file, the folder that is to hold it does not exist, or one of the files may not be written.
pub fn may_write_folder(folder: &Path, files: &[&str], force: bool) -> Result<()> {
    if folder.is_dir() {
        return files.iter().try_for_each(|name| may_write(&folder.join(name), force));
    }
    if folder.symlink_metadata().is_ok() {
        return Err(refused(folder, "something that is no folder", "name a folder"));
    }
    if !parent(folder).is_dir() {
        return Err(refused(folder, "a folder that does not exist to hold it", "make that folder first"));
    }
    Ok(())
}

/// Whether the place is none of the files that are read: those are never written to, even by force.
///
/// # Errors
/// It is one of them.
pub fn not_an_input(path: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Ok(place) = path.canonicalize() else { return Ok(()) };
    match inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == place)) {
        true => Err(refused(path, "a file that is read", "choose another name: inputs are never written to")),
        false => Ok(()),
    }
}

/// Writes a file, whole or not at all.
///
/// # Errors
/// As [`may_write`], or the disk is full or read-only; nothing is left behind then.
pub fn write_file(path: &Path, content: &[u8], force: bool) -> Result<()> {
    write_file_by(path, force, |out| out.write_all(content))
}

/// The same for content that is made while it is written.
///
/// # Errors
/// As [`write_file`].
pub fn write_file_by(path: &Path, force: bool, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    may_write(path, force)?;
    // Where a link stands, what it points to is replaced, not the link.
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let path = whole.as_path();
    let mut beside = waiting_file(parent(path)).map_err(|e| failed(path, &e))?;
    let done = written(beside.as_file_mut(), write);
    done.and_then(|()| beside.as_file().sync_all()).map_err(|e| failed(path, &e))?;
    let kept = if force { beside.persist(path) } else { beside.persist_noclobber(path) };
    kept.map(drop).map_err(|e| failed(path, &e.error))
}

/// Writes through a buffer, to its end.
pub(super) fn written(file: &mut fs::File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 18, file);
    write(&mut out).and_then(|()| out.flush())
}

/// Writes several files into a folder, which it makes if need be: all of them or none. A folder that holds nothing else
/// is changed for another at once.
///
/// # Errors
/// One of them exists and `force` is not given, or the folder cannot be written to. A folder that did not
/// exist is then not made.
pub fn write_folder(folder: &Path, files: &[(&str, Vec<u8>)], force: bool) -> Result<()> {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    write_folder_by(folder, &names, force, |number, out| out.write_all(&files[number].1))
}

/// The same for files that are made while they are written, each by its number.
///
/// # Errors
/// As [`write_folder`].
pub fn write_folder_by(
    folder: &Path,
    names: &[&str],
    force: bool,
    write: impl Fn(usize, &mut dyn Write) -> io::Result<()> + Sync,
) -> Result<()> {
    finish_left(folder);
    may_write_folder(folder, names, force)?;
    let Ok(whole) = folder.canonicalize() else { return put_folder(folder, names, write) };
    // A folder that somebody stands in is not changed for another.
    let stood_in = std::env::current_dir().map_or(true, |here| here.starts_with(&whole));
    let ours = fs::read_dir(&whole).is_ok_and(|mut held| {
        held.all(|entry| entry.is_ok_and(|e| e.file_name().to_str().is_some_and(|name| names.contains(&name))))
    });
    if ours && !stood_in && put_folder(&whole, names, &write).is_ok() {
        return Ok(());
    }
    let places: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    write_set_by(&places, force, write)
}
