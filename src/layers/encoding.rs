//! Text in the encodings that layers of Việt Nam come in, into NFC.

use crate::error::{Fault, Result};
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// How the text of a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Unicode.
    Utf8,
    /// TCVN 5712:1993 (ABC), as fonts of the name .VnTime show it.
    Tcvn3,
    /// Any of the WHATWG Encoding Standard, such as windows-1258.
    Other(&'static encoding_rs::Encoding),
}

/// TCVN 5712-1:1993 above 0x7F. (Mapping of the standard, as iconv's `TCVN5712-1` gives it.)
const TCVN: &str = "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

impl Encoding {
    /// The encoding of this name, as a `.cpg` file, an option or an XML declaration gives it.
    ///
    /// # Errors
    /// The name is unknown.
    pub fn named(name: &str) -> Result<Encoding> {
        let plain: String = name.trim().to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.as_str() {
            "utf8" | "65001" | "cp65001" => return Ok(Encoding::Utf8),
            "tcvn" | "tcvn3" | "tcvn5712" | "tcvn57121" | "abc" => return Ok(Encoding::Tcvn3),
            _ => {}
        }
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        let labels = [
            name.trim().to_string(),
            plain.clone(),
            format!("windows-{digits}"),
            format!("iso-8859-{}", digits.trim_start_matches("8859")),
        ];
        labels
            .iter()
            .find_map(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
            .map(|e| if e == encoding_rs::UTF_8 { Encoding::Utf8 } else { Encoding::Other(e) })
            .ok_or_else(|| {
                Fault::new("encoding", "an encoding such as UTF-8, windows-1258 or TCVN3", format!("\"{name}\""))
                    .remedy("name the encoding with --encoding")
                    .into()
            })
    }

    /// Its name, for a message.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Other(other) => other.name(),
        }
    }

    /// The text in NFC; what it cannot read becomes U+FFFD.
    pub fn text(self, bytes: &[u8]) -> String {
        match self {
            Encoding::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => composed(text),
                Err(_) => composed(String::from_utf8_lossy(bytes)),
            },
            Encoding::Tcvn3 => bytes.iter().map(|b| tcvn(*b)).nfc().collect(),
            Encoding::Other(other) => composed(other.decode_without_bom_handling(bytes).0),
        }
    }

    /// The encoding that these texts, of which none says, are most likely in.
    ///
    /// # Method
    /// UTF-8 where all of it is valid; else the one of TCVN3 and windows-1258 that gives fewer signs which are not
    /// letters: bytes of the one are commonly ¸ » ¹ in the other.
    pub fn guessed<'a>(texts: impl Iterator<Item = &'a [u8]> + Clone) -> Encoding {
        if texts.clone().all(|t| std::str::from_utf8(t).is_ok()) {
            return Encoding::Utf8;
        }
        let windows = Encoding::Other(encoding_rs::WINDOWS_1258);
        let (abc, cp1258) = (oddness(Encoding::Tcvn3, texts.clone()), oddness(windows, texts));
        if abc < cp1258 { Encoding::Tcvn3 } else { windows }
    }
}

/// Text in NFC. Most is already, and a look is much quicker than composing it again.
pub fn composed<'t>(text: impl Into<Cow<'t, str>>) -> String {
    let text = text.into();
    if text.is_ascii() {
        return text.into_owned();
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into_owned(),
        _ => text.nfc().collect(),
    }
}

fn tcvn(byte: u8) -> char {
    match byte {
        0..0x80 => char::from(byte),
        high => TABLE.get(usize::from(high) - 0x80).copied().unwrap_or('\u{FFFD}'),
    }
}

static TABLE: std::sync::LazyLock<Vec<char>> = std::sync::LazyLock::new(|| {
    // 0x8E to 0x90 and so on are in order: the table is read as it stands.
    TCVN.chars().collect()
});

