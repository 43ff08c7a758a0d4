//! What changed from one study to another, in people's terms, and why.

use crate::error::Result;
use crate::geodesy::LonLat;
use crate::measure::{Assessment, Definitions, assess_all};
use crate::model::{Alignment, Commune, Population, ProjectVersion, Study};
use crate::units::{Metres, grouped};
use geo::{Geometry, LineString, MultiLineString};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// One thing that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyChange {
    /// The alignment, or `study`.
    pub subject: String,
    /// gained, lost or changed.
    pub change: &'static str,
    /// What it is: length, commune, people, zone, alignment, …
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
    /// Why: geometry moved, rule changed, boundary reform, data corrected.
    pub cause: String,
    /// Where, on the map.
    pub place: Option<Geometry<f64>>,
}

/// What differs between two studies that figures can differ by.
struct Causes<'a> {
    a: &'a Study,
    b: &'a Study,
    rules: Vec<String>,
    redrawn: BTreeSet<String>,
}

/// What changed from study `a` to study `b`: lengths, communes, people and zones of each alignment, with the cause of each?
///
/// # Method
/// Both are assessed by their own rules. A figure's cause is whatever it rests on that differs: the line (its vertices), the rule (a
/// default of the study), the communes (their vintage, or their borders), or a value as filed.
///
/// # Errors
/// As [`assess_all`].
pub fn study_changes(a: &Study, b: &Study) -> Result<Vec<StudyChange>> {
    let causes = Causes::of(a, b);
    let mut out = Vec::new();
    let shared: Vec<(&Alignment, &Alignment)> =
        a.alignments.iter().filter_map(|x| Some((x, b.alignments.iter().find(|y| y.id() == x.id())?))).collect();
    for (study, other, change) in [(a, b, "lost"), (b, a, "gained")] {
        for alignment in study.alignments.iter().filter(|x| !other.alignments.iter().any(|y| y.id() == x.id())) {
            let length = format!("{:.3} km", alignment.length().kilometres());
            let (before, after) = if change == "lost" { (length, String::new()) } else { (String::new(), length) };
            out.push(StudyChange {
                subject: alignment.id().to_string(),
                change,
                kind: "alignment",
                id: alignment.id().to_string(),
                name: alignment.about.name.local.clone(),
                before,
                after,
                cause: if change == "lost" {
                    "not in the second study".into()
                } else {
                    "not in the first study".into()
                },
                place: Some(whole(alignment)),
            });
        }
    }
    people(&causes, &mut out);
    let (ia, ib) = (a.index(), b.index());
    let was = assess_all(&shared.iter().map(|p| p.0).collect::<Vec<_>>(), &ia, &Definitions::of(a))?;
    let is = assess_all(&shared.iter().map(|p| p.1).collect::<Vec<_>>(), &ib, &Definitions::of(b))?;
    for (x, y) in was.iter().zip(&is) {
        one(&causes, x, y, &mut out);
    }
    Ok(out)
}

impl<'a> Causes<'a> {
    fn of(a: &'a Study, b: &'a Study) -> Causes<'a> {
        let mut rules = Vec::new();
        let (d, e) = (&a.defaults, &b.defaults);
        for (name, was, is) in [("within", d.within, e.within), ("access within", d.access_within, e.access_within)] {
            if was != is {
                rules.push(format!("rule changed: {name} {was} → {is}"));
            }
        }
        if d.nearest != e.nearest {
            rules.push(format!("rule changed: nearest {} → {}", d.nearest, e.nearest));
        }
        let redrawn = |c: &&Commune| b.communes.iter().any(|o| o.code == c.code && o.land != c.land);
        let redrawn = a.communes.iter().filter(redrawn).map(|c| c.code.to_string()).collect();
        Causes { a, b, rules, redrawn }
    }

    fn rule(&self, name: &str) -> Vec<String> {
        self.rules.iter().filter(|r| r.contains(&format!(": {name} "))).cloned().collect()
    }

    /// Why the communes themselves differ: a reform between the vintages, or other layers.
    fn units(&self) -> String {
        if self.a.vintage != self.b.vintage {
            format!("boundary reform: communes of {} → {}", self.a.vintage, self.b.vintage)
        } else {
            "data corrected: communes added or removed".into()
        }
    }

    fn commune(&self, code: &str, moved: bool) -> String {
        let has = |s: &Study| s.communes.iter().any(|c| c.code.as_str() == code);
        let mut why = Vec::new();
        if has(self.a) != has(self.b) {
            why.push(self.units());
        } else if self.redrawn.contains(code) {
            why.push(if self.a.vintage == self.b.vintage { "boundary corrected".to_string() } else { self.units() });
        }
        if moved {
            why.insert(0, MOVED.into());
        }
        joined(why, "its neighbours' borders changed")
    }
}

