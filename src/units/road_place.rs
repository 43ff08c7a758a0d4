//! Places and stretches of a road as engineers write them: `Km 43+210/QL.279`, `Km102 - Km139+650`.

use super::{Chainage, ChainageRange};
use crate::error::{Error, Fault};
use std::str::FromStr;

/// A place or a stretch of a road, and the road where the text names it.
///
/// ```
/// use corridor::units::RoadPlace;
/// let at: RoadPlace = "Km 43+210/QL.279".parse()?;
/// assert_eq!((at.road.as_deref(), at.from.to_string()), (Some("QL.279"), "Km43+210".into()));
/// let stretch: RoadPlace = "QL12: Km102 - Km139+650".parse()?;
/// assert_eq!(stretch.to.map(|c| c.to_string()), Some("Km139+650".into()));
/// # Ok::<(), corridor::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadPlace {
    /// The road as the text names it.
    pub road: Option<String>,
    /// The place, or where the stretch starts.
    pub from: Chainage,
    /// Where the stretch ends.
    pub to: Option<Chainage>,
}

impl RoadPlace {
    /// The stretch, where it is one.
    ///
    /// # Errors
    /// It ends before it starts.
    pub fn range(&self) -> Result<Option<ChainageRange>, Error> {
        self.to.map(|to| ChainageRange::new(self.from, to)).transpose()
    }
}

/// A chainage found in a text: from which character to which, and what it says.
struct Found {
    start: usize,
    end: usize,
    chainage: Chainage,
}

impl FromStr for RoadPlace {
    type Err = Error;

    /// Reads `Km12+300`, `km 12 + 300,5`, `K12+300`, `12+300`, two of them with `-`, `–`, `÷` or `đến` between, and the name of the road
    /// before them or after a slash.
    fn from_str(text: &str) -> Result<RoadPlace, Error> {
        let refused = |found: String| -> Error {
            Fault::new("chainage", "a chainage such as Km12+300, Km102 - Km139+650 or Km43+210/QL279", found)
                .remedy("write Km, whole kilometres, + and the metres (0 to 999); the road before it or after a slash")
                .into()
        };
        let letters: Vec<char> = text.chars().collect();
        let found = chainages(&letters).map_err(|wrong| refused(format!("\"{wrong}\" in \"{text}\"")))?;
        let (first, last) = match found.as_slice() {
            [one] => (one, one),
            [one, two] => (one, two),
            [] => return Err(refused(format!("\"{text}\""))),
            _ => return Err(refused(format!("\"{text}\", which has {} of them", found.len()))),
        };
        if found.len() == 2 {
            let between: String = letters[first.end..last.start].iter().collect();
            let between = between.trim().to_lowercase();
            if !["-", "–", "—", "÷", "~", "đến", "den", "to", "- đến", "tới"].contains(&between.as_str()) {
                return Err(refused(format!("\"{between}\" between two chainages")));
            }
        }
        let before: String = letters[..first.start].iter().collect();
        let after: String = letters[last.end..].iter().collect();
        let mut names = [before, after].map(|part| name_in(&part)).into_iter().flatten();
        let road = names.next();
        if let Some(more) = names.next() {
            return Err(refused(format!("two roads, \"{}\" and \"{more}\"", road.unwrap_or_default())));
        }
        let to = (found.len() == 2).then_some(last.chainage);
        Ok(RoadPlace { road, from: first.chainage, to })
    }
}

/// What is left of a text around a chainage when the words that name no road are taken off.
fn name_in(part: &str) -> Option<String> {
    const WORDS: [&str; 12] = ["lý", "trình", "ly", "trinh", "từ", "tu", "tại", "tai", "at", "from", "on", "trên"];
    let marks = |c: char| ",;:/()[]–—-".contains(c) || c.is_whitespace();
    let words = part.split(|c: char| ",;:/()[]".contains(c) || c.is_whitespace()).map(|w| w.trim_matches(marks));
    let kept: Vec<&str> = words.filter(|w| !w.is_empty() && !WORDS.contains(&w.to_lowercase().as_str())).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Every chainage in a text, or the first thing that looks like one and is none.
fn chainages(text: &[char]) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let joined = at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '.');
        match if joined { None } else { chainage_at(text, at) } {
            Some((end, Ok(chainage))) => {
                found.push(Found { start: at, end, chainage });
                at = end;
            }
            Some((end, Err(_))) => return Err(text[at..end].iter().collect()),
            None => at += 1,
        }
    }
    Ok(found)
}

