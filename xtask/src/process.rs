//! The only module that starts processes.
//!
//! Each child leads a process group of its own. When the user interrupts, every
//! group is killed and whoever waits for a child gets [`Interrupted`]: no child
//! outlives the command.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group};

static STOPPED: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The user asked to stop (Ctrl-C, or SIGTERM).
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// What a finished child said.
pub struct Finished {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// How it ended.
    pub status: ExitStatus,
}

/// Makes Ctrl-C and SIGTERM end every child instead of this process.
///
/// # Errors
/// If the handler cannot be installed.
pub fn handle_interrupts() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        for &group in GROUPS.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            kill_group(group);
        }
    })
    .context("cannot handle Ctrl-C")
}

/// Fails if the user has asked to stop.
///
/// # Errors
/// [`Interrupted`].
pub fn check_interrupted() -> Result<(), Interrupted> {
    if STOPPED.load(Ordering::SeqCst) {
        Err(Interrupted)
    } else {
        Ok(())
    }
}

/// Runs `command` to its end, and hands `on_line` each line that it writes to
/// standard output.
///
/// # Errors
/// If it cannot be started, or the user interrupts. An unsuccessful end is not
/// an error here: see [`Finished::success`].
pub fn run_with(command: &mut Command, on_line: impl FnMut(&str)) -> anyhow::Result<Finished> {
    finish(command.stdin(Stdio::null()), on_line)
}

/// Runs `command` to its end, with `input` as its standard input, and returns its
/// standard output.
///
/// # Errors
/// As [`run`].
pub fn run_on(command: &mut Command, input: File) -> anyhow::Result<String> {
    let finished = finish(command.stdin(input), |_| ())?;
    finished.success(command)?;
    Ok(finished.stdout)
}

fn finish(command: &mut Command, mut on_line: impl FnMut(&str)) -> anyhow::Result<Finished> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let group = Group::spawn(command)?;
    let Group { mut child, .. } = group;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (stdout, stderr) = std::thread::scope(|scope| {
        // Both pipes are drained at once, or a child that fills one would wait
        // for ever.
        let stderr = scope.spawn(move || read_all(err));
        let mut stdout = String::new();
        if let Some(out) = out {
            for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                on_line(&line);
                stdout.push_str(&line);
                stdout.push('\n');
            }
        }
        (stdout, stderr.join().unwrap_or_default())
    });
    let status = child.wait();
    forget(child.id());
    check_interrupted()?;
    Ok(Finished {
        stdout,
        stderr,
        status: status.with_context(|| format!("lost {}", shown(command)))?,
    })
}

/// Runs `command` to its end and returns its standard output.
///
/// # Errors
/// If it cannot be started, does not succeed (its last lines are in the error),
/// or the user interrupts.
pub fn run(command: &mut Command) -> anyhow::Result<String> {
    let finished = run_with(command, |_| ())?;
    finished.success(command)?;
    Ok(finished.stdout)
}

/// Runs `command` with this terminal: what it prints is seen as it comes.
///
/// # Errors
/// As [`run`].
pub fn run_visibly(command: &mut Command) -> anyhow::Result<()> {
    command.stdin(Stdio::null());
    // Talk belongs on stderr, whatever the child thinks.
    command.stdout(std::io::stderr());
    let Group { mut child } = Group::spawn(command)?;
    let status = child.wait();
    forget(child.id());
    check_interrupted()?;
    let status = status.with_context(|| format!("lost {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Starts `command` and does not wait for it (a browser).
///
/// # Errors
/// If it cannot be started.
pub fn start(command: &mut Command) -> anyhow::Result<()> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map(drop)
        .with_context(|| format!("cannot start {}", shown(command)))
}

/// Whether a program of this name stands in `PATH`.
pub fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

impl Finished {
    /// Fails unless the child succeeded.
    ///
    /// # Errors
    /// With the command, how it ended, and the last lines of its talk. A backtrace
    /// (`RUST_BACKTRACE`) is not among them: it would push the reason out.
    pub fn success(&self, command: &Command) -> anyhow::Result<()> {
        if self.status.success() {
            return Ok(());
        }
        let lines: Vec<&str> = self
            .stderr
            .lines()
            .take_while(|line| !line.eq_ignore_ascii_case("stack backtrace:"))
            .collect();
        let tail = lines[lines.len().saturating_sub(12)..].join("\n  ");
        bail!(
            "{} ended with {}\n  {}",
            shown(command),
            self.status,
            tail.trim_end()
        )
    }
}

struct Group {
    child: Child,
}

impl Group {
    fn spawn(command: &mut Command) -> anyhow::Result<Self> {
        check_interrupted()?;
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", shown(command)))?;
        GROUPS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(child.id());
        // The handler may have run between the check and the registration.
        if check_interrupted().is_err() {
            kill_group(child.id());
        }
        Ok(Group { child })
    }
}

fn forget(group: u32) {
    GROUPS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&group);
}

fn kill_group(group: u32) {
    let pid = i32::try_from(group).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended already: nothing is left to do then.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before an error is still worth showing.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let mut line = String::from("`");
    line.push_str(&command.get_program().to_string_lossy());
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line.push('`');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_child_is_quoted_with_its_reason_and_without_its_backtrace() {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "echo the reason >&2; echo >&2; echo 'Stack backtrace:' >&2; seq 40 >&2; exit 3",
        ]);
        let error = run(&mut command).unwrap_err().to_string();
        // The command's own words stand in the first line.
        let quoted: Vec<&str> = error.lines().skip(1).map(str::trim).collect();
        assert_eq!(quoted, ["the reason"], "{error}");
    }
}
