//! What ties the layers of a study to each other, and what `study.toml` says of them.

use super::tables;
use super::toml_file::{DefaultsToml, SeriesToml, StudyToml};
use crate::error::{Fault, Faults, Result};
use crate::model::{AccessPoint, KmPost, Series, Site, SiteGeometry, Study, nearest_names};
use crate::units::Metres;
use std::collections::BTreeSet;

/// The file, and the feature or row.
type At = (String, String);

/// What was read, but belongs to something in another layer.
#[derive(Default)]
pub struct Loose {
    /// Access points and the alignment of each.
    pub access: Vec<(At, String, AccessPoint)>,
    /// Km-posts.
    pub posts: Vec<(At, KmPost)>,
    /// The roles of layers that could not be read. That was reported; what refers to them need not be.
    pub unread: BTreeSet<String>,
}

impl Loose {
    fn complete(&self, role: &str) -> bool {
        !self.unread.contains(role)
    }
}

/// Ties the layers to each other.
pub fn settle(study: &mut Study, described: StudyToml, loose: Loose, faults: &mut Faults) {
    study.alignments.sort_by(|a, b| a.id().cmp(b.id()));
    study.communes.sort_by(|a, b| a.code.cmp(&b.code));
    study.zones.sort_by(|a, b| a.site.id.cmp(&b.site.id));
    study.gates.sort_by(|a, b| a.site.id.cmp(&b.site.id));
    study.places.sort_by(|a, b| a.site.id.cmp(&b.site.id));
    duplicates(study, faults);
    for (role, none) in [("communes", study.communes.is_empty()), ("alignments", study.alignments.is_empty())] {
        if none && loose.complete(role) {
            let fault = Fault::new("missing-layer", format!("a layer with role = \"{role}\""), "none");
            faults.push(in_toml(fault).remedy("add a [[layer]] with its role and file"));
        }
    }
    names(study, &described, &loose, faults);
    for (_, id, point) in &loose.access {
        if let Some(alignment) = study.alignments.iter_mut().find(|a| a.id() == id) {
            alignment.access_points.push(point.clone());
        }
    }
    for series in described.series {
        let origin = origin(study, &series, &loose).map_err(|e| e.in_file("study.toml"));
        if let Some(origin) = faults.keep(origin.map_err(|e| e.in_feature(&label(&series)))) {
            let SeriesToml { alignment, id, name, source, .. } = series;
            study.series.push(Series { alignment, id, name, origin, source });
        }
    }
    study.km_posts = loose.posts.into_iter().map(|(_, post)| post).collect();
    defaults(study, &described.defaults, faults);
    study.title = described.title;
    study.title_vi = described.title_vi;
    study.vintage = described.vintage;
    study.home_province = described.home_province;
    study.report_alignments = described.report.alignments;
    study.report_gate = described.report.gate;
    study.sources = described.layer;
}

fn in_toml(fault: Fault) -> Fault {
    fault.file("study.toml")
}

fn label(series: &SeriesToml) -> String {
    format!("[[series]] {}", series.id)
}

/// Identifiers that two layers of one role share; within a layer they were looked for when it was read.
fn duplicates(study: &Study, faults: &mut Faults) {
    let mut twice = |code: &'static str, what: &str, ids: Vec<&str>| {
        for pair in ids.windows(2).filter(|p| p[0] == p[1]) {
            let fault = Fault::new(code, format!("{what} of its own"), format!("\"{}\" in two layers", pair[0]));
            faults.push(in_toml(fault).remedy("rename one of the two, or leave it out"));
        }
    };
    let sites = |list: Vec<&Site>| -> Vec<String> { list.into_iter().map(|s| s.id.clone()).collect() };
    twice("duplicate-id", "an identifier for each alignment", study.alignments.iter().map(|a| a.id()).collect());
    twice("duplicate-code", "a code for each commune", study.communes.iter().map(|c| c.code.as_str()).collect());
    for (what, ids) in [
        ("an identifier for each zone", sites(study.zones.iter().map(|z| &z.site).collect())),
        ("an identifier for each border gate", sites(study.gates.iter().map(|g| &g.site).collect())),
        ("an identifier for each place", sites(study.places.iter().map(|p| &p.site).collect())),
    ] {
        twice("duplicate-id", what, ids.iter().map(String::as_str).collect());
    }
}

