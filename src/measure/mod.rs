//! The verbs: each answers one question about an alignment, with the pieces of its answer.
//!
//! Nothing here reads a file or prints; everything is a pure function of what it is handed.

mod assess;
mod band;
mod calibration;
mod catchment;
mod concurrency;
mod coverage;
mod crossing;
mod crosswalk;
mod depth;
mod event;
mod locate;
pub mod mend;
mod near;
mod people;
mod proximity;
mod schedule;
mod served;
pub mod soundness;
mod stitch;

pub use assess::{Assessment, Definitions, Served, assess, assess_all};
pub(crate) use assess::{Measures, assess_all_for, assess_for};
pub use calibration::{Basis, CalibratedPost, Calibration, IntervalCheck, Reading, Span};
pub use catchment::{InCatchment, catchment};
pub use concurrency::{Concurrency, concurrency};
pub use coverage::{Coverage, Piece, coverage};
pub use crossing::{Inside, is_inside};
pub(crate) use crossing::{lies_within, meet};
pub use crosswalk::{Carried, Way, carried, crosswalk_faults};
pub use depth::runs_deeper;
pub use event::{Placed, placed};
pub use locate::{Located, locate, locate_on};
pub use near::Near;
pub use people::People;
pub use proximity::{Proximity, proximity, proximity_to};
pub use schedule::{Standing, last_day, standing};
pub use served::{AccessService, served_by_access};
pub use stitch::{DrawnWay, StitchKind, StitchNote, Stitched, rising, stitch};
