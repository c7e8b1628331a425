//! Where a copied file belongs in a crate's tree of modules, and what declares it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use patterns_source::Source;
use syn::spanned::Spanned;

use crate::change::Change;
use crate::target::Target;

const NOTHING: &str = "nothing was changed";

/// Where the module `name` goes, from the crate's root: into the folder that was
/// named, or beside the crate's root file where that was the crate's own.
///
/// # Errors
/// If the crate has no root file, or the folder is none of its modules'.
pub fn default_place(target: &Target, name: &str) -> anyhow::Result<PathBuf> {
    let sources = sources(target)?;
    // In the crate's root, and in a folder above its sources, no module was meant.
    let folder = if sources.starts_with(&target.folder) {
        sources
    } else if target.folder.starts_with(sources) {
        &target.folder
    } else {
        bail!(
            "{} is not below {}, where the modules of the crate are: {NOTHING}\n\
             hint: name the crate's folder, or say --as {}/{name}.rs",
            target.folder.display(),
            sources.display(),
            shown(target, sources),
        );
    };
    let file = folder.join(format!("{name}.rs"));
    Ok(file.strip_prefix(&target.root)?.to_path_buf())
}

/// What to change so that the module at `relative` is part of the crate: a `mod`
/// line for it, and for folders on the way that are not modules yet, a file each.
///
/// # Errors
/// If its name is not one of a module or is taken, the place is not below the
/// crate's sources, or the files on the way cannot be understood.
pub fn declare(target: &Target, relative: &Path) -> anyhow::Result<Vec<Change>> {
    let sources = sources(target)?;
    let place = target.root.join(relative);
    let place: PathBuf = place.components().collect();
    let Ok(inner) = place.strip_prefix(sources) else {
        bail!(
            "{} is not below {}, where the modules of the crate are: {NOTHING}",
            relative.display(),
            shown(target, sources)
        );
    };
    let inner = inner.with_extension("");
    let names: Vec<&str> = inner
        .components()
        .filter_map(|part| part.as_os_str().to_str())
        .collect();
    for name in &names {
        let is_root = place == *root_file(target)? || matches!(*name, "mod" | "lib" | "main");
        if is_root || syn::parse_str::<syn::Ident>(name).is_err() {
            bail!(
                "`{name}` cannot be the name of a module: {NOTHING}\n\
                 hint: --as {}/another_name.rs",
                shown(target, sources)
            );
        }
    }
    let Some((name, folders)) = names.split_last() else {
        bail!("{} names no module", relative.display());
    };

    // The file that declares, with its text, and the folder of its modules.
    let mut file = root_file(target)?.to_path_buf();
    let mut text = fs_err::read_to_string(&file)?;
    let mut folder = sources.to_path_buf();
    let mut changes = Vec::new();
    for part in folders {
        let files = [
            folder.join(format!("{part}.rs")),
            folder.join(part).join("mod.rs"),
        ];
        let existing = files.iter().find(|file| file.is_file());
        folder.push(part);
        let (next, next_text) = match (declared(target, &file, &text, part)?, existing) {
            (true, Some(existing)) => (existing.clone(), fs_err::read_to_string(existing)?),
            (false, None) => {
                changes.push(Change::edit(file, with_line(&text, part, false)?)?);
                (files[0].clone(), "//! What was copied.\n".to_owned())
            }
            (false, Some(existing)) => bail!(
                "{} is there, and {} does not declare it: {NOTHING}\n\
                 hint: add `mod {part};` to {1}",
                shown(target, existing),
                shown(target, &file),
            ),
            (true, None) => bail!(
                "{} declares `mod {part};`, and there is no file for it: {NOTHING}",
                shown(target, &file)
            ),
        };
        file = next;
        text = next_text;
    }
    let other_form = folder.join(name).join("mod.rs");
    if other_form.exists() {
        bail!(
            "{} is there: the module {name} is taken: {NOTHING}\n\
             hint: --as {}/another_name.rs",
            shown(target, &other_form),
            shown(target, &folder)
        );
    }
    if !declared(target, &file, &text, name)? {
        changes.push(Change::edit(file, with_line(&text, name, true)?)?);
    }
    Ok(changes)
}

fn root_file(target: &Target) -> anyhow::Result<&Path> {
    target.root_file.as_deref().with_context(|| {
        format!(
            "{} has neither a library nor a binary that a module could belong to: {NOTHING}",
            target.root.display()
        )
    })
}

