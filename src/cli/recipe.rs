//! How an answer was asked for, so that it can be asked for again.

use crate::model::Study;
use crate::output::Recipe;
use crate::output::ids::Asked;
use std::fmt;

/// A verb with its arguments, without those that only say where the result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The verb and its arguments.
    pub words: Vec<String>,
}

/// Arguments with a value that change no figure.
const WHERE_TO: &[&str] = &["--format", "--output", "-o", "--table", "--study", "--map", "--lang", "--cache"];
/// Arguments without a value that change no figure.
const HOW: &[&str] = &["--force", "--ro-crate", "--ids", "--timings", "--quiet"];

impl Command {
    /// The command that this process was started with.
    pub fn of_this_run() -> Command {
        Command::of(std::env::args().skip(1))
    }

    /// A command from the arguments of a process.
    pub fn of(arguments: impl Iterator<Item = String>) -> Command {
        let mut words = Vec::new();
        let mut rest = arguments;
        while let Some(word) = rest.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) if name.starts_with('-') => (name.to_string(), Some(value.to_string())),
                _ => (word.clone(), None),
            };
            if WHERE_TO.contains(&name.as_str()) {
                // Its value, where that is a word of its own, is skipped with it.
                drop(value.or_else(|| rest.next()));
            } else if !HOW.contains(&name.as_str()) {
                words.push(word);
            }
        }
        Command { words }
    }

    /// What stands in the manifest of an answer to this command.
    pub fn recipe(&self, study: &Study) -> Recipe {
        let asked = Asked::of(self.words.get(1..).unwrap_or_default());
        let value = |flag: &str, default: String| {
            let given = asked.flags.iter().find(|(name, _)| name == flag).and_then(|(_, value)| value.clone());
            given.unwrap_or(default)
        };
        let d = &study.defaults;
        Recipe {
            command: self.words.clone(),
            study_sha256: study.toml_sha256.clone(),
            vintage: study.vintage.clone(),
            parameters: vec![
                ("within".into(), value("within", d.within.to_string())),
                ("access_within".into(), value("access-within", d.access_within.to_string())),
                ("nearest".into(), value("nearest", d.nearest.to_string())),
            ],
        }
    }
}

impl fmt::Display for Command {
    /// As one types it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("corridor")?;
        for word in &self.words {
            let plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_+.,=/:".contains(c));
            if plain { write!(f, " {word}")? } else { write!(f, " '{}'", word.replace('\'', "'\\''"))? }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_result_goes_is_no_part_of_a_command() {
        let words = "communes nh279 --format json --within=2km --study a/b -o x.json --force";
        let command = Command::of(words.split(' ').map(String::from));
        assert_eq!(command.words.join(" "), "communes nh279 --within=2km");
        assert_eq!(command.to_string(), "corridor communes nh279 --within=2km");
    }
}
