//! Verbs whose answer is a document about a study: given out, explained, or made again and compared.

use super::common::{Common, Form};
use super::recipe::Command;
use super::{Arguments, Outcome, Verb};
use crate::error::{Fault, Result};
use crate::model::Study;
use crate::output::Document;
use clap::Parser;

/// A verb that answers with a document.
pub trait Answers {
    /// What it was asked with.
    fn common(&mut self) -> &mut Common;

    /// Its answer about a study.
    fn document(&self, study: &Study) -> Result<Document>;

    /// Answers and gives the answer out.
    fn run(mut self) -> Result<Outcome>
    where
        Self: Sized,
    {
        let study = self.common().open()?;
        let document = self.document(&study)?;
        self.common().out.give_finished(document).map(|()| Outcome::Done)
    }
}

/// The verb of a command, ready to be answered again about a study that is already read.
///
/// # Errors
/// The command is none of this version, or its answer cannot be made again.
pub fn again(command: &Command, form: Form) -> Result<Box<dyn Answers>> {
    let words = ["corridor"].into_iter().chain(command.words.iter().map(String::as_str));
    let parsed = Arguments::try_parse_from(words).map_err(|error| {
        let said = error.to_string();
        let said = said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
        Fault::new("command", "a command of this version of corridor", format!("\"{command}\" ({said})"))
            .remedy("use the version that made it, or make it again")
    })?;
    let mut verb: Box<dyn Answers> = match parsed.verb {
        Verb::Report(verb) => Box::new(verb),
        Verb::List(verb) => Box::new(verb),
        Verb::Length(verb) => Box::new(verb),
        Verb::Locate(verb) => Box::new(verb),
        Verb::Communes(verb) => Box::new(verb),
        Verb::Proximity(verb) => Box::new(verb),
        Verb::Compare(verb) => Box::new(verb),
        Verb::Explain(verb) => Box::new(verb),
        Verb::Calibrate(verb) => Box::new(verb),
        Verb::Events(verb) => Box::new(verb),
        Verb::Crosswalk(verb) => Box::new(verb),
        Verb::Programme(verb) => Box::new(verb),
        _ => {
            return Err(Fault::new("command", "a command that answers with figures", format!("\"{command}\""))
                .remedy("make it again by hand and compare the two")
                .into());
        }
    };
    verb.common().out.format = form;
    verb.common().out.again = Some(command.clone());
    Ok(verb)
}
