//! The embedded roads as a map has them: cut into hundreds of ways in any order and direction, drawn a few metres
//! beside the truth, partly as two carriageways, with a roundabout, two roads on one way, and side roads. Out of the extract
//! must come one line, or the exact place where it breaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "support/dice.rs"]
mod dice;
#[path = "support/layers.rs"]
mod layers;
#[path = "support/refusals.rs"]
mod refusals;

use corridor::Study;
use corridor::geodesy::{LonLat, inverse};
use corridor::layers::{LayerOptions, read_alignments};
use dice::Dice;
use layers::Way;
use refusals::corridor_in;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const METRE: f64 = 1.0 / 110_800.0;

fn moved(p: LonLat, east: f64, north: f64) -> LonLat {
    LonLat { x: p.x + east * METRE / p.y.to_radians().cos(), y: p.y + north * METRE }
}

fn length(line: &[LonLat]) -> f64 {
    line.windows(2).map(|e| inverse(e[0], e[1]).distance).sum()
}

/// A road of the embedded study in one line, a vertex every 100 m or so.
fn road(id: &str) -> Vec<LonLat> {
    let study = Study::embedded().unwrap();
    let mut line: Vec<LonLat> = Vec::new();
    for (_, part) in study.alignment(id).unwrap().parts() {
        for edge in part.windows(2) {
            let pieces = (inverse(edge[0], edge[1]).distance / 100.0).ceil().max(1.0);
            for i in 0..pieces as usize {
                let t = i as f64 / pieces;
                line.push(LonLat {
                    x: edge[0].x + (edge[1].x - edge[0].x) * t,
                    y: edge[0].y + (edge[1].y - edge[0].y) * t,
                });
            }
        }
        line.extend(part.last());
    }
    line.dedup();
    line
}

/// The tags and nodes of a way.
type TaggedWay = (Vec<(String, String)>, Vec<i64>);

/// A map as it is drawn.
#[derive(Default)]
struct Drawn {
    nodes: Vec<(i64, f64, f64)>,
    ways: Vec<TaggedWay>,
}

impl Drawn {
    fn node(&mut self, p: LonLat) -> i64 {
        self.nodes.push((self.nodes.len() as i64 + 1, p.x, p.y));
        self.nodes.len() as i64
    }

    fn way(&mut self, tags: &[(&str, &str)], nodes: Vec<i64>) {
        let tags = tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        self.ways.push((tags, nodes));
    }

    /// A line from node to node, cut into ways of up to nine vertices. Where a cut falls the next way begins at the same
    /// node, or (one in three) at one of its own up to three metres off, as two surveys do.
    fn cut(
        &mut self,
        line: &[LonLat],
        ends: [Option<i64>; 2],
        reference: &str,
        oneway: bool,
        dice: &mut Dice,
    ) -> [i64; 2] {
        let first = ends[0].unwrap_or_else(|| self.node(line[0]));
        let (mut at, mut node) = (0, first);
        let last = line.len() - 1;
        while at < last {
            let to = (at + 1 + dice.roll(9)).min(last);
            let mut nodes = vec![node];
            for p in &line[at + 1..to] {
                let (east, north) = (dice.either() * 4.0, dice.either() * 4.0);
                nodes.push(self.node(moved(*p, east, north)));
            }
            let end = match ends[1] {
                Some(end) if to == last => end,
                _ => self.node(moved(line[to], dice.either(), dice.either())),
            };
            nodes.push(end);
            if !oneway && dice.roll(2) == 0 {
                nodes.reverse();
            }
            let mut tags = vec![("highway", "trunk"), ("ref", reference)];
            tags.extend(oneway.then_some(("oneway", "yes")));
            self.way(&tags, nodes);
            node = end;
            if to < last && dice.roll(3) == 0 {
                let (_, x, y) = self.nodes[end as usize - 1];
                let beside = moved(LonLat { x, y }, dice.either() * 2.0, dice.either() * 2.0);
                node = self.node(beside);
            }
            at = to;
        }
        [first, node]
    }

