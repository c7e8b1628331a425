use std::io::{Result, Write};

pub fn write_export(lines: &[String], out: impl Write) -> Result<()> {
    // A buffer that is handed over at each line.
    let mut out = std::io::BufWriter::new(out);
    for line in lines {
        writeln!(out, "{line}")?;
        out.flush()?;
    }
    Ok(())
}
