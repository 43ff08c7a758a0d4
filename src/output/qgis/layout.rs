//! The print layout of a project: A3 across, with map, legend, scale bar, north arrow, sources and date of the data.

use super::project::Extent;
use super::style::Styles;
use crate::output::document::Document;
use crate::output::geopackage::Crs;
use crate::output::picture::{escaped, round_down, round_up};

const MAP: &str = "{c0441d0a-0000-4000-8000-000000000001}";
/// Where the map stands: left, top, width, height in millimetres.
const WINDOW: [f64; 4] = [10.0, 24.0, 304.0, 250.0];

/// The numbers of the kinds of items in QGIS.
const PAGE: u32 = 65638;
const MAP_ITEM: u32 = 65639;
const PICTURE: u32 = 65640;
const LABEL: u32 = 65641;
const LEGEND: u32 = 65642;
const SCALE_BAR: u32 = 65646;

fn item(kind: u32, n: u32, id: &str, at: [f64; 4], attributes: &str, inside: &str) -> String {
    let uuid = if kind == MAP_ITEM { MAP.to_string() } else { format!("{{c0441d0a-0000-4000-8000-{n:012}}}") };
    let [x, y, w, h] = at;
    format!(
        "<LayoutItem type=\"{kind}\" uuid=\"{uuid}\" templateUuid=\"{uuid}\" id=\"{id}\" position=\"{x},{y},mm\" positionOnPage=\"{x},{y},mm\" size=\"{w},{h},mm\" zValue=\"{n}\" visibility=\"1\" referencePoint=\"0\" itemRotation=\"0\" opacity=\"1\" blendMode=\"0\" excludeFromExports=\"0\" positionLock=\"false\" groupUuid=\"\" frameJoinStyle=\"miter\" outlineWidthM=\"0.3,mm\" {attributes}><FrameColor red=\"17\" green=\"17\" blue=\"17\" alpha=\"255\"/><BackgroundColor red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>{inside}</LayoutItem>\n"
    )
}

fn font(size: u32, bold: bool) -> String {
    format!(
        "<LabelFont style=\"\" description=\"Noto Sans,{size},-1,5,{},0,0,0,0,0\"/><FontColor red=\"17\" green=\"17\" blue=\"17\" alpha=\"255\"/>",
        if bold { 75 } else { 50 }
    )
}

fn text(n: u32, id: &str, at: [f64; 4], words: &str, size: u32, bold: bool) -> String {
    let attributes = format!(
        "frame=\"false\" background=\"false\" halign=\"1\" valign=\"32\" htmlState=\"0\" marginX=\"0\" marginY=\"0\" labelText=\"{}\"",
        escaped(words)
    );
    item(LABEL, n, id, at, &attributes, &font(size, bold))
}

