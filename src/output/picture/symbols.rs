//! The signs of the map: colours, dashes and symbols that differ in form and lightness, not in hue alone.

use super::paper::{Paper, Spot, number};
use crate::measure::Assessment;

/// Colours that people with any colour vision tell apart (Okabe and Ito 2008), the darker ones first.
pub const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#007a5a", "#a03f78", "#111111", "#8a5a00", "#2f86c0"];
/// Dashes of sketches, millimetres: each alternative has its own.
pub const DASHES: [&str; 7] =
    ["3.2 0.9", "1.5 0.8", "4 0.7 0.8 0.7", "0.9 0.8", "5 0.7 0.8 0.7 0.8 0.7", "2.2 1.3", "6 1"];
/// Land that is crossed, within the distance, and beyond it: darker is more.
pub const CLASSES: [&str; 3] = ["#dbc27f", "#f3e9c9", "#fdfcf9"];
/// Five steps of a figure, darker is more.
pub const STEPS: [&str; 5] = ["#fff8e3", "#f7e0a8", "#e9bd6c", "#cb8f3f", "#96601f"];
/// Where a figure is not known.
pub const UNKNOWN: &str = "url(#unknown)";

/// How an alignment is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// Its colour.
    pub colour: &'static str,
    /// Its dashes; none where it is a road that exists.
    pub dashes: Option<&'static str>,
}

impl Pen {
    /// The pen of the n-th alignment.
    pub fn of(n: usize, a: &Assessment<'_>) -> Pen {
        let built = a.alignment.about.status.as_deref().is_none_or(|s| s == "existing");
        Pen { colour: COLOURS[n % COLOURS.len()], dashes: (!built).then_some(DASHES[n % DASHES.len()]) }
    }

    /// Its looks as attributes, at a width in millimetres.
    pub fn looks(&self, width: f64) -> String {
        let dashes = self.dashes.map(|d| format!(" stroke-dasharray=\"{d}\"")).unwrap_or_default();
        format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dashes}",
            self.colour,
            number(width)
        )
    }
}

/// The patterns that the map uses.
pub fn patterns(paper: &mut Paper) {
    paper.define("<pattern id=\"unknown\" width=\"1.6\" height=\"1.6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"1.6\" height=\"1.6\" fill=\"#ffffff\"/><path d=\"M0 0V1.6\" stroke=\"#8a8a8a\" stroke-width=\"0.35\"/></pattern>");
}

/// What stands at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A border gate.
    Gate,
    /// A point that stands for a gate that is elsewhere.
    GateProxy,
    /// A zone, park or cluster known by a point.
    Zone,
    /// One whose place is known to a kilometre or worse.
    ZoneProxy,
    /// A city.
    City,
    /// A town.
    Town,
    /// An airport.
    Airport,
    /// An access point of an expressway.
    Access(&'static str),
}

impl Sign {
    /// Half of its width, millimetres.
    pub fn half(self) -> f64 {
        match self {
            Sign::Gate | Sign::GateProxy => 1.7,
            Sign::Zone | Sign::ZoneProxy => 1.15,
            Sign::City => 1.2,
            Sign::Town => 0.75,
            Sign::Airport => 1.3,
            Sign::Access(_) => 0.7,
        }
    }

    /// Draws it.
    pub fn draw(self, paper: &mut Paper, at: Spot) {
        let (x, y) = at;
        let circle = |r: f64, looks: &str| {
            format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {looks}/>", number(x), number(y), number(r))
        };
        let shape =
            |points: &[Spot]| super::paper::path(&points.iter().map(|p| (x + p.0, y + p.1)).collect::<Vec<_>>(), true);
        match self {
            Sign::Gate | Sign::GateProxy => {
                // A gate: two posts under a beam, in a house.
                let fill = if self == Sign::Gate { "#111111" } else { "#ffffff" };
                let house = shape(&[
                    (-1.5, 1.5),
                    (-1.5, -0.4),
                    (0.0, -1.7),
                    (1.5, -0.4),
                    (1.5, 1.5),
                    (0.55, 1.5),
                    (0.55, 0.1),
                    (-0.55, 0.1),
                    (-0.55, 1.5),
                ]);
                paper.path(&house, "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1\" stroke-linejoin=\"round\"");
                paper.path(
                    &house,
                    &format!("fill=\"{fill}\" stroke=\"#111111\" stroke-width=\"0.3\" stroke-linejoin=\"round\""),
                );
            }
            Sign::Zone | Sign::ZoneProxy => {
                let diamond = shape(&[(0.0, -1.35), (1.35, 0.0), (0.0, 1.35), (-1.35, 0.0)]);
                let fill = if self == Sign::Zone { "#6a4c93" } else { "#ffffff" };
                paper.path(&diamond, &format!("fill=\"{fill}\" stroke=\"#6a4c93\" stroke-width=\"0.4\""));
            }
            Sign::City => {
                paper.add(circle(1.15, "fill=\"#ffffff\" stroke=\"#111111\" stroke-width=\"0.4\""));
                paper.add(circle(0.5, "fill=\"#111111\""));
            }
            Sign::Town => paper.add(circle(0.65, "fill=\"#ffffff\" stroke=\"#111111\" stroke-width=\"0.35\"")),
            Sign::Airport => {
                paper.add(circle(1.25, "fill=\"#ffffff\" stroke=\"#1f4e79\" stroke-width=\"0.25\""));
                let plane = shape(&[
                    (0.0, -1.0),
                    (0.16, -0.3),
                    (0.95, 0.2),
                    (0.95, 0.4),
                    (0.16, 0.2),
                    (0.12, 0.65),
                    (0.35, 0.85),
                    (0.35, 1.0),
                    (0.0, 0.9),
                    (-0.35, 1.0),
                    (-0.35, 0.85),
                    (-0.12, 0.65),
                    (-0.16, 0.2),
                    (-0.95, 0.4),
                    (-0.95, 0.2),
                    (-0.16, -0.3),
                ]);
                paper.path(&plane, "fill=\"#1f4e79\"");
            }
            Sign::Access(colour) => {
                paper.add(circle(0.65, &format!("fill=\"#ffffff\" stroke=\"{colour}\" stroke-width=\"0.4\"")));
            }
        }
    }
}
