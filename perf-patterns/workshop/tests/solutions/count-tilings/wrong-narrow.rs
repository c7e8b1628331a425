//! Has room for 16 bits.

pub fn count_tilings(n: u32) -> u64 {
    let (mut current, mut next) = (0_u16, 1_u16);
    for _ in 0..n {
        (current, next) = (next, current.wrapping_add(next));
    }
    u64::from(current)
}
