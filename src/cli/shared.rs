//! Two routes on one road: what the other one calls the same place.

use super::locate::{basis_note, calibrations};
use crate::error::Result;
use crate::index::{Indexed, IndexedAlignment};
use crate::measure::{Located, Reading, locate_on};
use crate::model::{Alignment, Study};
use crate::output::LocatedRow;

/// A place by the chainage of another route that runs on the same road.
pub struct Other {
    alignment: String,
    series: String,
    reading: Reading,
    located: Located,
    note: String,
}

impl Other {
    /// As a row.
    pub fn row(&self) -> LocatedRow<'_> {
        LocatedRow {
            alignment: &self.alignment,
            series: &self.series,
            official: Some(self.reading.chainage),
            basis: self.reading.basis,
            uncertainty: self.reading.uncertainty,
            located: self.located.clone(),
            asked: None,
            note: self.note.clone(),
        }
    }
}

/// Nearer than this the two routes run on the same vertices.
const SAME: f64 = 1.0;

/// The places of these rows by every other route that runs there and has a series of its own.
pub fn same_road(
    study: &Study,
    index: &Indexed<'_>,
    alignment: &Alignment,
    rows: &[LocatedRow<'_>],
) -> Result<Vec<Other>> {
    let mut others = Vec::new();
    let counted = |a: &&Alignment| a.id() != alignment.id() && study.series.iter().any(|s| s.alignment == a.id());
    for other in study.alignments.iter().filter(counted) {
        let tied = calibrations(study, other, index)?;
        let indexed = IndexedAlignment::new(other);
        for row in rows {
            let located = locate_on(&indexed, index, row.located.place)?;
            if located.offset.distance.metres() > SAME {
                continue;
            }
            for calibration in &tied {
                let Some(reading) = calibration.official(located.chainage) else { continue };
                let note = basis_note(calibration, reading.basis, reading.beyond);
                let known = |o: &Other| o.series == calibration.series.id && o.reading.chainage == reading.chainage;
                if !others.iter().any(known) {
                    others.push(Other {
                        alignment: other.id().to_string(),
                        series: calibration.series.id.clone(),
                        reading,
                        located: located.clone(),
                        note,
                    });
                }
            }
        }
    }
    Ok(others)
}
