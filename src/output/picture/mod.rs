//! Pictures: maps and charts as SVG, and the same as PNG and PDF.
//!
//! A picture is written as SVG with millimetres as its unit; PNG and PDF are made from that SVG, so the three show the
//! same. Its font ships with the tool and has every Vietnamese letter. Places come projected: nothing is measured here.

mod chart;
mod charts;
mod face;
mod ground;
mod labels;
mod legend;
mod map;
mod paper;
mod raster;
mod roads;
mod signs;
mod symbols;
mod view;

pub use chart::Chart;
pub use charts::{communes_by_alternative, people_by_chainage, scores, weight_stability};
pub use face::{BOLD, REGULAR};
pub use map::{MapOf, Shade, map};
pub use paper::{base64, escaped};
pub use raster::{PictureForm, picture_bytes};
pub use symbols::{CLASSES, COLOURS, DASHES, STEPS};
pub use view::{round_down, round_up};
