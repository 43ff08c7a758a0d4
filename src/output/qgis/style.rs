//! The style of each layer: renderer, labels and the scales at which it is seen.

use super::xml::{Lettering, fill, label, line, marker, symbol};
use crate::output::document::{Cell, Sheet};
use crate::output::language::Language;
use crate::output::picture::{CLASSES, COLOURS, DASHES, STEPS, escaped};

/// What styles need to know besides the layer.
#[derive(Debug, Clone)]
pub struct Styles {
    /// The alignments in their order, and whether each is a sketch.
    pub alignments: Vec<(String, bool)>,
    /// The language of legends.
    pub language: Language,
    /// The distance that "within" means, in words.
    pub within: String,
}

/// A layer's style: attributes of its root element, and the elements in it.
pub(super) struct Style {
    pub attributes: String,
    pub elements: String,
}

/// A style as a file that QGIS reads beside a layer, or from `layer_styles`.
pub fn qml(sheet: &Sheet, styles: &Styles) -> Option<String> {
    let style = style(sheet, styles)?;
    Some(format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.16\" styleCategories=\"Symbology|Labeling|Fields|Rendering\" {}>\n{}\n</qgis>\n",
        style.attributes, style.elements
    ))
}

/// Shown at 1 : this and larger; at every scale where it is 0.
fn seen(scale: f64, labelled: bool) -> String {
    format!(
        "hasScaleBasedVisibilityFlag=\"{}\" minScale=\"{scale}\" maxScale=\"0\" labelsEnabled=\"{}\" simplifyDrawingHints=\"1\" simplifyDrawingTol=\"1\"",
        u8::from(scale > 0.0),
        u8::from(labelled)
    )
}

fn single(kind: &str, layers: &[String]) -> String {
    format!(
        "<renderer-v2 type=\"singleSymbol\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\"><symbols>{}</symbols></renderer-v2>",
        symbol(kind, "0", layers)
    )
}

/// A category a value: value, words of the legend, symbol layers.
type Category = (String, String, Vec<String>);

fn categorised(kind: &str, attribute: &str, categories: &[Category], levels: bool) -> String {
    let listed: String = categories
        .iter()
        .enumerate()
        .map(|(i, (value, words, _))| {
            format!(
                "<category render=\"true\" symbol=\"{i}\" value=\"{}\" label=\"{}\" type=\"string\"/>",
                escaped(value),
                escaped(words)
            )
        })
        .collect();
    let symbols: String =
        categories.iter().enumerate().map(|(i, (_, _, layers))| symbol(kind, &i.to_string(), layers)).collect();
    format!(
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"{attribute}\" forceraster=\"0\" symbollevels=\"{}\" enableorderby=\"0\"><categories>{listed}</categories><symbols>{symbols}</symbols></renderer-v2>",
        u8::from(levels)
    )
}

/// Rules: a filter, the words of the legend, the scale from which it holds, symbol layers.
type Rule<'a> = (&'a str, String, f64, Vec<String>);

fn ruled(kind: &str, rules: &[Rule<'_>]) -> String {
    let listed: String = rules
        .iter()
        .enumerate()
        .map(|(i, (filter, words, scale, _))| {
            let scales =
                if *scale > 0.0 { format!(" scalemindenom=\"1\" scalemaxdenom=\"{scale}\"") } else { String::new() };
            format!(
                "<rule key=\"{{rule-{i}}}\" symbol=\"{i}\" filter=\"{}\" label=\"{}\"{scales}/>",
                escaped(filter),
                escaped(words)
            )
        })
        .collect();
    let symbols: String = rules.iter().enumerate().map(|(i, r)| symbol(kind, &i.to_string(), &r.3)).collect();
    format!(
        "<renderer-v2 type=\"RuleRenderer\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\"><rules key=\"{{rules}}\">{listed}</rules><symbols>{symbols}</symbols></renderer-v2>"
    )
}

fn labelled(l: Lettering<'_>) -> String {
    format!("<labeling type=\"simple\">{}</labeling>", label(&l))
}

const PLAIN: Lettering<'static> = Lettering {
    expression: "",
    size: 8.0,
    hex: "#111111",
    bold: false,
    placement: 6,
    distance: 0.6,
    from_scale: 0.0,
    priority: 5,
};
/// Placements of QGIS: in polygons, along lines, around points.
const IN_POLYGON: u8 = 1;
const ALONG: u8 = 2;

