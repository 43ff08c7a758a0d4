//! Which single figure, were it a little different, would make another alternative the winner?

mod smaller;

use super::lead::{Crossing, Lead, first};
use super::matrix::{Direction, Matrix, equal, extremes};
use super::order::TIE;
use super::weighted_sum::WeightedSum;
use super::weights::Weights;
use smaller::smaller;
use std::cmp::Ordering;

/// Where a figure has gone a billion times the range of the others, it goes to infinity.
const ENDLESS: f64 = 1e-9;

/// One figure, and how far it must move for the winner to change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Whose figure.
    pub alternative: usize,
    /// By which criterion.
    pub criterion: usize,
    /// The figure now.
    pub from: f64,
    /// The figure at which another alternative is level with the winner and beyond which it wins.
    pub to: f64,
    /// The size of the change as a share of the figure now; none for a figure of 0.
    pub relative: Option<f64>,
    /// The size of the change as a share of the range between the worst and the best alternative.
    pub of_range: f64,
    /// Who wins then.
    pub winner: usize,
}

/// What it takes to change the winner.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallestChange {
    /// The smallest change for each criterion by which one figure alone can do it, the relatively smallest first.
    pub changes: Vec<Change>,
    /// Criteria on which all are equal now and on which any difference, however small, could change the winner: min–max
    /// stretches it to the full scale.
    pub on_equal: Vec<usize>,
    /// Those that share the first rank already, so that the smallest change is none; no changes are listed then.
    pub level: Vec<usize>,
}

/// By how much must one figure of one alternative differ for another to win the weighted sum, all else the same?
///
/// # Method
/// A figure that moves between the others' extremes moves only its own score. Beyond them it stretches the scale, and
/// all other figures of the criterion shrink towards one end by one factor θ = range of the others ÷ stretched range. So
/// each lead is linear in the figure or in θ, and the figure where it ends is exact in each of the three stretches (below,
/// between and above the others): no search. Changes are compared by their size relative to the figure, since that is
/// how a figure is in doubt ("4 % more cost"); figures of 0 have no such size and come after all others, by their share of
/// the range. A criterion whose figures are all 0 or more is not
/// taken to 0 or below: there is no road of −3 km.
pub(super) fn smallest_change(matrix: &Matrix, weights: &Weights, sum: &WeightedSum) -> SmallestChange {
    let (winner, level) = (sum.order.winner(), sum.order.equal_first());
    let mut found = SmallestChange { changes: Vec::new(), on_equal: Vec::new(), level };
    if !found.level.is_empty() {
        return found;
    }
    for criterion in 0..matrix.criteria().len() {
        let scale = Scale::new(matrix, weights, sum, criterion, winner);
        if scale.weight <= 0.0 {
            continue;
        }
        if equal(scale.low, scale.high) {
            let best = (0..scale.values.len()).filter(|&j| j != winner).map(|j| scale.rest[j]).fold(0.0, f64::max);
            if best + scale.weight > scale.rest[winner] + TIE {
                found.on_equal.push(criterion);
            }
        } else {
            found.changes.extend(scale.smallest());
        }
    }
    let id = |change: &Change| &matrix.criteria()[change.criterion].id;
    found.changes.sort_by(|a, b| smaller(a, b).then_with(|| id(a).cmp(id(b))));
    found
}

/// The stretches of a figure's way: below, between and above the figures of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stretch {
    Below,
    Between,
    Above,
}

/// One criterion, turned so that more is better, and the scores without it.
struct Scale<'a> {
    names: &'a [String],
    criterion: usize,
    direction: Direction,
    weight: f64,
    winner: usize,
    values: Vec<f64>,
    rest: Vec<f64>,
    low: f64,
    high: f64,
    never_negative: bool,
}

/// The figures of the others: what the scale spans without the one that moves.
struct Span {
    low: f64,
    high: f64,
}

