pub fn print_ids(numbers: &[u64]) -> String {
    // The same formatter, and a string for each number.
    let mut text = String::with_capacity(numbers.len() * 20);
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&number.to_string());
    }
    text
}
