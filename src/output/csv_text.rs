//! CSV (RFC 4180) of one table.

use super::document::{Cell, Sheet};
use std::fmt::{self, Write as _};

/// The table as CSV: LF line ends, a header, empty cells for what is not known.
pub fn text(sheet: &Sheet) -> String {
    let mut writer = writer();
    // Writing to memory does not fail; a record that did would be missing, and the row count is tested.
    let _ = writer.write_record(sheet.columns.iter().map(|c| c.name));
    rows_into(&mut writer, sheet, |_| ());
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Its rows alone, and where each of them ends.
pub fn rows(sheet: &Sheet) -> (Vec<u8>, Vec<usize>) {
    let mut ends = Vec::with_capacity(sheet.rows.len());
    let mut writer = writer();
    rows_into(&mut writer, sheet, |writer| {
        let _ = writer.flush();
        ends.push(writer.get_ref().len());
    });
    let mut text = writer.into_inner().unwrap_or_default();
    text.shrink_to_fit();
    (text, ends)
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new())
}

fn rows_into(writer: &mut csv::Writer<Vec<u8>>, sheet: &Sheet, mut written: impl FnMut(&mut csv::Writer<Vec<u8>>)) {
    let mut text = String::new();
    for row in &sheet.rows {
        for cell in &row.cells {
            text.clear();
            let _ = write_cell(&mut text, cell).map(|()| writer.write_field(&text));
        }
        let _ = writer.write_record(None::<&[u8]>);
        written(writer);
    }
}

fn write_cell(out: &mut String, cell: &Cell) -> fmt::Result {
    match cell {
        Cell::Text(text) => {
            if text.starts_with(FORMULA) {
                out.push('\'');
            }
            out.push_str(text);
            Ok(())
        }
        Cell::Length(m) | Cell::Distance(m) => fixed(out, m.metres() + 0.0, 3),
        Cell::Chainage(c) => fixed(out, c.from_origin().metres() + 0.0, 3),
        Cell::Share(share) => fixed(out, *share, 6),
        Cell::Count(count) => write!(out, "{count}"),
        Cell::Number(v, decimals) => fixed(out, *v, *decimals),
        Cell::Flag(flag) => write!(out, "{flag}"),
        Cell::Empty => Ok(()),
    }
}

/// A number with so many decimals, as `{:.decimals$}` writes it: the nearest, of two equally near the even one. A table is
/// mostly numbers, and most can be scaled as whole ones without rounding.
fn fixed(out: &mut String, number: f64, decimals: usize) -> fmt::Result {
    if decimals > 6 || number.is_sign_negative() || number.is_nan() || number >= 1e12 {
        return write!(out, "{number:.decimals$}");
    }
    // It is a whole number of halves of 2⁻ⁿ; of the very small ones nothing remains.
    let (bits, hidden) = (number.to_bits(), 1 << 52);
    let halvings = (1075 - (bits >> 52)).min(120) as u32;
    let scaled = u128::from(bits & (hidden - 1) | hidden) * u128::from(10u64.pow(decimals as u32));
    let (half, rest) = (1 << (halvings - 1), scaled & ((1 << halvings) - 1));
    let below = (scaled >> halvings) as u64;
    let mut left = below + u64::from(rest > half || rest == half && below % 2 == 1);
    let (mut text, mut from) = ([0; 24], 24);
    for place in 1.. {
        from -= 1;
        text[from] = b'0' + (left % 10) as u8;
        left /= 10;
        if place == decimals {
            from -= 1;
            text[from] = b'.';
        } else if place > decimals && left == 0 {
            break;
        }
    }
    out.write_str(std::str::from_utf8(&text[from..]).unwrap_or_default())
}

/// Text that begins so a spreadsheet would take for a formula: it gets an apostrophe before it (OWASP, CSV injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(number: f64) {
        for decimals in 0..8 {
            let mut text = String::new();
            fixed(&mut text, number, decimals).unwrap();
            assert_eq!(text, format!("{number:.decimals$}"), "{number:?}");
        }
    }

    #[test]
    fn numbers_on_the_edge_are_written_as_the_language_writes_them() {
        for number in
            [0.0, -0.0, 0.5, 1.5, 2.5, 0.0625, 0.1875, 0.9995, 0.99999995, 1e-320, 5e-7, 1e12, 999_999_999_999.999_9]
        {
            agrees(number);
            agrees(-number);
        }
        [f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, f64::MAX].into_iter().for_each(agrees);
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_language_writes_them(
            bits in any::<u64>(), metres in 0.0..1e7f64, share in 0.0..1.0f64, sixteenths in 0u64..1 << 30,
        ) {
            agrees(f64::from_bits(bits));
            agrees(metres);
            agrees((metres * 1e3).round() / 1e3);
            agrees(share);
            agrees(sixteenths as f64 / 16.0);
        }
    }
}
