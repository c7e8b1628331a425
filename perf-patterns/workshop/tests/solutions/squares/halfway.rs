//! Room for a quarter.

pub fn squares(numbers: &[u32]) -> Vec<u64> {
    let mut squares = Vec::with_capacity(numbers.len().div_ceil(4));
    for &number in numbers {
        squares.push(u64::from(number) * u64::from(number));
    }
    squares
}
