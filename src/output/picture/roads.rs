//! The roads of a map: lines, their names, their chainage.

use super::face;
use super::labels::{Area, Labels};
use super::map::MapOf;
use super::paper::{Anchor, Ink, Paper, Spot, number};
use super::symbols::Pen;
use super::view::View;
use crate::measure::Served;
use crate::model::Alignment;
use crate::units::{Chainage, Metres};

/// Other roads thin and grey, then the alignments: the band, the casings, the lines.
pub fn roads(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper, labels: &mut Labels) {
    let chosen = |id: &str| of.assessments.iter().any(|a| a.alignment.id() == id);
    let lines = |a: &Alignment| -> Vec<Vec<Spot>> { a.parts().map(|(_, p)| view.line(p)).collect() };
    let drawn = |a: &Alignment| lines(a).iter().map(|l| view.path(l, false)).collect::<String>();
    for road in of.study.alignments.iter().filter(|a| !chosen(a.id()) && a.about.status.as_deref() == Some("existing"))
    {
        let d = drawn(road);
        paper.path(&d, "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"0.8\" stroke-linejoin=\"round\"");
        paper.path(&d, "fill=\"none\" stroke=\"#8c8c8c\" stroke-width=\"0.4\" stroke-linejoin=\"round\"");
    }
    let paths: Vec<String> = of.assessments.iter().map(|a| drawn(a.alignment)).collect();
    if of.served == Served::Within {
        paper.add("<g opacity=\"0.13\">");
        for (d, a) in paths.iter().zip(of.assessments) {
            let wide = 2.0 * a.definitions.within.metres() / view.metres_per_mm;
            paper.path(d, &format!("fill=\"none\" stroke=\"#3a3a3a\" stroke-width=\"{}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"", number(wide)));
        }
        paper.add("</g>");
    }
    for d in &paths {
        paper.path(
            d,
            "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.9\" stroke-linejoin=\"round\" stroke-linecap=\"round\"",
        );
    }
    for (n, (d, a)) in paths.iter().zip(of.assessments).enumerate() {
        paper.path(d, &Pen::of(n, a).looks(0.95));
        lines(a.alignment).iter().for_each(|l| labels.avoid(l));
    }
}

/// Names each road on its line, in a plate.
pub fn route_labels(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper, labels: &mut Labels) {
    let chosen: Vec<(&Alignment, &str)> =
        of.assessments.iter().enumerate().map(|(n, a)| (a.alignment, Pen::of(n, a).colour)).collect();
    let is_chosen = |a: &Alignment| chosen.iter().any(|c| c.0.id() == a.id());
    let others = of.study.alignments.iter().filter(|a| !is_chosen(a) && a.about.status.as_deref() == Some("existing"));
    let others: Vec<(&Alignment, &str)> = others.map(|a| (a, "")).collect();
    let tries: Vec<f64> =
        (0..90).map(|i| 0.5 + f64::from((i + 1) / 2) * if i % 2 == 0 { 0.0105 } else { -0.0105 }).collect();
    for (n, (alignment, colour)) in chosen.iter().chain(&others).enumerate() {
        let text = of.short(alignment);
        let ours = !colour.is_empty();
        let size = if ours { 2.5 } else { 1.8 };
        let (wide, high) = (face::width(&text, size, ours) + 1.6, size * 1.42);
        // The alternatives are named at different places of their way, so that plates do not crowd in one valley.
        let shift = if ours { (n as f64 * 0.37).fract() * 0.6 - 0.3 } else { 0.0 };
        let plate = tries.iter().find_map(|t| {
            let share = (t + shift).rem_euclid(1.0).clamp(0.04, 0.96);
            let spot = alignment.spot(Chainage::at(alignment.length() * share))?;
            let at = view.spot(alignment.place(spot));
            let area = Area::at((at.0 - wide / 2.0, at.1 - high / 2.0), (wide, high));
            labels.reserve(area).then_some(at)
        });
        let Some(at) = plate else { continue };
        let (edge, wide_edge, fill) = if ours { (*colour, "0.45", "#ffffff") } else { ("#8c8c8c", "0.2", "#ffffff") };
        paper.rect(
            (at.0 - wide / 2.0, at.1 - high / 2.0),
            (wide, high),
            &format!("rx=\"0.6\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"{wide_edge}\""),
        );
        let ink = Ink { size, colour: if ours { colour } else { "#555555" }, bold: ours, halo: false };
        paper.text((at.0, at.1 + size * 0.36), &text, Anchor::Middle, ink);
    }
}

/// What is to be written at a km-post, where, and in which colour.
pub type Post = (String, Vec<(Spot, Anchor)>, &'static str);

/// Ticks along the alignments each so many kilometres; gives the chainages to be written at some.
pub fn ticks(of: &MapOf<'_>, view: &View<'_>, paper: &mut Paper) -> Vec<Post> {
    let mut posts = Vec::new();
    let per_km = 1000.0 / view.metres_per_mm;
    let (every, named) = tick_steps(view, of.assessments.len());
    for (n, a) in of.assessments.iter().enumerate() {
        let pen = Pen::of(n, a);
        let mut km = every;
        while km * 1000.0 < a.length().metres() {
            let at = |metres: f64| {
                a.alignment.spot(Chainage::at(Metres::of(metres))).map(|s| view.spot(a.alignment.place(s)))
            };
            let here = km * 1000.0;
            let reach = 0.4 / per_km * 1000.0;
            if let (Some(p), Some(before), Some(after)) =
                (at(here), at((here - reach).max(0.0)), at((here + reach).min(a.length().metres())))
            {
                let (dx, dy) = (after.0 - before.0, after.1 - before.1);
                let long = dx.hypot(dy).max(1e-9);
                let (x, y) = (-dy / long, dx / long);
                let is_named = (km / named).fract().abs() < 1e-9;
                let half = if is_named { 1.6 } else { 1.05 };
                paper.line(
                    (p.0 - x * half, p.1 - y * half),
                    (p.0 + x * half, p.1 + y * half),
                    &format!("stroke=\"{}\" stroke-width=\"0.3\"", pen.colour),
                );
                if is_named {
                    let gap = 2.0;
                    let side = |s: f64| {
                        let (px, py) = (p.0 + x * gap * s, p.1 + y * gap * s + 0.6);
                        let anchor = if x * s > 0.3 {
                            Anchor::Start
                        } else if x * s < -0.3 {
                            Anchor::End
                        } else {
                            Anchor::Middle
                        };
                        let lift = if anchor == Anchor::Middle { y * s * 0.9 } else { 0.0 };
                        ((px, py + lift), anchor)
                    };
                    posts.push((format!("Km{km:.0}"), vec![side(1.0), side(-1.0)], pen.colour));
                }
            }
            km += every;
        }
    }
    posts
}

/// A tick each so many kilometres, and a chainage written at each so many.
pub fn tick_steps(view: &View<'_>, alignments: usize) -> (f64, f64) {
    let per_km = 1000.0 / view.metres_per_mm;
    let step =
        |mm: f64| [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|km| km * per_km >= mm).unwrap_or(100.0);
    let every = step(3.5);
    let named = step(if alignments > 3 { 30.0 } else { 14.0 });
    (every, if named % every == 0.0 { named } else { named * 2.0 })
}
