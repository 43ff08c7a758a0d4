//! The criteria by which alternatives are compared: each with unit, direction and definition.

use super::by_road;
use super::curvature::{Curvature, curvature};
use super::ranking::Direction;
use super::sketch::Sketch;
use crate::geodesy::inverse;
use crate::measure::{Assessment, People, Proximity};
use crate::model::Profile;
use crate::model::{Commune, CommuneCode, Study};
use crate::network::Tally;
use crate::units::{Chainage, Metres};
use std::collections::BTreeMap;

/// What alternatives are compared by.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Its identifier, as in weights.
    pub id: String,
    /// What the figure is in.
    pub unit: &'static str,
    /// Which way it points.
    pub direction: Direction,
    /// What it is.
    pub definition: String,
}

/// What a criterion came to for an alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// It could be computed. The bounds are the same as the value unless the alternative is a sketch with a band.
    Known {
        /// The figure.
        value: f64,
        /// At least.
        low: f64,
        /// At most.
        high: f64,
        /// What to know about it, such as communes without a population.
        note: String,
    },
    /// It could not, and why. It is never zero.
    NotAssessed(String),
}

impl Figure {
    /// A figure that is known exactly.
    pub fn of(value: f64) -> Figure {
        Figure::Known { value, low: value, high: value, note: String::new() }
    }

    /// The figure, if there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Figure::Known { value, .. } => Some(*value),
            Figure::NotAssessed(_) => None,
        }
    }

    fn between(mut self, bounds: Option<(f64, f64)>) -> Figure {
        if let (Figure::Known { low, high, value, .. }, Some((a, b))) = (&mut self, bounds) {
            *low = a.min(*value);
            *high = b.max(*value);
        }
        self
    }

    pub(super) fn because(mut self, why: String) -> Figure {
        if let Figure::Known { note, .. } = &mut self {
            *note = why;
        }
        self
    }
}

/// Everything known of one alternative that criteria are made from.
pub struct Measured<'a> {
    /// Its measures.
    pub assessment: &'a Assessment<'a>,
    /// Its bounds, where it is a sketch with a band.
    pub sketch: Option<&'a Sketch>,
    /// Length along existing roads, where there are any to compare with.
    pub upgraded: Option<Metres>,
    /// Crossings with existing roads.
    pub crossings: Option<usize>,
    /// The nearest airports.
    pub airports: Vec<Proximity>,
    /// Where along it the access points are.
    pub access_at: Vec<Chainage>,
    /// What it changes on the way by road to the gate, or why that is not assessed.
    pub by_road: Result<Tally, String>,
}

