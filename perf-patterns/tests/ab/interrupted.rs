//! A comparison that is interrupted leaves nothing behind, and resumes.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::project::{Project, QUICK, SLOWER, entry, json};
use crate::support::stderr;

/// Processes that have the store's path on their command line.
fn left_running(store: &Path) -> Vec<String> {
    let store = store.to_str().unwrap();
    let mut left = testing::command_lines();
    left.retain(|line| line.contains(store));
    left
}

/// Folders of runs and locks of git's in the store.
fn left_over(store: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(store).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("run-") || name.ends_with(".lock"))
        .collect()
}

#[test]
fn interrupted_at_twenty_moments_it_leaves_nothing_and_resumes() {
    let project = Project::new("interrupted");
    project.write("src/lib.rs", SLOWER);
    let arguments = [&["main"], &QUICK[..]].concat();
    // Builds are kept from here on, so that turns are interrupted, too.
    json(&project.ab(&arguments));
    let store = project.store();
    let started = Instant::now();
    json(&project.ab(&arguments));
    let whole = started.elapsed();
    let worktrees = project.git(&["worktree", "list"]);
    let mut random = fastrand::Rng::with_seed(20);
    let talk = tempfile::NamedTempFile::new().unwrap();
    for round in 0..20 {
        let before = left_over(&store);
        let mut child = project
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(talk.path()).unwrap())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(random.f64()));
        // Every other time without a chance to tidy up.
        let signal = if round % 2 == 0 { "INT" } else { "KILL" };
        testing::signal(&child, signal);
        let status = child.wait().unwrap();
        if round % 2 == 0 {
            let said = std::fs::read_to_string(talk.path()).unwrap();
            // On a busy machine it may not have got as far as listening to signals.
            let is_early = status.signal() == Some(2) && said.is_empty();
            assert!(
                matches!(status.code(), Some(130 | 0)) || is_early,
                "round {round}: {status}\n{said}"
            );
            // Nor to what the killed one before it has left.
            assert!(left_over(&store).is_subset(&before), "round {round}");
        }
        // Children of a killed process are ended by its guard, a moment later.
        let deadline = Instant::now() + Duration::from_secs(20);
        while !left_running(&store).is_empty() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(
            left_running(&store).is_empty(),
            "{:?}",
            left_running(&store)
        );
        assert_eq!(project.git(&["worktree", "list"]), worktrees);
    }
    json(&project.ab(&arguments));
    assert_eq!(left_over(&store), BTreeSet::new());
    // Interrupted in the turns, and resumed.
    let samples = store.join("samples.jsonl");
    // Those of a comparison above would look like this one's first.
    let _ = std::fs::remove_file(&samples);
    let mut child = project
        .command(&[&["main", "--margin", "0.00001"], &QUICK[..]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let lines = || {
        std::fs::read_to_string(&samples)
            .unwrap_or_default()
            .lines()
            .count()
    };
    while lines() == 0 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    testing::signal(&child, "INT");
    child.wait().unwrap();
    let taken = lines();
    let report = json(&project.ab(&["--resume", "--format=json"]));
    assert!(taken > 0 && lines() > taken, "{taken} {}", lines());
    assert_eq!(entry(&report, "parse", "time_ns")["verdict"], "slower");
    let output = project.ab(&["--resume"]);
    assert!(
        stderr(&output).contains("nothing to resume"),
        "{}",
        stderr(&output)
    );
    // Two at once: the second is refused.
    let lock = std::fs::File::open(store.join("lock")).unwrap();
    lock.lock().unwrap();
    let output = project.ab(&arguments);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("another `perf-patterns ab` works on"),
        "{said}"
    );
}
