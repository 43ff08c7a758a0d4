//! Where ways start and end: kinds of things, names, and files of points.

use crate::error::{Fault, Result};
use crate::index::{Indexed, IndexedSite};
use crate::layers::{LayerOptions, read_zones};
use crate::model::{Commune, EconomicZone, Site, Study, fold, nearest_names};
use crate::network::{Stop, commune_stop, site_stop};
use std::path::Path;

/// Starts or ends of ways.
#[derive(Default)]
pub struct Ends<'a> {
    /// Where they are.
    pub stops: Vec<Stop<'a>>,
    /// What they are called, and the commune where one is asked from.
    pub named: Vec<(String, String, Option<&'a Commune>)>,
    /// What to know about them.
    pub notes: Vec<String>,
}

/// The points of the files among these.
pub fn files(asked: &[String]) -> Result<Vec<EconomicZone>> {
    let mut found: Vec<EconomicZone> = Vec::new();
    for path in asked.iter().map(Path::new).filter(|p| is_file(p)) {
        found.extend(read_zones(path, &LayerOptions::default())?);
    }
    Ok(found)
}

/// Whether an argument names a GeoJSON file.
pub fn is_file(path: &Path) -> bool {
    let json = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json");
    path.is_file() || path.extension().is_some_and(json)
}

impl<'a> Ends<'a> {
    /// The ends that these words ask for.
    ///
    /// # Errors
    /// A name is unknown, or what it names has no place.
    pub fn of(
        asked: &[String],
        study: &'a Study,
        index: &'a Indexed<'a>,
        from_files: &'a Indexed<'a>,
    ) -> Result<Ends<'a>> {
        let mut ends = Ends::default();
        for word in asked {
            match fold(word).as_str() {
                "communes" => ends.communes(study.communes.iter()),
                "gates" => ends.sites(&index.gates),
                "zones" => ends.sites(&index.zones),
                "places" => ends.sites(&index.places),
                _ if is_file(Path::new(word)) => {}
                _ => ends.name(word, study, index)?,
            }
        }
        if asked.iter().any(|word| is_file(Path::new(word))) {
            ends.sites(&from_files.zones);
        }
        if ends.stops.is_empty() {
            return Err(Fault::new("nothing-there", "something located", format!("none of {}", asked.join(", ")))
                .remedy("name another kind, or add the layer to the study")
                .into());
        }
        Ok(ends)
    }

    fn communes(&mut self, communes: impl Iterator<Item = &'a Commune>) {
        let mut without = Vec::new();
        for commune in communes {
            let Some((stop, has_office)) = commune_stop(commune) else { continue };
            if !has_office {
                without.push(commune.label());
            }
            self.stops.push(stop);
            self.named.push((commune.code.to_string(), commune.name.local.clone(), Some(commune)));
        }
        if !without.is_empty() {
            let shown: Vec<&str> = without.iter().take(3).map(String::as_str).collect();
            let more = if without.len() > 3 { format!(" and {} more", without.len() - 3) } else { String::new() };
            self.notes.push(format!(
                "No office is known of {}{more}: a point within the land stands for it.",
                shown.join(", ")
            ));
        }
    }

    fn sites(&mut self, sites: &'a [IndexedSite<'a>]) {
        for site in sites {
            self.site(site);
        }
    }

    fn site(&mut self, site: &'a IndexedSite<'a>) {
        if self.named.iter().any(|n| n.0 == site.site.id) {
            return;
        }
        self.stops.extend(site_stop(site));
        self.named.push((site.site.id.clone(), site.site.name.local.clone(), None));
        if let (false, Some(note)) = (site.has_land, site.site.note.as_ref()) {
            self.notes.push(format!("{}: {note}.", site.site.name.local));
        }
    }

    /// A site by identifier or name, all places of a kind, or a commune.
    fn name(&mut self, asked: &str, study: &'a Study, index: &'a Indexed<'a>) -> Result<()> {
        let wanted = fold(asked);
        let all = || index.gates.iter().chain(&index.places).chain(&index.zones).chain(&index.superseded);
        let called =
            |site: &Site| [&site.name.local].into_iter().chain(site.name.english.as_ref()).any(|n| fold(n) == wanted);
        let found = all().find(|s| fold(&s.site.id) == wanted).or_else(|| all().find(|s| called(s.site)));
        if let Some(site) = found {
            self.site(site);
            return Ok(());
        }
        let of_kind: Vec<&IndexedSite<'_>> = all().filter(|s| fold(&s.site.kind) == wanted).collect();
        if !of_kind.is_empty() {
            of_kind.into_iter().for_each(|site| self.site(site));
            return Ok(());
        }
        let is = |c: &&Commune| c.code.as_str() == asked.trim() || fold(&c.name.local) == wanted;
        if let Some(commune) = study.communes.iter().find(is) {
            self.communes(std::iter::once(commune));
            return Ok(());
        }
        if let Some(site) = study.sites().find(|s| fold(&s.id) == wanted || called(s)) {
            return Err(Fault::new(
                "unlocated",
                "something with a place",
                format!("{}, which nobody has located", site.name.local),
            )
            .remedy("give it a point in its layer, or name another")
            .into());
        }
        let known: Vec<&str> = all().flat_map(|s| [s.site.id.as_str(), s.site.name.local.as_str()]).collect();
        let near = nearest_names(asked, known);
        let hint = if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(", ")) };
        Err(Fault::new(
            "unknown-place",
            "communes, gates, zones, places, a kind of place, or the name of one",
            format!("\"{asked}\""),
        )
        .remedy(format!("{hint}`corridor list` shows zones and gates"))
        .into())
    }
}
