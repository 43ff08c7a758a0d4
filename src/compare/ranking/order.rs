//! Who comes first, second and third by a score.

use super::matrix::Matrix;

/// Scores closer than this are equal: it is above the rounding of a sum and below any difference that means something.
pub(super) const TIE: f64 = 1e-12;

/// The alternatives in the order of their scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The alternatives, best first; those of one rank in the order of their names.
    pub best_first: Vec<usize>,
    /// The rank of each alternative, from 1. Equals share a rank, and the next rank is left out: 1, 1, 3.
    pub rank: Vec<usize>,
}

impl Order {
    /// Which alternative is best, second best and so on, by these scores, more being better?
    ///
    /// # Method
    /// Scores within 1e-12 of the highest of their group share its rank, so that a long row of small steps does not
    /// become one rank.
    pub(super) fn of(matrix: &Matrix, scores: &[f64]) -> Order {
        let names = matrix.alternatives();
        let mut best_first = matrix.by_name().to_vec();
        best_first.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let mut rank = vec![0; scores.len()];
        let mut start = 0;
        while start < best_first.len() {
            let leader = scores[best_first[start]];
            let length = best_first[start..].iter().take_while(|&&i| leader - scores[i] <= TIE).count().max(1);
            let group = &mut best_first[start..start + length];
            group.sort_by_key(|&i| &names[i]);
            for &mut i in group {
                rank[i] = start + 1;
            }
            start += length;
        }
        Order { best_first, rank }
    }

    /// The best alternative; of several, the first by name.
    pub fn winner(&self) -> usize {
        self.best_first.first().copied().unwrap_or(0)
    }

    /// The other alternatives of rank 1.
    pub fn equal_first(&self) -> Vec<usize> {
        self.best_first.iter().skip(1).copied().take_while(|&i| self.rank[i] == 1).collect()
    }
}

/// How like are two orders of the same alternatives?
///
/// # Method
/// Spearman's rank correlation: the correlation of the ranks, equals having the mean of the ranks they share. 1 is the
/// same order, −1 the reverse; none where an order puts all on one rank.
pub(super) fn spearman(a: &Order, b: &Order) -> Option<f64> {
    let (x, y) = (mean_ranks(a), mean_ranks(b));
    let middle = (x.len() as f64 + 1.0) / 2.0;
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    // Ranks are multiples of a half, so these sums are exact in any order.
    for (x, y) in x.iter().zip(&y) {
        xy += (x - middle) * (y - middle);
        xx += (x - middle) * (x - middle);
        yy += (y - middle) * (y - middle);
    }
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

fn mean_ranks(order: &Order) -> Vec<f64> {
    let mut sharing = vec![0usize; order.rank.len() + 1];
    for &rank in &order.rank {
        sharing[rank] += 1;
    }
    order.rank.iter().map(|&rank| rank as f64 + (sharing[rank] as f64 - 1.0) / 2.0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::matrix;
    use super::*;

    #[test]
    fn equals_share_a_rank_and_stand_by_name() {
        let m = matrix("+", &[("d", &[1.0]), ("b", &[2.0]), ("c", &[3.0]), ("a", &[4.0])]);
        let order = Order::of(&m, &[0.5, 0.7, 0.7 + 1e-14, 0.1]);
        assert_eq!(order, Order { best_first: vec![1, 2, 0, 3], rank: vec![3, 1, 1, 4] });
        assert_eq!((order.winner(), order.equal_first()), (1, vec![2]));
    }

    #[test]
    fn orders_are_like_or_unlike() {
        let m = matrix("+", &[("a", &[1.0]), ("b", &[2.0]), ("c", &[3.0])]);
        let of = |scores: [f64; 3]| Order::of(&m, &scores);
        assert_eq!(spearman(&of([3.0, 2.0, 1.0]), &of([9.0, 8.0, 0.0])), Some(1.0));
        assert_eq!(spearman(&of([3.0, 2.0, 1.0]), &of([1.0, 2.0, 3.0])), Some(-1.0));
        assert_eq!(spearman(&of([3.0, 2.0, 1.0]), &of([1.0, 1.0, 1.0])), None);
        // scipy.stats.spearmanr([1, 2, 3], [1.5, 1.5, 3]) = 0.8660254037844387 (SciPy 1.17.1).
        let tied = spearman(&of([3.0, 2.0, 1.0]), &of([2.0, 2.0, 1.0])).unwrap();
        assert!((tied - 0.866_025_403_784_438_7).abs() < 1e-12);
    }
}