    /// The same line as two carriageways 16 m apart, from one node to another.
    fn carriageways(&mut self, line: &[LonLat], ends: [i64; 2], reference: &str, dice: &mut Dice) {
        for side in [8.0, -8.0] {
            let mut beside: Vec<LonLat> = line
                .windows(2)
                .map(|e| {
                    let bearing = inverse(e[0], e[1]).azimuth.to_radians();
                    moved(e[0], bearing.cos() * side, -bearing.sin() * side)
                })
                .collect();
            beside[0] = line[0];
            beside.push(line[line.len() - 1]);
            let mut ends = ends.map(Some);
            if side < 0.0 {
                beside.reverse();
                ends.reverse();
            }
            self.cut(&beside, ends, reference, true, dice);
        }
    }

    /// The extract, its ways in any order.
    fn extract(mut self, dice: &mut Dice) -> Vec<u8> {
        for i in (1..self.ways.len()).rev() {
            self.ways.swap(i, dice.roll(i + 1));
        }
        let tags: Vec<Vec<(&str, &str)>> =
            self.ways.iter().map(|w| w.0.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect()).collect();
        let ways: Vec<Way> =
            self.ways.iter().zip(&tags).enumerate().map(|(i, (w, t))| (i as i64 + 1, &t[..], &w.1[..])).collect();
        layers::extract(&self.nodes, &ways, &[])
    }
}

/// Both roads, the stretch that they share as ways of both; every fifth stretch of some kilometres as two carriageways, a
/// roundabout in the middle of the first, side roads, and without the ways of these stretches of `nh279` (by vertex).
fn map(seed: u64, without: &[(usize, usize)]) -> (Vec<u8>, BTreeMap<&'static str, Vec<LonLat>>) {
    let mut dice = Dice(seed);
    let (one, other) = (road("nh279"), road("nh12"));
    let bits = |p: &LonLat| (p.x.to_bits(), p.y.to_bits());
    let shared: BTreeSet<(u64, u64)> = other.iter().map(bits).collect();
    let mut drawn = Drawn::default();
    let mut known: BTreeMap<(u64, u64), i64> = BTreeMap::new();
    for (line, reference) in [(&one, "QL279"), (&other, "QL12")] {
        let common = |p: &LonLat| shared.contains(&bits(p)) && one.iter().any(|q| q == p);
        let mut at = 0;
        let mut stretch = 0;
        while at + 1 < line.len() {
            let both = common(&line[at]) && common(&line[at + 1]);
            let mut to = at + 1;
            let most = 20 + dice.roll(60);
            while to + 1 < line.len() && to - at < most && (common(&line[to]) && common(&line[to + 1])) == both {
                to += 1;
            }
            let missing = without.iter().find(|(from, _)| reference == "QL279" && (at..to).contains(from));
            if let Some(&(from, end)) = missing {
                // Up to the gap; then on from its other side.
                let start = known.get(&bits(&line[at])).copied();
                if from > at {
                    drawn.cut(&line[at..=from], [start, None], reference, false, &mut dice);
                }
                at = end;
                continue;
            }
            let ends = [at, to].map(|i| {
                *known.entry(bits(&line[i])).or_insert_with(|| {
                    drawn.nodes.push((drawn.nodes.len() as i64 + 1, line[i].x, line[i].y));
                    drawn.nodes.len() as i64
                })
            });
            let part = &line[at..=to];
            stretch += 1;
            match (both, stretch % 5) {
                // The ways of both roads are drawn once.
                (true, _) if reference == "QL12" => {}
                (true, _) => drop(drawn.cut(part, ends.map(Some), "QL279;QL12", false, &mut dice)),
                (_, 3) if part.len() > 10 => drawn.carriageways(part, ends, reference, &mut dice),
                _ => drop(drawn.cut(part, ends.map(Some), reference, false, &mut dice)),
            }
            // A lane leads away, and a link of the road itself.
            let lane = drawn.node(moved(part[0], 300.0, 200.0));
            drawn.way(&[("highway", "residential")], vec![ends[0], lane]);
            if stretch % 7 == 0 {
                let ramp = drawn.node(moved(part[0], -150.0, 40.0));
                drawn.way(&[("highway", "trunk_link"), ("ref", reference)], vec![ends[0], ramp]);
            }
            at = to;
        }
    }
    (drawn.extract(&mut dice), BTreeMap::from([("ql279", one), ("ql12", other)]))
}

