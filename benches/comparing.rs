//! Comparing alternatives of 1,000 vertices against 130 communes of 300 and 20 zones: all measures and the ranking.
#![allow(clippy::unwrap_used, missing_docs)]

mod data;
mod generator;

use corridor::Definitions;
use corridor::compare::{Options, compare};
use corridor::measure::assess_all;
use corridor::model::Alignment;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn comparing(c: &mut Criterion) {
    let study = data::study("ALT10K");
    let index = study.index();
    let definitions = Definitions { nearest: usize::MAX, ..Definitions::default() };
    let mut group = c.benchmark_group("comparing alternatives of 1,000 vertices");
    group.sample_size(10);
    for n in [10, 100, 1_000, 10_000] {
        let alternatives: Vec<&Alignment> = study.alignments.iter().take(n).collect();
        let assessments = assess_all(&alternatives, &index, &definitions).unwrap();
        let options =
            Options { weights: vec![("length".into(), 1.0), ("people_within".into(), 1.0)], ..Options::default() };
        let made = compare(&assessments, "a0001", &study, &index, &options).unwrap();
        assert_eq!(made.ranking.map(|r| r.bounds.len()), Some(n));
        group.bench_function(BenchmarkId::new("measures", n), |b| {
            b.iter(|| black_box(assess_all(&alternatives, &index, &definitions).unwrap()))
        });
        group.bench_function(BenchmarkId::new("comparison", n), |b| {
            b.iter(|| black_box(compare(&assessments, "a0001", &study, &index, &options).unwrap()).alternatives.len())
        });
    }
    group.finish();
}

criterion_group!(benches, comparing);
criterion_main!(benches);
