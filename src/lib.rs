#![doc = include_str!("../README.md")]

pub mod cli;
pub mod error;
pub mod geodesy;
pub mod index;
pub mod layers;
pub mod measure;
pub mod model;
pub mod output;
pub mod units;

pub use error::{Error, Result};
pub use measure::{Assessment, Definitions, assess};
pub use model::Study;
pub use units::{Chainage, ChainageRange, Metres, Offset, Side, SquareMetres};
