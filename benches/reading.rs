//! Reading GeoJSON: 130 communes of 300 vertices, and 1,000 alternatives of 1,000 vertices.
#![allow(clippy::unwrap_used, missing_docs)]

mod data;
mod generator;

use corridor::layers::{LayerOptions, import, read_alignments, read_communes};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::Deserialize;
use std::fs::read;
use std::hint::black_box;

/// Just what a parser needs to know of alignments: the least work that any program can do.
#[derive(Deserialize)]
struct Lines {
    features: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    geometry: Coordinates,
}

#[derive(Deserialize)]
struct Coordinates {
    coordinates: Vec<[f64; 2]>,
}

fn reading(c: &mut Criterion) {
    let options = LayerOptions::default();
    let (_folder, [alignments, communes, _]) = data::files("ALT1K");
    assert_eq!(read_communes(&communes, &options).unwrap().len(), 130);
    assert_eq!(read_alignments(&alignments, &options).unwrap().len(), 1000);
    let mut group = c.benchmark_group("reading");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(communes.metadata().unwrap().len()));
    group.bench_function("130 communes x 300", |b| b.iter(|| black_box(read_communes(&communes, &options).unwrap())));
    group.throughput(Throughput::Bytes(alignments.metadata().unwrap().len()));
    group.bench_function("1,000 alignments x 1,000", |b| {
        b.iter(|| black_box(read_alignments(&alignments, &options).unwrap()))
    });
    group.bench_function("features of the same", |b| b.iter(|| black_box(import(&alignments, &options).unwrap())));
    let typed = serde_json::from_slice::<Lines>(&read(&alignments).unwrap()).unwrap();
    assert_eq!(typed.features.iter().map(|f| f.geometry.coordinates.len()).sum::<usize>(), 1_000_000);
    group.bench_function("coordinates of the same by serde_json, a peer", |b| {
        b.iter(|| black_box(serde_json::from_slice::<Lines>(&read(&alignments).unwrap()).unwrap().features.len()))
    });
    group.bench_function("coordinates of the same by sonic-rs, a peer", |b| {
        b.iter(|| black_box(sonic_rs::from_slice::<Lines>(&read(&alignments).unwrap()).unwrap().features.len()))
    });
    group.bench_function("the same by serde_json::Value, a peer", |b| {
        b.iter(|| black_box(serde_json::from_slice::<serde_json::Value>(&read(&alignments).unwrap()).unwrap()))
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
