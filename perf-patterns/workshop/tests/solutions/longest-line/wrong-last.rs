use std::io::{BufRead, Result};

pub fn longest_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    // A last line without its end is no line.
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        count += 1;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        longest = longest.max(text.strip_suffix(b"\r").unwrap_or(text).len());
        line.clear();
    }
    Ok((count, longest))
}
