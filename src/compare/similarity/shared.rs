//! Which stretches of an alignment lie along another, and which are new?

use super::capsule;
use super::chords::{Chords, Point, chord_of, distance};
use crate::error::{Fault, Result};
use crate::index::Bounds;
use crate::units::{ChainageRange, Metres};

/// A tolerance below this is below what the chords resolve.
const FINEST: f64 = 0.1;
/// Stretches nearer to each other than this are one: rounding, and the bow of edges over their chords.
const ONE_STRETCH: f64 = 0.01;

/// The stretches of an alignment that lie along something, and the rest of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// How near is along.
    pub tolerance: Metres,
    /// The stretches, by chainage of the alignment; disjoint, rising.
    pub ranges: Vec<ChainageRange>,
    /// All the rest, rising.
    pub new_ranges: Vec<ChainageRange>,
    /// The length of the stretches.
    pub length: Metres,
    /// The length of the rest. The two sum to the length of the alignment.
    pub new_length: Metres,
    /// The part of the alignment that is shared, 0 to 1.
    pub share: f64,
}

/// The stretches along one road.
#[derive(Debug, Clone, PartialEq)]
pub struct Along {
    /// The number of the road in what was handed over.
    pub road: usize,
    /// The stretches, by chainage of the alignment; disjoint, rising.
    pub ranges: Vec<ChainageRange>,
}

/// What of an alignment runs along existing roads (an upgrade), and what is new.
#[derive(Debug, Clone, PartialEq)]
pub struct Upgrade {
    /// By road, in their order, those that it runs along. Where two roads run on the same ground, both have the stretch.
    pub along: Vec<Along>,
    /// All of them together, each stretch once, and the rest.
    pub shared: Shared,
}

/// Which stretches of the first alignment lie within the tolerance of the second?
///
/// Not symmetric: the second's stretches are those of the call with the two exchanged.
///
/// # Units
/// Metres and chainage of the first.
///
/// # Method
/// A place is along the second if its shortest geodesic to it is at most the tolerance. For each pair of chords near
/// enough the part of the one within the tolerance of the other is the solution of quadratic equations;
/// the union of the parts is the answer. No sampling: a stretch of any length is found, and edges that both have are
/// shared to the very vertex. The ranges are those of a tolerance within the [`Chords::bow`] of both (5 mm) of the one
/// stated: an end is right to 5 mm divided by the sine of the angle at which the lines part, 0.5 m at 1 in 100.
/// A gap between two parts has no length and breaks no stretch.
/// In PostGIS: `ST_Length(ST_Intersection(a, ST_Buffer(b, tolerance)))`, which cuts the round corners of the buffer.
///
/// # Errors
/// The tolerance is under 0.1 m.
pub fn shared(a: &Chords<'_>, b: &Chords<'_>, tolerance: Metres) -> Result<Shared> {
    check(tolerance)?;
    Ok(split(a, spans(a, b, tolerance), tolerance))
}

/// Which stretches of the alignment run along which of these roads, and which along none?
///
/// # Units
/// Metres and chainage of the alignment.
///
/// # Method
/// As [`shared`], road by road; a stretch shorter than `at_least` is not along the road but only meets it: a road
/// crossed at a right angle is within the tolerance for twice the tolerance, one at 30° for four times.
///
/// # Errors
/// The tolerance is under 0.1 m.
pub fn upgrade(a: &Chords<'_>, roads: &[Chords<'_>], tolerance: Metres, at_least: Metres) -> Result<Upgrade> {
    check(tolerance)?;
    let mut along = Vec::new();
    let mut all = Vec::new();
    for (road, chords) in roads.iter().enumerate() {
        let mut spans = spans(a, chords, tolerance);
        spans.retain(|s| s.1 - s.0 >= at_least.metres());
        if !spans.is_empty() {
            all.extend_from_slice(&spans);
            along.push(Along { road, ranges: ranges(&spans) });
        }
    }
    Ok(Upgrade { along, shared: split(a, united(all), tolerance) })
}

