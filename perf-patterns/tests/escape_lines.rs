//! `perf-patterns escape --lines`: which lines of an inlined call are marked, and whose
//! count is whose.

use std::path::Path;

use crate::support::{run, stderr, stdout};

/// The same function inlined twice, under an allocator of one's own; `often` and
/// `never` each stand on one line.
const SOURCE: &str = r#"use std::alloc::{GlobalAlloc, Layout, System};
struct Own;
unsafe impl GlobalAlloc for Own {
    #[inline(always)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 { unsafe { System.alloc(layout) } }
    #[inline(always)]
    unsafe fn dealloc(&self, p: *mut u8, layout: Layout) { unsafe { System.dealloc(p, layout) } }
}
#[global_allocator]
static OWN: Own = Own;
#[inline(always)]
fn make(x: u64) -> u64 { *std::hint::black_box(Box::new(x)) }
#[inline(never)]
fn often(x: u64) -> u64 { make(x) + 1 }
#[inline(never)]
fn never(x: u64) -> u64 { make(x) + 2 }
fn main() { println!("{}", often(std::hint::black_box(1)) + never(2)); }
"#;

/// The line of [`SOURCE`] that begins with `text`.
fn line(text: &str) -> usize {
    1 + SOURCE
        .lines()
        .position(|line| line.trim_start().starts_with(text))
        .unwrap()
}

fn escape(folder: &Path, more: &[&str]) -> String {
    let manifest = folder.join("Cargo.toml");
    let manifest = ["escape", "--manifest-path", manifest.to_str().unwrap()];
    let output = run(&[&manifest[..], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn every_own_line_of_an_inlined_call_is_marked_and_counts_are_of_their_stack() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/main.rs"), SOURCE).unwrap();
    std::fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"inlined\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )
    .unwrap();
    let allocating = |said: &str, from: &str| -> Vec<String> {
        let place = format!("src/main.rs:{}:", line(from));
        said.lines()
            .filter(|line| line.starts_with(&place) && line.contains("allocates 8 bytes"))
            .map(str::to_owned)
            .collect()
    };

    let said = escape(folder.path(), &["--lines", "--mine", "--only", "allocates"]);
    for marked in ["fn make", "fn often", "fn never"] {
        assert!(!allocating(&said, marked).is_empty(), "{marked}: {said}");
    }
    // The allocator is how they do it, not where.
    let own = format!("src/main.rs:{}:", line("unsafe fn alloc"));
    assert!(!said.contains(&own), "{said}");

    // What ran is `often` alone, three times.
    let profile = folder.path().join("dhat-heap.json");
    let frame = |from: &str| format!("0x1: f (src/main.rs:{}:1)", line(from));
    std::fs::write(
        &profile,
        format!(
            r#"{{"dhatFileVersion":2,"pps":[{{"tb":24,"tbk":3,"fs":[0,1]}}],"ftbl":["{}","{}"]}}"#,
            frame("fn make"),
            frame("fn often")
        ),
    )
    .unwrap();
    let said = escape(
        folder.path(),
        &[
            "--mine",
            "--only",
            "allocates",
            "--with-heap",
            profile.to_str().unwrap(),
        ],
    );
    // What ran most comes first.
    let first = said.lines().next().unwrap();
    assert!(first.contains("; ran 3 times, 24 bytes"), "{said}");
    for (from, ran) in [("fn make", true), ("fn often", true), ("fn never", false)] {
        let lines = allocating(&said, from);
        assert!(!lines.is_empty(), "{from}: {said}");
        let counted = lines.iter().any(|line| line.contains("; ran 3 times"));
        assert_eq!(counted, ran, "{from}: {said}");
    }
}
