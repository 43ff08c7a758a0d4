//! Where a study's files are: in a folder, or in the tool itself.

use super::content::Content;
use super::format::Format;
use super::{LayerOptions, cache, door, fingerprint};
use crate::error::{Fault, Result};
use crate::model::Study;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

/// Where a study's files are.
pub enum Store {
    /// In the tool.
    Embedded,
    /// In a folder.
    Folder(PathBuf),
}

impl Store {
    /// A layer of the study, of any format.
    pub fn layer(&self, file: &str) -> Result<(Content, Format)> {
        let options = LayerOptions::default();
        match self.place(file)? {
            None => door::of_bytes(file, &self.read(file)?, &options),
            Some(path) => door::open(&path, &options),
        }
    }

    /// Where a layer of the study is, if it is a file.
    pub fn place(&self, file: &str) -> Result<Option<PathBuf>> {
        let Store::Folder(folder) = self else { return Ok(None) };
        let path = within(folder, file)?;
        for part in ["dbf", "prj", "cpg"].iter().flat_map(|e| [e.to_string(), e.to_ascii_uppercase()]) {
            let beside = Path::new(file).with_extension(part);
            beside.to_str().map_or(Ok(PathBuf::new()), |beside| within(folder, beside))?;
        }
        Ok(Some(path))
    }

    /// The SHA-256 of one file of the study.
    pub fn sha256(&self, file: &str) -> Result<String> {
        if let Store::Folder(folder) = self
            && let Some(known) = cache::known_sha256(&within(folder, file)?)
        {
            return Ok(known);
        }
        self.read(file).map(|bytes| fingerprint::sha256(&bytes))
    }

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
            Store::Folder(folder) => read_file(&within(folder, file)?).map(Cow::Owned),
        }
    }
}

/// All files that a study was read from, by their paths within its folder, with those that belong to them by their name,
/// such as the `.dbf` of a `.shp`.
///
/// # Errors
/// One of them cannot be read any more.
pub fn study_files(folder: Option<&Path>, study: &Study) -> Result<Vec<(String, Vec<u8>)>> {
    let Some(folder) = folder else {
        let files = super::embedded::files().iter();
        return Ok(files.map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect());
    };
    let mut names: BTreeSet<String> = BTreeSet::from(["study.toml".to_string()]);
    for source in study.sources.iter().filter(|s| !Path::new(&s.file).is_absolute()) {
        let file = Path::new(inside(&source.file)?);
        let within = file.parent().unwrap_or(Path::new(""));
        names.insert(source.file.clone());
        for entry in fs::read_dir(folder.join(within)).into_iter().flatten().flatten() {
            let beside = PathBuf::from(entry.file_name());
            if beside.file_stem() == file.file_stem() && entry.file_type().is_ok_and(|t| t.is_file()) {
                names.extend(within.join(&beside).to_str().map(str::to_string));
            }
        }
    }
    names.into_iter().map(|name| Ok((name.clone(), read_file(&within(folder, &name)?)?))).collect()
}

/// A file within the study's folder, and nowhere else.
fn inside(file: &str) -> Result<&str> {
    let inside = Path::new(file).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if file.is_empty() || !inside || file == "-" {
        return Err(Fault::new("file-outside", "a file within the study's folder", format!("\"{file}\""))
            .file("study.toml")
            .remedy("copy the file into the folder and name it without .. or a leading /")
            .into());
    }
    Ok(file)
}

/// Where a file of a study is: in its folder, also where a link leads to.
fn within(folder: &Path, file: &str) -> Result<PathBuf> {
    let path = folder.join(inside(file)?);
    // What is not there is said when it is read.
    if let (Ok(whole), Ok(folder)) = (path.canonicalize(), folder.canonicalize())
        && !whole.starts_with(folder)
    {
        return Err(Fault::new(
            "file-outside",
            "a file within the study's folder",
            format!("a link out of it: \"{file}\""),
        )
        .file("study.toml")
        .remedy("copy the file itself into the folder, in the place of the link")
        .into());
    }
    Ok(path)
}

/// No layer of a planner is larger.
const LARGEST: u64 = 4 << 30;

fn too_large(name: &str) -> crate::error::Error {
    Fault::new("too-large", "a layer of at most 4 GiB", "more than that")
        .file(name)
        .remedy("keep only the area and the layer that are needed")
        .into()
}

/// All of standard input, up to the same size.
pub fn read_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|e| {
        Fault::new("unreadable-file", "standard input that can be read", e.to_string()).remedy("name a file instead")
    })?;
    if bytes.len() as u64 > LARGEST { Err(too_large("standard input")) } else { Ok(bytes) }
}

/// The first bytes of a file.
pub fn head_of(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let about = looked_at(path)?;
    let read = fs::File::open(path).and_then(|file| file.take(about.len().min(100)).read_to_end(&mut head));
    read.map_err(|e| unreadable(path, &e))?;
    Ok(head)
}

/// What is said of a file that cannot be read.
pub fn unreadable(path: &Path, error: &std::io::Error) -> crate::error::Error {
    let (found, remedy) = match error.kind() {
        ErrorKind::NotFound => ("no such file".to_string(), "check the name and the folder"),
        ErrorKind::PermissionDenied => ("permission denied".to_string(), "let this user read it"),
        _ => (error.to_string(), "copy the file again, or to another disk"),
    };
    Fault::new("unreadable-file", "a file that can be read", found)
        .file(path.display().to_string())
        .remedy(remedy)
        .into()
}

/// The content of a file.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    may_be_read(path)?;
    fs::read(path).map_err(|e| unreadable(path, &e))
}

/// A file to read on in.
pub fn opened(path: &Path) -> Result<fs::File> {
    may_be_read(path)?;
    fs::File::open(path).map_err(|e| unreadable(path, &e))
}

fn may_be_read(path: &Path) -> Result<()> {
    if looked_at(path)?.len() > LARGEST { Err(too_large(&path.display().to_string())) } else { Ok(()) }
}

/// What is there, if it is a file: a folder, pipe or device is answered, not waited for.
fn looked_at(path: &Path) -> Result<fs::Metadata> {
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
    Ok(about)
}
