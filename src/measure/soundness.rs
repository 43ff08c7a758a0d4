//! What is doubtful about a study that could be read?

use super::crossing::stretches;
use crate::error::Fault;
use crate::geodesy::{LonLat, inverse, polygon_area};
use crate::index::{Chain, IndexedAlignment};
use crate::model::{Commune, Population, Study};
use geo::algorithm::kernels::{Kernel, RobustKernel};
use geo::{BooleanOps, Orientation, unary_union};
use rayon::prelude::*;

/// Overlaps and gaps below this are the rounding of the overlay, not the data: a border of 100 km times 0.1 mm.
const NOISE_M2: f64 = 100.0;
/// Fewer people to the square kilometre than a tenth of the layer's median points to a lost digit.
const SPARSE: f64 = 0.1;
/// A drawn area that differs from the official one by more than this part deserves a look.
const AREA_DIFFERENCE: f64 = 0.05;

/// What is doubtful about a study that could be read?
///
/// Rings that cross themselves, gaps and overlaps between communes, alignments with parts that do not meet or
/// that lie outside every commune, populations and areas that cannot be right. Each is a fault with its place,
/// its size and what to do; nothing is mended.
pub fn soundness(study: &Study) -> Vec<Fault> {
    let mut faults: Vec<Fault> = study.communes.par_iter().flat_map_iter(crossing_rings).collect();
    faults.extend(overlaps(&study.communes));
    faults.extend(gaps(&study.communes));
    faults.extend(populations(&study.communes));
    faults.extend(areas(&study.communes));
    let layers: Vec<&str> = study.sources.iter().filter(|s| s.role == "communes").map(|s| s.file.as_str()).collect();
    for fault in &mut faults {
        fault.file.get_or_insert_with(|| layers.join(", "));
    }
    faults.extend(alignments(study));
    faults
}

fn shown(place: LonLat) -> String {
    format!("{:.5}, {:.5}", place.x, place.y)
}

fn crossing_rings(commune: &Commune) -> Option<Fault> {
    let chain = Chain::around(&commune.land);
    let side = |a: LonLat, b: LonLat, c: LonLat| RobustKernel::orient2d(a, b, c);
    for (i, first) in chain.runs().iter().enumerate() {
        for second in &chain.runs()[i..] {
            if !first.bounds.meets(&second.bounds) {
                continue;
            }
            for a in chain.places(first).1.windows(2) {
                for b in chain.places(second).1.windows(2) {
                    let (p, q, r, s) = (
                        side(a[0], a[1], b[0]),
                        side(a[0], a[1], b[1]),
                        side(b[0], b[1], a[0]),
                        side(b[0], b[1], a[1]),
                    );
                    let flat = |o: Orientation| o == Orientation::Collinear;
                    if !(flat(p) || flat(q) || flat(r) || flat(s)) && p != q && r != s {
                        return Some(
                            Fault::new(
                                "ring-crosses-itself",
                                "rings that do not cross",
                                format!("a crossing near {}", shown(a[0])),
                            )
                            .feature(commune.label())
                            .remedy("mend the geometry (QGIS: Fix geometries), then look at the commune's area"),
                        );
                    }
                }
            }
        }
    }
    None
}

fn overlaps(communes: &[Commune]) -> Vec<Fault> {
    let boxes: Vec<_> = communes.iter().map(|c| Chain::around(&c.land).bounds()).collect();
    let pairs: Vec<(usize, usize)> = (0..communes.len())
        .flat_map(|i| (i + 1..communes.len()).map(move |j| (i, j)))
        .filter(|&(i, j)| matches!((boxes[i], boxes[j]), (Some(a), Some(b)) if a.meets(&b)))
        .collect();
    pairs
        .par_iter()
        .filter_map(|&(i, j)| {
            let common = communes[i].land.intersection(&communes[j].land);
            let area = polygon_area(&common);
            let place = common.0.first()?.exterior().0.first().copied()?;
            (area > NOISE_M2).then(|| {
                Fault::new(
                    "communes-overlap",
                    "communes that do not overlap",
                    format!("{:.4} km² shared with {}, near {}", area / 1e6, communes[j].label(), shown(place)),
                )
                .warning()
                .feature(communes[i].label())
                .remedy("correct the border; until then the shared stretch counts for the lower code and is flagged")
            })
        })
        .collect()
}

