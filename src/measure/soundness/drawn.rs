//! Is each feature drawn as one may draw it? Axes, rings and vertices, whatever the layer is for.

use super::super::mend::finding::{Cure, Finding};
use super::rings::{crossing, sound};
use crate::error::Fault;
use crate::geodesy::{LonLat, LonLatBox, inverse, polygon_area, ring_area};
use crate::layers::Drawn;
use geo::{CoordsIter, Geometry, LineString, MapCoords, MultiLineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::collections::HashMap;

fn here(drawn: &Drawn, fault: Fault) -> Fault {
    fault.file(drawn.file.clone()).feature(drawn.feature.label.clone())
}

/// The features that are there, with their place in the list.
pub fn seen(drawn: &[Drawn]) -> impl Iterator<Item = (usize, &Drawn, &Geometry<f64>)> {
    let there = drawn.iter().enumerate().filter(|(_, d)| !d.left_out);
    there.filter_map(|(i, d)| Some((i, d, d.feature.geometry.as_ref()?)))
}

fn on_earth(c: LonLat) -> bool {
    c.x.abs() <= 180.0 && c.y.abs() <= 90.0
}

fn turned(c: LonLat) -> LonLat {
    LonLat { x: c.y, y: c.x }
}

/// A geometry whose positions have changed places.
pub fn swapped(geometry: &Geometry<f64>) -> Geometry<f64> {
    geometry.map_coords(turned)
}

/// How many degrees from where the others are is elsewhere; and how many are near.
const ELSEWHERE: f64 = 10.0;
const NEAR: f64 = 3.0;

/// Is latitude written before longitude?
///
/// Certain where the second number cannot be a latitude; else where the feature is far from the others as it stands and near to them
/// turned. One finding for a file of which it holds throughout.
pub fn axes(drawn: &[Drawn]) -> Vec<Finding> {
    let middle = |g: &Geometry<f64>| {
        let places: Vec<LonLat> = g.coords_iter().collect();
        LonLatBox::around(&places).map(|b| b.centre())
    };
    let certain = |g: &Geometry<f64>| {
        g.coords_iter().any(|c| !on_earth(c)) && g.coords_iter().all(|c| c.x.is_finite() && on_earth(turned(c)))
    };
    // The middle of all that is not certainly wrong, the wrong ones turned.
    let homes: Vec<LonLat> =
        seen(drawn).filter_map(|(_, _, g)| middle(g).map(|m| if certain(g) { turned(m) } else { m })).collect();
    let half = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers.get(numbers.len() / 2).copied()
    };
    let home = half(homes.iter().map(|h| h.x).collect()).zip(half(homes.iter().map(|h| h.y).collect()));
    let far = |c: LonLat| home.map_or(0.0, |(x, y)| (c.x - x).abs().max((c.y - y).abs()));
    let wrong = |g: &Geometry<f64>| {
        certain(g)
            || g.coords_iter().all(|c| on_earth(turned(c)))
                && middle(g).is_some_and(|m| far(m) > ELSEWHERE && far(turned(m)) < NEAR)
    };
    let mut by_file: Vec<(&str, Vec<usize>, usize)> = Vec::new();
    for (i, d, g) in seen(drawn) {
        if by_file.last().is_none_or(|f| f.0 != d.file) {
            by_file.push((&d.file, Vec::new(), 0));
        }
        let Some(entry) = by_file.last_mut() else { continue };
        entry.2 += 1;
        if wrong(g) {
            entry.1.push(i);
        }
    }
    let finding = |of: Vec<usize>, whole: bool| -> Option<Finding> {
        let first = drawn.get(*of.first()?)?;
        let geometries = of.iter().filter_map(|&i| drawn[i].feature.geometry.as_ref());
        let positions: usize = geometries.clone().map(|g| g.coords_count()).sum();
        let at = geometries.into_iter().find_map(|g| g.coords_iter().next())?;
        let found = match whole {
            true => format!("latitude first in all {} features, such as ({}, {})", of.len(), at.x, at.y),
            false => format!("latitude first: ({}, {})", at.x, at.y),
        };
        let fault = Fault::new("axes-swapped", "longitude before latitude (RFC 7946)", found)
            .file(first.file.clone())
            .place(turned(at))
            .size(positions as f64, "positions")
            .remedy("corridor mend turns them; or export again with longitude first");
        let fault = if whole && of.len() > 1 { fault } else { fault.feature(first.feature.label.clone()) };
        Some(Finding::new(fault, of, Some(Cure::Swap)))
    };
    let mut found = Vec::new();
    for (_, of, all) in by_file {
        if of.len() == all {
            found.extend(finding(of, true));
        } else {
            found.extend(of.into_iter().filter_map(|i| finding(vec![i], false)));
        }
    }
    found
}

