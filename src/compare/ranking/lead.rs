//! Where one alternative's lead over the others, as something is moved, comes to its end.

use super::order::TIE;

/// The lead over a rival along a straight way: `at_zero + slope × t`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lead {
    /// Over whom.
    pub rival: usize,
    /// The lead at t = 0.
    pub at_zero: f64,
    /// What it gains as t grows by 1.
    pub slope: f64,
}

/// Where a lead ends, and who takes over there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Crossing {
    /// The place on the way.
    pub t: f64,
    /// Who leads beyond it.
    pub rival: usize,
    /// How fast the rival passes.
    rate: f64,
}

impl Crossing {
    /// The earlier of two on a way from `from`; of two at one place the rival that passes faster leads beyond, and of
    /// two as fast the first by name.
    pub(super) fn earlier(self, other: Crossing, from: f64, names: &[String]) -> Crossing {
        let (mine, theirs) = ((self.t - from).abs(), (other.t - from).abs());
        let by_rate = if (self.rate - other.rate).abs() <= TIE {
            names[self.rival] <= names[other.rival]
        } else {
            self.rate > other.rate
        };
        let first = if (mine - theirs).abs() <= TIE { by_rate } else { mine < theirs };
        if first { self } else { other }
    }
}

/// Where, on the way from one t to another, does the first rival catch up?
///
/// # Method
/// Each lead is linear in t, so its zero is exact: t = −at_zero ÷ slope. A lead that only rounding moves is constant.
pub(super) fn first(leads: impl Iterator<Item = Lead>, from: f64, to: f64, names: &[String]) -> Option<Crossing> {
    let way = (to - from).signum();
    leads
        .filter_map(|lead| {
            let rate = -lead.slope * way;
            // Slopes are differences of figures and weights up to 1: below this they are rounding.
            if rate <= 1e-13 || from == to {
                return None;
            }
            let t = -lead.at_zero / lead.slope;
            // A rival that is level from the start takes over at once.
            let t = if way > 0.0 { t.max(from) } else { t.min(from) };
            ((t - to) * way < -TIE).then_some(Crossing { t, rival: lead.rival, rate })
        })
        .reduce(|a, b| a.earlier(b, from, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_catch_up_is_found_and_of_equals_the_faster() {
        let names: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        let lead = |rival, at_zero, slope| Lead { rival, at_zero, slope };
        let leads = [lead(0, 0.5, -1.0), lead(1, 1.0, -2.0), lead(2, 1.0, -1.2)];
        let found = first(leads.into_iter(), 0.0, 1.0, &names).unwrap();
        assert_eq!((found.t, found.rival), (0.5, 1));
        assert_eq!(first(leads.into_iter(), 0.0, -1.0, &names), None);
        assert_eq!(first([lead(0, 1.0, -1.0)].into_iter(), 0.0, 1.0, &names), None, "level only at the very end");
        assert_eq!(first([lead(0, 1.0, 1.0)].into_iter(), 0.0, -2.0, &names).unwrap().t, -1.0);
    }
}