pub(super) fn style(sheet: &Sheet, styles: &Styles) -> Option<Style> {
    let say = |text: &str| styles.language.say(text);
    // Names with an explanation in brackets are cut there.
    let site = match styles.language {
        Language::English => "regexp_replace(coalesce(\"name_en\", \"target\"), ' [(].*$', '')",
        Language::Vietnamese => "regexp_replace(\"target\", ' [(].*$', '')",
    };
    let words = |text: &str| text.to_string();
    let (scale, renderer, labels) = match sheet.name {
        "communes" => {
            let class = |i: usize, value: &str, shown: String| {
                (words(value), shown, vec![fill(CLASSES[i], 255, "#a89a78", 0.15, "solid")])
            };
            let classes = [
                class(0, "crossed", say("crossed")),
                class(1, "within", say(&format!("land within {}", styles.within))),
                class(2, "beyond", say("not served")),
            ];
            let name = Lettering {
                expression: "\"commune\"",
                size: 7.0,
                hex: "#5d5442",
                placement: IN_POLYGON,
                from_scale: 900_000.0,
                priority: 2,
                ..PLAIN
            };
            (0.0, categorised("fill", "served_class", &classes, false), labelled(name))
        }
        "catchments" => (0.0, shares(&say), String::new()),
        "zones" => {
            let name =
                Lettering { expression: site, size: 8.0, hex: "#4c3370", placement: IN_POLYGON, priority: 4, ..PLAIN };
            (0.0, single("fill", &[fill("#ffffff", 0, "#6a4c93", 0.6, "dot")]), labelled(name))
        }
        "zone_points" => {
            let name = Lettering { expression: site, size: 7.5, hex: "#4c3370", distance: 1.6, ..PLAIN };
            let rules = [
                (
                    "\"accuracy_m\" < 1000 AND NOT \"proxy\"",
                    say("economic zone"),
                    0.0,
                    vec![marker("diamond", 3.4, "#6a4c93", "#6a4c93", 0.3)],
                ),
                ("ELSE", say("zone, place uncertain"), 0.0, vec![marker("diamond", 3.4, "#ffffff", "#6a4c93", 0.5)]),
            ];
            (0.0, ruled("marker", &rules), labelled(name))
        }
        "other_roads" => {
            let name = Lettering {
                expression: "\"route\"",
                size: 7.0,
                hex: "#555555",
                placement: ALONG,
                distance: 0.0,
                from_scale: 1_200_000.0,
                priority: 3,
                ..PLAIN
            };
            (0.0, single("line", &[line("#ffffff", 255, 0.9, None), line("#8c8c8c", 255, 0.45, None)]), labelled(name))
        }
        "alignments" => {
            let each = |(n, (id, sketch)): (usize, &(String, bool))| {
                let dashes = sketch.then_some(DASHES[n % DASHES.len()]);
                let shown = format!("{id} · {}", name_of(sheet, id));
                (
                    id.clone(),
                    shown,
                    vec![line("#ffffff", 255, 2.0, None), line(COLOURS[n % COLOURS.len()], 255, 1.0, dashes)],
                )
            };
            let categories: Vec<Category> = styles.alignments.iter().enumerate().map(each).collect();
            let name = Lettering {
                expression: "coalesce(if(\"route\" LIKE 'CT%', \"alignment_id\", \"route\"), \"alignment_id\")",
                size: 9.0,
                bold: true,
                placement: ALONG,
                distance: 1.2,
                priority: 9,
                ..PLAIN
            };
            (0.0, categorised("line", "alignment_id", &categories, true), labelled(name))
        }
        "pieces" => {
            let name = Lettering {
                expression: "\"commune\" || ' · ' || round(\"length_m\" / 1000.0, 1) || ' km'",
                size: 7.0,
                placement: ALONG,
                distance: 1.2,
                from_scale: 250_000.0,
                priority: 4,
                ..PLAIN
            };
            (0.0, single("line", &[line("#111111", 255, 1.4, None), line("#f7e0a8", 255, 1.0, None)]), labelled(name))
        }
        "km_posts" => {
            let dot = |size: f64| vec![marker("circle", size, "#ffffff", "#111111", 0.3)];
            let rules = [
                ("\"km\" % 10 = 0", say("each 10 km"), 1_500_000.0, dot(1.5)),
                ("\"km\" % 10 <> 0", say("each km"), 250_000.0, dot(1.0)),
            ];
            (1_500_000.0, ruled("marker", &rules), post_labels())
        }
        "access_points" => {
            let name =
                Lettering { expression: "\"access_point\"", size: 7.0, distance: 1.2, from_scale: 500_000.0, ..PLAIN };
            (0.0, single("marker", &[marker("circle", 2.2, "#ffffff", "#0072b2", 0.6)]), labelled(name))
        }
        "nearest" => {
            let name = Lettering {
                expression: "\"target\" || ': ' || \"distance_label\"",
                size: 7.0,
                placement: ALONG,
                distance: 0.8,
                from_scale: 750_000.0,
                ..PLAIN
            };
            (0.0, single("line", &[line("#6a4c93", 200, 0.35, Some("1.2 0.8"))]), labelled(name))
        }
        "towns" => {
            let rules = [
                (
                    "\"target_kind\" = 'city'",
                    say("city"),
                    0.0,
                    vec![
                        marker("circle", 3.0, "#ffffff", "#111111", 0.5),
                        marker("circle", 1.3, "#111111", "#111111", 0.0),
                    ],
                ),
                (
                    "\"target_kind\" = 'airport'",
                    say("airport"),
                    0.0,
                    vec![
                        marker("circle", 3.2, "#ffffff", "#1f4e79", 0.4),
                        marker("arrow", 2.2, "#1f4e79", "#1f4e79", 0.1),
                    ],
                ),
                ("ELSE", say("town"), 1_500_000.0, vec![marker("circle", 1.8, "#ffffff", "#111111", 0.45)]),
            ];
            let name = Lettering {
                expression: "regexp_replace(\"target\", ' [(].*$', '')",
                size: 8.5,
                distance: 1.4,
                priority: 7,
                ..PLAIN
            };
            (0.0, ruled("marker", &rules), labelled(name))
        }
        "gates" => {
            let rules = [
                ("NOT \"proxy\"", say("border gate"), 0.0, vec![marker("pentagon", 4.4, "#111111", "#ffffff", 0.4)]),
                ("ELSE", say("gate, stand-in point"), 0.0, vec![marker("pentagon", 4.0, "#ffffff", "#111111", 0.6)]),
            ];
            let name = Lettering { expression: site, size: 9.0, bold: true, distance: 2.0, priority: 10, ..PLAIN };
            (0.0, ruled("marker", &rules), labelled(name))
        }
        _ => return None,
    };
    let aliases: String = sheet
        .columns
        .iter()
        .enumerate()
        .map(|(i, c)| {
            format!("<alias index=\"{}\" field=\"{}\" name=\"{}\"/>", i + 1, c.name, escaped(&styles.language.label(c)))
        })
        .collect();
    let elements = format!(
        "{renderer}{labels}<blendMode>0</blendMode><featureBlendMode>0</featureBlendMode><layerOpacity>1</layerOpacity><aliases>{aliases}</aliases>"
    );
    Some(Style { attributes: seen(scale, !labels.is_empty()), elements })
}

