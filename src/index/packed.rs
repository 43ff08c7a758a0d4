//! Boxes in any order, packed along a curve: which of them meet another?

use super::{Bounds, BoxTree};
use crate::geodesy::{LonLat, LonLatBox};
use crate::model::Alignment;
use rayon::prelude::*;
use std::borrow::Borrow;

/// Numbered boxes, some of which may be missing.
#[derive(Debug)]
pub(super) struct Boxes {
    /// The boxes, neighbours one after the other.
    boxes: Vec<Bounds<2>>,
    /// Their numbers.
    numbers: Vec<usize>,
    tree: BoxTree<2>,
}

impl Default for Boxes {
    fn default() -> Boxes {
        Boxes::of(std::iter::empty())
    }
}

impl Boxes {
    /// Packs them.
    pub fn of(boxes: impl Iterator<Item = Option<LonLatBox>>) -> Boxes {
        let mut items: Vec<(u64, usize, Bounds<2>)> = boxes
            .enumerate()
            .filter_map(|(number, bounds)| bounds.map(|b| (along_a_curve(b.centre()), number, flat(&b))))
            .collect();
        items.par_sort_unstable_by_key(|(along, number, _)| (*along, *number));
        let boxes: Vec<Bounds<2>> = items.iter().map(|item| item.2).collect();
        Boxes { tree: BoxTree::of(boxes.iter().copied()), boxes, numbers: items.iter().map(|item| item.1).collect() }
    }

    /// Which may have something in this box? By number.
    pub fn near(&self, bounds: &LonLatBox) -> Vec<usize> {
        let mut found = Vec::new();
        let mut meeting = |bounds: &LonLatBox| {
            let here = flat(bounds);
            self.tree.near(&here, 0.0, |i| {
                found.extend(self.boxes[i].meets(&here).then(|| self.numbers[i]));
                true
            });
        };
        meeting(bounds);
        // Boxes that reach over the 180° meridian have a second half on its other side.
        for turn in [-360.0, 360.0] {
            if (turn < 0.0 && bounds.max.x > 180.0) || (turn > 0.0 && bounds.min.x < -180.0) {
                let shift = |p: LonLat| LonLat { x: p.x + turn, y: p.y };
                meeting(&LonLatBox::new(shift(bounds.min), shift(bounds.max)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn flat(bounds: &LonLatBox) -> Bounds<2> {
    Bounds { low: [bounds.min.x, bounds.min.y], high: [bounds.max.x, bounds.max.y] }
}

/// The numbers of some alignments in such an order that each lies near the one before: what was fetched from memory for one
/// is at hand for the next.
pub fn each_near_the_last(alignments: &[impl Borrow<Alignment> + Sync]) -> Vec<usize> {
    let middle = |alignment: &Alignment| alignment.vertices()[alignment.vertices().len() / 2];
    let along = |(number, a): (usize, &_)| (along_a_curve(middle(Borrow::<Alignment>::borrow(a))), number);
    let mut order: Vec<(u64, usize)> = alignments.par_iter().enumerate().map(along).collect();
    order.par_sort_unstable();
    order.into_iter().map(|(_, number)| number).collect()
}

/// How far along Hilbert's curve over the world a place is: what is near on it is near on the Earth.
pub fn along_a_curve(place: LonLat) -> u64 {
    const SIDE: u64 = 1 << 24;
    let cell = |degrees: f64, half: f64| ((degrees / half + 1.0).clamp(0.0, 2.0) * 0.5 * (SIDE - 1) as f64) as u64;
    let (mut x, mut y) = (cell(place.x, 180.0), cell(place.y, 90.0));
    let (mut along, mut quarter) = (0, SIDE / 2);
    while quarter > 0 {
        let (right, up) = (x & quarter > 0, y & quarter > 0);
        along += quarter * quarter * ((3 * u64::from(right)) ^ u64::from(up));
        if !up {
            if right {
                (x, y) = (SIDE - 1 - x, SIDE - 1 - y);
            }
            (x, y) = (y, x);
        }
        quarter /= 2;
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn boxes() -> impl Strategy<Value = LonLatBox> {
        (-180.0..180.0f64, -89.0..89.0f64, 0.0..30.0f64, 0.0..1.0f64)
            .prop_map(|(x, y, wide, high)| LonLatBox::new(LonLat { x: x - wide, y }, LonLat { x, y: y + high }))
    }

    #[test]
    fn each_of_many_alignments_is_there_once_and_near_the_last() {
        let place = |i: usize| LonLat {
            x: 102.0 + (i * 7919 % 1000) as f64 / 500.0,
            y: 21.0 + (i * 104_729 % 997) as f64 / 500.0,
        };
        let road = |i: usize| {
            let LonLat { x, y } = place(i);
            Alignment::new(i.to_string(), vec![vec![LonLat { x, y }, LonLat { x: x + 0.01, y }]]).unwrap()
        };
        let roads: Vec<Alignment> = (0..1000).map(road).collect();
        let order = each_near_the_last(&roads);
        let way = |order: &[usize]| -> f64 {
            order
                .windows(2)
                .map(|pair| (place(pair[0]) - place(pair[1])).x.hypot((place(pair[0]) - place(pair[1])).y))
                .sum()
        };
        let as_given: Vec<usize> = (0..1000).collect();
        assert!(way(&order) < way(&as_given) / 5.0, "{} {}", way(&order), way(&as_given));
        let mut all = order;
        all.sort_unstable();
        assert_eq!(all, as_given);
    }

    proptest! {
        #[test]
        fn the_boxes_found_are_those_that_a_look_at_all_finds(
            all in prop::collection::vec(prop::option::weighted(0.9, boxes()), 0..300), here in boxes(),
        ) {
            let turned = |by: f64| {
                let shift = |p: LonLat| LonLat { x: p.x + by, y: p.y };
                LonLatBox::new(shift(here.min), shift(here.max))
            };
            let meets = |b: &LonLatBox| {
                b.meets(&here) || here.min.x < -180.0 && b.meets(&turned(360.0)) || here.max.x > 180.0 && b.meets(&turned(-360.0))
            };
            let one_by_one: Vec<usize> = (0..all.len()).filter(|&i| all[i].as_ref().is_some_and(meets)).collect();
            prop_assert_eq!(Boxes::of(all.into_iter()).near(&here), one_by_one);
        }
    }
}
