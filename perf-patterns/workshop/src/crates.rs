//! The crates that exercises may use: brought along once, and built from then on
//! without a network.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use command_line::process;
use fs_err as fs;

use crate::registry::Registered;

/// A crate that an exercise may use. None has dependencies or a build script.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// As in a manifest.
    pub name: &'static str,
    /// Always the same one: another counts differently.
    pub version: &'static str,
    edition: &'static str,
    features: &'static [&'static str],
}

/// Every crate that an exercise may use.
pub const KNOWN: &[Known] = &[
    Known {
        name: "itoa",
        version: "1.0.19",
        edition: "2021",
        features: &[],
    },
    Known {
        name: "rustc-hash",
        version: "2.1.3",
        edition: "2021",
        features: &["std"],
    },
    Known {
        name: "unicode-segmentation",
        version: "1.13.3",
        edition: "2018",
        features: &[],
    },
];

impl Known {
    /// As in Rust's paths.
    pub fn path(&self) -> String {
        self.name.replace('-', "_")
    }

    /// A line for a manifest.
    pub fn dependency(&self) -> String {
        format!("{} = \"={}\"\n", self.name, self.version)
    }

    /// What the compiler is told of it.
    pub fn arguments(&self) -> Vec<String> {
        let mut arguments = vec![
            format!("--crate-name={}", self.path()),
            "--crate-type=rlib".to_owned(),
            "--cap-lints=allow".to_owned(),
            format!("--edition={}", self.edition),
        ];
        for feature in self.features {
            arguments.push(format!("--cfg=feature=\"{feature}\""));
        }
        arguments
    }
}

/// The crates of an exercise: those that its start or its reference needs.
pub fn of(registered: Registered) -> Vec<&'static Known> {
    let Registered { pattern, exercise } = registered;
    let variants = [pattern.start_of(exercise), pattern.reference_of(exercise)];
    let needs = |known: &&Known| {
        let mut all = variants.iter().flat_map(|variant| variant.dependencies);
        all.any(|name| *name == known.name)
    };
    KNOWN.iter().filter(needs).collect()
}

/// The folder of their sources in a learner's repository.
pub const FOLDER: &str = "vendor";

/// What makes cargo, and with it an editor, take the crates from there.
pub const CONFIG: &str = "# The crates lie in this repository: no network is needed.\n\
    [source.crates-io]\nreplace-with = \"vendored-sources\"\n\n\
    [source.vendored-sources]\ndirectory = \"vendor\"\n";

/// Brings the sources of `crates` into the folder `into`, by cargo: from its cache,
/// or else from the registry. What lies there is left as it is.
///
/// # Errors
/// If there is no cargo, or neither cache nor network has one.
pub fn bring(into: &Path, crates: &[&Known]) -> anyhow::Result<()> {
    let missing = |known: &&&Known| !into.join(known.name).join("Cargo.toml").is_file();
    if crates.iter().filter(missing).count() == 0 {
        return Ok(());
    }
    let work = tempfile::tempdir().context("a folder for crates")?;
    let mut manifest = String::from(
        "[package]\nname = \"crates\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\n",
    );
    // All at once: cargo removes what it was not asked for.
    for known in KNOWN {
        manifest.push_str(&known.dependency());
    }
    fs::create_dir(work.path().join("src"))?;
    fs::write(work.path().join("src/lib.rs"), "")?;
    fs::write(work.path().join("Cargo.toml"), manifest)?;
    let into = std::path::absolute(into)?;
    let vendor = |offline: bool| {
        let mut command = Command::new("cargo");
        command
            .args(["vendor", "--quiet"])
            .args(offline.then_some("--offline"))
            .arg(&into)
            .current_dir(work.path())
            .env_remove("CARGO_TARGET_DIR");
        process::run(&mut command)
    };
    if vendor(true).is_err() {
        vendor(false).context(
            "the crates of this exercise cannot be fetched\nhint: with a network, check again; \
             from then on none is needed",
        )?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn whatever_an_exercise_needs_is_known_at_the_version_of_the_catalogue() {
        for found in registry::exercises() {
            let Registered { pattern, exercise } = found;
            for variant in [pattern.start_of(exercise), pattern.reference_of(exercise)] {
                for name in variant.dependencies {
                    assert!(KNOWN.iter().any(|known| known.name == *name), "{name}");
                }
            }
        }
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        let lock = fs::read_to_string(lock).unwrap();
        for known in KNOWN {
            let Known { name, version, .. } = known;
            let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&entry), "{name} {version}");
        }
    }
}
