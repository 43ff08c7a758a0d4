//! Layers that were read once, kept in a folder that the user named, so that the next run need not read their text again.
//!
//! What is kept is named by a hash (BLAKE3, 256 bits) of the bytes it was read from, of every option that changes what is
//! read, and of the tool. A run that finds its name there takes it; no other file of the folder is ever looked at, so nothing there can
//! be out of date and any of it may be deleted at any time. What is taken is bit for bit what reading gives.
//!
//! That the bytes are the same is known in one of two ways: they are hashed, or [`seen`] tells that nobody can have changed
//! them since they were. A layer is kept if its file was at rest before it was read and was the same file with the same
//! hash afterwards.
//!
//! Not kept is what does not follow from bytes and options alone: a layer that PROJ moves from another CRS, since that depends
//! on the grids that are installed; one whose reading has something doubtful to tell; and standard input.

mod communes;
mod flat;
mod rings;
mod seen;

#[cfg(test)]
mod tests;

use super::format::Format;
use super::store::head_of;
use super::{LayerOptions, fingerprint};
use crate::error::{Fault, Result};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// To be raised whenever the form of what is kept changes, or what a layer is read as.
const LAYOUT: u32 = 2;

/// What a layer is kept as.
pub trait Flat: Sized + Send + Sync {
    /// It takes at least so many bytes.
    const LEAST: usize;
    /// Writes one behind others.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads one back, bit for bit, out of the rest of this block; nothing where no such thing stands there.
    fn read(from: &mut super::bytes::Bytes<'_>, block: &Arc<Vec<u8>>) -> Option<Self>;
    /// Whether they are in the order that reading gives.
    fn in_order(all: &[Self]) -> bool;
}

/// The folder of this process, if the user named one.
static CHOSEN: OnceLock<Folder> = OnceLock::new();

/// Keeps layers of communes in this folder from now on, and takes from it what is kept there. The first folder that is named stays.
pub fn keep_layers_in(folder: &Path) {
    let _ = CHOSEN.set(Folder::at(folder));
}

/// Why could a layer not be kept, although it was asked for? The run goes on without.
pub fn why_not_kept() -> Option<Fault> {
    let error = CHOSEN.get()?.failure.lock().ok()?.take()?;
    let fault = Fault::new("cache", "a folder where layers can be kept", error.to_string()).warning();
    let place = CHOSEN.get()?.place.display().to_string();
    Some(fault.file(place).remedy("name another folder with --cache; without it every run reads the layers anew"))
}

/// Whether layers are to be kept.
pub fn is_asked_for() -> bool {
    CHOSEN.get().is_some()
}

/// What is kept of a file, else what reading it gives, with whether it may be kept.
pub fn or_read<T: Flat>(
    path: Option<&Path>,
    options: &LayerOptions,
    kind: &str,
    read: impl FnOnce() -> Result<(Vec<T>, bool)>,
) -> Result<Vec<T>> {
    match (CHOSEN.get(), path) {
        (Some(folder), Some(path)) => folder.or_read(path, options, kind, read),
        _ => read().map(|(items, _)| items),
    }
}

/// The SHA-256 of a file, without looking at its bytes again where they are known to be those it was taken of.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    known_sha256(path).map_or_else(|| fingerprint::sha256_of(path), Ok)
}

/// The same where it is of a layer that was looked at here.
pub fn known_sha256(path: &Path) -> Option<String> {
    CHOSEN.get().and_then(|folder| seen::sha256_of(folder, path))
}

/// A folder of layers.
struct Folder {
    place: PathBuf,
    /// Which tool this is: its version, its layout, and its own file, so that no build takes what another has read.
    tool: Vec<u8>,
    failure: Mutex<Option<io::Error>>,
}

/// A layer's files as they are now.
#[derive(PartialEq)]
struct Look {
    name: String,
    states: Vec<seen::State>,
}

impl Folder {
    fn at(place: &Path) -> Folder {
        let mut tool = format!("corridor {} layout {LAYOUT}", env!("CARGO_PKG_VERSION")).into_bytes();
        if let Ok(about) = std::env::current_exe().and_then(fs::metadata) {
            let changed = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            tool.extend(about.len().to_le_bytes());
            tool.extend(changed.unwrap_or_default().as_nanos().to_le_bytes());
        }
        Folder { place: place.to_path_buf(), tool, failure: Mutex::new(None) }
    }

