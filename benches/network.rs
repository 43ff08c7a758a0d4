//! A road network of 500,000 edges: building it, one search, and a matrix of 3,321 × 50; and a new road on the embedded
//! study. `benches/peers/network_peers.py` makes the same network and asks networkx, igraph and scipy the same.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use corridor::Study;
use corridor::geodesy::LonLat;
use corridor::model::{Alignment, Speeds};
use corridor::network::{By, Network, Rules, Stop, commune_stop, reach, roads, site_stop};
use criterion::{Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use std::hint::black_box;

/// So many roads each way; they meet at every crossing.
const SIDE: usize = 501;

/// A number in [0, 1) that any program can make again.
fn noise(a: usize, b: usize) -> f64 {
    let mut x = (a as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 32;
    (x >> 11) as f64 / (1u64 << 53) as f64
}

fn place(column: usize, row: usize) -> LonLat {
    LonLat {
        x: 100.0 + 0.01 * (column as f64 + 0.6 * noise(column, row)),
        y: 15.0 + 0.01 * (row as f64 + 0.6 * noise(column + SIDE, row)),
    }
}

fn grid() -> Vec<Alignment> {
    let classes = ["national_highway", "provincial_road", "rural_road"];
    let road = |id: String, number: usize, line: Vec<LonLat>| {
        let mut road = Alignment::new(id, vec![line]).unwrap();
        road.about.class = Some(classes[if number.is_multiple_of(10) { 0 } else { 1 + number % 2 }].into());
        road
    };
    let rows = (0..SIDE).map(|r| road(format!("row{r:03}"), r, (0..SIDE).map(|c| place(c, r)).collect()));
    let columns = (0..SIDE).map(|c| road(format!("column{c:03}"), c, (0..SIDE).map(|r| place(c, r)).collect()));
    rows.chain(columns).collect()
}

fn networks(c: &mut Criterion) {
    let study = Study::embedded().unwrap();
    let speeds: Speeds = study.speeds.clone().unwrap();
    let rules = Rules::of(&speeds);
    let lines = grid();
    let all: Vec<&Alignment> = lines.iter().collect();
    let network = Network::new(roads(&all, &rules).unwrap(), &[], &rules);
    assert_eq!((network.nodes.len(), network.links.len()), (SIDE * SIDE, 2 * SIDE * (SIDE - 1)));
    let node = |i: usize, k: usize| network.node_at(place(i * k % SIDE, i * (k + 10) % SIDE)).unwrap();
    let targets: Vec<usize> = (0..50).map(|i| node(i, 97)).collect();
    let origins: Vec<usize> = (0..3_321).map(|i| (i * 75) % network.nodes.len()).collect();
    let sum: f64 = network.sweep(&targets[..1], By::Time).cost.iter().map(|c| c.seconds).sum();
    println!("sum of all ways to the first target: {sum:.6} s");

    let mut group = c.benchmark_group("a network of 501,000 edges");
    group.sample_size(10);
    group.bench_function("building it from 1,002 roads of 501 vertices", |b| {
        b.iter(|| black_box(Network::new(roads(&all, &rules).unwrap(), &[], &rules)).links.len())
    });
    group.bench_function("all ways to one target", |b| {
        b.iter(|| black_box(network.sweep(&targets[..1], By::Time)).cost.len())
    });
    group.bench_function("nearest of 50 targets from everywhere", |b| {
        b.iter(|| black_box(network.sweep(&targets, By::Time)).cost.len())
    });
    group.bench_function("a matrix of 3,321 x 50", |b| {
        b.iter(|| {
            let rows: Vec<Vec<f64>> = targets
                .par_iter()
                .map(|t| {
                    let sweep = network.sweep(&[*t], By::Time);
                    origins.iter().map(|o| sweep.cost[*o].seconds).collect()
                })
                .collect();
            black_box(rows).len()
        })
    });
    group.finish();

    let index = study.index();
    let gate = index.gates.iter().find(|g| g.site.id == "tay-trang").and_then(site_stop).unwrap();
    let origins: Vec<Stop<'_>> = study.communes.iter().filter_map(|c| Some(commune_stop(c)?.0)).collect();
    let mut there: Vec<&Alignment> =
        study.alignments.iter().filter(|a| a.about.status.as_deref() == Some("existing")).collect();
    there.push(study.alignment("ct03-a").unwrap());
    let answer = || reach(&there, &origins, std::slice::from_ref(&gate), &rules, By::Time).unwrap();
    assert!(answer().answers.iter().filter(|a| a.journey.is_ok()).count() > 40);
    c.bench_function("a new road on the embedded study, 95 communes to a gate", |b| {
        b.iter(|| black_box(answer()).answers.len())
    });
}

criterion_group!(benches, networks);
criterion_main!(benches);
