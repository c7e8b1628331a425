//! What a learner's file may not hold, by its tokens and by its object's symbols.
//!
//! `-F unsafe_code` is the compiler's part. This part reads the file's words, so
//! that the reason comes with a line and in plain words, and then the names that
//! its machine code asks the linker for: whatever else the file looks like, it can
//! do nothing that none of those does.

use object::read::archive::ArchiveFile;
use object::{Object, ObjectSymbol};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Why a file is refused: a line of the file (0 where no line says it) and a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// From 1; 0 for the whole file.
    pub line: usize,
    /// A sentence in plain words.
    pub reason: String,
}

/// Attributes that an exercise may use.
const ATTRIBUTES: [&str; 20] = [
    "allow",
    "cfg",
    "clippy",
    "cold",
    "default",
    "deny",
    "derive",
    "doc",
    "expect",
    "inline",
    "macro_export",
    "must_use",
    "non_exhaustive",
    "repr",
    "rustfmt",
    "test",
    "track_caller",
    "warn",
    "should_panic",
    "ignore",
];

/// Looks for words that no exercise takes.
///
/// # Errors
/// The first one, with its line. What is no Rust is left to the compiler.
pub fn words(file: &str) -> Result<(), Refusal> {
    match file.parse::<TokenStream>() {
        Ok(tokens) => scan(tokens),
        Err(_) => Ok(()),
    }
}

fn scan(tokens: TokenStream) -> Result<(), Refusal> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let line = token.span().start().line;
        let refused = |reason: &str| {
            Err(Refusal {
                line,
                reason: reason.to_owned(),
            })
        };
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                attribute(&tokens[index + 1..], line)?;
            }
            TokenTree::Ident(name) => {
                let next = |at: usize, wanted: char| {
                    matches!(tokens.get(index + at), Some(TokenTree::Punct(punct))
                        if punct.as_char() == wanted)
                };
                let is_macro = next(1, '!');
                match name.to_string().as_str() {
                    "unsafe" => {
                        return refused("`unsafe` is not allowed in an exercise, and not needed");
                    }
                    "extern" => {
                        return refused("`extern` is not allowed: an exercise stands alone");
                    }
                    "asm" | "global_asm" | "naked_asm" if is_macro => {
                        return refused("inline assembly is not allowed in an exercise");
                    }
                    // By themselves too: a macro can be had under another name.
                    "include" | "include_str" | "include_bytes" => {
                        return refused("an exercise is one file: nothing may be included");
                    }
                    "option_env" => {
                        return refused("the environment is no input of the function");
                    }
                    "env" if is_macro => {
                        return refused("the environment is no input of the function");
                    }
                    "mod" if next(2, ';') => {
                        return refused(
                            "an exercise is one file: write the module's body here, or leave it out",
                        );
                    }
                    _ => {}
                }
            }
            TokenTree::Group(group) => scan(group.stream())?,
            _ => {}
        }
    }
    Ok(())
}

/// What follows a `#`.
fn attribute(rest: &[TokenTree], line: usize) -> Result<(), Refusal> {
    let rest = match rest.first() {
        Some(TokenTree::Punct(punct)) if punct.as_char() == '!' => &rest[1..],
        _ => rest,
    };
    let Some(TokenTree::Group(group)) = rest.first() else {
        return Ok(());
    };
    if group.delimiter() != Delimiter::Bracket {
        return Ok(());
    }
    let name = match group.stream().into_iter().next() {
        Some(TokenTree::Ident(name)) => name.to_string(),
        Some(token) => token.to_string(),
        None => return Ok(()),
    };
    if ATTRIBUTES.contains(&name.as_str()) {
        return Ok(());
    }
    let reason = match name.as_str() {
        "global_allocator" => {
            "a second allocator would hide allocations, so it is not allowed".to_owned()
        }
        "no_mangle" | "export_name" | "link_section" | "link_name" | "link" | "used" => {
            format!("`#[{name}]` speaks to the linker, which no exercise needs")
        }
        _ => format!("the attribute `{name}` is not allowed in an exercise"),
    };
    Err(Refusal { line, reason })
}

/// What the standard library may be asked for, by the beginning of a path.
const STD: [&str; 24] = [
    "std::collections::",
    "std::hash::",
    "std::io::error::",
    "std::io::Error",
    "std::io::Read",
    "std::io::Write",
    "std::io::BufRead",
    "std::io::impls::",
    "std::io::cursor::",
    "std::io::Cursor",
    "std::io::buffered::",
    "std::io::default_",
    "std::io::append_to_string",
    "std::io::util::",
    "std::sync::",
    "std::sys::sync::",
    "std::sys::thread_local::",
    "std::thread::local::",
    "std::sys::random::",
    "std::sys::hashmap_random_keys",
    "std::panicking::",
    "std::rt::begin_panic",
    "std::error::",
    "std::ascii::",
];

