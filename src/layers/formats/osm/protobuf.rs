//! The wire format of protocol buffers, as far as OpenStreetMap uses it.

use crate::error::{Error, Fault, Result};

/// One field of a message.
pub enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of a width that nothing here uses.
    Other,
}

/// A message that is read field by field.
#[derive(Clone, Copy)]
pub struct Message<'a>(pub &'a [u8]);

pub fn damaged(found: &str) -> Error {
    Fault::new("osm-pbf", "an OpenStreetMap extract (PBF)", found).remedy("download or cut the extract again").into()
}

impl<'a> Message<'a> {
    fn varint(&mut self) -> Result<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or_else(|| damaged("a number that is cut off"))?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(damaged("a number without end"))
    }

    fn bytes(&mut self, count: u64) -> Result<&'a [u8]> {
        let count = usize::try_from(count).ok().filter(|c| *c <= self.0.len());
        let (taken, rest) = self.0.split_at(count.ok_or_else(|| damaged("a part longer than the whole"))?);
        self.0 = rest;
        Ok(taken)
    }

    /// The next field and its number; none at the end.
    pub fn next(&mut self) -> Result<Option<(u64, Field<'a>)>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = self.varint()?;
        let field = match key & 7 {
            0 => Field::Number(self.varint()?),
            1 => self.bytes(8).map(|_| Field::Other)?,
            2 => {
                let size = self.varint()?;
                Field::Bytes(self.bytes(size)?)
            }
            5 => self.bytes(4).map(|_| Field::Other)?,
            _ => return Err(damaged("a field of an unknown kind")),
        };
        Ok(Some((key >> 3, field)))
    }

    /// Every field, one after another.
    pub fn each(mut self, mut take: impl FnMut(u64, Field<'a>) -> Result<()>) -> Result<()> {
        while let Some((number, field)) = self.next()? {
            take(number, field)?;
        }
        Ok(())
    }

    /// Packed numbers.
    pub fn numbers(mut self) -> Result<Vec<u64>> {
        let mut numbers = Vec::new();
        while !self.0.is_empty() {
            numbers.push(self.varint()?);
        }
        Ok(numbers)
    }

    /// Packed numbers, each written as its zigzag difference from the one before.
    pub fn deltas(self) -> Result<Vec<i64>> {
        let mut at = 0i64;
        Ok(self
            .numbers()?
            .into_iter()
            .map(|n| {
                at = at.wrapping_add(zigzag(n));
                at
            })
            .collect())
    }
}

/// A signed number in zigzag.
pub fn zigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}
