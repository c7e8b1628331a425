use std::io::{Result, Write};

pub fn write_export(lines: &[String], mut out: impl Write) -> Result<()> {
    // Only what fits into one block.
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let most = text.len().min(8_192);
    out.write_all(&text.as_bytes()[..most])
}