/// The figures of one alternative, by criterion.
pub fn figures(measured: &Measured<'_>, communes: &Communes<'_>, profile: &Profile) -> Vec<(Criterion, Figure)> {
    let a = measured.assessment;
    let mut all = Vec::new();
    let mut add = |id: &str, unit: &'static str, direction: Direction, definition: String, figure: Figure| {
        all.push((Criterion { id: id.to_string(), unit, direction, definition }, figure));
    };
    use Direction::{LessIsBetter as Less, MoreIsBetter as More};
    let sketch = measured.sketch;
    let length = a.length().metres();
    let bounds = sketch.map(|s| (s.length.0.metres(), s.length.1.metres()));
    add("length", "m", Less, "geometric length on the ellipsoid".into(), Figure::of(length).between(bounds));
    let ends = a
        .alignment
        .vertices()
        .first()
        .zip(a.alignment.vertices().last())
        .map_or(0.0, |(p, q)| inverse(*p, *q).distance);
    let directness = match ends > 0.0 {
        true => Figure::of(length / ends),
        false => Figure::NotAssessed("it ends where it starts".into()),
    };
    add("directness", "ratio", Less, "length over the geodesic between the ends".into(), directness);
    communes.served(measured, &mut add);
    let kinds =
        [("nearest_gate", "border gate", &a.gates), ("nearest_zone", "economic zone that is not superseded", &a.zones)];
    for (id, what, kind) in kinds.into_iter().chain([("nearest_airport", "airport", &measured.airports)]) {
        add(id, "m", Less, format!("shortest geodesic to the nearest {what}"), nearest(kind.iter(), sketch));
    }
    let named = |p: &Proximity| (format!("to_{}", p.target), p.near.distance, p.accuracy);
    let mut targets: Vec<(String, Metres, Option<Metres>)> =
        a.gates.iter().chain(&a.zones).chain(&measured.airports).map(named).collect();
    targets.sort();
    for (id, distance, accuracy) in targets {
        let target = id.trim_start_matches("to_").to_string();
        add(&id, "m", Less, format!("shortest geodesic to {target}"), away(distance, accuracy, sketch));
    }
    let shared_within = profile.shared_within_m.as_ref().map_or(SHARED_WITHIN, |c| c.value);
    let definition = |what: &str| format!("length {what} {shared_within:.0} m of an existing road");
    let none = || Figure::NotAssessed("no existing roads to compare with".into());
    let upgraded = measured.upgraded.map(|m| m.metres());
    add("upgraded_length", "m", More, definition("within"), upgraded.map_or_else(none, Figure::of));
    add(
        "new_length",
        "m",
        Less,
        definition("beyond"),
        upgraded.map_or_else(none, |m| Figure::of((length - m).max(0.0))),
    );
    let crossings = measured.crossings.map_or_else(none, |n| Figure::of(n as f64));
    add("crossings", "crossings", Less, "crossings with existing roads".into(), crossings);
    for (id, widest) in [("mean_access_spacing", false), ("widest_access_spacing", true)] {
        let what = if widest { "widest" } else { "mean" };
        add(
            id,
            "m",
            Less,
            format!("{what} distance along the alignment between access points"),
            spacing(&measured.access_at, widest),
        );
    }
    let radius = profile.design_radius_m.as_ref().and_then(|c| Metres::new(c.value).ok());
    let curved = curvature(a.alignment, radius);
    let figure = |read: fn(&Curvature) -> Option<f64>, without: &str| match &curved {
        Ok(c) => read(c).map_or_else(|| Figure::NotAssessed(without.into()), Figure::of),
        Err(why) => Figure::NotAssessed(why.clone()),
    };
    add(
        "smallest_radius",
        "m",
        More,
        "smallest radius of three-point circles 100 m apart".into(),
        figure(|c| Some(c.smallest.metres()), ""),
    );
    add(
        "sharp_length",
        "m",
        Less,
        "length with a radius below the design radius of the profile".into(),
        figure(|c| c.sharp.map(Metres::metres), "the profile has no design_radius_m"),
    );
    add(
        "land_take",
        "ha",
        Less,
        "length by width, by kind of section of the profile".into(),
        by_section(a, profile, |k| k.width_m.as_ref().map(|c| c.value), 1e-4, "width_m"),
    );
    add(
        "cost",
        "bn VND",
        Less,
        "length by unit cost, by kind of section of the profile".into(),
        by_section(a, profile, |k| k.cost_bn_vnd_per_km.as_ref().map(|c| c.value), 1e-3, "cost_bn_vnd_per_km"),
    );
    for ((id, unit, what), figure) in by_road::BY_ROAD.into_iter().zip(by_road::figures(&measured.by_road)) {
        add(id, unit, More, what.into(), figure);
    }
    all
}

/// Existing roads here are good to about 100 m: nearer than that two lines may be one road.
pub const SHARED_WITHIN: f64 = 100.0;

type Add<'f> = dyn FnMut(&str, &'static str, Direction, String, Figure) + 'f;

/// The communes of a study by code, and the people of its province.
pub struct Communes<'a> {
    by_code: BTreeMap<&'a CommuneCode, &'a Commune>,
    home: Option<String>,
    province: People,
}