impl Span {
    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

impl<'a> Scale<'a> {
    fn new(matrix: &'a Matrix, weights: &Weights, sum: &WeightedSum, criterion: usize, winner: usize) -> Scale<'a> {
        let direction = matrix.criteria()[criterion].direction;
        let values: Vec<f64> = matrix.column(criterion).into_iter().map(|x| direction.upward(x)).collect();
        let without = |parts: &[f64]| matrix.by_id().iter().filter(|&&k| k != criterion).map(|&k| parts[k]).sum();
        let rest = sum.scores.iter().map(|score| without(&score.parts)).collect();
        let (low, high) = extremes(&values);
        let never_negative = values.iter().all(|&x| direction.upward(x) >= 0.0);
        let weight = weights.values()[criterion];
        Scale {
            names: matrix.alternatives(),
            criterion,
            direction,
            weight,
            winner,
            values,
            rest,
            low,
            high,
            never_negative,
        }
    }

    /// The relatively smallest change of any one figure.
    fn smallest(&self) -> Option<Change> {
        let alone = |end: f64| self.values.iter().filter(|&&x| x == end).count() == 1;
        let (alone_low, alone_high) = (alone(self.low), alone(self.high));
        // What happens among the others when a figure that is neither the only lowest nor the only highest moves out of
        // the range is the same whichever it is; it is found once, and a second best for when that one is the mover.
        let span = Span { low: self.low, high: self.high };
        let best = self.among_others(&span, None);
        let second = best.and_then(|b| self.among_others(&span, Some(b.rival)));
        let mut smallest: Option<Change> = None;
        for i in 0..self.values.len() {
            let value = self.values[i];
            let special = i == self.winner || (alone_low && value == self.low) || (alone_high && value == self.high);
            let found = if special {
                self.directly(i)
            } else {
                let out = if best.is_some_and(|b| b.rival == i) { second } else { best };
                self.moved_within(i, &span, out)
            };
            for change in found.into_iter().flatten() {
                let name = |c: &Change| &self.names[c.alternative];
                let nearer = smallest
                    .as_ref()
                    .is_none_or(|s| smaller(&change, s).then_with(|| name(&change).cmp(name(s))).is_lt());
                if nearer {
                    smallest = Some(change);
                }
            }
        }
        smallest
    }

    /// Where the first rival overtakes the winner as the scale of both shrinks from θ = 1.
    fn among_others(&self, span: &Span, except: Option<usize>) -> Option<Crossing> {
        let leads =
            (0..self.values.len()).filter(|&j| j != self.winner && Some(j) != except).map(|j| self.shrinking(span, j));
        first(leads, 1.0, 0.0, self.names)
    }

    /// The winner's lead over another in θ, neither of them being the mover.
    fn shrinking(&self, span: &Span, j: usize) -> Lead {
        let (a, w) = (self.winner, self.weight);
        let slope = w * (span.share(self.values[a]) - span.share(self.values[j]));
        Lead { rival: j, at_zero: self.rest[a] - self.rest[j], slope }
    }

    /// The changes, upwards and downwards, of a figure within the range of the others and not the winner's.
    fn moved_within(&self, i: usize, span: &Span, out: Option<Crossing>) -> [Option<Change>; 2] {
        let lead = |stretch| self.lead(stretch, span, i, i);
        let between = first([lead(Stretch::Between)].into_iter(), span.share(self.values[i]), 1.0, self.names);
        let up = between.map(|c| (Stretch::Between, c)).or_else(|| {
            let own = first([lead(Stretch::Above)].into_iter(), 1.0, 0.0, self.names);
            let all = own.into_iter().chain(out).reduce(|a, b| a.earlier(b, 1.0, self.names));
            all.map(|c| (Stretch::Above, c))
        });
        let down = out.map(|c| (Stretch::Below, c));
        [up, down].map(|found| found.and_then(|(stretch, c)| self.change(i, span, stretch, c)))
    }

    /// The changes, upwards and downwards, of any figure, looking at every rival in every stretch.
    fn directly(&self, i: usize) -> [Option<Change>; 2] {
        use Stretch::{Above, Below, Between};
        let others: Vec<f64> = (0..self.values.len()).filter(|&j| j != i).map(|j| self.values[j]).collect();
        let (low, high) = extremes(&others);
        let span = Span { low, high };
        if equal(low, high) {
            return [self.past_equals(i, low), None];
        }
        let value = self.values[i];
        let (up, down) = if value > high {
            let theta = (high - low) / (value - low);
            (vec![(Above, theta, 0.0)], vec![(Above, theta, 1.0), (Between, 1.0, 0.0), (Below, 1.0, 0.0)])
        } else if value < low {
            let theta = (high - low) / (high - value);
            (vec![(Below, theta, 1.0), (Between, 0.0, 1.0), (Above, 1.0, 0.0)], vec![(Below, theta, 0.0)])
        } else {
            let t = span.share(value);
            (vec![(Between, t, 1.0), (Above, 1.0, 0.0)], vec![(Between, t, 0.0), (Below, 1.0, 0.0)])
        };
        [up, down].map(|way| {
            way.into_iter().find_map(|(stretch, from, to)| {
                let leads = (0..self.values.len()).filter(|&j| j != self.winner);
                let found = first(leads.map(|j| self.lead(stretch, &span, i, j)), from, to, self.names)?;
                Some(self.change(i, &span, stretch, found))
            })?
        })
    }

    /// The winner's lead over j while the figure of i moves: in the figure's share of the span between the others, in θ
    /// outside.
    fn lead(&self, stretch: Stretch, span: &Span, i: usize, j: usize) -> Lead {
        let (a, w) = (self.winner, self.weight);
        let rest = self.rest[a] - self.rest[j];
        let share = |x: usize| span.share(self.values[x]);
        let (at_zero, slope) = match (stretch, i == a, i == j) {
            (Stretch::Between, true, _) => (rest - w * share(j), w),
            (Stretch::Between, false, true) => (rest + w * share(a), -w),
            (Stretch::Between, false, false) => (rest + w * (share(a) - share(j)), 0.0),
            (Stretch::Above, true, _) => (rest + w, -w * share(j)),
            (Stretch::Above, false, true) => (rest - w, w * share(a)),
            (Stretch::Below, true, _) => (rest - w, w * (1.0 - share(j))),
            (Stretch::Below, false, true) => (rest + w, -w * (1.0 - share(a))),
            (_, false, false) => return self.shrinking(span, j),
        };
        Lead { rival: j, at_zero, slope }
    }

    /// The change for the one figure that differs while all others are equal: past them, the scale turns over at once.
    fn past_equals(&self, i: usize, others: f64) -> Option<Change> {
        let beyond = if self.values[i] > others { 0.0 } else { 1.0 };
        let score = |j: usize| self.rest[j] + self.weight * if j == i { beyond } else { 1.0 - beyond };
        let rival = (0..self.values.len()).filter(|&j| j != self.winner).reduce(|a, b| {
            match score(a).total_cmp(&score(b)) {
                Ordering::Equal if self.names[a] <= self.names[b] => a,
                Ordering::Greater => a,
                _ => b,
            }
        })?;
        if score(rival) <= score(self.winner) + TIE { None } else { self.to(i, others, rival) }
    }

    /// The change that a crossing asks for.
    fn change(&self, i: usize, span: &Span, stretch: Stretch, crossing: Crossing) -> Option<Change> {
        let t = crossing.t;
        let value = match stretch {
            Stretch::Between => span.low + t * (span.high - span.low),
            _ if t <= ENDLESS => return None,
            Stretch::Above => span.low + (span.high - span.low) / t,
            Stretch::Below => span.high - (span.high - span.low) / t,
        };
        self.to(i, value, crossing.rival)
    }

    fn to(&self, i: usize, value: f64, winner: usize) -> Option<Change> {
        let (from, to) = (self.direction.upward(self.values[i]), self.direction.upward(value));
        // The figure must be able to go beyond, so 0 itself is not enough.
        if self.never_negative && to <= TIE * (self.high - self.low) {
            return None;
        }
        let size = (to - from).abs();
        Some(Change {
            alternative: i,
            criterion: self.criterion,
            from,
            to,
            relative: (from != 0.0).then(|| size / from.abs()),
            of_range: size / (self.high - self.low),
            winner,
        })
    }
}

#[cfg(test)]
mod tests;
