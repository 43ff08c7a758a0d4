//! The one error type: what is wrong, where, what was expected, and what to do about it.

use std::fmt;

/// The result of anything that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data can be used and no figure of the tool misleads; one who works on with it should know.
    Note,
    /// The data can be used, but a figure made from it may mislead.
    Warning,
    /// The data cannot be used.
    Error,
}

impl Severity {
    /// The word for it in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing wrong with one place in the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// A stable, short code such as `geometry-type`.
    pub code: &'static str,
    /// Whether the data can be used at all.
    pub severity: Severity,
    /// The file, folder or argument at fault.
    pub file: Option<String>,
    /// The feature or row: its number and, where it has one, its identifier.
    pub feature: Option<String>,
    /// The property, column or key.
    pub property: Option<String>,
    /// What the tool needs to see there.
    pub expected: String,
    /// What it saw.
    pub found: String,
    /// What the user can do.
    pub remedy: String,
    /// Where it is: longitude and latitude on WGS 84, degrees, where it is somewhere.
    pub place: Option<geo::Coord<f64>>,
    /// On which alignment, and at which metre of it, where it is on one.
    pub on: Option<(String, f64)>,
    /// How large it is, and in which unit.
    pub size: Option<(f64, &'static str)>,
    /// Which figure it spoils, where there is more to say than of every fault with this code.
    pub spoils: String,
    /// Whether this one is for a person to mend, although others with its code are not: it is too large, say.
    pub for_a_person: bool,
}

impl Fault {
    /// A fault that stops the work.
    pub fn new(code: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Fault {
            code,
            severity: Severity::Error,
            file: None,
            feature: None,
            property: None,
            expected: clean(&expected.into()),
            found: clean(&found.into()),
            remedy: String::new(),
            place: None,
            on: None,
            size: None,
            spoils: String::new(),
            for_a_person: false,
        }
    }

    /// The same fault, as something to know that spoils no figure of the tool.
    pub fn note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// Says where it is: longitude and latitude.
    pub fn place(mut self, place: geo::Coord<f64>) -> Self {
        self.place = Some(place);
        self
    }

    /// Says on which alignment it is, and how many metres along.
    pub fn on(mut self, alignment: &str, metres: f64) -> Self {
        self.on = Some((clean(alignment), metres));
        self
    }

    /// Says how large it is.
    pub fn size(mut self, size: f64, unit: &'static str) -> Self {
        self.size = Some((size, unit));
        self
    }

    /// Says that only a person can mend this one.
    pub fn for_a_person(mut self) -> Self {
        self.for_a_person = true;
        self
    }

    /// Says which figure it spoils, in this case.
    pub fn spoils(mut self, figure: impl Into<String>) -> Self {
        self.spoils = clean(&figure.into());
        self
    }

    /// The same fault, as one that the work can go on with.
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Names the file.
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(clean(&file.into()));
        self
    }

    /// Names the feature or row.
    pub fn feature(mut self, feature: impl Into<String>) -> Self {
        self.feature = Some(clean(&feature.into()));
        self
    }

    /// Names the property, column or key.
    pub fn property(mut self, property: impl Into<String>) -> Self {
        self.property = Some(clean(&property.into()));
        self
    }

    /// Says what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = clean(&remedy.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::new();
        if let Some(file) = &self.file {
            place.push(file.clone());
        }
        if let Some(feature) = &self.feature {
            place.push(feature.clone());
        }
        if let Some(property) = &self.property {
            place.push(format!("\"{property}\""));
        }
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        if !self.remedy.is_empty() {
            write!(f, ". To mend it: {}", self.remedy)?;
        }
        Ok(())
    }
}

/// Why something could not be done: one fault or more, never none.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    faults: Vec<Fault>,
}

impl Error {
    /// All faults, in the order of the input.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The same error with the file named wherever it was not yet.
    pub fn in_file(mut self, file: &str) -> Self {
        for fault in &mut self.faults {
            fault.file.get_or_insert_with(|| clean(file));
        }
        self
    }

    /// The same error with the feature named wherever it was not yet.
    pub fn in_feature(mut self, feature: &str) -> Self {
        for fault in &mut self.faults {
            fault.feature.get_or_insert_with(|| clean(feature));
        }
        self
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error { faults: vec![fault] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        for (i, fault) in self.faults.iter().take(SHOWN).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        if self.faults.len() > SHOWN {
            write!(f, "\nand {} more faults", self.faults.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Collects faults so that a layer reports all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// None so far.
    pub fn new() -> Self {
        Faults(Vec::new())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds a fault if there is one.
    pub fn extend(&mut self, fault: Option<Fault>) {
        self.0.extend(fault);
    }

    /// Keeps the value, or takes its faults.
    pub fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.extend(error.faults);
                None
            }
        }
    }

    /// The value if nothing stops the work, else every fault. Warnings alone do not stop it.
    pub fn or<T>(self, value: T) -> Result<T> {
        if self.0.iter().any(|f| f.severity == Severity::Error) { Err(Error { faults: self.0 }) } else { Ok(value) }
    }

    /// Adds several.
    pub fn extend_from(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// Adds all of another collection.
    pub fn extend_all(&mut self, other: Faults) {
        self.0.extend(other.0);
    }

    /// The value with the warnings if nothing stops the work, else every fault.
    pub fn with_warnings<T>(self, value: T) -> Result<(T, Vec<Fault>)> {
        let faults = Faults(self.0.clone());
        faults.or(value).map(|value| (value, self.0))
    }

    /// All that was collected.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }
}

/// Text from data as it may be shown in a message: no control characters, and not endless.
pub fn clean(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut out: String = text.chars().take(LONGEST + 1).map(|c| if hidden(c) { '\u{FFFD}' } else { c }).collect();
    if out.chars().count() > LONGEST {
        out = out.chars().take(LONGEST).collect();
        out.push('…');
    }
    out
}

/// A number as a message shows it: never three hundred digits.
pub fn shown(value: f64) -> String {
    if value.abs() >= 1e9 || (value != 0.0 && value.abs() < 1e-9) { format!("{value:e}") } else { value.to_string() }
}

/// Characters that move the cursor, colour the terminal or reverse the reading direction.
pub fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        let fault = Fault::new("geometry-type", "a LineString", "a Point")
            .file("roads.geojson")
            .feature("feature 3 (a7)")
            .remedy("keep lines only");
        assert_eq!(
            fault.to_string(),
            "roads.geojson, feature 3 (a7): expected a LineString, found a Point. To mend it: keep lines only"
        );
    }

    #[test]
    fn data_cannot_drive_the_terminal_or_flood_it() {
        let fault = Fault::new("x", "a name", format!("\u{1b}[31m{}", "y".repeat(10_000_000)));
        assert!(!fault.to_string().contains('\u{1b}'));
        assert!(fault.to_string().chars().count() < 400);
    }

    #[test]
    fn warnings_alone_do_not_stop_the_work() {
        let mut faults = Faults::new();
        faults.push(Fault::new("x", "a", "b").warning());
        assert_eq!(faults.or(7), Ok(7));
    }
}
