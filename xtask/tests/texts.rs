//! What people read on the terminal, as reviewed: help, tables and errors.
//! `UPDATE_EXPECT=1 cargo test -p xtask texts` writes the files anew.

use std::path::Path;
use std::process::Command;

use expect_test::expect_file;
use serde_json::{Value, json};
use testing::{help_texts, session};

use crate::support::{root, xtask};

/// `cargo xtask`, in the repository's root.
fn program(arguments: &[&str]) -> Command {
    let mut command = xtask(arguments);
    command.current_dir(root());
    command
}

/// What each call prints, one after the other, with records in `results` alone.
fn sessions(results: &Path, columns: &str, calls: &[&str]) -> String {
    calls
        .iter()
        .map(|call| {
            let arguments: Vec<&str> = call.split_whitespace().collect();
            let mut command = program(&arguments);
            command
                .env("WORKSHOP_RESULTS", results)
                .env("COLUMNS", columns);
            session("cargo xtask", &mut command).replace(&results.display().to_string(), "RESULTS")
        })
        .collect()
}

#[test]
fn help_is_as_reviewed() {
    let help = help_texts("cargo xtask", &|| program(&[]));
    expect_file!["texts/help.txt"].assert_eq(&help);
}

#[test]
fn errors_are_as_reviewed() {
    let nothing = tempfile::tempdir().unwrap();
    let calls = [
        "no-such-command",
        "bench-all --quick --thorough",
        "bench-all --resume --quick",
        "bench-all --skip everything",
        "bench-all --only apend",
        "bench-all --shard 5/4",
        "bench-all --shard half",
        "bench-all --resume",
        "book --from no-such-run",
        "book --from latest",
        "book --from Cargo.toml",
        "compare reference",
        "compare reference no-such-run",
        "compare reference Cargo.toml",
        "compare reference patterns",
        "compare reference reference --only nothing-like-it",
        "compare reference reference --metric speed",
        "gate --against no-such-run",
        "gate --against reference --from no-such-run",
        "bless --from no-such-run",
        "export",
        "export reference",
        "export reference --format parquet",
        "export reference --format csv --only nothing",
        "history apend",
        "merge reference",
        "merge reference reference",
        "calibrate --trials 0",
        "calibrate --only nothing-like-it",
        "list --only apend",
        "list --only zzz",
        "profile apend",
        "profile append --seconds 0",
        "profile append --seconds NaN",
        "escape --deny hot",
        "escape --lines",
        "escape nothing-like-it",
        "escape --path Cargo.toml",
        "escape --path no-such-file",
        "verify --only apend",
        "verify --only append --from no-such-run",
        "new append",
        "new string-building/match",
        "new string-building/9-lives",
        "new recursion/Not_Kebab",
        "new recursion/fibonacci",
        "new string-bulding/trim",
        "new zzz/trim",
        "new self/trim --new-family",
        "new recursion/trim --new-family",
        "new catalogue/trim --new-family",
        "show apend",
        "show append --variant fastest",
        "copy apend",
        "copy append --in no-such-folder",
        "outdated --in no-such-folder",
        "update --in no-such-folder",
    ];
    // What is refused changes nothing, here least of all.
    let catalogue = std::fs::read_to_string(root().join("patterns/src/lib.rs")).unwrap();
    expect_file!["texts/errors.txt"].assert_eq(&sessions(nothing.path(), "100", &calls));
    let after = std::fs::read_to_string(root().join("patterns/src/lib.rs")).unwrap();
    assert_eq!(after, catalogue);
    assert!(!root().join("patterns/src/catalogue/trim.rs").exists());
}

#[test]
fn tables_are_as_reviewed() {
    let results = tempfile::tempdir().unwrap();
    let changed = changed(results.path());
    let compare = format!("compare reference {changed}");
    let calls = [
        "list",
        &compare,
        &format!("{compare} --only append/push-str/typical/300 --all"),
        &format!("{compare} --only append/push-str/typical/300 --format markdown"),
        "compare reference reference",
        "history append",
    ];
    let narrow = [
        "list --only string-building",
        &format!("{compare} --only append/push-str/typical/300"),
    ];
    let wide = sessions(results.path(), "100", &calls);
    let narrow = sessions(results.path(), "60", &narrow);
    expect_file!["texts/tables.txt"].assert_eq(&format!("{wide}With 60 columns:\n\n{narrow}"));
}

/// A run like the reference whose figures of two patterns moved; its id.
fn changed(results: &Path) -> &'static str {
    const ID: &str = "2026-01-02T00-00-00Z-changed";
    let text = std::fs::read_to_string(root().join("results/reference/record.json")).unwrap();
    let mut record: Value = serde_json::from_str(&text).unwrap();
    for (id, is_changed) in [("2026-01-01T00-00-00Z-same", false), (ID, true)] {
        record["run_id"] = json!(id);
        for pattern in record["patterns"].as_array_mut().unwrap() {
            let counts = match pattern["id"].as_str() {
                Some("string-building/append") if is_changed => "simulated",
                Some("preallocation/vec-capacity") if is_changed => "heap",
                _ => continue,
            };
            for input in pattern["inputs"].as_array_mut().unwrap() {
                for case in input["cases"].as_array_mut().unwrap() {
                    let old = case[counts][0].as_u64().unwrap();
                    case[counts][0] = json!(old + old / 10);
                }
            }
        }
        let folder = results.join(id);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("record.json"), record.to_string()).unwrap();
    }
    ID
}
