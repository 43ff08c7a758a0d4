//! Where two routes run on the same road, so that a total counts it once.

use crate::geodesy::LonLat;
use crate::model::Alignment;
use crate::units::{ChainageRange, Metres};
use std::collections::HashMap;

/// A stretch that two alignments share.
#[derive(Debug, Clone, PartialEq)]
pub struct Concurrency {
    /// The alignment that is counted.
    pub counted: String,
    /// The alignment whose stretch is not counted again.
    pub shared_by: String,
    /// The stretch, by chainage of the one that is counted.
    pub range: ChainageRange,
}

/// Which stretches do these alignments share, and how long are all of them with each stretch counted once?
///
/// # Method
/// Two alignments share an edge when both have it with the very same ends, in either direction. Roads that
/// are drawn twice, side by side, are not found by this. The first in the list is the one counted.
pub fn concurrency(alignments: &[&Alignment]) -> (Vec<Concurrency>, Metres) {
    let mut owner: HashMap<[u64; 4], (usize, usize)> = HashMap::new();
    let mut total = Metres::ZERO;
    let mut shared: Vec<Concurrency> = Vec::new();
    for (number, alignment) in alignments.iter().enumerate() {
        for (start, part) in alignment.parts() {
            for edge in start..start + part.len() - 1 {
                let length = Metres::of(alignment.chainage_of_vertex(edge + 1) - alignment.chainage_of_vertex(edge));
                let key = key(alignment.vertices()[edge], alignment.vertices()[edge + 1]);
                match owner.get(&key) {
                    Some(&(other, at)) if other != number => extend(&mut shared, alignments[other], at, alignment),
                    Some(_) => total = total + length,
                    None => {
                        owner.insert(key, (number, edge));
                        total = total + length;
                    }
                }
            }
        }
    }
    shared.sort_by(|a, b| (&a.counted, &a.shared_by, a.range.from()).cmp(&(&b.counted, &b.shared_by, b.range.from())));
    // Pieces that the other alignment runs in another order, or twice, meet only now.
    shared.dedup_by(|later, kept| {
        let goes_on = (&later.counted, &later.shared_by) == (&kept.counted, &kept.shared_by)
            && later.range.from() <= kept.range.to();
        if goes_on {
            let to = kept.range.to().max(later.range.to()).from_origin().metres();
            kept.range = ChainageRange::ordered(kept.range.from().from_origin().metres(), to);
        }
        goes_on
    });
    shared.sort_by(|a, b| (&a.counted, a.range.from(), &a.shared_by).cmp(&(&b.counted, b.range.from(), &b.shared_by)));
    (shared, total)
}

fn key(a: LonLat, b: LonLat) -> [u64; 4] {
    let bits = |p: LonLat| [p.x.to_bits(), p.y.to_bits()];
    let (a, b) = (bits(a), bits(b));
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    [low[0], low[1], high[0], high[1]]
}

/// Adds an edge to the stretch that it continues, at either end, or starts a new one.
fn extend(shared: &mut Vec<Concurrency>, counted: &Alignment, edge: usize, other: &Alignment) {
    let (from, to) = (counted.chainage_of_vertex(edge), counted.chainage_of_vertex(edge + 1));
    for known in shared.iter_mut().filter(|c| c.counted == counted.id() && c.shared_by == other.id()) {
        let (start, end) = (known.range.from().from_origin().metres(), known.range.to().from_origin().metres());
        if end == from {
            known.range = ChainageRange::ordered(start, to);
            return;
        }
        if start == to {
            known.range = ChainageRange::ordered(from, end);
            return;
        }
    }
    shared.push(Concurrency {
        counted: counted.id().to_string(),
        shared_by: other.id().to_string(),
        range: ChainageRange::ordered(from, to),
    });
}
