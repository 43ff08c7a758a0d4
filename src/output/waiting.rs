//! Results wait beside their place, under a name of their own, until they are whole. What a run that was stopped left
//! waiting is taken away by the next run that writes to the same folder, and what it had ready is put in its place.

use super::set::put_in_place;
use std::fs::{self, File, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};

/// What the name of everything that waits begins with; six letters or digits follow.
const MARK: &str = ".corridor-";
const LETTERS: usize = 6;
/// What is whole and only has to be put in its place has this at the end of its name.
const READY: &str = "-ready";

/// A folder that waits beside its place. It is locked for as long as it does.
pub(super) struct WaitingFolder {
    folder: TempDir,
    _lock: Option<File>,
}

impl WaitingFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// It has its place now, and is not to be taken away.
    pub fn stays(self) {
        let _ = self.folder.keep();
    }

    /// What is in it is whole: from now on it is put in its place, by this run or by the next one.
    pub fn ready(self) -> io::Result<ReadyFolder> {
        let mut name = self.folder.path().as_os_str().to_owned();
        name.push(READY);
        let path = PathBuf::from(name);
        fs::rename(self.folder.path(), &path)?;
        let _ = self.folder.keep();
        Ok(ReadyFolder { path, _lock: self._lock })
    }
}

/// A folder whose files are ready to be put beside it. It is locked for as long as it is held.
pub(super) struct ReadyFolder {
    path: PathBuf,
    _lock: Option<File>,
}

impl ReadyFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A file that waits in this folder, locked until it is renamed or dropped.
pub(super) fn waiting_file(folder: &Path) -> io::Result<NamedTempFile> {
    swept(folder);
    let _making = shared(folder);
    let file = builder(0o666).tempfile_in(folder)?;
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// A folder that waits in this folder.
pub(super) fn waiting_folder(within: &Path) -> io::Result<WaitingFolder> {
    swept(within);
    let _making = shared(within);
    let folder = builder(0o777).tempdir_in(within)?;
    let lock = File::open(folder.path()).ok().filter(|f| f.try_lock().is_ok());
    Ok(WaitingFolder { folder, _lock: lock })
}

/// As readable as any file that the user makes: what the umask takes away stays away.
fn builder(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(MARK).rand_bytes(LETTERS);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(Permissions::from_mode(mode));
    }
    builder
}

/// While one is being made the folder is held, so that nobody sweeps it away before it is locked.
fn shared(folder: &Path) -> Option<File> {
    File::open(folder).ok().filter(|f| f.lock_shared().is_ok())
}

/// Puts in its place what a run that was stopped had ready in this folder: asked before the folder is read, as a
/// database finishes its journal. Where nothing is ready nothing is done, nor where the folder may not be written to.
pub fn finish_left(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ready = name.to_str().and_then(|n| n.strip_prefix(MARK)?.strip_suffix(READY)).is_some_and(is_made_up);
        if !ready || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let Some(_left) = File::open(entry.path()).ok().filter(|f| f.try_lock().is_ok()) else { continue };
        // If it cannot be put there now the next run tries again.
        let _ = put_in_place(&entry.path());
    }
}

/// Takes a folder away that was ready. It is so no more first, so that a run that is stopped here leaves what is swept.
pub(super) fn taken_away(ready: &Path) -> io::Result<()> {
    let name = ready.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(READY));
    let waiting = ready.with_file_name(name.ok_or(io::ErrorKind::InvalidInput)?);
    fs::rename(ready, &waiting)?;
    fs::remove_dir_all(waiting)
}

/// Takes away what is waiting and locked by nobody: its run was stopped. Where locks do not work nothing is taken.
fn swept(folder: &Path) {
    finish_left(folder);
    let Some(_alone) = File::open(folder).ok().filter(|f| f.try_lock().is_ok()) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        let ours = entry.file_name().to_str().and_then(|n| n.strip_prefix(MARK)).is_some_and(is_made_up);
        if !ours || !(kind.is_file() || kind.is_dir()) {
            continue;
        }
        let Some(_left) = File::open(&path).ok().filter(|f| f.try_lock().is_ok()) else { continue };
        // If it cannot be taken away the next run tries again.
        let _ = if kind.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

fn is_made_up(rest: &str) -> bool {
    rest.len() == LETTERS && rest.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_swept_and_what_is_held_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (held, held_folder) = (waiting_file(folder.path()).unwrap(), waiting_folder(folder.path()).unwrap());
        fs::write(at(".corridor-Ab12Cd"), "left").unwrap();
        fs::create_dir(at(".corridor-Xy34Zw")).unwrap();
        fs::write(at(".corridor-Xy34Zw/part.csv"), "left").unwrap();
        for mine in [".corridor-notes", ".corridor-Ab12Cd.old", "corridor-Ab12Cd"] {
            fs::write(at(mine), "mine").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("corridor-Ab12Cd"), at(".corridor-Li12nk")).unwrap();
        drop(waiting_file(folder.path()).unwrap());
        assert!(held.path().exists() && held_folder.path().exists());
        assert!(!at(".corridor-Ab12Cd").exists() && !at(".corridor-Xy34Zw").exists());
        assert!(
            at(".corridor-notes").exists() && at("corridor-Ab12Cd").exists() && at(".corridor-Ab12Cd.old").exists()
        );
        #[cfg(unix)]
        assert!(at(".corridor-Li12nk").symlink_metadata().is_ok(), "a link is nobody's file");
    }
}
