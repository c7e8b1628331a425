//! Merges files of settings: each line comes in a string of its own to be looked at; the notes are kept line by line.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

fn write_files() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for file in 0..4 {
        let name = format!("settings{file}.conf");
        let mut out = io::BufWriter::new(File::create(&name)?);
        for line in 0..2_000 {
            match line % 8 {
                0 => writeln!(out, "# block {line} of the settings, written by a tool")?,
                1 => writeln!(out)?,
                _ => writeln!(out, "limit.{} = {}", line % 40, line * (file + 1))?,
            }
        }
        names.push(name);
    }
    std::fs::write("notes.txt", "first note\nsecond note\n\nthird note\n")?;
    Ok(names)
}

//- 1 mistake pooling/read-lines|pooling/reuse-vec|pooling/request-buffer
fn limits(name: &str, limits: &mut BTreeMap<u32, u64>) -> io::Result<u32> {
    let mut comments = 0;
    for line in BufReader::new(File::open(name)?).lines() {
        let line = line?;
        if line.starts_with('#') {
            comments += 1;
        } else if let Some((key, value)) = line.split_once(" = ") {
            if let (Some(number), Ok(value)) = (key.strip_prefix("limit."), value.trim().parse()) {
                limits.insert(number.parse().unwrap_or(0), value);
            }
        }
    }
    Ok(comments)
}
//+ 1
fn limits(name: &str, limits: &mut BTreeMap<u32, u64>) -> io::Result<u32> {
    let mut comments = 0;
    let mut reader = BufReader::new(File::open(name)?);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        if line.starts_with('#') {
            comments += 1;
        } else if let Some((key, value)) = line.split_once(" = ") {
            if let (Some(number), Ok(value)) = (key.strip_prefix("limit."), value.trim().parse()) {
                limits.insert(number.parse().unwrap_or(0), value);
            }
        }
        line.clear();
    }
    Ok(comments)
}
//.

//- 2 lookalike pooling/read-lines
fn notes(name: &str) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    for line in BufReader::new(File::open(name)?).lines() {
        let line = line?;
        if !line.is_empty() {
            notes.push(line);
        }
    }
    Ok(notes)
}
//+ 2
fn notes(name: &str) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    let mut reader = BufReader::new(File::open(name)?);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        if line != "\n" {
            notes.push(line.trim_end().to_owned());
        }
        line.clear();
    }
    Ok(notes)
}
//.

fn main() -> io::Result<()> {
    let mut merged = BTreeMap::new();
    let mut comments = 0;
    for name in write_files()? {
        comments += limits(&name, &mut merged)?;
    }
    let notes = notes("notes.txt")?;
    println!("{comments} {} {:?} {}", merged.len(), merged.last_key_value(), notes.join("|"));
    Ok(())
}