fn name_of(sheet: &Sheet, id: &str) -> String {
    let at = |name: &str| sheet.columns.iter().position(|c| c.name == name);
    let (Some(ids), Some(names)) = (at("alignment_id"), at("alignment_name")) else { return String::new() };
    let row = sheet.rows.iter().find(|r| matches!(&r.cells[ids], Cell::Text(t) if t == id));
    match row.map(|r| &r.cells[names]) {
        Some(Cell::Text(name)) => name.to_string(),
        _ => String::new(),
    }
}

/// Five steps of the part of a commune's land.
fn shares(say: &dyn Fn(&str) -> String) -> String {
    let step = |i: usize| (i as f64 / 5.0, (i + 1) as f64 / 5.0);
    let ranges: String = (0..5)
        .map(|i| {
            let (low, high) = step(i);
            format!(
                "<range render=\"true\" symbol=\"{i}\" lower=\"{low}\" upper=\"{high}\" label=\"{:.0} – {:.0} %\"/>",
                low * 100.0,
                high * 100.0
            )
        })
        .collect();
    let symbols: String =
        (0..5).map(|i| symbol("fill", &i.to_string(), &[fill(STEPS[i], 230, "#a89a78", 0.2, "solid")])).collect();
    let _ = say;
    format!(
        "<renderer-v2 type=\"graduatedSymbol\" attr=\"area_share\" graduatedMethod=\"GraduatedColor\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\"><ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>"
    )
}

/// `Km10`, `Km20` … from afar, every post from near.
fn post_labels() -> String {
    let far = Lettering {
        expression: "\"km_label\"",
        size: 7.0,
        hex: "#333333",
        distance: 0.8,
        from_scale: 1_000_000.0,
        priority: 6,
        ..PLAIN
    };
    let near = Lettering { from_scale: 100_000.0, size: 6.5, priority: 4, ..far };
    let rule = |i: usize, filter: &str, scale: f64, l: &Lettering<'_>| {
        format!(
            "<rule key=\"{{label-{i}}}\" filter=\"{}\" scalemindenom=\"1\" scalemaxdenom=\"{scale}\">{}</rule>",
            escaped(filter),
            label(l)
        )
    };
    format!(
        "<labeling type=\"rule-based\"><rules key=\"{{labels}}\">{}{}</rules></labeling>",
        rule(0, "\"km\" % 10 = 0", 1_000_000.0, &far),
        rule(1, "\"km\" % 10 <> 0", 100_000.0, &near)
    )
}
