//! The command line of `corridor`.

use std::process::ExitCode;

/// A million small things are made and dropped on all cores: with the system's allocator that is a quarter of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was freed is soon asked for again: to give it back to the system meanwhile and get it anew, cleared, was a tenth of the
/// time of a million alignments.
#[allow(unsafe_code)]
fn keep_what_is_freed() {
    /// `mi_option_purge_delay` in mimalloc.h, to which the bindings give no name; −1 is for ever.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it sets a number in the allocator's table of options, before there is a second thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, -1) }
}

fn main() -> ExitCode {
    keep_what_is_freed();
    corridor::cli::run()
}
