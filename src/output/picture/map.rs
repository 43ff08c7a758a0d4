//! A map of alignments and the communes they serve, on a sheet of paper.

use super::face;
use super::ground::{graticule, land, regions};
use super::labels::{Area, Labels};
use super::legend;
use super::paper::{Anchor, Ink, Paper, Spot, number};
use super::roads::{roads, route_labels, ticks};
use super::signs::{point_labels, signs};
use super::symbols::patterns;
use super::view::View;
use crate::geodesy::LonLat;
use crate::measure::{Assessment, Served};
use crate::model::{Alignment, Commune, SiteGeometry, Study};
use crate::output::Language;
use geo::Coord;
use std::collections::BTreeMap;

/// What the communes are shaded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// How they are served: crossed, within the distance or by access point, beyond.
    Served,
    /// Their people.
    Population,
    /// Their people within the distance: a proxy.
    PeopleWithin,
    /// The part of their land within the distance.
    ShareWithin,
}

/// What a map shows.
pub struct MapOf<'a> {
    /// The study.
    pub study: &'a Study,
    /// The alignments, with what they serve.
    pub assessments: &'a [Assessment<'a>],
    /// By which definition communes are served.
    pub served: Served,
    /// What they are shaded by.
    pub shade: Shade,
    /// From a place to a plane of metres.
    pub project: &'a dyn Fn(LonLat) -> Coord<f64>,
    /// What that plane is called.
    pub crs: String,
    /// The language of its words.
    pub language: Language,
    /// Its title; made from the alignments where none is given.
    pub title: Option<String>,
    /// Width and height of the paper, millimetres.
    pub page: (f64, f64),
}

/// One commune as the map shows it.
pub(super) struct Shaded<'a> {
    pub commune: &'a Commune,
    /// 0 crossed, 1 within the distance or by access point, 2 beyond.
    pub class: usize,
    /// The figure that it is shaded by.
    pub figure: Option<f64>,
}

impl MapOf<'_> {
    pub(super) fn say(&self, english: &str) -> String {
        self.language.say(english)
    }

    /// What an alignment is called on the map: its route number, or its identifier where others have the same.
    pub(super) fn short(&self, alignment: &Alignment) -> String {
        let route = alignment.about.route.as_ref();
        let others = self.study.alignments.iter().filter(|a| a.about.route.as_ref() == route).count();
        route.filter(|_| others <= 1).cloned().unwrap_or_else(|| alignment.id().to_string())
    }

    /// The name in the map's language. Proper names keep their diacritics: communes and towns are not translated.
    pub(super) fn name(&self, name: &crate::model::Name) -> String {
        match (self.language, &name.english) {
            (Language::English, Some(english)) => english.clone(),
            _ => name.local.clone(),
        }
    }

    pub(super) fn shaded(&self) -> Vec<Shaded<'_>> {
        let mut served: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
        for a in self.assessments {
            let mut class = |code, class: usize, share: f64| {
                let known = served.entry(code).or_insert((2, 0.0));
                *known = (known.0.min(class), known.1.max(share));
            };
            a.communes().iter().for_each(|(code, _)| class(code.as_str(), 0, 0.0));
            for c in &a.catchment {
                class(c.commune.as_str(), if self.served == Served::Within { 1 } else { 2 }, c.area_share);
            }
            if self.served == Served::Access {
                a.access.iter().flatten().for_each(|s| class(s.commune.as_str(), 1, 0.0));
            }
        }
        let figure = |c: &Commune, share: f64| match self.shade {
            Shade::Served => None,
            Shade::Population => c.population.counted().map(|n| n as f64),
            Shade::PeopleWithin => c.population.counted().map(|n| (n as f64 * share).round()),
            Shade::ShareWithin => Some(share),
        };
        let standing = |c: &Commune| served.get(c.code.as_str()).copied().unwrap_or((2, 0.0));
        let all = self.study.communes.iter().map(|c| (c, standing(c)));
        all.map(|(commune, (class, share))| Shaded { commune, class, figure: figure(commune, share) }).collect()
    }

    fn heading(&self) -> String {
        let names: Vec<String> = self.assessments.iter().map(|a| self.name(&a.alignment.about.name)).collect();
        match (&self.title, names.len()) {
            (Some(title), _) => title.clone(),
            (None, 0..=2) => names.join(" · "),
            (None, _) => {
                let ids: Vec<String> = self.assessments.iter().map(|a| self.short(a.alignment)).collect();
                ids.join(" · ")
            }
        }
    }
}

