//! System calls are counted exactly: the claims on them hold, two counts agree, and
//! threads are followed.

use std::collections::BTreeMap;
use std::process::Command;

use patterns::catalogue::{Evidence, Metric, Verdict};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Found {
    Calls(BTreeMap<String, u64>),
    NotMeasured(String),
}

/// What a case asks of the kernel; `None`, and a printed reason, where that cannot
/// be counted.
fn calls(case: &str) -> Option<BTreeMap<String, u64>> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_system_calls"));
    let said = testing::succeeded(program.arg(case));
    match serde_json::from_str(&said).expect("a line of JSON") {
        Found::Calls(calls) => Some(calls),
        Found::NotMeasured(reason) => {
            testing::skip(case, &reason);
            None
        }
    }
}

#[test]
fn every_claim_on_system_calls_holds() {
    let mut checked = 0;
    for pattern in patterns::patterns() {
        let on_calls = |claim: &&patterns::catalogue::Claim| claim.metric == Metric::SystemCalls;
        for claim in pattern.claims.iter().filter(on_calls) {
            let cases = pattern.claimed_cases(claim).expect("two cases");
            let [Some(slow), Some(other)] =
                cases.map(|case| Some(calls(&case.to_string())?.values().sum()))
            else {
                return;
            };
            let verdict = pattern.judge(claim, Evidence::Counts { slow, other });
            let sentence = pattern.sentence(claim);
            assert_eq!(verdict, Verdict::Confirmed, "{sentence}: {slow} → {other}");
            checked += 1;
        }
    }
    assert!(checked > 0);
}

#[test]
fn only_the_case_is_counted_and_twice_the_same() {
    let case = "io/buffered-write/unbuffered/typical/100";
    let Some(found) = calls(case) else { return };
    // To the start of the file, then each line and its end.
    let expected = [("lseek", 1), ("write", 200)].map(|(kind, count)| (kind.to_owned(), count));
    assert_eq!(found, BTreeMap::from(expected));
    assert_eq!(calls(case), Some(found));
    let nothing = calls("string-building/append/push-str/typical/30");
    assert_eq!(nothing, Some(BTreeMap::new()));
}

#[test]
fn threads_are_followed() {
    let Some(found) = calls("pooling/request-buffer/fresh/four-threads/100") else {
        return;
    };
    // Each ends itself, which only the thread sees.
    assert_eq!(found.get("exit"), Some(&4), "{found:?}");
}
