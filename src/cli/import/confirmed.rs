//! Whether the guesses are right, asked of the person at the terminal.

use super::super::{language, tell};
use super::pair;
use crate::error::{Fault, Result, clean};
use crate::layers::{Feature, Mapped, Role, fields, mapped};
use std::io::{self, BufRead, IsTerminal, Write};

/// Whether there is somebody to ask.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The mapping that the person agrees to: what was said, and what was guessed or corrected since.
///
/// # Errors
/// The person says no; or what was said at first names no property.
pub fn confirmed(features: &[Feature], role: Role, said: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let mut said = said.to_vec();
    let mut found = mapped(features.to_vec(), role, &said)?;
    loop {
        show(&found, role);
        match answer()?.as_str() {
            "y" | "yes" | "c" | "co" | "có" | "" => return Ok(said),
            "n" | "no" | "k" | "khong" | "không" => return Err(refused("\"no\"").into()),
            other => match pair(other) {
                Err(error) => tell(&error),
                Ok(new) => {
                    let mut tried: Vec<_> = said.iter().filter(|(field, _)| *field != new.0).cloned().collect();
                    tried.push(new);
                    // A name that is not there is said, and asked again.
                    match mapped(features.to_vec(), role, &tried) {
                        Ok(better) => (found, said) = (better, tried),
                        Err(error) => tell(&error),
                    }
                }
            },
        }
    }
}

fn refused(found: &str) -> Fault {
    Fault::new("confirm", "yes to what becomes what", format!("{found}; nothing was written"))
        .remedy("say which property is which with --map NAME=PROPERTY, or agree with --yes")
}

fn show(found: &Mapped, role: Role) {
    let say = |text: &str| language().say(text);
    let mut text = format!("{}:\n", say("what becomes what"));
    for (field, from, asked, example) in &found.mapping {
        let how = say(if *asked { "as you said" } else { "guessed" });
        let example = if example.is_empty() { String::new() } else { format!(", {} {example:?}", say("such as")) };
        text += &format!("  {field:<18} <- {} ({how}{example})\n", clean(from));
    }
    let missing: Vec<&str> =
        fields(role).iter().map(|f| f.0).filter(|f| found.mapping.iter().all(|m| m.0 != *f)).collect();
    if !missing.is_empty() {
        text += &format!("  {}: {}\n", say("without"), missing.join(", "));
    }
    if !found.kept.is_empty() {
        let kept: Vec<String> = found.kept.iter().take(12).map(|k| clean(k)).collect();
        text += &format!("  {}: {}\n", say("kept as they are"), kept.join(", "));
    }
    tell(&text.trim_end());
}

fn answer() -> Result<String> {
    let mut out = io::stderr().lock();
    // If the question cannot be shown, there is no answer to it either.
    let question = language().say("Is that right? y, n, or NAME=PROPERTY to change one:");
    let _ = write!(out, "{question} ").and_then(|()| out.flush());
    drop(out);
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err(refused("no answer").into()),
        Ok(_) => Ok(if line.contains('=') { line.trim().to_string() } else { line.trim().to_lowercase() }),
        Err(error) => Err(refused(&error.to_string()).into()),
    }
}
