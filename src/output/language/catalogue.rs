//! A catalogue of messages: English text or pattern to the text of another language.

use super::{Language, numbers};
use std::collections::BTreeMap;

/// Columns whose text is the tool's own, not data.
pub const OWN_WORDS: [&str; 36] = [
    "served",
    "served_class",
    "side",
    "basis",
    "better",
    "change",
    "kind",
    "before",
    "after",
    "likeness",
    "certainty",
    "pareto",
    "method",
    "population_flag",
    "severity",
    "meaning",
    "empty",
    "column_unit",
    "people",
    "definition",
    "unit",
    "target_kind",
    "status",
    "access_kind",
    "class",
    "criterion_name",
    "fault_kind",
    "spoils",
    "mender",
    "mend_how",
    "fault_unit",
    "remedy",
    "found",
    "why_not_mended",
    "mend_before",
    "mend_after",
];

/// The messages of one language.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Headings by column.
    pub labels: BTreeMap<String, String>,
    /// Meanings by column.
    pub meanings: BTreeMap<String, String>,
    messages: BTreeMap<String, String>,
    patterns: Vec<Pattern>,
}

/// A message with figures or names in it: the texts between them, and what is said instead.
#[derive(Debug)]
struct Pattern {
    texts: Vec<String>,
    said: String,
}

#[derive(serde::Deserialize)]
struct File {
    labels: BTreeMap<String, String>,
    meanings: BTreeMap<String, String>,
    messages: BTreeMap<String, String>,
}

impl Catalogue {
    /// From its file. One that cannot be read says nothing; a test holds that ours can.
    pub fn read(text: &str) -> Catalogue {
        let Ok(file) = toml::from_str::<File>(text) else { return Catalogue::default() };
        let mut messages = BTreeMap::new();
        let mut patterns = Vec::new();
        for (english, said) in file.messages {
            if english.contains("{}") {
                patterns.push(Pattern { texts: english.split("{}").map(str::to_string).collect(), said });
            } else {
                messages.insert(english, said);
            }
        }
        // The pattern that says the most itself is the one that is meant.
        let weight = |p: &Pattern| p.texts.iter().map(String::len).sum::<usize>();
        patterns.sort_by(|a, b| weight(b).cmp(&weight(a)).then(a.texts.cmp(&b.texts)));
        Catalogue { labels: file.labels, meanings: file.meanings, messages, patterns }
    }

    /// What is said instead, if the catalogue has it.
    pub fn say(&self, english: &str) -> Option<String> {
        if let Some(said) = self.messages.get(english) {
            return Some(said.clone());
        }
        self.patterns.iter().find_map(|p| Some(p.filled(&p.figures(english)?, self)))
    }
}

impl Pattern {
    /// What stands in the places of the pattern, if the text is one of its kind.
    fn figures<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.texts.split_first()?;
        let mut rest = text.strip_prefix(first.as_str())?;
        let mut found = Vec::new();
        for (i, next) in others.iter().enumerate() {
            let last = i + 1 == others.len();
            let at = match (last, next.is_empty()) {
                (true, _) => rest
                    .len()
                    .checked_sub(next.len())
                    .filter(|&at| rest.is_char_boundary(at) && rest[at..] == **next)?,
                (false, _) => rest.find(next.as_str())?,
            };
            found.push(&rest[..at]);
            rest = &rest[at + next.len()..];
        }
        found.iter().all(|f| !f.is_empty()).then_some(found)
    }

    fn filled(&self, figures: &[&str], catalogue: &Catalogue) -> String {
        let said = |i: usize| -> String {
            let Some(text) = figures.get(i) else { return String::new() };
            let iso = numbers::date(Language::Vietnamese, text);
            catalogue.messages.get(*text).cloned().unwrap_or_else(|| numbers::respelt(Language::Vietnamese, &iso))
        };
        let mut out = String::new();
        let mut next = 0;
        let mut rest = self.said.as_str();
        while let Some(at) = rest.find('{') {
            let Some(end) = rest[at..].find('}') else { break };
            out += &rest[..at];
            let number = rest[at + 1..at + end].parse::<usize>().ok().map(|n| n.saturating_sub(1));
            out += &said(number.unwrap_or(next));
            next += 1;
            rest = &rest[at + end + 1..];
        }
        out + rest
    }
}
