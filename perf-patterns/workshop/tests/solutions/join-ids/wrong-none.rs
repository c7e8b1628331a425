//! Panics where there is no number.

pub fn join_ids(numbers: &[u64]) -> String {
    let mut text = numbers[0].to_string();
    for number in &numbers[1..] {
        text.push(',');
        text.push_str(&number.to_string());
    }
    text
}
