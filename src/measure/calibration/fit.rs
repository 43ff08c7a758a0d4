//! Km-posts that are only known to lie between two places: a line through all of these windows that bends least.

/// A place along a series where the geometry is known: exactly, or to lie within a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Running official metres.
    pub official: f64,
    /// Geometric metres: at least.
    pub from: f64,
    /// At most.
    pub to: f64,
}

impl Window {
    fn is_point(&self) -> bool {
        self.from == self.to
    }
}

/// Geometric metres per official metre that a road can have: a road book up to twice as long as a coarse line, or up to a
/// third shorter. Anything else is a slip in one of two posts.
const RATES: (f64, f64) = (0.5, 1.5);

/// Between which metres of geometry a window lets an official metre lie.
pub fn reach(window: &Window, official: f64) -> (f64, f64) {
    let apart = official - window.official;
    if apart >= 0.0 {
        (window.from + RATES.0 * apart, window.to + RATES.1 * apart)
    } else {
        (window.from + RATES.1 * apart, window.to + RATES.0 * apart)
    }
}

/// Why two windows cannot both hold: the later one would have to lie before the earlier, or unbelievably far on.
fn contradict(a: &Window, b: &Window) -> bool {
    let (a, b) = if a.official <= b.official { (a, b) } else { (b, a) };
    let apart = b.official - a.official;
    b.to - a.from < RATES.0 * apart || b.from - a.to > RATES.1 * apart
}

/// Which windows can hold together with every point? The numbers of those that cannot, each with one that it contradicts.
///
/// # Method
/// A window that contradicts a point goes first; then, again and again, the one that contradicts most others, the later
/// of two. Windows that agree in pairs agree all together (McShane's extension of a function with bounded rates).
pub fn left_out(windows: &[Window]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, w) in windows.iter().enumerate().filter(|(_, w)| !w.is_point()) {
        let point = windows.iter().enumerate().find(|(_, p)| p.is_point() && contradict(w, p));
        out.extend(point.map(|(other, _)| (i, other)));
    }
    loop {
        let stays = |i: &usize| !windows[*i].is_point() && !out.iter().any(|(o, _)| o == i);
        let against = |i: usize| -> Vec<usize> {
            (0..windows.len()).filter(stays).filter(|&j| j != i && contradict(&windows[i], &windows[j])).collect()
        };
        let worst = (0..windows.len()).filter(stays).map(|i| (against(i).len(), i)).max();
        match worst {
            Some((n, i)) if n > 0 => {
                let other = against(i)[0];
                out.push((i, other));
            }
            _ => break,
        }
    }
    out.sort_unstable();
    out
}

/// The line through all windows that departs least from a rate: its bends, from the first window to the last.
///
/// # Method
/// The taut string through the windows, which of all lines through them has the least ∫(g′ − r)² and the smallest extreme of
/// g′ (P. L. Davies and A. Kovac, Local extremes, runs, strings and multiresolution, Ann. Statist. 29 (2001) 1–65). A last
/// window leaves the end free: mirrored there, the string ends at the rate `r`.
pub fn string(windows: &[Window], rate: f64) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else { return Vec::new() };
    // In a frame that rises at the rate, the line that follows the rate is level.
    let level =
        |w: &Window| Window { official: w.official, from: w.from - rate * w.official, to: w.to - rate * w.official };
    let mut gates: Vec<Window> = windows.iter().map(level).collect();
    let start = (gates[0].from + gates[0].to) / 2.0;
    gates[0] = Window { from: start, to: start, ..gates[0] };
    let count = gates.len();
    if !last.is_point() {
        let mirrored: Vec<Window> =
            gates.iter().rev().skip(1).map(|w| Window { official: 2.0 * last.official - w.official, ..*w }).collect();
        gates.extend(mirrored);
    }
    let bends = taut(&gates);
    let mut line: Vec<(f64, f64)> = Vec::new();
    for pair in bends.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if line.is_empty() {
            line.push(a);
        }
        if b.0 >= last.official {
            // The mirror may cut a level stretch in two: the line ends in the last window.
            let t = if b.0 > a.0 { (last.official - a.0) / (b.0 - a.0) } else { 1.0 };
            line.push((last.official, a.1 + (b.1 - a.1) * t));
            break;
        }
        line.push(b);
    }
    debug_assert!(count < 2 || line.len() >= 2);
    let _ = first;
    line.into_iter().map(|(official, height)| (official, height + rate * official)).collect()
}

