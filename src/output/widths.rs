//! How wide each column of a table may be.

use unicode_width::UnicodeWidthStr;

/// Between columns.
const GAP: usize = 2;
/// A cell of more lines than this is not read as a table any more.
const LINES: usize = 5;

/// The width of each column, if the table can be read within the width; none if its text is too long for one.
///
/// Figures are never broken. What they leave is shared among the columns of text: each gets what it needs as
/// long as there is enough, the widest give way first, and no word of ordinary length is broken.
pub fn fit(heads: &[&str], rows: &[Vec<String>], figures: &[bool], width: usize) -> Option<Vec<usize>> {
    let word = |text: &str| text.split(' ').map(|w| w.width()).max().unwrap_or(0);
    let mut widths = Vec::new();
    let mut least = Vec::new();
    for (i, head) in heads.iter().enumerate() {
        let cells = || rows.iter().map(move |r| r[i].as_str());
        let natural = cells().map(|c| c.width()).max().unwrap_or(0);
        // A heading breaks into two lines before text gives way.
        let head_least = word(head);
        widths.push(natural.max(head.width()));
        least.push(if figures[i] {
            natural.max(head_least)
        } else {
            cells().map(word).max().unwrap_or(0).max(head_least).min(26)
        });
    }
    let room = width.checked_sub(2 + heads.len() * GAP)?;
    while widths.iter().sum::<usize>() > room {
        let widest = (0..widths.len())
            .filter(|&i| widths[i] > least[i])
            .max_by_key(|&i| (figures[i], widths[i] - least[i], i))?;
        widths[widest] -= 1;
    }
    let lines = |text: &str, width: usize| {
        let mut lines = 1;
        let mut at = 0;
        for w in text.split(' ').map(|w| w.width()) {
            if at > 0 && at + 1 + w > width {
                lines += 1;
                at = w;
            } else {
                at += w + usize::from(at > 0);
            }
        }
        lines
    };
    let readable = rows.iter().all(|row| row.iter().zip(&widths).all(|(cell, w)| lines(cell, *w) <= LINES));
    readable.then_some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&str]) -> Vec<Vec<String>> {
        vec![cells.iter().map(|c| c.to_string()).collect()]
    }

    #[test]
    fn figures_keep_their_width_and_text_gives_way() {
        let widths = fit(&["a", "b"], &rows(&["123456", "one two three four five six"]), &[true, false], 24);
        assert_eq!(widths, Some(vec![6, 12]));
    }

    #[test]
    fn text_too_long_for_a_table_is_refused() {
        let long = "word ".repeat(80);
        assert_eq!(fit(&["a", "b"], &rows(&["1", &long]), &[true, false], 60), None);
    }
}
