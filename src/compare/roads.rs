//! Where does an alternative run along existing roads, and where does it cross them?

use super::similarity::{self, Chords, Meeting};
use super::{Options, SHARED_WITHIN};
use crate::error::Result;
use crate::model::Alignment;
use crate::units::{Chainage, ChainageRange, Metres};

/// A joint with a road shorter than this is a crossing at a flat angle, not a stretch of upgrade.
const SHORTEST_UPGRADE: f64 = 500.0;

/// Stretches along existing roads, crossings with them, and the length of the former.
pub(super) type Beside = (Vec<(String, ChainageRange)>, Vec<(String, Chainage)>, Metres);

pub(super) fn beside(
    chords: &Chords<'_>,
    existing: &[Chords<'_>],
    own: &[usize],
    roads: &[&Alignment],
    options: &Options,
) -> Result<Beside> {
    let near = options.profile.shared_within_m.as_ref().map_or(SHARED_WITHIN, |c| c.value);
    // An alternative that is itself one of the roads is not an upgrade of itself.
    let upgrade = similarity::upgrade(chords, existing, Metres::new(near)?, Metres::of(SHORTEST_UPGRADE))?;
    let mut upgraded = Vec::new();
    for along in upgrade.along.iter().filter(|x| own.contains(&x.road)) {
        upgraded.extend(along.ranges.iter().map(|r| (roads[along.road].id().to_string(), *r)));
    }
    let mut crossings = Vec::new();
    for met in similarity::crossings(chords, existing, &upgrade).iter().filter(|m| own.contains(&m.road)) {
        crossings.extend(met.meetings.iter().filter_map(|m| match m {
            Meeting::Crossing(at) => Some((roads[met.road].id().to_string(), at.chainage)),
            Meeting::Touch(_) | Meeting::Joint(_) => None,
        }));
    }
    upgraded.sort_by(|x, y| (x.1.from(), &x.0).cmp(&(y.1.from(), &y.0)));
    crossings.sort_by(|x, y| (x.1, &x.0).cmp(&(y.1, &y.0)));
    let along = union(upgraded.iter().map(|u| u.1));
    Ok((upgraded, crossings, along))
}

/// The length of some ranges together, each metre once. They come by rising start.
fn union(ranges: impl Iterator<Item = ChainageRange>) -> Metres {
    let mut reached = Chainage::ORIGIN;
    let mut sum = Metres::ZERO;
    for range in ranges {
        let from = range.from().max(reached);
        if range.to() > from {
            sum = sum + (range.to() - from);
            reached = range.to();
        }
    }
    sum
}
