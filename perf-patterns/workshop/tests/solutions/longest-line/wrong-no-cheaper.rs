use std::io::{BufRead, Result};

pub fn longest_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    // A new buffer for each line all the same.
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok((count, longest));
        }
        count += 1;
        let text = line.strip_suffix('\n').unwrap_or(&line);
        longest = longest.max(text.strip_suffix('\r').unwrap_or(text).len());
    }
}
