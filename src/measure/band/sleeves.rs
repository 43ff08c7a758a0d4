//! Sleeves around runs of capsules, and around runs of sleeves, up to one.
//!
//! A strip tree (Ballard 1981): a line is within some width of the chord from its start to its end, which says far more of
//! a long bend than a box does, most of all where the question is whether something is just beside the line.

use super::capsule::Capsule;
use super::plane::Bounds;
use crate::geodesy::Extreme;
use geo::Coord;
use smallvec::SmallVec;
use std::ops::Range;

/// So many capsules in the smallest sleeve, and so many sleeves in a larger one.
const FAN: usize = 4;
/// Room for a search on the stack: the siblings on ten levels, 4¹¹ capsules. A deeper one goes on the heap.
const DEPTH: usize = 32;

/// For every run of capsules one that holds them all: around the chord, wider by what they stray from it.
pub(super) struct Sleeves {
    /// Level after level, the largest sleeve last.
    sleeves: Vec<Capsule>,
    /// What is in each: capsules if in the lowest level, else sleeves.
    within: Vec<Range<u32>>,
    /// The capsules in each.
    capsules: Vec<Range<u32>>,
    /// So many sleeves are in the lowest level.
    lowest: usize,
    /// The largest radius of a capsule.
    most: f64,
}

impl Sleeves {
    pub(super) fn around(capsules: &[Capsule], most: f64) -> Sleeves {
        let sleeve = |run: &[Capsule]| {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let chord = Capsule::new(first.a, last.b, most);
            // What is straight strays farthest from a chord at one of its ends, and mostly starts where the one before it ends. The run
            // starts and ends on the chord.
            let (mut start2, mut width, mut most2) = (0.0, 0.0, 0.0);
            for (i, one) in run.iter().enumerate() {
                let next = run.get(i + 1);
                let end2 = next.map_or(0.0, |_| chord.gap2(one.b));
                let stray2 = start2.higher(end2);
                if one.radius > most {
                    width = (stray2.sqrt() + (one.radius - most)).higher(width);
                } else {
                    most2 = stray2.higher(most2);
                }
                start2 = next.map_or(0.0, |next| if next.a == one.b { end2 } else { chord.gap2(next.a) });
            }
            Capsule { radius: most * (1.0 + 1e-14) + most2.sqrt().higher(width) * (1.0 + 1e-12), ..chord }
        };
        let runs = |things: Range<usize>| {
            let end = things.end;
            things.step_by(FAN).map(move |from| from as u32..(from + FAN).min(end) as u32)
        };
        let mut sleeves: Vec<Capsule> = capsules.chunks(FAN).map(sleeve).collect();
        let mut within: Vec<Range<u32>> = runs(0..capsules.len()).collect();
        let lowest = sleeves.len();
        let (mut level, mut held) = (0..lowest, FAN);
        let all = |held: usize| {
            (0..capsules.len()).step_by(held).map(move |from| from as u32..(from + held).min(capsules.len()) as u32)
        };
        let mut inside: Vec<Range<u32>> = all(held).collect();
        while level.len() > 1 {
            held *= FAN;
            inside.extend(all(held));
            let next: Vec<Capsule> = sleeves[level.clone()].chunks(FAN).map(sleeve).collect();
            within.extend(runs(level.clone()));
            level = level.end..level.end + next.len();
            sleeves.extend(next);
        }
        Sleeves { sleeves, within, capsules: inside, lowest, most }
    }

    /// Looks at all capsules but some that `may` matter and are in sleeves that may, in no order, until `look` says true.
    #[inline]
    pub(super) fn visit<S>(
        &self,
        capsules: &[Capsule],
        but: &Range<usize>,
        state: &mut S,
        may: impl Fn(&S, &Capsule) -> bool,
        mut look: impl FnMut(&mut S, usize) -> bool,
    ) {
        let mut stack: SmallVec<[u32; DEPTH]> = SmallVec::new();
        if let Some(top) = self.sleeves.len().checked_sub(1) {
            stack.push(top as u32);
        }
        while let Some(sleeve) = stack.pop() {
            let within = self.within[sleeve as usize].clone();
            if (sleeve as usize) < self.lowest {
                for k in within {
                    if !but.contains(&(k as usize)) && may(state, &capsules[k as usize]) && look(state, k as usize) {
                        return;
                    }
                }
            } else {
                for inner in within {
                    let held = &self.capsules[inner as usize];
                    let skipped = but.start <= held.start as usize && held.end as usize <= but.end;
                    if !skipped && may(state, &self.sleeves[inner as usize]) {
                        stack.push(inner);
                    }
                }
            }
        }
    }

    /// A box around some capsules, and maybe some of their neighbours.
    pub(super) fn bounds(&self, capsules: &Range<usize>) -> Bounds {
        let sleeves = &self.sleeves[capsules.start / FAN..capsules.end.div_ceil(FAN)];
        sleeves
            .iter()
            .fold(Bounds::NOTHING, |all, sleeve| all.union(&Bounds::around([sleeve.a, sleeve.b]).grown(sleeve.radius)))
    }

    /// The distance from a point to the nearest segment, and which that is, if nearer than one that is known.
    pub(super) fn nearest(&self, capsules: &[Capsule], p: Coord<f64>, known: (f64, usize)) -> (f64, usize) {
        let (mut least, mut nearest) = known;
        let mut stack: SmallVec<[(f64, u32); DEPTH]> = SmallVec::new();
        if let Some(top) = self.sleeves.len().checked_sub(1) {
            stack.push((0.0, top as u32));
        }
        while let Some((at_least, sleeve)) = stack.pop() {
            if at_least >= least {
                continue;
            }
            let within = self.within[sleeve as usize].clone();
            if (sleeve as usize) < self.lowest {
                for k in within {
                    let gap2 = capsules[k as usize].gap2(p);
                    if gap2 < least * least {
                        (least, nearest) = (gap2.sqrt(), k as usize);
                    }
                }
                continue;
            }
            let first = stack.len();
            for i in within {
                let inner = &self.sleeves[i as usize];
                let (gap2, reach) = (inner.gap2(p), least + (inner.radius - self.most));
                if gap2 < reach * reach {
                    // The nearest last, so that it is looked into first.
                    let mut at = stack.len();
                    stack.push((gap2.sqrt() - (inner.radius - self.most), i));
                    while at > first && stack[at - 1].0 < stack[at].0 {
                        stack.swap(at - 1, at);
                        at -= 1;
                    }
                }
            }
        }
        (least, nearest)
    }
}
