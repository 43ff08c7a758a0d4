//! A small map as SVG: what a figure is about, in its surroundings.

use super::picture::escaped;
use crate::geodesy::LonLat;
use geo::{BoundingRect, Coord, CoordsIter, Geometry, InteriorPoint, Intersects, LineString, Rect, Simplify};

/// What is on the map.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// Land around, each with its name: communes.
    pub around: Vec<(Geometry<f64>, String)>,
    /// Roads that the figure is not about.
    pub roads: Vec<Geometry<f64>>,
    /// What the figure is about, each with what a pointer that rests on it is told.
    pub pieces: Vec<(Geometry<f64>, String)>,
}

const WIDTH: f64 = 720.0;
const TALLEST: f64 = 720.0;
const MARGIN: f64 = 24.0;
const FOOT: f64 = 44.0;

/// Draws it, the pieces filling the map; north is up, and a scale bar stands below.
pub fn small_map(title: &str, credit: &str, drawn: &Drawn) -> String {
    let places: Vec<LonLat> = drawn.pieces.iter().flat_map(|(g, _)| g.coords_iter()).collect();
    let fallback: Vec<LonLat> = drawn.roads.iter().flat_map(|g| g.coords_iter()).collect();
    let all = LineString(if places.is_empty() { fallback } else { places });
    let Some(bounds) = all.bounding_rect() else { return empty(title) };
    let centre = bounds.center();
    // A map this small is drawn in an equirectangular plane through its middle: shapes hold, figures are not made.
    let (kx, ky) = (111_320.0 * centre.y.to_radians().cos().max(0.01), 110_600.0);
    let (half_x, half_y) = ((bounds.width() * kx * 0.575).max(500.0), (bounds.height() * ky * 0.575).max(500.0));
    let scale = ((WIDTH - 2.0 * MARGIN) / (2.0 * half_x)).min((TALLEST - 2.0 * MARGIN) / (2.0 * half_y));
    let height = (2.0 * half_y * scale + 2.0 * MARGIN).max(240.0);
    let at = |c: Coord<f64>| {
        (WIDTH / 2.0 + (c.x - centre.x) * kx * scale, FOOT + height / 2.0 - (c.y - centre.y) * ky * scale)
    };
    let credits = wrapped(credit, 125);
    let whole = height + 2.0 * FOOT + 12.0 * credits.len() as f64;
    // A long title shrinks, so that it stays on the map.
    let size = (15.0 * 78.0 / title.chars().count().max(78) as f64).max(7.0);
    let (far_x, far_y) = (WIDTH / 2.0 / (scale * kx), height / 2.0 / (scale * ky));
    let view = Rect::new((centre.x - far_x, centre.y - far_y), (centre.x + far_x, centre.y + far_y));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {whole:.0}\" width=\"{WIDTH}\" height=\"{whole:.0}\" \
         font-family=\"'DejaVu Sans','Noto Sans',Arial,sans-serif\" font-size=\"13\">\n<title>{0}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<clipPath id=\"c\"><rect x=\"0\" y=\"{FOOT}\" width=\"{WIDTH}\" height=\"{height:.0}\"/></clipPath>\n\
         <text x=\"{MARGIN}\" y=\"28\" font-size=\"{1:.1}\" font-weight=\"bold\">{0}</text>\n<g clip-path=\"url(#c)\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
         <rect y=\"{FOOT}\" width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#f7f5f0\"/>\n",
        escaped(title),
        size
    );
    let pixel = 0.4 / (scale * kx);
    let seen = |g: &Geometry<f64>| g.bounding_rect().is_some_and(|r| r.intersects(&view));
    let around: Vec<&(Geometry<f64>, String)> = drawn.around.iter().filter(|(g, _)| seen(g)).collect();
    for (geometry, _) in &around {
        out += &shape(geometry, pixel, &at, "fill=\"#fff\" stroke=\"#c9c3b5\" stroke-width=\"1\"", None);
    }
    for geometry in &drawn.roads {
        out += &shape(geometry, pixel, &at, "fill=\"none\" stroke=\"#777\" stroke-width=\"2\"", None);
    }
    for (geometry, told) in &drawn.pieces {
        let style = match geometry {
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => {
                "fill=\"#d9480f\" fill-opacity=\"0.18\" stroke=\"#d9480f\" stroke-width=\"1.5\""
            }
            _ => "fill=\"none\" stroke=\"#d9480f\" stroke-width=\"4\"",
        };
        out += &shape(geometry, pixel, &at, style, Some(told));
    }
    for (geometry, name) in around.iter().filter(|_| around.len() <= MOST_NAMES) {
        let Some(place) = geometry.interior_point() else { continue };
        let (x, y) = at(place.0);
        // A white rim first, so that the name stands clear of lines.
        for style in ["fill=\"#fff\" stroke=\"#fff\" stroke-width=\"2\"", "fill=\"#555\""] {
            out += &format!(
                "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\" font-size=\"10\" {style}>{}</text>\n",
                escaped(name)
            );
        }
    }
    out += "</g>\n";
    let bar = nice(120.0 / scale);
    let label = if bar >= 1000.0 { format!("{} km", bar / 1000.0) } else { format!("{bar} m") };
    let y = FOOT + height + 20.0;
    out += &format!(
        "<path d=\"M{MARGIN} {0:.1}h{1:.1}\" stroke=\"#000\" stroke-width=\"3\"/>\n<text x=\"{2:.1}\" y=\"{3:.1}\">{label}</text>\n",
        y,
        bar * scale,
        MARGIN + bar * scale + 8.0,
        y + 5.0,
    );
    for (i, line) in credits.iter().enumerate() {
        let y = y + 24.0 + 12.0 * i as f64;
        out += &format!("<text x=\"{MARGIN}\" y=\"{y:.0}\" font-size=\"9\" fill=\"#555\">{}</text>\n", escaped(line));
    }
    out + "</svg>\n"
}

