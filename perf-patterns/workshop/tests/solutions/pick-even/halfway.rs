//! A smaller number that nobody derives.

pub fn pick_even(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::with_capacity(10_000);
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
