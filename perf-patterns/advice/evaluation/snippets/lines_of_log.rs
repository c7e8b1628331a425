//! Counts errors in a log line by line; the lines with warnings are kept.
use std::io::{BufRead, Cursor};

fn log(lines: u32) -> Vec<u8> {
    let mut log = Vec::new();
    for n in 0..lines {
        let level = if n % 10 == 0 { "ERROR" } else { "INFO" };
        log.extend_from_slice(format!("{level} [{n:08}] request done in {} ms\n", n % 97).as_bytes());
    }
    log
}

//- 1 mistake pooling/read-lines
fn errors(input: impl BufRead) -> std::io::Result<(usize, usize)> {
    let mut errors = 0;
    let mut bytes = 0;
    for line in input.lines() {
        let line = line?;
        bytes += line.len();
        errors += usize::from(line.starts_with("ERROR"));
    }
    Ok((errors, bytes))
}
//+ 1
fn errors(mut input: impl BufRead) -> std::io::Result<(usize, usize)> {
    let mut errors = 0;
    let mut bytes = 0;
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        bytes += line.trim_end_matches('\n').len();
        errors += usize::from(line.starts_with("ERROR"));
        line.clear();
    }
    Ok((errors, bytes))
}
//.

//- 2 lookalike pooling/read-lines
fn load(input: impl BufRead) -> Vec<String> {
    input.lines().map_while(Result::ok).collect()
}
//+ 2
fn load(mut input: impl BufRead) -> Vec<String> {
    let mut all = Vec::new();
    let mut line = String::new();
    while input.read_line(&mut line).is_ok_and(|read| read > 0) {
        all.push(line.trim_end_matches('\n').to_string());
        line.clear();
    }
    all
}
//.

fn main() -> std::io::Result<()> {
    let log = log(9_000);
    let (count, bytes) = errors(Cursor::new(&log))?;
    let mut last = load(Cursor::new(&log[log.len() * 4 / 5..]));
    last.sort_by_key(|line| line.len());
    println!("{count} {bytes} {} {:?}", last.len(), last.first());
    Ok(())
}
