//! A picture as a file: SVG as it is, PNG and PDF made from it.

use super::face;
use crate::error::{Fault, Result};
use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// The form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureForm {
    /// Lines and text, for the web and for drawing programs.
    Svg,
    /// Dots, for slides and documents.
    Png,
    /// For print.
    Pdf,
}

impl PictureForm {
    /// By the end of a file's name.
    ///
    /// # Errors
    /// It is none of svg, png and pdf.
    pub fn of_name(name: &str) -> Result<PictureForm> {
        match name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
            Some("svg") => Ok(PictureForm::Svg),
            Some("png") => Ok(PictureForm::Png),
            Some("pdf") => Ok(PictureForm::Pdf),
            _ => Err(Fault::new("picture-form", "a file name that ends in .svg, .png or .pdf", format!("\"{name}\""))
                .remedy("name the file so, such as map.pdf")
                .into()),
        }
    }
}

/// Dots for each millimetre: 200 an inch, which is crisp on A4 and small in a mail.
const DOTS: f32 = 200.0 / 25.4;
/// usvg counts 96 an inch.
const UNITS: f32 = 96.0 / 25.4;

/// The bytes of a picture in this form.
///
/// # Errors
/// The picture is larger than the memory for its dots.
pub fn picture_bytes(svg: String, form: PictureForm) -> Result<Vec<u8>> {
    if form == PictureForm::Svg {
        return Ok(svg.into_bytes());
    }
    let failed = |why: String| Fault::new("picture", "a picture that can be drawn", why).remedy("ask for .svg instead");
    let mut options = usvg::Options { font_family: face::FAMILY.into(), ..usvg::Options::default() };
    let fonts = Arc::make_mut(&mut options.fontdb);
    fonts.load_font_data(face::REGULAR.to_vec());
    fonts.load_font_data(face::BOLD.to_vec());
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|e| failed(e.to_string()))?;
    if form == PictureForm::Pdf {
        let page = svg2pdf::PageOptions { dpi: 96.0 };
        // svg2pdf numbers the two fonts as its hash table has them, either way round; the way with the regular one first
        // is taken. That it does not come in forty throws of a coin is not to be feared.
        let mut pdf = Vec::new();
        for _ in 0..40 {
            pdf = svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), page)
                .map_err(|e| failed(e.to_string()))?;
            let first = |name: &[u8]| pdf.windows(name.len()).position(|w| w == name);
            match (first(b"NotoSans-Regular"), first(b"NotoSans-Bold")) {
                (Some(regular), Some(bold)) if bold < regular => {}
                _ => break,
            }
        }
        return Ok(in_order(pdf));
    }
    let scale = DOTS / UNITS;
    let size = tree.size();
    let (w, h) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut dots = tiny_skia::Pixmap::new(w, h).ok_or_else(|| failed(format!("{w} × {h} dots")))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut dots.as_mut());
    dots.encode_png().map_err(|e| failed(e.to_string()).into())
}

/// The PDF with the entries of each dictionary of resources in order. svg2pdf writes them as its hash table has them,
/// another way each time; sorting lines among themselves moves nothing else, so every offset stays right.
fn in_order(pdf: Vec<u8>) -> Vec<u8> {
    let mut out: Vec<&[u8]> = Vec::new();
    let mut run = 0;
    for line in pdf.split_inclusive(|b| *b == b'\n') {
        if !is_reference(line) {
            sort_tail(&mut out, run);
            run = 0;
        } else {
            run += 1;
        }
        out.push(line);
    }
    sort_tail(&mut out, run);
    out.concat()
}

fn sort_tail(lines: &mut [&[u8]], run: usize) {
    let start = lines.len() - run;
    lines[start..].sort();
}

/// A line such as `  /gs12 34 0 R`.
fn is_reference(line: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    let mut words = text.split_ascii_whitespace();
    let named = words.next().is_some_and(|w| w.starts_with('/') && w.ends_with(|c: char| c.is_ascii_digit()));
    let number = words.next().is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()));
    named && number && words.next() == Some("0") && words.next() == Some("R") && words.next().is_none()
}
