//! Does an alignment run deep inside a commune?

use super::crossing::{Inside, stretches};
use super::near::nearest;
use crate::geodesy::LonLat;
use crate::index::{Chain, IndexedAlignment, IndexedCommune};
use crate::model::Alignment;
use crate::units::{Chainage, Metres};

/// A stretch is tried in so many places: one is enough, and the middle is most often it.
const TRIES: usize = 16;

/// Is some place of the alignment inside the commune and farther than `depth` from its border?
///
/// # Method
/// Places spread evenly over each stretch inside the commune, the middle first. A yes is certain; where only a place
/// between two of these lies so deep, the answer is no.
pub fn runs_deeper(alignment: &IndexedAlignment<'_>, commune: &IndexedCommune<'_>, depth: Metres) -> bool {
    let parts: Vec<Vec<LonLat>> = commune.chain().lines().map(<[_]>::to_vec).collect();
    let Ok(borders) = Alignment::new("borders", parts) else { return false };
    let borders = IndexedAlignment::new(&borders);
    let (inside, _) = stretches(alignment, commune.chain());
    inside.iter().filter(|s| s.lies == Inside::Inside && s.to - s.from > 0.0).any(|s| {
        let order = (0..TRIES).map(|i| (TRIES / 2 + if i % 2 == 0 { i / 2 } else { TRIES - 1 - i / 2 }) % TRIES);
        order.into_iter().any(|i| {
            let at = s.from + (s.to - s.from) * (i as f64 + 0.5) / TRIES as f64;
            let Some(spot) = alignment.alignment.spot(Chainage::at(Metres::of(at))) else { return false };
            let place = alignment.alignment.place(spot);
            let point = Chain::new([(0, std::slice::from_ref(&place))]);
            nearest(&borders, &point, depth.metres()).is_none()
        })
    })
}
