//! Right for few numbers; for many it stops early.

pub fn squares(numbers: &[u32]) -> Vec<u64> {
    let some = numbers.iter().take(500);
    some.map(|&number| u64::from(number) * u64::from(number))
        .collect()
}
