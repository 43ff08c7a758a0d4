//! Who lives near a road of all seasons: the Rural Access Index, as far as the data allow.

use super::road::Road;
use crate::error::Result;
use crate::index::{Indexed, IndexedAlignment};
use crate::measure::{People, catchment};
use crate::model::{Alignment, Commune, CommuneCode};
use crate::units::Metres;
use std::collections::BTreeMap;

/// The rural access of some communes.
#[derive(Debug, Clone, PartialEq)]
pub struct RuralAccess {
    /// The part of each rural commune's land within the distance of a road of all seasons.
    pub communes: Vec<(CommuneCode, f64)>,
    /// The people of those parts: a proxy.
    pub people: People,
    /// The people of all rural communes.
    pub all: People,
    /// Communes left out because they are urban.
    pub urban: usize,
    /// Roads left out because nobody says whether they are passable in every season.
    pub unknown: Vec<String>,
}

/// Which part of the rural population lives within `within` of a road that is passable in every season?
///
/// # Method
/// SDG indicator 9.1.1 (World Bank, Measuring rural access, 2016) counts the rural people within 2 km of an all-season road. It
/// wants people where they live; here they are spread evenly over the land of their commune, so it is a proxy. Wards
/// (`phường`, `thị trấn`) count as urban. A road of access points only does not serve those beside it and is left out, and
/// so is one of which nobody says whether it is passable: the index is then a lower bound.
///
/// # Errors
/// None, unless a road's line is broken.
pub fn rural_access<'c>(
    roads: &[Road<'_>],
    communes: impl Iterator<Item = &'c Commune>,
    index: &Indexed<'_>,
    within: Metres,
) -> Result<RuralAccess> {
    let open = |r: &&Road<'_>| !r.points_only && r.all_season == Some(true);
    let lines =
        roads.iter().filter(open).flat_map(|r| r.alignment.parts().map(|(_, p)| p.to_vec())).collect::<Vec<_>>();
    let unknown =
        roads.iter().filter(|r| !r.points_only && r.all_season.is_none()).map(|r| r.id().to_string()).collect();
    let shares: BTreeMap<CommuneCode, f64> = if lines.is_empty() {
        BTreeMap::new()
    } else {
        let all = Alignment::new("roads of all seasons", lines)?;
        catchment(&IndexedAlignment::new(&all), index, within).into_iter().map(|c| (c.commune, c.area_share)).collect()
    };
    let (urban, rural): (Vec<&Commune>, Vec<&Commune>) = communes.partition(|c| is_urban(c));
    let share = |c: &Commune| shares.get(&c.code).copied().unwrap_or(0.0);
    Ok(RuralAccess {
        communes: rural.iter().map(|c| (c.code.clone(), share(c))).collect(),
        people: People::weighted(rural.iter().map(|c| (*c, share(c)))),
        all: People::of(rural.iter().copied()),
        urban: urban.len(),
        unknown,
    })
}

fn is_urban(commune: &Commune) -> bool {
    commune.kind.as_deref().is_some_and(|k| ["phường", "thị trấn", "ward", "town"].contains(&k.to_lowercase().as_str()))
}
