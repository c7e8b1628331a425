//! Advice on a few programs whose truth was counted: a sample of
//! `perf-patterns/advice/evaluation`, so that a change to a rule shows at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evaluation::store::{self, Measured};
use evaluation::{ask, count, score};

use crate::support::has;

/// Of the half for developing: a lookup without case, a getter that clones, a key that is
/// made before the map is probed; and what looks like the first two.
const SAMPLE: [&str; 3] = ["snippets/headers", "snippets/roster", "changes/probe_boxed"];

/// Where the marked programs and what was counted are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("advice/evaluation")
}

#[test]
fn what_was_counted_as_a_saving_is_named_and_what_was_not_is_not_confirmed() {
    let test = "what_was_counted_as_a_saving_is_named_and_what_was_not_is_not_confirmed";
    if !has("valgrind", test) {
        return;
    }
    let measured: BTreeMap<String, Measured> =
        store::read(&folder().join("results/develop-measured.json")).unwrap();
    let memory = |pattern: &str| {
        patterns::find(pattern).is_some_and(patterns::catalogue::Pattern::saves_bytes)
    };
    let work = tempfile::tempdir().unwrap();
    for name in SAMPLE {
        let case = store::read_case(&folder(), name).unwrap();
        let place = work.path().join(name);
        let built = count::build(&case.program(None), &case.uses, &place, work.path()).unwrap();
        built.profile().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_perf-patterns"));
        let advice = ask::perf_patterns(program, &built, &place).unwrap();
        let (score, findings) = score::marked(name, &case, &measured[name], &advice, &[], &memory);
        let wrong: Vec<String> = findings
            .into_iter()
            .filter(|finding| finding.is_wrong)
            .map(|finding| finding.text)
            .collect();
        assert!(score.recall.of > 0, "{name} has nothing to find");
        assert_eq!(score.recall.so_many, score.recall.of, "{name}: {wrong:#?}");
        let silent = score.silent_confirmed;
        assert_eq!(silent.so_many, silent.of, "{name}: {wrong:#?}");
    }
}
