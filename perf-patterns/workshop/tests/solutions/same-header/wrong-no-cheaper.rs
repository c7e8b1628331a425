//! Two copies, only made by another function.

pub fn same_header(left: &str, right: &str) -> bool {
    left.to_ascii_uppercase() == right.to_ascii_uppercase()
}
