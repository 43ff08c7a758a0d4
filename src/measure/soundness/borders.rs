//! Seams of a coverage as faults: with their size, what they spoil, and what would mend them.

use super::super::mend::finding::{Cure, Finding};
use super::coverage::{Lands, Seam, SeamKind, seams};
use super::drawn::seen;
use crate::error::{Fault, shown};
use crate::geodesy::{LonLat, LonLatBox};
use crate::layers::{Drawn, Feature};
use crate::units::Metres;
use geo::{CoordsIter, Geometry, MultiPolygon};
use std::collections::BTreeMap;

/// What a person calls a feature: its name and code, else its number.
pub fn called(feature: &Feature) -> String {
    let name = feature.properties.name().ok().flatten();
    match (name, code(feature)) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (None, Some(_)) | (_, None) => feature.label.clone(),
    }
}

/// What identifies a feature.
pub fn code(feature: &Feature) -> Option<String> {
    feature.properties.first_text(&["code", "id"]).or_else(|| feature.properties.own_id().map(str::to_string))
}

fn land(g: &Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match g {
        Geometry::Polygon(p) => Some(MultiPolygon(vec![p.clone()])),
        Geometry::MultiPolygon(m) => Some(m.clone()),
        _ => None,
    }
}

/// Which features of the list are communes with land on the Earth.
fn communes(drawn: &[Drawn]) -> impl Iterator<Item = (usize, &Geometry<f64>)> {
    let is_land = |g: &Geometry<f64>| matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
    let on_earth = |g: &Geometry<f64>| g.coords_iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    seen(drawn)
        .filter(|(_, d, _)| d.role == "communes")
        .map(|(i, _, g)| (i, g))
        .filter(move |(_, g)| is_land(g) && on_earth(g))
}

/// Where do the communes not meet? Those of one kind, or all.
pub fn coverage(drawn: &[Drawn], tolerance: Metres, only: Option<SeamKind>) -> Vec<Finding> {
    let (numbers, lands): (Vec<usize>, Vec<MultiPolygon<f64>>) =
        communes(drawn).filter_map(|(i, g)| Some((i, land(g)?))).unzip();
    let codes = numbers.iter().map(|&i| code(&drawn[i].feature).unwrap_or_else(|| drawn[i].feature.label.clone()));
    let of = Lands { codes: codes.collect(), lands: lands.iter().collect() };
    let all = seams(&of, tolerance);
    let mut overlaps: BTreeMap<(usize, usize, bool), Vec<Seam>> = BTreeMap::new();
    let mut found = Vec::new();
    for seam in all.into_iter().filter(|s| only.is_none_or(|k| s.kind == k)) {
        let narrow = seam.widest.width <= tolerance.metres();
        match (seam.kind, seam.keeper, seam.loser) {
            (SeamKind::Overlap, Some(keeper), Some(loser)) => {
                overlaps.entry((keeper, loser, !narrow)).or_default().push(seam);
            }
            (SeamKind::Gap, ..) => found.push(gap(drawn, &numbers, seam, narrow, tolerance)),
            (_, keeper, Some(loser)) => found.push(sliver(drawn, &numbers, seam, keeper, loser, tolerance)),
            _ => {}
        }
    }
    let mut first: Vec<Finding> = overlaps
        .into_iter()
        .map(|((keeper, loser, wide), seams)| overlap(drawn, &numbers, seams, (keeper, loser), !wide, tolerance))
        .collect();
    first.extend(found);
    first
}

fn square(area: f64) -> String {
    if area < 1e5 { format!("{area:.0} m²") } else { format!("{:.4} km²", area / 1e6) }
}

fn over(narrow: bool, tolerance: Metres, otherwise: &str) -> String {
    match narrow {
        true => format!(
            "corridor mend gives it away: it is nowhere wider than the tolerance of {}",
            shown(tolerance.metres()) + " m"
        ),
        false => format!(
            "{otherwise}; it is wider than the tolerance of {} m, so nothing fills it by itself",
            shown(tolerance.metres())
        ),
    }
}

