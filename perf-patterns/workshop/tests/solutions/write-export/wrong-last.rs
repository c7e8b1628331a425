use std::io::{Result, Write};

pub fn write_export(lines: &[String], out: impl Write) -> Result<()> {
    // What the buffer still holds is forgotten with it.
    let mut out = std::io::BufWriter::new(out);
    for line in lines {
        writeln!(out, "{line}")?;
    }
    std::mem::forget(out);
    Ok(())
}