/// What machine code asks for beside Rust's own: the C library's functions on
/// memory, its mathematics, the allocator's entries, unwinding.
const PLAIN: [&str; 58] = [
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "bcmp",
    "strlen",
    "_Unwind_Resume",
    "rust_eh_personality",
    "__rust_alloc",
    "__rust_dealloc",
    "__rust_realloc",
    "__rust_alloc_zeroed",
    "__rust_no_alloc_shim_is_unstable",
    "__rust_no_alloc_shim_is_unstable_v2",
    "__rust_alloc_error_handler_should_panic",
    "__rust_alloc_error_handler_should_panic_v2",
    "__tls_get_addr",
    "_GLOBAL_OFFSET_TABLE_",
    "fmod",
    "fmodf",
    "floor",
    "floorf",
    "ceil",
    "ceilf",
    "round",
    "roundf",
    "trunc",
    "truncf",
    "rint",
    "sqrt",
    "sqrtf",
    "pow",
    "powf",
    "exp",
    "expf",
    "exp2",
    "exp2f",
    "log",
    "logf",
    "log2",
    "log2f",
    "log10",
    "log10f",
    "sin",
    "sinf",
    "cos",
    "cosf",
    "tan",
    "tanf",
    "fma",
    "fmaf",
    "hypot",
    "cbrt",
    "atan2",
    "__udivti3",
    "__umodti3",
    "__divti3",
    "__modti3",
];

/// Looks at what the learner's crate asks the linker for.
///
/// # Errors
/// The first name that an exercise may not ask for, as a reason; or that the
/// library cannot be read.
pub fn symbols(library: &[u8]) -> Result<(), Refusal> {
    let archive = ArchiveFile::parse(library).map_err(damaged)?;
    for member in archive.members() {
        let member = member.map_err(damaged)?;
        if !member.name().ends_with(b".o") {
            continue;
        }
        let object =
            object::File::parse(member.data(library).map_err(damaged)?).map_err(damaged)?;
        let constructors = object.sections().any(|section| {
            use object::ObjectSection;
            section.name().is_ok_and(|name| {
                name.starts_with(".init_array")
                    || name.starts_with(".fini_array")
                    || name == ".ctors"
            })
        });
        if constructors {
            return Err(Refusal {
                line: 0,
                reason: "work before or after `main` is not allowed: only the call counts"
                    .to_owned(),
            });
        }
        if let Some((_, reason)) = wrong(&object).next() {
            return Err(Refusal { line: 0, reason });
        }
    }
    Ok(())
}

/// The names that an object may not ask for, each with the reason.
fn wrong<'a>(object: &'a object::File<'_>) -> impl Iterator<Item = (&'a str, String)> {
    let undefined = object.symbols().filter(|symbol| symbol.is_undefined());
    let names = undefined.filter_map(|symbol| symbol.name().ok());
    names.filter(|name| !name.is_empty()).filter_map(|name| {
        let path = function_names::demangled(name);
        Some((name, forbidden(name, &path)?))
    })
}

/// What the object of a caller of ours asks for that a learner's may not.
pub fn asked(object: &[u8]) -> Vec<String> {
    let Ok(object) = object::File::parse(object) else {
        return vec![];
    };
    wrong(&object).map(|(name, _)| name.to_owned()).collect()
}

/// Looks at what a caller asks for once the learner's code is compiled into it:
/// generic functions, and what is inlined. `ours` is what it asks for anyway.
///
/// # Errors
/// The first name beyond that, as a reason.
pub fn beyond(object: &[u8], ours: &[String]) -> Result<(), Refusal> {
    let object = object::File::parse(object).map_err(damaged)?;
    let mut wrong = wrong(&object).filter(|(name, _)| !ours.iter().any(|known| known == name));
    match wrong.next() {
        Some((_, reason)) => Err(Refusal { line: 0, reason }),
        None => Ok(()),
    }
}

fn damaged(error: object::Error) -> Refusal {
    Refusal {
        line: 0,
        reason: format!("what the compiler made of the file cannot be read: {error}"),
    }
}

/// Why a name may not be asked for, if it may not.
fn forbidden(symbol: &str, path: &str) -> Option<String> {
    let is_rust = path != symbol;
    if !is_rust {
        return (!PLAIN.contains(&symbol)).then(|| {
            format!("it asks the system for `{symbol}`, which is not part of the function's work")
        });
    }
    let allowed = |part: &str| STD.iter().any(|allowed| part.starts_with(allowed));
    // Nothing but the standard library can be linked, and of that `core` and `alloc`
    // reach for nothing outside of the program.
    let wrong = path
        .match_indices("std::")
        .map(|(at, _)| &path[at..])
        .find(|part| !allowed(part))?;
    Some(reason(wrong))
}

