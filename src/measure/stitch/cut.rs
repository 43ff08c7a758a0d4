//! Ways cut where others begin or end on them.

use super::DrawnWay;
use crate::geodesy::LonLat;
use std::collections::HashSet;

/// A place as its bits, so that it can be looked up: maps give the same node the same numbers.
pub type Exactly = (u64, u64);

/// The bits of a place.
pub fn exactly(p: &LonLat) -> Exactly {
    // Nought and minus nought are one place.
    ((p.x + 0.0).to_bits(), (p.y + 0.0).to_bits())
}

/// Every way in as many pieces as others share places with it: a roundabout is joined where its roads come in, not where
/// whoever drew it began.
pub fn at_shared_places(ways: &[DrawnWay]) -> Vec<DrawnWay> {
    let ends: HashSet<Exactly> =
        ways.iter().flat_map(|w| w.line.first().into_iter().chain(w.line.last())).map(exactly).collect();
    let mut pieces = Vec::with_capacity(ways.len());
    for way in ways.iter().filter(|w| w.line.len() > 1) {
        let mut from = 0;
        let last = way.line.len() - 1;
        for at in 1..=last {
            if at == last || ends.contains(&exactly(&way.line[at])) {
                let line = way.line[from..=at].to_vec();
                pieces.push(DrawnWay { label: way.label.clone(), line, is_link: way.is_link });
                from = at;
            }
        }
    }
    pieces
}
