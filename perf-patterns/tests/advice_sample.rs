//! Advice on a few programs whose truth was counted: a sample of
//! `perf-patterns/advice/evaluation`, so that a change to a rule shows at once.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evaluation::store::{self, Measured};
use evaluation::{ask, count, embedded, score};

/// Where the marked programs and what was counted are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("advice/evaluation")
}

fn has(test: &str, program: &str) -> bool {
    let found = command_line::process::is_installed(program);
    if !found {
        let reason = format!("{program} is not installed");
        assert!(std::env::var_os("WORKSHOP_NO_SKIP").is_none(), "{reason}");
        // Past the test harness, which would swallow it.
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
    }
    found
}

#[test]
fn what_was_counted_as_a_saving_is_named_and_what_was_not_is_not_confirmed() {
    let test = "what_was_counted_as_a_saving_is_named_and_what_was_not_is_not_confirmed";
    if !has(test, "valgrind") {
        return;
    }
    let measured: BTreeMap<String, Measured> =
        store::read(&folder().join("results/develop-measured.json")).unwrap();
    let work = tempfile::tempdir().unwrap();
    for name in SAMPLE {
        let case = store::read_case(&folder(), name).unwrap();
        let place = work.path().join(name);
        let built = count::build(&case.program(None), &case.uses, &place, work.path()).unwrap();
        built.profile().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_perf-patterns"));
        let advice = ask::perf_patterns(program, &built, &place).unwrap();
        let memory =
            |pattern: &str| patterns::find(pattern).is_some_and(embedded::is_about_memory);
        let (score, findings) =
            score::marked(name, &case, &measured[name], &advice, &[], &memory);
        let wrong: Vec<String> = findings
            .into_iter()
            .filter(|finding| finding.is_wrong)
            .map(|finding| finding.text)
            .collect();
        assert_eq!(score.recall.so_many, score.recall.of, "{name}: {wrong:#?}");
        assert_eq!(
            score.silent_confirmed.so_many, score.silent_confirmed.of,
            "{name}: {wrong:#?}"
        );
    }
}

/// Of the half for developing.
const SAMPLE: [&str; 3] = SAMPLE_NAMES;