/// The upper bounds of four of five steps: a fifth of the communes in each, rounded to two digits.
pub(super) fn steps(shaded: &[Shaded<'_>]) -> Vec<f64> {
    let mut values: Vec<f64> = shaded.iter().filter_map(|s| s.figure).filter(|v| *v > 0.0).collect();
    values.sort_by(f64::total_cmp);
    let two_digits = |v: f64| {
        let power = 10f64.powf(v.log10().floor() - 1.0);
        (v / power).round() * power
    };
    let mut bounds: Vec<f64> =
        (1..5).filter_map(|i| values.get(values.len() * i / 5)).map(|v| two_digits(*v)).collect();
    bounds.dedup();
    bounds
}

/// The map as a picture.
pub fn map(of: &MapOf<'_>) -> String {
    let mut paper = Paper::new(of.page.0, of.page.1);
    patterns(&mut paper);
    let (width, height) = of.page;
    let column = 68.0;
    let frame = Area::at((13.0, 25.0), (width - 13.0 - column - 12.0, height - 25.0 - 17.0));
    let mut shown: Vec<LonLat> = of.assessments.iter().flat_map(|a| a.alignment.vertices().iter().copied()).collect();
    // The gate that the study is about belongs on the map of any of its roads.
    shown.extend(
        of.study
            .gates
            .iter()
            .filter(|g| Some(&g.site.id) == of.study.report_gate.as_ref())
            .filter_map(|g| point(&g.site.geometry)),
    );
    let view = View::onto(frame, &shown, of.project);
    let shaded = of.shaded();
    let bounds = steps(&shaded);
    let [l, t, r, b] = frame.sides;
    paper.define(format!(
        "<clipPath id=\"window\"><rect x=\"{l}\" y=\"{t}\" width=\"{}\" height=\"{}\"/></clipPath>",
        number(r - l),
        number(b - t)
    ));
    paper.rect((l, t), (r - l, b - t), "fill=\"#eef1f2\"");
    paper.add("<g clip-path=\"url(#window)\">");
    let names = land(of, &view, &shaded, &bounds, &mut paper);
    let mut labels = Labels::new(frame);
    regions(of, &view, &mut paper);
    graticule(of, &view, &mut paper);
    roads(of, &view, &mut paper, &mut labels);
    let points = signs(of, &view, &mut paper, &mut labels);
    let posts = ticks(of, &view, &mut paper);
    route_labels(of, &view, &mut paper, &mut labels);
    point_labels(&points, &mut paper, &mut labels);
    for (text, places, colour) in &posts {
        labels.write(&mut paper, text, places, Ink { size: 1.75, colour, bold: false, halo: true }, false);
    }
    let ink = Ink { size: 1.85, colour: "#5d5442", bold: false, halo: true };
    for (name, at) in &names {
        let places: Vec<(Spot, Anchor)> =
            [0.0, -2.2, 2.2, -4.4, 4.4].iter().map(|dy| ((at.0, at.1 + dy), Anchor::Middle)).collect();
        labels.write(&mut paper, name, &places, ink, false);
    }
    paper.add("</g>");
    paper.rect((l, t), (r - l, b - t), "fill=\"none\" stroke=\"#111111\" stroke-width=\"0.35\"");
    let heading = of.heading();
    let room = width - 26.0;
    paper.text(
        (13.0, 13.0),
        &face::cut(&heading, 5.4, true, room),
        Anchor::Start,
        Ink { size: 5.4, colour: "#111111", bold: true, halo: false },
    );
    let subtitle = legend::subtitle(of);
    paper.text(
        (13.0, 19.0),
        &face::cut(&subtitle, 2.9, false, room),
        Anchor::Start,
        Ink { size: 2.9, colour: "#444444", bold: false, halo: false },
    );
    legend::column(of, &view, &shaded, &bounds, &mut paper, width - column - 6.0);
    legend::credits(of, &mut paper);
    paper.svg(&heading, &subtitle)
}

pub(super) fn point(geometry: &SiteGeometry) -> Option<LonLat> {
    match geometry {
        SiteGeometry::Point(p) => Some(*p),
        SiteGeometry::Land(_) | SiteGeometry::Unlocated => None,
    }
}
