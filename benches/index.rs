//! Building the index, and asking it for candidates, beside asking every commune.
#![allow(clippy::unwrap_used, missing_docs)]

mod data;
mod generator;

use corridor::geodesy::LonLatBox;
use corridor::index::Indexed;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn index(c: &mut Criterion) {
    let study = data::study("S");
    let index = Indexed::new(&study.communes, &study.zones);
    let windows: Vec<LonLatBox> = study.alignments[0].vertices().windows(50).filter_map(LonLatBox::around).collect();
    let scan = |window: &LonLatBox| -> usize {
        index.communes.iter().filter(|k| k.commune.land.bounds().is_some_and(|b| b.meets(window))).count()
    };
    for window in &windows {
        assert_eq!(index.communes_near(window).len(), scan(window));
    }
    let mut group = c.benchmark_group("index of 130 x 300");
    group.bench_function("build", |b| b.iter(|| black_box(Indexed::new(&study.communes, &study.zones))));
    group.bench_function("candidates of 1,951 windows", |b| {
        b.iter(|| windows.iter().map(|w| index.communes_near(w).len()).sum::<usize>())
    });
    group.bench_function("the same by scanning every box", |b| b.iter(|| windows.iter().map(scan).sum::<usize>()));
    group.finish();
}

criterion_group!(benches, index);
criterion_main!(benches);