struct Stitched {
    parts: BTreeMap<String, Vec<Vec<LonLat>>>,
    notes: Vec<(String, String, f64, LonLat)>,
    text: String,
}

fn stitched(at: &Path, extract: &[u8], more: &[&str]) -> Stitched {
    fs::write(at.join("roads.osm.pbf"), extract).unwrap();
    let mut arguments = vec![
        "import",
        "roads.osm.pbf",
        "--into",
        "s",
        "--as",
        "roads",
        "--stitch",
        "ref",
        "--only",
        "QL279,QL12",
        "--licence",
        "ODbL",
        "--force",
        "--format",
    ];
    arguments.push("json");
    arguments.extend(more);
    let run = corridor_in(at, &arguments);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let rows = told["tables"]["stitching"]["rows"].as_array().unwrap();
    let notes = rows.iter().map(|r| {
        let number = |name: &str| r[name].as_f64().unwrap();
        let text = |name: &str| r[name].as_str().unwrap().to_string();
        (text("alignment_id"), text("stitch"), number("size_m"), LonLat { x: number("lon"), y: number("lat") })
    });
    let made = read_alignments(&at.join("s/roads-roads.geojson"), &LayerOptions::default()).unwrap();
    let parts = made.iter().map(|a| (a.id().to_string(), a.parts().map(|(_, p)| p.to_vec()).collect())).collect();
    Stitched { parts, notes: notes.collect(), text: run.out.clone() }
}

#[test]
fn hundreds_of_ways_become_one_line_of_nearly_the_length() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [1, 7, 42] {
        let (extract, truth) = map(seed, &[]);
        let made = stitched(folder.path(), &extract, &[]);
        for (id, line) in &truth {
            let parts = &made.parts[*id];
            assert_eq!(
                parts.len(),
                1,
                "seed {seed}, {id}: {:?}",
                made.notes.iter().filter(|n| n.1 == "gap").collect::<Vec<_>>()
            );
            let (is, was) = (length(&parts[0]), length(line));
            // Vertices 100 m apart, each up to 4 m off either way, lengthen a line by some 0.2 %; carriageways and joins add metres.
            assert!((is / was - 1.0).abs() < 0.005, "seed {seed}, {id}: {is:.0} m of {was:.0} m");
            let ends = [line[0], line[line.len() - 1]];
            let met = |p: &LonLat| ends.iter().any(|e| inverse(*e, *p).distance < 200.0);
            assert!(
                met(&parts[0][0]) && met(&parts[0][parts[0].len() - 1]),
                "seed {seed}, {id} does not reach its ends"
            );
            eprintln!("seed {seed}, {id}: {is:.0} m of {was:.0} m ({:+.3} %)", (is / was - 1.0) * 100.0);
        }
        let sizes = |kind: &str| made.notes.iter().filter(|n| n.1 == kind).map(|n| n.2).collect::<Vec<f64>>();
        assert!(sizes("gap").is_empty());
        // Two surveys of one node, each up to 2 m either way.
        let wide: Vec<_> = made.notes.iter().filter(|n| n.1 == "join" && n.2 > 4.0).collect();
        // (One edge of 22 m of QL12 lies between two places of the shared stretch, and is not drawn.)
        assert!(
            sizes("join").len() > 100 && wide.iter().all(|n| n.0 == "ql12") && wide.len() < 2,
            "seed {seed}: {wide:?}"
        );
        assert!(sizes("beside, left out").len() > 20, "the other carriageway is told");
    }
}

