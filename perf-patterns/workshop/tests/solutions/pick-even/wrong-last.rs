//! Leaves out the last number.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::new();
    let numbers = &numbers[..numbers.len().saturating_sub(1)];
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
