//! Dice for made data.
#![allow(dead_code)] // each test uses its own part of this module

/// Numbers that are the same everywhere (xorshift64*, Vigna 2016).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides.max(1)
    }

    /// From -1 to 1.
    pub fn either(&mut self) -> f64 {
        self.roll(2_000_001) as f64 / 1e6 - 1.0
    }
}
