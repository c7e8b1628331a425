use super::*;

/// A name, and what is made of it: base, short, with its trait, and its path.
struct Row(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const NASTY: &[Row] = &[
    Row("main", "main", "main", "main", "main"),
    Row("", "", "", "", ""),
    Row(
        "__memcpy_avx512",
        "__memcpy_avx512",
        "__memcpy_avx512",
        "__memcpy_avx512",
        "__memcpy_avx512",
    ),
    Row("[vdso]", "[vdso]", "[vdso]", "[vdso]", "[vdso]"),
    Row(
        "core::fmt::write",
        "write",
        "fmt::write",
        "core::fmt::write",
        "core fmt write",
    ),
    // Generics: without, behind the name, behind `::`, with functions among them.
    Row(
        "alloc::vec::Vec<T,A>::push",
        "push",
        "Vec::push",
        "Vec::push",
        "alloc vec Vec push",
    ),
    Row(
        "<alloc::vec::Vec<u8>>::push",
        "push",
        "Vec::push",
        "Vec::push",
        "alloc vec Vec push",
    ),
    Row(
        "push<u64, alloc::alloc::Global>",
        "push",
        "push",
        "push",
        "push",
    ),
    Row(
        "core::iter::Iterator::sum::<u64>",
        "sum",
        "Iterator::sum",
        "Iterator::sum",
        "core iter Iterator sum",
    ),
    Row(
        "std::panicking::catch_unwind::<i32, &dyn Fn() -> Vec<u8>>",
        "catch_unwind",
        "panicking::catch_unwind",
        "std::panicking::catch_unwind",
        "std panicking catch_unwind",
    ),
    Row(
        "a::map_or_else<&str, fn(&str) -> alloc::string::String>",
        "map_or_else",
        "a::map_or_else",
        "a::map_or_else",
        "a map_or_else",
    ),
    Row(
        "a::f::<for<'a> fn(&'a b::C) -> &'a [u8; 3], (d::E, *const u8)>",
        "f",
        "a::f",
        "a::f",
        "a f",
    ),
    // Generic constants, a bracket among them.
    Row("a::f::<3>", "f", "a::f", "a::f", "a f"),
    Row("<a::B<'<', '\\'', -1>>::f", "f", "B::f", "B::f", "a B f"),
    Row("a::f::<':'>::g", "g", "f::g", "a::f::g", "a f g"),
    // Traits and blocks.
    Row(
        "<alloc::string::String as core::fmt::Write>::write_str",
        "write_str",
        "String::write_str",
        "<String as Write>::write_str",
        "alloc string String write_str",
    ),
    Row(
        "<a::B as core::iter::FromIterator<c::D>>::from_iter::<e::F>",
        "from_iter",
        "B::from_iter",
        "<B as FromIterator>::from_iter",
        "a B from_iter",
    ),
    Row(
        "a::<impl x::Y for b::C<D>>::f",
        "f",
        "C::f",
        "<C as Y>::f",
        "b C f",
    ),
    Row(
        "alloc::slice::<impl [T]>::concat",
        "concat",
        "slice::concat",
        "alloc::slice::concat",
        "[T] concat",
    ),
    Row(
        "<u8 as <[u8]>::to_vec_in::ConvertVec>::to_vec",
        "to_vec",
        "u8::to_vec",
        "<u8 as ConvertVec>::to_vec",
        "u8 to_vec",
    ),
    Row(
        "<<a::B as c::D>::E as f::G>::h",
        "h",
        "E::h",
        "<E as G>::h",
        "a B E h",
    ),
    // Types without a name of their own.
    Row(
        "<[u8]>::to_vec",
        "to_vec",
        "slice::to_vec",
        "[u8]::to_vec",
        "[u8] to_vec",
    ),
    Row(
        "<[a::B; 3] as core::clone::Clone>::clone",
        "clone",
        "array::clone",
        "<[B; 3] as Clone>::clone",
        "[a::B; 3] clone",
    ),
    Row(
        "<(a::B, &mut c::D<E>) as f::G>::h",
        "h",
        "(B, &mut D)::h",
        "<(B, &mut D) as G>::h",
        "(a::B, &mut c::D<E>) h",
    ),
    Row(
        "<&mut dyn Fn(u8) -> Vec<u8> as a::B>::call",
        "call",
        "dyn Fn(u8) -> Vec::call",
        "<&mut dyn Fn(u8) -> Vec as B>::call",
        "Fn(u8) -> Vec call",
    ),
    Row(
        "<fn(a::B) -> c::D as core::ops::FnOnce<(a::B,)>>::call_once",
        "call_once",
        "fn(B) -> D::call_once",
        "<fn(B) -> D as FnOnce>::call_once",
        "fn(a::B) -> c D call_once",
    ),
    // Closures: of the older mangling, of the newer, within one another, as types.
    Row(
        "a::f::{{closure}}",
        "f",
        "f::{{closure}}",
        "a::f::{{closure}}",
        "a f {{closure}}",
    ),
    Row(
        "a::f::{closure#0}::{closure#1}",
        "f",
        "{closure#0}::{closure#1}",
        "a::f::{closure#0}::{closure#1}",
        "a f {closure#0} {closure#1}",
    ),
    Row(
        "{closure#0}<char, fn(char) -> char, {closure_env#0}<char>>",
        "{closure#0}",
        "{closure#0}",
        "{closure#0}",
        "{closure#0}",
    ),
    Row(
        "<alloc::vec::Vec<u8> as Extend<&u8>>::spec::{closure#0}",
        "spec",
        "spec::{closure#0}",
        "<Vec as Extend>::spec::{closure#0}",
        "alloc vec Vec spec {closure#0}",
    ),
    Row(
        "from_iter<u32, Map<Range<u32>, main::list::{closure_env#0}>>",
        "from_iter",
        "from_iter",
        "from_iter",
        "from_iter",
    ),
    Row(
        "<app::f::{closure_env#0}<app::A<u8>> as core::ops::function::Fn<(u64,)>>::{vtable}",
        "{vtable}",
        "{closure_env#0}::{vtable}",
        "<{closure_env#0} as Fn>::{vtable}",
        "app f {closure_env#0} {vtable}",
    ),
    // What compilers put behind.
    Row("a::f.cold", "f", "a::f", "a::f", "a f"),
    Row("free.part.0", "free", "free", "free", "free"),
    Row(
        "<a::B<u8>>::f::<3>.llvm.1234567890",
        "f",
        "B::f",
        "B::f",
        "a B f",
    ),
    Row(
        "libc.so.6",
        "libc.so.6",
        "libc.so.6",
        "libc.so.6",
        "libc.so.6",
    ),
    // Brackets that do not close.
    Row("a::B<c::D", "B", "a::B", "B", "a B"),
    Row("a>::b", "b", "a>::b", "a>::b", "a> b"),
];

#[test]
fn nasty_names_are_read() {
    for Row(name, as_base, as_short, as_with_trait, as_path) in NASTY {
        assert_eq!(base_name(name), *as_base, "base of {name}");
        assert_eq!(short(name), *as_short, "short {name}");
        assert_eq!(with_trait(name), *as_with_trait, "{name} with its trait");
        assert_eq!(path(name).join(" "), *as_path, "path of {name}");
    }
}

#[test]
fn symbols_of_both_manglings_lose_hash_and_suffix() {
    for (symbol, name) in [
        // The older: a closure, a block, and what LLVM made visible.
        (
            "_ZN3app4main28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
            "app::main::{{closure}}",
        ),
        (
            "_ZN5alloc5slice29_$LT$impl$u20$$u5b$T$u5d$$GT$6concat17h0123456789abcdefE",
            "alloc::slice::<impl [T]>::concat",
        ),
        (
            "_ZN3app4work17h0123456789abcdefE.llvm.8888888888888888888",
            "app::work",
        ),
        // The newer: generic arguments, a constant, a closure, a trait.
        ("_RINvCs1234_3app4workhE", "app::work::<u8>"),
        ("_RINvCs1234_3app4workKj3_E", "app::work::<3>"),
        ("_RNCNvCs1234_3app4main0B3_", "app::main::{closure#0}"),
        (
            "_RNvXCs1234_3appNtB2_4ListNtB2_4Walk4step",
            "<app::List as app::Walk>::step",
        ),
        // Demangled by somebody else, who kept the hash.
        ("app::work::h0123456789abcdef", "app::work"),
        ("app::work::hash", "app::work::hash"),
        // Not Rust's.
        ("malloc", "malloc"),
        ("_ZdlPv", "_ZdlPv"),
    ] {
        assert_eq!(demangled(symbol), name);
    }
}

#[test]
fn a_function_is_cut_from_its_path_and_stays_with_its_closures() {
    for (name, cut) in [
        ("malloc", "malloc"),
        ("core::fmt::write", "write"),
        ("measure::{{closure}}", "measure::{{closure}}"),
        (
            "a::b::{closure#0}::{closure#1}",
            "b::{closure#0}::{closure#1}",
        ),
        ("{{closure}}", "{{closure}}"),
        ("a::f::<c::D>", "f::<c::D>"),
        ("", ""),
    ] {
        assert_eq!(without_path(name), cut);
    }
}

#[test]
fn the_last_part_stays_as_it_is_written() {
    assert_eq!(last_part("a::B<c::D>::push<e::F>"), "push<e::F>");
    assert_eq!(last_part("a::f::<c::D>"), "<c::D>");
    assert_eq!(last_part("dyn a::B<c::D>"), "B<c::D>");
    assert_eq!(last_part(""), "");
}

#[test]
fn a_name_is_split_only_outside_of_brackets() {
    assert_eq!(split("<A as B>::C as D", " as "), ["<A as B>::C", "D"]);
    assert_eq!(
        split("fn(a, b) -> c, '<', d", ", "),
        ["fn(a, b) -> c", "'<'", "d"]
    );
    assert_eq!(split("", ","), [""]);
}
