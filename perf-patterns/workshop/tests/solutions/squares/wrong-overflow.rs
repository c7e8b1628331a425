//! Squares before it widens.

pub fn squares(numbers: &[u32]) -> Vec<u64> {
    let squares = numbers.iter();
    squares
        .map(|number| u64::from(number.wrapping_mul(*number)))
        .collect()
}
