//! A tiny project in a git repository, whose benchmark says known figures.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{stderr, stdout};

/// The library as it was: two benchmarks.
pub const BEFORE: &str = r#"
pub const COSTS: &[(&str, f64)] = &[("parse", 100.0), ("text[0]/join", 50.0)];
pub fn before_anything() {}
"#;

/// The same, and `parse` takes 10 % longer.
pub const SLOWER: &str = r#"
pub const COSTS: &[(&str, f64)] = &[("parse", 110.0), ("text[0]/join", 50.0)];
pub fn before_anything() {}
"#;

pub const MANIFEST: &str = r#"[package]
name = "fixture"
version = "0.1.0"
edition = "2024"

[lib]
bench = false

[[bench]]
name = "speed"
harness = false

[[bench]]
name = "unknown"
harness = false

[workspace]
"#;

pub const PROGRAM: &str = "fn main() {\n    println!(\"{}\", (1..=10).sum::<u32>());\n}\n";

pub const QUICK: [&str; 4] = ["--bench", "speed", "--no-counts", "--format=json"];

/// A project in a git repository of its own. Its place is the same in every run of
/// the tests, so that its builds are kept.
pub struct Project {
    pub folder: PathBuf,
}

impl Project {
    pub fn new(name: &str) -> Self {
        let folder = home().join("projects").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let project = Project { folder };
        project.write("Cargo.toml", MANIFEST);
        project.write("src/lib.rs", BEFORE);
        project.write("src/main.rs", PROGRAM);
        project.write("benches/speed.rs", include_str!("harness.rs"));
        project.write(
            "benches/unknown.rs",
            "fn main() { std::fs::write(\"/tmp/must-not-run\", \"\").unwrap(); panic!(); }\n",
        );
        project.write(".gitignore", "target\n");
        project.git(&["init", "--quiet", "--initial-branch=main"]);
        project.commit("before");
        project
    }

    pub fn write(&self, name: &str, text: &str) {
        let file = self.folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=test", "-c", "user.email=test@localhost"])
            .args(arguments)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_perf-patterns"));
        command
            .arg("ab")
            .args(arguments)
            .current_dir(&self.folder)
            .env("PERF_PATTERNS_HOME", home())
            .env_remove("RUSTFLAGS");
        command
    }

    pub fn ab(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Where its builds are kept.
    pub fn store(&self) -> PathBuf {
        let name = self.folder.file_name().unwrap().to_str().unwrap();
        let start = format!("{name}-");
        std::fs::read_dir(home().join("ab"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                let rest = path
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .strip_prefix(&start);
                rest.is_some_and(|hash| hash.len() == 16 && !hash.contains('-'))
            })
            .unwrap()
    }
}

impl Project {
    /// Its store, or `other` while it has none.
    pub fn store_or(&self, other: &Path) -> PathBuf {
        if home().join("ab").is_dir() {
            std::panic::catch_unwind(|| self.store()).unwrap_or_else(|_| other.to_owned())
        } else {
            other.to_owned()
        }
    }
}

pub fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("ab")
}

pub fn json(output: &Output) -> serde_json::Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_str(&stdout(output)).unwrap()
}

/// The entry of a benchmark in a metric.
pub fn entry<'a>(report: &'a serde_json::Value, id: &str, metric: &str) -> &'a serde_json::Value {
    report["benchmarks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["id"] == id && entry["metric"] == metric)
        .unwrap_or_else(|| panic!("{id} {metric}: {report:#}"))
}
