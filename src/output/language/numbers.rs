//! Numbers and dates as a language writes them.

use super::Language;

fn marks(language: Language) -> (char, char) {
    match language {
        Language::English => (',', '.'),
        Language::Vietnamese => ('.', ','),
    }
}

/// A number with so many decimals and its thousands grouped.
pub fn grouped(language: Language, value: f64, decimals: usize) -> String {
    let (group, point) = marks(language);
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    // What rounds to zero has no sign.
    if value < 0.0 && plain.chars().any(|c| ('1'..='9').contains(&c)) {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push(point);
        out += part;
    }
    out
}

/// A number as English text has it, with its unit if any, written anew: `5.0 km`, `123,456`. Other text stays.
pub fn respelt(language: Language, text: &str) -> String {
    let (group, point) = marks(language);
    let is_figure = |word: &str| {
        let digits = word.trim_start_matches(['-', '≥', '~']);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
            && digits.ends_with(|c: char| c.is_ascii_digit())
    };
    let word = |word: &str| -> String {
        if !is_figure(word) {
            return word.to_string();
        }
        word.chars()
            .map(|c| {
                if c == ',' {
                    group
                } else if c == '.' {
                    point
                } else {
                    c
                }
            })
            .collect()
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A date of ISO 8601, whole or in part.
pub fn date(language: Language, iso: &str) -> String {
    if language == Language::English {
        return iso.to_string();
    }
    let parts: Vec<&str> = iso.split('-').collect();
    let digits = |text: &str, n: usize| text.len() == n && text.chars().all(|c| c.is_ascii_digit());
    match parts[..] {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => format!("{day}/{month}/{year}"),
        [year, month] if digits(year, 4) && digits(month, 2) => format!("{month}/{year}"),
        _ => iso.to_string(),
    }
}
