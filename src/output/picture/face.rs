//! The font of pictures: how wide a text is.

use ttf_parser::Face;

/// Noto Sans, regular, Latin with Vietnamese (SIL Open Font License 1.1, see `src/output/font/OFL.txt`).
pub const REGULAR: &[u8] = include_bytes!("../font/NotoSans-Regular.ttf");
/// The same, bold.
pub const BOLD: &[u8] = include_bytes!("../font/NotoSans-Bold.ttf");
/// Its name, and what to take where a program has it not.
pub const FAMILY: &str = "Noto Sans";

/// How wide is this text at this size? In the unit of the size.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let bytes = if bold { BOLD } else { REGULAR };
    let Ok(face) = Face::parse(bytes, 0) else { return text.chars().count() as f64 * size * 0.6 };
    let units = f64::from(face.units_per_em());
    let advance = |c: char| {
        let glyph = face.glyph_index(c).or_else(|| face.glyph_index('\u{FFFD}'))?;
        face.glyph_hor_advance(glyph).map(f64::from)
    };
    text.chars().map(|c| advance(c).unwrap_or(units * 0.6)).sum::<f64>() / units * size
}

/// The text cut so that it is no wider than this, with an ellipsis where it was cut.
pub fn cut(text: &str, size: f64, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let cut: String = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if width(&cut, size, bold) <= room {
            return cut;
        }
    }
    String::new()
}

/// The text in lines no wider than this, broken at spaces; at most so many lines.
pub fn lines(text: &str, size: f64, bold: bool, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if !line.is_empty() && width(&longer, size, bold) > room {
            lines.push(std::mem::replace(&mut line, word.to_string()));
        } else {
            line = longer;
        }
    }
    lines.push(line);
    if lines.len() > most {
        let rest = lines[most.saturating_sub(1)..].join(" ");
        lines.truncate(most.saturating_sub(1));
        lines.push(rest);
    }
    lines.iter().map(|l| cut(l, size, bold, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_letter_of_vietnamese() {
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
        for bytes in [REGULAR, BOLD] {
            let face = Face::parse(bytes, 0);
            let has = |c: char| face.as_ref().is_ok_and(|f| f.glyph_index(c).is_some());
            let all = letters.chars().flat_map(|c| c.to_uppercase().chain([c]).collect::<Vec<_>>());
            let lacking: Vec<char> = all.chain("–…°²·×".chars()).filter(|c| !has(*c)).collect();
            assert!(lacking.is_empty(), "{lacking:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_to_its_room() {
        assert_eq!(cut("Điện Biên Phủ", 3.0, false, 100.0), "Điện Biên Phủ");
        let short = cut("Điện Biên Phủ", 3.0, false, 12.0);
        assert!(short.ends_with('…') && width(&short, 3.0, false) <= 12.0);
    }
}
