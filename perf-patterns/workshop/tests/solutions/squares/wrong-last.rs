//! Leaves out the last number.

pub fn squares(numbers: &[u32]) -> Vec<u64> {
    let numbers = &numbers[..numbers.len().saturating_sub(1)];
    let squares = numbers
        .iter()
        .map(|&number| u64::from(number) * u64::from(number));
    squares.collect()
}
