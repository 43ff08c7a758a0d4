//! Who gains and who loses against the baseline, by name and with the reason.

use crate::measure::Assessment;
use crate::model::{CommuneCode, SiteGeometry, Study};
use crate::units::Metres;
use std::collections::BTreeMap;

/// How a commune or zone stands to an alternative, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Beyond the distance.
    Beyond,
    /// Within the distance.
    Within,
    /// The alternative enters it.
    Crossed,
}

impl Standing {
    /// In words, with the distance meant.
    pub fn words(self, within: Metres) -> String {
        match self {
            Standing::Beyond => format!("beyond {within}"),
            Standing::Within => format!("within {within}"),
            Standing::Crossed => "crossed".into(),
        }
    }
}

/// What became of a commune or zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It stands closer to the alternative than to the baseline.
    Gained,
    /// It stands farther off.
    Lost,
    /// It stands the same.
    Unchanged,
}

impl Change {
    /// The word in tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Change::Gained => "gained",
            Change::Lost => "lost",
            Change::Unchanged => "unchanged",
        }
    }
}

/// One commune or zone under an alternative and under the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a> {
    /// The alternative.
    pub alternative: &'a str,
    /// The commune's code or the zone's identifier.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// `commune` or `zone`.
    pub kind: &'static str,
    /// What became of it.
    pub change: Change,
    /// Under the baseline.
    pub before: Standing,
    /// Under the alternative.
    pub after: Standing,
}

/// Which communes and zones are gained, lost or unchanged against the baseline, and why?
pub fn differences<'a>(
    baseline: &'a Assessment<'a>,
    alternatives: &'a [Assessment<'a>],
    study: &'a Study,
) -> Vec<Difference<'a>> {
    let names: BTreeMap<&CommuneCode, &'a str> =
        study.communes.iter().map(|c| (&c.code, c.name.local.as_str())).collect();
    let before = (communes(baseline), zones(baseline));
    let mut found = Vec::new();
    for a in alternatives.iter().filter(|a| a.alignment.id() != baseline.alignment.id()) {
        let after = (communes(a), zones(a));
        let mut codes: Vec<&'a CommuneCode> = before.0.keys().chain(after.0.keys()).copied().collect();
        codes.sort();
        codes.dedup();
        for code in codes {
            let pair = (standing(&before.0, &code), standing(&after.0, &code));
            let name = names.get(code).copied().unwrap_or_default();
            found.push(difference(a, code.as_str(), name, "commune", pair));
        }
        for zone in &study.zones {
            let id = zone.site.id.as_str();
            let pair = (standing(&before.1, &id), standing(&after.1, &id));
            if pair != (Standing::Beyond, Standing::Beyond) && zone.site.geometry != SiteGeometry::Unlocated {
                found.push(difference(a, id, &zone.site.name.local, "zone", pair));
            }
        }
    }
    found.sort_by(|x, y| (x.alternative, x.kind, x.change, x.id).cmp(&(y.alternative, y.kind, y.change, y.id)));
    found
}

fn difference<'a>(
    a: &'a Assessment<'a>,
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    (before, after): (Standing, Standing),
) -> Difference<'a> {
    let change = match after.cmp(&before) {
        std::cmp::Ordering::Greater => Change::Gained,
        std::cmp::Ordering::Less => Change::Lost,
        std::cmp::Ordering::Equal => Change::Unchanged,
    };
    Difference { alternative: a.alignment.id(), id, name, kind, change, before, after }
}

fn standing<K: Ord>(standings: &BTreeMap<K, Standing>, key: &K) -> Standing {
    standings.get(key).copied().unwrap_or(Standing::Beyond)
}

fn communes<'a>(a: &'a Assessment<'_>) -> BTreeMap<&'a CommuneCode, Standing> {
    let mut standings: BTreeMap<&CommuneCode, Standing> =
        a.catchment.iter().map(|c| (&c.commune, Standing::Within)).collect();
    standings.extend(a.communes().into_iter().map(|(code, _)| (code, Standing::Crossed)));
    standings
}

fn zones<'a>(a: &'a Assessment<'_>) -> BTreeMap<&'a str, Standing> {
    a.zones
        .iter()
        .filter(|z| z.near.distance <= a.definitions.within)
        .map(|z| {
            (z.target.as_str(), if z.near.distance == Metres::ZERO { Standing::Crossed } else { Standing::Within })
        })
        .collect()
}