const MOVED: &str = "geometry moved";

fn joined(why: Vec<String>, otherwise: &str) -> String {
    if why.is_empty() { otherwise.to_string() } else { why.join("; ") }
}

fn whole(a: &Alignment) -> Geometry<f64> {
    Geometry::MultiLineString(MultiLineString(a.parts().map(|(_, p)| LineString(p.to_vec())).collect()))
}

fn counted(population: Population) -> String {
    match population {
        Population::Known(n) => grouped(n),
        Population::Doubtful(n) => format!("{} (doubtful)", grouped(n)),
        Population::Suspect(n) => format!("{} (suspect, not counted)", grouped(n)),
        Population::Missing => "unknown".into(),
    }
}

/// Communes that came, went, changed their people or their borders.
fn people(causes: &Causes<'_>, out: &mut Vec<StudyChange>) {
    let codes: BTreeMap<&str, (Option<&Commune>, Option<&Commune>)> = {
        let mut all: BTreeMap<&str, (Option<&Commune>, Option<&Commune>)> = BTreeMap::new();
        causes.a.communes.iter().for_each(|c| all.entry(c.code.as_str()).or_default().0 = Some(c));
        causes.b.communes.iter().for_each(|c| all.entry(c.code.as_str()).or_default().1 = Some(c));
        all
    };
    for (code, pair) in codes {
        let place = pair.1.or(pair.0).map(|c| c.land.geometry());
        let mut push = |change, kind, name: &str, before: String, after: String, cause: String| {
            out.push(StudyChange {
                subject: "study".into(),
                change,
                kind,
                id: code.to_string(),
                name: name.to_string(),
                before,
                after,
                cause,
                place: place.clone(),
            });
        };
        match pair {
            (Some(a), None) => {
                push("lost", "commune", &a.name.local, counted(a.population), String::new(), causes.units())
            }
            (None, Some(b)) => {
                push("gained", "commune", &b.name.local, String::new(), counted(b.population), causes.units())
            }
            (Some(a), Some(b)) => {
                // One code for another unit is never the same commune.
                let reform = causes.a.vintage != causes.b.vintage;
                let data = || if reform { causes.units() } else { "data corrected".to_string() };
                if a.name != b.name {
                    push("changed", "name", &b.name.local, a.name.local.clone(), b.name.local.clone(), data());
                }
                if a.population != b.population {
                    push("changed", "people", &b.name.local, counted(a.population), counted(b.population), data());
                }
                if a.land != b.land {
                    let area = |c: &Commune| format!("{:.2} km²", c.area.square_kilometres());
                    let cause = if reform { causes.units() } else { "boundary corrected".into() };
                    push("changed", "land", &b.name.local, area(a), area(b), cause);
                }
            }
            (None, None) => {}
        }
    }
}

/// The edges of one line that another has not, as one map layer.
fn strayed(line: &Alignment, other: &Alignment) -> Option<Geometry<f64>> {
    let key = |a: LonLat, b: LonLat| {
        let (p, q) = ((a.x.to_bits(), a.y.to_bits()), (b.x.to_bits(), b.y.to_bits()));
        if p <= q { (p, q) } else { (q, p) }
    };
    let known: HashSet<_> = other.parts().flat_map(|(_, p)| p.windows(2).map(|w| key(w[0], w[1]))).collect();
    let mut lines: Vec<Vec<LonLat>> = Vec::new();
    for (_, part) in line.parts() {
        let mut open = false;
        for pair in part.windows(2) {
            if known.contains(&key(pair[0], pair[1])) {
                open = false;
                continue;
            }
            match lines.last_mut().filter(|_| open) {
                Some(last) => last.push(pair[1]),
                None => lines.push(pair.to_vec()),
            }
            open = true;
        }
    }
    (!lines.is_empty()).then(|| Geometry::MultiLineString(MultiLineString(lines.into_iter().map(LineString).collect())))
}

