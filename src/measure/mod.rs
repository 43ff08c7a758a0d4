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
mod depth;
mod locate;
mod near;
mod people;
mod proximity;
mod served;
mod soundness;
mod stitch;

pub use assess::{Assessment, Definitions, Served, assess, assess_all};
pub use calibration::{Basis, CalibratedPost, Calibration, IntervalCheck, Reading};
pub use catchment::{InCatchment, catchment};
pub use concurrency::{Concurrency, concurrency};
pub use coverage::{Coverage, Piece, coverage};
pub(crate) use crossing::meet;
pub use crossing::{Inside, is_inside};
pub use depth::runs_deeper;
pub use locate::{Located, locate};
pub use near::Near;
pub use people::People;
pub use proximity::{Proximity, proximity};
pub use served::{AccessService, served_by_access};
pub use soundness::soundness;
pub use stitch::{StitchKind, StitchNote, Stitched, Way, stitch};
