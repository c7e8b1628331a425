//! What the rules state, each by the smallest program that shows it and, where there is
//! one, its look-alike.

use std::collections::BTreeMap;

use advice::compiled::{Compiled, Does};
use advice::{Confidence, own};
use patterns::catalogue::Pattern;
use profiles::{Blocks, Builder, Format, Frame, Metric, Profile};

const STD: &str = "/rustc/5980/library/alloc/src/vec/mod.rs";

/// A frame above the allocator or below the program's start: a function of the standard
/// library where the line is 0, otherwise an own one.
type At = (&'static str, u32);

fn stack(builder: &mut Builder, leaf: Option<&str>, frames: &[At]) -> Vec<u32> {
    let mut stack = Vec::new();
    let mut push = |function: &str, file: &str, line| {
        stack.push(builder.frame(Frame {
            function: function.to_owned(),
            file: file.to_owned(),
            line,
            ..Frame::default()
        }));
    };
    if let Some(leaf) = leaf {
        push(leaf, "", 0);
    }
    for &(function, line) in frames {
        match line {
            0 => push(function, STD, 9),
            line => push(function, "src/main.rs", line),
        }
    }
    stack
}

/// A program of a million instructions with 1,000 allocations of `bytes` each below `frames`.
fn heap(frames: &[At], bytes: u64, most_blocks: u64) -> Profile {
    heap_of(&[frames], 1_000, bytes, most_blocks)
}

/// A program of a million instructions with so many allocations below each of `stacks`.
fn heap_of(stacks: &[&[At]], allocations: u64, bytes: u64, most_blocks: u64) -> Profile {
    let mut builder = Builder::new(
        Format::Dhat,
        vec![
            Metric::new("allocated_bytes", "bytes"),
            Metric::new("allocations", "count"),
        ],
    );
    let blocks = Blocks {
        most_blocks,
        most_bytes: bytes * most_blocks * 2,
        ..Blocks::default()
    };
    for frames in stacks {
        let stack = stack(&mut builder, Some("malloc"), frames);
        builder.push(stack, vec![allocations * bytes, allocations], Some(blocks));
    }
    builder.run(String::new(), Some(1_000_000));
    builder.finish()
}

/// A program of which `frames` have half of `metric`, 500 of 1,000.
fn half(metric: &str, frames: &[At]) -> Profile {
    let mut builder = Builder::new(Format::Callgrind, vec![Metric::new(metric, "count")]);
    let costly = stack(&mut builder, None, frames);
    builder.push(costly, vec![500], None);
    let rest = stack(&mut builder, None, &[("main", 99)]);
    builder.push(rest, vec![500], None);
    builder.finish()
}

/// The line of the advice with this pattern, and whether it is confirmed.
fn said(profile: Profile, code: &str, pattern: &str) -> Option<(u32, bool)> {
    said_with(profile, None, code, pattern)
}

/// The same with the built program's machine code at hand.
fn said_with(
    profile: Profile,
    compiled: Option<Compiled>,
    code: &str,
    pattern: &str,
) -> Option<(u32, bool)> {
    let profiles = [profile];
    let mut program = own::lines(&profiles, |file, _| file == "src/main.rs");
    program.compiled = compiled;
    let sources = BTreeMap::from([("src/main.rs".to_owned(), code.to_owned())]);
    let patterns: Vec<&'static Pattern> = patterns::patterns().collect();
    advice::advise(&patterns, &program, &sources, Vec::new(), "NAME")
        .advice
        .into_iter()
        .find(|advice| advice.pattern == pattern)
        .map(|advice| (advice.line, advice.confidence == Confidence::Confirmed))
}

#[test]
fn a_macro_of_a_functions_name_is_no_call_of_the_function() {
    let code = "fn format(n: u32) -> String {\n    let mut out = String::new();\n    \
                out.push_str(&format!(\"{n}\"));\n    out\n}\n";
    let profile = heap(&[("alloc::fmt::format", 0), ("format", 3)], 40, 2);
    assert_eq!(said(profile, code, "recursion/flatten-tree"), None);
}

#[test]
fn what_a_walk_returns_is_advised_on_where_it_is_copied() {
    let code = "struct Node { size: u64, children: Vec<Node> }\nimpl Node {\n    \
                fn sizes(&self) -> Vec<u64> {\n        let mut all = vec![self.size];\n        \
                for child in &self.children {\n            all.extend(child.sizes());\n        }\n        \
                all\n    }\n}\n";
    let below = [
        ("into_vec", 0),
        ("main::Node::sizes", 4),
        ("main::Node::sizes", 6),
    ];
    assert_eq!(
        said(heap(&below, 40, 8), code, "recursion/flatten-tree"),
        Some((6, true))
    );
    // What the outermost call allocates is none of the recursion's.
    let flat = heap(&below[..2], 40, 8);
    assert_eq!(said(flat, code, "recursion/flatten-tree"), None);
}

#[test]
fn a_method_of_a_field_of_another_type_is_no_recursion() {
    let code = "struct Log { lines: Vec<u8> }\nimpl Log {\n    fn extend(&mut self, more: &[u8]) {\n        \
                self.lines.extend(self.lines.extend(more));\n    }\n}\n";
    let profile = heap(&[("to_vec", 0), ("main::Log::extend", 4)], 40, 2);
    assert_eq!(said(profile, code, "recursion/flatten-tree"), None);
}

#[test]
fn what_entry_gives_is_another_place_than_the_map() {
    let code = "fn by_tag(all: &[(u32, u32)]) -> Map {\n    let mut by_tag = Map::new();\n    \
                for pair in all {\n        by_tag.entry(pair.0).or_default().push(pair.1);\n    }\n    by_tag\n}\n";
    let frames = [
        ("finish_grow", 0),
        ("grow_one", 0),
        ("push", 0),
        ("by_tag", 4),
    ];
    assert_eq!(
        said(heap(&frames, 64, 7), code, "preallocation/vec-capacity"),
        None
    );
}

#[test]
fn a_vector_grows_in_a_loop_over_a_slice_by_itself_or_by_a_helper() {
    let code = "fn squares(numbers: &[u32]) -> Vec<u64> {\n    let mut squares = Vec::new();\n    \
                for n in numbers {\n        squares.push(u64::from(*n));\n    }\n    squares\n}\n";
    let frames = [
        ("finish_grow", 0),
        ("grow_one", 0),
        ("push", 0),
        ("squares", 4),
    ];
    let found = said(heap(&frames, 512, 7), code, "preallocation/vec-capacity");
    assert_eq!(found, Some((4, true)));
    let once = heap_of(&[&frames], 12, 512, 1);
    let found = said(once, code, "preallocation/vec-capacity");
    assert_eq!(found, Some((4, false)));
    let code = "struct Table { data: Vec<u8> }\nimpl Table {\n    fn add(&mut self, n: u32) {\n        \
                self.data.extend_from_slice(&n.to_le_bytes());\n    }\n}\nfn table(all: &[u32]) -> Table {\n    \
                let mut table = Table { data: vec![] };\n    for n in all {\n        table.add(*n);\n    }\n    table\n}\n";
    let frames = [
        ("finish_grow", 0),
        ("extend_from_slice", 0),
        ("main::Table::add", 4),
        ("table", 10),
    ];
    let found = said(heap(&frames, 512, 7), code, "preallocation/vec-capacity");
    assert_eq!(found, Some((10, false)));
}

#[test]
fn reads_into_kilobytes_need_no_buffer_and_small_ones_do() {
    let code = |size: &str| {
        format!(
            "const SIZE: usize = 8 * 1024;\nfn sum(name: &str) -> usize {{\n    let mut file = File::open(name);\n    \
             let mut part = [0; {size}];\n    let mut sum = 0;\n    loop {{\n        \
             sum += file.read(&mut part);\n    }}\n}}\n"
        )
    };
    let of = |size| {
        said(
            half("calls", &[("read", 0), ("sum", 7)]),
            &code(size),
            "io/buffered-read",
        )
    };
    assert_eq!(of("4"), Some((7, true)));
    assert_eq!(of("SIZE"), None);
}

#[test]
fn a_list_that_is_written_down_is_searched_faster_than_hashed() {
    let code = |list: &str| {
        format!(
            "struct Graph {{ edges: Vec<[u32; 3]> }}\nfn count(bytes: &[u32], graph: &Graph, all: &[u32]) -> usize {{\n    \
             bytes.iter().filter(|b| {list}.contains(b)).count()\n}}\n"
        )
    };
    let of = |list| {
        let profile = half("instructions", &[("contains", 0), ("count", 3)]);
        said(profile, &code(list), "lookups/contains-set").is_some()
    };
    assert!(of("all"));
    assert!(!of("[1, 2, 3]"));
    assert!(!of("graph.edges[7]"));
}

#[test]
fn a_clone_under_the_name_of_its_origin_hides_the_origin() {
    let code = "fn is(name: &String, wanted: &str) -> bool {\n    let name = name.to_string();\n    \
                name == wanted\n}\n";
    let found = said(
        heap(&[("to_owned", 0), ("is", 2)], 20, 1),
        code,
        "ownership/clone-to-read",
    );
    assert_eq!(found, Some((2, true)));
}

#[test]
fn a_clone_handed_to_a_function_that_only_reads_it_need_not_be_made() {
    let code = "fn sum(numbers: Vec<u32>) -> u32 {\n    numbers.iter().sum()\n}\n\
                fn work(numbers: &Vec<u32>) -> u32 {\n    (0..9).map(|_| sum(numbers.clone())).sum()\n}\n";
    let found = said(
        heap(&[("to_vec", 0), ("work", 5)], 400, 200),
        code,
        "ownership/clone-to-read",
    );
    assert_eq!(found.map(|(line, _)| line), Some(5));
}

#[test]
fn what_a_helper_makes_is_read_by_its_caller() {
    let code = "struct User { name: String }\nimpl User {\n    fn title(&self) -> Option<String> {\n        \
                Some(self.name[1..].to_string())\n    }\n}\nfn known(all: &[User]) -> usize {\n    \
                all.iter().filter(|user| user.title().is_some_and(|t| t == \"x\")).count()\n}\n";
    let frames = [
        ("to_owned", 0),
        ("main::User::title", 4),
        ("main::known::{{closure}}", 8),
    ];
    let found = said(heap(&frames, 20, 1), code, "ownership/clone-to-read");
    assert_eq!(found, Some((4, false)));
}

#[test]
fn a_key_of_a_sort_is_folded_for_each_comparison() {
    let code = "fn sort(all: &mut [Symbol]) {\n    all.sort_by_key(|symbol| symbol.name.to_lowercase());\n}\n";
    let profile = heap(
        &[("to_lowercase", 0), ("main::sort::{{closure}}", 2)],
        20,
        2,
    );
    assert_eq!(
        said(profile, code, "string-building/ascii-case"),
        Some((2, true))
    );
}

#[test]
fn a_line_that_is_looked_at_through_its_result_stays_in_its_turn() {
    let code = |last: &str| {
        format!(
            "fn count(reader: impl BufRead, kept: &mut Vec<String>) -> Result<usize> {{\n    let mut n = 0;\n    \
             for line in reader.lines() {{\n        {last};\n    }}\n    Ok(n)\n}}\n"
        )
    };
    let frames = [("read_until", 0), ("next", 0), ("count", 3)];
    let found = said(
        heap(&frames, 40, 1),
        &code("n += line?.len()"),
        "pooling/read-lines",
    );
    assert_eq!(found, Some((3, true)));
    let found = said(
        heap(&frames, 40, 900),
        &code("kept.push(line?)"),
        "pooling/read-lines",
    );
    assert_eq!(found, None);
}

#[test]
fn an_enum_with_one_large_variant_is_told_by_its_variants() {
    let code = |large: &str| {
        format!(
            "enum Plan {{ Column(u32), Window({large}) }}\nfn plans(n: u32) -> Vec<Plan> {{\n    \
             (0..n).map(Plan::Column).collect()\n}}\n"
        )
    };
    let of = |large| {
        let profile = heap(
            &[("from_iter", 0), ("collect", 0), ("plans", 3)],
            9_000,
            900,
        );
        said(profile, &code(large), "heap-vs-stack/large-enum").is_some()
    };
    assert!(of("[u64; 40]"));
    assert!(!of("Box<[u64; 40]>"));
}

#[test]
fn a_map_that_grows_is_worth_a_look_whatever_the_loop_walks() {
    let code = "fn index(n: u64) -> HashMap<u64, u32> {\n    let mut index = HashMap::new();\n    \
                for key in keys(n) {\n        index.insert(key, 1);\n    }\n    index\n}\n";
    let profile = || {
        half(
            "instructions",
            &[("reserve_rehash", 0), ("insert", 0), ("index", 4)],
        )
    };
    let found = said(profile(), code, "preallocation/map-capacity");
    assert_eq!(found, Some((4, false)));
    let sized = code.replace("new()", "with_capacity(9)");
    assert_eq!(said(profile(), &sized, "preallocation/map-capacity"), None);
}

#[test]
fn elements_that_move_are_told_whatever_the_processor_calls_it() {
    let code = "fn clean(all: &mut Vec<u64>) {\n    let mut at = 0;\n    while at < all.len() {\n        \
                all.remove(at);\n    }\n}\n";
    for name in [
        "memmove",
        "__memmove_evex_unaligned_erms",
        "__memcpy_sse2_unaligned",
    ] {
        let profile = half("instructions", &[(name, 0), ("clean", 4)]);
        let found = said(profile, code, "work/quadratic-delete");
        assert_eq!(found, Some((4, false)), "{name}");
    }
}

#[test]
fn a_list_of_its_own_in_each_turn_or_of_bytes_need_not_become_a_set() {
    let of = |list: &str, item: &str| {
        let code = format!(
            "fn count(all: &[{list}], wanted: &[{item}], n: {item}) -> usize {{\n    \
             all.iter().filter(|one| one.contains(&n)).count()\n        \
             + all.iter().filter(|_| wanted.contains(&n)).count()\n}}\n"
        );
        let at = |line| {
            let profile = half("instructions", &[("contains", 0), ("count", line)]);
            said(profile, &code, "lookups/contains-set").is_some()
        };
        (at(2), at(3))
    };
    assert_eq!(of("Vec<u32>", "u32"), (false, true));
    assert_eq!(of("Vec<u8>", "u8"), (false, false));
}

#[test]
fn a_function_compiled_for_a_buffered_writer_needs_no_other() {
    let code = "fn print<W: Write>(out: &mut W, all: &[u32]) {\n    for n in all {\n        \
                writeln!(out, \"{n}\");\n    }\n}\n";
    let of = |function: &'static str| {
        let profile = half("calls", &[("write", 0), (function, 3)]);
        said(profile, code, "io/buffered-write")
    };
    assert_eq!(of("print<std::fs::File>"), Some((3, false)));
    assert_eq!(
        of("print<std::io::buffered::BufWriter<std::fs::File>>"),
        None
    );
}

