//! Can two walkers go along two lines, never back, with a leash of this length?

use super::chords::{Point, distance, dot, minus};

/// A part of one border of a cell that can be reached: the number of the cell along the row, and from where to where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach {
    pub cell: usize,
    pub low: f64,
    pub high: f64,
}

/// Points in order with what every decision needs of the edges between them.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    pub points: Vec<Point>,
    runs: Vec<(Point, f64)>,
}

impl Walk {
    pub(super) fn new(points: Vec<Point>) -> Walk {
        let runs = points
            .windows(2)
            .map(|w| {
                let run = minus(&w[1], &w[0]);
                let length2 = dot(&run, &run);
                (run, if length2 > 1e-18 { 1.0 / length2 } else { 0.0 })
            })
            .collect();
        Walk { points, runs }
    }

    /// The fractions between which an edge lies within `reach` of a point; low above high where it does not.
    #[inline]
    fn free(&self, edge: usize, centre: &Point, reach2: f64) -> (f64, f64) {
        let (run, inverse) = &self.runs[edge];
        let w = minus(centre, &self.points[edge]);
        let along = dot(&w, run);
        let middle = along * inverse;
        let left = reach2 - (dot(&w, &w) - along * middle);
        if left < 0.0 {
            return (1.0, 0.0);
        }
        if *inverse == 0.0 {
            return (0.0, 1.0);
        }
        let half = (left * inverse).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }

    /// The same walk with fewer points, no farther from it than `apart` in Fréchet distance.
    ///
    /// Each kept point is followed by one as far on as doubling and halving finds, to which a straight edge will do
    /// (P. K. Agarwal et al., Near-linear time approximation algorithms for curve simplification, Algorithmica 42 (2005)).
    pub(super) fn thinned(&self, apart: f64) -> Walk {
        let last = self.points.len().saturating_sub(1);
        let mut points: Vec<Point> = self.points.first().copied().into_iter().collect();
        let mut at = 0;
        while at < last {
            let mut step = 1;
            while at + 2 * step <= last && self.straight(at, at + 2 * step, apart) {
                step *= 2;
            }
            let mut more = step / 2;
            while more > 0 {
                if at + step + more <= last && self.straight(at, at + step + more, apart) {
                    step += more;
                }
                more /= 2;
            }
            at += step;
            points.push(self.points[at]);
        }
        Walk::new(points)
    }

    /// Whether a straight edge between two points is within `apart` of the walk between them, in Fréchet distance: one
    /// must be able to wait for each point in turn on the edge, and never go back.
    fn straight(&self, from: usize, to: usize, apart: f64) -> bool {
        let edge = Walk::new(vec![self.points[from], self.points[to]]);
        let mut least: f64 = 0.0;
        self.points[from + 1..to].iter().all(|point| {
            let (low, high) = edge.free(0, point, apart * apart);
            least = least.max(low);
            least <= high
        })
    }
}

/// The borders of cells that can be reached, row by row: what a decision leaves behind.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Of each vertex of the first, along the edges of the second.
    pub across: Vec<Vec<Reach>>,
    /// Of each edge of the first, at the vertices of the second; `cell` is the vertex.
    pub along: Vec<Vec<Reach>>,
    borders: usize,
}

/// A record that grows beyond so many borders is given up: a bound on memory.
const MOST_BORDERS: usize = 4_000_000;

/// A border of a cell on the way through the diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Border {
    /// At a vertex of the first, on an edge of the second.
    AtFirst(usize, Reach),
    /// On an edge of the first, at a vertex of the second.
    AtSecond(usize, Reach),
}

#[inline]
fn near2(a: &Point, b: &Point) -> f64 {
    let d = minus(a, b);
    dot(&d, &d)
}