    fn or_read<T: Flat>(
        &self,
        path: &Path,
        options: &LayerOptions,
        kind: &str,
        read: impl FnOnce() -> Result<(Vec<T>, bool)>,
    ) -> Result<Vec<T>> {
        let Some(before) = self.look(path, options, kind) else { return read().map(|(items, _)| items) };
        let place = self.place.join(format!("{}.layer", before.name));
        if let Some(items) = flat::read(&place, &before.name) {
            return Ok(items);
        }
        let (items, may_be_kept) = read()?;
        let at_rest = before.states.iter().all(|state| state.at_rest);
        if may_be_kept && at_rest && self.look(path, options, kind).as_ref() == Some(&before) {
            self.write(&place, |out| flat::write(out, &before.name, &items));
        }
        Ok(items)
    }

    /// The name of what is kept of a file, by its bytes and those of the files that belong to it.
    fn look(&self, path: &Path, options: &LayerOptions, kind: &str) -> Option<Look> {
        let LayerOptions { id, crs, ignore_z, layer, encoding } = options;
        let mut name = blake3::Hasher::new();
        let mut say = |part: &[u8]| {
            name.update(&(part.len() as u64).to_le_bytes()).update(part);
        };
        say(&self.tool);
        say(kind.as_bytes());
        // The name decides between kinds of text.
        say(path.file_name()?.as_encoded_bytes());
        for option in [id, crs, layer, encoding] {
            say(&[u8::from(option.is_some())]);
            say(option.as_deref().unwrap_or_default().as_bytes());
        }
        say(&[u8::from(*ignore_z)]);
        let mut states = Vec::new();
        for (part, path) in parts(path)? {
            let (hash, state) = seen::hashed(self, &path)?;
            say(part.as_bytes());
            say(&hash);
            states.push(state);
        }
        Some(Look { name: name.finalize().to_hex().to_string(), states })
    }

    /// Writes a file of the folder, whole or not at all, unless another run is just doing so.
    fn write(&self, place: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) {
        let waiting = place.with_extension("part");
        let done = fs::create_dir_all(&self.place).and_then(|()| {
            let mut file = File::options().create(true).truncate(false).write(true).open(&waiting)?;
            if file.try_lock().is_err() || !is_still(&file, &waiting) {
                return Ok(());
            }
            // What a run that was stopped has left is written over.
            file.set_len(0)?;
            write(&mut file)?;
            file.flush()?;
            fs::rename(&waiting, place)
        });
        if let (Err(error), Ok(mut failure)) = (done, self.failure.lock()) {
            let _ = fs::remove_file(&waiting);
            failure.get_or_insert(error);
        }
    }
}

/// Whether a file has not got its place since it was opened.
#[cfg(unix)]
fn is_still(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |about: &fs::Metadata| (about.dev(), about.ino());
    matches!((file.metadata(), place.metadata()), (Ok(a), Ok(b)) if number(&a) == number(&b))
}

#[cfg(not(unix))]
fn is_still(_: &File, place: &Path) -> bool {
    place.exists()
}

/// The files that a layer is read from, each with what it is; nothing where it cannot be told.
fn parts(path: &Path) -> Option<Vec<(String, PathBuf)>> {
    if path.as_os_str() == "-" {
        return None;
    }
    let head = head_of(path).ok()?;
    let mut parts = vec![(String::new(), path.to_path_buf())];
    match Format::of(&head, "") {
        Ok(Format::Shapefile) => {
            for part in ["dbf", "prj", "cpg"] {
                let places = [part.to_string(), part.to_ascii_uppercase()].map(|part| path.with_extension(part));
                parts.extend(places.into_iter().find(|p| p.is_file()).map(|p| (part.to_string(), p)));
            }
        }
        Ok(Format::GeoPackage) => {
            // Changes that are not in the file yet.
            let beside =
                |end: &str| path.with_file_name(format!("{}{end}", path.file_name().unwrap_or_default().display()));
            let none = |end| fs::metadata(beside(end)).is_err_and(|e| e.kind() == ErrorKind::NotFound);
            ["-wal", "-journal"].into_iter().all(none).then_some(())?;
        }
        _ => {}
    }
    Some(parts)
}
