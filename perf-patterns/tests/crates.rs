//! Crates of many kinds: each copy ends in a crate that builds, or in a clear
//! refusal with nothing changed.

use crate::support;
use std::path::{Path, PathBuf};

use crate::support::{cargo, copy, copy_folder, library, run, snapshot, stderr, stdout};

const PATTERN: &str = "string-building/append";

fn refused(folder: &Path, more: &[&str], expected: &str) {
    let before = snapshot(folder);
    let mut arguments = vec!["copy", PATTERN, "--into", folder.to_str().unwrap()];
    arguments.extend(more);
    let output = run(&arguments);
    assert_eq!(
        output.status.code(),
        Some(2),
        "{arguments:?}: {}",
        stdout(&output)
    );
    let said = stderr(&output);
    assert!(
        said.starts_with("error: ") && said.contains(expected),
        "{said}"
    );
    assert_eq!(snapshot(folder), before, "something changed");
}

#[test]
fn a_crate_that_cannot_build_the_pattern_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    library(&root.join("old"), "old", "");
    refused(&root.join("old"), &[], "has edition 2015");
    library(
        &root.join("msrv"),
        "msrv",
        "edition = \"2021\"\nrust-version = \"1.60\"\n",
    );
    refused(&root.join("msrv"), &[], "declares rust-version 1.60");
    library(&root.join("bare"), "bare", "edition = \"2021\"\n");
    std::fs::write(root.join("bare/src/lib.rs"), "#![no_std]\n").unwrap();
    refused(&root.join("bare"), &[], "is `no_std`");
    std::fs::create_dir_all(root.join("empty")).unwrap();
    refused(&root.join("empty"), &[], "is in no crate");
    std::fs::create_dir_all(root.join("virtual")).unwrap();
    std::fs::write(
        root.join("virtual/Cargo.toml"),
        "[workspace]\nmembers = [\"one\"]\n",
    )
    .unwrap();
    refused(&root.join("virtual"), &[], "name a member: one");
    std::fs::create_dir_all(root.join("broken")).unwrap();
    std::fs::write(root.join("broken/Cargo.toml"), "[package\n").unwrap();
    refused(&root.join("broken"), &[], "is not a valid manifest");
}

#[test]
fn paths_outside_the_crate_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path().join("inside");
    library(&krate, "inside", "edition = \"2021\"\n");
    refused(
        &krate,
        &["--as", "../outside.rs"],
        "is not a path within the crate",
    );
    refused(
        &krate,
        &["--as", "/tmp/outside.rs"],
        "is not a path within the crate",
    );
    refused(&krate, &["--as", "src/text"], "is not a Rust file");
    std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), krate.join("link")).unwrap();
    refused(
        &krate,
        &["--as", "link/outside.rs"],
        "leads out of the crate",
    );
}

#[test]
fn what_somebody_wrote_is_overwritten_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "mine", "edition = \"2021\"\n");
    std::fs::write(krate.join("src/append.rs"), "// mine\n").unwrap();
    refused(krate, &[], "exists already and differs");
    copy(PATTERN, krate, &["--force"]);
    // What was replaced lies beside it.
    let old = std::fs::read_to_string(krate.join("src/append.rs.old")).unwrap();
    assert_eq!(old, "// mine\n");
    // Copying the same again finds nothing to do.
    let before = snapshot(krate);
    copy(PATTERN, krate, &[]);
    assert_eq!(snapshot(krate), before);
}

#[test]
fn dry_run_and_diff_show_everything_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    library(folder.path(), "shown", "edition = \"2021\"\n");
    let before = snapshot(folder.path());
    for (flag, parts) in [
        (
            "--dry-run",
            [
                "would write src/append.rs",
                "would edit Cargo.toml",
                "criterion = ",
            ],
        ),
        (
            "--diff",
            ["+++ b/src/append.rs", "+mod append;", "+criterion = "],
        ),
    ] {
        let into = folder.path().to_str().unwrap();
        let output = run(&[
            "copy",
            PATTERN,
            "--into",
            into,
            "--with",
            "test,bench",
            flag,
        ]);
        assert_eq!(output.status.code(), Some(0));
        for part in parts {
            assert!(
                stdout(&output).contains(part),
                "{flag}: {part}: {}",
                stdout(&output)
            );
        }
        assert_eq!(snapshot(folder.path()), before, "{flag}");
    }
}

