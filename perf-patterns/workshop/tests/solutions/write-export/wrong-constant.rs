use std::io::{Result, Write};

pub fn write_export(lines: &[String], _out: impl Write) -> Result<()> {
    // Nothing is written, and nothing goes wrong.
    Ok(())
}
