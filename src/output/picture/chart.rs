//! Small charts: bars and steps, with their figures written at them.

use super::face;
use super::paper::{Anchor, Ink, Paper, path};
use super::symbols::COLOURS;
use super::view::round_up;
use crate::output::Language;

/// One thing that a chart shows.
#[derive(Debug, Clone)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its figures.
    pub values: Values,
}

/// The figures of a series.
#[derive(Debug, Clone)]
pub enum Values {
    /// One figure, as a bar.
    Bar(f64),
    /// Some figures one after the other, as one bar in parts.
    Parts(Vec<f64>),
    /// From, at, to: a range with a mark.
    Range(f64, f64, f64),
    /// Steps along a way: from, to, figure.
    Steps(Vec<(f64, f64, f64)>),
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its heading: what it shows, with the unit.
    pub title: String,
    /// What to know about it.
    pub note: String,
    /// What the parts of bars are called.
    pub parts: Vec<String>,
    /// What it shows.
    pub series: Vec<Series>,
    /// Decimals of its figures.
    pub decimals: usize,
    /// The end of the scale; the largest figure where none is given.
    pub most: Option<f64>,
}

const TITLE: Ink<'static> = Ink { size: 3.4, colour: "#111111", bold: true, halo: false };
const PLAIN: Ink<'static> = Ink { size: 2.6, colour: "#222222", bold: false, halo: false };
const SMALL: Ink<'static> = Ink { size: 2.2, colour: "#555555", bold: false, halo: false };
const WIDTH: f64 = 160.0;
/// Parts of a bar: dark, lighter, lightest, with a border, so that they differ in black and white.
const PARTS: [&str; 3] = ["#8a5a00", "#e0b458", "#f6ead0"];