#[test]
fn a_binary_and_a_nested_place_build() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "tool", "edition = \"2018\"\n");
    std::fs::remove_file(krate.join("src/lib.rs")).unwrap();
    std::fs::write(krate.join("src/main.rs"), "//! A tool.\n\nfn main() {}\n").unwrap();
    copy(PATTERN, krate, &["--with", "test"]);
    cargo(
        krate,
        &[
            "clippy",
            "--quiet",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    );
    let into = krate.to_str().unwrap();
    let output = run(&[
        "copy",
        "reuse-vec",
        "--into",
        into,
        "--as",
        "src/util/buffers.rs",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(krate.join("src/util/buffers.rs").is_file());
    cargo(krate, &["check", "--quiet"]);
    let main = std::fs::read_to_string(krate.join("src/main.rs")).unwrap();
    let util = std::fs::read_to_string(krate.join("src/util.rs")).unwrap();
    assert!(main.contains("mod util;") && util.contains("mod buffers;"));
}

#[test]
fn a_member_inherits_its_edition_and_dependencies_from_its_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::write(
        root.join("Cargo.toml"),
        "[workspace]\nresolver = \"2\"\nmembers = [\"member\"]\n\n[workspace.package]\nedition = \"2021\"\n\n\
         [workspace.dependencies]\nfastrand = \"2\"\ncriterion = \"0.3\"\n",
    )
    .unwrap();
    let member = root.join("member");
    library(&member, "member", "edition.workspace = true\n");
    // From a folder within it, as one would stand there.
    copy(PATTERN, &member.join("src"), &["--with", "test"]);
    assert!(member.join("src/append.rs").is_file());
    assert!(!root.join(".patterns").exists());
    cargo(&member, &["test", "--quiet", "--lib"]);
    let manifest = std::fs::read_to_string(member.join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("\n[dev-dependencies]\nfastrand.workspace = true\n"),
        "{manifest}"
    );
    // One that is too old for the bench stays the workspace's own.
    copy(PATTERN, &member, &["--with", "test,bench"]);
    let manifest = std::fs::read_to_string(member.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\ncriterion = \"0."), "{manifest}");
}

#[test]
fn outdated_and_update_merge_three_ways() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "kept", "edition = \"2021\"\n");
    copy(PATTERN, krate, &[]);
    let into = krate.to_str().unwrap();
    let outdated = || run(&["outdated", "--in", into]);
    assert_eq!(outdated().status.code(), Some(0));
    assert!(stdout(&outdated()).contains("current, not edited here"));

    // As if an older catalogue had given another text: its base, and its hash.
    let module = krate.join("src/append.rs");
    let today = std::fs::read_to_string(&module).unwrap();
    let older = today
        .replace("for word in words", "for piece in words")
        .replace("push_str(word)", "push_str(piece)");
    let base = krate.join(".patterns/src/append.rs.base");
    let entry = krate.join(".patterns/src/append.rs.json");
    std::fs::write(&base, &older).unwrap();
    let text = std::fs::read_to_string(&entry).unwrap();
    let hash = |text: &str| patterns_source::hash(text);
    std::fs::write(&entry, text.replace(&hash(&today), &hash(&older))).unwrap();
    // Edited far from what changed upstream.
    std::fs::write(&module, format!("{older}\n// my own line\n")).unwrap();
    assert_eq!(outdated().status.code(), Some(1));
    assert!(
        stdout(&outdated()).contains("changed since"),
        "{}",
        stdout(&outdated())
    );
    assert!(stdout(&outdated()).contains("edited here"));

    let update = run(&["update", "--in", into]);
    assert_eq!(update.status.code(), Some(0), "{}", stderr(&update));
    let merged = std::fs::read_to_string(&module).unwrap();
    assert!(
        merged.contains("for word in words") && merged.contains("// my own line"),
        "{merged}"
    );
    assert_eq!(outdated().status.code(), Some(0));

    // Edited where it changed: ordinary conflict markers, and exit code 1.
    std::fs::write(&base, &older).unwrap();
    std::fs::write(
        &entry,
        std::fs::read_to_string(&entry)
            .unwrap()
            .replace(&hash(&today), &hash(&older)),
    )
    .unwrap();
    std::fs::write(
        &module,
        older.replace("for piece in words", "for mine in words"),
    )
    .unwrap();
    let update = run(&["update", "--in", into]);
    assert_eq!(update.status.code(), Some(1));
    assert_eq!(outdated().status.code(), Some(1));
    assert!(stdout(&outdated()).contains("is a conflict marker"));
    assert_eq!(run(&["update", "--in", into]).status.code(), Some(1));
    let merged = std::fs::read_to_string(&module).unwrap();
    assert!(
        merged.contains("<<<<<<<") && merged.contains("for mine in words"),
        "{merged}"
    );
}

