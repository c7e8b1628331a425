//! Writes profiles of 200 MB, to see what reading them and advising on them costs: DHAT's
//! JSON and what `perf script` prints, with made-up stacks of a real program's functions.
//!
//! `large PROGRAM FOLDER`; then `perf-patterns advise --bin PROGRAM FOLDER/large.dhat.json`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, ensure};
use clap::Parser;
use command_line::{print, process};

/// As large as each file becomes, about.
const BYTES: u64 = 200_000_000;

/// So many different frames a heap profile has.
const FRAMES: usize = 200_000;

/// Writes made-up profiles of 200 MB each
#[derive(Parser)]
struct Arguments {
    /// The program whose functions are named
    program: PathBuf,
    /// Where `large.dhat.json` and `large.perf.txt` are written
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error);
            ExitCode::from(1)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let program = fs_err::canonicalize(&arguments.program)?;
    let functions = functions(&program)?;
    fs_err::create_dir_all(&arguments.folder)?;
    let mut chance = fastrand::Rng::with_seed(0x5EED);
    let mut frames = Vec::with_capacity(FRAMES);
    for _ in 0..FRAMES {
        let function = chance.usize(0..functions.len() - 1);
        let (start, name) = &functions[function];
        let length = functions[function + 1].0.saturating_sub(*start).max(1);
        let offset = chance.u64(0..length);
        frames.push((start + offset, name.as_str(), offset));
    }
    let path = arguments.folder.join("large.dhat.json");
    heap(&path, &program, &frames, &mut chance).with_context(|| path.display().to_string())?;
    let path = arguments.folder.join("large.perf.txt");
    samples(&path, &program, &frames, &mut chance).with_context(|| path.display().to_string())
}

/// Addresses and names of a program's functions, by address.
fn functions(program: &Path) -> anyhow::Result<Vec<(u64, String)>> {
    let mut nm = Command::new("nm");
    nm.args(["--defined-only", "--numeric-sort"]).arg(program);
    let functions: Vec<(u64, String)> = process::run(&mut nm)?
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let address = u64::from_str_radix(words.next()?, 16).ok()?;
            let is_code = matches!(words.next()?, "t" | "T");
            is_code.then(|| Some((address, words.next()?.to_owned())))?
        })
        .collect();
    ensure!(functions.len() > 1, "{} has no symbols", program.display());
    Ok(functions)
}

/// A frame's address, function, and offset in it.
type Frame<'a> = (u64, &'a str, u64);

fn heap(
    path: &Path,
    program: &Path,
    frames: &[Frame<'_>],
    chance: &mut fastrand::Rng,
) -> anyhow::Result<()> {
    let mut out = Counted::new(path)?;
    out.write(format_args!(
        "{{\"dhatFileVersion\": 2, \"mode\": \"heap\", \"tu\": \"instrs\", \"te\": 1000000000000,\n\"ftbl\": [\"[root]\""
    ))?;
    for (address, name, _) in frames {
        out.write(format_args!(
            ",\n\"0x{address:X}: {name} (in {})\"",
            program.display()
        ))?;
    }
    out.write(format_args!("],\n\"pps\": ["))?;
    let mut comma = "";
    while out.bytes < BYTES {
        let blocks = chance.u64(1..10_000);
        let bytes = blocks * chance.u64(8..200);
        let live = chance.u64(1..=blocks);
        out.write(format_args!(
            "{comma}\n{{\"tb\": {bytes}, \"tbk\": {blocks}, \"tl\": 9, \"mb\": {}, \"mbk\": {live}, \
             \"gb\": 0, \"gbk\": 0, \"eb\": 0, \"ebk\": 0, \"rb\": {bytes}, \"wb\": {bytes}, \"fs\": [1",
            bytes / blocks * live
        ))?;
        for _ in 0..chance.usize(8..40) {
            out.write(format_args!(", {}", chance.usize(1..=frames.len())))?;
        }
        out.write(format_args!("]}}"))?;
        comma = ",";
    }
    out.write(format_args!("]}}\n"))?;
    out.end()
}

fn samples(
    path: &Path,
    program: &Path,
    frames: &[Frame<'_>],
    chance: &mut fastrand::Rng,
) -> anyhow::Result<()> {
    let mut out = Counted::new(path)?;
    let mut milliseconds = 0_u64;
    while out.bytes < BYTES {
        milliseconds += 1;
        out.write(format_args!(
            "program {} {}.{:06}: 1 cpu-clock: \n",
            7,
            milliseconds / 1_000,
            milliseconds % 1_000 * 1_000
        ))?;
        for _ in 0..chance.usize(12..40) {
            let (address, name, offset) = frames[chance.usize(0..frames.len())];
            out.write(format_args!(
                "\t{address:16x} {name}+0x{offset:x} ({})\n",
                program.display()
            ))?;
        }
        out.write(format_args!("\n"))?;
    }
    out.end()
}

/// A file, and how much was written to it.
struct Counted {
    out: BufWriter<fs_err::File>,
    bytes: u64,
}

impl Counted {
    fn new(path: &Path) -> anyhow::Result<Self> {
        Ok(Counted {
            out: BufWriter::new(fs_err::File::create(path)?),
            bytes: 0,
        })
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) -> anyhow::Result<()> {
        let text = text.to_string();
        self.bytes += text.len() as u64;
        Ok(self.out.write_all(text.as_bytes())?)
    }

    fn end(mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}
