//! An upper bound is no hint of what is left.

pub fn random_steps(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state
    })
    .filter(|_| true)
    .take(count)
    .collect()
}