/// The folder of the crate's root file.
fn sources(target: &Target) -> anyhow::Result<&Path> {
    Ok(root_file(target)?.parent().unwrap_or(&target.root))
}

fn shown(target: &Target, path: &Path) -> String {
    let path = path.strip_prefix(&target.root).unwrap_or(path);
    path.display().to_string()
}

/// Whether `text` has the line `mod name;`.
///
/// # Errors
/// If something else has that name, or the text is not Rust.
fn declared(target: &Target, file: &Path, text: &str, name: &str) -> anyhow::Result<bool> {
    let source = Source::parse(text)
        .with_context(|| format!("{} is not understood: {NOTHING}", shown(target, file)))?;
    let taken = |by: &str| {
        anyhow::anyhow!(
            "{} has {by} called `{name}`: {NOTHING}\n\
             hint: --as takes a file of another name",
            shown(target, file)
        )
    };
    for item in &source.syntax().items {
        if let syn::Item::Mod(module) = item
            && module.ident == name
        {
            if module.content.is_some() {
                return Err(taken("a module with its code inside"));
            }
            if module.attrs.iter().any(|attr| attr.path().is_ident("path")) {
                return Err(taken("a module from another file"));
            }
            return Ok(true);
        }
    }
    // Modules, types, traits and imports share their names.
    for (item, syntax) in source.items().iter().zip(&source.syntax().items) {
        let shares = !matches!(
            syntax,
            syn::Item::Const(_)
                | syn::Item::Fn(_)
                | syn::Item::Impl(_)
                | syn::Item::Macro(_)
                | syn::Item::Static(_)
        );
        if shares && item.defines.iter().any(|other| other == name) {
            return Err(taken("something else"));
        }
    }
    Ok(false)
}

/// `text` with `mod name;`: behind the last such line, or before the first item.
fn with_line(text: &str, name: &str, is_unused: bool) -> anyhow::Result<String> {
    let source = Source::parse(text)?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // Private to the crate; whoever copied it calls it next.
    let allow = if is_unused {
        format!("#[allow(dead_code)] // until it is called{end}")
    } else {
        String::new()
    };
    let line = format!("{allow}mod {name};{end}");
    let items = &source.syntax().items;
    let last = items.iter().rev().find(|item| {
        matches!(item, syn::Item::Mod(module) if module.content.is_none()
            && !module.attrs.iter().any(|attr| attr.path().is_ident("cfg")))
    });
    let mut new = text.to_owned();
    if let Some(last) = last {
        let after = source.range(last.span()).end;
        let rest = text[after..].split_inclusive('\n').next().unwrap_or("");
        let is_alone = rest.trim().is_empty() || rest.trim().starts_with("//");
        if is_alone && rest.ends_with('\n') {
            new.insert_str(after + rest.len(), &line);
        } else if is_alone {
            new.push_str(&format!("{end}{line}"));
        } else {
            new.insert_str(after, &format!("{end}{}", line.trim_end()));
        }
    } else if let Some(first) = items.first() {
        let start = source.range(first.span()).start;
        new.insert_str(start, &format!("{line}{end}"));
    } else {
        if !new.is_empty() && !new.ends_with('\n') {
            new.push_str(end);
        }
        if !new.is_empty() {
            new.push_str(end);
        }
        new.push_str(&line);
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mod_line_goes_behind_the_others_or_before_the_first_item() {
        let line = "#[allow(dead_code)] // until it is called\nmod new;\n";
        for (before, after) in [
            ("//! Doc.\n#![a(\n  b\n)]\n\nmod x; // why\n", "use y;\n"),
            (
                "//! Doc.\n\n/* block\nmod z;\n*/\n",
                "\n/// F.\nfn f() {}\n",
            ),
            ("", ""),
            ("//! Only text.\n\n", ""),
            ("mod x;\n", "\n#[cfg(test)]\nmod tests;\n"),
        ] {
            let text = format!("{before}{}", after.trim_start_matches('\n'));
            let text = if before.starts_with("mod x") {
                format!("{before}{after}")
            } else if before.ends_with("text.\n\n") {
                before.trim_end().to_owned() + "\n"
            } else {
                text
            };
            assert_eq!(
                with_line(&text, "new", true).unwrap(),
                format!("{before}{line}{after}")
            );
        }
        let crlf = with_line("mod x;\r\nfn f() {}\r\n", "new", false).unwrap();
        assert_eq!(crlf, "mod x;\r\nmod new;\r\nfn f() {}\r\n");
    }
}
