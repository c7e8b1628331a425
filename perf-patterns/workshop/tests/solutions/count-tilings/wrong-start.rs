//! Begins with 1 and 1.

pub fn count_tilings(n: u32) -> u64 {
    let (mut current, mut next) = (1, 1);
    for _ in 0..n {
        (current, next) = (next, current + next);
    }
    current
}
