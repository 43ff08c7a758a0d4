//! Pieces of QGIS's XML: symbols, text formats, options.

use super::super::picture::escaped;

/// Options of a symbol layer.
fn options(pairs: &[(&str, String)]) -> String {
    let each = |(name, value): &(&str, String)| {
        format!("<Option type=\"QString\" name=\"{name}\" value=\"{}\"/>", escaped(value))
    };
    format!("<Option type=\"Map\">{}</Option>", pairs.iter().map(each).collect::<String>())
}

/// A colour such as `#0072b2` as QGIS writes it, with its opacity from 0 to 255.
pub fn colour(hex: &str, alpha: u8) -> String {
    let part = |i: usize| hex.get(i..i + 2).and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0);
    format!("{},{},{},{alpha}", part(1), part(3), part(5))
}

fn layer(class: &str, pairs: &[(&str, String)]) -> String {
    format!("<layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">{}</layer>", options(pairs))
}

/// A line, millimetres wide; with dashes in millimetres where there are any.
pub fn line(hex: &str, alpha: u8, width: f64, dashes: Option<&str>) -> String {
    let mut pairs = vec![
        ("line_color", colour(hex, alpha)),
        ("line_width", width.to_string()),
        ("line_width_unit", "MM".into()),
        ("line_style", "solid".into()),
        ("capstyle", if dashes.is_some() { "flat" } else { "round" }.into()),
        ("joinstyle", "round".into()),
    ];
    if let Some(dashes) = dashes {
        pairs.push(("use_custom_dash", "1".into()));
        pairs.push(("customdash", dashes.replace(' ', ";")));
        pairs.push(("customdash_unit", "MM".into()));
    }
    layer("SimpleLine", &pairs)
}

/// A fill with its border.
pub fn fill(hex: &str, alpha: u8, border: &str, width: f64, border_style: &str) -> String {
    layer(
        "SimpleFill",
        &[
            ("color", colour(hex, alpha)),
            ("style", if alpha == 0 { "no" } else { "solid" }.into()),
            ("outline_color", colour(border, 255)),
            ("outline_width", width.to_string()),
            ("outline_width_unit", "MM".into()),
            ("outline_style", border_style.into()),
            ("joinstyle", "round".into()),
        ],
    )
}

/// A simple marker.
pub fn marker(shape: &str, size: f64, hex: &str, border: &str, width: f64) -> String {
    layer(
        "SimpleMarker",
        &[
            ("name", shape.into()),
            ("size", size.to_string()),
            ("size_unit", "MM".into()),
            ("color", colour(hex, 255)),
            ("outline_color", colour(border, 255)),
            ("outline_width", width.to_string()),
            ("outline_width_unit", "MM".into()),
            ("joinstyle", "round".into()),
        ],
    )
}

/// A symbol of these layers, the lowest first.
pub fn symbol(kind: &str, name: &str, layers: &[String]) -> String {
    format!(
        "<symbol type=\"{kind}\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">{}</symbol>",
        layers.concat()
    )
}

/// How a label is written.
#[derive(Debug, Clone, Copy)]
pub struct Lettering<'a> {
    /// An expression of QGIS.
    pub expression: &'a str,
    /// Points.
    pub size: f64,
    /// Its colour.
    pub hex: &'a str,
    /// Whether bold.
    pub bold: bool,
    /// QGIS's number of the way labels are placed.
    pub placement: u8,
    /// Millimetres from its point.
    pub distance: f64,
    /// Shown at scales from 1 : this, and larger; 0 at all.
    pub from_scale: f64,
    /// Of 10, how much it matters.
    pub priority: u8,
}

/// The settings of a label.
pub fn label(l: &Lettering<'_>) -> String {
    let (weight, named) = if l.bold { (75, "Bold") } else { (50, "Regular") };
    let scaled = u8::from(l.from_scale > 0.0);
    format!(
        "<settings calloutType=\"simple\"><text-style fieldName=\"{}\" isExpression=\"1\" fontFamily=\"Noto Sans\" namedStyle=\"{named}\" fontWeight=\"{weight}\" fontSize=\"{}\" fontSizeUnit=\"Point\" textColor=\"{}\" textOpacity=\"1\" fontItalic=\"0\" fontKerning=\"1\" multilineHeight=\"1\" blendMode=\"0\"><families><family name=\"Noto Sans\"/><family name=\"DejaVu Sans\"/></families><text-buffer bufferDraw=\"1\" bufferSize=\"0.7\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"0.9\" bufferNoFill=\"1\" bufferJoinStyle=\"128\"/><background shapeDraw=\"0\"/><shadow shadowDraw=\"0\"/><substitutions/></text-style><text-format multilineAlign=\"3\" wrapChar=\"\" autoWrapLength=\"0\"/><placement placement=\"{}\" placementFlags=\"10\" polygonPlacementFlags=\"2\" dist=\"{}\" distUnits=\"MM\" priority=\"{}\" predefinedPositionOrder=\"TR,TL,BR,BL,R,L,TSR,BSR\" quadOffset=\"4\" repeatDistance=\"0\" lineAnchorPercent=\"0.5\"/><rendering drawLabels=\"1\" scaleVisibility=\"{scaled}\" scaleMin=\"1\" scaleMax=\"{}\" obstacle=\"1\" obstacleFactor=\"1\" displayAll=\"0\" labelPerPart=\"0\" limitNumLabels=\"0\" upsidedownLabels=\"0\"/></settings>",
        escaped(l.expression),
        l.size,
        colour(l.hex, 255),
        l.placement,
        l.distance,
        l.priority,
        l.from_scale,
    )
}
