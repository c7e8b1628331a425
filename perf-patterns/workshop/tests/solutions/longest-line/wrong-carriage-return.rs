use std::io::{BufRead, Result};

pub fn longest_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    // The `\r` before a line end is counted.
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += 1;
        longest = longest.max(line.strip_suffix(b"\n").unwrap_or(&line).len());
        line.clear();
    }
    Ok((count, longest))
}
