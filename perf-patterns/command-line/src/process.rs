//! The only module that starts processes.
//!
//! Each child leads a process group of its own. When the user interrupts, every
//! group is killed and whoever waits for a child gets [`Interrupted`]; when this
//! process is killed, a guard kills them: no child outlives the command.
//! [`Limits`] bound a child that may never end or never stop talking.

mod group;
mod guard;
mod limits;
mod usage;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Instant;

use anyhow::{Context, bail};
use group::{Group, forget, kill_group};
pub use group::{Interrupted, check_interrupted, handle_interrupts};
pub use limits::{Exceeded, LimitExceeded, Limits};
pub use usage::{Usage, measure, own_peak_resident_bytes};

/// What a finished child said.
pub struct Finished {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs `command` to its end, and hands `on_line` each line that it writes to
/// standard output.
///
/// # Errors
/// If it cannot be started, or the user interrupts. An unsuccessful end is not
/// an error here: see [`Finished::success`].
pub fn run_with(command: &mut Command, on_line: impl FnMut(&str)) -> anyhow::Result<Finished> {
    run_within(command, Limits::default(), on_line)
}

/// As [`run_with`], within `limits`.
///
/// # Errors
/// As [`run_with`]; [`LimitExceeded`] if it was killed for exceeding one.
pub fn run_within(
    command: &mut Command,
    limits: Limits,
    on_line: impl FnMut(&str),
) -> anyhow::Result<Finished> {
    command.stdin(Stdio::null());
    drain(command, "", limits, on_line)
}

/// Runs `command` to its end, with `input` as its standard input.
///
/// # Errors
/// As [`run_with`].
pub fn run_on(command: &mut Command, input: &str) -> anyhow::Result<Finished> {
    run_on_within(command, input, Limits::default())
}

/// As [`run_on`], within `limits`.
///
/// # Errors
/// As [`run_within`].
pub fn run_on_within(
    command: &mut Command,
    input: &str,
    limits: Limits,
) -> anyhow::Result<Finished> {
    command.stdin(Stdio::piped());
    drain(command, input, limits, |_| ())
}

fn drain(
    command: &mut Command,
    input: &str,
    limits: Limits,
    mut on_line: impl FnMut(&str),
) -> anyhow::Result<Finished> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let Group { mut child } = Group::spawn(command)?;
    let group = child.id();
    let (stdin, out, err) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let exceeded = Mutex::new(None);
    let end = |limit: Exceeded| {
        exceeded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(limit);
        kill_group(group);
    };
    let most = limits.output_bytes.unwrap_or(u64::MAX);
    // A message for each line, and the end of the channel for the end of the child.
    let (said, heard) = mpsc::channel::<()>();
    let (status, stdout, stderr) = std::thread::scope(|scope| {
        if limits.time.is_some() || limits.silence.is_some() {
            let end = &end;
            scope.spawn(move || {
                let started = Instant::now();
                while let Some((left, limit)) = limits.next(started) {
                    match heard.recv_timeout(left) {
                        Ok(()) => {}
                        Err(mpsc::RecvTimeoutError::Timeout) => return end(limit),
                        Err(mpsc::RecvTimeoutError::Disconnected) => return,
                    }
                }
            });
        }
        // Both pipes are drained at once, or a child that fills one would wait
        // for ever.
        let stderr = scope.spawn(|| read_all(err, most, || end(Exceeded::Output(most))));
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that ends before it has read everything says why itself.
                let _ = stdin.write_all(input.as_bytes());
            }
        });
        let mut stdout = String::new();
        if let Some(out) = out {
            let mut left = most;
            let mut lines = BufReader::new(out);
            let mut line = Vec::new();
            while let Ok(1..) = lines.by_ref().take(left).read_until(b'\n', &mut line) {
                left = left.saturating_sub(line.len() as u64);
                if left == 0 {
                    end(Exceeded::Output(most));
                }
                let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
                // Nobody listens where nothing is limited.
                let _ = said.send(());
                on_line(&text);
                stdout.push_str(&text);
                stdout.push('\n');
                line.clear();
            }
        }
        let stderr = stderr.join().unwrap_or_default();
        let status = child.wait();
        drop(said);
        (status, stdout, stderr)
    });
    forget(group);
    check_interrupted()?;
    if let Some(exceeded) = *exceeded.lock().unwrap_or_else(PoisonError::into_inner) {
        let command = shown(command);
        return Err(LimitExceeded { command, exceeded }.into());
    }
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
    find(program).is_some()
}

