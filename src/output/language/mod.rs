//! The language of what people read: words from a catalogue, numbers and dates as they are written there.
//!
//! The tool speaks English in its code. Another language is a catalogue of its messages, [`Catalogue`]: a message is
//! found by its English text, one with figures in it by its pattern, and the figures are written as the language
//! writes them. What comes from data is never translated. JSON and CSV are the same in every language.

mod catalogue;
mod numbers;

use super::columns::Column;
use super::document::{Cell, Document};
use catalogue::Catalogue;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A language in which results are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Vietnamese.
    Vietnamese,
}

impl Language {
    /// Its code, as in `lang` of HTML.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Vietnamese => "vi",
        }
    }

    /// The language of a locale such as `vi_VN.UTF-8`; English where it is none of ours.
    pub fn of_locale(locale: &str) -> Language {
        if locale.to_ascii_lowercase().starts_with("vi") { Language::Vietnamese } else { Language::English }
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        static VIETNAMESE: OnceLock<Catalogue> = OnceLock::new();
        match self {
            Language::English => None,
            Language::Vietnamese => Some(VIETNAMESE.get_or_init(|| Catalogue::read(include_str!("vi.toml")))),
        }
    }

    /// What does the tool say here in this language? What the catalogue lacks stays as it is.
    pub fn say(self, english: &str) -> String {
        self.catalogue().and_then(|c| c.say(english)).unwrap_or_else(|| english.to_string())
    }

    /// Whether the catalogue has this message.
    pub fn knows(self, english: &str) -> bool {
        self.catalogue().is_none_or(|c| c.say(english).is_some())
    }

    /// The heading of a column. One that a sheet made itself, such as the name of an alternative, stays.
    pub fn label(self, column: &Column) -> String {
        let own = || self.catalogue()?.labels.get(column.name).cloned();
        // A column of the user's own table has no specification here.
        let specified = super::columns::COLUMNS.iter().any(|c| c.name == column.name && c.label == column.label);
        own().filter(|_| specified).unwrap_or_else(|| column.label.to_string())
    }

    /// What a column means.
    pub fn meaning(self, column: &Column) -> String {
        self.catalogue().and_then(|c| c.meanings.get(column.name).cloned()).unwrap_or_else(|| column.meaning.into())
    }

    /// A number with so many decimals: `1,234.5` or `1.234,5`.
    pub fn number(self, value: f64, decimals: usize) -> String {
        numbers::grouped(self, value, decimals)
    }

    /// A day, month or year as ISO 8601 writes it: `2024-12-31` or `31/12/2024`. Other text stays.
    pub fn date(self, iso: &str) -> String {
        numbers::date(self, iso)
    }

    /// A cell as people read it.
    pub fn cell(self, cell: &Cell) -> String {
        let metres = |m: f64| {
            let (value, decimals, unit) = if m.abs() < 999.5 { (m, 0, "m") } else { (m / 1000.0, 1, "km") };
            format!("{} {unit}", self.number(value, decimals))
        };
        match cell {
            Cell::Text(text) => self.date(&crate::error::clean(text)),
            Cell::Length(length) => self.number(length.kilometres(), 3),
            Cell::Distance(distance) => metres(distance.metres()),
            Cell::Chainage(chainage) => chainage.to_string(),
            Cell::Share(share) => format!("{} %", self.number(share * 100.0, 1)),
            Cell::Count(count) => self.number(*count as f64, 0),
            Cell::Number(number, decimals) => self.number(*number, *decimals),
            Cell::Flag(true) => self.say("yes"),
            Cell::Flag(false) => self.say("no"),
            Cell::Empty => "–".into(),
        }
    }

    /// The document as it is read in this language: headings, notes and the tool's own words; data stays.
    pub fn document<'d>(self, document: &'d Document) -> Cow<'d, Document> {
        if self == Language::English {
            return Cow::Borrowed(document);
        }
        let mut said = Document { language: self, ..document.clone() };
        said.title = self.say(&said.title);
        for (name, value) in &mut said.definitions {
            *name = self.say(name);
            *value = self.date(&self.say(value));
        }
        said.notes.iter_mut().for_each(|n| *n = self.say(n));
        said.credits.iter_mut().for_each(|n| *n = self.say(n));
        for sheet in &mut said.sheets {
            sheet.title = self.say(&sheet.title);
            sheet.notes.iter_mut().for_each(|n| *n = self.say(n));
            for column in &mut sheet.columns {
                column.label = self.label(column).into();
            }
            let ours: Vec<bool> = sheet.columns.iter().map(|c| catalogue::OWN_WORDS.contains(&c.name)).collect();
            for row in &mut sheet.rows {
                for (cell, _) in row.cells.iter_mut().zip(&ours).filter(|(_, ours)| **ours) {
                    if let Cell::Text(text) = cell {
                        *text = self.say(text).into();
                    }
                }
            }
        }
        Cow::Owned(said)
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Vietnamese};
    use crate::measure::soundness::{AILMENTS, ailment};
    use crate::output::{COLUMNS, Cell};
    use crate::units::Metres;

    fn has_label(name: &str) -> bool {
        Language::Vietnamese.catalogue().is_some_and(|c| c.labels.contains_key(name))
    }

    #[test]
    fn a_message_with_figures_is_said_with_its_figures() {
        assert_eq!(Vietnamese.say("≥ 123,456 (2 of 11 communes unknown)"), "≥ 123.456 (chưa rõ 2 trên 11 xã/phường)");
        assert_eq!(English.say("≥ 123,456 (2 of 11 communes unknown)"), "≥ 123,456 (2 of 11 communes unknown)");
        assert_eq!(Vietnamese.say("within 5.0 km"), "trong phạm vi 5,0 km");
    }

    #[test]
    fn numbers_and_dates_are_written_as_there() {
        assert_eq!(Vietnamese.number(1234.5, 1), "1.234,5");
        assert_eq!(English.number(-1234567.891, 2), "-1,234,567.89");
        assert_eq!(Vietnamese.date("2024-12-31"), "31/12/2024");
        assert_eq!(Vietnamese.date("2024-12"), "12/2024");
        assert_eq!(English.date("2024-12-31"), "2024-12-31");
        assert_eq!(Vietnamese.cell(&Cell::Distance(Metres::of(12_345.0))), "12,3 km");
    }

    #[test]
    fn what_is_known_of_every_fault_is_told_in_vietnamese() {
        let english: Vec<&str> = AILMENTS
            .iter()
            .chain([&ailment("another")])
            .flat_map(|a| [a.what, a.spoils, a.how])
            .filter(|text| !text.is_empty() && Vietnamese.say(text) == *text)
            .collect();
        assert!(english.is_empty(), "no Vietnamese for: {english:#?}");
    }

    /// What the doctor finds and advises, as it words it.
    #[test]
    fn findings_and_advice_are_told_in_vietnamese() {
        for (text, said) in [
            (
                "1.2000 km² of no commune, 80.3 m at its widest, longest border with Pa Ham (03193)",
                "1,2000 km² không thuộc xã nào, chỗ rộng nhất 80,3 m, ranh giới chung dài nhất với Pa Ham (03193)",
            ),
            (
                "950 m² shared with Nà Hỳ (03169) in 2 pieces, 12.0 m at the widest",
                "950 m² chung với Nà Hỳ (03169), gồm 2 mảnh, chỗ rộng nhất 12,0 m",
            ),
            (
                "corridor mend gives it away: it is nowhere wider than the tolerance of 25 m",
                "corridor mend sẽ giao phần này cho xã liền kề: không chỗ nào rộng hơn dung sai 25 m",
            ),
            ("1671, which the source marks as wrong (a note)", "1671, nguồn ghi là sai (a note)"),
            ("one 12.5 m short of QL12", "đầu đường còn thiếu 12,5 m mới tới QL12"),
            (
                "12,345 people; 9,876 in 2009 in 2 of 3 of them",
                "12.345 người; năm 2009: 9.876, tính trên 2 trong 3 đơn vị cũ",
            ),
            ("0.123456 km², 12 vertices", "0,123456 km², 12 đỉnh"),
        ] {
            assert_eq!(Vietnamese.say(text), said);
        }
    }

    #[test]
    fn every_column_has_a_vietnamese_heading_and_meaning() {
        let missing: Vec<&str> = COLUMNS
            .iter()
            .filter(|c| Vietnamese.meaning(c) == c.meaning || !has_label(c.name))
            .map(|c| c.name)
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