/// What changed for one alignment.
fn one(causes: &Causes<'_>, x: &Assessment<'_>, y: &Assessment<'_>, out: &mut Vec<StudyChange>) {
    let moved = x.alignment.vertices() != y.alignment.vertices();
    let base = StudyChange {
        subject: y.alignment.id().to_string(),
        change: "changed",
        kind: "length",
        id: String::new(),
        name: String::new(),
        before: String::new(),
        after: String::new(),
        cause: MOVED.into(),
        place: None,
    };
    let km = |m: Metres| format!("{:.3} km", m.kilometres());
    if moved {
        let mut row = StudyChange {
            before: km(x.length()),
            after: km(y.length()),
            place: strayed(y.alignment, x.alignment),
            ..base.clone()
        };
        row.id = "new line".into();
        out.push(row.clone());
        if let Some(place) = strayed(x.alignment, y.alignment) {
            out.push(StudyChange { id: "old line".into(), place: Some(place), ..row });
        }
    }
    let name = |code: &str| {
        let of = |s: &Study| s.communes.iter().find(|c| c.code.as_str() == code).map(|c| c.name.local.clone());
        of(causes.b).or_else(|| of(causes.a)).unwrap_or_default()
    };
    let land = |code: &str| {
        let of = |s: &Study| s.communes.iter().find(|c| c.code.as_str() == code).map(|c| c.land.geometry());
        of(causes.b).or_else(|| of(causes.a))
    };
    let crossed = |a: &Assessment<'_>| -> BTreeMap<String, Metres> {
        a.communes().into_iter().map(|(c, m)| (c.to_string(), m)).collect()
    };
    pairs(
        &crossed(x),
        &crossed(y),
        |m| km(*m),
        |was, is| (*was - *is).abs() > Metres::of(5e-4),
        |code, change, before, after| {
            let cause = causes.commune(code, moved);
            out.push(StudyChange {
                kind: "crossed",
                change,
                id: code.into(),
                name: name(code),
                before,
                after,
                cause,
                place: land(code),
                ..base.clone()
            });
        },
    );
    let within = |a: &Assessment<'_>| -> BTreeMap<String, f64> {
        a.catchment.iter().map(|c| (c.commune.to_string(), c.area_share)).collect()
    };
    let rule = causes.rule("within");
    pairs(
        &within(x),
        &within(y),
        |s| format!("{:.1} % of its land", s * 100.0),
        |was, is| (was - is).abs() > 1e-4,
        |code, change, before, after| {
            let mut why = rule.clone();
            let other = causes.commune(code, moved);
            if moved || causes.redrawn.contains(code) || rule.is_empty() {
                why.push(other);
            }
            out.push(StudyChange {
                kind: "within",
                change,
                id: code.into(),
                name: name(code),
                before,
                after,
                cause: why.join("; "),
                place: land(code),
                ..base.clone()
            });
        },
    );
    let access = |a: &Assessment<'_>| -> BTreeMap<String, Metres> {
        a.access.iter().flatten().map(|s| (s.commune.to_string(), s.distance)).collect()
    };
    let rule = causes.rule("access within");
    let points = x.alignment.access_points != y.alignment.access_points;
    pairs(
        &access(x),
        &access(y),
        |m| format!("{m} from an access point"),
        |was, is| (*was - *is).abs() > Metres::of(0.5),
        |code, change, before, after| {
            let mut why = rule.clone();
            if points {
                why.push("access points changed".into());
            }
            if why.is_empty() {
                why.push(causes.commune(code, false));
            }
            out.push(StudyChange {
                kind: "by access",
                change,
                id: code.into(),
                name: name(code),
                before,
                after,
                cause: why.join("; "),
                place: land(code),
                ..base.clone()
            });
        },
    );
    let zones = |a: &Assessment<'_>| -> BTreeMap<String, Metres> {
        a.zones.iter().chain(&a.gates).map(|p| (p.target.clone(), p.near.distance)).collect()
    };
    let rule = causes.rule("nearest");
    pairs(
        &zones(x),
        &zones(y),
        |m| m.to_string(),
        |was, is| (*was - *is).abs() > Metres::of(5e-4),
        |id, change, before, after| {
            let site = |s: &Study| s.sites().find(|z| z.id == id).cloned();
            let (was, is) = (site(causes.a), site(causes.b));
            let mut why = rule.clone();
            if was.as_ref().map(|s| &s.geometry) != is.as_ref().map(|s| &s.geometry) {
                why.push("data corrected: the place itself changed".into());
            }
            if moved {
                why.push(MOVED.into());
            }
            let name = is.or(was).map(|s| s.name.local).unwrap_or_default();
            out.push(StudyChange {
                kind: "nearest",
                change,
                id: id.into(),
                name,
                before,
                after,
                cause: joined(why, "another came nearer"),
                ..base.clone()
            });
        },
    );
}

