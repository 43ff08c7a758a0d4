//! Which of two changes is the smaller?

use super::Change;
use std::cmp::Ordering;

/// What changes are compared by: those with a relative size first.
fn size(change: &Change) -> (bool, f64) {
    (change.relative.is_none(), change.relative.unwrap_or(change.of_range))
}

/// Which of two changes is the smaller, to ten digits, so that rounding does not part equals.
pub(super) fn smaller(a: &Change, b: &Change) -> Ordering {
    let ((a_none, a), (b_none, b)) = (size(a), size(b));
    if a_none != b_none || (a - b).abs() > 1e-6 * a.max(b) {
        return a_none.cmp(&b_none).then(a.total_cmp(&b));
    }
    let ten_digits = |x: f64| format!("{x:.9e}").parse().unwrap_or(x);
    ten_digits(a).total_cmp(&ten_digits(b))
}
