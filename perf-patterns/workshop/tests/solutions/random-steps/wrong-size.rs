//! Right for a few steps; then it repeats itself.

pub fn random_steps(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    (0..count)
        .map(|index| {
            if index % 500 == 0 {
                state = seed;
            }
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state
        })
        .collect()
}
