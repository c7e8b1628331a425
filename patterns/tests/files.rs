//! The text of every pattern file: prose, anchors, links, and how long it is.

use std::path::{Path, PathBuf};

use patterns::{FAMILIES, patterns, source};

const HEADINGS: [&str; 4] = ["What you see", "Why", "When not to", "See also"];
const OPTIONAL_HEADINGS: [&str; 2] = ["Coming from Go", "Time and instructions"];

/// Where the patterns lie.
pub fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn every_pattern_embeds_its_own_file() {
    for pattern in patterns() {
        let file = src().join(format!("{}.rs", pattern.id.replace('-', "_")));
        assert!(
            std::fs::read_to_string(&file).unwrap() == pattern.source,
            "{}: `source` is not {}",
            pattern.id,
            file.display()
        );
    }
}

#[test]
fn the_prose_has_the_fixed_headings_in_their_order() {
    for pattern in patterns() {
        let prose = source::prose(pattern.source);
        assert!(
            prose.starts_with(&format!("# {}\n", pattern.title)),
            "{}: the first line is not the title",
            pattern.id
        );
        let sections = source::sections(&prose);
        let headings: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
        let fixed: Vec<&str> = headings
            .iter()
            .copied()
            .filter(|heading| !OPTIONAL_HEADINGS.contains(heading))
            .collect();
        assert_eq!(fixed, HEADINGS, "{}", pattern.id);
        for (heading, body) in sections {
            assert!(
                !body.is_empty(),
                "{}: nothing stands under {heading}",
                pattern.id
            );
            if heading == "Why" {
                let words = body.split_whitespace().count();
                assert!(words < 200, "{}: {words} words under Why", pattern.id);
            }
        }
        assert!(
            !pattern.source.contains("FILL IN"),
            "{}: fill it in",
            pattern.id
        );
    }
    for family in FAMILIES {
        let id = family.id;
        assert!(!family.source.contains("FILL IN"), "{id}: fill it in");
    }
}

#[test]
fn every_variant_stands_between_anchors_that_hold_a_documented_function() {
    for pattern in patterns() {
        for variant in pattern.variants {
            let (code, _) = source::anchor(pattern.source, variant.name)
                .unwrap_or_else(|| panic!("{}: no anchor {}", pattern.id, variant.name));
            assert!(code.contains("pub fn "), "{}: {}", pattern.id, variant.name);
            assert!(code.contains("/// "), "{}: {}", pattern.id, variant.name);
            assert!(
                !variant.summary.is_empty(),
                "{}: {}",
                pattern.id,
                variant.name
            );
        }
        let anchors = pattern.source.matches("// ANCHOR: ").count();
        let shared = usize::from(source::anchor(pattern.source, "shared").is_some());
        assert_eq!(
            anchors,
            pattern.variants.len() + shared,
            "{}: anchors",
            pattern.id
        );
    }
}

#[test]
fn links_between_patterns_lead_to_patterns() {
    for pattern in patterns() {
        let prose = source::prose(pattern.source);
        for link in prose
            .match_indices("crate::")
            .map(|(start, _)| &prose[start..])
        {
            let path: String = link
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(*c))
                .collect();
            let mut parts = path.trim_end_matches(':').split("::").skip(1);
            let family = parts.next().unwrap_or_default().replace('_', "-");
            let id = parts
                .next()
                .map(|name| format!("{family}/{}", name.replace('_', "-")));
            let exists = match &id {
                Some(id) => patterns::find(id).is_some(),
                None => FAMILIES.iter().any(|known| known.id == family),
            };
            assert!(exists, "{}: {path} leads nowhere", pattern.id);
        }
    }
}

#[test]
fn no_pattern_lists_itself_under_see_also() {
    for pattern in patterns() {
        let prose = source::prose(pattern.source);
        let own = format!(
            "[`crate::{}`]",
            pattern.id.replace('/', "::").replace('-', "_")
        );
        for (heading, body) in source::sections(&prose) {
            let refers = heading == "See also" && body.contains(&own);
            assert!(!refers, "{}: it refers to itself", pattern.id);
        }
    }
}

#[test]
fn no_line_is_longer_than_100_columns_unless_it_holds_a_url() {
    let files = patterns().map(|pattern| (pattern.id, pattern.source));
    for (id, text) in files.chain(FAMILIES.iter().map(|family| (family.id, family.source))) {
        for (index, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            assert!(
                columns <= 100 || line.contains("https://"),
                "{id}: line {} has {columns} columns",
                index + 1
            );
        }
    }
}

/// Numbers come from records: a typed one is another machine's, and nothing renews
/// it. Arithmetic of the mechanism (log₂ *n*, 24 bytes, twice) may stay.
#[test]
fn no_measured_number_stands_in_prose() {
    let files = patterns().map(|pattern| (pattern.id, pattern.source));
    for (id, text) in files.chain(FAMILIES.iter().map(|family| (family.id, family.source))) {
        for line in text.lines().filter(|line| line.starts_with("//")) {
            assert_eq!(measured_number(line), None, "{id}: {line}");
        }
    }
}

