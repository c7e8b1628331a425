//! # Write through a buffer
//!
//! ## What you see
//!
//! `strace -c` shows as many `write` calls as there are pieces of output. In a
//! flame graph, nearly all of the time is below `write` in the kernel, and `time`
//! reports more `sys` than `user`. A heap profile shows nothing.
//!
//! ## Why
//!
//! A `File` keeps no buffer: each `write` is a system call. `writeln!` does not
//! write a line but its pieces, one after the other: the text of each argument,
//! the text between them, and the end of the line. One short line is two calls
//! here, and often more.
//!
//! `BufWriter` copies the pieces into 8 KiB of memory and calls the kernel when
//! they are full: *n* bytes cost about *n* ÷ 8,192 calls, however many pieces they
//! come in. `LineWriter` calls it at the end of each line, which only joins the
//! pieces of one line. Standard output is a `LineWriter`, even into a file or a
//! pipe: locking it saves the lock, not the calls, and a `BufWriter` around it is
//! what helps.
//!
//! ## Coming from Go
//!
//! `bufio.NewWriter` is `BufWriter`, down to `Flush`. `fmt.Fprintf` formats into a
//! buffer of its own and writes once, so that an unbuffered line is one call in
//! Go, and several in Rust.
//!
//! ## Time and instructions
//!
//! The simulator counts what the program executes, and not what the kernel does
//! for it. Most of the time of the unbuffered variant is spent there, so the
//! instructions show a small part of the difference. `system_calls` shows it.
//!
//! ## When not to
//!
//! A block as large as the buffer is passed on as it is: with lines of more than
//! 8 KiB (the `blocks` scenario) every call remains, and the buffer is an
//! allocation for nothing. What a person waits for, or what must survive a crash,
//! needs a `flush` where it is due, and then buffers little.
//!
//! Call `flush` at the end. Dropping a `BufWriter` writes what is left, but *drops
//! the error* of doing so: a full disk looks like success.
//!
//! ## See also
//!
//! - [`crate::io::buffered_read`], the other direction;
//!   [`crate::string_building::format_push`] for text that stays in memory.
//! - No Clippy lint finds it.
//! - [`std::io::BufWriter`](https://doc.rust-lang.org/std/io/struct.BufWriter.html),
//!   and [The Rust Performance Book, on I/O](https://nnethercote.github.io/perf-book/io.html)

use crate::catalogue::declare::*;

// ANCHOR: shared
use std::io::{Result, Write};
// ANCHOR_END: shared

// ANCHOR: unbuffered
/// Writes each line to `out`, piece by piece.
///
/// # Errors
/// As the writer's.
pub fn unbuffered(lines: &[String], mut out: impl Write) -> Result<()> {
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
// ANCHOR_END: unbuffered

// ANCHOR: buf-writer
/// Writes each line to `out`, in blocks of 8 KiB.
///
/// # Errors
/// As the writer's, those of the last block included.
pub fn buf_writer(lines: &[String], out: impl Write) -> Result<()> {
    let mut out = std::io::BufWriter::new(out);
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}
// ANCHOR_END: buf-writer

// ANCHOR: line-writer
/// Writes each line to `out` in one piece, as standard output does.
///
/// # Errors
/// As the writer's.
pub fn line_writer(lines: &[String], out: impl Write) -> Result<()> {
    let mut out = std::io::LineWriter::new(out);
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}
// ANCHOR_END: line-writer

// ANCHOR: one-string
/// Puts all lines into one string, then writes that.
///
/// # Errors
/// As the writer's.
pub fn one_string(lines: &[String], mut out: impl Write) -> Result<()> {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    out.write_all(text.as_bytes())
}
// ANCHOR_END: one-string

const BLOCKS: Scenario = counter_case_at(&[10], "blocks", "lines longer than the buffer")
    .expect("every call remains, and the buffer is an allocation for nothing");

const NASTY: Nasty<Vec<String>> = &[
    ("none", || vec![]),
    ("one", || vec!["line".into()]),
    ("empty lines", || vec![String::new(); 3]),
    ("non-ASCII", || vec!["é".into(), "日本語🦀".into()]),
    ("8 KiB", || [8_192, 8_191].map(|n| "x".repeat(n)).into()),
    ("very long", || vec!["x".repeat(100_000), "y".into()]),
    ("duplicates", || vec!["same".into(); 50]),
];

/// What is written, and where to.
struct Job {
    lines: Vec<String>,
    file: std::fs::File,
}

/// `size` lines of 20 to 60 letters; in `blocks` of more than 8 KiB.
fn job(setup: &Setup) -> Job {
    let lines = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let letters = if setup.is(&BLOCKS) {
            9_000..=18_000
        } else {
            20..=60
        };
        (0..setup.size)
            .map(|_| {
                (0..random.usize(letters.clone()))
                    .map(|_| random.lowercase())
                    .collect()
            })
            .collect()
    });
    let file = unnamed_file().unwrap_or_else(|error| panic!("no temporary file: {error}"));
    Job { lines, file }
}