/// More names than this would cover each other.
const MOST_NAMES: usize = 60;

/// Text in lines of so many characters, broken at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

fn empty(title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} 80\"><text x=\"20\" y=\"45\">{}: not on the map</text></svg>\n",
        escaped(title)
    )
}

/// The largest of 1, 2, 5 times a power of ten that is no larger.
fn nice(metres: f64) -> f64 {
    let power = 10f64.powf(metres.log10().floor());
    [5.0, 2.0, 1.0].iter().map(|f| f * power).find(|&v| v <= metres).unwrap_or(power)
}

fn shape(
    geometry: &Geometry<f64>,
    pixel: f64,
    at: &impl Fn(Coord<f64>) -> (f64, f64),
    style: &str,
    told: Option<&str>,
) -> String {
    let path = |line: &LineString<f64>, close: bool| {
        let mut d = String::new();
        for (i, c) in line.simplify(pixel).0.iter().enumerate() {
            let (x, y) = at(*c);
            d += &format!("{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
        if close { d + "Z" } else { d }
    };
    let polygon = |p: &geo::Polygon<f64>| {
        std::iter::once(p.exterior()).chain(p.interiors()).map(|r| path(r, true)).collect::<String>()
    };
    let told = told.map(|t| format!("<title>{}</title>", escaped(t))).unwrap_or_default();
    let d = match geometry {
        Geometry::LineString(line) => path(line, false),
        Geometry::MultiLineString(lines) => lines.iter().map(|l| path(l, false)).collect(),
        Geometry::Polygon(p) => polygon(p),
        Geometry::MultiPolygon(polygons) => polygons.iter().map(polygon).collect(),
        Geometry::Point(p) => {
            let (x, y) = at(p.0);
            return format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"#d9480f\">{told}</circle>\n");
        }
        _ => return String::new(),
    };
    format!("<path d=\"{d}\" {style} fill-rule=\"evenodd\">{told}</path>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text_and_nothing_to_draw_is_said() {
        let drawn = Drawn {
            pieces: vec![(
                Geometry::LineString(LineString::from(vec![(103.0, 21.0), (103.1, 21.1)])),
                "<script>".into(),
            )],
            ..Drawn::default()
        };
        let map = small_map("<b>&", "\"", &drawn);
        assert!(!map.contains("<script>") && !map.contains("<b>") && map.contains("&lt;script&gt;"));
        assert!(small_map("x", "", &Drawn::default()).contains("not on the map"));
    }

    #[test]
    fn scale_bars_are_round() {
        assert_eq!([nice(1234.0), nice(5200.0), nice(999.0)], [1000.0, 5000.0, 500.0]);
    }
}
