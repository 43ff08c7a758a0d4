//! The attribute table beside a shapefile (dBASE III and its kin).

use super::super::bytes::Bytes;
use super::super::content::value;
use super::super::encoding::Encoding;
use crate::error::{Fault, Result};
use rayon::prelude::*;
use serde_json::{Map, Value};

/// The table, and the encoding that its text was read in.
pub struct Table {
    /// The rows by number; none where the row is marked as deleted.
    pub rows: Vec<Map<String, Value>>,
    /// The encoding used.
    pub encoding: Encoding,
    /// Whether it was guessed.
    pub guessed: bool,
}

struct Field {
    name: String,
    kind: u8,
    from: usize,
    size: usize,
}

/// More columns than this no table has.
const MOST_FIELDS: usize = 2048;

/// Reads a table in the encoding declared beside it, or by itself, or as it looks.
pub fn read(bytes: &[u8], declared: Option<Encoding>) -> Result<Table> {
    let mut head = Bytes::of(bytes, "an attribute table (.dbf)");
    let version = head.u8()?;
    head.take(3)?;
    let (claimed, header, record) = (head.u32_le()?, usize::from(head.u16_le()?), usize::from(head.u16_le()?));
    head.take(17)?;
    let language = head.u8()?;
    if !matches!(version & 0x07, 3..=5) && version != 0x30 && version != 0x31 && version != 0x32 || record == 0 {
        return Err(Fault::new("dbf", "an attribute table (.dbf) of dBASE III", format!("version {version:#04x}"))
            .remedy("export the layer again")
            .into());
    }
    let fields_at = bytes.get(32..header.min(bytes.len())).unwrap_or(&[]);
    let raw: Vec<&[u8]> = fields_at.chunks_exact(32).take_while(|f| f[0] != 0x0D).take(MOST_FIELDS).collect();
    let body = bytes.get(header..).unwrap_or(&[]);
    let count = Bytes::of(body, "an attribute table (.dbf)").count(claimed, record)?;
    let records: Vec<&[u8]> = body.chunks_exact(record).take(count).collect();
    let text_of = |f: &[u8]| -> (u8, usize) { (f[11], usize::from(f[16])) };
    let mut spans = Vec::new();
    let mut from = 1;
    for f in &raw {
        let (kind, size) = text_of(f);
        spans.push((kind, from, size));
        from += size;
    }
    if from > record {
        return Err(Fault::new("dbf", format!("columns of {record} bytes together"), format!("{from} bytes"))
            .remedy("the table is damaged: export the layer again")
            .into());
    }
    let declared = declared.or(by_language(language));
    let texts = || {
        let names = raw.iter().map(|f| name_of(f));
        let spans = &spans;
        let cells = records
            .iter()
            .flat_map(move |r| spans.iter().filter(|s| s.0 == b'C').filter_map(move |s| r.get(s.1..s.1 + s.2)));
        names.chain(cells)
    };
    let guess = Encoding::guessed(texts());
    // What says nothing, or says a Western code page out of habit, is looked at.
    let encoding = declared.unwrap_or(guess);
    let fields: Vec<Field> = raw
        .iter()
        .zip(&spans)
        .map(|(f, &(kind, from, size))| Field { name: encoding.text(name_of(f)), kind, from, size })
        .collect();
    let rows = records.par_iter().map(|record| row(record, &fields, encoding)).collect();
    Ok(Table { rows, encoding, guessed: declared.is_none() && guess != Encoding::Utf8 })
}

fn name_of(field: &[u8]) -> &[u8] {
    let name = &field[..11];
    &name[..name.iter().position(|b| *b == 0).unwrap_or(11)]
}

fn by_language(language: u8) -> Option<Encoding> {
    // Only those that say more than "as this computer has it".
    match language {
        0x57 | 0x00 | 0x03 | 0x01 | 0x02 => None,
        0xC8 => Encoding::named("windows-1250").ok(),
        0xC9 => Encoding::named("windows-1251").ok(),
        _ => None,
    }
}

fn row(record: &[u8], fields: &[Field], encoding: Encoding) -> Map<String, Value> {
    let mut map = Map::with_capacity(fields.len());
    for field in fields {
        let Some(raw) = record.get(field.from..field.from + field.size) else { continue };
        let cell = match field.kind {
            b'C' => {
                let text = encoding.text(raw);
                let text = text.trim_matches(['\0', ' ']);
                if text.is_empty() { Value::Null } else { Value::from(text) }
            }
            b'N' | b'F' => match value(&String::from_utf8_lossy(raw)) {
                Value::String(text) => {
                    text.trim().parse::<f64>().ok().filter(|n| n.is_finite()).map_or(Value::Null, Value::from)
                }
                number => number,
            },
            b'L' => match raw.first() {
                Some(b'T' | b't' | b'Y' | b'y') => Value::from(true),
                Some(b'F' | b'f' | b'N' | b'n') => Value::from(false),
                _ => Value::Null,
            },
            b'D' => match std::str::from_utf8(raw) {
                Ok(d) if d.len() == 8 && d.bytes().all(|b| b.is_ascii_digit()) => {
                    Value::from(format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..]))
                }
                _ => Value::Null,
            },
            b'I' if raw.len() == 4 => Value::from(i32::from_le_bytes([raw[0], raw[1], raw[2], raw[3]])),
            _ => Value::Null,
        };
        map.insert(field.name.clone(), cell);
    }
    map
}
