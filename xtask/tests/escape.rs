//! What is said of the catalogue's machine code agrees with what was counted, and
//! what cannot be read is refused.

use std::collections::BTreeSet;

use crate::support::{run, stderr, stdout};
use serde_json::Value;

#[test]
fn no_variant_that_allocates_is_said_not_to() {
    let output = run(&["escape", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let mut seen = BTreeSet::new();
    let mut quiet = 0;
    for variant in &told {
        let id = variant["id"].as_str().unwrap();
        seen.insert(id.to_owned());
        let says_no = variant["verdict"]
            .as_str()
            .unwrap()
            .starts_with("does not allocate");
        let counted = variant["counted"].as_array().unwrap();
        let took: u64 = counted
            .iter()
            .map(|case| case["allocations"].as_u64().unwrap())
            .sum();
        assert!(!counted.is_empty(), "{id} was not counted");
        if says_no {
            quiet += 1;
            assert_eq!(took, 0, "{id} does not allocate, it was said");
            assert_eq!(variant["allocates"], false, "{id}");
        } else {
            assert!(
                variant["allocates"] == true || variant["unknown"] == true,
                "{id}: {variant}"
            );
            assert!(
                !variant["sites"].as_array().unwrap().is_empty(),
                "{id} allocates, and nobody is told where"
            );
        }
        if took == 0 && !says_no {
            let conclusion = variant["conclusion"].as_str().unwrap();
            assert!(conclusion.contains("here"), "{id}: {conclusion}");
        }
    }
    let scenarios: BTreeSet<String> = patterns::patterns()
        .flat_map(|pattern| pattern.cases())
        .map(|case| format!("{}/{}", case.pattern.id, case.variant.name))
        .collect();
    assert_eq!(seen, scenarios, "variants without an answer");
    // Else every variant would be "unknown", and nothing proved.
    assert!(quiet >= 8, "only {quiet} variants are said not to allocate");
}

#[test]
fn the_seed_cases_of_the_catalogue_are_told() {
    let output = run(&["escape", "heap-vs-stack/return-small"]);
    let said = stdout(&output);
    assert!(
        said.contains("return-small/boxed: allocates 24 bytes through Box::new"),
        "{said}"
    );
    assert!(
        said.contains("return-small/value: does not allocate"),
        "{said}"
    );
    // As editors read it.
    for line in said.lines() {
        let mut parts = line.splitn(4, ':');
        assert!(parts.next().unwrap().ends_with(".rs"), "{line}");
        assert!(parts.next().unwrap().parse::<u32>().is_ok(), "{line}");
        assert!(parts.next().unwrap().parse::<u32>().is_ok(), "{line}");
    }
}

#[test]
fn lines_that_ran_are_joined_and_those_not_predicted_are_listed() {
    // The suite's program, whose heap use dhat has written down.
    assert_eq!(
        run(&["escape", "pooling/arena-tree"]).status.code(),
        Some(0)
    );
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("dhat-heap.json");
    let program = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(
            || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
            std::path::PathBuf::from,
        )
        .join("release/heap");
    let counted = std::process::Command::new(&program)
        .arg("pooling/arena-tree/boxes/few/3")
        .arg("--profile")
        .arg(&profile)
        .output()
        .unwrap();
    assert!(counted.status.success(), "{counted:?}");
    let arguments = [
        "escape",
        "--path",
        program.to_str().unwrap(),
        "--with-heap",
        profile.to_str().unwrap(),
        "arena_tree.rs",
    ];
    let output = run(&arguments);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        said.lines().any(|line| line.contains("arena_tree.rs")
            && line.contains("allocates 24 bytes through Box::new")
            && line.ends_with("; ran 3 times, 72 bytes")),
        "{said}"
    );
    // The same profile with a line that allocates nowhere.
    let text = std::fs::read_to_string(&profile).unwrap();
    let source = patterns::find("pooling/arena-tree").unwrap().source;
    let boxed = source.lines().position(|line| line.contains("Box::new"));
    let line = format!("arena_tree.rs:{}:", boxed.unwrap() + 1);
    assert!(text.contains(&line), "{line}");
    std::fs::write(&profile, text.replace(&line, "arena_tree.rs:3:")).unwrap();
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("arena_tree.rs:3"),
        "{}",
        stderr(&output)
    );
}

/// The guide shows what the command says of its example, so that text is compared.
#[test]
fn the_guides_seed_cases_have_the_verdicts_that_the_book_shows() {
    let output = run(&[
        "escape",
        "--package",
        "book-examples",
        "--example",
        "heap_or_stack",
        "--all",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shown = std::fs::read_to_string(root.join("book/examples/heap_or_stack.txt")).unwrap();
    let said = stdout(&output);
    assert_eq!(
        said, shown,
        "stale: `cargo xtask escape --package book-examples --example heap_or_stack --all \
         > book/examples/heap_or_stack.txt` refreshes it"
    );
    // What the chapter's prose says of each.
    for (name, verdict) in [
        ("by_value", "does not allocate"),
        ("boxed", "allocates"),
        ("boxed_inside", "does not allocate"),
        ("closure", "does not allocate"),
        ("boxed_closure", "allocates"),
        ("trait_object", "unknown"),
        ("generic", "does not allocate"),
        ("out_parameter", "does not allocate"),
        ("outlives", "allocates"),
        ("panics", "does not allocate (but allocates when it panics)"),
    ] {
        let line = format!(": heap_or_stack::{name}: {verdict}");
        assert!(
            said.lines().any(|said| said.ends_with(&line)),
            "{line}: {said}"
        );
    }
    assert!(
        said.contains("allocates 24 bytes through Box::new"),
        "{said}"
    );
}

/// The shipped code of signal handlers and of counting, checked as a reader would
/// check theirs.
#[test]
fn the_profilers_handlers_and_counters_do_not_allocate() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let built = std::process::Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet"])
        .args([
            "--package",
            "profiling-alloc-system",
            "--example",
            "checked",
        ])
        .current_dir(&root)
        .status()
        .unwrap();
    assert!(built.success());
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), std::path::PathBuf::from);
    let program = target.join("release/examples/checked");
    let escape = ["escape", "--path", program.to_str().unwrap()];
    let denied = |paths: &[&str], more: &[&str]| {
        let paths: Vec<&str> = paths.iter().flat_map(|path| ["--deny", path]).collect();
        let output = run(&[&escape[..], &paths, more].concat());
        let said = format!("{}{}", stdout(&output), stderr(&output));
        (output.status.code(), said)
    };
    let quiet = [
        "profiling::linux::engine::handler::on_signal",
        "profiling::linux::engine::handler::on_process_signal",
        "profiling::heap::local::count",
        "profiling::heap::local::thread_counts",
        "profiling::heap::filter::may_hold",
    ];
    let (code, said) = denied(&quiet, &["--frees"]);
    assert_eq!(code, Some(0), "{said}");
    // What does allocate fails: else nothing is proved.
    let (code, said) = denied(&["crate::planted::**"], &[]);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "checked::planted::on_signal: allocates",
        "allocates 8 bytes through Box::new",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
