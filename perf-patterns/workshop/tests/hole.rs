//! What a hole of the compiler opens to code without `unsafe`, and what sees it.

use std::path::{Path, PathBuf};

use object::{Object, ObjectSymbol};
use workshop::build::{Builder, Failure};
use workshop::check::{self, Settings, Verdict};
use workshop::{program, registry};

/// Where the counter of allocations lies in a program; none once the hole is closed.
fn counter(builder: &Builder, file: &str) -> Option<u64> {
    let append = registry::find("append").unwrap();
    let work = tempfile::tempdir().unwrap();
    let shown = check::code_path(append);
    let run = program::start(append).unwrap().run;
    let built = builder.build(work.path(), &shown, "append", file, &run);
    let built = match built {
        Ok(built) => built,
        Err(Failure::Compiler(words)) => {
            eprintln!("the hole is closed: {words}");
            return None;
        }
        Err(failure) => panic!("{failure:?}"),
    };
    let program = fs_err::read(built).unwrap();
    let object = object::File::parse(&*program).unwrap();
    let symbol = object.symbols().find(|symbol| {
        let name = symbol.name().unwrap_or_default();
        function_names::demangled(name) == "harness::ALLOCATIONS"
    });
    Some(symbol.unwrap().address())
}

#[test]
fn whoever_writes_to_the_counter_through_the_hole_is_seen_by_valgrind() {
    if !check::can_simulate() {
        assert!(std::env::var_os("WORKSHOP_NO_SKIP").is_none());
        eprintln!("skipped: valgrind is not installed");
        return;
    }
    let store = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hole");
    let builder = Builder::new(&store).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hole/forged-counter.rs");
    let mut file = fs_err::read_to_string(path).unwrap();
    let Some(address) = counter(&builder, &file) else {
        return;
    };
    file = file.replace("0x7E57_ADD8_usize", &format!("{address:#x}_usize"));
    assert_eq!(counter(&builder, &file), Some(address));
    let checked = |simulate| {
        let settings = Settings {
            store: &store,
            secret: "",
            simulate,
            time: check::TIME,
        };
        let append = registry::find("append").unwrap();
        check::check(append, &file, &file, &settings).unwrap()
    };
    let with = checked(true);
    let is_seen =
        matches!(&with.verdict, Verdict::Refused(_, reason) if reason.contains("wrote to"));
    assert!(is_seen, "{:?}, {}", with.verdict, with.score);
    // Without valgrind nobody sees it: METHODOLOGY says so.
    let without = checked(false);
    assert!(matches!(without.verdict, Verdict::Counted));
    assert!(without.score > 0.5, "it forges nothing: {}", without.score);
}
