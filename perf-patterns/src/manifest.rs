//! Adds to a manifest what copied code needs, and touches nothing else.

use anyhow::Context;
use toml_edit::{DocumentMut, Item, Table, value};

/// The workspace's manifest, for the versions that the catalogue is tested with.
const WORKSPACE: &str = include_str!("../../Cargo.toml");

/// The catalogue's manifest, for the features that variants need.
const CATALOGUE: &str = include_str!("../../patterns/Cargo.toml");

/// What a copy adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// To `[dependencies]`.
    pub dependencies: Vec<&'static str>,
    /// To `[dev-dependencies]`.
    pub dev_dependencies: Vec<&'static str>,
    /// A `[[bench]]` of this name with a harness of its own.
    pub bench: Option<String>,
}

/// The manifest with `additions`, and a line for each that was made. What is there
/// already, in whatever form, stays. What `workspace` has as a dependency of a
/// version that fits is taken from there.
///
/// # Errors
/// If the text is not a manifest, or a table in it is of another kind.
pub fn with(
    manifest: &str,
    workspace: Option<&DocumentMut>,
    additions: &Additions,
) -> anyhow::Result<(String, Vec<String>)> {
    let mut document: DocumentMut = manifest.parse().context("the manifest is not TOML")?;
    let mut lines = Vec::new();
    for (table, names) in [
        ("dependencies", &additions.dependencies),
        ("dev-dependencies", &additions.dev_dependencies),
    ] {
        for name in names {
            // A test may use what the library depends on.
            let known = |table: &str| {
                document
                    .get(table)
                    .is_some_and(|table| table.get(name).is_some())
            };
            if known(table) || known("dependencies") {
                continue;
            }
            let version = version(name)?;
            let entry = document
                .entry(table)
                .or_insert_with(|| Item::Table(Table::new()));
            let entries = entry
                .as_table_like_mut()
                .with_context(|| format!("[{table}] is not a table"))?;
            let line = if workspace.is_some_and(|workspace| has(workspace, name, &version)) {
                match features(name)? {
                    None => {
                        let mut entry = Table::new();
                        entry.set_dotted(true);
                        entry.insert("workspace", value(true));
                        entries.insert(name, Item::Table(entry));
                        format!("[{table}] {name}.workspace = true")
                    }
                    Some(features) => {
                        let mut entry = toml_edit::InlineTable::new();
                        entry.insert("workspace", true.into());
                        entry.insert("features", features.into());
                        let line = format!("[{table}] {name} = {entry}");
                        entries.insert(name, value(entry));
                        line
                    }
                }
            } else if table == "dependencies" {
                // The least that the variant needs; a test may have the defaults.
                let mut entry = toml_edit::InlineTable::new();
                entry.insert("version", version.clone().into());
                entry.insert("default-features", false.into());
                if let Some(features) = features(name)? {
                    entry.insert("features", features.into());
                }
                let line = format!("[{table}] {name} = {entry}");
                entries.insert(name, value(entry));
                line
            } else {
                entries.insert(name, value(&version));
                format!("[{table}] {name} = \"{version}\"")
            };
            lines.push(line);
        }
    }
    if let Some(name) = &additions.bench {
        let benches = document
            .entry("bench")
            .or_insert_with(|| Item::ArrayOfTables(toml_edit::ArrayOfTables::new()))
            .as_array_of_tables_mut()
            .context("`bench` is not a list of tables")?;
        let known = benches
            .iter()
            .any(|bench| bench.get("name").and_then(Item::as_str) == Some(name));
        if !known {
            let mut bench = Table::new();
            bench.insert("name", value(name));
            bench.insert("harness", value(false));
            benches.push(bench);
            lines.push(format!("[[bench]] name = \"{name}\", harness = false"));
        }
    }
    Ok((document.to_string(), lines))
}

/// Whether the workspace has `name` in a version that stands in for `version`.
fn has(workspace: &DocumentMut, name: &str, version: &str) -> bool {
    let dependency = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies")?.get(name));
    let theirs = dependency.map(|dependency| {
        dependency
            .as_str()
            .or_else(|| dependency.get("version").and_then(Item::as_str))
    });
    match theirs {
        None => false,
        // From a folder or a repository: theirs to know.
        Some(None) => true,
        Some(Some(theirs)) => compatible(theirs) == compatible(version),
    }
}

/// The part of a requirement that versions must share to stand in for each other:
/// up to the first number that is not 0.
fn compatible(requirement: &str) -> Vec<&str> {
    let numbers = requirement.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = Vec::new();
    for part in numbers.split('.') {
        parts.push(part);
        if part != "0" {
            break;
        }
    }
    parts
}

/// The version of a crate that the catalogue is tested with.
fn version(name: &str) -> anyhow::Result<String> {
    let document: DocumentMut = WORKSPACE.parse().context("the workspace's manifest")?;
    let entry = document["workspace"]["dependencies"]
        .get(name)
        .with_context(|| format!("the catalogue does not depend on {name}"))?;
    let version = entry
        .as_str()
        .or_else(|| entry.get("version").and_then(Item::as_str))
        .with_context(|| format!("{name} has no version"))?;
    Ok(version.to_owned())
}

/// The features of a crate that the variants need, if they need any.
fn features(name: &str) -> anyhow::Result<Option<toml_edit::Array>> {
    let document: DocumentMut = CATALOGUE.parse().context("the catalogue's manifest")?;
    let features = document["dependencies"]
        .get(name)
        .and_then(|entry| entry.get("features")?.as_array());
    Ok(features.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_order_and_what_is_there_stay() {
        let manifest = "# mine\n[package]\nname = \"x\" # here\n\n[dependencies]\n# why\nzzz = \"1\"\nitoa = { version = \"1\", default-features = false }\n";
        let additions = Additions {
            dependencies: vec!["itoa", "bumpalo"],
            dev_dependencies: vec!["criterion"],
            bench: Some("append".into()),
        };
        let (text, lines) = with(manifest, None, &additions).unwrap();
        assert!(text.starts_with(manifest.trim_end()), "{text}");
        assert_eq!(lines.len(), 3, "{lines:?}");
        let (again, lines) = with(&text, None, &additions).unwrap();
        assert_eq!((again, lines), (text, vec![]));
    }

    #[test]
    fn a_crate_comes_with_the_features_that_variants_need() {
        let additions = Additions {
            dependencies: vec!["serde", "rustc-hash"],
            ..Additions::default()
        };
        let (text, _) = with("[package]\nname = \"x\"\n", None, &additions).unwrap();
        let document: DocumentMut = text.parse().unwrap();
        let features = document["dependencies"]["serde"]["features"].as_array();
        let derive = |features: &toml_edit::Array| {
            let mut features = features.iter().filter_map(|feature| feature.as_str());
            features.any(|feature| feature == "derive")
        };
        assert!(features.is_some_and(derive), "{text}");
        assert!(
            document["dependencies"]["rustc-hash"]
                .get("features")
                .is_none()
        );

        let workspace = "[workspace.dependencies]\nserde = \"1\"\n".parse().unwrap();
        let (text, _) = with("[package]\nname = \"x\"\n", Some(&workspace), &additions).unwrap();
        assert!(
            text.contains("serde = { workspace = true, features = ["),
            "{text}"
        );
    }
}
