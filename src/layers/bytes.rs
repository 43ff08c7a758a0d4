//! Numbers out of binary files, never past their end and never more than there are.

use crate::error::{Error, Fault, Result};

/// A place in a binary file from which one reads on.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<'a> {
    rest: &'a [u8],
    what: &'static str,
}

macro_rules! numbers {
    ($($name:ident $kind:ty, $from:ident, $size:literal;)*) => {$(
        pub fn $name(&mut self) -> Result<$kind> {
            let mut raw = [0; $size];
            raw.copy_from_slice(self.take($size)?);
            Ok(<$kind>::$from(raw))
        }
    )*};
}

impl<'a> Bytes<'a> {
    /// From the start of these bytes, of such a file.
    pub fn of(rest: &'a [u8], what: &'static str) -> Bytes<'a> {
        Bytes { rest, what }
    }

    /// How many are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// So many bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        if count > self.rest.len() {
            return Err(self.cut());
        }
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(taken)
    }

    numbers! {
        u8 u8, from_le_bytes, 1;
        u16_le u16, from_le_bytes, 2;
        u32_le u32, from_le_bytes, 4;
        u32_be u32, from_be_bytes, 4;
        i32_le i32, from_le_bytes, 4;
        u64_le u64, from_le_bytes, 8;
        f64_le f64, from_le_bytes, 8;
        f64_be f64, from_be_bytes, 8;
    }

    /// A count of things that take at least so many bytes each: more than can be there are refused before
    /// any room is made for them.
    pub fn count(&self, claimed: u32, least: usize) -> Result<usize> {
        let claimed = claimed as usize;
        if claimed.checked_mul(least).is_some_and(|bytes| bytes <= self.rest.len()) {
            return Ok(claimed);
        }
        Err(Fault::new(
            "truncated",
            format!("{} as long as it says", self.what),
            format!("{claimed} things claimed where {} bytes are left", self.rest.len()),
        )
        .remedy("the file is cut off or damaged: copy or export it again")
        .into())
    }

    fn cut(&self) -> Error {
        Fault::new("truncated", format!("{} whole", self.what), "the end of the file in the middle of it")
            .remedy("the file is cut off or damaged: copy or export it again")
            .into()
    }
}
