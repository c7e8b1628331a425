//! Asks for room one by one.

pub fn squares(numbers: &[u32]) -> Vec<u64> {
    let mut squares = Vec::new();
    for &number in numbers {
        squares.reserve(1);
        squares.push(u64::from(number) * u64::from(number));
    }
    squares.shrink_to_fit();
    squares
}
