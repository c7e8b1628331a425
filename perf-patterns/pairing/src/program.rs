//! Whole programs: equal work first, then time, processor time and memory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use command_line::process::{self, Usage};

use crate::report::Metric;
use crate::turns::Values;

/// A program's arguments and input.
#[derive(Clone, Debug)]
pub struct Call {
    /// What to call it in the report.
    pub id: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// Its standard input.
    pub input: Option<PathBuf>,
    /// When it is killed.
    pub time_limit: Duration,
}

/// A process of less than this is run several times for one value, the least.
const SHORT: Duration = Duration::from_millis(100);

/// How often at most.
const MOST_REPEATS: u128 = 8;

impl Call {
    fn command(&self, executable: &Path) -> Command {
        let mut command = Command::new(executable);
        command.args(&self.arguments).current_dir(&self.folder);
        command
    }

    fn once(&self, executable: &Path) -> anyhow::Result<Usage> {
        let input = match &self.input {
            Some(file) => Some(fs_err::File::open(file)?.into_parts().0),
            None => None,
        };
        process::measure(&mut self.command(executable), input, self.time_limit)
    }

    /// One value for each metric: the least of as many processes as a tenth of a
    /// second holds, at most eight.
    ///
    /// # Errors
    /// If it fails or takes too long.
    pub fn values(&self, executable: &Path) -> anyhow::Result<Values> {
        let first = self.once(executable)?;
        ensure!(
            first.status.success(),
            "{} ended with {} when it was measured",
            self.id,
            first.status
        );
        let wanted = SHORT.as_nanos() / first.wall.as_nanos().max(1);
        let mut all = vec![first];
        for _ in 1..wanted.clamp(1, MOST_REPEATS) {
            all.push(self.once(executable)?);
        }
        let least = |value: fn(&Usage) -> f64| all.iter().map(value).fold(f64::INFINITY, f64::min);
        let value = |metric, least| (self.id.clone(), metric, least);
        Ok(vec![
            value(Metric::TimeNs, least(|usage| usage.wall.as_nanos() as f64)),
            value(
                Metric::CpuTimeNs,
                least(|usage| usage.cpu.as_nanos() as f64),
            ),
            value(
                Metric::PeakResidentBytes,
                least(|usage| usage.peak_resident_bytes as f64),
            ),
        ])
    }

    /// Runs both once and compares what they wrote: standard output, or the files
    /// `outputs`. Where they differ, says where first.
    ///
    /// # Errors
    /// If one cannot be run, fails or hangs, or writes none of the files.
    pub fn first_difference(
        &self,
        base: &Path,
        head: &Path,
        head_call: &Call,
        outputs: &[PathBuf],
        scratch: &Path,
    ) -> anyhow::Result<Option<String>> {
        let (old, new) = (
            self.written(base, "BASE", outputs, scratch)?,
            head_call.written(head, "HEAD", outputs, scratch)?,
        );
        Ok(old.iter().zip(&new).find_map(|((name, old), (_, new))| {
            difference(old, new).map(|place| format!("{name}: {place}"))
        }))
    }

    fn written(
        &self,
        executable: &Path,
        side: &str,
        outputs: &[PathBuf],
        scratch: &Path,
    ) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let file = scratch.join("stdout");
        for output in outputs {
            let output = self.folder.join(output);
            if output.is_file() {
                fs_err::remove_file(output)?;
            }
        }
        // Through a shell's redirection: standard output need not be text.
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec \"$@\" <\"$AB_INPUT\" >\"$AB_OUTPUT\"", "sh"])
            .arg(executable)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env(
                "AB_INPUT",
                self.input.as_deref().unwrap_or(Path::new("/dev/null")),
            )
            .env("AB_OUTPUT", &file);
        let limits = process::Limits::time(self.time_limit);
        let finished = process::run_within(&mut command, limits, |_| ())
            .with_context(|| format!("{side}'s {}", self.id))?;
        if !finished.status.success() {
            let said = finished
                .stderr
                .lines()
                .last()
                .unwrap_or("it printed nothing");
            bail!(
                "{side}'s {} ended with {}: {said}\nhint: only programs that succeed are \
                 compared; are its arguments right?",
                self.id,
                finished.status
            );
        }
        if outputs.is_empty() {
            return Ok(vec![("standard output".to_owned(), fs_err::read(file)?)]);
        }
        outputs
            .iter()
            .map(|output| {
                let content = fs_err::read(self.folder.join(output))
                    .with_context(|| format!("{side} wrote no {}", output.display()))?;
                Ok((output.display().to_string(), content))
            })
            .collect()
    }
}

/// Where two outputs differ first, for people.
fn difference(old: &[u8], new: &[u8]) -> Option<String> {
    if old == new {
        return None;
    }
    let byte = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let line = 1 + old[..byte].iter().filter(|byte| **byte == b'\n').count();
    let line_of = |text: &[u8]| {
        let start = text[..byte]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let rest = &text[start..];
        let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let shown: String = String::from_utf8_lossy(&rest[..end])
            .chars()
            .take(60)
            .collect();
        if start >= text.len() {
            "nothing more".to_owned()
        } else {
            format!("`{shown}`")
        }
    };
    Some(format!(
        "line {line}, byte {byte}: BASE has {}, HEAD has {}",
        line_of(old),
        line_of(new)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown_with_its_line() {
        assert_eq!(difference(b"a\nb\n", b"a\nb\n"), None);
        assert_eq!(
            difference(b"a\nbc\nd", b"a\nbX\nd").unwrap(),
            "line 2, byte 3: BASE has `bc`, HEAD has `bX`"
        );
        assert_eq!(
            difference(b"a\n", b"a\nb\n").unwrap(),
            "line 2, byte 2: BASE has nothing more, HEAD has `b`"
        );
    }
}