/// The layouts of the project: one.
pub fn layout(document: &Document, styles: &Styles, crs: &Crs, extent: Extent, shown: &[(&str, String)]) -> String {
    let say = |words: &str| styles.language.say(words);
    // A layout's scale bar counts metres only where the map's plane is in metres; else QGIS measures on the ellipsoid.
    let [left, bottom, right, top] = fitted(extent);
    let metres_a_unit = if crs.is_projected { 1.0 } else { 111_320.0 * ((bottom + top) / 2.0).to_radians().cos() };
    let scale = (right - left) * metres_a_unit * 1000.0 / WINDOW[2];
    let layers: String = shown
        .iter()
        .map(|(name, _)| format!("<Layer name=\"{name}\" source=\"\" provider=\"ogr\">corridor_{name}</Layer>"))
        .collect();
    let map = format!(
        "<Extent xmin=\"{left}\" ymin=\"{bottom}\" xmax=\"{right}\" ymax=\"{top}\"/><LayerSet>{layers}</LayerSet><AtlasMap scalingMode=\"2\" atlasDriven=\"0\" margin=\"0.1\"/>"
    );
    let style = |(name, size, weight, above): (&str, u32, u32, f64)| {
        let (left, below) = (if name == "symbolLabel" { 2.0 } else { 0.0 }, if name == "title" { 2.0 } else { 0.0 });
        format!(
            "<style name=\"{name}\" alignment=\"1\" marginTop=\"{above}\" marginLeft=\"{left}\" marginBottom=\"{below}\" indent=\"0\"><styleFont style=\"\" description=\"Noto Sans,{size},-1,5,{weight},0,0,0,0,0\"/></style>"
        )
    };
    let fonts = [
        ("title", 13, 75, 0.0),
        ("group", 10, 75, 3.0),
        ("subgroup", 9, 75, 3.2),
        ("symbol", 8, 50, 1.6),
        ("symbolLabel", 8, 50, 1.4),
    ];
    let legend_fonts: String = fonts.map(style).concat();
    let legend_attributes = format!(
        "frame=\"false\" background=\"false\" title=\"{}\" map_uuid=\"{MAP}\" legendFilterByAtlas=\"0\" resizeToContents=\"1\" columnCount=\"1\" splitLayer=\"0\" equalColumnWidth=\"0\" boxSpace=\"0\" columnSpace=\"2\" symbolWidth=\"7\" symbolHeight=\"4\" wmsLegendWidth=\"50\" wmsLegendHeight=\"25\" rasterBorder=\"1\" fontColor=\"#111111\" wrapChar=\"\" titleAlignment=\"1\" symbolAlignment=\"1\" legendFilter=\"0\" maxSymbolSize=\"0\" minSymbolSize=\"0\" lineSpacing=\"1\"",
        escaped(&say("Legend"))
    );
    let entry = |(name, title): &(&str, String)| {
        format!(
            "<layer-tree-layer id=\"corridor_{name}\" name=\"{0}\" source=\"\" providerKey=\"ogr\" checked=\"Qt::Checked\" expanded=\"1\"><customproperties><Option type=\"Map\"><Option type=\"QString\" name=\"cached_name\" value=\"{0}\"/></Option></customproperties></layer-tree-layer>",
            escaped(title)
        )
    };
    let legend = format!(
        "<styles>{legend_fonts}</styles><layer-tree-group><customproperties/>{}</layer-tree-group>",
        shown.iter().map(entry).collect::<String>()
    );
    let km = round_down(60.0 * scale / 1e6);
    let bar_attributes = format!(
        "frame=\"false\" background=\"false\" style=\"Single Box\" mapUuid=\"{MAP}\" unitType=\"km\" unitLabel=\"km\" numMapUnitsPerScaleBarUnit=\"1\" numUnitsPerSegment=\"{}\" numSegments=\"2\" numSegmentsLeft=\"0\" segmentSizeMode=\"0\" height=\"2.5\" labelBarSpace=\"1.5\" boxContentSpace=\"1\" outlineWidth=\"0.3\" alignment=\"0\" labelVerticalPlacement=\"0\" labelHorizontalPlacement=\"0\" lineJoinStyle=\"miter\" lineCapStyle=\"square\" minBarWidth=\"50\" maxBarWidth=\"150\" segmentMillimeters=\"50\" numSubdivisions=\"1\" subdivisionsHeight=\"1.5\"",
        km / 2.0
    );
    let bar = "<text-style fontFamily=\"Noto Sans\" namedStyle=\"Regular\" fontSize=\"9\" fontSizeUnit=\"Point\" textColor=\"17,17,17,255\" textOpacity=\"1\"><families/></text-style><fillColor red=\"17\" green=\"17\" blue=\"17\" alpha=\"255\"/><fillColor2 red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/><strokeColor red=\"17\" green=\"17\" blue=\"17\" alpha=\"255\"/>";
    let arrow = format!(
        "frame=\"false\" background=\"false\" mapUuid=\"{MAP}\" file=\":/images/north_arrows/layout_default_north_arrow.svg\" northMode=\"1\" northOffset=\"0\" resizeMode=\"0\" mode=\"0\" anchorPoint=\"4\" pictureWidth=\"14\" pictureHeight=\"18\" pictureRotation=\"0\" svgFillColor=\"17,17,17,255\" svgBorderColor=\"17,17,17,255\" svgBorderWidth=\"0.2\""
    );
    let sources = format!("{}: {}.", say("Data"), document.credits.join("; "));
    let dates = match document.definitions.iter().find(|d| d.0 == "vintage of communes") {
        Some((name, date)) => {
            format!("{}: {} · {} ({})", say(name), styles.language.date(date), crs.name, crs.code())
        }
        None => format!("{} ({})", crs.name, crs.code()),
    };
    let items = [
        item(LEGEND, 6, "legend", [320.0, 24.0, 90.0, 180.0], &legend_attributes, &legend),
        item(SCALE_BAR, 5, "scale bar", [320.0, 240.0, 70.0, 12.0], &bar_attributes, bar),
        item(PICTURE, 4, "north arrow", [396.0, 232.0, 14.0, 18.0], &arrow, ""),
        text(7, "title", [10.0, 7.0, 400.0, 9.0], &document.title, 17, true),
        text(8, "subtitle", [10.0, 16.0, 400.0, 6.0], &say(&format!("Communes served: crossed, and with land within {} of the alignment", styles.within)), 10, false),
        text(9, "scale", [320.0, 254.0, 90.0, 6.0], &format!("{} 1 : {}", say("Scale"), styles.language.number(round_scale(scale), 0)), 9, false),
        text(10, "date of data", [320.0, 260.0, 90.0, 14.0], &dates, 8, false),
        text(11, "sources", [10.0, 276.0, 400.0, 16.0], &sources, 7, false),
        item(MAP_ITEM, 1, "map", WINDOW, "frame=\"true\" background=\"true\" followPreset=\"false\" followPresetName=\"\" mapRotation=\"0\" keepLayerSet=\"false\" drawCanvasItems=\"false\" labelMargin=\"0,mm\"", &map),
    ]
    .concat();
    let page = item(PAGE, 0, "", [0.0, 0.0, 420.0, 297.0], "frame=\"false\" background=\"true\"", "");
    format!(
        "<Layouts>\n<Layout name=\"A3\" units=\"mm\" printResolution=\"200\" worldFileMap=\"\">\n<Snapper snapToItems=\"1\" snapToGrid=\"0\" snapToGuides=\"1\" tolerance=\"5\"/>\n<Grid resolution=\"10\" resUnits=\"mm\" offsetX=\"0\" offsetY=\"0\" offsetUnits=\"mm\"/>\n<PageCollection>\n{page}<GuideCollection visible=\"1\"/>\n</PageCollection>\n{items}</Layout>\n</Layouts>"
    )
}

fn round_scale(scale: f64) -> f64 {
    round_up(scale * (1.0 - 1e-9)).round()
}

/// The extent widened to the shape of the window at a round scale.
fn fitted(extent: Extent) -> Extent {
    let [left, bottom, right, top] = extent;
    let degrees = right.abs() <= 360.0 && top.abs() <= 90.0;
    let unit = if degrees { 111_320.0 * ((bottom + top) / 2.0).to_radians().cos() } else { 1.0 };
    let [_, _, w, h] = WINDOW;
    // Metres a millimetre of paper, rounded up to a scale that people know.
    let need = ((right - left) * unit / w).max((top - bottom) * unit / h).max(1.0) * 1.04;
    let each = round_up(need) / unit;
    let (x, y) = ((left + right) / 2.0, (bottom + top) / 2.0);
    [x - w * each / 2.0, y - h * each / 2.0, x + w * each / 2.0, y + h * each / 2.0]
}
