pub fn print_ids(numbers: &[u64]) -> String {
    // The digits by hand, one division each: no formatter, and no crate.
    let mut text = String::new();
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut left = *number;
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        for digit in &digits[at..] {
            text.push(char::from(*digit));
        }
    }
    text
}
