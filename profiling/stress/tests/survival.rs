//! The stress program survives: 60 s where no test may be skipped, 15 s otherwise.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::process::Command;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "profiles are taken on Linux only")]
fn a_live_process_survives_its_profiles() {
    let seconds = if std::env::var_os("WORKSHOP_NO_SKIP").is_some() {
        "60"
    } else {
        "15"
    };
    let output = Command::new(env!("CARGO_BIN_EXE_stress"))
        .args(["--seconds", seconds])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}\n{told}\n{problem}",
        output.status
    );
}
