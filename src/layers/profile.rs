//! A profile file (TOML) into the values that a comparison is made with.

use super::store::read_file;
use crate::error::{Error, Fault, Result};
use crate::model::{Profile, nearest_names};
use std::path::Path;

/// Reads a profile.
///
/// # Errors
/// It is no TOML, a key is unknown (the nearest is offered), or a value has no citation.
pub fn read_profile(path: &Path) -> Result<Profile> {
    let file = path.display().to_string();
    let bytes = read_file(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        Fault::new("encoding", "a profile as UTF-8 text", "bytes that are not UTF-8")
            .file(&file)
            .remedy("save it as UTF-8")
    })?;
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        refused(&file, line, e.message())
    })
}

/// One message with the line, and the nearest key where one is unknown.
fn refused(file: &str, line: usize, message: &str) -> Error {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let remedy = match quoted.split_first() {
        Some((unknown, known)) if message.starts_with("unknown field") => {
            nearest_names(unknown, known.iter().copied()).first().map_or_else(
                || format!("use one of the keys {}", known.join(", ")),
                |near| format!("did you mean {near}?"),
            )
        }
        Some((missing, _)) if message.starts_with("missing field") => {
            format!("add {missing}: every value stands with its source")
        }
        _ => "compare it with the profile in the README".to_string(),
    };
    Fault::new("profile", "a profile in TOML", message.lines().next().unwrap_or(message))
        .file(file)
        .feature(format!("line {line}"))
        .remedy(remedy)
        .into()
}
