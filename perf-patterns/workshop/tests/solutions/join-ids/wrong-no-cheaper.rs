//! No vector any more, and a string for each number as before.

pub fn join_ids(numbers: &[u64]) -> String {
    let mut text = String::new();
    for number in numbers {
        text += &format!("{number},");
    }
    text.pop();
    text
}
