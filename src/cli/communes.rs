//! `corridor communes`.

use super::answers::Answers;
use super::common::{Common, MEASURED, distance, named};
use crate::error::{Fault, Result};
use crate::measure::{Definitions, Served, assess_all};
use crate::model::Study;
use crate::output::{Document, Wanted, access_sheet, communes_sheet, coverage_sheet, services_sheet};
use crate::units::Metres;
use clap::{Args, ValueEnum};

/// Which communes an alignment serves, from which chainage to which, and who lives there
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor communes nh279\n  corridor communes ct03-a --served access --access-within 10km\n  corridor communes nh12 --within 2km --served within --format geojson --output nh12.geojson"
)]
pub struct Communes {
    /// Alignments by identifier, route number or name
    #[arg(required = true)]
    names: Vec<String>,
    /// Half-width of the corridor, such as 5km
    #[arg(long, value_name = "D", value_parser = distance)]
    within: Option<Metres>,
    /// What "served" means
    #[arg(long, value_enum, default_value_t = By::Within)]
    served: By,
    /// How far from an access point a commune is still served by it
    #[arg(long, value_name = "D", value_parser = distance)]
    access_within: Option<Metres>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// The alignment has some length in the commune
    Crossed,
    /// The commune has land within the distance of the alignment
    Within,
    /// The commune has land within the access distance of an access point
    Access,
}

impl Answers for Communes {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let alignments = named(study, &self.names)?;
        let defaults = Definitions::of(study);
        let definitions = Definitions {
            within: self.within.unwrap_or(defaults.within),
            access_within: self.access_within.unwrap_or(defaults.access_within),
            nearest: 0,
        };
        let served = match self.served {
            By::Crossed => Served::Crossed,
            By::Within => Served::Within,
            By::Access => Served::Access,
        };
        if let Some(road) = alignments.iter().find(|a| served == Served::Access && a.access_points.is_empty()) {
            return Err(Fault::new("no-access-points", format!("access points of {}", road.id()), "none in the study")
                .remedy("it serves along its whole length: ask for --served crossed or --served within")
                .into());
        }
        let index = study.index();
        let assessments = assess_all(&alignments, &index, &definitions)?;
        let wanted = Wanted::of(study, self.common.out.geometry());
        let meaning = match served {
            Served::Crossed => "crossed: the alignment has some length in the commune".to_string(),
            Served::Within => format!(
                "within {}: the commune has land so near to the alignment, by the shortest geodesic",
                definitions.within
            ),
            Served::Access => format!(
                "by access point within {}: the commune has land so near to an interchange candidate or end, by the shortest geodesic",
                definitions.access_within
            ),
        };
        let document = Document {
            title: "Communes served".into(),
            definitions: vec![
                ("served".into(), meaning),
                (
                    "land within".into(),
                    format!("part of the commune's land within {} of the alignment, right to 1e-4", definitions.within),
                ),
                ("people within".into(), "a proxy: population times that part, as if people were spread evenly".into()),
            ],
            sheets: vec![
                communes_sheet(&assessments, served, &wanted),
                services_sheet(&assessments, &wanted),
                coverage_sheet(&assessments, &wanted),
                access_sheet(&assessments, &wanted),
            ],
            notes: people_notes(),
            ..Document::default()
        };
        Ok(self.common.out.finished(document, study, &MEASURED))
    }
}

/// What to know of every figure of people.
pub fn people_notes() -> Vec<String> {
    vec!["People are as filed by commune; a figure that is missing, or wrong as filed, counts as unknown and the total is then \"≥\".".into()]
}
