//! Takes names of the same length for equal.

pub fn same_header(left: &str, right: &str) -> bool {
    left.len() == right.len()
}
