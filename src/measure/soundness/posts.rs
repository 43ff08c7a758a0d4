//! Do the km-posts stand on their line, and rise along it?

use super::super::locate::locate_on;
use super::super::mend::finding::{Cure, Finding};
use crate::error::{Fault, Result};
use crate::geodesy::LonLat;
use crate::index::{Indexed, IndexedAlignment};
use crate::model::{Alignment, KmPost, PostPlace, Study};
use crate::units::{Chainage, Metres};
use std::cell::LazyCell;

/// Posts of a road are a hundred metres apart at the least (H-posts): one farther off its line than that may belong to another place of it.
const OFF_LINE: f64 = 100.0;

struct Stood<'a> {
    post: Option<&'a KmPost>,
    official: Chainage,
    /// Where along the line it can be, metres.
    from: f64,
    to: f64,
    off: Metres,
    place: LonLat,
}

/// Which km-posts stand off their line or out of order, and which lines are drawn against their chainage?
///
/// # Units
/// Metres along the line and off it.
///
/// # Method
/// Each post at the nearest place of its line. Of posts out of order the fewest are named without which the others rise: the longest rising
/// run is kept (M. L. Fredman, On computing the length of longest increasing subsequences, Discrete Mathematics 11, 1975). Where no two
/// posts rise and some fall, the line is drawn the other way round.
pub fn posts(study: &Study, index: &Indexed<'_>) -> Vec<Finding> {
    study.alignments.iter().flat_map(|alignment| of(study, alignment, index).unwrap_or_default()).collect()
}

fn of(study: &Study, alignment: &Alignment, index: &Indexed<'_>) -> Result<Vec<Finding>> {
    let file = study.sources.iter().find(|s| s.role == "kmposts").map_or("study.toml", |s| s.file.as_str());
    let mut found = Vec::new();
    let (mut rises, mut falls) = (0usize, 0usize);
    let mut out_of_order = Vec::new();
    let mut place = None;
    let indexed = LazyCell::new(|| IndexedAlignment::new(alignment));
    for series in study.series.iter().filter(|s| s.alignment == alignment.id()) {
        let own = study.km_posts.iter().filter(|p| p.alignment == alignment.id() && p.series == series.id);
        let mut stood = Vec::new();
        if let Some((at, official)) = series.origin {
            let here = locate_on(&indexed, index, at)?;
            let m = here.chainage.from_origin().metres();
            stood.push(Stood { post: None, official, from: m, to: m, off: Metres::ZERO, place: at });
        }
        let mut jumps = false;
        for post in own {
            let at = |place| locate_on(&indexed, index, place);
            match post.place {
                PostPlace::Equation(..) => jumps = true,
                PostPlace::Unlocated => {}
                PostPlace::Point(place) => {
                    let here = at(place)?;
                    let m = here.chainage.from_origin().metres();
                    let off = here.offset.distance;
                    stood.push(Stood { post: Some(post), official: post.chainage, from: m, to: m, off, place });
                }
                PostPlace::Between(a, b) => {
                    let (p, q) = (at(a)?.chainage.from_origin().metres(), at(b)?.chainage.from_origin().metres());
                    let (from, to) = (p.min(q), p.max(q));
                    stood.push(Stood {
                        post: Some(post),
                        official: post.chainage,
                        from,
                        to,
                        off: Metres::ZERO,
                        place: a,
                    });
                }
            }
        }
        let allowed = alignment.about.accuracy.map_or(OFF_LINE, |a| OFF_LINE.max(2.0 * a.metres()));
        for s in stood.iter().filter(|s| s.off.metres() > allowed) {
            found.push(Finding::new(off_line(alignment, s, file, allowed), Vec::new(), None));
        }
        // Where the count jumps, a larger number may well stand before a smaller one.
        if jumps {
            continue;
        }
        stood.sort_by(|a, b| a.official.cmp(&b.official).then(a.from.total_cmp(&b.from)));
        for pair in stood.windows(2).filter(|p| p[0].official < p[1].official) {
            if pair[0].to < pair[1].from {
                rises += 1;
            } else if pair[0].from > pair[1].to {
                falls += 1;
                place.get_or_insert(pair[0].place);
            }
        }
        out_of_order.extend(unordered(&stood).into_iter().map(|s| order(alignment, &series.id, s, file)));
    }
    if falls > 0 && rises == 0 {
        let count = falls + 1;
        let fault = Fault::new(
            "against-chainage",
            "a line drawn the way that its chainage rises",
            format!("one whose {count} km-posts fall along it"),
        )
        .file(alignment.about.layer.clone())
        .feature(alignment.id())
        .size(alignment.length().metres(), "m")
        .remedy("corridor mend turns the line round; geometric chainage then counts from the other end");
        let fault = match place {
            Some(place) => fault.place(place).on(alignment.id(), 0.0),
            None => fault,
        };
        found.push(Finding::new(fault, Vec::new(), Some(Cure::Turn(alignment.id().to_string()))));
    } else {
        found.extend(out_of_order.into_iter().map(|fault| Finding::new(fault, Vec::new(), None)));
    }
    Ok(found)
}

fn told(s: &Stood<'_>) -> String {
    let name = s.post.map(|p| p.place_name.as_str()).filter(|n| !n.is_empty());
    match name {
        Some(name) => format!("{} ({name})", s.official),
        None => s.official.to_string(),
    }
}

fn off_line(alignment: &Alignment, s: &Stood<'_>, file: &str, allowed: f64) -> Fault {
    Fault::new(
        "km-post-off-line",
        format!("a km-post of {} within {allowed:.0} m of it", alignment.id()),
        format!("one {:.0} m off", s.off.metres()),
    )
    .warning()
    .file(file)
    .feature(told(s))
    .place(s.place)
    .on(alignment.id(), s.from)
    .size(s.off.metres(), "m")
    .remedy("look whether the post or the line is out of place, or the post is another road's")
}

fn order(alignment: &Alignment, series: &str, s: &Stood<'_>, file: &str) -> Fault {
    Fault::new(
        "km-post-order",
        format!("km-posts of {series} that rise along {}", alignment.id()),
        format!("{} at {} of the geometry, where the others put another", s.official, Chainage::at(Metres::of(s.from))),
    )
    .warning()
    .file(file)
    .feature(told(s))
    .place(s.place)
    .on(alignment.id(), s.from)
    .size(1.0, "posts")
    .remedy("correct its number or its place; the others rise without it")
}

/// The fewest posts at a point without which the others rise.
fn unordered<'s, 'a>(stood: &'s [Stood<'a>]) -> Vec<&'s Stood<'a>> {
    let points: Vec<&Stood<'a>> = stood.iter().filter(|s| s.from == s.to).collect();
    // The last post of the best run of each length, and whom each follows.
    let mut tails: Vec<usize> = Vec::new();
    let mut follows: Vec<Option<usize>> = vec![None; points.len()];
    for (i, s) in points.iter().enumerate() {
        let at = tails.partition_point(|&t| points[t].from < s.from);
        follows[i] = at.checked_sub(1).map(|k| tails[k]);
        if at == tails.len() {
            tails.push(i);
        } else {
            tails[at] = i;
        }
    }
    let mut kept = vec![false; points.len()];
    let mut next = tails.last().copied();
    while let Some(i) = next {
        kept[i] = true;
        next = follows[i];
    }
    points.into_iter().zip(kept).filter(|(_, kept)| !kept).map(|(s, _)| s).collect()
}
