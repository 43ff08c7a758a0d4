//! A project: groups, layers with their styles, the plane of the map, a print layout; zipped as `.qgz`.

use super::layout::layout;
use super::style::{Styles, style};
use crate::error::{Fault, Result};
use crate::output::document::{Document, Sheet};
use crate::output::geopackage::Crs;
use crate::output::picture::escaped;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// Which layers stand in which group, the uppermost first, and whether they are seen at first.
const GROUPS: [(&str, &[(&str, bool)]); 4] = [
    ("Sites", &[("gates", true), ("zone_points", true), ("towns", true), ("access_points", true), ("nearest", false)]),
    ("Alignments", &[("km_posts", true), ("pieces", false), ("alignments", true), ("other_roads", true)]),
    ("Economic zones", &[("zones", true)]),
    ("Communes", &[("catchments", false), ("communes", true)]),
];

/// The extent that a project opens at: left, bottom, right, top in its CRS.
pub type Extent = [f64; 4];

/// Where a project stands.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The CRS of the layers.
    pub crs: &'a Crs,
    /// The CRS in which the map is drawn.
    pub plane: &'a Crs,
    /// The file of the GeoPackage, in the same folder.
    pub package: &'a str,
    /// The name of the project in its zip.
    pub stem: &'a str,
    /// What the map shows at first, in the plane.
    pub extent: Extent,
}

/// The project of a GeoPackage that lies beside it.
///
/// # Errors
/// None but those of the memory.
pub fn project(document: &Document, styles: &Styles, setting: &Setting<'_>) -> Result<Vec<u8>> {
    let text = written(document, styles, setting);
    let stem = setting.stem;
    let failed = |why: String| Fault::new("qgis-project", "a project that can be zipped", why);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Nothing in it depends on the day it was made: the oldest day that zip knows stands for it.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    zip.start_file(format!("{stem}.qgs"), options).map_err(|e| failed(e.to_string()))?;
    zip.write_all(text.as_bytes()).map_err(|e| failed(e.to_string()))?;
    Ok(zip.finish().map_err(|e| failed(e.to_string()))?.into_inner())
}

/// The title of a group in both languages: who reads one of them finds it.
fn both(styles: &Styles, english: &str) -> String {
    let vietnamese = crate::output::Language::Vietnamese.say(english);
    match styles.language {
        crate::output::Language::Vietnamese => format!("{vietnamese} · {english}"),
        crate::output::Language::English => format!("{english} · {vietnamese}"),
    }
}

fn written(document: &Document, styles: &Styles, setting: &Setting<'_>) -> String {
    let Setting { crs, plane, package, extent, .. } = *setting;
    let find =
        |name: &str| document.sheets.iter().find(|s| s.name == name && s.rows.iter().any(|r| r.geometry.is_some()));
    let mut tree = String::new();
    let mut layers = String::new();
    let mut order = String::new();
    for (group, members) in GROUPS {
        let mut inside = String::new();
        for (name, seen) in members.iter() {
            let Some(sheet) = find(name) else { continue };
            let checked = if *seen { "Qt::Checked" } else { "Qt::Unchecked" };
            let expanded = u8::from(["alignments", "communes"].contains(name));
            inside += &format!(
                "<layer-tree-layer id=\"corridor_{name}\" name=\"{}\" source=\"./{}|layername={name}\" providerKey=\"ogr\" checked=\"{checked}\" expanded=\"{expanded}\"><customproperties/></layer-tree-layer>\n",
                escaped(&styles.language.say(&sheet.title)),
                escaped(package)
            );
            layers += &layer(sheet, styles, crs, package);
            order += &format!("<layer id=\"corridor_{name}\"/>");
        }
        if !inside.is_empty() {
            tree += &format!(
                "<layer-tree-group name=\"{}\" checked=\"Qt::Checked\" expanded=\"1\"><customproperties/>\n{inside}</layer-tree-group>\n",
                escaped(&both(styles, group))
            );
        }
    }
    let [left, bottom, right, top] = extent;
    let seen = GROUPS.iter().flat_map(|g| g.1.iter()).filter(|(_, seen)| *seen);
    let shown: Vec<(&str, String)> =
        seen.filter_map(|(name, _)| Some((*name, styles.language.say(&find(name)?.title)))).collect();
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis projectname=\"{title}\" version=\"3.22.16\">\n<homePath path=\"\"/>\n<title>{title}</title>\n<autotransaction active=\"0\"/>\n<evaluateDefaultValues active=\"0\"/>\n<trust active=\"0\"/>\n<projectCrs>{srs}</projectCrs>\n<layer-tree-group><customproperties/>\n{tree}</layer-tree-group>\n<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>{units}</units><extent><xmin>{left}</xmin><ymin>{bottom}</ymin><xmax>{right}</xmax><ymax>{top}</ymax></extent><rotation>0</rotation><destinationsrs>{srs}</destinationsrs><rendermaptile>0</rendermaptile></mapcanvas>\n<projectlayers>\n{layers}</projectlayers>\n<layerorder>{order}</layerorder>\n<ProjectViewSettings UseProjectScales=\"0\"><Scales/><DefaultViewExtent xmin=\"{left}\" ymin=\"{bottom}\" xmax=\"{right}\" ymax=\"{top}\">{srs}</DefaultViewExtent></ProjectViewSettings>\n<properties><SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled><ProjectCrs type=\"QString\">{code}</ProjectCrs></SpatialRefSys><Paths><Absolute type=\"bool\">false</Absolute></Paths><Measure><Ellipsoid type=\"QString\">EPSG:7030</Ellipsoid></Measure><Measurement><DistanceUnits type=\"QString\">meters</DistanceUnits><AreaUnits type=\"QString\">square kilometers</AreaUnits></Measurement></properties>\n<projectMetadata><identifier/><language>{lang}</language><type>dataset</type><title>{title}</title><abstract>{about}</abstract><license/></projectMetadata>\n{layouts}\n</qgis>\n",
        title = escaped(&document.title),
        srs = system(plane),
        code = escaped(&plane.code()),
        units = if plane.is_projected { "meters" } else { "degrees" },
        lang = styles.language.code(),
        about = escaped(&document.notes.join(" ")),
        layouts = layout(document, styles, plane, extent, &shown),
    )
}

fn system(crs: &Crs) -> String {
    format!(
        "<spatialrefsys><wkt>{3}</wkt><authid>{0}</authid><srid>{4}</srid><description>{1}</description><geographicflag>{2}</geographicflag></spatialrefsys>",
        escaped(&crs.code()),
        escaped(&crs.name),
        !crs.is_projected,
        escaped(&crs.definition),
        crs.srs_id()
    )
}

fn layer(sheet: &Sheet, styles: &Styles, crs: &Crs, package: &str) -> String {
    let Some(style) = style(sheet, styles) else { return String::new() };
    let kind = match sheet.rows.iter().find_map(|r| r.geometry.as_ref()) {
        Some(geo::Geometry::Point(_)) => "Point",
        Some(geo::Geometry::LineString(_) | geo::Geometry::MultiLineString(_)) => "Line",
        _ => "Polygon",
    };
    format!(
        "<maplayer type=\"vector\" geometry=\"{kind}\" {}>\n<id>corridor_{name}</id>\n<datasource>./{}|layername={name}</datasource>\n<layername>{}</layername>\n<srs>{}</srs>\n<provider encoding=\"UTF-8\">ogr</provider>\n{}\n</maplayer>\n",
        style.attributes,
        escaped(package),
        escaped(&styles.language.say(&sheet.title)),
        system(crs),
        style.elements,
        name = sheet.name,
    )
}
