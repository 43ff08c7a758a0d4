//! Where does an alignment meet existing roads: crossing them, joining them, or only touching them?

use super::chords::{Chords, OnAlignment};
use super::shared::Upgrade;
use crate::geodesy::{LonLat, LonLatBox};
use crate::index::Chain;
use crate::measure::meet;
use crate::model::{Alignment, Spot};
use crate::units::ChainageRange;
use geo::Orientation;
use geo::algorithm::kernels::{Kernel, RobustKernel};

/// How an alignment meets a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meeting {
    /// It goes from one side of the road to the other, here.
    Crossing(OnAlignment),
    /// It comes to the road without going over it, here: one of them ends at the other, or they only touch.
    Touch(OnAlignment),
    /// It runs along the road for this stretch; crossings within the stretch are not counted.
    Joint(ChainageRange),
}

/// How an alignment meets one road.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadMeetings {
    /// The number of the road in what was handed over.
    pub road: usize,
    /// By rising chainage.
    pub meetings: Vec<Meeting>,
}

impl RoadMeetings {
    /// How often does it cross the road?
    pub fn crossings(&self) -> usize {
        self.meetings.iter().filter(|m| matches!(m, Meeting::Crossing(_))).count()
    }
}

/// Where does the alignment cross, join or touch each of these roads?
///
/// # Method
/// In longitude and latitude, where edges are straight, with exact predicates (J. R. Shewchuk, Adaptive precision
/// floating-point arithmetic, Discrete Comput. Geom. 18 (1997)): two edges cross if the ends of each lie on both sides
/// of the other. Where a vertex or a stretch of the road lies on the alignment, it is a crossing if the road comes from
/// one side and leaves on the other, else a touch; each pass of the road counts. What lies within a stretch that runs
/// along the road, by `upgrade` of the same roads, is one joint and nothing else. Roads that it does not meet are left
/// out. In PostGIS: `ST_Intersection`, which does not tell a crossing from a touch.
pub fn crossings(a: &Chords<'_>, roads: &[Chords<'_>], upgrade: &Upgrade) -> Vec<RoadMeetings> {
    let own = Chain::new(a.alignment().parts());
    let mut found = Vec::new();
    for (road, chords) in roads.iter().enumerate() {
        let joints = upgrade.along.iter().find(|along| along.road == road).map_or(&[][..], |along| &along.ranges);
        let mut meetings: Vec<Meeting> = joints.iter().map(|&range| Meeting::Joint(range)).collect();
        for contact in contacts(&own, chords.alignment()) {
            let on = a.on(spot(a.alignment(), contact.first.0));
            let inside = |r: &ChainageRange| r.from() <= on.chainage && on.chainage <= r.to();
            if !joints.iter().any(inside) {
                let over = contact.proper || goes_over(a.alignment(), chords.alignment(), &contact);
                meetings.push(if over { Meeting::Crossing(on) } else { Meeting::Touch(on) });
            }
        }
        let at = |m: &Meeting| match m {
            Meeting::Crossing(on) | Meeting::Touch(on) => on.chainage,
            Meeting::Joint(range) => range.from(),
        };
        meetings.sort_by_key(at);
        if !meetings.is_empty() {
            found.push(RoadMeetings { road, meetings });
        }
    }
    found
}

/// Where two lines meet: from and to on each, as the number of the edge plus the fraction of it.
#[derive(Debug, Clone, Copy)]
struct Contact {
    first: (f64, f64),
    second: (f64, f64),
    /// Two edges cross between their ends.
    proper: bool,
    /// The second runs against the first along it.
    opposed: bool,
}

fn contacts(own: &Chain<'_>, b: &Alignment) -> Vec<Contact> {
    let other = Chain::new(b.parts());
    let (mut proper, mut loose) = (Vec::new(), Vec::new());
    for run in own.runs() {
        for near in other.runs_where(|bounds| bounds.meets(&run.bounds)) {
            let ((i, first), (k, second)) = (own.places(run), other.places(near));
            for (di, e) in first.windows(2).enumerate() {
                let Some(around) = LonLatBox::around(e).filter(|b| b.meets(&near.bounds)) else { continue };
                for (dk, f) in second.windows(2).enumerate() {
                    if !LonLatBox::around(f).is_some_and(|b| b.meets(&around)) {
                        continue;
                    }
                    let (on_first, on_second) = (meet([e[0], e[1]], [f[0], f[1]]), meet([f[0], f[1]], [e[0], e[1]]));
                    let ([Some(t), t_end], [Some(u), u_end]) = (on_first, on_second) else { continue };
                    let (s, v) = ((i + di) as f64, (k + dk) as f64);
                    let contact = Contact {
                        first: (s + t, s + t_end.unwrap_or(t)),
                        second: (v + u, v + u_end.unwrap_or(u)),
                        proper: is_proper(e, f),
                        opposed: (e[1].x - e[0].x) * (f[1].x - f[0].x) + (e[1].y - e[0].y) * (f[1].y - f[0].y) < 0.0,
                    };
                    if contact.proper { proper.push(contact) } else { loose.push(contact) }
                }
            }
        }
    }
    proper.extend(joined(loose));
    proper
}

