//! # Read through a buffer
//!
//! ## What you see
//!
//! `strace -c` shows as many `read` calls as there are fields in the input, each
//! for a few bytes. In a flame graph, nearly all of the time is below `read` in
//! the kernel. A heap profile shows nothing.
//!
//! ## Why
//!
//! A `File` keeps no buffer: each `read` and `read_exact` is a system call, of
//! which the few bytes that it copies are the smallest part. A parser that reads a
//! length, then a record, makes two for each record; `bytes()` makes one for each
//! byte.
//!
//! `BufReader` asks the kernel for 8 KiB at a time and serves small reads from
//! there: *n* bytes cost about *n* ÷ 8,192 calls, whatever the reads look like.
//! Reading the whole file first makes a handful, and holds all of it in memory.
//!
//! ## Coming from Go
//!
//! `bufio.NewReader` is `BufReader`, and as necessary: `os.File` and
//! `std::fs::File` both keep no buffer. `os.ReadFile` is `fs::read`.
//!
//! ## Time and instructions
//!
//! The simulator counts what the program executes, and not what the kernel does
//! for it: the buffer costs instructions of its own, the calls that it saves cost
//! hardly any. By instructions alone the buffer can look like a loss. Time and
//! `system_calls` show what it is.
//!
//! ## When not to
//!
//! Reads that are larger than the buffer pass it by. With records of some 20 KiB
//! (the `large` scenario) there are as many calls as without it, and part of each
//! record is copied twice. Whoever reads in large blocks, or all at once
//! (`fs::read`), needs no buffer. And never wrap the same file anew for each
//! record: a buffer takes in more than it hands out, and what is left in it when
//! it is dropped is lost.
//!
//! ## See also
//!
//! - [`crate::io::buffered_write`], the other direction;
//!   [`crate::pooling::read_lines`] for lines.
//! - Clippy's [`unbuffered_bytes`](https://rust-lang.github.io/rust-clippy/master/index.html#unbuffered_bytes)
//!   (perf) finds `bytes()` without a buffer, not small reads.
//! - [`std::io::BufReader`](https://doc.rust-lang.org/std/io/struct.BufReader.html),
//!   and [The Rust Performance Book, on I/O](https://nnethercote.github.io/perf-book/io.html)

use crate::catalogue::declare::*;

// ANCHOR: shared
use std::io::{ErrorKind, Read, Result};

/// Adds up the bytes of all records, each of which is a length in two bytes, low
/// byte first, and as many bytes.
///
/// # Errors
/// As the reader's, or if the last record is cut off.
pub fn sum_records(mut input: impl Read) -> Result<u64> {
    let mut record = Vec::new();
    let mut sum = 0;
    loop {
        let mut length = [0; 2];
        match input.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(sum),
            done => done?,
        }
        record.resize(usize::from(u16::from_le_bytes(length)), 0);
        input.read_exact(&mut record)?;
        sum += record.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    }
}
// ANCHOR_END: shared

// ANCHOR: unbuffered
/// Reads each length and each record from the file itself.
///
/// # Errors
/// As [`sum_records`].
pub fn unbuffered(file: impl Read) -> Result<u64> {
    sum_records(file)
}
// ANCHOR_END: unbuffered

// ANCHOR: buf-reader
/// Reads blocks of 8 KiB, and takes lengths and records from them.
///
/// # Errors
/// As [`sum_records`].
pub fn buf_reader(file: impl Read) -> Result<u64> {
    sum_records(std::io::BufReader::new(file))
}
// ANCHOR_END: buf-reader

// ANCHOR: whole-file
/// Reads everything, then takes lengths and records from memory.
///
/// # Errors
/// As [`sum_records`].
pub fn whole_file(mut file: impl Read) -> Result<u64> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    sum_records(bytes.as_slice())
}
// ANCHOR_END: whole-file

const LARGE: Scenario = counter_case_at(&[10], "large", "records larger than the buffer")
    .expect("as many calls as without a buffer, and part of each record is copied twice");

const NASTY: Nasty<Vec<Vec<u8>>> = &[
    ("none", || vec![]),
    ("one", || vec![b"record".to_vec()]),
    ("empty records", || vec![vec![]; 3]),
    ("every byte", || vec![(0..=255).collect()]),
    ("as long as the buffer", || {
        vec![vec![1; 8_192], vec![2; 8_190], vec![3; 8_188]]
    }),
    ("very long", || vec![vec![9; 65_535], vec![1]]),
    ("duplicates", || vec![vec![7; 100]; 200]),
];

/// A file of `size` records of 10 to 50 bytes; in `large` of more than 16 KiB.
fn file(setup: &Setup) -> std::fs::File {
    use std::io::Write;

    let records = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let lengths = if setup.is(&LARGE) {
            17_000..=24_000
        } else {
            10..=50
        };
        (0..setup.size)
            .map(|_| {
                (0..random.usize(lengths.clone()))
                    .map(|_| random.u8(..))
                    .collect()
            })
            .collect()
    });
    let mut bytes = Vec::new();
    for record in records {
        bytes.extend((record.len() as u16).to_le_bytes());
        bytes.extend(record);
    }
    let file = unnamed_file().and_then(|mut file| file.write_all(&bytes).map(|()| file));
    file.unwrap_or_else(|error| panic!("no temporary file: {error}"))
}