fn reason(path: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| path.contains(word));
    if has(&["thread::", "Thread"]) {
        "it starts or asks about threads. Threads are an honest means, but a count of one thread's \
         work cannot see what the others do: solve it on one"
            .to_owned()
    } else if has(&["std::time", "Instant", "SystemTime"]) {
        "it reads the clock, and what is graded must not depend on time".to_owned()
    } else if has(&["std::env", "std::sys::args"]) {
        "it reads the environment, which is no input of the function".to_owned()
    } else if has(&["std::fs", "std::os", "std::net", "File"]) {
        "it reaches for files or the network: the answer comes from the arguments alone".to_owned()
    } else if has(&["std::process", "exit", "abort"]) {
        "it starts or ends a process, and a function returns instead".to_owned()
    } else if has(&["stdio", "_print", "_eprint", "Stdout", "Stderr", "Stdin"]) {
        "it prints or reads the terminal: remove that (`println!`, `dbg!`) before it is checked"
            .to_owned()
    } else if has(&["std::alloc"]) {
        "it asks the system's allocator past the counter".to_owned()
    } else {
        let short: String = path.chars().take(80).collect();
        format!("it uses `{short}`, which is not allowed in an exercise")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_refused_with_their_line_wherever_they_hide() {
        for (file, part) in [
            ("fn a() {\n unsafe { b() } }", "unsafe"),
            ("macro_rules! m { () => { unsafe {} } }", "unsafe"),
            ("unsafe extern \"C\" { fn b(); }", "unsafe"),
            ("extern \"C\" { fn b(); }", "extern"),
            ("extern crate std as s;", "extern"),
            ("core::arch::global_asm!(\"\");", "inline assembly"),
            ("const A: &str = include_str!(\"../x\");", "one file"),
            ("const A: &str = env!(\"HOME\");", "environment"),
            ("use std::include_bytes as a;", "one file"),
            ("m!(include);", "one file"),
            ("use core::{option_env as a};", "environment"),
            ("mod other;", "one file"),
            ("#[unsafe(no_mangle)] fn a() {}", "unsafe"),
            ("#[no_mangle] fn a() {}", "linker"),
            ("#![feature(x)]", "`feature`"),
            ("#[cfg_attr(all(), no_mangle)] fn a() {}", "cfg_attr"),
            ("#[global_allocator] static A: B = B;", "allocator"),
            (
                "macro_rules! m { ($a:ident) => { #[$a] fn f() {} } }",
                "attribute",
            ),
        ] {
            let refusal = words(file).unwrap_err();
            assert!(refusal.reason.contains(part), "{file}: {}", refusal.reason);
            assert!(refusal.line >= 1, "{file}");
        }
        assert_eq!(words("fn a() {\n unsafe { b() } }").unwrap_err().line, 2);
    }

    #[test]
    fn honest_words_are_taken() {
        let file = "#![allow(dead_code)]\n//! extern unsafe\n#[derive(Clone)]\npub struct Link { link: u8, path: u8 }\n\
                    #[inline]\npub fn a() -> &'static str { \"unsafe include_str!\" }\n#[cfg(test)]\nmod tests { #[test] fn b() {} }\n";
        assert_eq!(words(file), Ok(()));
    }

    #[test]
    fn names_are_allowed_by_where_they_lead() {
        for (symbol, path) in [
            ("memcpy", "memcpy"),
            ("_R1", "alloc::raw_vec::finish_grow"),
            ("_R1", "<str>::to_lowercase"),
            (
                "_R2",
                "<std::hash::random::RandomState as core::default::Default>::default",
            ),
        ] {
            assert_eq!(forbidden(symbol, path), None);
        }
        for (symbol, path, part) in [
            ("open", "open", "`open`"),
            ("_R", "std::thread::Builder::spawn", "honest means"),
            ("_R", "std::time::Instant::now", "clock"),
            ("_R", "std::fs::read", "files"),
            ("_R", "std::io::stdio::_print", "prints"),
            (
                "_R",
                "<std::alloc::System as core::alloc::GlobalAlloc>::alloc",
                "allocator",
            ),
            ("_R", "std::process::exit", "process"),
        ] {
            let reason = forbidden(symbol, path).unwrap();
            assert!(reason.contains(part), "{path}: {reason}");
        }
    }
}
