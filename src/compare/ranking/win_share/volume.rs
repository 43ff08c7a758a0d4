//! What share of the simplex of weights is the region in which one alternative beats all others, exactly?

/// How many figures may be looked at before sampling is the better use of time: about half a second's work, and enough
/// for three alternatives by 20 criteria. Each alternative has its part of it, so that what cannot be done is given up soon.
const BUDGET: u64 = 90_000_000;

/// Values this close to 0 are rounding: the point lies on the plane.
const ON_PLANE: f64 = 1e-14;

/// A piece of the simplex: its share of the whole, and, constraint by constraint, the lead at each of its corners.
struct Piece {
    share: f64,
    leads: Vec<f64>,
}

/// The share of each of these alternatives, none of them dominated by or equal to another; none if it takes too long.
///
/// # Method
/// The corners of the simplex are the weight vectors that give one criterion everything, so an alternative's lead over a
/// rival at corner k is the difference of their normalised figures, and the lead is linear in between. To cut a
/// simplex by a plane, take an edge with leads u > 0 and −v < 0 at its ends: the plane meets it at a point z that
/// divides it v-wise, and the two simplices that have z in place of one end or the other hold u/(u + v) and v/(u + v) of
/// the volume. Cutting on until no plane passes through a piece leaves pieces that belong to the region or do not. For
/// the last plane in a piece the sum over all its pieces is known, [`fraction`]. Only positive numbers are added,
/// so nothing cancels. The shares of all alternatives must sum to 1: a check that the result has to pass.
pub(super) fn shares(rows: &[&[f64]]) -> Option<Vec<f64>> {
    let corners = rows.first().map_or(0, |row| row.len());
    if rows.len() <= 1 || corners == 0 {
        return Some(vec![1.0 / rows.len().max(1) as f64; rows.len()]);
    }
    let mut shares = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let rivals = rows.iter().enumerate().filter(|(j, _)| *j != i);
        let leads = rivals.flat_map(|(_, rival)| row.iter().zip(*rival).map(|(a, b)| on_plane(a - b))).collect();
        shares.push(region(leads, corners, BUDGET / rows.len() as u64)?);
    }
    let sum: f64 = shares.iter().sum();
    ((sum - 1.0).abs() <= 1e-9).then(|| shares.iter().map(|share| share / sum).collect())
}

/// The share of the simplex in which no lead is negative; none when the budget is spent.
fn region(leads: Vec<f64>, corners: usize, mut budget: u64) -> Option<f64> {
    let mut total = 0.0;
    let mut pieces = vec![Piece { share: 1.0, leads }];
    'pieces: while let Some(piece) = pieces.pop() {
        budget = budget.checked_sub(piece.leads.len() as u64 + 1)?;
        let mut open: Vec<f64> = Vec::with_capacity(piece.leads.len());
        let mut simplest = (usize::MAX, 0);
        for lead in piece.leads.chunks_exact(corners) {
            let ahead = lead.iter().filter(|x| **x > 0.0).count();
            let behind = lead.iter().filter(|x| **x < 0.0).count();
            if behind == 0 {
                continue;
            }
            if ahead == 0 {
                continue 'pieces;
            }
            if ahead * behind < simplest.0 {
                simplest = (ahead * behind, open.len());
            }
            open.extend_from_slice(lead);
        }
        if open.is_empty() {
            total += piece.share;
        } else if open.len() == corners {
            total += piece.share * fraction(&open);
        } else {
            let (kept, without) = cut(&open, simplest.1, corners);
            pieces.extend([kept, without].map(|(share, leads)| Piece { share: share * piece.share, leads }));
        }
    }
    Some(total)
}

/// The two halves of a simplex, cut where the lead that starts at `plane` is 0 on its longest edge: each with its share.
fn cut(leads: &[f64], plane: usize, corners: usize) -> ((f64, Vec<f64>), (f64, Vec<f64>)) {
    let lead = &leads[plane..plane + corners];
    let end = |sign: f64| (0..corners).fold(0, |best, k| if sign * lead[k] > sign * lead[best] { k } else { best });
    let (high, low) = (end(1.0), end(-1.0));
    let (u, v) = (lead[high], -lead[low]);
    let (mut instead_of_low, mut instead_of_high) = (leads.to_vec(), leads.to_vec());
    for row in (0..leads.len()).step_by(corners) {
        let at = if row == plane { 0.0 } else { on_plane((v * leads[row + high] + u * leads[row + low]) / (u + v)) };
        instead_of_low[row + low] = at;
        instead_of_high[row + high] = at;
    }
    ((u / (u + v), instead_of_low), (v / (u + v), instead_of_high))
}

/// The share of a simplex in which a linear function with these values at its corners is not negative.
///
/// # Method
/// Varsi (1973, *Pacific Journal of Mathematics* 45) and Ali (1973), by the same cutting: with the positive values u and
/// the negative ones −v, P(k, l) = (u_k P(k, l−1) + v_l P(k−1, l)) ÷ (u_k + v_l), P(k, 0) = 1, P(0, l) = 0. Corners at 0
/// do not matter. Equal values are no special case, unlike in the closed form Σ c_i^(n−1) ÷ Π (c_i − c_j).
pub(super) fn fraction(values: &[f64]) -> f64 {
    let mut row: Vec<f64> = Vec::with_capacity(values.len() + 1);
    row.push(1.0);
    row.extend(values.iter().filter(|x| **x < 0.0).map(|_| 0.0));
    for u in values.iter().filter(|x| **x > 0.0) {
        for (l, v) in values.iter().filter(|x| **x < 0.0).enumerate() {
            row[l + 1] = (u * row[l] - v * row[l + 1]) / (u - v);
        }
    }
    row.last().copied().unwrap_or(1.0)
}

fn on_plane(value: f64) -> f64 {
    if value.abs() < ON_PLANE { 0.0 } else { value }
}