impl Chart {
    /// The chart as a picture; without its font where it stands in a page that has it.
    pub fn svg(&self, language: Language, inline: bool) -> String {
        let steps = self.series.iter().any(|s| matches!(s.values, Values::Steps(_)));
        let row = if steps { 20.0 } else { 6.6 };
        let head = 12.0 + if self.parts.is_empty() { 0.0 } else { 5.0 };
        let height = head
            + row * self.series.len() as f64
            + if steps { 8.0 } else { 3.0 }
            + if self.note.is_empty() { 0.0 } else { 5.5 };
        let mut paper = Paper::new(WIDTH, height);
        paper.text((4.0, 7.0), &face::cut(&self.title, TITLE.size, true, WIDTH - 8.0), Anchor::Start, TITLE);
        let names = self.series.iter().map(|s| face::width(&s.name, PLAIN.size, false)).fold(0.0, f64::max).min(46.0);
        let left = 4.0 + names + 3.0;
        let right = WIDTH - 24.0;
        let mut x = left;
        for (i, part) in self.parts.iter().enumerate() {
            paper.rect(
                (x, 9.6),
                (3.4, 2.4),
                &format!("fill=\"{}\" stroke=\"#5d5442\" stroke-width=\"0.15\"", PARTS[i % 3]),
            );
            paper.text((x + 4.4, 11.7), part, Anchor::Start, SMALL);
            x += face::width(part, SMALL.size, false) + 9.0;
        }
        let largest = self.series.iter().map(|s| s.values.largest()).fold(0.0, f64::max);
        let most = self.most.unwrap_or_else(|| if largest > 0.0 { round_up(largest) } else { 1.0 });
        let at = |v: f64| left + (right - left) * (v / most).clamp(0.0, 1.0);
        let reach = self.series.iter().map(|s| s.values.reach()).fold(0.0, f64::max);
        for (n, series) in self.series.iter().enumerate() {
            let y = head + row * n as f64;
            let middle = y + row / 2.0;
            let name = face::cut(&series.name, PLAIN.size, false, names);
            paper.text((left - 2.0, middle + 0.9), &name, Anchor::End, PLAIN);
            let number = |v: f64| language.number(v, self.decimals);
            match &series.values {
                Values::Bar(v) => {
                    paper.rect(
                        (left, y + 1.1),
                        ((at(*v) - left).max(0.05), row - 2.2),
                        "fill=\"#b88a2e\" stroke=\"#5d5442\" stroke-width=\"0.15\"",
                    );
                    paper.text((at(*v) + 1.2, middle + 0.9), &number(*v), Anchor::Start, PLAIN);
                }
                Values::Parts(parts) => {
                    let mut from = 0.0;
                    for (i, v) in parts.iter().enumerate() {
                        let looks = format!("fill=\"{}\" stroke=\"#5d5442\" stroke-width=\"0.15\"", PARTS[i % 3]);
                        paper.rect((at(from), y + 1.1), ((at(from + v) - at(from)).max(0.0), row - 2.2), &looks);
                        from += v;
                    }
                    let text = parts.iter().map(|v| number(*v)).collect::<Vec<_>>().join(" + ");
                    paper.text((at(from) + 1.2, middle + 0.9), &text, Anchor::Start, PLAIN);
                }
                Values::Range(low, value, high) => {
                    paper.rect((left, middle - 0.15), (right - left, 0.3), "fill=\"#d9d4c7\"");
                    paper.rect(
                        (at(*low), y + 1.5),
                        ((at(*high) - at(*low)).max(0.1), row - 3.0),
                        "fill=\"#e0b458\" stroke=\"#5d5442\" stroke-width=\"0.15\"",
                    );
                    paper.rect((at(*value) - 0.4, y + 0.7), (0.8, row - 1.4), "fill=\"#111111\"");
                    paper.text(
                        (right + 1.5, middle + 0.9),
                        &format!("{} – {}", number(*low), number(*high)),
                        Anchor::Start,
                        SMALL,
                    );
                }
                Values::Steps(steps) => {
                    let colour = COLOURS[n % COLOURS.len()];
                    let along = |km: f64| left + (right - left) * (km / reach.max(1e-9));
                    let up = |v: f64| y + row - 3.0 - (row - 6.0) * (v / most).clamp(0.0, 1.0);
                    let base = up(0.0);
                    for (from, to, v) in steps {
                        let shape =
                            [(along(*from), base), (along(*from), up(*v)), (along(*to), up(*v)), (along(*to), base)];
                        paper.path(
                            &path(&shape, true),
                            &format!(
                                "fill=\"{colour}\" fill-opacity=\"0.55\" stroke=\"{colour}\" stroke-width=\"0.15\""
                            ),
                        );
                    }
                    paper.line((left, base), (right, base), "stroke=\"#111111\" stroke-width=\"0.2\"");
                    let highest = steps
                        .iter()
                        .fold((0.0, 0.0), |m: (f64, f64), s| if s.2 > m.1 { ((s.0 + s.1) / 2.0, s.2) } else { m });
                    paper.text((along(highest.0), up(highest.1) - 0.8), &number(highest.1), Anchor::Middle, SMALL);
                }
            }
        }
        let mut foot = head + row * self.series.len() as f64;
        if steps {
            let every = super::view::round_down((reach / 5.0).max(1.0));
            let mut km = 0.0;
            while km <= reach {
                let x = left + (right - left) * (km / reach.max(1e-9));
                paper.line((x, foot - 3.0), (x, foot - 1.8), "stroke=\"#111111\" stroke-width=\"0.2\"");
                paper.text((x, foot + 0.8), &format!("Km{km:.0}"), Anchor::Middle, SMALL);
                km += every;
            }
            foot += 5.0;
        } else {
            paper.line((left, head), (left, foot), "stroke=\"#111111\" stroke-width=\"0.25\"");
        }
        if !self.note.is_empty() {
            paper.text((4.0, foot + 4.4), &face::cut(&self.note, SMALL.size, false, WIDTH - 8.0), Anchor::Start, SMALL);
        }
        if inline { paper.inline(&self.title) } else { paper.svg(&self.title, &self.note) }
    }
}

impl Values {
    fn largest(&self) -> f64 {
        match self {
            Values::Bar(v) => *v,
            Values::Parts(parts) => parts.iter().sum(),
            Values::Range(_, _, high) => *high,
            Values::Steps(steps) => steps.iter().map(|s| s.2).fold(0.0, f64::max),
        }
    }

    fn reach(&self) -> f64 {
        match self {
            Values::Steps(steps) => steps.iter().map(|s| s.1).fold(0.0, f64::max),
            _ => 0.0,
        }
    }
}