/// The chainage that starts at a character, if one does: where it ends, and what it says.
fn chainage_at(text: &[char], start: usize) -> Option<(usize, Result<Chainage, Error>)> {
    let lower = |i: usize| text.get(i).map(|c| c.to_ascii_lowercase());
    let blanks = |mut i: usize| {
        while text.get(i).is_some_and(|c| c.is_whitespace()) {
            i += 1;
        }
        i
    };
    let number = |mut i: usize, decimals: bool| {
        let from = i;
        while text.get(i).is_some_and(char::is_ascii_digit) {
            i += 1;
        }
        let mark =
            |i: usize| matches!(text.get(i), Some('.' | ',')) && text.get(i + 1).is_some_and(char::is_ascii_digit);
        if decimals && i > from && mark(i) {
            i += 1;
            while text.get(i).is_some_and(char::is_ascii_digit) {
                i += 1;
            }
        }
        (i > from).then_some(i)
    };
    let (named, digits) = match (lower(start), lower(start + 1)) {
        (Some('k'), Some('m')) => (true, blanks(start + 2)),
        (Some('k'), Some(c)) if c.is_ascii_digit() => (true, start + 1),
        _ => (false, start),
    };
    let whole = number(digits, false)?;
    let plus = blanks(whole);
    let (end, metres) = match lower(plus) {
        Some('+') => {
            let from = blanks(plus + 1);
            let to = number(from, true).unwrap_or(from);
            (to, text[from..to].iter().collect::<String>())
        }
        _ if named => (whole, "0".to_string()),
        _ => return None,
    };
    if text.get(end.max(whole)).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    let kilometres: String = text[digits..whole].iter().collect();
    Some((end.max(whole), format!("Km{kilometres}+{}", metres.replace(',', ".")).parse()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        match text.parse::<RoadPlace>() {
            Ok(p) => {
                format!("{}|{}|{}", p.road.unwrap_or_default(), p.from, p.to.map(|t| t.to_string()).unwrap_or_default())
            }
            Err(_) => "refused".into(),
        }
    }

    #[test]
    fn every_form_that_road_people_write_is_read() {
        for (text, told) in [
            ("Km12+300", "|Km12+300|"),
            ("km 12+300", "|Km12+300|"),
            ("KM12 + 300", "|Km12+300|"),
            ("K12+300", "|Km12+300|"),
            ("12+300", "|Km12+300|"),
            ("Km102 - Km139+650", "|Km102+000|Km139+650"),
            ("Km102÷Km139+650", "|Km102+000|Km139+650"),
            ("từ Km102 đến Km139+650", "|Km102+000|Km139+650"),
            ("Km 43+210/QL.279", "QL.279|Km43+210|"),
            ("QL279 Km43+210", "QL279|Km43+210|"),
            ("Quốc lộ 12: Km102 – Km139+650", "Quốc lộ 12|Km102+000|Km139+650"),
            ("lý trình Km12+300,5 (QL12)", "QL12|Km12+301|"),
            ("12+300-12+350", "|Km12+300|Km12+350"),
            ("ĐT.142 Km3", "ĐT.142|Km3+000|"),
        ] {
            assert_eq!(read(text), told, "{text}");
        }
    }

    #[test]
    fn what_is_no_chainage_is_refused() {
        for text in
            ["", "Km", "12", "QL279", "Km12+1000", "Km1 Km2", "Km1-Km2-Km3", "QL12 Km3/QL279", "Km1 and Km2", "Km12+"]
        {
            assert_eq!(read(text), "refused", "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(metres in 0u32..99_999_999, more in 0u32..99_999, road in "(QL|TL|NH|CT)[0-9]{1,3}[A-Z]?") {
            let from: Chainage = format!("Km{}+{:03}", metres / 1000, metres % 1000).parse().unwrap();
            let last = metres + more;
            let to: Chainage = format!("Km{}+{:03}", last / 1000, last % 1000).parse().unwrap_or(from);
            let told: RoadPlace = format!("{from} - {to}/{road}").parse().unwrap();
            prop_assert_eq!(told, RoadPlace { road: Some(road.clone()), from, to: Some(to) });
            let told: RoadPlace = format!("{road} {from}").parse().unwrap();
            prop_assert_eq!(told, RoadPlace { road: Some(road), from, to: None });
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = text.parse::<RoadPlace>();
        }
    }
}
