//! A sign of life on the terminal while something takes more than half a second.

use super::language;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::time::Duration;

/// Work shorter than this needs no sign.
const PATIENCE: Duration = Duration::from_millis(500);

enum State {
    /// Nothing is under way, or its answer is out.
    Quiet,
    /// Under way, with what is being done.
    Waiting(&'static str),
    /// Shown.
    Shown(ProgressBar),
}

static STATE: Mutex<State> = Mutex::new(State::Quiet);

/// Work begins: a sign of it is shown if it lasts and somebody looks on.
pub fn start(quiet: bool) {
    if quiet || !io::stderr().is_terminal() {
        return;
    }
    if let Ok(mut state) = STATE.lock() {
        *state = State::Waiting("reading");
    }
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        let Ok(mut state) = STATE.lock() else { return };
        if let State::Waiting(doing) = *state {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} … {elapsed}") {
                bar.set_style(style);
            }
            bar.set_message(language().say(doing));
            bar.enable_steady_tick(Duration::from_millis(120));
            *state = State::Shown(bar);
        }
    });
}

/// What is being done now.
pub fn doing(what: &'static str) {
    match STATE.lock().as_deref_mut() {
        Ok(State::Waiting(doing)) => *doing = what,
        Ok(State::Shown(bar)) => bar.set_message(language().say(what)),
        _ => {}
    }
}

/// Something is about to be said: the sign goes, and leaves nothing behind.
pub fn stop() {
    if let Ok(mut state) = STATE.lock() {
        if let State::Shown(bar) = &*state {
            bar.finish_and_clear();
        }
        *state = State::Quiet;
    }
}
