//! What stands at points of a map, and its names.

use super::labels::{Area, Labels, around};
use super::map::{MapOf, point};
use super::paper::{Ink, Paper, Spot};
use super::symbols::{Pen, Sign};
use super::view::View;
use crate::geodesy::LonLat;

/// Something with a name at a point of the paper.
pub struct Named {
    text: String,
    at: Spot,
    sign: Sign,
}

/// Draws what stands at points; gives their names, the most important first.
pub fn signs(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper, labels: &mut Labels) -> Vec<Named> {
    let mut found: Vec<(LonLat, Sign, String)> = Vec::new();
    for gate in &of.study.gates {
        let sign = if gate.site.proxy { Sign::GateProxy } else { Sign::Gate };
        found.extend(point(&gate.site.geometry).map(|p| (p, sign, of.name(&gate.site.name))));
    }
    let kinds = [("city", Sign::City), ("airport", Sign::Airport), ("town", Sign::Town)];
    for (kind, sign) in kinds {
        let of_kind = of.study.places.iter().filter(|p| p.site.kind == kind);
        found.extend(of_kind.filter_map(|p| {
            let name = if kind == "airport" { of.name(&p.site.name) } else { p.site.name.local.clone() };
            Some((point(&p.site.geometry)?, sign, name))
        }));
    }
    let zones = of.study.zones.iter().filter(|z| z.in_force != Some(false));
    // A zone that stands at a gate is shown by the gate.
    let at_gate = |p: LonLat, found: &[(LonLat, Sign, String)]| {
        found.iter().any(|f| matches!(f.1, Sign::Gate | Sign::GateProxy) && (f.0.x - p.x).hypot(f.0.y - p.y) < 0.01)
    };
    for zone in zones {
        if let Some(p) = point(&zone.site.geometry).filter(|p| !at_gate(*p, &found)) {
            // Parks and clusters known to a kilometre or worse only are not shown as if they were there.
            let sure = zone.site.accuracy.is_some_and(|a| a.metres() < 1_000.0) && !zone.site.proxy;
            let sign = if sure { Sign::Zone } else { Sign::ZoneProxy };
            found.push((p, sign, of.name(&zone.site.name)));
        }
    }
    for (n, a) in of.assessments.iter().enumerate() {
        let colour = Pen::of(n, a).colour;
        for access in &a.alignment.access_points {
            Sign::Access(colour).draw(paper, view.spot(access.place));
        }
    }
    let mut named = Vec::new();
    for (place, sign, text) in found {
        let at = view.spot(place);
        if view.frame.covers(at) {
            labels.take(Area::around(at, sign.half()));
            named.push(Named { text, at, sign });
        }
    }
    named.iter().rev().for_each(|n| n.sign.draw(paper, n.at));
    named
}

pub fn point_labels(points: &[Named], paper: &mut Paper, labels: &mut Labels) {
    for p in points {
        let (size, bold, colour) = match p.sign {
            Sign::Gate | Sign::GateProxy => (2.35, true, "#111111"),
            Sign::City => (2.7, true, "#111111"),
            Sign::Zone | Sign::ZoneProxy => (2.0, false, "#4c3370"),
            _ => (2.15, false, "#111111"),
        };
        // A name with an explanation in brackets is cut there: the whole of it is in the tables.
        let short = p.text.split(" (").next().unwrap_or(&p.text);
        let ink = Ink { size, colour, bold, halo: true };
        labels.write(
            paper,
            short,
            &around(p.at, p.sign.half(), size),
            ink,
            !matches!(p.sign, Sign::Zone | Sign::ZoneProxy),
        );
    }
}