/// Names that a layer or `study.toml` gives, and that nothing answers to.
fn names(study: &Study, described: &StudyToml, loose: &Loose, faults: &mut Faults) {
    if loose.complete("alignments") {
        let ids: Vec<&str> = study.alignments.iter().map(|a| a.id()).collect();
        let unknown = |what: &str, id: &str| unknown("unknown-alignment", what, id, &ids);
        for id in &described.report.alignments {
            faults.extend(unknown("an alignment for the report", id).map(|f| in_toml(f).property("alignments")));
        }
        for series in &described.series {
            let fault = unknown("the alignment of a series", &series.alignment);
            faults.extend(fault.map(|f| in_toml(f).feature(label(series)).property("alignment")));
        }
        let access = loose.access.iter().map(|(at, id, _)| (at, id, "the alignment of an access point"));
        let posts = loose.posts.iter().map(|(at, post)| (at, &post.alignment, "the alignment of a km-post"));
        for ((file, feature), id, what) in access.chain(posts) {
            faults.extend(unknown(what, id).map(|f| f.file(file).feature(feature).property("alignment")));
        }
    }
    if let Some(gate) = described.report.gate.as_ref().filter(|_| loose.complete("border_gates")) {
        let ids: Vec<&str> = study.gates.iter().map(|g| g.site.id.as_str()).collect();
        faults.extend(
            unknown("unknown-gate", "a border gate for the report", gate, &ids).map(|f| in_toml(f).property("gate")),
        );
    }
    let province =
        described.home_province.as_deref().filter(|_| !study.communes.is_empty() && loose.complete("communes"));
    if let Some(code) = province.filter(|p| !study.communes.iter().any(|c| c.province_code.as_deref() == Some(*p))) {
        let found = format!("\"{code}\", to which no commune belongs");
        let fault = Fault::new("unknown-province", "the province_code of some communes", found).warning();
        let remedy = "correct home_province, or give the communes their province_code; until then nothing is inside it";
        faults.push(in_toml(fault).property("home_province").remedy(remedy));
    }
    for (i, series) in described.series.iter().enumerate() {
        let same = |s: &SeriesToml| s.alignment == series.alignment && s.id == series.id;
        if described.series[..i].iter().any(same) {
            let fault =
                Fault::new("duplicate-series", "each series of an alignment once", format!("\"{}\" again", series.id));
            faults.push(in_toml(fault).feature(label(series)).remedy("leave one of the two out, or rename it"));
        }
    }
    let known = |id: &str| !loose.complete("alignments") || study.alignments.iter().any(|a| a.id() == id);
    // A series whose own alignment is unknown was reported; a missing one is, once, with its first post.
    let astray = |id: &str| described.series.iter().any(|s| s.id == id && !known(&s.alignment));
    let mut said = BTreeSet::new();
    for ((file, row), post) in loose.posts.iter().filter(|(_, p)| known(&p.alignment) && !astray(&p.series)) {
        let of_post = |s: &&SeriesToml| s.alignment == post.alignment;
        let has = described.series.iter().filter(of_post).any(|s| s.id == post.series);
        if !has && said.insert((&post.alignment, &post.series)) {
            let ids: Vec<&str> = described.series.iter().filter(of_post).map(|s| s.id.as_str()).collect();
            let what = format!("a [[series]] of {} in study.toml, by which {} counts", post.alignment, post.chainage);
            let fault = unknown("unknown-series", &what, &post.series, &ids);
            faults.extend(fault.map(|f| f.file(file).feature(row).property("series")));
        }
    }
}

fn unknown(code: &'static str, what: &str, id: &str, known: &[&str]) -> Option<Fault> {
    if known.contains(&id) {
        return None;
    }
    let near = nearest_names(id, known.iter().copied());
    let remedy = match (near.is_empty(), known.is_empty()) {
        (false, _) => format!("did you mean {}?", near.join(", ")),
        (true, false) => format!("name one of {}", known.iter().take(12).copied().collect::<Vec<_>>().join(", ")),
        (true, true) => "add it, or leave the name out".to_string(),
    };
    Some(Fault::new(code, what, format!("\"{id}\"")).remedy(remedy))
}

fn origin(
    study: &Study,
    series: &SeriesToml,
    loose: &Loose,
) -> Result<Option<(crate::geodesy::LonLat, crate::units::Chainage)>> {
    let chainage = tables::origin_chainage(series.origin_km)?;
    let Some(node) = series.origin.as_deref() else { return Ok(None) };
    let place = study.places.iter().find(|p| p.network_node.as_deref() == Some(node) || p.site.id == node);
    match place.map(|p| &p.site.geometry) {
        Some(SiteGeometry::Point(at)) => Ok(Some((*at, chainage))),
        _ if !loose.complete("places") => Ok(None),
        _ => {
            let nodes: Vec<&str> = study.places.iter().filter_map(|p| p.network_node.as_deref()).collect();
            let near = nearest_names(node, nodes);
            let remedy = match near.is_empty() {
                true => "name the network_node of a place of the study".to_string(),
                false => format!("did you mean {}?", near.join(", ")),
            };
            let fault = Fault::new("unknown-place", "the network_node of a place with a point", format!("\"{node}\""));
            Err(fault.property("origin").remedy(remedy).into())
        }
    }
}

fn defaults(study: &mut Study, described: &DefaultsToml, faults: &mut Faults) {
    let mut metres = |key: &str, value: Option<f64>, default: Metres| -> Metres {
        match value {
            None => default,
            Some(value) if (0.0..=2.0e7).contains(&value) => Metres::of(value),
            Some(value) => {
                let fault = Fault::new("distance", "metres from 0 to 20,000 km", crate::error::shown(value));
                faults.push(in_toml(fault).feature("[defaults]").property(key).remedy("write a distance in metres"));
                default
            }
        }
    };
    study.defaults.within = metres("within_m", described.within_m, study.defaults.within);
    study.defaults.access_within = metres("access_within_m", described.access_within_m, study.defaults.access_within);
    match described.nearest {
        Some(0) => faults.push(
            in_toml(Fault::new("count", "a whole number of at least 1", "0"))
                .feature("[defaults]")
                .property("nearest")
                .remedy("say how many of the nearest sites to list"),
        ),
        Some(nearest) => study.defaults.nearest = nearest,
        None => {}
    }
}
