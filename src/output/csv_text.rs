//! CSV (RFC 4180) of one table.

use super::document::{Cell, Rows, Sheet};
use geo::Geometry;
use std::io::Write as _;

/// The table as CSV: LF line ends, a header, empty cells for what is not known.
pub fn text(sheet: &Sheet) -> String {
    let mut out = Vec::new();
    record(&mut out, &sheet.columns, |out, column| out.extend_from_slice(column.name.as_bytes()));
    sheet.rows.iter().for_each(|row| record(&mut out, &row.cells, write_cell));
    // Only text was written, so nothing is lost.
    String::from_utf8(out).unwrap_or_default()
}

/// Rows of a table, written behind some text when they are made.
pub struct CsvRows<'t>(pub &'t mut Vec<u8>);

impl Rows for CsvRows<'_> {
    fn add<const N: usize>(&mut self, cells: [Cell; N], _: Option<Geometry<f64>>) {
        record(self.0, &cells, write_cell);
    }
}

/// Fields with commas between them. One that is empty and alone is quoted, so that its line is not taken for none.
fn record<T>(out: &mut Vec<u8>, fields: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    let start = out.len();
    for (number, field) in fields.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, field);
    }
    out.extend_from_slice(if out.len() == start { b"\"\"\n" } else { b"\n" });
}

fn write_cell(out: &mut Vec<u8>, cell: &Cell) {
    match cell {
        Cell::Text(text) => write_text(out, text),
        Cell::Length(m) | Cell::Distance(m) => fixed(out, m.metres() + 0.0, 3),
        Cell::Chainage(c) => fixed(out, c.from_origin().metres() + 0.0, 3),
        Cell::Share(share) => fixed(out, *share, 6),
        Cell::Count(count) => whole(out, *count, 0),
        Cell::Number(v, decimals) => fixed(out, *v, *decimals),
        Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Cell::Empty => {}
    }
}

/// Text, in quotation marks where it holds what would end a field; its own are doubled.
fn write_text(out: &mut Vec<u8>, text: &str) {
    let formula: &[u8] = if text.starts_with(FORMULA) { b"'" } else { b"" };
    if !text.bytes().any(|b| matches!(b, b',' | b'\n' | b'"' | b'\r')) {
        out.extend_from_slice(formula);
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(formula);
    for (number, piece) in text.split('"').enumerate() {
        out.extend_from_slice(if number > 0 { b"\"\"" } else { b"" });
        out.extend_from_slice(piece.as_bytes());
    }
    out.push(b'"');
}

/// A number with so many decimals, as `{:.decimals$}` writes it: the nearest, of two equally near the even one. A table is
/// mostly numbers, and most can be scaled as whole ones without rounding.
fn fixed(out: &mut Vec<u8>, number: f64, decimals: usize) {
    if decimals > 6 || number.is_sign_negative() || number.is_nan() || number >= 1e12 {
        // Writing to memory does not fail.
        let _ = write!(out, "{number:.decimals$}");
        return;
    }
    // It is a whole number of halves of 2⁻ⁿ; of the very small ones nothing remains.
    let (bits, hidden) = (number.to_bits(), 1 << 52);
    let halvings = (1075 - (bits >> 52)).min(120) as u32;
    let scaled = u128::from(bits & (hidden - 1) | hidden) * u128::from(10u64.pow(decimals as u32));
    let (half, rest) = (1 << (halvings - 1), scaled & ((1 << halvings) - 1));
    let below = (scaled >> halvings) as u64;
    whole(out, below + u64::from(rest > half || rest == half && below % 2 == 1), decimals);
}

/// A whole number, so many of its digits behind the point.
fn whole(out: &mut Vec<u8>, mut left: u64, decimals: usize) {
    let mut text = [b'.'; 24];
    let mut from = text.len();
    let mut digit = |from: &mut usize| {
        *from -= 1;
        text[*from] = b'0' + (left % 10) as u8;
        left /= 10;
        left > 0
    };
    for _ in 0..decimals {
        digit(&mut from);
    }
    from -= usize::from(decimals > 0);
    while digit(&mut from) {}
    out.extend_from_slice(&text[from..]);
}

/// Text that begins so a spreadsheet would take for a formula: it gets an apostrophe before it (OWASP, CSV injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(number: f64) {
        for decimals in 0..8 {
            let mut text = Vec::new();
            fixed(&mut text, number, decimals);
            assert_eq!(String::from_utf8(text).unwrap(), format!("{number:.decimals$}"), "{number:?}");
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
        fn fields_are_quoted_as_a_writer_of_csv_quotes_them(
            records in prop::collection::vec(prop::collection::vec("[a,\"\r\n ế]{0,6}", 1..5), 0..5),
        ) {
            let mut out = Vec::new();
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for fields in &records {
                record(&mut out, fields, |out, field| write_text(out, field));
                // What a spreadsheet would take for a formula is marked before it is quoted.
                let marked = fields.iter().map(|f| if f.starts_with(FORMULA) { format!("'{f}") } else { f.clone() });
                writer.write_record(marked).unwrap();
            }
            prop_assert_eq!(out, writer.into_inner().unwrap());
        }

        #[test]
        fn counts_are_written_as_the_language_writes_them(number: u64) {
            let mut text = Vec::new();
            whole(&mut text, number, 0);
            prop_assert_eq!(String::from_utf8(text).unwrap(), number.to_string());
        }

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
