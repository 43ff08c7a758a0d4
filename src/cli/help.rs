//! The help of the command line in the language of results.

use super::{Lang, locale};
use crate::output::Language;
use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command, ValueEnum};

/// The language that is asked for before anything else is known of the command: by `--lang`, else by the locale.
pub fn asked_for(mut arguments: impl Iterator<Item = String>) -> Language {
    let mut asked = None;
    while let Some(word) = arguments.next() {
        if word == "--" {
            break;
        }
        match word.strip_prefix("--lang") {
            Some("") => asked = arguments.next(),
            Some(value) => asked = value.strip_prefix('=').map(str::to_string).or(asked),
            None => {}
        }
    }
    let lang = asked.and_then(|name| Lang::from_str(&name, true).ok());
    lang.map_or_else(locale, Lang::language)
}

/// The command and all its verbs with their help in a language; what its catalogue does not have stays English.
pub fn in_language(command: Command, language: Language) -> Command {
    if language == Language::English {
        return command;
    }
    let say = |text: &str| language.say(text);
    let about = command.get_about().map(|text| said(text, language));
    let long = command.get_long_about().map(|text| said(text, language));
    let mut command = command
        .help_template(format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}", say("Usage:")))
        .subcommand_help_heading(say("Commands"))
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Show this help"))
        .disable_version_flag(true)
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help("Show the version"))
        .mut_args(|arg| argument(arg, language))
        .mut_subcommands(|verb| in_language(verb, language));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    command
}

fn argument(arg: Arg, language: Language) -> Arg {
    let help = arg.get_help().map(|text| said(text, language));
    let long = arg.get_long_help().map(|text| said(text, language));
    let heading = language.say(if arg.is_positional() { "Arguments" } else { "Options" });
    let mut arg = arg.help_heading(heading);
    if let Some(help) = help {
        arg = arg.help(help);
    }
    if let Some(long) = long {
        arg = arg.long_help(long);
    }
    arg
}

/// A text by its paragraphs.
fn said(text: &StyledStr, language: Language) -> String {
    let text = text.to_string();
    let paragraphs: Vec<String> = text.split("\n\n").map(|p| language.say(&p.replace('\n', " "))).collect();
    paragraphs.join("\n\n")
}