/// Can it be done with this leash?
///
/// # Method
/// H. Alt and M. Godau, Computing the Fréchet distance between two polygonal curves, Int. J. Comput. Geom. Appl. 5
/// (1995) 75–91: the free space of two straight edges is convex, so what can be reached of a cell's upper and right
/// border follows from what can be reached of its lower and left border. Row by row; cells that nothing reaches cost
/// nothing.
pub(super) fn passable(p: &Walk, q: &Walk, leash: f64, mut record: Option<&mut Record>) -> bool {
    let (rows, cells) = (p.runs.len(), q.runs.len());
    let reach2 = leash * leash;
    let (Some(p_end), Some(q_end)) = (p.points.last(), q.points.last()) else { return false };
    if rows == 0 || cells == 0 || distance(&p.points[0], &q.points[0]) > leash || distance(p_end, q_end) > leash {
        return false;
    }
    // Along the lower border of the diagram one can go while it is free.
    let mut lower: Vec<Reach> = Vec::new();
    for cell in 0..cells {
        let (low, high) = q.free(cell, &p.points[0], reach2);
        if low > 0.0 || high < 0.0 {
            break;
        }
        lower.push(Reach { cell, low, high });
        if high < 1.0 {
            break;
        }
    }
    let mut upper: Vec<Reach> = Vec::new();
    // And so along its left border.
    let mut left_free = true;
    let mut done = false;
    for row in 0..rows {
        upper.clear();
        let mut sides: Vec<Reach> = Vec::new();
        let mut left: Option<(f64, f64)> = None;
        if left_free {
            let (low, high) = p.free(row, &q.points[0], reach2);
            left_free = low <= 0.0 && high >= 1.0;
            left = (low <= 0.0 && high >= 0.0).then_some((low, high));
        }
        let (mut next, mut cell) = (0, 0);
        let mut ahead: Option<(usize, f64)> = None;
        done = false;
        while cell < cells {
            let below = match lower.get(next) {
                Some(reach) if reach.cell == cell => {
                    next += 1;
                    Some(*reach)
                }
                Some(reach) if left.is_none() => {
                    cell = reach.cell;
                    continue;
                }
                None if left.is_none() => break,
                _ => None,
            };
            if let (Some((low, high)), true) = (left, record.is_some()) {
                sides.push(Reach { cell, low, high });
            }
            // Where both ends of a border are free all of it is, and no root need be taken.
            let far = near2(&p.points[row + 1], &q.points[cell + 1]);
            let start = match ahead {
                Some((of, d2)) if of == cell => d2,
                _ => near2(&p.points[row + 1], &q.points[cell]),
            };
            ahead = Some((cell + 1, far));
            let all = far <= reach2;
            let top = if all && start <= reach2 { (0.0, 1.0) } else { q.free(cell, &p.points[row + 1], reach2) };
            let right = if all && near2(&p.points[row], &q.points[cell + 1]) <= reach2 {
                (0.0, 1.0)
            } else {
                p.free(row, &q.points[cell + 1], reach2)
            };
            let from = |free: (f64, f64), least: f64| {
                let low = free.0.max(least);
                (low <= free.1).then_some((low, free.1))
            };
            let up = from(top, if left.is_some() { 0.0 } else { below.map_or(0.0, |b| b.low) });
            let on = from(right, if below.is_some() { 0.0 } else { left.map_or(0.0, |l| l.0) });
            if let Some((low, high)) = up {
                upper.push(Reach { cell, low, high });
            }
            left = on;
            done = cell + 1 == cells;
            cell += 1;
        }
        if let Some(kept) = record.as_deref_mut() {
            kept.borders += lower.len() + sides.len();
            kept.across.push(lower.clone());
            kept.along.push(sides);
            if kept.borders > MOST_BORDERS {
                *kept = Record::default();
                record = None;
            }
        }
        std::mem::swap(&mut lower, &mut upper);
        if lower.is_empty() && !left_free && row + 1 < rows {
            return false;
        }
    }
    // The last cell was entered, and its far corner is free.
    done
}

impl Record {
    /// The borders that a way through the diagram goes over, in order; none if there is no way.
    pub(super) fn way(&self, cells: usize) -> Vec<Border> {
        let mut way = Vec::new();
        let (Some(mut row), Some(mut cell)) = (self.across.len().checked_sub(1), cells.checked_sub(1)) else {
            return way;
        };
        // From where one leaves the cell: over its right border, or its upper one.
        let mut over_right = false;
        loop {
            let (below, left) = (find(&self.across[row], cell), find(&self.along[row], cell));
            let (first, second) = if over_right { (below, left) } else { (left, below) };
            let by_left = if over_right { first.is_none() } else { first.is_some() };
            let Some(reach) = first.or(second) else { break };
            if by_left {
                way.push(Border::AtSecond(row, reach));
                if cell == 0 {
                    // Up the left border of the diagram, from its corner.
                    let before = self.along[..row].iter().enumerate().rev();
                    way.extend(before.filter_map(|(row, r)| Some(Border::AtSecond(row, find(r, 0)?))));
                    break;
                }
                cell -= 1;
                over_right = true;
            } else {
                way.push(Border::AtFirst(row, reach));
                if row == 0 {
                    // Along its lower border.
                    let before = self.across[0].iter().rev().filter(|r| r.cell < cell);
                    way.extend(before.map(|&r| Border::AtFirst(0, r)));
                    break;
                }
                row -= 1;
                over_right = false;
            }
        }
        way.reverse();
        way
    }

    /// The earlier vertex of the first that one must have waited for to start where one does on this border, if any.
    pub(super) fn waits_across(&self, row: usize, reach: &Reach) -> Option<usize> {
        let starts = |k: &usize| find(&self.across[*k], reach.cell).is_some_and(|r| r.low == reach.low);
        (0..row).rev().take_while(starts).last().filter(|_| reach.low > 0.0)
    }

    /// The same with the two exchanged: the earlier vertex of the second.
    pub(super) fn waits_along(&self, row: usize, reach: &Reach) -> Option<usize> {
        let starts = |k: &usize| find(&self.along[row], *k).is_some_and(|r| r.low == reach.low);
        (0..reach.cell).rev().take_while(starts).last().filter(|_| reach.low > 0.0)
    }

    /// Whether something of the border could be reached.
    pub(super) fn has(&self, border: &Border) -> bool {
        match border {
            Border::AtFirst(row, reach) => self.across.get(*row).is_some_and(|r| find(r, reach.cell).is_some()),
            Border::AtSecond(row, reach) => self.along.get(*row).is_some_and(|r| find(r, reach.cell).is_some()),
        }
    }
}

fn find(row: &[Reach], cell: usize) -> Option<Reach> {
    row.binary_search_by_key(&cell, |r| r.cell).ok().map(|i| row[i])
}
