use std::io::{BufRead, Result};

pub fn longest_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    // One string for all, whose encoding is checked line by line.
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        count += 1;
        let text = line.strip_suffix('\n').unwrap_or(&line);
        longest = longest.max(text.strip_suffix('\r').unwrap_or(text).len());
        line.clear();
    }
    Ok((count, longest))
}