/// What is in one map, the other, or in both and differs.
fn pairs<V>(
    a: &BTreeMap<String, V>,
    b: &BTreeMap<String, V>,
    told: impl Fn(&V) -> String,
    differs: impl Fn(&V, &V) -> bool,
    mut found: impl FnMut(&str, &'static str, String, String),
) {
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    for key in keys {
        match (a.get(key), b.get(key)) {
            (Some(was), None) => found(key, "lost", told(was), String::new()),
            (None, Some(is)) => found(key, "gained", String::new(), told(is)),
            (Some(was), Some(is)) if differs(was, is) => found(key, "changed", told(was), told(is)),
            _ => {}
        }
    }
}

/// What a version says of one thing; nothing where it does not.
type Told<'a> = &'a dyn Fn(&ProjectVersion) -> String;

/// What changed from one published version of a project to the next.
///
/// # Method
/// Versions in the order of their dates, each figure against the last that was published: what is not published is no change.
/// A length or cost moved with the scope where the scope reads otherwise, and was revised where it reads the same.
pub fn version_changes(versions: &[&ProjectVersion]) -> Vec<StudyChange> {
    let mut order = versions.to_vec();
    order.sort_by(|a, b| a.as_of.cmp(&b.as_of).then(a.version.cmp(&b.version)));
    let figure = |v: Option<f64>, unit: &str| v.map(|v| format!("{v} {unit}")).unwrap_or_default();
    let cost = |v: &ProjectVersion| match (figure(v.cost_bn_vnd, "bn VND"), v.cost_qualifier.as_str()) {
        (said, "") => said,
        (said, _) if said.is_empty() => said,
        (said, qualifier) => format!("{said} ({qualifier})"),
    };
    let mut out = Vec::new();
    let kinds: [(&'static str, Told<'_>); 4] = [
        ("scope", &|v| v.scope.trim().to_string()),
        ("length", &|v| figure(v.length_km, "km")),
        ("cost", &cost),
        ("financing", &|v| v.financing.trim().to_string()),
    ];
    for (i, b) in order.iter().enumerate().skip(1) {
        for (kind, told) in kinds {
            let after = told(b);
            let Some(a) = order[..i].iter().rev().find(|v| !told(v).is_empty()).filter(|_| !after.is_empty()) else {
                continue;
            };
            let before = told(a);
            if before == after {
                continue;
            }
            // A scope that begins with "same" refers to the one before.
            let scoped = order[..=i]
                .iter()
                .skip_while(|v| v.version != a.version)
                .skip(1)
                .any(|v| !v.scope.is_empty() && !v.scope.starts_with("same") && v.scope.trim() != a.scope.trim());
            let same_number = a.cost_bn_vnd == b.cost_bn_vnd && kind == "cost";
            let cause = match kind {
                "scope" if b.scope.starts_with("same") => "the scope is the same, with this added",
                "scope" => "the scope was defined anew",
                "financing" => "the way of paying changed",
                _ if same_number => "the same figure, said otherwise",
                _ if scoped => "the scope changed with it: not the same road",
                _ => "revised: the scope reads the same",
            };
            out.push(StudyChange {
                subject: b.project_id.clone(),
                change: "changed",
                kind,
                id: format!("{} → {}", a.version, b.version),
                name: format!("{} → {}", a.as_of, b.as_of),
                before,
                after,
                cause: cause.into(),
                place: None,
            });
        }
    }
    out
}