/// Contacts that go on from one pair of edges to the next, each as one.
fn joined(mut loose: Vec<Contact>) -> Vec<Contact> {
    loose.sort_by(|a, b| {
        a.first.0.total_cmp(&b.first.0).then(a.second.0.total_cmp(&b.second.0)).then(a.first.1.total_cmp(&b.first.1))
    });
    let mut out: Vec<Contact> = Vec::new();
    for contact in loose {
        let meets = |x: (f64, f64), y: (f64, f64)| x.0 <= y.1 && y.0 <= x.1;
        let open = out.iter_mut().rev().find(|o| meets(o.first, contact.first) && meets(o.second, contact.second));
        match open {
            Some(kept) => {
                let longer = contact.first.1 - contact.first.0 > kept.first.1 - kept.first.0;
                kept.opposed = if longer { contact.opposed } else { kept.opposed };
                let both = |x: (f64, f64), y: (f64, f64)| (x.0.min(y.0), x.1.max(y.1));
                kept.first = both(kept.first, contact.first);
                kept.second = both(kept.second, contact.second);
            }
            None => out.push(contact),
        }
    }
    out
}

fn orient(a: LonLat, b: LonLat, c: LonLat) -> Orientation {
    RobustKernel::orient2d(a, b, c)
}

/// Whether two edges cross between their ends.
pub(super) fn is_proper(e: &[LonLat], f: &[LonLat]) -> bool {
    use Orientation::Collinear;
    let (p, q) = (orient(e[0], e[1], f[0]), orient(e[0], e[1], f[1]));
    let (r, s) = (orient(f[0], f[1], e[0]), orient(f[0], f[1], e[1]));
    p != Collinear && q != Collinear && r != Collinear && s != Collinear && p != q && r != s
}

/// Whether the second comes to the contact from one side of the first and leaves on the other.
fn goes_over(a: &Alignment, b: &Alignment, contact: &Contact) -> bool {
    let (Some(before), Some(after)) = (next(b, contact.second.0, false), next(b, contact.second.1, true)) else {
        return false;
    };
    let (enters, leaves) =
        if contact.opposed { (contact.first.1, contact.first.0) } else { (contact.first.0, contact.first.1) };
    match (is_left(a, enters, before), is_left(a, leaves, after)) {
        (Some(x), Some(y)) => x != y,
        _ => false,
    }
}

/// The next vertex after, or before, a place on a line; none at its end.
fn next(line: &Alignment, at: f64, after: bool) -> Option<LonLat> {
    let vertex = if after { at.floor() + 1.0 } else { at.ceil() - 1.0 };
    line.parts().find(|(start, part)| (*start as f64) <= at && at <= (*start + part.len() - 1) as f64).and_then(
        |(start, part)| {
            let index = vertex - start as f64;
            if index < 0.0 { None } else { part.get(index as usize).copied() }
        },
    )
}

/// Whether a place lies left of the line as it passes through `at`; none at the line's ends.
fn is_left(line: &Alignment, at: f64, place: LonLat) -> Option<bool> {
    use Orientation::{Clockwise, CounterClockwise};
    let (before, after) = (next(line, at, false)?, next(line, at, true)?);
    if at.fract() != 0.0 {
        return Some(orient(before, after, place) == CounterClockwise);
    }
    let here = line.vertices()[at as usize];
    let (x, y) = (orient(before, here, place) == CounterClockwise, orient(here, after, place) == CounterClockwise);
    Some(match orient(before, here, after) {
        CounterClockwise => x && y,
        Clockwise => x || y,
        Orientation::Collinear => x,
    })
}

fn spot(line: &Alignment, at: f64) -> Spot {
    let edge = (at.floor() as usize).min(line.vertices().len().saturating_sub(2));
    // The last vertex of a part starts no edge.
    let ends = line.parts().any(|(start, part)| start + part.len() - 1 == edge);
    if ends && at.fract() == 0.0 && edge > 0 {
        return Spot { edge: edge - 1, fraction: 1.0 };
    }
    Spot { edge, fraction: at - edge as f64 }
}
