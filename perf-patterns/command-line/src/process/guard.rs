//! Ends what this process started when it is itself killed.
//!
//! A signal handler cannot see SIGKILL, and a child that is notified of its parent's
//! death does not notify its own children. So a shell of a few lines waits at the end
//! of a pipe for the names of the process groups under way; the pipe closes when
//! this process ends, however it ends, and the shell kills the groups that are left.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Reads `+ group` and `- group`; at the end of its input it kills what is left.
pub const SCRIPT: &str = r#"
trap '' INT TERM HUP
groups=
while read -r sign group; do
    case $sign in
    +) groups="$groups $group" ;;
    -)  left=
        for each in $groups; do [ "$each" = "$group" ] || left="$left $each"; done
        groups=$left ;;
    esac
done
for each in $groups; do kill -KILL "-$each" 2>/dev/null; done
"#;

enum Guard {
    NotStarted,
    Watching(ChildStdin),
    /// There is no shell here: children outlive a killed parent.
    Unavailable,
}

static GUARD: Mutex<Guard> = Mutex::new(Guard::NotStarted);

/// The group is to end when this process does.
pub fn watch(group: u32) {
    tell('+', group);
}

/// The group has ended.
pub fn forget(group: u32) {
    tell('-', group);
}

fn tell(sign: char, group: u32) {
    let mut guard = GUARD.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*guard, Guard::NotStarted) {
        *guard = started().map_or(Guard::Unavailable, Guard::Watching);
    }
    if let Guard::Watching(shell) = &mut *guard
        && writeln!(shell, "{sign} {group}").is_err()
    {
        *guard = Guard::Unavailable;
    }
}

fn started() -> Option<ChildStdin> {
    let shell = Command::new("sh")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
    shell.ok()?.stdin
}
