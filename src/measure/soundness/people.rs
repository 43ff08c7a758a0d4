//! Can the populations be right? By what sources say of them, by the density of the communes about, by an earlier count.

use crate::error::Fault;
use crate::model::{Commune, Population, Study, Succession, fold};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A commune with fewer people to the square kilometre than a fifth of what its neighbours have in the middle has lost a digit more likely than
/// its people: a tenth of the truth is below a fifth, and the emptiest communes of Điện Biên that are right reach a quarter.
const SPARSE: f64 = 0.2;
/// The same against the middle of the whole layer, where a commune has too few neighbours in it: there lands differ more.
const SPARSE_IN_LAYER: f64 = 0.1;
/// As many times more than its neighbours, in a commune that is no town, likewise.
const DENSE: f64 = 10.0;
/// Fewer neighbours than this say too little: then all communes of the layer are taken.
const ENOUGH: usize = 3;
/// A population below this part of an earlier count of the same land, or above so many times as much. From 2009 to 2025 the communes of
/// Điện Biên kept 0.9 to 3.0.
pub const FELL: f64 = 0.5;
/// See [`FELL`].
pub const ROSE: f64 = 4.0;

/// Which populations are marked as wrong, missing, or cannot be right?
pub fn populations(study: &Study) -> Vec<Fault> {
    let communes = &study.communes;
    let beside = beside(communes);
    let densities: Vec<Option<f64>> = communes.iter().map(density).collect();
    let all = middle(densities.iter().flatten().copied().collect());
    let mut predecessors: BTreeMap<&str, Vec<&Succession>> = BTreeMap::new();
    for s in study.crosswalk.iter().filter(|s| s.is_whole()) {
        predecessors.entry(&s.new_code).or_default().push(s);
    }
    let mut faults = Vec::new();
    for (i, commune) in communes.iter().enumerate() {
        let of = predecessors.get(commune.code.as_str()).map(Vec::as_slice).unwrap_or_default();
        let earlier = earlier(commune, of);
        match marked(commune) {
            Some(fault) => faults.push(said(commune, fault)),
            None => {
                let near: Vec<f64> = beside[i].iter().filter_map(|&j| densities[j]).collect();
                let enough = near.len() >= ENOUGH;
                let (expected, among, part) =
                    if enough { (middle(near), "its neighbours", SPARSE) } else { (all, "the layer", SPARSE_IN_LAYER) };
                // What an earlier count bears out is no lost digit, however empty the land.
                let borne_out = earlier.is_none() && !of.is_empty() && of.iter().all(|s| s.population_2009.is_some());
                let by_density = expected
                    .filter(|_| !borne_out && communes.len() > ENOUGH)
                    .and_then(|e| by_density(commune, e, among, part));
                faults.extend(by_density.map(|f| said(commune, f)));
                faults.extend(earlier.map(|f| said(commune, f)));
            }
        }
    }
    faults
}

fn said(commune: &Commune, fault: Fault) -> Fault {
    let fault = fault.warning().feature(commune.label()).property("population");
    match commune.office.or_else(|| commune.land.0.first().and_then(|p| p.exterior().0.first().copied())) {
        Some(place) => fault.place(place),
        None => fault,
    }
}

fn density(commune: &Commune) -> Option<f64> {
    let people = commune.population.counted()? as f64;
    Some(people / commune.area.square_kilometres()).filter(|d| d.is_finite())
}

fn middle(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied()
}

/// The communes that have a vertex of the border in common with each.
fn beside(communes: &[Commune]) -> Vec<BTreeSet<usize>> {
    let mut owner: HashMap<(u64, u64), usize> = HashMap::new();
    let mut beside = vec![BTreeSet::new(); communes.len()];
    for (i, commune) in communes.iter().enumerate() {
        for c in commune.land.0.iter().flat_map(|p| p.exterior().0.iter()) {
            let j = *owner.entry((c.x.to_bits(), c.y.to_bits())).or_insert(i);
            if j != i {
                beside[i].insert(j);
                beside[j].insert(i);
            }
        }
    }
    beside
}

/// What the source itself says against a population.
fn marked(commune: &Commune) -> Option<Fault> {
    let note = commune.population_note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
    match commune.population {
        Population::Suspect(n) => Some(
            Fault::new(
                "population-suspect",
                "a population that can be right",
                format!("{n}, which the source marks as wrong{note}"),
            )
            .size(n as f64, "people")
            .remedy("find the figure; until then the commune counts as unknown"),
        ),
        Population::Doubtful(n) => Some(
            Fault::new("population-conflict", "a population on which sources agree", format!("{n}{note}"))
                .size(n as f64, "people")
                .remedy("settle which source holds"),
        ),
        Population::Missing => Some(
            Fault::new("population-missing", "a population", "none")
                .remedy("find the figure; until then the commune counts as unknown"),
        ),
        Population::Known(_) => None,
    }
}

/// Whether people call it a town or a ward.
fn is_urban(commune: &Commune) -> bool {
    let kind = commune.kind.as_deref().map(fold).unwrap_or_default();
    ["phuong", "thitran", "ward", "town", "city", "dackhu"].iter().any(|k| kind.contains(k))
}

fn by_density(commune: &Commune, expected: f64, among: &str, part: f64) -> Option<Fault> {
    let density = density(commune)?;
    let people = commune.population.counted()?;
    let what = format!("{people} people on {:.0} km², {density:.1} people/km²", commune.area.square_kilometres());
    let kept = format!("a population in keeping with {among} ({expected:.0} people/km² in the middle)");
    if density < expected * part {
        let ten = density * 10.0;
        let digit = match ten < expected * 5.0 {
            true => format!("; with a digit more it would be {ten:.0} people/km²"),
            false => String::new(),
        };
        return Some(
            Fault::new("population-sparse", kept, format!("{what}{digit}"))
                .size(density, "people/km²")
                .remedy("look whether a digit is lost; set population_flag to suspect_… if so"),
        );
    }
    if density > expected * DENSE && !is_urban(commune) {
        return Some(
            Fault::new("population-dense", kept, what)
                .size(density, "people/km²")
                .remedy("look whether a digit is one too many; set population_flag to suspect_… if so"),
        );
    }
    None
}

/// What an earlier count of the units that it was made of says, as far as they were counted.
fn earlier(commune: &Commune, of: &[&Succession]) -> Option<Fault> {
    let now = match commune.population {
        Population::Known(n) | Population::Doubtful(n) | Population::Suspect(n) => n as f64,
        Population::Missing => return None,
    };
    let counted: Vec<u64> = of.iter().filter_map(|s| s.population_2009).collect();
    let then: u64 = counted.iter().sum();
    let all = counted.len() == of.len();
    if then == 0 || !(now < FELL * then as f64 || all && now > ROSE * then as f64) {
        return None;
    }
    let known = if all { String::new() } else { format!(" in {} of {} of them", counted.len(), of.len()) };
    Some(
        Fault::new(
            "population-against-earlier",
            "a population in keeping with the census of 2009 of the units that it was made of",
            format!("{now:.0} people; {then} in 2009{known}"),
        )
        .size(now / then as f64, "times")
        .remedy("look whether a digit is lost or too many; set population_flag to suspect_… if so"),
    )
}
