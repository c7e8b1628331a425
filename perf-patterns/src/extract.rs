//! What to copy of a pattern file: the module of a variant, its test, its bench.
//!
//! A pattern file keeps its shape (tests hold it to that): variants between
//! anchors, then the items that only the adapters need, then the declaration.

use std::collections::BTreeSet;
use std::fmt::Write;

use patterns::catalogue::{Pattern, Scenario, Variant};
use patterns::source;

/// The catalogue's version, as the provenance comment names it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The oldest compiler that copied code is written for.
pub const RUST_VERSION: (u32, u32) = (1, 80);

/// What goes with a module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct With {
    /// The equivalence test against the slow variant.
    pub test: bool,
    /// A criterion bench of slow against the copied variant.
    pub bench: bool,
}

/// The module of `variant`: provenance, what variants share, the variant, and
/// with it its test if asked for.
///
/// # Errors
/// If the file has lost its shape.
pub fn module(pattern: &Pattern, variant: &Variant, with: With) -> anyhow::Result<String> {
    let mut text = format!(
        "// From the Rust performance workshop: {} {}, catalogue {VERSION}, 0BSD.\n\
         //! {}: {}.\n\n",
        pattern.id, variant.name, pattern.title, variant.summary
    );
    if let Some((shared, _)) = source::anchor(pattern.source, "shared") {
        text.push_str(shared);
        text.push('\n');
    }
    text.push_str(anchor(pattern, variant.name)?);
    if with.test && variant.name != pattern.slow().name {
        write!(text, "\n{}", test(pattern, variant)?)?;
    }
    Ok(text)
}

/// The bench of `variant` against the slow one; `path` leads from the bench to the
/// copied module.
///
/// # Errors
/// If the file has lost its shape.
pub fn bench(pattern: &Pattern, variant: &Variant, path: &str) -> anyhow::Result<String> {
    let module = module_name(pattern);
    let slow = pattern.slow();
    let mut text = format!(
        "//! The slow variant of {} against {}: put your own data into the input.\n\
         //!\n//! `cargo bench --bench {module}`\n\n\
         #![allow(unused, missing_docs, clippy::all)]\n\n#[path = \"{path}\"]\nmod {module};\n\n\
         use criterion::{{Criterion, criterion_group, criterion_main}};\n\
         use {module}::*;\n\n",
        pattern.id, variant.name
    );
    // The module's own imports are private to it.
    let (shared, _) = source::anchor(pattern.source, "shared").unwrap_or_default();
    for import in shared.lines().filter(|line| line.starts_with("use ")) {
        writeln!(text, "{import}")?;
    }
    text.push_str(&support(pattern, variant)?);
    text.push_str(&prepare("prepare_slow", pattern, slow)?);
    text.push_str(&prepare("prepare_copied", pattern, variant)?);
    write!(
        text,
        "\nfn compare(criterion: &mut Criterion) {{\n\
         let setup = Setup {{ scenario: \"{}\", size: {}, seed: 1, nasty: None }};\n\
         let mut slow = prepare_slow(&setup);\n\
         criterion.bench_function(\"slow: {}\", |bencher| bencher.iter(&mut slow.run));\n\
         let mut copied = prepare_copied(&setup);\n\
         criterion.bench_function(\"copied: {}\", |bencher| bencher.iter(&mut copied.run));\n",
        Scenario::TYPICAL.name,
        pattern.middle_size(),
        slow.name,
        variant.name,
    )?;
    text.push_str("}\n\ncriterion_group!(benches, compare);\ncriterion_main!(benches);\n");
    Ok(text)
}

/// The module's name: the pattern's, in snake_case.
pub fn module_name(pattern: &Pattern) -> String {
    pattern.name().replace('-', "_")
}

fn anchor<'a>(pattern: &'a Pattern, name: &str) -> anyhow::Result<&'a str> {
    source::anchor(pattern.source, name)
        .map(|(text, _)| text)
        .ok_or_else(|| anyhow::anyhow!("{} has no anchor {name}", pattern.id))
}

fn test(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let slow = pattern.slow();
    let scenarios: Vec<String> = pattern
        .scenarios
        .iter()
        .filter(|scenario| variant.absence(scenario).is_none() && slow.absence(scenario).is_none())
        .map(|scenario| format!("{:?}", scenario.name))
        .collect();
    let sizes: Vec<String> = pattern
        .equivalence_sizes
        .iter()
        .map(usize::to_string)
        .collect();
    let nasty: Vec<String> = pattern
        .nasty
        .iter()
        .map(|name| format!("{name:?}"))
        .collect();
    let body = format!(
        "use super::*;\n\n{}\n\
         {}{}\
         #[test]\n\
         fn answers_are_those_of_the_slow_variant() {{\n\
         for scenario in [{}] {{\n\
         let start = Setup {{ scenario, size: 0, seed: 0, nasty: None }};\n\
         let mut slow = prepare_slow(&start);\n\
         let mut copied = prepare_copied(&start);\n\
         // One after the other through the same state, long and short.\n\
         for seed in 0..50 {{\n\
         for size in [{}] {{\n\
         let setup = Setup {{ scenario, size, seed, nasty: None }};\n\
         assert_eq!((copied.answer)(&setup), (slow.answer)(&setup), \"{{setup:?}}\");\n\
         }}\n\
         }}\n\
         for nasty in [{}] {{\n\
         let setup = Setup {{ scenario, size: 10, seed: 0, nasty: Some(nasty) }};\n\
         assert_eq!((copied.answer)(&setup), (slow.answer)(&setup), \"{{setup:?}}\");\n\
         }}\n\
         }}\n\
         }}\n",
        support(pattern, variant)?,
        prepare("prepare_slow", pattern, slow)?,
        prepare("prepare_copied", pattern, variant)?,
        scenarios.join(", "),
        sizes.join(", "),
        nasty.join(", "),
    );
    Ok(format!(
        "#[cfg(test)]\n#[allow(unused, clippy::all)]\nmod tests {{\n{body}}}\n"
    ))
}

