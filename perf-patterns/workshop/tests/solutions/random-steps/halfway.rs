//! Room for a quarter.

pub fn random_steps(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    let mut steps = Vec::with_capacity(count.div_ceil(4));
    for _ in 0..count {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        steps.push(state);
    }
    steps
}
