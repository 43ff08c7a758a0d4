//! Links PROJ's C++ library into the program, where the compiler has it as an archive (`libstdc++.a`).
//!
//! A program that needs it beside itself starts a millisecond later, and some ten later where nothing is in memory; and it runs
//! only where the library is as new as here. Without the archive, and with other C++ libraries, all is as Cargo does it.

// Cargo is told so.
#![allow(clippy::print_stdout)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "libstdc++.a";

fn main() {
    println!("cargo:rerun-if-changed=.cargo/linking.rs");
    println!("cargo:rerun-if-env-changed=CXX");
    if let Some(folder) = folder_of_the_archive() {
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
}

/// A folder with nothing but the archive: the linker takes what it finds there, and not the shared library that it would prefer.
fn folder_of_the_archive() -> Option<PathBuf> {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v == value);
    let native = env::var("HOST").ok() == env::var("TARGET").ok();
    (native && is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu")).then_some(())?;
    let compiler = env::var("CXX").unwrap_or_else(|_| "c++".into());
    let said = Command::new(compiler).arg(format!("-print-file-name={NAME}")).output().ok()?;
    let archive = PathBuf::from(String::from_utf8(said.stdout).ok()?.trim());
    (archive.is_absolute() && archive.is_file()).then_some(())?;
    let folder = Path::new(&env::var_os("OUT_DIR")?).join("archive");
    fs::create_dir_all(&folder).ok()?;
    fs::copy(&archive, folder.join(NAME)).ok()?;
    Some(folder)
}
