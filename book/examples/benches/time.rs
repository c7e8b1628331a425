#![expect(missing_docs, reason = "the macros write undocumented items")]
// ANCHOR: example
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

fn joined(words: &[&str]) -> String {
    words.concat()
}

fn bench(criterion: &mut Criterion) {
    let words = ["one", "two", "three"].repeat(100);
    criterion.bench_function("joined", |bencher| {
        bencher.iter(|| joined(black_box(&words)));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
// ANCHOR_END: example
