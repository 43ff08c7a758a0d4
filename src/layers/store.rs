//! Where a study's files are: in a folder, or in the tool itself.

use crate::error::{Fault, Result};
use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Where a study's files are.
pub enum Store {
    /// In the tool.
    Embedded,
    /// In a folder.
    Folder(PathBuf),
}

impl Store {
    /// The content of one file of the study.
    pub fn read(&self, file: &str) -> Result<Cow<'static, [u8]>> {
        match self {
            Store::Embedded => super::embedded::files()
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, text)| Cow::Borrowed(text.as_bytes()))
                .ok_or_else(|| {
                    Fault::new("missing-file", "a file of the embedded study", "none")
                        .file(file)
                        .remedy("build the tool again")
                        .into()
                }),
            Store::Folder(folder) => {
                let inside =
                    Path::new(file).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
                if file.is_empty() || !inside {
                    return Err(Fault::new("file-outside", "a file within the study's folder", format!("\"{file}\""))
                        .file("study.toml")
                        .remedy("copy the file into the folder and name it without .. or a leading /")
                        .into());
                }
                read_file(&folder.join(file)).map(Cow::Owned)
            }
        }
    }
}

/// The content of a file.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let name = path.display().to_string();
    let refused = |found: String, remedy: &str| -> crate::error::Error {
        Fault::new("unreadable-file", "a file that can be read", found).file(name.clone()).remedy(remedy).into()
    };
    let about = fs::metadata(path).map_err(|e| match e.kind() {
        ErrorKind::NotFound => refused("no such file".into(), "check the name and the folder"),
        ErrorKind::PermissionDenied => refused("permission denied".into(), "let this user read it"),
        _ => refused(e.to_string(), "check the name and the folder"),
    })?;
    if about.is_dir() {
        return Err(refused("a folder".into(), "name a file in it"));
    }
    if !about.is_file() {
        return Err(refused("a pipe, socket or device".into(), "save the data as a file first"));
    }
    fs::read(path).map_err(|e| match e.kind() {
        ErrorKind::PermissionDenied => refused("permission denied".into(), "let this user read it"),
        _ => refused(e.to_string(), "copy the file again, or to another disk"),
    })
}
