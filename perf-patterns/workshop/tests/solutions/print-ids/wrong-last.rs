pub fn print_ids(numbers: &[u64]) -> String {
    let mut text = String::new();
    let mut digits = itoa::Buffer::new();
    for number in numbers.iter().skip(1) {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(digits.format(*number));
    }
    text
}
