//! Leaves out the last step.

pub fn random_steps(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    (1..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state
        })
        .collect()
}
