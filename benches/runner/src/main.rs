//! The gungraun runner.
fn main() {}
