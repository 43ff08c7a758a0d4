//! What is doubtful about a study that could be read?

mod borders;
mod codes;
mod coverage;
mod drawn;
mod foreign;
mod names;
pub(super) mod passes;
mod people;
mod posts;
mod rings;
mod width;

pub use borders::{called, code};
pub use codes::{AILMENTS, Ailment, Mend, ailment};
pub use coverage::{Seam, SeamKind};
pub use names::between_vintages;
pub use posts::posts;
pub use width::{Widest, widest};

use super::crossing::stretches;
use crate::error::Fault;
use crate::geodesy::{LonLat, inverse};
use crate::index::{Chain, IndexedAlignment};
use crate::model::{Commune, Study};

/// A drawn area that differs from the official one by more than this part deserves a look.
const AREA_DIFFERENCE: f64 = 0.05;

/// What is doubtful about a study that could be read?
///
/// Populations, areas, names and codes that cannot be right or may be taken for others, alignments with parts that do not meet or
/// that lie outside every commune. Each is a fault with its place, its size and what to do; nothing is mended. How features
/// are drawn, and how communes meet, is looked at as they stand in their files: [`super::mend::examined`].
pub fn soundness(study: &Study) -> Vec<Fault> {
    let mut faults = people::populations(study);
    faults.extend(areas(&study.communes));
    faults.extend(names::names(&study.communes));
    let layers: Vec<&str> = study.sources.iter().filter(|s| s.role == "communes").map(|s| s.file.as_str()).collect();
    for fault in &mut faults {
        fault.file.get_or_insert_with(|| layers.join(", "));
    }
    faults.extend(names::codes(study));
    faults.extend(alignments(study));
    faults
}

fn shown(place: LonLat) -> String {
    format!("{:.5}, {:.5}", place.x, place.y)
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
            .size(c.area.square_kilometres() - official, "km²")
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
                    .on(alignment.id(), chainage.from_origin().metres())
                    .size(gap.metres(), "m")
                    .remedy("join the parts; until then the gap has no length"),
            ));
        }
        let indexed = IndexedAlignment::new(alignment);
        let near = |c: &&Commune| c.land.bounds().zip(indexed.chain.bounds()).is_some_and(|(a, b)| a.meets(&b));
        let enters = |c: &Commune| !stretches(&indexed, &Chain::around(&c.land)).0.is_empty();
        let inside = study.communes.iter().filter(near).any(enters);
        if !inside && !study.communes.is_empty() {
            let place = alignment.vertices()[0];
            faults.push(here(
                Fault::new(
                    "outside-communes",
                    "an alignment that enters a commune",
                    format!("one that enters none; it starts at {}", shown(place)),
                )
                .place(place)
                .on(alignment.id(), 0.0)
                .size(alignment.length().metres(), "m")
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
                    .place(pair[0])
                    .on(alignment.id(), alignment.chainage_of_vertex(edge))
                    .size(length, "m")
                    .remedy("check for a vertex out of place"),
                ));
            }
        }
    }
    faults
}
