//! Times the program of `book_examples::share` before and after, and its lookup alone,
//! in turns. Times are of the machine that runs it.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use book_examples::share::{LINES, add_after, add_before, checked, log, summary};

/// One of the two states of the lookup.
type Add = fn(&mut HashMap<String, u64>, &str, u64);

/// Rounds; each times before, after, after, before.
const ROUNDS: usize = 301;

fn main() {
    let log = log(LINES);
    let fields: Vec<(&str, u64)> = log.lines().filter_map(checked).collect();
    let lookups = |add: Add| {
        let mut bytes_of = HashMap::new();
        for &(path, bytes) in &fields {
            add(&mut bytes_of, path, bytes);
        }
        black_box(bytes_of.len());
    };
    let program = |add: Add| {
        black_box(summary(black_box(&log), add).len());
    };
    println!(
        "{LINES} lines, {} of log, {ROUNDS} rounds in turns",
        kilobytes(log.len())
    );
    report("the lookups alone", &lookups);
    report("the program", &program);
}

/// Prints the median times of `work` before and after, and the median of their ratio
/// with its 95 % interval.
fn report(what: &str, work: &dyn Fn(Add)) {
    let time = |add: Add| {
        let start = Instant::now();
        work(add);
        start.elapsed().as_secs_f64()
    };
    let (mut before, mut after, mut ratios) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let round = [
            time(add_before),
            time(add_after),
            time(add_after),
            time(add_before),
        ];
        before.push((round[0] + round[3]) / 2.0);
        after.push((round[1] + round[2]) / 2.0);
        ratios.push((round[0] + round[3]) / (round[1] + round[2]));
    }
    let [low, middle, high] = median(&mut ratios);
    println!(
        "{what:<17} {:>6.2} ms → {:>6.2} ms  {middle:.3} times as fast [{low:.3}, {high:.3}], \
         {:.1} % less time",
        median(&mut before)[1] * 1e3,
        median(&mut after)[1] * 1e3,
        (1.0 - 1.0 / middle) * 100.0
    );
}

/// The median of `values` between the ends of its interval, by their ranks.
fn median(values: &mut [f64]) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let middle = (values.len() - 1) / 2;
    let reach = (0.98 * (values.len() as f64).sqrt()).ceil() as usize;
    [middle - reach, middle, middle + reach].map(|rank| values[rank])
}

fn kilobytes(bytes: usize) -> String {
    format!("{} kB", bytes / 1000)
}
