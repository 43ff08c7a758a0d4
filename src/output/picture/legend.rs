//! What stands beside the map: legend, scale bar, north arrow, notes and credits.

use super::face;
use super::map::{MapOf, Shade, Shaded};
use super::paper::{Anchor, Ink, Paper, number};
use super::roads::tick_steps;
use super::symbols::{CLASSES, Pen, STEPS, Sign, UNKNOWN};
use super::view::{View, round_down};
use crate::geodesy::LonLat;
use crate::measure::Served;
use crate::model::SiteGeometry;

const PLAIN: Ink<'static> = Ink { size: 2.35, colour: "#222222", bold: false, halo: false };
const HEAD: Ink<'static> = Ink { size: 2.6, colour: "#111111", bold: true, halo: false };
const SMALL: Ink<'static> = Ink { size: 1.95, colour: "#444444", bold: false, halo: false };
const WIDE: f64 = 68.0;

/// What the map shows, in a sentence.
pub fn subtitle(of: &MapOf<'_>) -> String {
    let Some(first) = of.assessments.first() else { return String::new() };
    let d = &first.definitions;
    of.language.say(&match (of.shade, of.served) {
        (Shade::Population, _) => "People by commune".to_string(),
        (Shade::PeopleWithin, _) => format!("People within {} by share of land: a proxy", d.within),
        (Shade::ShareWithin, _) => format!("Part of each commune's land within {}", d.within),
        (Shade::Served, Served::Crossed) => "Communes served: crossed".to_string(),
        (Shade::Served, Served::Within) => {
            format!("Communes served: crossed, and with land within {} of the alignment", d.within)
        }
        (Shade::Served, Served::Access) => {
            format!("Communes served: crossed, and with land within {} of an access point", d.access_within)
        }
    })
}

