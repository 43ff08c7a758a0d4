//! Files in memory, a folder for each process.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = PathBuf::from("/dev/shm");
        let memory = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let target = std::env::args().next().and_then(|a| a.rsplit('/').next().map(str::to_string));
        let folder = memory.join(format!("corridor-fuzz-{}-{}", std::process::id(), target.unwrap_or_default()));
        fs::create_dir_all(&folder).expect("a folder for the inputs");
        folder
    })
}

/// Writes a file and says where it is.
pub fn put(name: &str, content: &[u8]) -> PathBuf {
    let path = folder().join(name);
    fs::write(&path, content).expect("room for an input");
    path
}

/// Takes files away that an input before may have left.
pub fn emptied(names: &[&str]) {
    for name in names {
        let _ = fs::remove_file(folder().join(name));
    }
}
