//! The other ones.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    numbers
        .iter()
        .copied()
        .filter(|number| number % 2 == 1)
        .collect()
}
