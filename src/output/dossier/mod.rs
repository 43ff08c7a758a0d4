//! The dossier: one HTML file with the answer, a map, charts and tables, that needs no network.
//!
//! The tables are plain HTML, so the file reads and prints without scripts too; its script adds the map, sorting,
//! filtering, and what each figure is made of. A policy in the page forbids every request.

mod tables;

use super::document::{Cell, Document, Sheet};
use super::language::Language;
use super::picture::{BOLD, CLASSES, COLOURS, Chart, DASHES, REGULAR, base64, escaped};
use serde_json::{Map, Value, json};
use tables::{section, shown_sheets};

const LEAFLET_JS: &str = include_str!("leaflet/leaflet.js");
const LEAFLET_CSS: &str = include_str!("leaflet/leaflet.css");
const LEAFLET_LICENCE: &str = include_str!("leaflet/LICENSE");
const FONT_LICENCE: &str = include_str!("../font/OFL.txt");
const STYLE: &str = include_str!("dossier.css");
const SCRIPT: &str = include_str!("dossier.js");

/// What a dossier is made of.
pub struct Dossier<'a> {
    /// The answers, in the language of the dossier.
    pub document: &'a Document,
    /// The layers of the map, in longitude and latitude.
    pub layers: &'a Document,
    /// The charts.
    pub charts: &'a [Chart],
    /// The map for print, as SVG.
    pub map: &'a str,
    /// The alignments in their order, and whether each is a sketch.
    pub alignments: &'a [(String, bool)],
    /// Its language.
    pub language: Language,
}

/// Words of the script.
const WORDS: [&str; 18] = [
    "crossed",
    "within",
    "beyond",
    "code",
    "served",
    "people",
    "meaning",
    "unit",
    "exact",
    "empty means",
    "identifier",
    "Pieces",
    "Its row",
    "Sources",
    "Close",
    "Show its rows",
    "lý trình",
    "km",
];

/// The layers that the map has.
const LAYERS: [&str; 8] =
    ["communes", "zones", "other_roads", "alignments", "km_posts", "towns", "zone_points", "gates"];

/// The dossier as HTML.
pub fn dossier(d: &Dossier<'_>) -> String {
    let say = |text: &str| d.language.say(text);
    let document = d.document;
    let title = escaped(&document.title);
    let sheets = shown_sheets(document);
    let answer = document.definitions.iter().find(|(name, _)| *name == say("alternatives"));
    let answer = answer.map(|(_, text)| format!("<p><strong>{}</strong></p>", escaped(text))).unwrap_or_default();
    let glance = tables::at_a_glance(document, d.language);
    let charts: String = d.charts.iter().map(|c| format!("<figure>{}</figure>\n", c.svg(d.language, true))).collect();
    let sections: String = sheets.iter().map(|s| section(s, d.language)).collect();
    let links: String = [
        ("answer", "Answer"),
        ("the-map", "Map"),
        ("charts", "Charts"),
        ("tables", "Tables"),
        ("basis", "Basis"),
        ("sources", "Sources"),
    ]
    .iter()
    .map(|(id, words)| format!("<a href=\"#{id}\">{}</a>", escaped(&say(words))))
    .collect();
    let list = |lines: &[String]| lines.iter().map(|l| format!("<li>{}</li>", escaped(l))).collect::<String>();
    let definitions: String = document
        .definitions
        .iter()
        .map(|(name, text)| format!("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(text)))
        .collect();
    let fonts: String = [(REGULAR, 400), (BOLD, 700)]
        .iter()
        .map(|(bytes, weight)| format!("@font-face{{font-family:'Noto Sans';font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}", base64(bytes)))
        .collect();
    let legend = [("crossed", CLASSES[0]), ("within", CLASSES[1]), ("beyond", CLASSES[2])]
        .map(|(word, fill)| {
            format!("<label><span class=\"swatch\" style=\"background:{fill}\"></span>{}</label>", escaped(&say(word)))
        })
        .concat();
    let pens: String = pens(d)
        .iter()
        .map(|(id, colour, dashes)| {
            let dashes = dashes.as_ref().map(|d| format!(" stroke-dasharray=\"{d}\"")).unwrap_or_default();
            format!("<label><svg width=\"34\" height=\"8\" aria-hidden=\"true\"><path d=\"M0 4H34\" stroke=\"{colour}\" stroke-width=\"3.6\"{dashes}/></svg>{}</label>", escaped(id))
        })
        .collect();
    // Leaflet's style names pictures of controls that this page has not.
    let leaflet_css = LEAFLET_CSS.replace("url(images/", "url(data:,");
    format!(
        r##"<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="corridor {version}">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{fonts}</style>
<style>{leaflet_css}</style>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#answer">{skip}</a>
<header><h1>{title}</h1></header>
<nav aria-label="{contents}"><div>{links}<span class="right"><button id="theme" type="button">{theme}</button><button id="print" type="button">{print}</button></span></div></nav>
<main>
<section id="answer"><h2>{answer_head}</h2><div class="answer">{answer}{glance_note}</div>{glance}</section>
<section id="the-map" class="screen"><h2>{map_head}</h2><div class="split"><div id="map" role="application" aria-label="{map_head}" tabindex="0"></div>
<div class="side"><fieldset><legend>{layers_head}</legend><div id="layers"></div></fieldset><fieldset><legend>{legend_head}</legend>{legend}{pens}</fieldset><fieldset><legend>{picked_head}</legend><div id="picked" aria-live="polite" class="soft">{picked}</div></fieldset></div></div></section>
<section class="paper" aria-hidden="true">{map}</section>
<section id="charts"><h2>{charts_head}</h2><div class="charts">{charts}</div></section>
<div id="tables">{sections}</div>
<section id="basis"><h2>{basis_head}</h2><dl>{definitions}</dl><ul>{notes}</ul></section>
<section id="sources"><h2>{sources_head}</h2>{sources}<ul>{credits}</ul></section>
</main>
<dialog id="figure"></dialog>
<footer><p>corridor {version}</p><details><summary>{licences}</summary><pre>Leaflet
{leaflet_licence}</pre><pre>{font_licence}</pre></details></footer>
<script id="data" type="application/json">{data}</script>
<script>{LEAFLET_JS}</script>
<script>{SCRIPT}</script>
</body>
</html>
"##,
        lang = d.language.code(),
        version = env!("CARGO_PKG_VERSION"),
        skip = escaped(&say("To the answer")),
        contents = escaped(&say("Contents")),
        theme = escaped(&say("Light / dark")),
        print = escaped(&say("Print")),
        answer_head = escaped(&say("Answer")),
        glance_note = format_args!(
            "<p class=\"soft\">{}</p>",
            escaped(&say("Every figure underlined with dots opens to its pieces and its sources."))
        ),
        map_head = escaped(&say("Map")),
        layers_head = escaped(&say("Layers")),
        legend_head = escaped(&say("Legend")),
        picked_head = escaped(&say("Chosen")),
        picked = escaped(&say("Click a commune or a road, or a row of a table.")),
        map = print_map(d.map),
        charts_head = escaped(&say("Charts")),
        basis_head = escaped(&say("Basis")),
        notes = list(&document.notes),
        sources_head = escaped(&say("Sources")),
        sources = tables::sources(document, d.language),
        credits = list(&document.credits),
        licences = escaped(&say("Licences of the parts of this page")),
        leaflet_licence = escaped(LEAFLET_LICENCE),
        font_licence = escaped(FONT_LICENCE),
        data = data(d, &sheets),
    )
}

/// The map as it stands in the page: without its font, which the page has, and as wide as the paper.
fn print_map(svg: &str) -> String {
    let without_font = match (svg.find("<style>"), svg.find("</style>")) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &svg[..from], &svg[to + "</style>".len()..]),
        _ => svg.to_string(),
    };
    match (without_font.find(" width=\""), without_font.find(" viewBox=\"")) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &without_font[..from], &without_font[to..]),
        _ => without_font,
    }
}