/// The shortest line from the first gate to the last through all between, its bends in order. Both ends are points.
fn taut(gates: &[Window]) -> Vec<(f64, f64)> {
    let Some(last) = gates.len().checked_sub(1) else { return Vec::new() };
    let mut line = vec![(gates[0].official, gates[0].from)];
    let mut at = 0;
    while at < last {
        let (x, y) = line[line.len() - 1];
        // The funnel that is seen from here, and the gates that narrow it.
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let (mut low_at, mut high_at) = (at, at);
        let mut turned = None;
        for (k, gate) in gates.iter().enumerate().skip(at + 1) {
            let run = gate.official - x;
            if run <= 0.0 {
                continue;
            }
            let (from, to) = ((gate.from - y) / run, (gate.to - y) / run);
            if from > high {
                turned = Some((high_at, gates[high_at].to));
                break;
            }
            if to < low {
                turned = Some((low_at, gates[low_at].from));
                break;
            }
            if from >= low {
                (low, low_at) = (from, k);
            }
            if to <= high {
                (high, high_at) = (to, k);
            }
        }
        match turned {
            Some((k, height)) => {
                line.push((gates[k].official, height));
                at = k;
            }
            None => {
                line.push((gates[last].official, gates[last].from));
                at = last;
            }
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn w(official: f64, from: f64, to: f64) -> Window {
        Window { official, from, to }
    }

    fn at(line: &[(f64, f64)], x: f64) -> f64 {
        let i = line.partition_point(|p| p.0 < x).clamp(1, line.len() - 1);
        let (a, b) = (line[i - 1], line[i]);
        a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0)
    }

    #[test]
    fn a_straight_line_that_fits_is_left_straight() {
        let line = string(&[w(0.0, 0.0, 0.0), w(10.0, 5.0, 15.0), w(20.0, 18.0, 18.0)], 1.0);
        assert_eq!(line, [(0.0, 0.0), (20.0, 18.0)]);
    }

    #[test]
    fn a_window_bends_it_just_as_far_as_needed_and_then_the_rate_goes_on() {
        let line = string(&[w(0.0, 0.0, 0.0), w(10.0, 2.0, 8.0), w(20.0, 10.0, 30.0)], 1.0);
        assert_eq!(line.first(), Some(&(0.0, 0.0)));
        assert!((at(&line, 10.0) - 8.0).abs() < 1e-9 && (at(&line, 20.0) - 18.0).abs() < 1e-9, "{line:?}");
    }

    #[test]
    fn posts_that_contradict_each_other_are_named_in_pairs() {
        // The third would lie before the point at 20; the fourth contradicts the fifth and sixth.
        let windows = [
            w(0.0, 0.0, 0.0),
            w(20.0, 20.0, 20.0),
            w(25.0, 5.0, 14.0),
            w(40.0, 49.0, 50.0),
            w(41.0, 36.0, 44.0),
            w(42.0, 38.0, 44.0),
        ];
        assert_eq!(left_out(&windows), [(2, 1), (3, 4)]);
        assert_eq!(left_out(&[w(0.0, 0.0, 5.0), w(10.0, 8.0, 12.0), w(20.0, 3.0, 4.0)]), [(2, 0)]);
    }

    proptest! {
        #[test]
        fn the_string_goes_through_every_window_that_stays(
            steps in prop::collection::vec((1.0f64..9.0, 0.7f64..1.3, 0.0f64..6.0, 0.0f64..6.0), 1..12),
            rate in 0.8f64..1.1,
        ) {
            let mut windows = vec![w(0.0, 0.0, 0.0)];
            let (mut x, mut y) = (0.0, 0.0);
            for (run, slope, below, above) in steps {
                x += run;
                y += run * slope;
                windows.push(w(x, y - below, y + above));
            }
            // A line with believable rates runs through all of them, so none is left out.
            prop_assert!(left_out(&windows).is_empty());
            let line = string(&windows, rate);
            for gate in &windows {
                let height = at(&line, gate.official);
                prop_assert!(height >= gate.from - 1e-9 && height <= gate.to + 1e-9, "{gate:?} {height} {line:?}");
            }
            for pair in line.windows(2) {
                let slope = (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0);
                prop_assert!((0.69..=1.31).contains(&slope), "{slope} {line:?}");
            }
        }
    }
}