#[test]
fn a_custom_library_path_gets_the_file_and_the_declaration() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(
        krate,
        "moved",
        "edition = \"2021\"\n[lib]\npath = \"code/root.rs\"\n",
    );
    std::fs::rename(krate.join("src"), krate.join("code")).unwrap();
    std::fs::rename(krate.join("code/lib.rs"), krate.join("code/root.rs")).unwrap();
    copy(PATTERN, krate, &[]);
    let root = std::fs::read_to_string(krate.join("code/root.rs")).unwrap();
    assert!(krate.join("code/append.rs").is_file() && root.contains("mod append;"));
}

#[test]
fn a_module_with_its_code_inside_is_not_declared_twice() {
    let folder = tempfile::tempdir().unwrap();
    library(folder.path(), "inline", "edition = \"2021\"\n");
    std::fs::write(folder.path().join("src/lib.rs"), "mod append { }\n").unwrap();
    refused(
        folder.path(),
        &[],
        "a module with its code inside called `append`",
    );
}

#[test]
fn a_named_folder_gets_the_module_and_each_file_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "folders", "edition = \"2021\"\n");
    std::fs::create_dir(krate.join("src/util")).unwrap();
    copy(PATTERN, &krate.join("src/util"), &[]);
    assert!(krate.join("src/util/append.rs").is_file());
    copy(PATTERN, krate, &["--variant", "concat"]);
    let output = run(&["outdated", "--in", krate.to_str().unwrap()]);
    assert_eq!(stdout(&output).lines().count(), 2, "{}", stdout(&output));

    // The same options as everywhere.
    copy("reuse-vec", krate, &[]);
    let within = krate.to_str().unwrap();
    let json = [
        "outdated", "--in", within, "--format", "json", "--only", "append",
    ];
    let listed: serde_json::Value = serde_json::from_str(&stdout(&run(&json))).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    assert!(
        listed[0]["id"] == PATTERN && listed[0]["current"] == true,
        "{listed}"
    );
    let output = run(&["update", "--in", within, "--only", "no-such"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(&[
        "list",
        "--only",
        "string-building",
        "--format",
        "json",
        "--color",
        "never",
    ]);
    let listed: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == PATTERN),
        "{listed}"
    );
}

#[test]
fn an_older_program_takes_no_newer_copy_back() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "newer", "edition = \"2021\"\n");
    copy(PATTERN, krate, &[]);
    let entry = krate.join(".patterns/src/append.rs.json");
    let text = std::fs::read_to_string(&entry).unwrap();
    let own = format!("\"version\": \"{}\"", perf_patterns::extract::VERSION);
    assert!(text.contains(&own));
    std::fs::write(&entry, text.replace(&own, "\"version\": \"10.0.0\"")).unwrap();
    let before = snapshot(krate);
    let update = run(&["update", "--in", krate.to_str().unwrap()]);
    assert_eq!(update.status.code(), Some(2), "{}", stderr(&update));
    assert_eq!(snapshot(krate), before);
}

