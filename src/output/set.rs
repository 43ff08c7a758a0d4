//! Several files of one folder that get their places together: all of them, or none.
//!
//! They wait in a folder of their own beside their places. Renaming that folder is the one moment at which they count:
//! a run that is stopped before it leaves nothing, and what a run that is stopped after it had not yet put in its place
//! the next run in the folder puts there. So the folder that waits is its own journal.

use super::file::{failed, may_write, parent, refused, write_file_by, written};
use super::waiting::{taken_away, waiting_folder};
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

/// In the folder that waits: what stood at each place when the files were written, in the order in which they go there.
const RECORD: &str = ".corridor-record";

/// One of the files that wait.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    name: String,
    stood: Option<Stood>,
}

/// What stands at a place: enough to see that nobody has changed it since.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Stood {
    bytes: u64,
    nanoseconds: u64,
    is_file: bool,
}

fn stood(path: &Path) -> Option<Stood> {
    let about = path.symlink_metadata().ok()?;
    let since = about.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let nanoseconds = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
    Some(Stood { bytes: about.len(), nanoseconds, is_file: about.is_file() })
}

/// Writes files into one folder, all of them or none: whenever the run is stopped, once the next run has begun there
/// the old ones stand, or the new ones. They get their places in the order given, so that what names others comes last.
///
/// Where a link leads into another folder, or a name is not UTF-8, they are whole or absent each for itself.
///
/// # Errors
/// As [`may_write`], or the disk is full or read-only; nothing is left behind then.
pub fn write_set(files: &[(PathBuf, &[u8])], force: bool) -> Result<()> {
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    write_set_by(&paths, force, |number, out| out.write_all(files[number].1))
}

/// The same for files that are made while they are written, each by its number.
pub(super) fn write_set_by(
    paths: &[PathBuf],
    force: bool,
    write: impl Fn(usize, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    paths.iter().try_for_each(|path| may_write(path, force))?;
    let places: Vec<PathBuf> = paths.iter().map(|path| whole(path)).collect();
    let Some(folder) = places.first().map(|p| parent(p)) else { return Ok(()) };
    // A name that is no text cannot be recorded as it is.
    let together = |place: &PathBuf| parent(place) == folder && place.file_name().is_some_and(|n| n.to_str().is_some());
    if !places.iter().all(together) {
        return paths.iter().enumerate().try_for_each(|(n, path)| write_file_by(path, force, |out| write(n, out)));
    }
    let beside = waiting_folder(folder).map_err(|e| failed(&paths[0], &e))?;
    let mut record = Vec::new();
    for (number, (path, place)) in paths.iter().zip(&places).enumerate() {
        let name = place.file_name().unwrap_or_default();
        write_new(&beside.path().join(name), |out| write(number, out)).map_err(|e| failed(path, &e))?;
        record.push(Waiting { name: name.to_string_lossy().into_owned(), stood: stood(place) });
    }
    let record = serde_json::to_vec(&record).unwrap_or_default();
    write_new(&beside.path().join(RECORD), |out| out.write_all(&record)).map_err(|e| failed(&paths[0], &e))?;
    let ready = beside.ready().map_err(|e| failed(&paths[0], &e))?;
    match put_in_place(ready.path()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refused(
            &paths[0],
            "a file that another program changed meanwhile",
            "run it again; nothing was written",
        )),
        Err(error) => Err(failed(&paths[0], &error)),
    }
}

/// Where a path leads: a link's own place is not what is replaced.
fn whole(path: &Path) -> PathBuf {
    let there = || Some(parent(path).canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(there).unwrap_or_else(|| path.to_path_buf())
}

fn write_new(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    written(&mut file, write)?;
    file.sync_all()
}

/// Puts what is ready in its place, and takes its folder away. What has its place already stays there; where somebody
/// has changed what is to be replaced nothing more is put, because the files are another's now.
///
/// # Errors
/// The disk refuses; then the rest stays ready.
pub(super) fn put_in_place(ready: &Path) -> io::Result<bool> {
    let folder = parent(ready);
    let record: Vec<Waiting> = serde_json::from_slice(&fs::read(ready.join(RECORD))?)?;
    let rest: Vec<&Waiting> = record.iter().filter(|w| ready.join(&w.name).symlink_metadata().is_ok()).collect();
    let ours = rest.iter().all(|w| is_plain(&w.name) && stood(&folder.join(&w.name)) == w.stood);
    if ours {
        for waiting in rest {
            fs::rename(ready.join(&waiting.name), folder.join(&waiting.name))?;
        }
        // The disk is told before the record of it is gone.
        let _ = fs::File::open(folder).and_then(|f| f.sync_all());
    }
    // What stays of it is taken away by the next run.
    let _ = taken_away(ready);
    Ok(ours)
}

/// Whether it names a file in a folder, and nothing outside.
fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name)
}