#[test]
fn where_a_way_is_missing_the_place_and_the_size_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (extract, truth) = map(7, &[(600, 603), (1000, 1020)]);
    let made = stitched(folder.path(), &extract, &[]);
    let line = &truth["ql279"];
    assert_eq!(made.parts["ql279"].len(), 3, "{}", made.text);
    assert_eq!(made.parts["ql12"].len(), 1);
    let gaps: Vec<_> = made.notes.iter().filter(|n| n.1 == "gap").collect();
    assert_eq!(gaps.len(), 2);
    for (from, to) in [(600, 603), (1000, 1020)] {
        let size = inverse(line[from], line[to]).distance;
        let near =
            |g: &&&(String, String, f64, LonLat)| [from, to].iter().any(|i| inverse(g.3, line[*i]).distance < 10.0);
        let told = gaps.iter().find(near);
        let away = |i: usize| gaps.iter().map(|g| inverse(g.3, line[i]).distance).fold(f64::INFINITY, f64::min);
        let told = told.unwrap_or_else(|| {
            panic!(
                "no gap is told at vertex {from} ({:?}) to {to} ({:?}), but {} and {} m off: {gaps:?}",
                line[from],
                line[to],
                away(from),
                away(to)
            )
        });
        assert!((told.2 - size).abs() < 8.0, "{} m told of {size} m", told.2);
    }
    let total: f64 = made.parts["ql279"].iter().map(|p| length(p)).sum();
    let missing = length(&line[600..=603]) + length(&line[1000..=1020]);
    assert!((total / (length(line) - missing) - 1.0).abs() < 0.005);
}

#[test]
fn km_posts_say_which_way_chainage_rises() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (extract, truth) = map(42, &[]);
    let line = &truth["ql279"];
    for (name, turned) in [("along.csv", false), ("against.csv", true)] {
        let mut table = String::from("tuyen,lytrinh,lon,lat\n");
        for (km, i) in [400usize, 800, 1200, 1600, 1700].into_iter().enumerate() {
            let i = if turned { line.len() - 1 - i } else { i };
            table += &format!("QL.279,Km{}+000,{},{}\n", km * 20, line[i].x, line[i].y);
        }
        table += "QL.6,Km3+000,103.0,21.5\n";
        fs::write(at.join(name), table).unwrap();
        let made = stitched(at, &extract, &["--kmposts", name]);
        assert!(made.text.contains("pairs of km-posts rise along it"), "{}", made.text);
        let starts = made.parts["ql279"][0][0];
        let origin = if turned { line[line.len() - 1] } else { line[0] };
        assert!(inverse(starts, origin).distance < 200.0, "{name}");
    }
    let both = corridor_in(at, ["import", "roads.osm.pbf", "--into", "s", "--as", "roads", "--kmposts", "along.csv"]);
    assert_eq!(both.code, Some(2), "without --stitch there is nothing to turn");
}

#[test]
fn streets_without_end_are_no_road() {
    let folder = tempfile::tempdir().unwrap();
    let mut drawn = Drawn::default();
    for i in 0..20_000 {
        let (x, y) = (103.0 + f64::from(i % 200) * 0.004, 21.0 + f64::from(i / 200) * 0.004);
        let nodes = [0.0, 0.001].map(|e| drawn.node(LonLat { x: x + e, y }));
        drawn.way(&[("highway", "residential"), ("ref", "QL279")], nodes.to_vec());
    }
    fs::write(folder.path().join("r.osm.pbf"), drawn.extract(&mut Dice(1))).unwrap();
    let run =
        corridor_in(folder.path(), ["import", "r.osm.pbf", "--into", "s", "--as", "roads", "--stitch", "highway"]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.err.contains("20000 pieces") && run.err.contains("such as ref"), "{}", run.err);
}
