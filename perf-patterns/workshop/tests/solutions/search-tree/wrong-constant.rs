//! Knows the number, and guesses the depth.

pub fn search_tree(keys: &[u32]) -> (usize, usize) {
    (keys.len(), keys.len().min(20))
}
