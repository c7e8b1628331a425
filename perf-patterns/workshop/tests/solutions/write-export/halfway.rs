use std::io::{Result, Write};

pub fn write_export(lines: &[String], mut out: impl Write) -> Result<()> {
    // Four lines at a time.
    for some in lines.chunks(4) {
        let mut text = some.join("\n");
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}
