//! A study: all that one run reads.

use super::{
    Alignment, BorderGate, Commune, EconomicZone, KmPost, Place, Programme, Series, Site, Source, Speeds, Succession,
    fold, nearest_names,
};
use crate::error::{Fault, Result};
use crate::units::Metres;

/// What a study asks for when the user does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Defaults {
    /// Half-width of the corridor.
    pub within: Metres,
    /// How far people come to an access point.
    pub access_within: Metres,
    /// How many nearest sites to list.
    pub nearest: usize,
}

/// A folder of layers and a `study.toml`, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// What it is about.
    pub title: String,
    /// The same in Vietnamese, where the study says it.
    pub title_vi: Option<String>,
    /// The date at which its communes were in force.
    pub vintage: String,
    /// The code of the province whose communes count as inside.
    pub home_province: Option<String>,
    /// Its defaults.
    pub defaults: Defaults,
    /// The alignments that the report is about.
    pub report_alignments: Vec<String>,
    /// The gate that the report measures to.
    pub report_gate: Option<String>,
    /// The alignments, by identifier.
    pub alignments: Vec<Alignment>,
    /// The communes, by code.
    pub communes: Vec<Commune>,
    /// The economic zones, by identifier.
    pub zones: Vec<EconomicZone>,
    /// The border gates, by identifier.
    pub gates: Vec<BorderGate>,
    /// Other places, by identifier.
    pub places: Vec<Place>,
    /// Series of official chainage.
    pub series: Vec<Series>,
    /// Km-posts.
    pub km_posts: Vec<KmPost>,
    /// The programme.
    pub programme: Programme,
    /// What travel times are made with; none where the study has no speeds of its own.
    pub speeds: Option<Speeds>,
    /// Which commune of an earlier vintage became which of this one.
    pub crosswalk: Vec<Succession>,
    /// Where each layer came from.
    pub sources: Vec<Source>,
    /// SHA-256 of `study.toml` as it was read; empty for a study made of single files.
    pub toml_sha256: String,
}

impl Default for Study {
    /// A study without layers, with the defaults argued here.
    fn default() -> Study {
        Study {
            title: String::new(),
            title_vi: None,
            vintage: String::new(),
            home_province: None,
            defaults: Defaults {
                // An hour and a quarter on foot: what Vietnamese road studies call the zone of influence.
                within: Metres::of(5_000.0),
                // Twenty minutes on a mountain road at 30 km/h.
                access_within: Metres::of(10_000.0),
                // The nearest may be a proxy or superseded; three leave a choice.
                nearest: 3,
            },
            report_alignments: Vec::new(),
            report_gate: None,
            alignments: Vec::new(),
            communes: Vec::new(),
            zones: Vec::new(),
            gates: Vec::new(),
            places: Vec::new(),
            series: Vec::new(),
            km_posts: Vec::new(),
            programme: Programme::default(),
            speeds: None,
            crosswalk: Vec::new(),
            sources: Vec::new(),
            toml_sha256: String::new(),
        }
    }
}

impl Study {
    /// Which alignment is called so? By identifier, route number or name, without diacritics and case.
    ///
    /// # Errors
    /// None is; the message offers the nearest names.
    pub fn alignment(&self, name: &str) -> Result<&Alignment> {
        let asked = fold(name);
        let names = |a: &'_ Alignment| -> Vec<String> {
            let mut names = vec![a.id().to_string()];
            // A route number shared by several alternatives names none of them.
            let shared =
                |route: &String| self.alignments.iter().filter(|o| o.about.route.as_ref() == Some(route)).count() > 1;
            names.extend(a.about.route.iter().filter(|r| !shared(r)).cloned());
            names.push(a.about.name.local.clone());
            names.extend(a.about.name.english.clone());
            names
        };
        if let Some(found) = self.alignments.iter().find(|a| names(a).iter().any(|n| !n.is_empty() && fold(n) == asked))
        {
            return Ok(found);
        }
        let known: Vec<String> = self.alignments.iter().flat_map(|a| names(a).into_iter().take(2)).collect();
        let near = nearest_names(name, known.iter().map(String::as_str));
        let remedy = if near.is_empty() {
            "`corridor list` shows every alignment".to_string()
        } else {
            format!("did you mean {}? `corridor list` shows every alignment", near.join(", "))
        };
        Err(Fault::new("unknown-alignment", "the name of an alignment of the study", format!("\"{name}\""))
            .remedy(remedy)
            .into())
    }

    /// Every alignment by these names, each once, in the order asked; all of them if none is asked for.
    ///
    /// # Errors
    /// A name is unknown.
    pub fn alignments_named(&self, names: &[String]) -> Result<Vec<&Alignment>> {
        if names.is_empty() {
            return Ok(self.alignments.iter().collect());
        }
        let mut found: Vec<&Alignment> = Vec::new();
        for name in names {
            let alignment = self.alignment(name)?;
            if !found.iter().any(|a| a.id() == alignment.id()) {
                found.push(alignment);
            }
        }
        Ok(found)
    }

    /// The sites of the economic zones, gates and places together.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.zones
            .iter()
            .map(|z| &z.site)
            .chain(self.gates.iter().map(|g| &g.site))
            .chain(self.places.iter().map(|p| &p.site))
    }

    /// The credits that every output of these layers' data must show, each once.
    pub fn credits(&self, roles: &[&str]) -> Vec<String> {
        let mut credits = Vec::new();
        for source in self.sources.iter().filter(|s| roles.contains(&s.role.as_str())) {
            for credit in source.credit.split("; ").map(str::to_string) {
                if !credit.is_empty() && !credits.contains(&credit) {
                    credits.push(credit);
                }
            }
        }
        credits
    }
}
