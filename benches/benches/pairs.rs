//! Speed-ups of pairs, interleaved: what a request asks for, one JSON line a
//! trial.
//!
//! One invocation is one fresh process; `cargo xtask bench-all` starts several
//! and puts them together. By hand: `cargo bench -p benches --bench pairs`
//! measures every pair of the catalogue at its middle size, in one process.

use std::io::Write;

use benches::paired::{self, Request, Trial};
use benches::selection;
use patterns::catalogue::{CaseId, Pattern, Role};

/// Names a file with a [`Request`].
const VARIABLE: &str = "WORKSHOP_PAIRS";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = match std::env::var_os(VARIABLE) {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        // `cargo test --benches` asks only whether it runs.
        None if std::env::args().any(|argument| argument == "--bench") => by_hand(500_000, 26),
        None => by_hand(1, 2),
    };
    let mut out = std::io::stdout().lock();
    paired::run(&request, |measured| {
        // Nobody reads an error where the reader has gone.
        let _ = serde_json::to_writer(&mut out, &measured);
        let _ = out.write_all(b"\n");
        let _ = out.flush();
    })?;
    Ok(())
}

fn by_hand(epoch_ns: u64, rounds: usize) -> Request {
    let trials = selection::cases()
        .iter()
        .filter(|case| case.size == case.pattern.middle_size_in(case.scenario.name))
        .filter_map(trial)
        .collect();
    Request {
        seed: 1,
        epoch_ns,
        rounds,
        limit_ns: 150_000_000,
        trials,
    }
}

/// `other` against the slow variant on the same input.
fn trial(other: &CaseId) -> Option<Trial> {
    if other.variant.role == Role::Slow {
        return None;
    }
    let slow = Pattern::cases(other.pattern).find(|case| {
        case.variant.role == Role::Slow
            && case.scenario.name == other.scenario.name
            && case.size == other.size
    })?;
    Some(Trial {
        slow: slow.to_string(),
        other: other.to_string(),
        extra_percent: 0,
    })
}
