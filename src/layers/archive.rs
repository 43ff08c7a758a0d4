//! Packed files: gzip, zip and the limits that keep a small file from becoming a large memory.

use crate::error::{Error, Fault, Result, clean};
use std::io::{Cursor, Read};

/// No layer of a planner unpacks to more than this.
pub const LARGEST: u64 = 1 << 30;
/// Text of coordinates packs to a tenth, hardly to a fortieth; what grows more than this, beyond 16 MiB, is a bomb.
const GROWTH: u64 = 250;
const HARMLESS: u64 = 16 << 20;
/// Entries that are looked at in an archive.
const MOST_ENTRIES: usize = 10_000;

fn bomb(most: u64) -> Error {
    Fault::new("too-large", format!("packed data that unpacks to at most {} MiB", most >> 20), "more than that")
        .remedy("unpack it first and look at it, or keep only the layer that is needed")
        .into()
}

/// Everything that a decoder gives, up to a limit.
pub fn inflated(decoder: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut decoder = decoder.take(most + 1);
    decoder.read_to_end(&mut out).map_err(|e| {
        Fault::new("packed", "packed data that is whole", clean(&e.to_string()))
            .remedy("copy or download the file again")
    })?;
    if out.len() as u64 > most { Err(bomb(most)) } else { Ok(out) }
}

/// How much so many packed bytes may grow to.
fn limit(packed: u64) -> u64 {
    packed.saturating_mul(GROWTH).clamp(HARMLESS, LARGEST)
}

/// The content of a gzip file, of all its members.
pub fn gunzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    inflated(flate2::read::MultiGzDecoder::new(bytes), limit(bytes.len() as u64))
}

/// A zip archive in memory. Nothing of it is ever written under a name that it gives.
pub struct Archive<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// It is damaged, or has more entries than a layer needs.
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>> {
        let broken = |found: String| -> Error {
            Fault::new("packed", "a zip archive that is whole", clean(&found))
                .remedy("copy or download the file again")
                .into()
        };
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
        if zip.len() > MOST_ENTRIES {
            return Err(broken(format!("{} entries", zip.len())));
        }
        Ok(Archive { zip, left: limit(bytes.len() as u64) })
    }

    /// The names of its files, in order, without folders and what macOS adds.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .zip
            .file_names()
            .filter_map(|n| n.ok().map(|n| n.into_owned()))
            .filter(|n| !n.ends_with('/') && !n.starts_with("__MACOSX") && !n.contains("/._"))
            .collect();
        names.sort();
        names
    }

    /// The content of one file; all of them together stay within the limit.
    pub fn file(&mut self, name: &str) -> Result<Vec<u8>> {
        let entry = self.zip.by_name(name).map_err(|e| {
            Fault::new(
                "packed",
                format!("a file {} in the archive that can be unpacked", clean(name)),
                clean(&e.to_string()),
            )
            .remedy("unpack it first, and name the file in it")
        })?;
        let content = inflated(entry, self.left)?;
        self.left = self.left.saturating_sub(content.len() as u64);
        Ok(content)
    }

    /// The content of a file whose name differs from this one at most in capitals.
    pub fn file_like(&mut self, wanted: &str) -> Result<Option<Vec<u8>>> {
        let found = self.names().into_iter().find(|n| n.eq_ignore_ascii_case(wanted));
        found.map(|name| self.file(&name)).transpose()
    }
}
