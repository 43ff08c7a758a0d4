//! Rings as they are kept: one whose places have no more than seven decimals as whole numbers, each as far as it is from the middle of a
//! few that are near it. That is a quarter of the bytes to read again and gives the same bits.
//!
//! ```text
//! places (4) · 0 · longitude and latitude (8 + 8) of each
//! places (4) · decimals: 6 or 7 (1) · length (4) · runs: places (1) · middle (4 + 4) · from the middle (2 + 2) each
//! ```

use super::super::bytes::Bytes;
use super::communes::{place, size};
use crate::geodesy::{LonLat, LonLatBox};
use geo::LineString;

/// A ring takes at least so many bytes.
pub const LEAST_RING: usize = 4 + 1;

/// How many decimals the degrees of a ring may have to be kept as whole numbers.
const DECIMALS: [u8; 2] = [6, 7];

/// So many units are a degree.
fn per_degree(decimals: u8) -> f64 {
    10.0_f64.powi(i32::from(decimals))
}

/// The whole number that gives these degrees again, bit for bit, if there is one.
fn whole(degrees: f64, per_degree: f64) -> Option<i32> {
    // What is too large, and nought with a sign, does not come back.
    let whole = (degrees * per_degree).round() as i32;
    (degrees_of(whole, per_degree).to_bits() == degrees.to_bits()).then_some(whole)
}

/// A quotient is rounded once: to the number that the decimal is read as.
#[inline]
fn degrees_of(whole: i32, per_degree: f64) -> f64 {
    f64::from(whole) / per_degree
}

/// Writes a ring behind others.
pub fn ring(out: &mut Vec<u8>, ring: &LineString<f64>) {
    size(out, ring.0.len());
    for decimals in DECIMALS {
        let whole = |degrees| whole(degrees, per_degree(decimals));
        let places = ring.0.iter().map(|p| Some([whole(p.x)?, whole(p.y)?])).collect::<Option<Vec<[i32; 2]>>>();
        if let Some(places) = places {
            out.push(decimals);
            let start = out.len();
            size(out, 0);
            runs(out, &places);
            let length = out.len() - start - 4;
            out[start..start + 4].copy_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
            return;
        }
    }
    out.push(0);
    ring.0.iter().for_each(|&vertex| place(out, vertex));
}

/// Places one behind the other, as many together as are near one middle.
fn runs(out: &mut Vec<u8>, mut places: &[[i32; 2]]) {
    const WIDEST: i32 = i16::MAX as i32 * 2;
    while let Some(&first) = places.first() {
        let (mut least, mut most, mut count) = (first, first, 0);
        for place in places.iter().take(usize::from(u8::MAX)) {
            let (low, high) = ([0, 1].map(|i| least[i].min(place[i])), [0, 1].map(|i| most[i].max(place[i])));
            if (0..2).any(|i| high[i].abs_diff(low[i]) > WIDEST.unsigned_abs()) {
                break;
            }
            (least, most, count) = (low, high, count + 1);
        }
        let middle = [0, 1].map(|i| least[i].midpoint(most[i]));
        let (run, rest) = places.split_at(count);
        out.push(count as u8);
        middle.iter().for_each(|whole| out.extend(whole.to_le_bytes()));
        run.as_flattened().iter().enumerate().for_each(|(n, whole)| {
            out.extend(((whole - middle[n % 2]) as i16).to_le_bytes());
        });
        places = rest;
    }
}

/// The places of a ring as they are kept.
pub enum Ring<'a> {
    /// The bits of each number.
    Bits(&'a [[[u8; 8]; 2]]),
    /// Runs of whole numbers.
    Whole { count: usize, per_degree: f64, runs: &'a [u8] },
}

/// Some whole numbers, by how far they are from a middle.
struct Run<'a> {
    middle: [i32; 2],
    places: &'a [[[u8; 2]; 2]],
}

impl<'a> Run<'a> {
    /// The first of some runs, and the others.
    #[inline]
    fn first_of(runs: &'a [u8]) -> Option<(Run<'a>, &'a [u8])> {
        let (&count, rest) = runs.split_first()?;
        let (middle, rest) = rest.split_first_chunk::<8>()?;
        let (places, rest) = rest.split_at_checked(usize::from(count) * 4)?;
        let [[x, y], ..] = middle.as_chunks::<4>().0.as_chunks::<2>().0 else { return None };
        let run = Run { middle: [*x, *y].map(i32::from_le_bytes), places: places.as_chunks().0.as_chunks().0 };
        (count > 0).then_some((run, rest))
    }
}

