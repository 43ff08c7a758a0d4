//! Ways by road from alignments to sites, for the verbs that show proximity.

use crate::error::Result;
use crate::index::IndexedSite;
use crate::layers::usual_speeds;
use crate::model::{Alignment, Speeds, Study};
use crate::network::{Rules, by_road};
use crate::output::Wanted;
use rayon::prelude::*;

/// What the ways beside straight distances are.
pub const BY_ROAD: &str = "quickest way from anywhere on the alignment, an expressway from its access points, over it and the existing roads; off road at most 5 km in a straight line; time by the speeds of the study, none of them verified: `corridor access`";

/// Adds the ways from these alignments to these sites; without existing roads there are none.
pub fn with_ways<'a>(
    mut wanted: Wanted<'a>,
    study: &Study,
    alignments: &[&Alignment],
    sites: &[&IndexedSite<'_>],
) -> Result<Wanted<'a>> {
    let there = super::access::base(&study.alignments.iter().collect::<Vec<_>>(), None);
    let built_in: Speeds;
    let speeds = match &study.speeds {
        Some(own) => own,
        None => {
            built_in = usual_speeds()?;
            &built_in
        }
    };
    let rules = Rules::of(speeds);
    if there.is_empty() {
        return Ok(wanted);
    }
    let ways: Vec<_> = alignments.par_iter().map(|alignment| by_road(alignment, sites, &there, &rules)).collect();
    for (alignment, ways) in alignments.iter().zip(ways) {
        // A road without a class that has a speed leaves the straight distance, as before.
        if let Ok(ways) = ways {
            wanted = wanted.with_ways(alignment.id(), ways, rules.within);
        }
    }
    Ok(wanted)
}
