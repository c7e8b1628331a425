//! Writes a report, one line at a time, straight to the file; the summary is one write.
use std::fs::File;
use std::io::{self, BufWriter, Write};

struct Row {
    id: u32,
    amount: i64,
}

fn rows(n: u32) -> Vec<Row> {
    (0..n).map(|id| Row { id, amount: i64::from(id.wrapping_mul(2_654_435_761) >> 8) - 900 }).collect()
}

//- 1 mistake io/buffered-write
fn details(rows: &[Row], name: &str) -> io::Result<()> {
    let mut file = File::create(name)?;
    for row in rows {
        writeln!(file, "{:06};{}", row.id, row.amount)?;
    }
    Ok(())
}
//+ 1
fn details(rows: &[Row], name: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(name)?);
    for row in rows {
        writeln!(file, "{:06};{}", row.id, row.amount)?;
    }
    file.flush()
}
//.

//- 2 lookalike io/buffered-write
fn summary(rows: &[Row], name: &str) -> io::Result<()> {
    let mut text = String::new();
    for row in rows {
        text.push_str(if row.amount < 0 { "-" } else { "+" });
        if row.id % 64 == 63 {
            text.push('\n');
        }
    }
    let mut file = File::create(name)?;
    file.write_all(text.as_bytes())
}
//+ 2
fn summary(rows: &[Row], name: &str) -> io::Result<()> {
    let mut text = String::new();
    for row in rows {
        text.push_str(if row.amount < 0 { "-" } else { "+" });
        if row.id % 64 == 63 {
            text.push('\n');
        }
    }
    let mut file = BufWriter::new(File::create(name)?);
    file.write_all(text.as_bytes())?;
    file.flush()
}
//.

fn main() -> io::Result<()> {
    let rows = rows(4_000);
    details(&rows, "details.txt")?;
    for _ in 0..50 {
        summary(&rows, "summary.txt")?;
    }
    let length = std::fs::metadata("details.txt")?.len() + std::fs::metadata("summary.txt")?.len();
    println!("{length}");
    Ok(())
}
