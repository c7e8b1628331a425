//! Every variant of every pattern, copied into a crate of its own with its test
//! and its bench: it builds without a warning where Clippy's pedantic lints and
//! `missing_docs` are on, is private to the crate, and the copied tests pass. A few
//! go into one crate together.

use std::path::Path;

use crate::support;
use crate::support::{cargo, copy, library, root};

#[test]
fn every_variant_builds_without_warnings_and_passes_its_test() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n",
    )
    .unwrap();
    // The versions that the catalogue is tested with.
    std::fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let mut tests = 0;
    for pattern in patterns::patterns() {
        for variant in pattern.variants {
            let name = format!("{}-{}", pattern.id.replace('/', "-"), variant.name);
            let member = folder.path().join(&name);
            // The oldest compiler that the code is written for: Clippy's
            // `incompatible_msrv` holds it to that.
            library(
                &member,
                &name,
                "edition = \"2021\"\nrust-version = \"1.80\"\n",
            );
            copy(
                pattern.id,
                &member,
                &["--variant", variant.name, "--with", "test,bench"],
            );
            let root = pedantic(&member);
            assert!(
                root.contains("\nmod ")
                    && !root.contains("pub mod")
                    && !root.contains("pub(crate) mod"),
                "{root}"
            );
            scaffolding_is_in_the_tests_alone(&member, pattern.name());
            marked_once(&member, pattern.name());
            tests += usize::from(variant.name != pattern.slow().name);
        }
    }
    let together = folder.path().join("together");
    library(&together, "together", "edition = \"2024\"\n");
    for pattern in patterns::patterns().step_by(4) {
        copy(pattern.id, &together, &["--with", "test,bench"]);
        tests += 1;
    }
    pedantic(&together);
    cargo(
        folder.path(),
        &[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    );
    let said = cargo(folder.path(), &["test", "--workspace", "--lib"]);
    let passed = said
        .matches("answers_are_those_of_the_slow_variant ... ok")
        .count();
    assert_eq!(passed, tests, "{said}");
}

/// Turns on in the crate what few crates have on; returns its root file.
fn pedantic(member: &Path) -> String {
    let file = member.join("src/lib.rs");
    let root = std::fs::read_to_string(&file).unwrap();
    let strict = root.replacen(
        "//! A library.\n",
        "//! A library.\n#![warn(clippy::pedantic, missing_docs)]\n",
        1,
    );
    let strict = strict.replacen("pub fn one", "#[must_use]\npub fn one", 1);
    assert_ne!(strict, root);
    std::fs::write(file, &strict).unwrap();
    strict
}

/// The bench has one place for one's own data, and nothing of what the catalogue makes
/// other inputs with.
fn marked_once(member: &Path, name: &str) {
    let file = format!("benches/{}.rs", name.replace('-', "_"));
    let bench = std::fs::read_to_string(member.join(file)).unwrap();
    assert_eq!(bench.matches("// YOUR DATA: ").count(), 1, "{bench}");
    has_no_scaffolding(&bench);
}

/// The module is the variant and nothing else.
fn scaffolding_is_in_the_tests_alone(member: &Path, name: &str) {
    let module = member.join("src").join(name.replace('-', "_"));
    let text = std::fs::read_to_string(module.with_extension("rs")).unwrap();
    has_no_scaffolding(&text);
    // The slow variant has nothing to be tested against.
    if let Ok(tests) = std::fs::read_to_string(module.join("tests.rs")) {
        assert!(tests.contains("pub struct Setup {"), "{tests}");
    }
}

fn has_no_scaffolding(text: &str) {
    for of_the_catalogue in [
        "Setup",
        "setup",
        "NASTY",
        "nasty",
        "Scenario",
        "counter_case",
        "PATTERN",
        "Prepared",
        "macro_rules!",
    ] {
        assert!(
            !text.contains(of_the_catalogue),
            "{of_the_catalogue} in {text}"
        );
    }
}

#[test]
fn the_code_is_formatted_and_names_where_it_comes_from() {
    let output = support::run(&["show", "append"]);
    let code = support::stdout(&output);
    assert!(code.starts_with(
        "// From the Rust performance workshop: string-building/append push-str, catalogue "
    ));
    assert!(code.contains("pub fn push_str"));
    assert!(!code.contains("ANCHOR"));
}