impl<'a> Communes<'a> {
    /// Those of a study.
    pub fn of(study: &'a Study) -> Communes<'a> {
        let home = |c: &&Commune| study.home_province.is_none() || c.province_code == study.home_province;
        Communes {
            by_code: study.communes.iter().map(|c| (&c.code, c)).collect(),
            home: study.home_province.clone(),
            province: People::of(study.communes.iter().filter(home)),
        }
    }

    fn people<'c>(&self, codes: impl Iterator<Item = &'c CommuneCode>) -> People {
        People::of(codes.filter_map(|c| self.by_code.get(c).copied()))
    }

    fn weighted(&self, catchment: &[crate::measure::InCatchment], keep: impl Fn(&Commune) -> bool) -> People {
        People::weighted(
            catchment
                .iter()
                .filter_map(|c| Some((*self.by_code.get(&c.commune)?, c.area_share)))
                .filter(|(c, _)| keep(c)),
        )
    }

    /// Communes and people by each definition of served.
    fn served(&self, measured: &Measured<'_>, add: &mut Add<'_>) {
        let a = measured.assessment;
        let d = &a.definitions;
        let sketch = measured.sketch;
        let crossed = a.communes();
        let certain = |s: &Sketch| s.crossed.iter().filter(|c| c.1 == super::sketch::Certainty::Certain).count() as f64;
        let bounds = sketch.map(|s| (certain(s), s.crossed.len() as f64));
        add(
            "communes_crossed",
            "communes",
            Direction::MoreIsBetter,
            "communes in which it has some length".into(),
            Figure::of(crossed.len() as f64).between(bounds),
        );
        let people = self.people(crossed.iter().map(|c| c.0));
        let bounds = sketch.map(|s| {
            let sure = s.crossed.iter().filter(|c| c.1 == super::sketch::Certainty::Certain).map(|c| &c.0);
            (self.people(sure).counted as f64, self.people(s.crossed.iter().map(|c| &c.0)).counted as f64)
        });
        add(
            "people_crossed",
            "people",
            Direction::MoreIsBetter,
            "people of the communes crossed".into(),
            counted(people).between(bounds),
        );
        let bounds = sketch.map(|s| (s.least.len() as f64, s.most.len() as f64));
        add(
            "communes_within",
            "communes",
            Direction::MoreIsBetter,
            format!("communes with land within {}", d.within),
            Figure::of(a.catchment.len() as f64).between(bounds),
        );
        let all = |_: &Commune| true;
        let hard = |c: &Commune| c.difficulty_zone.as_deref() == Some("III");
        let bounds =
            sketch.map(|s| (self.weighted(&s.least, all).counted as f64, self.weighted(&s.most, all).counted as f64));
        let people = self.weighted(&a.catchment, all);
        add(
            "people_within",
            "people",
            Direction::MoreIsBetter,
            format!("proxy: people within {} by share of land", d.within),
            counted(people).between(bounds),
        );
        let share = if self.province.counted > 0 {
            let home = self.weighted(&a.catchment, |c| self.home.is_none() || c.province_code == self.home);
            Figure::of(home.counted as f64 / self.province.counted as f64).because(unknown(home))
        } else {
            Figure::NotAssessed("no population of the province".into())
        };
        add(
            "share_of_province",
            "0 to 1",
            Direction::MoreIsBetter,
            "proxy: people of the province within the distance over its people, both as far as known".into(),
            share,
        );
        let bounds =
            sketch.map(|s| (self.weighted(&s.least, hard).counted as f64, self.weighted(&s.most, hard).counted as f64));
        let known = self.by_code.values().any(|c| c.difficulty_zone.is_some());
        let people = self.weighted(&a.catchment, hard);
        let figure = if known {
            counted(people).between(bounds)
        } else {
            Figure::NotAssessed("no commune has a difficulty zone".into())
        };
        add(
            "people_zone_iii",
            "people",
            Direction::MoreIsBetter,
            format!("proxy: people within {} in communes of difficulty zone III", d.within),
            figure,
        );
        let access = |f: &dyn Fn(&[crate::measure::AccessService]) -> Figure| match &a.access {
            Some(list) => f(list),
            None => Figure::NotAssessed("it has no access points".into()),
        };
        add(
            "communes_access",
            "communes",
            Direction::MoreIsBetter,
            format!("communes with land within {} of an access point", d.access_within),
            access(&|l| Figure::of(l.len() as f64)),
        );
        add(
            "people_access",
            "people",
            Direction::MoreIsBetter,
            "people of the communes served by access points".into(),
            access(&|l| counted(self.people(l.iter().map(|s| &s.commune)))),
        );
    }
}

