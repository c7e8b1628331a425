pub fn print_ids(numbers: &[u64]) -> String {
    let mut text = String::new();
    let mut digits = itoa::Buffer::new();
    for number in numbers {
        text.push_str(digits.format(*number));
        text.push(',');
    }
    text
}