fn check(tolerance: Metres) -> Result<()> {
    if tolerance.metres() >= FINEST {
        return Ok(());
    }
    Err(Fault::new("tolerance", format!("a tolerance of at least {FINEST} m"), format!("{} m", tolerance.metres()))
        .remedy("give the distance within which two drawings are the same road, such as 100m")
        .into())
}

/// The stretches of the first within the tolerance of the second, metres of chainage.
fn spans(a: &Chords<'_>, b: &Chords<'_>, tolerance: Metres) -> Vec<(f64, f64)> {
    let reach = chord_of(tolerance.metres());
    let mut spans: Vec<(f64, f64)> = Vec::new();
    let mut parts: Vec<(f64, f64)> = Vec::new();
    let mut hint = 0;
    // The end of the piece before, and how far one may go from there before the second can be within reach.
    let mut clear: (Point, f64) = ([f64::NAN; 3], 0.0);
    for piece in a.pieces() {
        let left = clear.1 - distance(&piece.a, &piece.b);
        if clear.0 == piece.a && left > 0.0 {
            clear = (piece.b, left);
            continue;
        }
        parts.clear();
        b.tree().near(&Bounds::around([piece.a, piece.b]), reach, |number| {
            let other = &b.pieces()[number];
            match capsule::within(&piece.a, &piece.b, &other.a, &other.b, reach) {
                Some((low, high)) if low <= 0.0 && high >= 1.0 => {
                    // The whole of it once is enough.
                    parts.clear();
                    parts.push((0.0, 1.0));
                    return false;
                }
                Some(part) => parts.push(part),
                None => {}
            }
            true
        });
        if parts.is_empty() {
            let near = b.nearest(&piece.b, hint);
            hint = near.piece;
            clear = (piece.b, near.chord - reach);
            continue;
        }
        let chainage = |t: f64| a.alignment().chainage(piece.spot(t)).from_origin().metres();
        spans.extend(united(std::mem::take(&mut parts)).into_iter().map(|(low, high)| (chainage(low), chainage(high))));
    }
    let mut spans = merged(spans, ONE_STRETCH);
    spans.retain(|s| s.1 > s.0);
    spans
}

fn united(spans: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    merged(spans, 0.0)
}

/// The union, with those that are no farther apart than `apart` joined.
fn merged(mut spans: Vec<(f64, f64)>, apart: f64) -> Vec<(f64, f64)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut out: Vec<(f64, f64)> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.0 <= last.1 + apart => last.1 = last.1.max(span.1),
            _ => out.push(span),
        }
    }
    out
}

fn ranges(spans: &[(f64, f64)]) -> Vec<ChainageRange> {
    spans.iter().map(|&(from, to)| ChainageRange::ordered(from, to)).collect()
}

/// The stretches and the rest of the alignment.
fn split(a: &Chords<'_>, mut spans: Vec<(f64, f64)>, tolerance: Metres) -> Shared {
    let whole = a.alignment().length();
    // What is left at an end below rounding is no stretch.
    if let Some(first) = spans.first_mut().filter(|s| s.0 <= ONE_STRETCH) {
        first.0 = 0.0;
    }
    if let Some(last) = spans.last_mut().filter(|s| s.1 >= whole.metres() - ONE_STRETCH) {
        last.1 = whole.metres();
    }
    let mut rest = Vec::with_capacity(spans.len() + 1);
    let mut at = 0.0;
    for &(from, to) in spans.iter().chain(std::iter::once(&(whole.metres(), whole.metres()))) {
        if from > at {
            rest.push((at, from));
        }
        at = to;
    }
    let length = ranges(&spans).iter().map(|r| r.length()).sum();
    Shared {
        tolerance,
        ranges: ranges(&spans),
        new_ranges: ranges(&rest),
        length,
        new_length: whole - length,
        share: length.share_of(whole),
    }
}