/// Which rings were not closed? The reader has closed them.
pub fn open(drawn: &[Drawn]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, d, g) in seen(drawn) {
        for fault in &d.open {
            let cure = Some(Cure::Redraw(Box::new(g.clone())));
            found.push(Finding::new(fault.clone(), vec![i], cure));
        }
    }
    found
}

/// Which features stand twice in their file, and which have the geometry of another?
pub fn twice(drawn: &[Drawn]) -> Vec<Finding> {
    let mut by_key: HashMap<(&str, usize, [u64; 4]), Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (i, d, g) in seen(drawn) {
        let mut places = g.coords_iter();
        let (first, second) = (places.next(), places.next());
        let bits = |c: Option<LonLat>| c.map_or([0, 0], |c| [c.x.to_bits(), c.y.to_bits()]);
        let ([a, b], [c, e]) = (bits(first), bits(second));
        let alike = by_key.entry((&d.file, g.coords_count(), [a, b, c, e])).or_default();
        let other = alike.iter().copied().find(|&j| drawn[j].feature.geometry.as_ref() == Some(g));
        match other {
            None => alike.push(i),
            Some(j) => found.extend(again(drawn, i, j, g)),
        }
    }
    found
}

fn again(drawn: &[Drawn], i: usize, j: usize, g: &Geometry<f64>) -> Option<Finding> {
    let (d, first) = (&drawn[i], &drawn[j]);
    let same = d.feature.properties.map() == first.feature.properties.map();
    // An office and a market may well stand at one point, and two routes run on one road.
    if !same && !matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_)) {
        return None;
    }
    let code = if same { "feature-twice" } else { "geometry-twice" };
    let found = if same { "the same, with the same attributes" } else { "the same, with other attributes" };
    let fault = Fault::new(code, format!("a geometry of its own: {} has this one", first.feature.label), found);
    let fault = match same {
        true => fault.remedy("corridor mend leaves this one out"),
        false => fault.remedy("say which of the two holds, and remove the other"),
    };
    let fault = here(d, sized(fault, g)).warning();
    Some(Finding::new(fault, vec![i], same.then_some(Cure::LeaveOut)))
}

fn sized(fault: Fault, g: &Geometry<f64>) -> Fault {
    let fault = match g.coords_iter().next() {
        Some(at) => fault.place(at),
        None => fault,
    };
    match g {
        Geometry::Polygon(p) => fault.size(polygon_area(&MultiPolygon(vec![p.clone()])), "m²"),
        Geometry::MultiPolygon(m) => fault.size(polygon_area(m), "m²"),
        Geometry::LineString(l) => fault.size(l.0.windows(2).map(|w| inverse(w[0], w[1]).distance).sum::<f64>(), "m"),
        _ => fault,
    }
}

/// Where is a vertex written twice in a row?
pub fn repeated(drawn: &[Drawn]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, d, g) in seen(drawn) {
        let mut at = None;
        let mut count = 0;
        let mut line = |l: &LineString<f64>| -> LineString<f64> {
            for pair in l.0.windows(2).filter(|p| p[0] == p[1]) {
                at.get_or_insert(pair[0]);
                count += 1;
            }
            let mut places = l.0.clone();
            places.dedup();
            LineString(places)
        };
        let mut area = |p: &Polygon<f64>| {
            let outer = line(p.exterior());
            Polygon::new(outer, p.interiors().iter().map(&mut line).collect())
        };
        let redrawn = match g {
            Geometry::LineString(l) => Geometry::LineString(line(l)),
            Geometry::MultiLineString(m) => Geometry::MultiLineString(MultiLineString(m.0.iter().map(line).collect())),
            Geometry::Polygon(p) => Geometry::Polygon(area(p)),
            Geometry::MultiPolygon(m) => Geometry::MultiPolygon(MultiPolygon(m.0.iter().map(area).collect())),
            _ => continue,
        };
        let Some(at) = at else { continue };
        let fault = Fault::new("vertex-repeated", "each vertex once", format!("{count} written twice in a row"))
            .place(at)
            .size(f64::from(count), "vertices")
            .remedy("corridor mend leaves the repeats out");
        found.push(Finding::new(here(d, fault).note(), vec![i], Some(Cure::Redraw(Box::new(redrawn)))));
    }
    found
}

/// Polygons as a list, and back as what they were.
fn parts(g: &Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match g {
        Geometry::Polygon(p) => Some(MultiPolygon(vec![p.clone()])),
        Geometry::MultiPolygon(m) => Some(m.clone()),
        _ => None,
    }
}