fn gaps(communes: &[Commune]) -> Vec<Fault> {
    let all = unary_union(communes.iter().map(|c| &c.land));
    let mut faults = Vec::new();
    for polygon in &all {
        for hole in polygon.interiors() {
            let area = crate::geodesy::ring_area(hole).abs();
            if let Some(&place) = hole.0.first().filter(|_| area > NOISE_M2) {
                faults.push(
                    Fault::new(
                        "communes-gap",
                        "communes that leave no gap between them",
                        format!("{:.4} km² that belong to no commune, near {}", area / 1e6, shown(place)),
                    )
                    .warning()
                    .remedy("correct the border, or ignore it if it is foreign land or water"),
                );
            }
        }
    }
    faults
}

fn populations(communes: &[Commune]) -> Vec<Fault> {
    let density = |c: &Commune| c.population.counted().map(|n| n as f64 / c.area.square_kilometres());
    let mut known: Vec<f64> = communes.iter().filter_map(density).collect();
    known.sort_by(f64::total_cmp);
    let median = known.get(known.len() / 2).copied().unwrap_or(0.0);
    let mut faults = Vec::new();
    for commune in communes {
        let note = commune.population_note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
        let fault = match commune.population {
            Population::Suspect(n) => Fault::new(
                "population-suspect",
                "a population that can be right",
                format!("{n}, which the source marks as wrong{note}"),
            )
            .remedy("find the figure; until then the commune counts as unknown"),
            Population::Doubtful(n) => {
                Fault::new("population-conflict", "a population on which sources agree", format!("{n}{note}"))
                    .remedy("settle which source holds")
            }
            Population::Missing => Fault::new("population-missing", "a population", "none")
                .remedy("find the figure; until then the commune counts as unknown"),
            Population::Known(n) if density(commune).is_some_and(|d| d < median * SPARSE) => Fault::new(
                "population-sparse",
                format!("a population in keeping with the others (median {median:.0} people/km²)"),
                format!(
                    "{n} people on {:.0} km², {:.1} people/km²",
                    commune.area.square_kilometres(),
                    n as f64 / commune.area.square_kilometres()
                ),
            )
            .remedy("look whether a digit is lost; set population_flag to suspect_… if so"),
            Population::Known(_) => continue,
        };
        faults.push(fault.warning().feature(commune.label()).property("population"));
    }
    faults
}

fn areas(communes: &[Commune]) -> Vec<Fault> {
    let differs = |c: &&Commune| {
        c.official_area.is_some_and(|o| (c.area.square_metres() / o.square_metres() - 1.0).abs() > AREA_DIFFERENCE)
    };
    communes
        .iter()
        .filter(differs)
        .map(|c| {
            let official = c.official_area.map_or(0.0, |o| o.square_kilometres());
            Fault::new(
                "area-differs",
                format!("an area near the official {official:.2} km²"),
                format!("{:.2} km² as drawn", c.area.square_kilometres()),
            )
            .warning()
            .feature(c.label())
            .remedy("check the border against an official map; area shares rest on the area as drawn")
        })
        .collect()
}

fn alignments(study: &Study) -> Vec<Fault> {
    let mut faults = Vec::new();
    for alignment in &study.alignments {
        let here = |f: Fault| f.warning().file(alignment.about.layer.clone()).feature(alignment.id());
        for (chainage, gap) in alignment.gaps() {
            faults.push(here(
                Fault::new("parts-apart", "parts that meet", format!("a gap of {:.1} m at {chainage}", gap.metres()))
                    .remedy("join the parts; until then the gap has no length"),
            ));
        }
        let indexed = IndexedAlignment::new(alignment);
        let inside = study.communes.iter().any(|c| !stretches(&indexed, &Chain::around(&c.land)).0.is_empty());
        if !inside && !study.communes.is_empty() {
            let place = alignment.vertices()[0];
            faults.push(here(
                Fault::new(
                    "outside-communes",
                    "an alignment that enters a commune",
                    format!("one that enters none; it starts at {}", shown(place)),
                )
                .remedy("check its CRS and place, or add the communes there"),
            ));
        }
        for (edge, pair) in alignment.vertices().windows(2).enumerate() {
            let length = inverse(pair[0], pair[1]).distance;
            if length > 50_000.0 && !alignment.parts().any(|(start, _)| start == edge + 1) {
                faults.push(here(
                    Fault::new(
                        "long-edge",
                        "edges of a road, up to 50 km",
                        format!("one of {:.0} km from {}", length / 1000.0, shown(pair[0])),
                    )
                    .remedy("check for a vertex out of place"),
                ));
            }
        }
    }
    faults
}
