//! The command line: one verb, one file, one library call.

mod access;
mod answers;
mod assess;
mod calibrate;
mod chart;
mod check;
mod columns;
mod common;
mod communes;
mod compare;
mod completions;
mod crosswalk;
mod crs;
mod diff;
mod doctor;
mod dossier;
mod events;
mod explain;
mod export;
mod gather;
mod help;
mod import;
mod init;
mod length;
mod list;
mod locate;
mod man;
mod map;
mod mend;
mod network;
mod posts;
mod programme;
mod progress;
mod proximity;
mod recipe;
mod report;
mod second;
mod shared;
mod verify;
mod ways;

use crate::error::{Error, Result, hidden};
use crate::layers::{keep_layers_in, why_not_kept};
use crate::output::Language;
use answers::Answers;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

/// Road corridors for planners: lengths on the ellipsoid, communes served by chainage, catchments and
/// proximity, every figure traceable to its pieces.
///
/// Without --study the study built into the tool is used: Điện Biên's QL279, QL12 and the sketches of the
/// Sơn La – Điện Biên – Tây Trang expressway.
#[derive(Debug, Parser)]
#[command(name = "corridor", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    /// The language of results: vi or en [default: that of the locale]. JSON and CSV are the same in both
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<Lang>,
    /// Say nothing but errors
    #[arg(long, global = true)]
    quiet: bool,
    /// Keep layers of communes in this folder as they were read, so that the next run starts sooner; any file in it may be deleted
    #[arg(long, global = true, value_name = "DIR")]
    cache: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Report(report::Report),
    List(list::List),
    Length(length::Length),
    Locate(locate::Locate),
    Communes(communes::Communes),
    Proximity(proximity::Proximity),
    Access(access::Access),
    Network(network::Roads),
    Compare(compare::Compare),
    Assess(assess::Assess),
    Calibrate(calibrate::Calibrate),
    Events(events::Events),
    Crosswalk(crosswalk::Crosswalk),
    Programme(programme::Programme),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Verify(verify::Verify),
    Map(map::Map),
    Chart(chart::Chart),
    Export(export::Export),
    Dossier(dossier::Dossier),
    Check(check::Check),
    Mend(mend::Mend),
    Import(import::Import),
    Columns(columns::Columns),
    Init(init::Init),
    Completions(completions::Completions),
    Man(man::Man),
}

/// What a verb came to.
enum Outcome {
    /// Done.
    Done,
    /// Done, and the data failed the check.
    Failed,
}

/// Runs the command line. Exit code 0: done; 1: the data failed a check; 2: it could not be done.
pub fn run() -> ExitCode {
    let language = help::asked_for(std::env::args().skip(1));
    let matches = help::in_language(Arguments::command(), language).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let language = arguments.lang.map_or(language, Lang::language);
    let _ = SETTINGS.set((language, arguments.quiet));
    progress::start(arguments.quiet);
    if let Some(folder) = &arguments.cache {
        keep_layers_in(folder);
    }
    let outcome = match arguments.verb {
        Verb::Report(verb) => verb.run(),
        Verb::List(verb) => verb.run(),
        Verb::Length(verb) => verb.run(),
        Verb::Locate(verb) => verb.run(),
        Verb::Communes(verb) => verb.run(),
        Verb::Proximity(verb) => verb.run(),
        Verb::Access(verb) => verb.run(),
        Verb::Network(verb) => verb.run(),
        Verb::Compare(verb) => verb.run(),
        Verb::Assess(verb) => verb.run(),
        Verb::Calibrate(verb) => verb.run(),
        Verb::Events(verb) => verb.run(),
        Verb::Crosswalk(verb) => verb.run(),
        Verb::Programme(verb) => verb.run(),
        Verb::Diff(verb) => verb.run(),
        Verb::Explain(verb) => verb.run(),
        Verb::Verify(verb) => verb.run(),
        Verb::Map(verb) => verb.run(),
        Verb::Chart(verb) => verb.run(),
        Verb::Export(verb) => verb.run(),
        Verb::Dossier(verb) => verb.run(),
        Verb::Check(verb) => verb.run(),
        Verb::Mend(verb) => verb.run(),
        Verb::Import(verb) => verb.run(),
        Verb::Columns(verb) => verb.run(),
        Verb::Init(verb) => verb.run(),
        Verb::Completions(verb) => verb.run(),
        Verb::Man(verb) => verb.run(),
    };
    progress::stop();
    if let Some(fault) = why_not_kept() {
        say(&in_words(&fault.into()));
    }
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Err(error) => {
            tell(&in_words(&error));
            ExitCode::from(2)
        }
    }
}

/// A language of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// Vietnamese
    Vi,
    /// English
    En,
}

impl Lang {
    fn language(self) -> Language {
        match self {
            Lang::Vi => Language::Vietnamese,
            Lang::En => Language::English,
        }
    }
}

/// The language of the locale, by the variables of POSIX, the strongest first.
fn locale() -> Language {
    let set = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    locale.map_or(Language::English, |l| Language::of_locale(&l))
}

/// What holds for the whole of one run: the language, and whether to be quiet.
static SETTINGS: OnceLock<(Language, bool)> = OnceLock::new();

/// The language of results.
fn language() -> Language {
    SETTINGS.get().map_or(Language::English, |s| s.0)
}

/// What the study is about, in the language of results where it says so.
fn title(study: &crate::model::Study) -> String {
    let vietnamese = study.title_vi.as_ref().filter(|_| language() == Language::Vietnamese);
    vietnamese.unwrap_or(&study.title).clone()
}

/// An error in the language of results: its frame, and as much of its text as the catalogue has.
fn in_words(error: &Error) -> String {
    let language = language();
    if language == Language::English {
        return error.to_string();
    }
    let fault = |f: &crate::error::Fault| {
        let property = f.property.as_ref().map(|p| format!("\"{p}\""));
        let place: Vec<String> = f.file.iter().chain(&f.feature).cloned().chain(property).collect();
        let place = if place.is_empty() { String::new() } else { format!("{}: ", place.join(", ")) };
        let said = [&f.expected, &f.found].map(|text| language.say(text));
        let text = language.say(&format!("{place}expected {}, found {}", said[0], said[1]));
        if f.remedy.is_empty() {
            text
        } else {
            format!("{text}. {}: {}", language.say("To mend it"), language.say(&f.remedy))
        }
    };
    error.faults().iter().take(8).map(fault).collect::<Vec<_>>().join("\n")
}

/// A message to the person, never to the result; not when asked to be quiet.
fn say(message: &impl std::fmt::Display) {
    if !SETTINGS.get().is_some_and(|s| s.1) {
        tell(message);
    }
}

/// The same, however quiet.
fn tell(message: &impl std::fmt::Display) {
    progress::stop();
    // If even that fails there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "corridor: {message}");
}

/// The result to standard output. A reader that has had enough, such as `head`, is no failure.
fn give(text: &str) -> Result<()> {
    progress::stop();
    let mut out = io::stdout().lock();
    let shown = out.is_terminal().then(|| harmless(text));
    let text = shown.as_deref().unwrap_or(text);
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Error::from(
            crate::error::Fault::new("output", "standard output that can be written to", e.to_string())
                .remedy("make room, or use --output FILE"),
        )),
        _ => Ok(()),
    }
}

/// Text from data may not drive the terminal; in a file or a pipe it is left as it is.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if hidden(c) && c != '\n' { '\u{FFFD}' } else { c }).collect()
}