fn oddness<'a>(encoding: Encoding, texts: impl Iterator<Item = &'a [u8]>) -> usize {
    let odd = |text: &[u8]| {
        let decoded = encoding.text(text);
        let mut previous = ' ';
        let mut count = 0;
        for c in decoded.chars() {
            let capital_within = c.is_uppercase() && previous.is_lowercase();
            let sign = !c.is_ascii() && !c.is_alphabetic();
            let foreign = c.is_alphabetic() && !c.is_ascii() && !vietnamese(c);
            count += usize::from(sign || foreign || is_combining_mark(c) || capital_within || c.is_control());
            previous = c;
        }
        count
    };
    texts.filter(|t| !t.is_ascii()).take(10_000).map(odd).sum()
}

/// Whether a letter is one of the Vietnamese alphabet with its tones.
fn vietnamese(c: char) -> bool {
    matches!(c, 'đ' | 'Đ') || {
        let mut parts = c.nfd();
        let base = parts.next().unwrap_or(c).to_ascii_lowercase();
        let marks: Vec<char> = parts.collect();
        let shape = marks.first().is_none_or(|m| match m {
            '\u{302}' => "aeo".contains(base),
            '\u{306}' => base == 'a',
            '\u{31B}' => "ou".contains(base),
            _ => true,
        });
        "aeiouy".contains(base)
            && shape
            && marks.iter().all(|m| "\u{300}\u{301}\u{302}\u{303}\u{306}\u{309}\u{31B}\u{323}".contains(*m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TABLE.len(), 128);
        assert_eq!((tcvn(0xA7), tcvn(0xAE), tcvn(0xD6), tcvn(0xFE), tcvn(0xB8)), ('Đ', 'đ', 'ệ', 'ỵ', 'á'));
    }

    #[test]
    fn encodings_are_told_apart() {
        let names = ["Điện Biên Phủ", "Mường Chà", "Tuần Giáo", "Thanh Nưa", "Sam Mứn", "Xã Mường Ảng"];
        let abc = |name: &str| -> Vec<u8> {
            name.nfc().map(|c| TABLE.iter().position(|t| *t == c).map_or(c as u8, |i| i as u8 + 0x80)).collect()
        };
        let windows = |name: &str| -> Vec<u8> {
            // windows-1258 writes the letter with its shape and the tone after it.
            let text: String = name
                .nfd()
                .collect::<String>()
                .replace("a\u{302}", "â")
                .replace("e\u{302}", "ê")
                .replace("o\u{302}", "ô")
                .replace("a\u{306}", "ă")
                .replace("o\u{31B}", "ơ")
                .replace("u\u{31B}", "ư");
            let text = text.replace("e\u{323}\u{302}", "ê\u{323}");
            encoding_rs::WINDOWS_1258.encode(&text).0.into_owned()
        };
        for (encoding, encoded) in [
            (Encoding::Tcvn3, names.map(abc)),
            (Encoding::Other(encoding_rs::WINDOWS_1258), names.map(windows)),
            (Encoding::Utf8, names.map(|n| n.as_bytes().to_vec())),
        ] {
            let guessed = Encoding::guessed(encoded.iter().map(Vec::as_slice));
            assert_eq!(guessed, encoding);
            for (name, bytes) in names.iter().zip(&encoded) {
                assert_eq!(guessed.text(bytes), name.nfc().collect::<String>());
            }
        }
    }

    #[test]
    fn names_of_encodings_are_known() {
        for (name, encoding) in [
            ("UTF-8", "UTF-8"),
            ("65001", "UTF-8"),
            ("1258", "windows-1258"),
            ("ANSI 1258", "windows-1258"),
            ("CP1258", "windows-1258"),
            ("TCVN3", "TCVN3"),
            ("88591", "windows-1252"),
            ("ISO-8859-1", "windows-1252"),
        ] {
            assert_eq!(Encoding::named(name).unwrap().name(), encoding, "{name}");
        }
        assert!(Encoding::named("klingon").is_err());
    }
}
