//! Compares as far as the shorter one goes.

pub fn same_header(left: &str, right: &str) -> bool {
    let pairs = left.bytes().zip(right.bytes());
    pairs
        .into_iter()
        .all(|(left, right)| left.eq_ignore_ascii_case(&right))
}