/// A file that is gone when it is closed: its name is removed at once.
fn unnamed_file() -> Result<std::fs::File> {
    use std::sync::atomic::{AtomicU64, Ordering};

    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    // Of one length in every process: what lies behind it on the heap begins at one
    // place then, and searches through it count the same.
    let name = format!("buffered-write-{:010}-{number:010}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let file = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

/// The file, from its start: every run writes over what the last one wrote.
fn file(job: &Job) -> &std::fs::File {
    use std::io::Seek;

    let mut file = &job.file;
    if let Err(error) = file.rewind() {
        panic!("the file cannot be rewound: {error}");
    }
    file
}

/// What the file holds, if all of it was written.
fn content((done, job): (Result<()>, &mut Job)) -> Result<String> {
    done.and_then(|()| std::io::read_to_string(file(job)))
}

const BUFFER: &str = "https://doc.rust-lang.org/std/io/struct.BufWriter.html";

const LINES: &str = "https://doc.rust-lang.org/std/io/struct.LineWriter.html";

const CHOICES: &[Choice] = &[
    choice(
        "buf-writer",
        "unless somebody waits for each line; `flush` it",
    ),
    choice(
        "one-string",
        "where the output is small, or needed as a string anyway: it is all in memory at once",
    ),
    choice(
        "line-writer",
        "where each line must be out before the next one, as on a terminal",
    ),
    choice(
        "unbuffered",
        "where each piece is as large as the buffer, or was put together already",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "uutils/coreutils",
        number: "2115",
        metric: "`write` calls of `ls -R` on Firefox's source",
        before: "344064",
        after: "1090",
        direction: Direction::For,
        about: "`ls` writes to a `BufWriter` instead of printing each piece.",
    },
    Seen {
        repo: "uutils/coreutils",
        number: "7519",
        metric: "time of `cat -n`",
        before: "260.1 ms",
        after: "19.5 ms",
        direction: Direction::For,
        about: "`cat` puts a `BufWriter` over standard output when it formats.",
    },
    Seen {
        repo: "sharkdp/bat",
        number: "3101",
        metric: "time of `seq 10000000 | bat`",
        before: "6.235 s",
        after: "215.9 ms",
        direction: Direction::For,
        about: "Proposed, and not merged: a buffered writer, against which stood that \
                each line typed must be shown before the next.",
    },
    Seen {
        repo: "ncm/nytm-spelling-bee",
        number: "3",
        metric: "time",
        before: "",
        after: "no noticeable difference",
        direction: Direction::None,
        about: "A `BufWriter` and a lock around standard output were taken out of a program \
                that prints little.",
    },
    Seen {
        repo: "pwinckles/rocfl",
        number: "11",
        metric: "performance gains",
        before: "",
        after: "insignificant",
        direction: Direction::None,
        about: "All output is buffered, except where a terminal would wait for it.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("As many `write` calls into the kernel as pieces of output")
        .confirm(
            &["write", "writeln", "write_all", "write_fmt"],
            &[
                Fact::InLoop,
                Fact::Receives(&["File", "stdout", "TcpStream", "Stdout"]),
            ],
        )
        .unless(&[
            Fact::Receives(&["BufWriter", "LineWriter"]),
            Fact::LargeBuffer,
        ])
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "wrap the writer in a `BufWriter`, and flush it at the end",
            "Must each piece be seen at once, by a person or another process?",
        ),
    symptom("As many `write` calls into the kernel as calls of a function that writes")
        .look(
            &[
                "write",
                "writeln",
                "write_all",
                "write_fmt",
                "write_str",
                "to_writer",
                "flush",
            ],
            &[],
        )
        .unless(&[Fact::Receives(&["BufWriter"]), Fact::LargeBuffer])
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "put a `BufWriter` around what is written to, and flush it at the end",
            "Are the pieces small, and may they come late?",
        ),
    symptom("A buffered writer is flushed after each piece")
        .look(
            &["flush"],
            &[Fact::Receives(&[
                "BufWriter",
                "LineWriter",
                "stdout",
                "Stdout",
            ])],
        )
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "flush once, at the end",
            "Must each piece be seen at once, by a person or another process?",
        ),
    symptom("`println!` in a loop writes to the kernel line by line")
        .look(&["println", "print", "eprintln", "eprint", "dbg"], &[])
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "write to a `BufWriter` around `stdout().lock()`",
            "Is the output a file or a pipe in practice, and may it come late?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("write-export", &[SystemCalls])
        .checkpoint()
        .task("Writes each line to `out`; returns when all are there, or why they are not.")
        .story(
            "The nightly export takes longer than anybody can explain. A profile of the program \
             shows no line that stands out, the heap profile is empty, and the disk is idle. \
             `time` prints the one figure that is odd: `sys` is several times `user`. Somebody \
             attaches `strace` and watches the export scroll by:\n\n    \
             write(3, \"kfhqezldnwvapor\", 15)  = 15\n    \
             write(3, \"\\n\", 1)               = 1\n    \
             write(3, \"oxbtyqm\", 7)          = 7\n    \
             write(3, \"\\n\", 1)               = 1\n\nBefore anybody touches it, the one on call \
             has a question: what does the export report when the disk is full? It must go on \
             reporting that.",
        )
        .hints([
            "Look at who asks the kernel, how often, and for how many bytes each time.",
            "Ask of each of these calls: must its bytes be in the file before the next ones are \
             made?",
            "Bytes can be collected in memory, and handed over when there are enough of them for \
             the way to be worth it; somebody must hand over the last ones.",
            "Write to a `std::io::BufWriter::new(out)` instead of `out`, and end with its \
             `flush()`, whose error is the function's.",
        ])
        .wrong_turns(&[
            "Making one string of each line first halves the calls: what costs is a call for each \
             line.",
            "`LineWriter` does just that: it hands over at the end of each line.",
            "Without the `flush`, dropping the buffer writes its rest and swallows the error of \
             doing so: a full disk looks like success.",
            "One string for everything needs a single call, is above the reference, and holds the \
             whole export in memory: these counts do not show what that costs.",
        ]),
    leave_alone("write-blocks", &[Allocations, Instructions])
        .on(&BLOCKS)
        .task("Writes each line to `out`.")
        .story(
            "Log of a code review, shortened:\n\n**reviewer**: `File` without `BufWriter`. Please \
             wrap it.\n\n**author**: each line here is a whole document of 9 to 18 kB. `strace \
             -c` counts as many writes with the wrapper as without.\n\n**reviewer**: It's a best \
             practice.\n\n**author**: what would it buy us?\n\n**reviewer**: …\n\nYou are asked \
             to decide.",
        )
        .hints([
            "Look at the size of one write, and of the buffer that is to collect several of them.",
            "Ask how many of these writes fit into the buffer together.",
            "Make the change, check it, and compare both counts.",
            "An allocation of eight kilobytes which hardly anything passes through, and more \
             instructions: leave it alone. Buffers are for many small writes.",
        ])
        .wrong_turns(&[
            "The line end is a write of its own, of one byte: a buffer would merge it with its \
             line's end, and that is all.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("buffered_write.rs")
    .sizes("lines", &[100, 1_000, 10_000])
    .variants(&[
        slow(
            "unbuffered",
            case!(job, |job| (unbuffered(&job.lines, file(job)), job), content),
        )
        .about("a system call for each piece"),
        fast(
            "buf-writer",
            case!(job, |job| (buf_writer(&job.lines, file(job)), job), content),
        )
        .about("a system call for each 8 KiB"),
        alternative(
            "line-writer",
            case!(
                job,
                |job| (line_writer(&job.lines, file(job)), job),
                content
            ),
        )
        .about("a system call for each line"),
        alternative(
            "one-string",
            case!(job, |job| (one_string(&job.lines, file(job)), job), content),
        )
        .about("a system call for everything"),
    ])
    .inputs(&[TYPICAL, BLOCKS], NASTY)
    .claims(&[
        claim(SystemCalls, "buf-writer", AtLeast(100.0), BUFFER),
        claim(TimeNs, "buf-writer", AtLeast(2.0), BUFFER),
        claim(SystemCalls, "line-writer", AtMost(2.0), LINES),
        claim(SystemCalls, "buf-writer", NoEffect, BUFFER).on(&BLOCKS),
        claim(Allocations, "buf-writer", Loses, BUFFER).on(&BLOCKS),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