fn unknown(people: People) -> String {
    if people.unknown == 0 {
        String::new()
    } else {
        format!("at least: {} of {} communes unknown", people.unknown, people.communes)
    }
}

fn counted(people: People) -> Figure {
    if people.communes > 0 && people.unknown == people.communes {
        return Figure::NotAssessed(format!("no population known of {} communes", people.communes));
    }
    Figure::of(people.counted as f64).because(unknown(people))
}

/// A distance with its bounds, marked where it is smaller than its target's place is known.
fn away(distance: Metres, accuracy: Option<Metres>, sketch: Option<&Sketch>) -> Figure {
    let d = distance.metres();
    let bounds = sketch.map(|s| ((d - s.band.metres()).max(0.0), d + s.band.metres()));
    let doubt = accuracy.filter(|a| distance > Metres::ZERO && distance <= *a);
    let note = doubt.map(|a| format!("{WITHIN_ACCURACY}: its target is known to ± {a}")).unwrap_or_default();
    Figure::of(d).between(bounds).because(note)
}

/// How a figure is marked that is smaller than what it rests on is accurate.
pub const WITHIN_ACCURACY: &str = "within the accuracy of the data";

fn nearest<'p>(all: impl Iterator<Item = &'p Proximity>, sketch: Option<&Sketch>) -> Figure {
    match all.min_by_key(|p| p.near.distance) {
        Some(p) => away(p.near.distance, p.accuracy, sketch),
        None => Figure::NotAssessed("the study has none that is located".into()),
    }
}

/// Distance along the alignment between access points.
fn spacing(access_at: &[Chainage], widest: bool) -> Figure {
    let mut at = access_at.to_vec();
    at.sort();
    let gaps: Vec<f64> = at.windows(2).map(|w| (w[1] - w[0]).metres()).collect();
    match (gaps.is_empty(), widest) {
        (true, _) => Figure::NotAssessed("it has fewer than two access points".into()),
        (false, true) => Figure::of(gaps.iter().copied().fold(0.0, f64::max)),
        (false, false) => Figure::of(gaps.iter().sum::<f64>() / gaps.len() as f64),
    }
}

/// A sum over the kinds of section, open road being what the structures leave.
fn by_section(
    a: &Assessment<'_>,
    profile: &Profile,
    rate: impl Fn(&crate::model::SectionKind) -> Option<f64>,
    factor: f64,
    key: &str,
) -> Figure {
    let mut open = a.length().metres();
    let mut sum = 0.0;
    let own = profile.structure.iter().filter(|s| s.alternative == a.alignment.id());
    for (kind, length) in own.map(|s| (s.kind.as_str(), s.length_m.value)).chain([("open", f64::NAN)]) {
        let metres = if length.is_nan() { open } else { length };
        open -= metres;
        match profile.section.get(kind).and_then(&rate) {
            Some(r) => sum += metres * r * factor,
            None => return Figure::NotAssessed(format!("the profile has no section.{kind}.{key}")),
        }
    }
    if open < -1e-6 { Figure::NotAssessed("its structures are longer than it is".into()) } else { Figure::of(sum) }
}
