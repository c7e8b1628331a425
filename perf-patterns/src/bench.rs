//! The bench that comes along with a copied variant: it and the slow one on one's own
//! data, which has one marked place.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Context, bail};
use patterns::catalogue::{Pattern, Variant};
use patterns::source;
use patterns_source::{Argument, Source};
use proc_macro2::TokenStream;

use crate::extract;

/// One side of the comparison, as its adapter declares it.
struct Side<'a> {
    /// The function that builds the catalogue's input.
    input: &'a str,
    /// What it does.
    body: &'a str,
    /// What it returns.
    kind: &'a str,
    /// What builds the state that is kept from call to call, and its name.
    state: Option<(String, &'a str)>,
    /// The name of the input in `call`.
    name: &'a str,
    /// What is measured.
    call: String,
}

/// The bench of `variant` against the slow one; `path` leads from the bench to the
/// copied module.
///
/// # Errors
/// If the file has lost its shape.
pub fn bench(pattern: &Pattern, variant: &Variant, path: &str) -> anyhow::Result<String> {
    let module = extract::module_name(pattern);
    let slow = pattern.slow();
    let typical = patterns_source::typical(pattern.source)?;
    let source = Source::parse(&typical).with_context(|| format!("{}.rs", pattern.id))?;
    let sides = [
        side(&source, pattern, slow)?,
        side(&source, pattern, variant)?,
    ];
    let mut text = format!(
        "//! The slow variant of {} against {}, on your data.\n\
         //!\n//! `cargo bench --bench {module}`\n\n\
         #![allow(unused, missing_docs, clippy::all, clippy::pedantic)]\n\n\
         #[path = \"{path}\"]\nmod {module};\n\n\
         use criterion::{{Criterion, criterion_group, criterion_main}};\n\
         use {module}::*;\n\n",
        pattern.id, variant.name
    );
    // The module's own imports are private to it.
    let (shared, _) = source::anchor(pattern.source, "shared").unwrap_or_default();
    for import in shared.lines().filter(|line| line.starts_with("use ")) {
        writeln!(text, "{import}")?;
    }
    text.push_str(&data(pattern, &sides)?);
    text.push_str("fn compare(criterion: &mut Criterion) {\n");
    for (index, (title, variant)) in [("slow", slow), ("copied", variant)].iter().enumerate() {
        let side = &sides[index];
        let data = data_name(&sides, index);
        write!(
            text,
            "criterion.bench_function(\"{title}: {}\", |bencher| {{\nlet mut data = {data}();\n",
            variant.name
        )?;
        let mut inner = String::new();
        if let Some((state, name)) = &side.state {
            writeln!(text, "let mut state = {state};")?;
            writeln!(inner, "let {name} = &mut state;")?;
        }
        write!(
            text,
            "bencher.iter(|| {{\n{inner}let {} = &mut data;\n\
             let _ = std::hint::black_box({});\n}});\n}});\n",
            side.name, side.call
        )?;
    }
    text.push_str("}\n\ncriterion_group!(benches, compare);\ncriterion_main!(benches);\n\n");
    text.push_str("// The slow variant, and what the data and the calls above are made of.\n\n");
    text.push_str(&extract::beside(
        &source,
        pattern,
        variant,
        &names(&sides)?,
        // What they do stands in the marked place.
        &sides.each_ref().map(|side| side.input),
    )?);
    Ok(text)
}

/// The marked place: a function for both sides, or one for each where they take
/// their data in different forms.
fn data(pattern: &Pattern, sides: &[Side; 2]) -> anyhow::Result<String> {
    let size = pattern.middle_size();
    let mut text = "\n// YOUR DATA: change what is returned here, and nothing else.\n".to_owned();
    let count = if is_shared(sides) { 1 } else { 2 };
    for (index, side) in sides.iter().enumerate().take(count) {
        let of = match (count, index) {
            (1, _) => "Both variants get it",
            (_, 0) => "The slow variant gets it",
            _ => "The copied variant gets it",
        };
        let is_sized = names_in(side.body)?.contains("size");
        let let_size = match is_sized {
            true => format!("let size: usize = {size};\n"),
            false => String::new(),
        };
        write!(
            text,
            "/// {of}; as copied, it is the catalogue's, of {size} {}.\n\
             fn {}() -> {} {{\n{let_size}{}\n}}\n\n",
            pattern.size_unit,
            data_name(sides, index),
            side.kind,
            side.body
        )?;
    }
    Ok(text)
}

fn is_shared(sides: &[Side; 2]) -> bool {
    sides[0].input == sides[1].input
}

fn data_name(sides: &[Side; 2], index: usize) -> &'static str {
    match (is_shared(sides), index) {
        (true, _) => "your_data",
        (false, 0) => "your_data_for_slow",
        (false, _) => "your_data_for_copied",
    }
}

/// What stands in the sides and has to come along.
fn names(sides: &[Side; 2]) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for side in sides {
        let state = side.state.as_ref().map_or("", |(state, _)| state);
        for text in [side.body, side.kind, state, &side.call] {
            names.extend(names_in(text)?);
        }
    }
    Ok(names)
}

fn names_in(text: &str) -> anyhow::Result<BTreeSet<String>> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow::anyhow!("`{text}` is not Rust: {error}"))?;
    Ok(patterns_source::names(tokens))
}

/// Takes an adapter apart; its forms are those of the catalogue's `case!`.
fn side<'a>(source: &Source<'a>, pattern: &Pattern, variant: &Variant) -> anyhow::Result<Side<'a>> {
    let adapter = extract::adapter(source, pattern, variant)?;
    let Some((Argument::Other(input), rest)) = adapter.arguments.split_first() else {
        bail!("{}: {} is built by no function", pattern.id, variant.name);
    };
    let (kind, body) = source
        .returned(input)
        .zip(source.body(input))
        .with_context(|| format!("{}: no function {input} builds an input", pattern.id))?;
    let (state, name, call) = match rest {
        [state, Argument::Closure { parameters, body }] if parameters.len() == 2 => {
            let state = match state {
                Argument::Other(path) if source.has_parameters(path) => {
                    format!("{path}({})", pattern.middle_size())
                }
                Argument::Other(path) => format!("{path}()"),
                // It does not look at what it is given.
                Argument::Closure { parameters, body } if parameters == &["_"] => {
                    (*body).to_owned()
                }
                Argument::Closure { .. } => bail!(
                    "{}: the state of {} has a form that is not known here",
                    pattern.id,
                    variant.name
                ),
            };
            (
                Some((state, parameters[0])),
                parameters[1],
                (*body).to_owned(),
            )
        }
        [Argument::Closure { parameters, body }, ..] if parameters.len() == 1 => {
            (None, parameters[0], (*body).to_owned())
        }
        [Argument::Other(caller), Argument::Other(function), ..] => {
            (None, "input", format!("{caller}(input, {function})"))
        }
        [Argument::Other(function)] => (None, "input", format!("{function}(input)")),
        _ => bail!(
            "{}: the adapter of {} has a form that is not known here",
            pattern.id,
            variant.name
        ),
    };
    Ok(Side {
        input,
        body: body.trim(),
        kind,
        state,
        name,
        call,
    })
}