impl<'a> Ring<'a> {
    /// The next that is kept.
    pub fn of(from: &mut Bytes<'a>) -> Option<Ring<'a>> {
        let count = from.u32_le().ok()? as usize;
        match from.u8().ok()? {
            0 => from.take(count.checked_mul(16)?).ok().map(|bytes| Ring::Bits(bytes.as_chunks().0.as_chunks().0)),
            decimals if DECIMALS.contains(&decimals) => {
                let length = from.u32_le().ok()? as usize;
                Some(Ring::Whole { count, per_degree: per_degree(decimals), runs: from.take(length).ok()? })
            }
            _ => None,
        }
    }

    /// The ring, if its bounds were found.
    pub fn drawn(&self) -> LineString<f64> {
        match *self {
            Ring::Bits(places) => {
                let place = |[x, y]: &[[u8; 8]; 2]| LonLat { x: f64::from_le_bytes(*x), y: f64::from_le_bytes(*y) };
                places.iter().map(place).collect()
            }
            Ring::Whole { count, per_degree, mut runs } => {
                let mut drawn = Vec::with_capacity(count);
                while let Some((Run { middle, places }, rest)) = Run::first_of(runs) {
                    let degrees = |i: usize, of: [u8; 2]| {
                        degrees_of(middle[i].wrapping_add(i32::from(i16::from_le_bytes(of))), per_degree)
                    };
                    drawn.extend(places.iter().map(|&[x, y]| LonLat { x: degrees(0, x), y: degrees(1, y) }));
                    runs = rest;
                }
                LineString(drawn)
            }
        }
    }

    /// The box around it, if it is as long as it says and all of it on the Earth; around nothing there is none.
    pub fn bounds(&self) -> Option<Option<LonLatBox>> {
        let [min, max] = match *self {
            Ring::Bits([]) => return Some(None),
            Ring::Bits(places) => {
                let is_number = |bytes: &[u8; 8]| !f64::from_le_bytes(*bytes).is_nan();
                places.as_flattened().iter().all(is_number).then_some(())?;
                corners(places, f64::from_le_bytes, f64::min, f64::max)
            }
            Ring::Whole { count, per_degree, mut runs } => {
                let (mut least, mut most, mut found) = ([i32::MAX; 2], [i32::MIN; 2], 0);
                while !runs.is_empty() {
                    let (Run { middle, places }, rest) = Run::first_of(runs)?;
                    let corners = corners(places, i16::from_le_bytes, i16::min, i16::max);
                    for i in 0..2 {
                        let [low, high] = [corners[0][i], corners[1][i]].map(|of| middle[i].checked_add(of.into()));
                        (least[i], most[i]) = (least[i].min(low?), most[i].max(high?));
                    }
                    (found, runs) = (found + places.len(), rest);
                }
                (found == count).then_some(())?;
                if count == 0 {
                    return Some(None);
                }
                [least, most].map(|corner| corner.map(|whole| degrees_of(whole, per_degree)))
            }
        };
        let on_earth = [min, max].iter().all(|[x, y]| x.abs() <= 180.0 && y.abs() <= 90.0);
        let [min, max] = [min, max].map(|[x, y]| LonLat { x, y });
        on_earth.then(|| Some(LonLatBox::new(min, max)))
    }
}

/// So many numbers are looked at side by side, which the compiler does in the processor's vectors: half the time for the numbers of a run.
const ABREAST: usize = 32;

/// The least and the greatest of each of two numbers of some places, one at least.
#[inline(always)]
fn corners<B: Copy, N: Copy>(
    places: &[[B; 2]],
    number: impl Fn(B) -> N,
    lower: impl Fn(N, N) -> N,
    higher: impl Fn(N, N) -> N,
) -> [[N; 2]; 2] {
    let (all, first) = (places.as_flattened(), places[0].map(&number));
    let mut least: [N; ABREAST] = std::array::from_fn(|i| first[i % 2]);
    let mut most = least;
    // The last are looked at again with what is left over: that changes nothing.
    for some in all.as_chunks::<ABREAST>().0.iter().chain(all.last_chunk()) {
        for i in 0..ABREAST {
            least[i] = lower(least[i], number(some[i]));
            most[i] = higher(most[i], number(some[i]));
        }
    }
    if all.len() < ABREAST {
        for (i, &n) in all.iter().enumerate() {
            least[i] = lower(least[i], number(n));
            most[i] = higher(most[i], number(n));
        }
    }
    [folded(&least, lower), folded(&most, higher)]
}

/// One of each of two numbers that stand by turns.
#[inline(always)]
fn folded<N: Copy>(all: &[N; ABREAST], of: impl Fn(N, N) -> N) -> [N; 2] {
    let half: [N; ABREAST / 2] = std::array::from_fn(|i| of(all[i], all[i + ABREAST / 2]));
    let quarter: [N; ABREAST / 4] = std::array::from_fn(|i| of(half[i], half[i + ABREAST / 4]));
    [0, 1].map(|i| of(of(quarter[i], quarter[i + 2]), of(quarter[i + 4], quarter[i + 6])))
}
