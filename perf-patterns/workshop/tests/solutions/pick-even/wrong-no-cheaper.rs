//! Gives back what it has allocated already.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::with_capacity(1_000_000);
    even.extend(numbers.iter().copied().filter(|number| number % 2 == 0));
    even.shrink_to_fit();
    even
}
