//! Reading GeoJSON: 130 communes of 300 vertices, and 1,000 alternatives of 1,000 vertices.
#![allow(clippy::unwrap_used, missing_docs)]

mod data;
mod generator;

use corridor::layers::{LayerOptions, read_alignments, read_communes};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

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
    group.bench_function("the same by serde_json::Value, a peer", |b| {
        b.iter(|| black_box(serde_json::from_slice::<serde_json::Value>(&std::fs::read(&alignments).unwrap()).unwrap()))
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