/// One polygon where one was and one is; several else.
pub fn whole(mut land: MultiPolygon<f64>, was: &Geometry<f64>) -> Geometry<f64> {
    match (was, land.0.len()) {
        (Geometry::Polygon(_), 1) => Geometry::Polygon(land.0.remove(0)),
        _ => Geometry::MultiPolygon(land),
    }
}

/// Which rings run around no land, because they have too few corners?
pub fn landless(drawn: &[Drawn]) -> Vec<Finding> {
    let corners = |ring: &LineString<f64>| {
        let mut places = ring.0.clone();
        places.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        places.dedup();
        places.len()
    };
    dropped(drawn, "ring-too-short", "rings around some land", "a ring of fewer than three corners", |_, ring| {
        corners(ring) < 3
    })
}

/// Which rings are drawn twice?
pub fn ring_twice(drawn: &[Drawn]) -> Vec<Finding> {
    dropped(drawn, "ring-twice", "each ring once", "a ring drawn twice", |before, ring| {
        before.iter().any(|b| same_ring(b, ring))
    })
}

/// Whether two rings run around the same vertices, wherever they start and whichever way they run.
fn same_ring(a: &LineString<f64>, b: &LineString<f64>) -> bool {
    let (a, b) = (&a.0[..a.0.len().saturating_sub(1)], &b.0[..b.0.len().saturating_sub(1)]);
    let (Some(start), n) = (a.first(), a.len()) else { return b.is_empty() };
    if n != b.len() {
        return false;
    }
    let Some(at) = b.iter().position(|c| c == start) else { return false };
    (0..n).all(|k| a[k] == b[(at + k) % n]) || (0..n).all(|k| a[k] == b[(at + n - k) % n])
}

fn dropped(
    drawn: &[Drawn],
    code: &'static str,
    expected: &str,
    said: &str,
    wrong: impl Fn(&[&LineString<f64>], &LineString<f64>) -> bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, d, g) in seen(drawn) {
        let Some(land) = parts(g) else { continue };
        let mut before: Vec<&LineString<f64>> = Vec::new();
        let mut first: Option<&LineString<f64>> = None;
        let (mut count, mut lost) = (0, 0.0);
        let mut kept = Vec::new();
        for part in &land.0 {
            if wrong(&before, part.exterior()) {
                first.get_or_insert(part.exterior());
                count += 1;
                lost += ring_area(part.exterior()).abs();
                continue;
            }
            before.push(part.exterior());
            let mut holes = Vec::new();
            for hole in part.interiors() {
                if wrong(&before, hole) {
                    first.get_or_insert(hole);
                    count += 1;
                    lost += ring_area(hole).abs();
                } else {
                    before.push(hole);
                    holes.push(hole.clone());
                }
            }
            kept.push(Polygon::new(part.exterior().clone(), holes));
        }
        let Some(at) = first.and_then(|r| r.0.first()) else { continue };
        let can = !kept.is_empty();
        let fault =
            Fault::new(code, expected, if count == 1 { said.to_string() } else { format!("{said}, {count} times") })
                .place(*at)
                .size(lost, "m²")
                .remedy(if can { "corridor mend leaves it out" } else { "remove the feature, or give it its land" });
        let redrawn = Cure::Redraw(Box::new(whole(MultiPolygon(kept), g)));
        found.push(Finding::new(here(d, fault), vec![i], can.then_some(redrawn)));
    }
    found
}

/// Which rings cross themselves or each other?
pub fn crossings(drawn: &[Drawn]) -> Vec<Finding> {
    let all: Vec<(usize, &Drawn, &Geometry<f64>)> = seen(drawn).collect();
    let one = |(i, d, g): &(usize, &Drawn, &Geometry<f64>)| -> Option<Finding> {
        let land = parts(g)?;
        let (at, count) = crossing(&land)?;
        let mended = sound(&land);
        let (before, after) = (polygon_area(&land), polygon_area(&mended));
        let found = match count {
            1 => "one crossing".to_string(),
            n => format!("{n} crossings"),
        };
        let found = format!("{found}; {:.4} km² as it stands, {:.4} km² made sound", before / 1e6, after / 1e6);
        let fault = Fault::new("ring-crosses-itself", "rings that do not cross", found)
            .place(at)
            .size((after - before).abs(), "m²")
            .remedy(
                "corridor mend makes it sound (as QGIS: Fix geometries, structure); then look at the commune's area",
            );
        let cure = (!mended.0.is_empty()).then(|| Cure::Redraw(Box::new(whole(mended, g))));
        Some(Finding::new(here(d, fault), vec![*i], cure))
    };
    all.par_iter().filter_map(one).collect()
}