/// The slow variant, the inputs, and what stands in for the catalogue's types.
fn support(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    const TYPES: &str = include_str!("support.rs.txt");
    let slow = pattern.slow();
    let mut text = TYPES.to_owned();
    text.push('\n');
    if slow.name != variant.name {
        text.push_str(anchor(pattern, slow.name)?);
        text.push('\n');
    }
    let wanted = format!("{} {}", adapter(pattern, slow)?, adapter(pattern, variant)?);
    for item in reachable(helpers(pattern)?, &wanted) {
        text.push_str(item);
        text.push('\n');
    }
    Ok(text)
}

/// The items between the last variant and the declaration.
fn helpers(pattern: &Pattern) -> anyhow::Result<Vec<&str>> {
    let source = pattern.source;
    let start = source
        .rfind("// ANCHOR_END: ")
        .and_then(|start| Some(start + source[start..].find('\n')? + 1));
    let end = source.rfind("/// The declaration.");
    let (Some(start), Some(end)) = (start, end) else {
        anyhow::bail!("{} has no declaration behind its variants", pattern.id);
    };
    Ok(items(&source[start..end]))
}

/// Splits code into its top-level items, each with its comments and attributes.
/// Formatted code ends an item with a line that starts with `}` or, where it has
/// no braces, ends with `;`.
fn items(code: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut offset = 0;
    let mut open = false;
    for line in code.split_inclusive('\n') {
        offset += line.len();
        let starts_block = line.trim_end().ends_with('{') && !line.starts_with(' ');
        open |= starts_block;
        let ends = line.starts_with('}')
            || (!open && line.trim_end().ends_with(';'))
            || (!line.starts_with(' ') && line.trim_end().ends_with("{}"));
        if ends {
            items.push(code[start..offset].trim());
            start = offset;
            open = false;
        }
    }
    items
}

/// Those of `items` that `wanted` names, directly or through others, in order.
fn reachable<'a>(items: Vec<&'a str>, wanted: &str) -> Vec<&'a str> {
    let mut known: BTreeSet<String> = words(wanted).map(str::to_owned).collect();
    let mut taken = vec![false; items.len()];
    loop {
        let mut grown = false;
        for (index, item) in items.iter().enumerate() {
            if !taken[index] && name(item).is_some_and(|name| known.contains(name)) {
                taken[index] = true;
                grown = true;
                known.extend(words(item).map(str::to_owned));
            }
        }
        if !grown {
            break;
        }
    }
    items
        .into_iter()
        .zip(taken)
        .filter_map(|(item, taken)| taken.then_some(item))
        .collect()
}

/// What an item defines; for an `impl`, the type that it is for.
fn name(item: &str) -> Option<&str> {
    let line = item
        .lines()
        .find(|line| !line.starts_with("//") && !line.starts_with('#'))?;
    if line.starts_with("impl") {
        let subject = line.split(" for ").last()?;
        let subject = subject.strip_prefix("impl").unwrap_or(subject);
        return words(subject).next();
    }
    let mut words = words(line).skip_while(|word| {
        !matches!(
            *word,
            "fn" | "struct" | "enum" | "const" | "static" | "type" | "trait" | "mod"
        )
    });
    words.next()?;
    words.next()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The `case!(…)` of a variant in the declaration.
fn adapter<'a>(pattern: &'a Pattern, variant: &Variant) -> anyhow::Result<&'a str> {
    let lost = || {
        anyhow::anyhow!(
            "{}: the declaration of {} has no case!",
            pattern.id,
            variant.name
        )
    };
    let declaration = pattern.source.rfind("variants: &[").ok_or_else(lost)?;
    let text = &pattern.source[declaration..];
    let named = text
        .find(&format!("\"{}\"", variant.name))
        .ok_or_else(lost)?;
    let start = named + text[named..].find("case!(").ok_or_else(lost)?;
    let mut depth = 0_usize;
    for (offset, character) in text[start..].char_indices() {
        match character {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Ok(&text[start..start + offset + 1]);
                }
            }
            _ => {}
        }
    }
    Err(lost())
}

/// The adapter as a function: the names in it meet no local ones.
fn prepare(name: &str, pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let adapter = adapter(pattern, variant)?;
    Ok(format!(
        "/// The variant `{}`, with its input and state.\n\
         fn {name}(setup: &Setup) -> Prepared {{\n    {adapter}\n}}\n\n",
        variant.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_split_where_they_end() {
        let code = "/// A.\nfn a() {\n    b();\n}\n\nconst B: &str =\n    \"x\";\n\nstruct C;\n\nimpl D for C {\n    x\n}\n";
        let found = items(code);
        assert_eq!(found.len(), 4, "{found:?}");
        let names: Vec<_> = found.iter().map(|item| name(item)).collect();
        assert_eq!(names, [Some("a"), Some("B"), Some("C"), Some("C")]);
    }

    #[test]
    fn only_what_is_needed_is_taken() {
        let items = vec!["fn a() {\n    b();\n}", "fn b() {\n}", "fn c() {\n}"];
        assert_eq!(reachable(items, "a").len(), 2);
    }

    #[test]
    fn every_variant_has_an_adapter_and_helpers() {
        for pattern in patterns::patterns() {
            for variant in pattern.variants {
                assert!(
                    adapter(pattern, variant).is_ok(),
                    "{} {}",
                    pattern.id,
                    variant.name
                );
            }
            assert!(!helpers(pattern).unwrap().is_empty(), "{}", pattern.id);
        }
    }
}
