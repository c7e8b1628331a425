//! The same calls, the other way round.

pub fn count_tilings(n: u32) -> u64 {
    if n < 2 {
        return u64::from(n);
    }
    count_tilings(n - 2) + count_tilings(n - 1)
}
