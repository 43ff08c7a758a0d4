#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout))]

pub mod cli;
pub mod compare;
pub mod error;
pub mod geodesy;
pub mod index;
pub mod layers;
pub mod measure;
pub mod model;
pub mod network;
pub mod output;
pub mod units;

pub use error::{Error, Result};
pub use measure::{Assessment, Definitions, assess};
pub use model::Study;
pub use units::{Chainage, ChainageRange, Metres, Offset, Side, SquareMetres};