/// The column beside the map.
pub fn column(of: &MapOf<'_>, view: &View<'_>, shaded: &[Shaded<'_>], bounds: &[f64], paper: &mut Paper, x: f64) {
    let say = |text: &str| of.language.say(text);
    let mut y = 28.0;
    let bottom = of.page.1 - 46.0;
    paper.text((x, y), &say("Alignments"), Anchor::Start, HEAD);
    y += 1.2;
    let room = (((bottom - 62.0) - y) / 4.1).max(3.0) as usize;
    for (n, a) in of.assessments.iter().enumerate().take(room) {
        y += 4.1;
        let at = y - 0.8;
        paper.line((x, at), (x + 9.0, at), &Pen::of(n, a).looks(0.95));
        let length = format!("{} km", of.language.number(a.length().kilometres(), 1));
        let wide = face::width(&length, PLAIN.size, false);
        paper.text((x + WIDE - 6.0, y), &length, Anchor::End, PLAIN);
        let (short, name) = (of.short(a.alignment), of.name(&a.alignment.about.name));
        let text = if name.is_empty() { short.clone() } else { format!("{short} · {name}") };
        paper.text((x + 11.0, y), &face::cut(&text, PLAIN.size, false, WIDE - 19.0 - wide), Anchor::Start, PLAIN);
    }
    if of.assessments.len() > room {
        y += 4.1;
        paper.text((x + 11.0, y), &say(&format!("and {} more", of.assessments.len() - room)), Anchor::Start, PLAIN);
    }
    if of.assessments.iter().any(|a| Pen::of(0, a).dashes.is_some()) {
        y += 3.6;
        paper.text((x + 11.0, y), &say("dashed: sketch, not an official alignment"), Anchor::Start, SMALL);
    }
    let (every, named) = tick_steps(view, of.assessments.len());
    y += 4.1;
    let pen = "stroke=\"#222222\" stroke-width=\"0.3\"";
    paper.line((x, y - 0.8), (x + 9.0, y - 0.8), "stroke=\"#222222\" stroke-width=\"0.5\"");
    for (i, half) in [1.15, 0.75, 0.75, 1.15].iter().enumerate() {
        let at = x + 1.0 + i as f64 * 2.4;
        paper.line((at, y - 0.8 - half), (at, y - 0.8 + half), pen);
    }
    paper.text(
        (x + 11.0, y),
        &say(&format!("chainage along the line, each {every:.0} km (named each {named:.0})")),
        Anchor::Start,
        SMALL,
    );
    y += 6.2;
    y = classes(of, shaded, bounds, paper, x, y);
    y += 2.2;
    paper.text((x, y), &say("Signs"), Anchor::Start, HEAD);
    y += 0.8;
    let signs = signs_shown(of);
    for (i, (sign, word)) in signs.iter().enumerate() {
        let (column, row) = ((i % 2) as f64, (i / 2) as f64);
        let at = (x + 2.0 + column * 32.0, y + 3.4 + row * 4.2);
        sign.draw(paper, at);
        paper.text((at.0 + 3.0, at.1 + 0.8), &face::cut(&say(word), SMALL.size, false, 26.5), Anchor::Start, SMALL);
    }
    y += 3.4 + (signs.len().div_ceil(2) as f64) * 4.2;
    let mut lines =
        vec![("stroke=\"#6b6350\" stroke-width=\"0.45\" stroke-dasharray=\"2.4 0.6 0.5 0.6\"", "province border")];
    if of.study.zones.iter().any(|z| z.in_force != Some(false) && matches!(z.site.geometry, SiteGeometry::Land(_))) {
        lines.push((
            "stroke=\"#6a4c93\" stroke-width=\"0.5\" stroke-dasharray=\"0.2 1\" stroke-linecap=\"round\"",
            "economic region",
        ));
    }
    if of.study.alignments.len() > of.assessments.len() {
        lines.push(("stroke=\"#8c8c8c\" stroke-width=\"0.5\"", "other road"));
    }
    if of.served == Served::Within {
        lines.push(("stroke=\"#3a3a3a\" stroke-opacity=\"0.16\" stroke-width=\"3\"", "corridor"));
    }
    for (i, (looks, word)) in lines.iter().enumerate() {
        let (column, row) = ((i % 2) as f64, (i / 2) as f64);
        let at = (x + column * 32.0, y + row * 4.0);
        paper.line(at, (at.0 + 6.0, at.1), looks);
        paper.text((at.0 + 7.2, at.1 + 0.7), &face::cut(&say(word), SMALL.size, false, 24.0), Anchor::Start, SMALL);
    }
    scale(of, view, paper, x);
}

/// What the communes are shaded by; gives where it ends.
fn classes(of: &MapOf<'_>, shaded: &[Shaded<'_>], bounds: &[f64], paper: &mut Paper, x: f64, mut y: f64) -> f64 {
    let say = |text: &str| of.language.say(text);
    let mut swatch = |y: f64, fill: &str, text: &str| {
        paper.rect((x, y - 2.3), (6.0, 2.9), &format!("fill=\"{fill}\" stroke=\"#a89a78\" stroke-width=\"0.15\""));
        paper.text((x + 7.6, y), &face::cut(text, PLAIN.size, false, WIDE - 10.0), Anchor::Start, PLAIN);
    };
    let count = |class: usize| shaded.iter().filter(|s| s.class == class).count();
    let d = of.assessments.first().map(|a| &a.definitions);
    if of.shade == Shade::Served {
        let second = match (of.served, d) {
            (Served::Within, Some(d)) => format!("land within {}", d.within),
            (Served::Access, Some(d)) => format!("within {} of an access point", d.access_within),
            _ => String::new(),
        };
        let words = ["crossed".to_string(), second, "not served".to_string()];
        for (class, word) in words.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
            y += 4.1;
            swatch(y, CLASSES[class], &format!("{}: {}", say(word), count(class)));
        }
    } else {
        let figure = |v: f64| match of.shade {
            Shade::ShareWithin => format!("{} %", of.language.number(v * 100.0, 0)),
            _ => of.language.number(v, 0),
        };
        for i in (0..=bounds.len()).rev() {
            let text = match i {
                0 => say(&format!("below {}", bounds.first().map(|b| figure(*b)).unwrap_or_default())),
                i if i == bounds.len() => say(&format!("from {}", figure(bounds[i - 1]))),
                i => format!("{} – {}", figure(bounds[i - 1]), figure(bounds[i])),
            };
            y += 3.9;
            swatch(y, STEPS[i.min(4)], &text);
        }
        let unknown = shaded.iter().filter(|s| s.figure.is_none()).count();
        if unknown > 0 {
            y += 3.9;
            swatch(y, UNKNOWN, &format!("{}: {unknown}", say("not known, or wrong as filed")));
        }
    }
    let top = y;
    let rows = match of.shade {
        Shade::Served => 1 + [Served::Within, Served::Access].contains(&of.served) as usize + 1,
        _ => bounds.len() + 1 + shaded.iter().any(|s| s.figure.is_none()) as usize,
    };
    let step = if of.shade == Shade::Served { 4.1 } else { 3.9 };
    let head = match of.shade {
        Shade::Served => "Communes",
        Shade::Population => "People by commune",
        Shade::PeopleWithin => "People within (proxy)",
        Shade::ShareWithin => "Land within",
    };
    paper.text((x, top - rows as f64 * step), &say(head), Anchor::Start, HEAD);
    y + 4.2
}