fn pens<'d>(d: &'d Dossier<'_>) -> Vec<(&'d str, &'static str, Option<String>)> {
    // Dashes of paper in millimetres become pixels.
    let pixels = |dashes: &str| {
        dashes
            .split(' ')
            .filter_map(|v| v.parse::<f64>().ok())
            .map(|v| format!("{:.1}", v * 3.8))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let pen = |(n, (id, sketch)): (usize, &'d (String, bool))| {
        (id.as_str(), COLOURS[n % COLOURS.len()], sketch.then(|| pixels(DASHES[n % DASHES.len()])))
    };
    d.alignments.iter().enumerate().map(pen).collect()
}

/// What the script needs, as JSON that no text in it can end.
fn data(d: &Dossier<'_>, sheets: &[&Sheet]) -> String {
    let find =
        |name: &str| d.layers.sheets.iter().find(|s| s.name == name && s.rows.iter().any(|r| r.geometry.is_some()));
    let layer = |name: &str| Some((name.to_string(), tables::features(find(name)?)));
    let layers: Map<String, Value> = LAYERS.iter().filter_map(|name| layer(name)).collect();
    let titles: Map<String, Value> =
        LAYERS.iter().filter_map(|n| Some((n.to_string(), Value::from(d.language.say(&find(n)?.title))))).collect();
    let words: Map<String, Value> = WORDS.iter().map(|w| (w.to_string(), Value::from(d.language.say(w)))).collect();
    let people = find("communes").map(|s| tables::people(s, d.language)).unwrap_or_default();
    let lengths = find("alignments").map(|s| tables::lengths(s, d.language)).unwrap_or_default();
    let alignments: Vec<Value> =
        pens(d).iter().map(|(id, colour, dashes)| json!({"id": id, "colour": colour, "dashes": dashes})).collect();
    let mut described: Map<String, Value> =
        sheets.iter().map(|s| (s.name.to_string(), tables::described(s, d.language))).collect();
    described.insert("glance".into(), tables::glance_described(d.language));
    let data = json!({
        "language": d.language.code(),
        "words": words,
        "colours": {"classes": CLASSES},
        "alignments": alignments,
        "layers": layers,
        "titles": titles,
        "people": people,
        "lengths": lengths,
        "tables": described,
        "sources": d.document.sources,
        "credit": d.document.credits.first().cloned().unwrap_or_default(),
    });
    data.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The text of a cell that is text.
fn text_of(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}