fn gap(drawn: &[Drawn], numbers: &[usize], seam: Seam, narrow: bool, tolerance: Metres) -> Finding {
    let keeper = seam.keeper.map(|k| numbers[k]);
    let with = keeper.map_or(String::new(), |k| format!(", longest border with {}", called(&drawn[k].feature)));
    let found = format!("{} of no commune, {:.1} m at its widest{with}", square(seam.area), seam.widest.width);
    let remedy = over(narrow, tolerance, "correct the border, or ignore it if it is foreign land or water");
    let fault = Fault::new("communes-gap", "communes that leave no gap between them", found)
        .warning()
        .place(seam.widest.place)
        .size(seam.area, "m²")
        .remedy(remedy);
    let fault = match keeper {
        Some(k) => fault.file(drawn[k].file.clone()).feature(called(&drawn[k].feature)),
        None => fault,
    };
    let cure = (narrow && keeper.is_some()).then(|| Cure::Move(vec![seam]));
    Finding::new(fault, keeper.into_iter().collect(), cure)
}

fn overlap(
    drawn: &[Drawn],
    numbers: &[usize],
    seams: Vec<Seam>,
    (keeper, loser): (usize, usize),
    narrow: bool,
    tolerance: Metres,
) -> Finding {
    let (keeper, loser) = (numbers[keeper], numbers[loser]);
    let area: f64 = seams.iter().map(|s| s.area).sum();
    let widest = seams.iter().map(|s| s.widest).max_by(|a, b| a.width.total_cmp(&b.width));
    let pieces = if seams.len() == 1 { String::new() } else { format!(" in {} pieces", seams.len()) };
    let found = format!(
        "{} shared with {}{pieces}, {:.1} m at the widest",
        square(area),
        called(&drawn[loser].feature),
        widest.map_or(0.0, |w| w.width)
    );
    let remedy = over(
        narrow,
        tolerance,
        "correct the border; until then the shared stretch counts for the lower code and is flagged",
    );
    let fault = Fault::new("communes-overlap", "communes that do not overlap", found)
        .warning()
        .file(drawn[keeper].file.clone())
        .feature(called(&drawn[keeper].feature))
        .size(area, "m²")
        .remedy(remedy);
    let fault = match widest {
        Some(w) => fault.place(w.place),
        None => fault,
    };
    Finding::new(fault, vec![keeper, loser], narrow.then_some(Cure::Move(seams)))
}

fn sliver(
    drawn: &[Drawn],
    numbers: &[usize],
    seam: Seam,
    keeper: Option<usize>,
    loser: usize,
    tolerance: Metres,
) -> Finding {
    let owner = numbers[loser];
    let keeper = keeper.map(|k| numbers[k]);
    let found = format!("a part of {}, {:.1} m at its widest", square(seam.area), seam.widest.width);
    let remedy = match keeper {
        Some(k) => format!("corridor mend gives it to {}, with the longest common border", called(&drawn[k].feature)),
        None => "look whether it is an islet or a slip; nothing is changed by itself".to_string(),
    };
    let fault = Fault::new("sliver", format!("parts wider than {} m", shown(tolerance.metres())), found)
        .warning()
        .file(drawn[owner].file.clone())
        .feature(called(&drawn[owner].feature))
        .place(seam.widest.place)
        .size(seam.area, "m²")
        .remedy(remedy);
    Finding::new(fault, std::iter::once(owner).chain(keeper).collect(), keeper.map(|_| Cure::Move(vec![seam])))
}

/// Where each commune is in the list, and the box around its land, wide enough for what seams may add to it: made once for many seams.
pub fn boxes(drawn: &[Drawn]) -> Vec<(usize, Option<LonLatBox>)> {
    let around = |g: &Geometry<f64>| LonLatBox::around(&g.coords_iter().collect::<Vec<LonLat>>());
    communes(drawn).map(|(i, g)| (i, around(g).map(|b| b.stretched(MOVED)))).collect()
}

/// Many seams together move no border by so many degrees, about a kilometre.
const MOVED: f64 = 0.01;

/// The lands that come near a seam, in the order that its numbers count in.
pub fn near(drawn: &[Drawn], boxes: &[(usize, Option<LonLatBox>)], seam: &Seam) -> Vec<Option<MultiPolygon<f64>>> {
    let places: Vec<LonLat> = seam.land.coords_iter().collect();
    let reach = LonLatBox::around(&places);
    let meets = |b: &Option<LonLatBox>| b.zip(reach).is_some_and(|(a, b)| a.meets(&b));
    boxes.iter().map(|(i, b)| drawn[*i].feature.geometry.as_ref().filter(|_| meets(b)).and_then(land)).collect()
}
