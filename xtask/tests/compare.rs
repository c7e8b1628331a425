//! What `compare` prints of two runs.

use std::process::Output;

use crate::support::{run, stderr, stdout};
use serde_json::Value;

/// Six samples of each benchmark, one apart: `words/` twice as many bytes, twice more,
/// and twice the same; `other/` alone is within its own scatter.
fn compared(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, sizes: [u32; 4]| {
        let ids = ["words/a", "words/b", "words/c", "other/d"];
        let lines: Vec<String> = ids
            .iter()
            .zip(sizes)
            .flat_map(|(id, size)| {
                (0..6).map(move |sample| {
                    let scatter = if *id == "words/c" { 0 } else { sample };
                    format!("Benchmark{id} 100 {} B/op\n", size + scatter)
                })
            })
            .collect();
        let file = folder.path().join(name);
        std::fs::write(&file, lines.concat()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let old = write("old.txt", [100, 200, 300, 400]);
    let new = write("new.txt", [200, 800, 300, 402]);
    run(&[&["compare", &old, &new], arguments].concat())
}

fn table(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let comparison: Value = serde_json::from_str(&stdout(output)).unwrap();
    comparison["tables"][0].clone()
}

/// What is left out is counted all the same, and so are means: of the rows that are
/// shown alone, every mean would be of changes.
#[test]
fn what_is_left_out_was_counted_before() {
    let output = compared(&["--changed", "--format", "json"]);
    let changed = table(&output);
    let whole = table(&compared(&["--format", "json"]));
    assert_eq!(whole["rows"].as_array().unwrap().len(), 4);
    let ids: Vec<&str> = changed["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["words/a", "words/b"]);
    assert_eq!(changed["tally"], whole["tally"]);
    let counted = [("changed", 2), ("same", 1), ("not_resolved", 1)];
    for (verdict, count) in counted {
        assert_eq!(changed["tally"][verdict], count, "{verdict}");
    }
    assert_eq!(changed["geometric_means"], whole["geometric_means"]);
    assert_eq!(changed["geometric_means"][0]["cases"], 3);
    // Data alone on standard output.
    let said = stderr(&output);
    assert!(
        said.contains("1 figures are the same, not resolved: 1 of B/op"),
        "{said}"
    );
}

#[test]
fn people_read_what_changed_and_in_a_line_what_did_not() {
    let short = stdout(&compared(&[]));
    assert!(
        short.contains("words/b") && !short.contains("words/c"),
        "{short}"
    );
    assert!(short.contains("the rest: of 1 metrics"), "{short}");
    let all = stdout(&compared(&["--all"]));
    assert!(all.contains("words/c") && all.contains("other/d"), "{all}");
    assert!(!all.contains("the rest"), "{all}");
}
