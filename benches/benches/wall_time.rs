//! Wall time with criterion: every case of the catalogue, or those that the file
//! named by `WORKSHOP_CASES` lists.
//!
//! By hand: `cargo bench -p benches --bench wall_time -- append`

use std::time::Duration;

use benches::{selection, time};
use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(500))
        .sample_size(30)
        .configure_from_args();
    for case in selection::cases() {
        criterion.bench_function(&case.to_string(), |bencher| {
            let mut prepared = case.prepare();
            bencher.iter_custom(|iterations| time(prepared.as_mut(), iterations));
        });
    }
    criterion.final_summary();
}
