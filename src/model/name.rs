//! Names as people type them: without diacritics, capitals, spaces or hyphens.

use serde::Serialize;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A name in the language of the place and, where there is one, in English. NFC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Name {
    /// As written locally, with its diacritics.
    pub local: String,
    /// In English, without diacritics.
    pub english: Option<String>,
}

impl Name {
    /// A name, normalised to NFC.
    pub fn new(local: &str, english: Option<&str>) -> Name {
        let is_composed = |text: &str| text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
        let composed = |text: &str| if is_composed(text) { text.to_string() } else { text.nfc().collect() };
        Name { local: composed(local), english: english.map(composed) }
    }
}

/// The name without diacritics, case, spaces and punctuation: `Tây Trang`, `tay trang` and `TAY-TRANG` are one.
pub fn fold(name: &str) -> String {
    name.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The known names most like the one asked for, best first, at most three.
pub fn nearest_names<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let asked = fold(asked);
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            let folded = fold(name);
            let inside = !asked.is_empty() && (folded.contains(&asked) || asked.contains(&folded));
            (strsim::jaro_winkler(&asked, &folded) + if inside { 0.2 } else { 0.0 }, name)
        })
        .filter(|(score, _)| *score > 0.6)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_plainly_finds_the_one_with_diacritics() {
        assert_eq!(fold("Cửa khẩu quốc tế Tây Trang"), fold("cua khau quoc te tay-trang"));
        assert_eq!(fold("Điện Biên Phủ"), "dienbienphu");
        assert_eq!(fold("QL 279"), fold("ql279"));
        // Composed and decomposed are the same name.
        assert_eq!(fold("Điện Biên"), fold("Đie\u{302}\u{323}n Bie\u{302}n"));
    }

    #[test]
    fn a_typo_is_answered_with_its_neighbours() {
        assert_eq!(nearest_names("nh297", ["nh279", "nh12", "ct03-a"]).first(), Some(&"nh279"));
        assert!(nearest_names("zzz", ["nh279"]).is_empty());
    }
}
