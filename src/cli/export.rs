//! `corridor export`.

use super::crs::{crs_of_output, in_crs, scale_error};
use super::gather::{Asked, Gathered};
use super::{Outcome, language, say};
use crate::error::Result;
use crate::geodesy::{LonLatBox, Projector};
use crate::output::geopackage::{Crs, geopackage};
use crate::output::picture::{PictureForm, picture_bytes};
use crate::output::qgis::{Setting, project, qml};
use crate::output::{geojson_of, may_write_bundle, workbook, write_bundle};
use clap::Args;
use std::path::PathBuf;

/// Everything for a meeting in one folder: styled GeoPackage, QGIS project, workbook, GeoJSON with styles, map
///
/// The project opens in QGIS with groups, labels and an A3 print layout; the folder can be moved.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor export --out meeting\n  corridor export nh279 ct03-a ct03-b --crs EPSG:9205 --lang vi --out hop-ngay-5"
)]
pub struct Export {
    #[command(flatten)]
    asked: Asked,
    /// The folder for the results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The CRS of the GeoPackage and the project, such as EPSG:9205 (VN-2000 / TM-3 103-00)
    #[arg(long, value_name = "CRS", default_value = "EPSG:4326")]
    crs: String,
    /// Replace the folder, if it holds the same kind of results
    #[arg(long)]
    force: bool,
}

/// The layers that the GeoJSON folder has.
const LAYERS: [&str; 12] = [
    "communes",
    "catchments",
    "zones",
    "zone_points",
    "other_roads",
    "alignments",
    "pieces",
    "km_posts",
    "access_points",
    "nearest",
    "towns",
    "gates",
];

impl Export {
    pub fn run(self) -> Result<Outcome> {
        let crs = crs_of_output(&self.crs).map_err(|e| e.in_file("--crs"))?;
        may_write_bundle(&self.out, &names().iter().map(String::as_str).collect::<Vec<_>>(), self.force)?;
        let gathered = self.asked.gather()?;
        let files = files(gathered, &crs)?;
        write_bundle(&self.out, &files, self.force)?;
        let shown = self.out.display();
        say(&language().say(&format!("wrote {} files to {shown}; open corridor.qgz in QGIS", files.len())));
        Ok(Outcome::Done)
    }
}

/// All names that may be written.
fn names() -> Vec<String> {
    let layers = LAYERS.iter().flat_map(|l| [format!("geojson/{l}.geojson"), format!("geojson/{l}.qml")]);
    ["corridor.gpkg", "corridor.qgz", "corridor.xlsx", "map.pdf", "map.svg"]
        .map(str::to_string)
        .into_iter()
        .chain(layers)
        .collect()
}

/// Every file, by its path within the folder.
fn files(gathered: Gathered, crs: &Crs) -> Result<Vec<(String, Vec<u8>)>> {
    let Gathered { document, layers, map, styles, places, .. } = gathered;
    let mut files = Vec::new();
    for sheet in layers.sheets.iter().filter(|s| s.rows.iter().any(|r| r.geometry.is_some())) {
        files.push((format!("geojson/{}.geojson", sheet.name), geojson_of(&layers, sheet).into_bytes()));
        files.extend(qml(sheet, &styles).map(|style| (format!("geojson/{}.qml", sheet.name), style.into_bytes())));
    }
    let projected = in_crs(layers, crs)?;
    // The map is drawn in a plane of metres, so that its scale and its shapes are true, whatever its layers are in.
    let around = LonLatBox::around(&places).unwrap_or(LonLatBox::new((0.0, 0.0).into(), (0.0, 0.0).into()));
    let (mut drawn, mut plane) = (crs.clone(), Projector::into_crs(&crs.code())?);
    // A scale bar is not read closer than to half a percent.
    if scale_error(&plane, around.centre()).unwrap_or(f64::INFINITY) > 0.005 {
        drawn = crs_of_output(&plane_for(&around))?;
        plane = Projector::into_crs(&drawn.code())?;
    }
    let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for place in places {
        let p = plane.project(place)?;
        extent = [extent[0].min(p.x), extent[1].min(p.y), extent[2].max(p.x), extent[3].max(p.y)];
    }
    let setting = Setting { crs, plane: &drawn, package: "corridor.gpkg", stem: "corridor", extent };
    let (package, (others, pictures)) = rayon::join(
        || geopackage(&projected, crs, language(), &|sheet| qml(sheet, &styles)),
        || {
            rayon::join(
                || -> Result<[Vec<u8>; 2]> {
                    let project = project(&projected, &styles, &setting)?;
                    Ok([project, workbook(&document, language())?])
                },
                || picture_bytes(map.clone(), PictureForm::Pdf),
            )
        },
    );
    let [project, workbook] = others?;
    files.push(("corridor.gpkg".into(), package?));
    files.push(("corridor.qgz".into(), project));
    files.push(("corridor.xlsx".into(), workbook));
    files.push(("map.pdf".into(), pictures?));
    files.push(("map.svg".into(), map.into_bytes()));
    Ok(files)
}

/// The plane with a number in the register that a map of these places is drawn in.
fn plane_for(around: &LonLatBox) -> String {
    let name = Projector::name_for(around);
    if name.starts_with("EPSG:") {
        return name;
    }
    let zone = ((around.centre().x + 180.0) / 6.0).floor().clamp(0.0, 59.0) as i32 + 1;
    let hemisphere = if around.centre().y < 0.0 { 32700 } else { 32600 };
    format!("EPSG:{}", hemisphere + zone)
}
