//! Has room for a thousand, and takes no more.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::new();
    let numbers = &numbers[..numbers.len().min(1_000)];
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
