//! Bytes into text, or why they are none.

use crate::error::{Error, Fault, Result};

/// The text of a file, without the byte-order mark that spreadsheets write.
pub fn unmarked<'a>(bytes: &'a [u8], what: &str) -> Result<&'a str> {
    text(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes), what)
}

/// The text of a file.
///
/// # Errors
/// It is empty, UTF-16, binary, marked, or not UTF-8.
pub fn text<'a>(bytes: &'a [u8], what: &str) -> Result<&'a str> {
    let refused = |found: &str, remedy: &str| -> Error {
        Fault::new("encoding", format!("{what} as UTF-8 text"), found).remedy(remedy).into()
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refused("an empty file", "export the file again"));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes[..bytes.len().min(64)].contains(&0)
    {
        return Err(refused("UTF-16 text or binary data", &format!("save it as UTF-8, or export it again as {what}")));
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return Err(refused(
            "a byte-order mark before the text",
            "save it as UTF-8 without BOM (RFC 8259 section 8.1)",
        ));
    }
    std::str::from_utf8(bytes)
        .map_err(|e| refused(&format!("bytes that are not UTF-8 at byte {}", e.valid_up_to() + 1), "save it as UTF-8"))
}
