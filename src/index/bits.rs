//! Which of a few things: found for all of them at once, with no branch for each.

/// The numbers of some of up to 64 things, rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bits(u64);

impl Bits {
    /// So many things can be told apart.
    pub const MOST: usize = 64;

    /// Those for which the answer is yes. There must not be more than [`Bits::MOST`].
    #[inline]
    pub fn of(answers: impl IntoIterator<Item = bool>) -> Bits {
        let mut bits = 0;
        for (i, yes) in answers.into_iter().enumerate() {
            debug_assert!(i < Bits::MOST);
            bits |= u64::from(yes) << i;
        }
        Bits(bits)
    }

    /// The edges of a short line that have not both ends beyond one side of a box, from the outcodes of its vertices.
    #[inline]
    pub fn reaching(outcodes: impl IntoIterator<Item = u8>) -> Bits {
        let mut outcodes = outcodes.into_iter();
        let mut last = outcodes.next().unwrap_or_default();
        Bits::of(outcodes.map(|here| std::mem::replace(&mut last, here) & here == 0))
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl<const N: usize> From<[bool; N]> for Bits {
    #[inline]
    fn from(answers: [bool; N]) -> Bits {
        const { assert!(N <= Bits::MOST) }
        Bits((0..N).fold(0, |bits, i| bits | u64::from(answers[i]) << i))
    }
}

impl Iterator for Bits {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        (self.0 != 0).then(|| {
            let first = self.0.trailing_zeros() as usize;
            self.0 &= self.0 - 1;
            first
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_numbered_in_order() {
        let answers = |i: usize| i.is_multiple_of(9) || i == 63;
        assert_eq!(Bits::of((0..64).map(answers)).collect::<Vec<_>>(), [0, 9, 18, 27, 36, 45, 54, 63]);
        assert!(Bits::of([false; 64]).is_empty() && Bits::of([]).is_empty());
        assert_eq!(Bits::of([true; 64]).count(), 64);
        assert_eq!(Bits::from([true, false, false, true]).collect::<Vec<_>>(), [0, 3]);
        // Beyond the first side, in, in, beyond the second, beyond both, beyond the second.
        assert_eq!(Bits::reaching([1, 0, 0, 2, 3, 2]).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(Bits::reaching([0]).is_empty() && Bits::reaching([]).is_empty());
    }
}