/// The first program of this name in `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(program));
    places.find(|place| place.is_file())
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

/// What comes out of a pipe, up to `most` bytes; `on_more` runs where more came.
fn read_all(pipe: Option<impl Read>, most: u64, on_more: impl FnOnce()) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read before an error is still worth showing.
        let _ = pipe.take(most).read_to_end(&mut bytes);
        if bytes.len() as u64 == most {
            on_more();
        }
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
    use std::time::Duration;

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

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_child_that_never_ends_is_killed_with_all_that_it_started() {
        let limits = Limits::time(Duration::from_millis(200));
        let error = run_within(&mut shell("sleep 1000 & sleep 1000"), limits, |_| ());
        let error = error.err().unwrap();
        let exceeded = &error.downcast_ref::<LimitExceeded>().unwrap().exceeded;
        assert!(matches!(exceeded, Exceeded::Time(_)), "{error}");
    }

    #[test]
    fn a_child_that_falls_silent_is_killed_and_one_that_goes_on_is_not() {
        // Longer in all than the silence that is allowed, by steps far below it.
        let limits = Limits::silence(Duration::from_secs(2));
        let talks = "for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.25; done";
        assert!(run_within(&mut shell(talks), limits, |_| ()).is_ok());
        let mut last = String::new();
        let error = run_within(&mut shell("echo one; sleep 1000"), limits, |line| {
            last = line.to_owned();
        });
        let error = error.err().unwrap();
        let exceeded = &error.downcast_ref::<LimitExceeded>().unwrap().exceeded;
        assert!(matches!(exceeded, Exceeded::Silence(_)), "{error}");
        assert_eq!(last, "one");
    }

    #[test]
    fn a_flood_on_either_stream_ends_the_child() {
        let limits = Limits {
            output_bytes: Some(10_000),
            ..Limits::default()
        };
        for script in ["yes", "yes >&2", "tr '\\0' x < /dev/zero"] {
            let error = run_within(&mut shell(script), limits, |_| ())
                .err()
                .unwrap();
            let exceeded = &error.downcast_ref::<LimitExceeded>().unwrap().exceeded;
            assert_eq!(*exceeded, Exceeded::Output(10_000), "{script}");
        }
    }

    #[test]
    fn within_its_limits_a_child_ends_as_ever() {
        let limits = Limits {
            time: Some(Duration::from_secs(600)),
            silence: Some(Duration::from_secs(300)),
            output_bytes: Some(1_000),
        };
        let mut lines = Vec::new();
        let finished = run_within(&mut shell("echo a; printf b"), limits, |line| {
            lines.push(line.to_owned());
        });
        let finished = finished.unwrap();
        assert!(finished.status.success());
        assert_eq!(
            (finished.stdout.as_str(), lines),
            ("a\nb\n", vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn the_guard_kills_what_is_left_when_its_pipe_closes() {
        let mut left = shell("sleep 1000 & wait").process_group(0).spawn().unwrap();
        let mut ended = shell("exit 0").process_group(0).spawn().unwrap();
        let input = format!("+ {}\n+ {}\n- {}\n", left.id(), ended.id(), ended.id());
        ended.wait().unwrap();
        run_on(&mut shell(guard::SCRIPT), &input).unwrap();
        // A second for the signal to arrive, so that a failure is one and no hang.
        let mut status = None;
        for _ in 0..100 {
            status = left.try_wait().unwrap();
            if status.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = left.kill();
        assert!(status.is_some_and(|status| !status.success()));
    }
}
