//! Copies one of the two.

pub fn same_header(left: &str, right: &str) -> bool {
    let left = left.to_ascii_lowercase();
    left.bytes()
        .eq(right.bytes().map(|byte| byte.to_ascii_lowercase()))
}
