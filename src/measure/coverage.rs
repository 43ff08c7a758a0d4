//! Which ranges of chainage lie in which commune?

use super::crossing::{Inside, Met, Stretch, met};
use crate::index::{Indexed, IndexedAlignment};
use crate::model::{Commune, CommuneCode};
use crate::units::{ChainageRange, Metres};
use std::collections::BTreeMap;

/// A range of chainage within one commune.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The commune.
    pub commune: CommuneCode,
    /// The range, by geometric chainage.
    pub range: ChainageRange,
    /// Whether it runs on the commune's border: it is then given to the lower code of the two.
    pub on_border: bool,
    /// Other communes that claim the same range because their land overlaps.
    pub also_in: Vec<CommuneCode>,
}

/// An alignment cut with every commune.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// The pieces, by rising chainage; they do not overlap.
    pub pieces: Vec<Piece>,
    /// The ranges outside every commune.
    pub outside: Vec<ChainageRange>,
}

impl Coverage {
    /// The communes crossed, each with its length, in the order in which the alignment first enters them.
    pub fn communes(&self) -> Vec<(&CommuneCode, Metres)> {
        let mut order: Vec<&CommuneCode> = Vec::new();
        let mut lengths: BTreeMap<&CommuneCode, Metres> = BTreeMap::new();
        for piece in &self.pieces {
            if !lengths.contains_key(&piece.commune) {
                order.push(&piece.commune);
            }
            let sum = lengths.entry(&piece.commune).or_insert(Metres::ZERO);
            *sum = *sum + piece.range.length();
        }
        order.into_iter().map(|code| (code, lengths[code])).collect()
    }

    /// How much of the alignment lies in this commune?
    pub fn length_in(&self, code: &CommuneCode) -> Metres {
        self.pieces.iter().filter(|p| p.commune == *code).map(|p| p.range.length()).sum()
    }

    /// How much lies in communes that satisfy a condition, such as being of one province?
    pub fn length_where(&self, communes: &[Commune], condition: impl Fn(&Commune) -> bool) -> Metres {
        let held =
            |code: &CommuneCode| communes.binary_search_by(|c| c.code.cmp(code)).is_ok_and(|i| condition(&communes[i]));
        self.pieces.iter().filter(|p| held(&p.commune)).map(|p| p.range.length()).sum()
    }

    /// How much lies outside every commune?
    pub fn length_outside(&self) -> Metres {
        self.outside.iter().map(|r| r.length()).sum()
    }
}

/// Which ranges of chainage lie in which commune?
///
/// # Units
/// Metres of geometric chainage.
///
/// # Method
/// The alignment is cut where it meets a border, with exact predicates in longitude and latitude, and
/// each stretch is tested in its middle. Ranges do not overlap, and with those outside every commune they
/// make up the whole. A stretch exactly on a border, or where communes overlap, goes to the lowest
/// code and is flagged. In PostGIS: `ST_Intersection` of line and polygon, which counts such a stretch twice.
pub fn coverage(alignment: &IndexedAlignment<'_>, index: &Indexed<'_>) -> Coverage {
    coverage_of(alignment, &met(alignment, index))
}

/// The same, where it is known which communes the alignment meets.
pub(super) fn coverage_of(alignment: &IndexedAlignment<'_>, met: &[Met<'_, '_>]) -> Coverage {
    let claims = met.iter().flat_map(|m| m.stretches.iter().map(|s| (*s, &m.commune.commune.code))).collect();
    settle(alignment, claims)
}

/// Gives each stretch to one commune.
fn settle(alignment: &IndexedAlignment<'_>, mut claims: Vec<(Stretch, &CommuneCode)>) -> Coverage {
    const ONE_PLACE: f64 = 1e-6;
    claims.sort_by(|a, b| a.0.from.total_cmp(&b.0.from).then_with(|| a.1.cmp(b.1)));
    let road = alignment.alignment;
    let mut places: Vec<f64> = claims.iter().flat_map(|(s, _)| [s.from, s.to]).collect();
    // The ends of the parts, so that no range runs over a gap.
    places.extend(
        road.parts().flat_map(|(start, part)| {
            [road.chainage_of_vertex(start), road.chainage_of_vertex(start + part.len() - 1)]
        }),
    );
    places.sort_by(f64::total_cmp);
    let whole = road.length().metres();
    places.dedup_by(|later, kept| {
        let same = *later - *kept <= ONE_PLACE;
        if same && *later == whole {
            *kept = whole;
        }
        same
    });
    let mut coverage = Coverage::default();
    let mut active: Vec<(Stretch, &CommuneCode)> = Vec::new();
    let mut next = 0;
    for pair in places.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let middle = (from + to) / 2.0;
        while next < claims.len() && claims[next].0.from < middle {
            active.push(claims[next]);
            next += 1;
        }
        active.retain(|(s, _)| s.to > middle);
        let range = ChainageRange::ordered(from, to);
        let mut holders: Vec<&CommuneCode> =
            active.iter().filter(|(s, _)| s.lies == Inside::Inside).map(|(_, c)| *c).collect();
        let on_border = holders.is_empty();
        if on_border {
            holders = active.iter().map(|(_, c)| *c).collect();
        }
        holders.sort();
        match holders.split_first() {
            None => match coverage.outside.last_mut() {
                Some(last) if last.to() == range.from() => {
                    *last = ChainageRange::ordered(last.from().from_origin().metres(), to)
                }
                _ => coverage.outside.push(range),
            },
            Some((&commune, rest)) => {
                let also_in: Vec<CommuneCode> =
                    if on_border { Vec::new() } else { rest.iter().map(|c| (*c).clone()).collect() };
                match coverage.pieces.last_mut() {
                    Some(last)
                        if last.range.to() == range.from()
                            && last.commune == *commune
                            && last.on_border == on_border
                            && last.also_in == also_in =>
                    {
                        last.range = ChainageRange::ordered(last.range.from().from_origin().metres(), to);
                    }
                    _ => coverage.pieces.push(Piece { commune: commune.clone(), range, on_border, also_in }),
                }
            }
        }
    }
    coverage
}