/// A file that is gone when it is closed: its name is removed at once.
fn unnamed_file() -> Result<std::fs::File> {
    use std::sync::atomic::{AtomicU64, Ordering};

    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    // Of one length in every process: what lies behind it on the heap begins at one
    // place then, and searches through it count the same.
    let name = format!("buffered-read-{:010}-{number:010}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let file = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

/// The file, from its start: every run reads the same.
fn rewound(mut file: &std::fs::File) -> &std::fs::File {
    use std::io::Seek;

    if let Err(error) = file.rewind() {
        panic!("the file cannot be rewound: {error}");
    }
    file
}

const BUFFER: &str = "https://doc.rust-lang.org/std/io/struct.BufReader.html";
const WHOLE: &str = "https://doc.rust-lang.org/std/io/trait.Read.html#method.read_to_end";

const CHOICES: &[Choice] = &[
    choice("buf-reader", "unless the reads are large already"),
    choice(
        "whole-file",
        "where the file is known to be small, or is needed in memory anyway",
    ),
    choice(
        "unbuffered",
        "where each read is at least as large as a buffer would be",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "redox-os/coreutils",
        number: "55",
        metric: "time of `cat -v`",
        before: "1205 ms",
        after: "727 ms",
        direction: Direction::For,
        about: "`cat` reads the bytes of a file through a `BufReader`.",
    },
    Seen {
        repo: "web-infra-dev/rspack",
        number: "1869",
        metric: "latency of reading an image of 8 MB",
        before: "200 ms",
        after: "20 ms",
        direction: Direction::For,
        about: "Proposed, and not merged: files are read through a `BufReader`.",
    },
    Seen {
        repo: "awslabs/mountpoint-s3",
        number: "979",
        metric: "benchmark results",
        before: "",
        after: "nothing special",
        direction: Direction::None,
        about: "A `BufReader` for a few small fields at the start of files of 1 MiB: \
                closed without merging.",
    },
    Seen {
        repo: "darakian/ddh",
        number: "17",
        metric: "system calls",
        before: "",
        after: "roughly 50% reduction",
        direction: Direction::Against,
        about: "The `BufReader` in front of reads of 16 KB was taken out; run time stayed in line.",
    },
];

/// Frames of a reader that has a buffer, or that reads to the end at once.
const BUFFERED: &[&str] = &["fill_buf", "default_read_to_end", "read_until", "read_line"];

const SYMPTOMS: &[Symptom] = &[
    symptom("As many `read` calls into the kernel as small pieces of input")
        .confirm(
            &["read", "read_exact", "bytes"],
            &[
                Fact::InLoop,
                Fact::SmallBuffer,
                Fact::Receives(&["File", "TcpStream", "stdin"]),
            ],
        )
        .unless(&[Fact::Receives(&["BufReader"]), Fact::LargeBuffer])
        .not_through(BUFFERED)
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "wrap the reader in a `BufReader`",
            "Are the pieces small? Reads of many kilobytes gain nothing.",
        ),
    symptom("As many `read` calls into the kernel as calls of a function that reads")
        .look(
            &[
                "read",
                "read_exact",
                "bytes",
                "next",
                "take",
                "by_ref",
                "read_buf",
                "copy",
            ],
            &[],
        )
        .unless(&[Fact::Receives(&["BufReader"]), Fact::LargeBuffer])
        .not_through(BUFFERED)
        .matters(&[share(SystemCalls, 0.2)])
        .shape(&[Shape::SystemCalls(100)])
        .advise(
            "put a `BufReader` around what is read from",
            "Are the pieces small? Reads of many kilobytes gain nothing.",
        ),
];

const EXERCISES: &[Exercise] = &[leave_alone("read-blobs", &[Allocations, AllocatedBytes])
.on(&LARGE)
.task(
    "Adds up the bytes of all records, each of which is a length in two bytes, low byte first, and \
     as many bytes.",
)
.story(
    "A checklist hangs in the kitchen. Point three: *Never read from a file without a \
     `BufReader`.* A new colleague applies it to the loader of blobs. A blob is a length of two \
     bytes, and then 17 to 24 kilobytes in one piece, read in one call into a vector that is kept \
     from blob to blob.\n\nThe buffer of a `BufReader` has 8 kilobytes. \
     `strace -c` counts as many reads with it as without. Does point three apply, and what would \
     it cost?",
)
.hints([
    "Look at how large one read is, and how large the buffer would be.",
    "Ask which reads a buffer can merge, and which it only passes on.",
    "Make the change, check it, and compare both counts.",
    "One more allocation, eight kilobytes more, and nearly as many reads as before: leave it \
     alone. A buffer merges small reads; a large one goes past it, or through it in pieces.",
])
.wrong_turns(&[
    "The two bytes of a length are a small read, and it *is* merged: one of two, at the price of \
     copying a part of each blob twice.",
])];

pub(crate) const PATTERN: Pattern = pattern!("buffered_read.rs")
    .sizes("records", &[100, 1_000, 10_000])
    .variants(&[
        slow("unbuffered", case!(file, |file| unbuffered(rewound(file))))
            .about("two system calls for each record"),
        fast("buf-reader", case!(file, |file| buf_reader(rewound(file))))
            .about("a system call for each 8 KiB"),
        alternative("whole-file", case!(file, |file| whole_file(rewound(file))))
            .about("a few system calls, and all of the file in memory"),
    ])
    .inputs(&[TYPICAL, LARGE], NASTY)
    .claims(&[
        claim(SystemCalls, "buf-reader", AtLeast(100.0), BUFFER),
        claim(TimeNs, "buf-reader", AtLeast(2.0), BUFFER),
        claim(SystemCalls, "whole-file", AtLeast(100.0), WHOLE),
        claim(SystemCalls, "buf-reader", NoEffect, BUFFER).on(&LARGE),
        claim(PeakBytes, "whole-file", AtMost(0.1), WHOLE),
        claim(AllocatedBytes, "buf-reader", Loses, BUFFER).on(&LARGE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
