//! `corridor map`.

use super::common::{distance, named, projector};
use super::{Outcome, language, say};
use crate::error::{Fault, Result};
use crate::measure::{Definitions, Served, assess_all};
use crate::output::picture::{MapOf, PictureForm, Shade, map, picture_bytes};
use crate::output::{may_write, write_file};
use crate::units::Metres;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A map for print: communes by how they are served, alignments with chainage, gates, zones, legend and scale
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor map nh279 --out nh279.pdf\n  corridor map ct03-a ct03-b --served access --out alternatives.png\n  corridor map nh12 --shade population --within 2km --out nh12.svg"
)]
pub struct Map {
    /// Alignments by identifier, route number or name; those of the study's report if none is named
    names: Vec<String>,
    /// The picture: a name that ends in .svg, .png or .pdf
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Half-width of the corridor, such as 5km
    #[arg(long, value_name = "D", value_parser = distance)]
    within: Option<Metres>,
    /// How far from an access point a commune is still served by it
    #[arg(long, value_name = "D", value_parser = distance)]
    access_within: Option<Metres>,
    /// What "served" means
    #[arg(long, value_enum, default_value_t = By::Within)]
    served: By,
    /// What the communes are shaded by
    #[arg(long, value_enum, default_value_t = ShadedBy::Served)]
    shade: ShadedBy,
    /// The title, where it is not to be made from the alignments
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The paper
    #[arg(long, value_enum, default_value_t = Page::A4)]
    page: Page,
    /// The CRS of the map's plane, in metres [default: VN-2000 / TM-3 103-00 where its zone holds the map]
    #[arg(long, value_name = "CRS")]
    crs: Option<String>,
    /// A folder with a study.toml; without it, the study built into the tool
    #[arg(long, value_name = "DIR")]
    study: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShadedBy {
    /// How they are served
    Served,
    /// Their people
    Population,
    /// Their people within the distance: a proxy
    PeopleWithin,
    /// The part of their land within the distance
    ShareWithin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Page {
    /// 297 × 210 mm
    A4,
    /// 420 × 297 mm
    A3,
}

impl Map {
    pub fn run(self) -> Result<Outcome> {
        let form = PictureForm::of_name(&self.out.to_string_lossy()).map_err(|e| e.in_file("--out"))?;
        may_write(&self.out, self.force)?;
        let study = super::common::study(self.study.as_deref())?;
        let alignments = named(&study, &self.names)?;
        let defaults = Definitions::of(&study);
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
        let shade = match self.shade {
            ShadedBy::Served => Shade::Served,
            ShadedBy::Population => Shade::Population,
            ShadedBy::PeopleWithin => Shade::PeopleWithin,
            ShadedBy::ShareWithin => Shade::ShareWithin,
        };
        if let Some(road) = alignments.iter().find(|a| served == Served::Access && a.access_points.is_empty()) {
            return Err(Fault::new("no-access-points", format!("access points of {}", road.id()), "none in the study")
                .remedy("it serves along its whole length: ask for --served crossed or --served within")
                .into());
        }
        let index = study.index();
        let assessments = assess_all(&alignments, &index, &definitions)?;
        let (crs, plane) = projector(self.crs.as_deref(), &alignments)?;
        let project = |place| plane.project(place).unwrap_or(geo::Coord { x: f64::NAN, y: f64::NAN });
        let svg = map(&MapOf {
            study: &study,
            assessments: &assessments,
            served,
            shade,
            project: &project,
            crs,
            language: language(),
            title: self.title,
            page: match self.page {
                Page::A4 => (297.0, 210.0),
                Page::A3 => (420.0, 297.0),
            },
        });
        write_file(&self.out, &picture_bytes(svg, form)?, self.force)?;
        say(&language().say(&format!("wrote {}", self.out.display())));
        Ok(Outcome::Done)
    }
}