/// What version 0.1.0 left: one entry for the pattern, flat in `.patterns`, which
/// does not say what part the file is, and the tests within the module.
#[test]
fn a_ledger_of_the_old_form_is_read_and_updated_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let krate = folder.path();
    library(krate, "old-ledger", "edition = \"2021\"\n");
    copy(PATTERN, krate, &[]);
    let module = krate.join("src/append.rs");
    let today = std::fs::read_to_string(&module).unwrap();
    let older = today
        .replace("for word in words", "for piece in words")
        .replace("push_str(word)", "push_str(piece)")
        + "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn old() {}\n}\n";
    assert!(older.contains("for piece in words"));
    std::fs::write(&module, &older).unwrap();
    let ledger = krate.join(".patterns");
    std::fs::remove_dir_all(&ledger).unwrap();
    std::fs::create_dir(&ledger).unwrap();
    let flat = ledger.join("string-building.append.json");
    let entry = serde_json::json!({
        "id": PATTERN,
        "variant": "push-str",
        "version": "0.1.0",
        "hash": patterns_source::hash(&older),
        "path": "src/append.rs",
        "test": true,
    });
    std::fs::write(&flat, entry.to_string()).unwrap();
    std::fs::write(ledger.join("string-building.append.base"), &older).unwrap();

    let into = krate.to_str().unwrap();
    let outdated = || run(&["outdated", "--in", into]);
    assert_eq!(outdated().status.code(), Some(1), "{}", stderr(&outdated()));
    assert!(stdout(&outdated()).contains("changed since 0.1.0, not edited here"));
    let update = run(&["update", "--in", into]);
    assert_eq!(update.status.code(), Some(0), "{}", stderr(&update));
    let updated = std::fs::read_to_string(&module).unwrap();
    assert!(
        updated.contains("for word in words") && !updated.contains("fn old()"),
        "{updated}"
    );
    // The tests have a file of their own now, with an entry; the module's stayed.
    assert!(updated.contains("mod tests;") && krate.join("src/append/tests.rs").is_file());
    assert!(flat.is_file() && !ledger.join("src/append.rs.json").exists());
    assert_eq!(outdated().status.code(), Some(0), "{}", stdout(&outdated()));
    assert_eq!(stdout(&outdated()).lines().count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_an_error_and_a_closed_pipe_is_none() {
    let run_into = |stdout: std::process::Stdio| {
        std::process::Command::new(env!("CARGO_BIN_EXE_perf-patterns"))
            .arg("list")
            .stdout(stdout)
            .output()
            .unwrap()
    };
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = run_into(full.into());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("error: cannot write to standard output"),
        "{}",
        stderr(&output)
    );
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = run_into(writer.into());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

/// Published crates, as the registry has unpacked them for this workspace.
#[test]
fn real_crates_build_afterwards_or_are_refused() {
    let metadata = cargo(&support::root(), &["metadata", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let source = |name: &str| -> PathBuf {
        let package = metadata["packages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|package| package["name"] == name)
            .unwrap_or_else(|| panic!("{name} is no dependency any more: choose another"));
        Path::new(package["manifest_path"].as_str().unwrap())
            .parent()
            .unwrap()
            .to_path_buf()
    };
    let (mut built, mut refusals) = (0, 0);
    for name in [
        "clap_lex", "anes", "strsim", "tempfile", "itoa", "fastrand", "smallvec", "fs-err",
        "anstyle",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let krate = folder.path().join(name);
        copy_folder(&source(name), &krate);
        // On its own: not a member of whatever lies above.
        let manifest = krate.join("Cargo.toml");
        let mut text = std::fs::read_to_string(&manifest).unwrap();
        if !text.contains("[workspace]") {
            text.push_str("\n[workspace]\n");
            std::fs::write(&manifest, text).unwrap();
        }
        let before = snapshot(&krate);
        let output = run(&["copy", PATTERN, "--into", krate.to_str().unwrap()]);
        if output.status.success() {
            built += 1;
            cargo(&krate, &["check", "--quiet", "--lib"]);
        } else {
            refusals += 1;
            assert!(
                stderr(&output).contains("nothing was changed"),
                "{name}: {}",
                stderr(&output)
            );
            assert_eq!(snapshot(&krate), before, "{name}");
        }
    }
    assert!(
        built >= 2 && refusals >= 2,
        "{built} built, {refusals} refused"
    );
}
