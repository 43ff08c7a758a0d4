//! Whether the bytes of a file are those that were hashed before: without reading them, where the system tells, else by hashing them.
//!
//! The rule is that of git's index, made stricter. A file is taken for the same if its device, inode, size, and its times of modification and
//! of change, to the nanosecond, are those it had when it was hashed. The time of change is the kernel's own: every write, truncation, new
//! name and `touch` sets it, and nothing but setting the system's clock back turns it back. That proves something only where these hold:
//!
//! - The file had been at rest for [`REST`] when it was hashed, so that no later change falls into the same tick of the clock.
//! - What others had written through memory was on disk before it was hashed ([`File::sync_data`]): a later write through memory
//!   faults, and then the kernel sets the time.
//! - The file system is a local one that does all this ([`KNOWN`]); not a network's, nor one in memory.
//! - The system was not started since, so that no crash can have kept new bytes with an old time.
//!
//! Where one of them does not hold the bytes are hashed.

use super::super::fingerprint;
use super::Folder;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that has not changed for so long is at rest: longer than a tick on any file system.
const REST: Duration = Duration::from_secs(2);
/// So much is hashed at once.
const BLOCK: u64 = 1 << 19;

/// Which file this is and when it was changed.
#[derive(Clone)]
pub struct State {
    about: Vec<u8>,
    size: u64,
    /// Whether it had not been changed for a while.
    pub at_rest: bool,
}

/// Rest is no part of what a file is.
impl PartialEq for State {
    fn eq(&self, other: &State) -> bool {
        self.about == other.about
    }
}

/// The hash of a file's bytes, and the file that they are of; nothing where it cannot be read or changes meanwhile.
pub fn hashed(folder: &Folder, path: &Path) -> Option<([u8; 32], State)> {
    let file = File::open(path).ok()?;
    let record = record_of(folder, path, &file);
    if let Some(record) = &record
        && let Some((hash, _, state)) = record.read(&file)
    {
        return Some((hash, state));
    }
    let before = State::of(&file)?;
    let record = record.filter(|_| before.at_rest && file.sync_data().is_ok());
    let hash = hash_of(&file, before.size).ok()?;
    (State::of(&file)? == before).then_some(())?;
    if let Some(record) = record {
        record.write(folder, &before, &hash, &[]);
    }
    Some((hash, before))
}

/// The SHA-256 of a file that was hashed before; taken now if it was not yet.
pub fn sha256_of(folder: &Folder, path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    let record = record_of(folder, path, &file)?;
    let (hash, sha256, state) = record.read(&file)?;
    if !sha256.is_empty() {
        return Some(sha256);
    }
    let sha256 = fingerprint::sha256_of(path).ok()?;
    if State::of(&file)? == state {
        record.write(folder, &state, &hash, sha256.as_bytes());
    }
    Some(sha256)
}

/// Where the state of a file is noted, if the system tells of every change.
pub fn record_of(folder: &Folder, path: &Path, file: &File) -> Option<Record> {
    let start = start_of_system().filter(|_| tells_of_changes(file))?;
    let path = path.canonicalize().ok()?;
    let name = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    Some(Record { place: folder.place.join(format!("{name}.seen")), start })
}

/// A note of which bytes a file had.
pub struct Record {
    pub place: PathBuf,
    pub start: Vec<u8>,
}

impl Record {
    /// What a note on a file in this state begins with.
    fn head(&self, state: &State) -> Vec<u8> {
        [b"corridor seen 1\n", &self.start[..], &state.about].concat()
    }

    /// The hash, the SHA-256 where it was taken, and the state, if the file is still what it was.
    pub fn read(&self, file: &File) -> Option<([u8; 32], String, State)> {
        let note = fs::read(&self.place).ok().filter(|note| note.len() < 1000)?;
        let (said, check) = note.split_last_chunk::<32>()?;
        (blake3::hash(said).as_bytes() == check).then_some(())?;
        let state = State::of(file)?;
        let (hash, sha256) = said.strip_prefix(&self.head(&state)[..])?.split_first_chunk::<32>()?;
        Some((*hash, String::from_utf8(sha256.to_vec()).ok()?, state))
    }

    fn write(&self, folder: &Folder, state: &State, hash: &[u8; 32], sha256: &[u8]) {
        let mut note = [&self.head(state), &hash[..], sha256].concat();
        note.extend(blake3::hash(&note).as_bytes());
        folder.write(&self.place, |out| out.write_all(&note));
    }
}

impl State {
    #[cfg(unix)]
    fn of(file: &File) -> Option<State> {
        use std::os::unix::fs::MetadataExt;
        let now = SystemTime::now();
        let about = file.metadata().ok().filter(fs::Metadata::is_file)?;
        let changed = SystemTime::UNIX_EPOCH
            + Duration::new(u64::try_from(about.ctime()).ok()?, u32::try_from(about.ctime_nsec()).ok()?);
        let at_rest = now.duration_since(changed).is_ok_and(|rest| rest >= REST);
        let times = [about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec()];
        let about_it = [about.dev(), about.ino(), about.size()].map(u64::to_le_bytes).concat();
        Some(State { about: [about_it, times.map(i64::to_le_bytes).concat()].concat(), size: about.size(), at_rest })
    }

    #[cfg(not(unix))]
    fn of(file: &File) -> Option<State> {
        let about = file.metadata().ok().filter(fs::Metadata::is_file)?;
        let changed = about.modified().ok()?;
        let since = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
        let at_rest = SystemTime::now().duration_since(changed).is_ok_and(|rest| rest >= REST);
        let about_it = [&about.len().to_le_bytes()[..], &since.to_le_bytes()].concat();
        Some(State { about: about_it, size: about.len(), at_rest })
    }
}

/// The hash of all of a file: that of the hashes of its blocks, which are taken on all cores, and of its size.
fn hash_of(file: &File, size: u64) -> io::Result<[u8; 32]> {
    let block = |number: u64| -> io::Result<blake3::Hash> {
        let at = number * BLOCK;
        let mut bytes = vec![0; (size - at).min(BLOCK) as usize];
        super::flat::read_at(file, &mut bytes, at)?;
        Ok(blake3::hash(&bytes))
    };
    let blocks: Vec<blake3::Hash> = (0..size.div_ceil(BLOCK)).into_par_iter().map(block).collect::<io::Result<_>>()?;
    let mut all = blake3::Hasher::new();
    all.update(&size.to_le_bytes());
    for hash in &blocks {
        all.update(hash.as_bytes());
    }
    Ok(*all.finalize().as_bytes())
}

/// File systems on a disk of this machine that set the time of change with every change: ext2 to ext4, XFS, Btrfs.
#[cfg(target_os = "linux")]
const KNOWN: [u64; 3] = [0xEF53, 0x5846_5342, 0x9123_683E];

#[cfg(target_os = "linux")]
fn tells_of_changes(file: &File) -> bool {
    rustix::fs::fstatfs(file).is_ok_and(|about| KNOWN.contains(&(about.f_type as u64)))
}

#[cfg(target_os = "linux")]
fn start_of_system() -> Option<Vec<u8>> {
    fs::read("/proc/sys/kernel/random/boot_id").ok().filter(|id| id.len() >= 36)
}

#[cfg(not(target_os = "linux"))]
fn tells_of_changes(_: &File) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn start_of_system() -> Option<Vec<u8>> {
    None
}
