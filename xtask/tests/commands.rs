//! The commands by what they print and how they end.

use crate::support;
use crate::support::{run, stderr, stdout, xtask};
use serde_json::Value;

#[test]
fn list_gives_other_tools_what_the_contract_says() {
    let output = run(&["list", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let patterns: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(patterns.len(), patterns::patterns().count());
    for pattern in &patterns {
        for (key, is_right) in [
            ("id", Value::is_string as fn(&Value) -> bool),
            ("family", Value::is_string),
            ("title", Value::is_string),
            ("sizes", Value::is_array),
            ("variants", Value::is_array),
            ("scenarios", Value::is_array),
            ("nondeterministic", Value::is_array),
            ("claims", Value::is_array),
        ] {
            assert!(is_right(&pattern[key]), "{key} of {}", pattern["id"]);
        }
        for variant in pattern["variants"].as_array().unwrap() {
            assert!(variant["name"].is_string() && variant["role"].is_string());
        }
        for claim in pattern["claims"].as_array().unwrap() {
            let metric = claim["metric"].as_str().unwrap();
            assert!(
                patterns::catalogue::Metric::from_name(metric).is_some(),
                "{metric}"
            );
        }
    }
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let reference = support::root().join("results/reference/record.json");
    let whole = std::fs::read_to_string(reference).unwrap();
    let newer = whole.replacen("\"schema_version\":2", "\"schema_version\":99", 1);
    for (name, text, expected) in [
        ("empty.json", "", "is not a run record"),
        (
            "truncated.json",
            &whole[..whole.len() / 2],
            "is not a run record",
        ),
        (
            "foreign.json",
            "{\"name\":\"something else\"}",
            "is not a run record",
        ),
        ("newer.json", newer.as_str(), "has schema version 99"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let out = folder.path().join("book");
        let output = run(&[
            "book",
            "--from",
            file.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = stderr(&output);
        assert!(said.contains(expected) && said.contains(name), "{said}");
        // One line, and a hint at the most.
        let mut more = said.lines().skip(1);
        assert!(
            more.next().is_none_or(|line| line.starts_with("hint: ")),
            "{said}"
        );
        assert_eq!(more.next(), None, "{said}");
        assert!(!out.exists(), "{name}");
    }
    let output = run(&["book", "--from", "no-such-run"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no record is called `no-such-run`"));
}

#[test]
fn a_folder_that_is_not_a_book_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("precious"), "data").unwrap();
    let output = run(&[
        "book",
        "--from",
        "reference",
        "--out",
        folder.path().to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("precious")).unwrap(),
        "data"
    );
}

#[test]
fn doctor_shows_what_is_here_in_words_and_as_json() {
    let output = run(&["doctor", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let findings: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let what = |name: &str| findings.iter().find(|finding| finding["what"] == name);
    for name in [
        "compiler",
        "valgrind",
        "governor",
        "load",
        "load for minutes",
        "machine",
    ] {
        assert!(what(name).is_some(), "{name}");
    }
    assert!(stdout(&run(&["doctor"])).contains("compiler"));
}

#[test]
fn doctor_misses_a_compiler_that_is_not_there() {
    let nothing = tempfile::tempdir().unwrap();
    let output = xtask(&["doctor", "--format", "json"])
        .env("PATH", nothing.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let findings: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let compiler = findings
        .iter()
        .find(|finding| finding["what"] == "compiler");
    assert_eq!(compiler.unwrap()["state"], "missing");
}

#[test]
fn new_scaffolds_a_pattern_that_is_registered_compiles_and_fails_its_test() {
    let root = tempfile::tempdir().unwrap();
    support::copy_folder(
        &support::root().join("patterns"),
        &root.path().join("patterns"),
    );
    std::fs::create_dir(root.path().join("xtask")).unwrap();
    let manifest = std::fs::read_to_string(support::root().join("Cargo.toml")).unwrap();
    // The copy is a workspace of one member, with the same dependencies.
    let members = manifest.find("members = [").unwrap();
    let end = members + manifest[members..].find("[workspace.package]").unwrap();
    let alone = format!(
        "{}members = [\"patterns\"]\n\n{}",
        &manifest[..members],
        &manifest[end..]
    );
    let alone = alone
        .split("[profile.release.package.benches]")
        .next()
        .unwrap()
        .to_owned();
    std::fs::write(root.path().join("Cargo.toml"), alone).unwrap();
    std::fs::copy(
        support::root().join("Cargo.lock"),
        root.path().join("Cargo.lock"),
    )
    .unwrap();

    let new = |arguments: &[&str]| {
        xtask(&[&["new"], arguments].concat())
            .env("CARGO_MANIFEST_DIR", root.path().join("xtask"))
            .output()
            .unwrap()
    };
    let read = |path: &str| std::fs::read_to_string(root.path().join(path)).unwrap();
    for arguments in [
        &["recursion/new-thing"][..],
        &["new-family/first-thing", "--new-family"],
    ] {
        let output = new(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let family = read("patterns/src/recursion.rs");
    assert!(family.contains("pub mod new_thing;") && family.contains("&new_thing::PATTERN"));
    let catalogue = read("patterns/src/lib.rs");
    assert!(catalogue.contains("pub mod new_family;") && catalogue.contains("new_family::FAMILY,"));
    let pattern = read("patterns/src/new_family/first_thing.rs");
    assert!(
        pattern.contains("= counter_case_at(&[2], \"few\", \"FILL IN")
            && pattern.contains(".on(&FEW)")
    );

    let cargo = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(root.path())
            .env("CARGO_TARGET_DIR", support::root().join("target/scaffold"))
            .output()
            .unwrap()
    };
    let format = cargo(&["fmt", "-p", "patterns", "--check"]);
    assert!(format.status.success(), "{}", stdout(&format));
    let check = cargo(&["check", "-p", "patterns"]);
    assert!(check.status.success(), "{}", stderr(&check));
    let test = cargo(&["test", "-p", "patterns", "--test", "all", "files::"]);
    assert!(!test.status.success());
    assert!(
        stdout(&test).contains("recursion/new-thing"),
        "{}",
        stdout(&test)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = support::xtask(&["list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(support::stderr(&output).contains("cannot write to standard output"));
}
