use std::io::{Result, Write};

pub fn write_export(lines: &[String], out: impl Write) -> Result<()> {
    // No line end behind the last line.
    let mut out = std::io::BufWriter::new(out);
    out.write_all(lines.join("\n").as_bytes())?;
    out.flush()
}
