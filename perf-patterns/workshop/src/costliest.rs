//! The line of the learner's own file that costs most: all that it calls counted
//! with it, and nothing twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use profiles::{Profile, read, symbolise};
use serde::Serialize;

/// A line and its share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// From 1.
    pub number: u32,
    /// Of the call's instructions, from 0 to 1.
    pub share: f64,
}

/// The line of the file that messages call `shown` that owns most instructions of
/// callgrind's files; `None` where they name no line of it.
pub fn line(dumps: &[PathBuf], program: &Path, shown: &str) -> Option<Line> {
    let mut lines: HashMap<u32, u64> = HashMap::new();
    let mut total = 0;
    for dump in dumps {
        let profile = read::file(dump).ok()?;
        let profile = symbolise::symbolise(profile, program).ok()?;
        total += add(&profile, shown, &mut lines);
    }
    let (number, most) = lines
        .into_iter()
        .max_by_key(|&(number, own)| (own, number))?;
    (most > 0).then(|| Line {
        number,
        share: most as f64 / total.max(1) as f64,
    })
}

/// Adds each stack to the innermost of its frames that lies in the file: whoever
/// called it owns it no second time.
fn add(profile: &Profile, shown: &str, lines: &mut HashMap<u32, u64>) -> u64 {
    let Some(column) = profile.column("instructions") else {
        return 0;
    };
    for sample in &profile.samples {
        let own = profile
            .stack(sample)
            .find(|frame| frame.line > 0 && frame.file.ends_with(shown));
        if let Some(frame) = own {
            *lines.entry(frame.line).or_default() += sample.values[column];
        }
    }
    profile.total(column)
}
