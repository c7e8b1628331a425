//! The only module that prints: data to stdout, messages to stderr.
//!
//! Colour follows `--color`, `NO_COLOR` and whether there is a terminal; nothing
//! is shown by colour alone.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const CARE: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Applies `--color`.
pub fn set_color(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Why data could not be written; see [`check_written`].
static UNWRITTEN: Mutex<Option<std::io::Error>> = Mutex::new(None);

/// Data: what was asked for, to stdout.
///
/// A closed pipe (`| head`) is not an error of ours, so it is not reported; any other
/// failure is kept for [`check_written`].
pub fn data(text: impl AsRef<str>) {
    let mut out = anstream::stdout().lock();
    let text = text.as_ref();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let written = out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(end.as_bytes()))
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            *UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
        _ => {}
    }
}

/// Fails if data could not be written.
///
/// # Errors
/// With the reason of the last failure.
pub fn check_written() -> anyhow::Result<()> {
    let unwritten = UNWRITTEN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    unwritten.map_or(Ok(()), |error| {
        Err(anyhow::Error::new(error).context("cannot write to standard output"))
    })
}

/// A message, to stderr.
pub fn note(text: impl AsRef<str>) {
    let _ = writeln!(anstream::stderr(), "{}", text.as_ref());
}

/// A heading of the messages.
pub fn heading(text: &str) {
    note(format!("\n{BOLD}{text}{BOLD:#}"));
}

/// Something that the reader should know before trusting the result.
pub fn warning(text: &str) {
    note(format!("{CARE}warning:{CARE:#} {text}"));
}

/// A likely fix.
pub fn hint(text: &str) {
    note(format!("{GOOD}hint:{GOOD:#} {text}"));
}

/// Why the command failed: one line for each cause, outermost first, and a
/// `hint:` line where a cause carries one.
pub fn error(error: &anyhow::Error) {
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    note(format!("{BAD}error:{BAD:#} {text}"));
}

/// How many columns the terminal has that data goes to, or else `COLUMNS` says; `None`
/// where neither is known.
pub fn columns() -> Option<usize> {
    match terminal_size::terminal_size_of(std::io::stdout()) {
        Some((width, _)) => Some(usize::from(width.0)),
        None => std::env::var("COLUMNS").ok()?.parse().ok(),
    }
}

/// Asks a yes-or-no question; `None` where nobody is there to answer.
pub fn ask(question: &str) -> Option<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let _ = write!(anstream::stderr(), "{question} [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// How far a stage is: one line, redrawn on a terminal; plain lines at a tenth,
/// two tenths … when piped.
pub struct Progress {
    bar: ProgressBar,
    stage: String,
    total: u64,
    done: u64,
    started: Instant,
    piped: bool,
}

impl Progress {
    /// A stage of `total` steps.
    pub fn new(stage: &str, total: usize) -> Self {
        let piped = !std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            Some(total as u64),
            if piped {
                ProgressDrawTarget::hidden()
            } else {
                ProgressDrawTarget::stderr()
            },
        );
        let template =
            "{prefix:.bold} {bar:20} {pos}/{len} · {elapsed} gone, {eta} left · {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_prefix(stage.to_owned());
        if piped {
            note(format!("{stage}: {total} to measure"));
        }
        Progress {
            bar,
            stage: stage.to_owned(),
            total: total as u64,
            done: 0,
            started: Instant::now(),
            piped,
        }
    }

    /// The next step begins.
    pub fn begin(&mut self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// A step ended.
    pub fn step(&mut self) {
        let tenth = |done: u64| done * 10 / self.total.max(1);
        let before = tenth(self.done);
        self.done += 1;
        self.bar.inc(1);
        if self.piped && tenth(self.done) > before && self.done < self.total {
            let elapsed = self.started.elapsed();
            let left = elapsed.mul_f64((self.total - self.done) as f64 / self.done as f64);
            note(format!(
                "{}: {}/{}, {} left",
                self.stage,
                self.done,
                self.total,
                seconds(left)
            ));
        }
    }

    /// The stage ended; prints and returns how long it took.
    pub fn finish(self) -> Duration {
        let elapsed = self.started.elapsed();
        self.bar.finish_and_clear();
        note(format!(
            "{}: {} measured in {}",
            self.stage,
            self.done,
            seconds(elapsed)
        ));
        elapsed
    }
}

/// `4.2 s`, or `3 min 20 s`.
pub fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!(
            "{} min {:02} s",
            duration.as_secs() / 60,
            duration.as_secs() % 60
        )
    }
}
