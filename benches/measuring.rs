//! The measures on the province-sized data: 130 communes of 300 vertices, 4 alignments of 2,000, 20 zones.
//!
//! Each answer is asserted before it is timed; brute force stands beside what the index saves.
#![allow(clippy::unwrap_used, missing_docs)]

mod data;
mod generator;

use corridor::geodesy::{Edge, inverse};
use corridor::index::{Indexed, IndexedAlignment};
use corridor::measure::{catchment, coverage, proximity};
use corridor::{Definitions, Metres, assess};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn lengths(c: &mut Criterion) {
    let study = data::study("S");
    let road = &study.alignments[0];
    let edges: Vec<Edge> = (0..road.vertices().len() - 1).map(|i| road.edge(i)).collect();
    let karney = || edges.iter().map(|e| inverse(e.a, e.b).distance).sum::<f64>();
    let ours = || edges.iter().map(Edge::length).sum::<f64>();
    assert!((karney() - ours()).abs() < 1e-3);
    let mut group = c.benchmark_group("length of 2,000 vertices");
    group.bench_function("arc length by quadrature", |b| b.iter(|| black_box(ours())));
    group.bench_function("Karney edge by edge", |b| b.iter(|| black_box(karney())));
    group.finish();
}

fn measures(c: &mut Criterion) {
    let study = data::study("S");
    let index = Indexed::new(&study.communes, &study.zones);
    let road = IndexedAlignment::new(&study.alignments[0]);
    let within = Metres::new(5_000.0).unwrap();
    let whole = study.alignments[0].length();
    let covered = coverage(&road, &index);
    let sum: Metres = covered.pieces.iter().map(|p| p.range.length()).sum::<Metres>() + covered.length_outside();
    assert!((sum - whole).abs().metres() < 1e-3);
    assert!(catchment(&road, &index, within).iter().all(|k| (0.0..=1.0).contains(&k.area_share)));
    let mut group = c.benchmark_group("one alignment of 2,000 against 130 x 300");
    group.bench_function("coverage", |b| b.iter(|| black_box(coverage(&road, &index))));
    group.bench_function("catchment within 5 km", |b| b.iter(|| black_box(catchment(&road, &index, within))));
    group.bench_function("3 nearest of 20 zones", |b| b.iter(|| black_box(proximity(&road, &index.zones, 3))));
    group.bench_function("nearest zone by brute force over vertices", |b| {
        b.iter(|| black_box(data::brute_nearest(&study)))
    });
    group.bench_function("everything", |b| {
        b.iter(|| black_box(assess(&study.alignments[0], &index, &Definitions::default()).unwrap()))
    });
    group.finish();
}

criterion_group!(benches, lengths, measures);
criterion_main!(benches);
