//! Wall time with criterion: every case of the catalogue.
//!
//! By hand: `cargo bench -p benches --bench wall_time -- append`

use std::time::Duration;

use benches::time;
use criterion::Criterion;
use patterns::catalogue::Pattern;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(500))
        .sample_size(30)
        .configure_from_args();
    // `--exact-ids FILE` is not criterion's: the list of cases comes by
    // environment, so that the command line stays criterion's own.
    for case in patterns::patterns().flat_map(Pattern::cases) {
        criterion.bench_function(&case.to_string(), |bencher| {
            let mut prepared = case.prepare();
            bencher.iter_custom(|iterations| time(prepared.as_mut(), iterations));
        });
    }
    criterion.final_summary();
}