fn signs_shown(of: &MapOf<'_>) -> Vec<(Sign, &'static str)> {
    let mut signs = Vec::new();
    let gates = || of.study.gates.iter().filter(|g| super::map::point(&g.site.geometry).is_some());
    if gates().any(|g| !g.site.proxy) {
        signs.push((Sign::Gate, "border gate"));
    }
    if gates().any(|g| g.site.proxy) {
        signs.push((Sign::GateProxy, "gate, stand-in point"));
    }
    for (kind, sign, word) in
        [("city", Sign::City, "city"), ("town", Sign::Town, "town"), ("airport", Sign::Airport, "airport")]
    {
        if of.study.places.iter().any(|p| p.site.kind == kind) {
            signs.push((sign, word));
        }
    }
    let zones =
        || of.study.zones.iter().filter(|z| z.in_force != Some(false) && super::map::point(&z.site.geometry).is_some());
    if zones().any(|z| !z.site.proxy && z.site.accuracy.is_some_and(|a| a.metres() < 1_000.0)) {
        signs.push((Sign::Zone, "economic zone"));
    }
    if zones().any(|z| z.site.proxy || z.site.accuracy.is_none_or(|a| a.metres() >= 1_000.0)) {
        signs.push((Sign::ZoneProxy, "zone, place uncertain"));
    }
    if let Some((n, a)) = of.assessments.iter().enumerate().find(|(_, a)| !a.alignment.access_points.is_empty()) {
        signs.push((Sign::Access(Pen::of(n, a).colour), "interchange candidate"));
    }
    signs
}

/// Scale bar, scale and north arrow, at the foot of the column.
fn scale(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper, x: f64) {
    let say = |text: &str| of.language.say(text);
    let y = of.page.1 - 27.0;
    let km = round_down(44.0 * view.metres_per_mm / 1000.0);
    let mm = km * 1000.0 / view.metres_per_mm;
    for i in 0..4 {
        let fill = if i % 2 == 0 { "#111111" } else { "#ffffff" };
        paper.rect(
            (x + mm / 4.0 * f64::from(i), y),
            (mm / 4.0, 1.3),
            &format!("fill=\"{fill}\" stroke=\"#111111\" stroke-width=\"0.2\""),
        );
    }
    let decimals = usize::from(km < 2.0) + usize::from(km < 1.0);
    for (share, decimals) in [(0.0, 0), (0.5, decimals), (1.0, decimals)] {
        let text = of.language.number(km * share, decimals);
        let text = if share == 1.0 { format!("{text} km") } else { text };
        paper.text((x + mm * share, y - 1.0), &text, Anchor::Middle, SMALL);
    }
    paper.text(
        (x, y + 4.6),
        &format!("{} 1 : {}", say("Scale"), of.language.number(view.denominator(), 0)),
        Anchor::Start,
        PLAIN,
    );
    let plane =
        if of.crs.starts_with("EPSG:9205") { "VN-2000 / TM-3 103-00 (EPSG:9205)".to_string() } else { of.crs.clone() };
    let plane = if plane.starts_with('+') { say("transverse Mercator in the middle of the map") } else { plane };
    paper.text((x, y + 8.4), &face::cut(&plane, SMALL.size, false, WIDE - 4.0), Anchor::Start, SMALL);
    north(of, view, paper, (x + WIDE - 9.0, y - 1.0));
}

fn north(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper, at: (f64, f64)) {
    let Some(place) = of.assessments.first().and_then(|a| a.alignment.vertices().first()) else { return };
    let (a, b) = (view.spot(*place), view.spot(LonLat { x: place.x, y: place.y + 0.05 }));
    let turn = (b.0 - a.0).atan2(a.1 - b.1).to_degrees();
    let (x, y) = (number(at.0), number(at.1));
    paper.add(format!("<g transform=\"translate({x} {y}) rotate({})\">", number(turn)));
    paper.path("M0 -6L2.2 2L0 0.6Z", "fill=\"#111111\"");
    paper.path(
        "M0 -6L-2.2 2L0 0.6Z",
        "fill=\"#ffffff\" stroke=\"#111111\" stroke-width=\"0.25\" stroke-linejoin=\"round\"",
    );
    paper.text(
        (0.0, 5.2),
        &of.language.say("N"),
        Anchor::Middle,
        Ink { size: 2.8, colour: "#111111", bold: true, halo: false },
    );
    paper.add("</g>");
}

/// Who must be credited, how good it is, and the date of the data.
pub fn credits(of: &MapOf<'_>, paper: &mut Paper) {
    let say = |text: &str| of.language.say(text);
    let roles = ["alignments", "communes", "economic_zones", "border_gates", "places"];
    let mut parts = of.study.credits(&roles).iter().map(|c| say(c)).collect::<Vec<_>>();
    if !of.study.vintage.is_empty() {
        parts.push(format!("{} {}", say("communes as of"), of.language.date(&of.study.vintage)));
    }
    let text = format!("{}: {}.", say("Data"), parts.join("; "));
    let size = 1.85;
    let lines = face::lines(&text, size, false, of.page.0 - 26.0, 3);
    for (i, line) in lines.iter().enumerate() {
        let ink = Ink { size, colour: "#555555", bold: false, halo: false };
        paper.text((13.0, of.page.1 - 10.0 + i as f64 * 2.5), line, Anchor::Start, ink);
    }
}
