//! `--bench-from head`: HEAD's benchmark against BASE's code.

use std::path::Path;

use anyhow::{Context, bail};
use command_line::files;
use toml_edit::{DocumentMut, Item, Table};

use crate::build::{self, Toolchain};
use crate::settings::{Settings, Subject};
use crate::store::Store;

/// Brings HEAD's bench target into BASE's checkout: its file, the files beside
/// it, its entry in the manifest, and the dependencies for development that BASE
/// has not.
///
/// # Errors
/// If HEAD has no such bench, or a manifest cannot be read.
pub fn bench(
    settings: &Settings,
    toolchain: &Toolchain,
    prefix: &Path,
    store: &Store,
) -> anyhow::Result<()> {
    let Subject::Bench { name, .. } = &settings.subject else {
        bail!("--bench-from head is for --bench");
    };
    let (base, head) = (store.file("base"), store.file("head"));
    let found = build::locate(settings, toolchain, "head", prefix, store)?;
    let relative = found.package_folder.strip_prefix(&head)?;
    // The checkout is no longer the tree's: the next comparison makes it anew.
    store.remove(&store.file("base.tree"))?;

    let source = found.source.strip_prefix(&found.package_folder)?;
    let (to, from) = (base.join(relative), found.package_folder.clone());
    match source.parent() {
        Some(folder) if folder.components().count() > 0 => {
            files::copy(&from.join(folder), &to.join(folder))?
        }
        _ => {
            fs_err::copy(&found.source, to.join(source))?;
        }
    }
    let (theirs, ours) = (read(&from.join("Cargo.toml"))?, to.join("Cargo.toml"));
    let mut manifest =
        read(&ours).context("base has no such package: its code cannot be benchmarked")?;
    add_bench(&mut manifest, &theirs, name);
    add_missing(&mut manifest, &theirs, &["dev-dependencies"]);
    fs_err::write(&ours, manifest.to_string())?;
    // Dependencies that are inherited stand in the workspace's manifest.
    let root = build::workspace_root(toolchain, "head", &head.join(prefix), store)?;
    let root = root.strip_prefix(&head)?.join("Cargo.toml");
    let (theirs, ours) = (read(&head.join(&root))?, base.join(&root));
    let mut manifest = read(&ours)?;
    add_missing(&mut manifest, &theirs, &["workspace", "dependencies"]);
    fs_err::write(&ours, manifest.to_string())?;
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<DocumentMut> {
    fs_err::read_to_string(file)?
        .parse()
        .with_context(|| format!("{} is not a manifest", file.display()))
}

/// The `[[bench]]` called `name`, HEAD's in place of BASE's.
fn add_bench(ours: &mut DocumentMut, theirs: &DocumentMut, name: &str) {
    let is_named = |table: &Table| table.get("name").and_then(Item::as_str) == Some(name);
    let theirs = theirs.get("bench").and_then(Item::as_array_of_tables);
    let Some(table) = theirs.and_then(|all| all.iter().find(|table| is_named(table))) else {
        return;
    };
    let all = ours
        .entry("bench")
        .or_insert_with(|| Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
    if let Some(all) = all.as_array_of_tables_mut() {
        all.retain(|table| !is_named(table));
        all.push(table.clone());
    }
}

/// What the table at `path` has in HEAD and not in BASE.
fn add_missing(ours: &mut DocumentMut, theirs: &DocumentMut, path: &[&str]) {
    let mut from = theirs.as_item();
    for key in path {
        match from.get(key) {
            Some(item) => from = item,
            None => return,
        }
    }
    let Some(from) = from.as_table_like() else {
        return;
    };
    let mut to = ours.as_item_mut();
    for key in path {
        let Some(table) = to.as_table_like_mut() else {
            return;
        };
        to = table.entry(key).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
    }
    if let Some(to) = to.as_table_like_mut() {
        for (key, item) in from.iter() {
            if !to.contains_key(key) {
                to.insert(key, item.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_gets_the_bench_and_what_it_needs_and_keeps_its_own() {
        let mut base: DocumentMut = "[package]\nname = \"a\"\n[dev-dependencies]\nold = \"1\"\n"
            .parse()
            .unwrap();
        let head: DocumentMut = "[package]\nname = \"a\"\n[dev-dependencies]\nold = \"2\"\n\
            criterion = { version = \"0.8\" }\n[[bench]]\nname = \"speed\"\nharness = false\n"
            .parse()
            .unwrap();
        add_bench(&mut base, &head, "speed");
        add_missing(&mut base, &head, &["dev-dependencies"]);
        let text = base.to_string();
        let read: DocumentMut = text.parse().unwrap();
        assert_eq!(
            read["dev-dependencies"]["old"].as_str(),
            Some("1"),
            "{text}"
        );
        assert_eq!(
            read["dev-dependencies"]["criterion"]["version"].as_str(),
            Some("0.8")
        );
        assert_eq!(read["bench"][0]["harness"].as_bool(), Some(false), "{text}");
        assert!(!text.contains("workspace"), "{text}");
    }
}
