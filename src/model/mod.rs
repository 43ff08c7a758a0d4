//! The nouns: what a study holds. Each is valid once built; none reads a file or prints.

mod alignment;
mod commune;
mod crosswalk;
mod kmpost;
mod name;
mod profile;
mod programme;
mod site;
mod source;
mod speeds;
mod study;
mod territory;

pub use alignment::{AccessPoint, Alignment, Leg, Named, OneWay, Spot};
pub use commune::{Commune, CommuneCode, Population};
pub use crosswalk::Succession;
pub use kmpost::{KmPost, PostPlace, Series};
pub use name::{Name, fold, nearest_names};
pub use profile::{Cited, Pairwise, Profile, SectionKind, Structure};
pub use programme::{Indicator, Milestone, Programme, Project, ProjectVersion, PublishedLength};
pub use site::{BorderGate, EconomicZone, Place, Site, SiteGeometry};
pub use source::Source;
pub use speeds::{CitedFlag, ClassSpeed, Joining, JoinsAt, Speeds};
pub use study::{Defaults, Study};
pub use territory::Territory;
