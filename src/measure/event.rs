//! An event on a road: where it lies, officially and along the geometry, and in which communes.

use super::calibration::{Basis, Calibration, Reading};
use super::coverage::Coverage;
use crate::geodesy::LonLat;
use crate::model::{Alignment, CommuneCode};
use crate::units::{Chainage, ChainageRange, Metres, Offset};

/// Where an event lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The alignment it is on.
    pub alignment: String,
    /// The series by which it is read; none where it is counted along the geometry.
    pub series: Option<String>,
    /// Its official chainage, and that of its end where it is a stretch.
    pub official: Option<(Chainage, Option<Chainage>)>,
    /// The same along the geometry.
    pub from: Chainage,
    /// Its end, where it is a stretch.
    pub to: Option<Chainage>,
    /// What the reading rests on.
    pub basis: Basis,
    /// By how much it may be off.
    pub uncertainty: Option<Metres>,
    /// How far off the road the place is that was given.
    pub offset: Offset,
    /// The communes it lies in, with the part of it in each; less than all where some of it lies in none.
    pub communes: Vec<(CommuneCode, f64)>,
    /// It on the map: a place, or the stretch.
    pub parts: Vec<Vec<LonLat>>,
}

impl Placed {
    /// How long it is along the geometry; nothing for a point.
    pub fn length(&self) -> Metres {
        self.to.map_or(Metres::ZERO, |to| to - self.from)
    }
}

/// Where does an event lie: at `at.0`, or from there to `at.1`?
///
/// # Method
/// The stretch is cut with the coverage of the alignment, and its share in each commune is that of its length. A point lies in
/// the commune of its place on the road.
pub fn placed(
    alignment: &Alignment,
    coverage: &Coverage,
    at: (Chainage, Option<Chainage>),
    read: Option<(&Calibration, Reading, Option<Chainage>)>,
    offset: Offset,
) -> Placed {
    let (from, to) = at;
    let length = to.map_or(Metres::ZERO, |to| to - from);
    let mut communes: Vec<(CommuneCode, f64)> = Vec::new();
    for piece in &coverage.pieces {
        let (a, b) = (piece.range.from().max(from), piece.range.to().min(to.unwrap_or(from)));
        let last = piece.range.to() == Chainage::at(alignment.length()) && piece.range.to() <= from;
        let share = if length > Metres::ZERO {
            if a < b { (b - a).share_of(length) } else { 0.0 }
        } else {
            f64::from(u8::from(piece.range.contains(from) || last))
        };
        if share > 0.0 {
            match communes.iter_mut().find(|(code, _)| *code == piece.commune) {
                Some((_, known)) => *known += share,
                None => communes.push((piece.commune.clone(), share)),
            }
        }
    }
    let parts = match to.and_then(|to| ChainageRange::new(from, to).ok()) {
        Some(range) if length > Metres::ZERO => alignment.stretch(range),
        _ => alignment.spot(from).map(|spot| vec![vec![alignment.place(spot)]]).unwrap_or_default(),
    };
    Placed {
        alignment: alignment.id().to_string(),
        series: read.as_ref().map(|(c, ..)| c.series.id.clone()),
        official: read.as_ref().map(|(_, r, to)| (r.chainage, *to)),
        from,
        to,
        basis: read.as_ref().map_or(Basis::Geometric, |(_, r, _)| r.basis),
        uncertainty: read.and_then(|(_, r, _)| r.uncertainty),
        offset,
        communes,
        parts,
    }
}
