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

/// The allocator asks for pages of 2 MB. A small study took 20 MB of them, cleared for nothing, and a large one some hundredths
/// longer. What `--cache` has kept is taken in one go, and with small pages that takes twice as long.
#[cfg(target_os = "linux")]
fn take_small_pages() {
    if !std::env::args_os().any(|word| word.as_encoded_bytes().starts_with(b"--cache")) {
        // Where the system refuses, all goes on with large ones.
        let _ = rustix::thread::disable_transparent_huge_pages(true);
    }
}

#[cfg(not(target_os = "linux"))]
fn take_small_pages() {}

fn main() -> ExitCode {
    take_small_pages();
    keep_what_is_freed();
    corridor::cli::run()
}
