//! Writing SVG: elements with escaped text, numbers to a hundredth of a millimetre.

use super::face;
use crate::error::hidden;
use std::fmt::Write;

/// A point of the paper, millimetres from its upper left corner.
pub type Spot = (f64, f64);

/// A picture while it is drawn.
pub struct Paper {
    width: f64,
    height: f64,
    body: String,
    styles: String,
}

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its point is its left end.
    Start,
    /// Its point is its middle.
    Middle,
    /// Its point is its right end.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Ink<'a> {
    /// Millimetres.
    pub size: f64,
    /// Its colour.
    pub colour: &'a str,
    /// Whether bold.
    pub bold: bool,
    /// Whether with a white halo, over a map.
    pub halo: bool,
}

/// Text as XML takes it: escaped, without control characters.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if hidden(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A number to a hundredth, without zeros that say nothing.
pub fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0 + 0.0;
    let text = format!("{rounded:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A path through these points.
pub fn path(points: &[Spot], closed: bool) -> String {
    let mut out = String::new();
    let mut last = None;
    // A place that the plane cannot express is not drawn.
    for (i, p) in points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()).enumerate() {
        let at = (number(p.0), number(p.1));
        // Points that fall on one are one.
        if last.as_ref() != Some(&at) {
            let _ = write!(out, "{}{} {}", if i == 0 { "M" } else { "L" }, at.0, at.1);
            last = Some(at);
        }
    }
    if closed {
        out.push('Z');
    }
    out
}

impl Paper {
    /// An empty sheet of so many millimetres.
    pub fn new(width: f64, height: f64) -> Paper {
        Paper { width, height, body: String::new(), styles: String::new() }
    }

    /// Adds an element as it is.
    pub fn add(&mut self, element: impl AsRef<str>) {
        self.body += element.as_ref();
        self.body.push('\n');
    }

    /// Adds to the definitions: patterns, clips.
    pub fn define(&mut self, element: impl AsRef<str>) {
        self.styles += element.as_ref();
        self.styles.push('\n');
    }

    /// A path with its looks as attributes.
    pub fn path(&mut self, d: &str, looks: &str) {
        if !d.is_empty() {
            self.add(format!("<path d=\"{d}\" {looks}/>"));
        }
    }

    /// A rectangle.
    pub fn rect(&mut self, at: Spot, size: (f64, f64), looks: &str) {
        self.add(format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {looks}/>",
            number(at.0),
            number(at.1),
            number(size.0),
            number(size.1)
        ));
    }

    /// A straight line.
    pub fn line(&mut self, from: Spot, to: Spot, looks: &str) {
        self.path(&path(&[from, to], false), looks);
    }

    /// A text on one line; its point is on the baseline.
    pub fn text(&mut self, at: Spot, text: &str, anchor: Anchor, ink: Ink<'_>) {
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if ink.bold { " font-weight=\"700\"" } else { "" };
        let place =
            format!("x=\"{}\" y=\"{}\" font-size=\"{}\"{bold}{anchor}", number(at.0), number(at.1), number(ink.size));
        let text = escaped(text);
        if ink.halo {
            let wide = number(ink.size * 0.28);
            self.add(format!("<text {place} fill=\"none\" stroke=\"#ffffff\" stroke-width=\"{wide}\" stroke-linejoin=\"round\" aria-hidden=\"true\">{text}</text>"));
        }
        self.add(format!("<text {place} fill=\"{}\">{text}</text>", ink.colour));
    }

    /// What was drawn, for another sheet.
    pub fn taken_body(self) -> String {
        self.body
    }

    /// The picture as SVG, with its font in it, so that it looks the same everywhere.
    pub fn svg(&self, title: &str, about: &str) -> String {
        let (w, h) = (number(self.width), number(self.height));
        let fonts: String = [(face::REGULAR, 400), (face::BOLD, 700)]
            .iter()
            .map(|(bytes, weight)| format!("@font-face{{font-family:'{}';font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}", face::FAMILY, base64(bytes)))
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}mm\" height=\"{h}mm\" viewBox=\"0 0 {w} {h}\" role=\"img\" font-family=\"{}, 'Be Vietnam Pro', Arial, sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n<style>{fonts}</style>\n<defs>\n{}</defs>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            face::FAMILY,
            escaped(title),
            escaped(about),
            self.styles,
            self.body
        )
    }

    /// The same to stand in a page that has the font already.
    pub fn inline(&self, title: &str) -> String {
        let (w, h) = (number(self.width), number(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n<defs>\n{}</defs>\n{}</svg>\n",
            escaped(title),
            escaped(title),
            self.styles,
            self.body
        )
    }
}

/// Bytes as base64 (RFC 4648).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let digit = DIGITS[(n >> (18 - 6 * i) & 63) as usize] as char;
            out.push(if i <= three.len() { digit } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        assert_eq!(escaped("<script>\"&'\u{202e}\u{1b}"), "&lt;script&gt;&quot;&amp;&#39;\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn bytes_are_base64() {
        assert_eq!([&b""[..], b"f", b"fo", b"foo", b"foob"].map(base64), ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
