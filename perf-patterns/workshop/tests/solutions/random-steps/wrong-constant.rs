//! As many steps, and all the same.

pub fn random_steps(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    state = state.wrapping_add(1);
    vec![state; count]
}
