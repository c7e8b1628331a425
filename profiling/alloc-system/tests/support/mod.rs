//! Sums over the stacks of one function.

#![allow(dead_code, clippy::unwrap_used)]

use profiling::Profile;

/// The five values of all stacks with a function whose name contains `function`.
pub fn values_in(profile: &Profile, function: &str) -> [f64; 5] {
    // Looking up symbols allocates a lot, which need not be sampled.
    let rate = profiling::heap::rate();
    profiling::heap::set_rate(0);
    let message = profiling::pprof::message(profile);
    profiling::heap::set_rate(rate);
    let mut sums = [0.0; 5];
    for sample in &message.sample {
        let hit = sample
            .location_id
            .iter()
            .filter_map(|id| message.location.iter().find(|location| location.id == *id))
            .flat_map(|location| &location.line)
            .filter_map(|line| message.function.iter().find(|of| of.id == line.function_id))
            .any(|of| message.string_table[of.name as usize].contains(function));
        if hit {
            for (sum, value) in sums.iter_mut().zip(&sample.value) {
                *sum += *value as f64;
            }
        }
    }
    sums
}