#[test]
fn lines_that_do_not_matter_alone_may_matter_together() {
    let code = "fn pools(lines: &[String]) -> usize {\n    let mut sum = 0;\n    for line in lines {\n        \
                let left: Vec<&str> = line.split('=').collect();\n        \
                let right: Vec<&str> = line.split(' ').collect();\n        \
                sum += left[0].len() + right[1].len();\n    }\n    sum\n}\n";
    let at = |line| [("from_iter", 0), ("collect", 0), ("pools", line)];
    let of = |lines: &[u32]| {
        let stacks: Vec<[At; 3]> = lines.iter().map(|line| at(*line)).collect();
        let stacks: Vec<&[At]> = stacks.iter().map(|stack| stack.as_slice()).collect();
        let profile = heap_of(&stacks, 200, 64, 1);
        said(profile, code, "string-building/parse-fields")
    };
    assert_eq!(of(&[4]), None);
    assert_eq!(of(&[4, 5]).map(|(_, confirmed)| confirmed), Some(false));
}

#[test]
fn what_the_built_program_does_not_do_is_not_confirmed() {
    let code = "fn is(name: &String, wanted: &str) -> bool {\n    let name = name.to_string();\n    \
                name == wanted\n}\n";
    let of = |allocates| {
        let mut compiled = Compiled::default();
        let does = Does {
            allocates,
            calls_unknown: false,
        };
        compiled.add("src/main.rs", 2, does);
        let profile = heap(&[("to_owned", 0), ("is", 2)], 20, 1);
        said_with(profile, Some(compiled), code, "ownership/clone-to-read")
    };
    assert_eq!(of(true), Some((2, true)));
    assert_eq!(of(false), Some((2, false)));
}

#[test]
fn calls_that_the_compiler_has_resolved_are_no_calls_through_dyn() {
    let code = "trait Shape {\n    fn area(&self) -> u32;\n}\nfn sum(all: &[Box<dyn Shape>]) -> u32 {\n    \
                let mut sum = 0;\n    for shape in all {\n        sum += shape.area();\n    }\n    sum\n}\n";
    let of = |calls_unknown| {
        let mut compiled = Compiled::default();
        let does = Does {
            allocates: false,
            calls_unknown,
        };
        compiled.add("src/main.rs", 7, does);
        let profile = half("instructions", &[("sum", 7)]);
        said_with(profile, Some(compiled), code, "heap-vs-stack/dyn-dispatch")
    };
    assert_eq!(of(true), Some((7, false)));
    assert_eq!(of(false), None);
}
