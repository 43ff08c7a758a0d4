//! The ground of a map: land, borders, regions, meridians and parallels.

use super::map::{MapOf, Shade, Shaded};
use super::paper::{Anchor, Ink, Paper, Spot};
use super::symbols::{CLASSES, STEPS, UNKNOWN};
use super::view::{View, round_down};
use crate::geodesy::LonLat;
use crate::model::{Commune, SiteGeometry};
use geo::{Area as _, Coord, InteriorPoint, LineString, MapCoords, MultiPolygon, Polygon};
use std::collections::HashMap;

fn rings(view: &View<'_>, land: &MultiPolygon<f64>) -> Option<String> {
    let mut d = String::new();
    for ring in land.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
        let line = view.line(&ring.0);
        if view.sees(&line) {
            d += &view.path(&line, true);
        }
    }
    (!d.is_empty()).then_some(d)
}

/// Draws the communes, then the borders of provinces; gives the names to be written, those served first.
pub fn land(
    of: &MapOf<'_>,
    view: &View<'_>,
    shaded: &[Shaded<'_>],
    bounds: &[f64],
    paper: &mut Paper,
) -> Vec<(String, Spot)> {
    let mut names: Vec<(usize, f64, String, Spot)> = Vec::new();
    for s in shaded {
        let Some(d) = rings(view, &s.commune.land) else { continue };
        let fill = match (of.shade, s.figure) {
            (Shade::Served, _) => CLASSES[s.class],
            (_, None) => UNKNOWN,
            (_, Some(v)) if v <= 0.0 => CLASSES[2],
            (_, Some(v)) => STEPS[bounds.iter().filter(|b| v >= **b).count().min(4)],
        };
        paper.path(&d, &format!("fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"#a89a78\" stroke-width=\"0.15\" stroke-linejoin=\"round\""));
        let drawn = s.commune.land.map_coords(|c| {
            let (x, y) = view.spot(c);
            Coord { x, y }
        });
        let largest = drawn.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        if let Some(p) = largest.and_then(Polygon::interior_point) {
            let name = s.commune.name.local.clone();
            names.push((s.class, -drawn.unsigned_area(), name, (p.x(), p.y() + 0.6)));
        }
    }
    paper.path(&province_borders(of, view), "fill=\"none\" stroke=\"#6b6350\" stroke-width=\"0.45\" stroke-dasharray=\"2.4 0.6 0.5 0.6\" stroke-linejoin=\"round\"");
    names.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    names.into_iter().map(|(_, _, name, at)| (name, at)).collect()
}

/// An edge of a border, whichever way it is drawn.
fn edge(a: Coord<f64>, b: Coord<f64>) -> [u64; 4] {
    let (a, b) = ([a.x.to_bits(), a.y.to_bits()], [b.x.to_bits(), b.y.to_bits()]);
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    [low[0], low[1], high[0], high[1]]
}

/// Where a commune borders on land that is of no commune of its province.
fn province_borders(of: &MapOf<'_>, view: &View<'_>) -> String {
    let mut seen: HashMap<([u64; 4], &str), usize> = HashMap::new();
    let province = |c: &'_ Commune| c.province.clone().unwrap_or_default();
    let provinces: Vec<String> = of.study.communes.iter().map(province).collect();
    let borders = || {
        let rings = |c: &'_ Commune| -> Vec<LineString<f64>> {
            c.land.iter().flat_map(|p| std::iter::once(p.exterior().clone()).chain(p.interiors().to_vec())).collect()
        };
        of.study
            .communes
            .iter()
            .zip(&provinces)
            .flat_map(move |(c, p)| rings(c).into_iter().map(move |r| (p.as_str(), r)))
    };
    for (province, ring) in borders() {
        for pair in ring.0.windows(2) {
            *seen.entry((edge(pair[0], pair[1]), province)).or_default() += 1;
        }
    }
    let mut d = String::new();
    for (province, ring) in borders() {
        let mut run: Vec<LonLat> = Vec::new();
        for pair in ring.0.windows(2) {
            if seen.get(&(edge(pair[0], pair[1]), province)) == Some(&1) {
                if run.is_empty() {
                    run.push(pair[0]);
                }
                run.push(pair[1]);
            } else if !run.is_empty() {
                d += &view.path(&view.line(&std::mem::take(&mut run)), false);
            }
        }
        if !run.is_empty() {
            d += &view.path(&view.line(&run), false);
        }
    }
    d
}

/// Outlines of the economic regions that are in force.
pub fn regions(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper) {
    for zone in of.study.zones.iter().filter(|z| z.in_force != Some(false)) {
        if let SiteGeometry::Land(land) = &zone.site.geometry
            && let Some(d) = rings(view, land)
        {
            paper.path(&d, "fill=\"none\" stroke=\"#6a4c93\" stroke-width=\"0.5\" stroke-dasharray=\"0.2 1\" stroke-linecap=\"round\" stroke-opacity=\"0.85\"");
        }
    }
}

/// Meridians and parallels, with their degrees at the frame.
pub fn graticule(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper) {
    let [l, t, r, b] = view.frame.sides;
    let across = (r - l) * view.metres_per_mm / 111_000.0;
    let step = round_down((across / 4.0).max(0.01)).min(1.0);
    let Some(place) = of.assessments.first().and_then(|a| a.alignment.vertices().first()) else { return };
    let ink = Ink { size: 1.9, colour: "#444444", bold: false, halo: false };
    let decimals = if step < 0.1 { 2 } else { usize::from(step < 1.0) };
    let mut texts = String::new();
    for (is_meridian, sign) in [(true, "E"), (false, "N")] {
        let centre = if is_meridian { place.x } else { place.y };
        let first = ((centre - across * 2.0) / step).ceil() as i64;
        for i in first..first + (across * 4.0 / step) as i64 {
            let degrees = i as f64 * step;
            let line: Vec<LonLat> = (-40..=40)
                .map(|k| f64::from(k) * across / 20.0)
                .map(|d| {
                    if is_meridian {
                        LonLat { x: degrees, y: place.y + d }
                    } else {
                        LonLat { x: place.x + d, y: degrees }
                    }
                })
                .collect();
            let line = view.line(&line);
            if !view.sees(&line) {
                continue;
            }
            paper.path(
                &view.path(&line, false),
                "fill=\"none\" stroke=\"#000000\" stroke-opacity=\"0.13\" stroke-width=\"0.12\"",
            );
            let text = format!("{}°{}", of.language.number(degrees, decimals), of.say(sign));
            let at = line.windows(2).find_map(|w| {
                let (a, z) = (w[0], w[1]);
                let cut = |from: f64, to: f64, edge: f64| {
                    ((from - edge) * (to - edge) <= 0.0 && from != to).then(|| (edge - from) / (to - from))
                };
                let share = if is_meridian { cut(a.1, z.1, b)? } else { cut(a.0, z.0, l)? };
                Some((a.0 + (z.0 - a.0) * share, a.1 + (z.1 - a.1) * share))
            });
            let mut margin = Paper::new(0.0, 0.0);
            match at {
                Some((x, _)) if is_meridian && x > l + 4.0 && x < r - 4.0 => {
                    margin.text((x, b + 2.6), &text, Anchor::Middle, ink)
                }
                Some((_, y)) if !is_meridian && y > t + 2.0 && y < b - 2.0 => {
                    margin.text((l - 0.8, y + 0.6), &text, Anchor::End, ink)
                }
                _ => {}
            }
            texts += &margin.taken_body();
        }
    }
    // The degrees stand outside the window, so outside its clip.
    paper.add("</g>");
    paper.add(texts);
    paper.add("<g clip-path=\"url(#window)\">");
}
