use std::io::{BufRead, Result};

pub fn longest_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    // Every line has those before it in front.
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += 1;
        longest = longest.max(line.len() - 1);
    }
    Ok((count, longest))
}