#[test]
fn a_measured_number_in_prose_is_seen() {
    for line in [
        "is 12.7× faster",
        "35 ms",
        "takes 3 µs a call",
        "1.5x as fast",
        "saves 20 %",
    ] {
        assert!(measured_number(line).is_some(), "{line}");
    }
    for line in [
        "3 more",
        "x86-64-v3",
        "log₂ 1,000",
        "24 bytes",
        "2 misses",
        "0x5EED",
        "v0.3.3",
    ] {
        assert_eq!(measured_number(line), None, "{line}");
    }
}

/// The first unit of a measurement that follows a number in `line`.
fn measured_number(line: &str) -> Option<&'static str> {
    const UNITS: [&str; 7] = ["×", "x", "ns", "µs", "us", "ms", "%"];
    let ends = line.char_indices().filter_map(|(start, c)| {
        let rest = &line[start + c.len_utf8()..];
        (c.is_ascii_digit() && !rest.starts_with(|next: char| next.is_ascii_digit()))
            .then_some(rest)
    });
    ends.flat_map(|rest| {
        UNITS.map(|unit| (rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']), unit))
    })
    .find(|(rest, unit)| {
        let after = rest.strip_prefix(unit);
        after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    })
    .map(|(_, unit)| unit)
}

/// A rule that spared one family would let every pattern in it drift.
#[test]
fn no_rule_names_a_family() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests", "src/catalogue"].map(|folder| package.join(folder));
    let mut files = vec![src().join("catalogue.rs"), src().join("equivalence.rs")];
    for folder in folders {
        files.extend(
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    // A track may have the name of a family.
    files.retain(|file| !file.ends_with("exercise.rs"));
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for family in FAMILIES {
            let named = text.contains(&format!("\"{}\"", family.id));
            assert!(!named, "{} names {}", file.display(), family.id);
        }
    }
}

/// What binds prose, variants and inputs together is to be read at a glance.
/// `--nocapture` shows the counts.
#[test]
fn a_declaration_stays_short() {
    let counts: Vec<(&str, usize)> = patterns()
        .map(|pattern| (pattern.id, declaration_lines(pattern.source)))
        .collect();
    for (id, lines) in &counts {
        println!("{lines:3} {id}");
    }
    let sum: usize = counts.iter().map(|(_, lines)| lines).sum();
    let mean = sum as f64 / counts.len() as f64;
    println!("{mean:.1} in the mean");
    let append = counts
        .iter()
        .find(|(id, _)| *id == "string-building/append");
    let (_, append) = append.unwrap();
    assert!(*append <= 50, "string-building/append has {append} lines");
    assert!(mean <= 35.0, "the mean is {mean:.1} lines");
}

#[test]
fn declaration_lines_are_imports_and_constants_with_their_comments() {
    let text = "//! # Title\n\nuse crate::a::*;\n\n// ANCHOR: a\nuse crate::b;\nconst A: u8 = 0;\n\
                // ANCHOR_END: a\n\n/// Why.\nconst B: &[u8] = &[\n    1,\n\n    2,\n];\n\n\
                /// An input.\nfn c() {\n    const D: u8 = 0;\n}\n\nconst fn e() {}\n\n\
                pub const F: u8 =\n    1\n    .seen(SEEN);\n\n/// Others.\nconst SEEN: &[u8] = &[\n    1,\n];\n";
    // One import, five lines of `B` with its comment, two of `F`.
    assert_eq!(declaration_lines(text), 1 + 5 + 2);
    let broken_behind_a_call = "const G: u8 = f(\n    1,\n)\n.g()\n.h();\n";
    assert_eq!(declaration_lines(broken_behind_a_call), 5);
}

/// Constants that stand beside the declaration and bind nothing: what to take,
/// what others saw, and so on.
const BESIDE: [&str; 4] = ["CHOICES", "SEEN", "SYMPTOMS", "EXERCISES"];

/// How many lines a file needs beyond its prose, its anchors, its functions and
/// the constants [`BESIDE`] the declaration, with the lines that attach them:
/// `use crate::…`, and every `const` or `static` at the top level with the comments
/// and attributes above it. Blank lines do not count.
fn declaration_lines(text: &str) -> usize {
    let (mut lines, mut above) = (0, 0);
    let (mut in_anchor, mut in_item) = (false, false);
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.starts_with("// ANCHOR") {
            in_anchor = line.starts_with("// ANCHOR: ");
            (above, in_item) = (0, false);
        } else if in_anchor || line.starts_with("//!") {
        } else if line.starts_with([' ', ')', ']', '}', '.']) {
            // How an item continues; rustfmt begins it with one of these.
            let attaches = BESIDE
                .iter()
                .any(|name| line.contains(&format!("({name})")));
            lines += usize::from(in_item && !attaches);
        } else if line.starts_with("//") || line.starts_with("#[") {
            above += 1;
            in_item = false;
        } else {
            let item = line.strip_prefix("pub ").unwrap_or(line);
            let item = item.strip_prefix("pub(crate) ").unwrap_or(item);
            in_item = item.starts_with("use crate::")
                || item.starts_with("static ")
                || item.starts_with("const ") && !item.starts_with("const fn ");
            let name = item
                .strip_prefix("const ")
                .and_then(|item| item.split(':').next());
            in_item &= name.is_none_or(|name| !BESIDE.contains(&name));
            lines += if in_item { above + 1 } else { 0 };
            above = 0;
        }
    }
    lines
}
