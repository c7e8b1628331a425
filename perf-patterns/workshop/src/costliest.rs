//! The line of the learner's own file that costs most: all that it calls counted
//! with it, and nothing twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use profiles::{Builder, Profile, read, symbolise};
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
    let dumps: Option<Vec<Profile>> = dumps.iter().map(|dump| read::file(dump).ok()).collect();
    // The program's debug information is read once: that takes most of the time.
    let profile = symbolise::symbolise(together(dumps?)?, program).ok()?;
    let mut lines: HashMap<u32, u64> = HashMap::new();
    let total = add(&profile, shown, &mut lines);
    let (number, most) = lines
        .into_iter()
        .max_by_key(|&(number, own)| (own, number))?;
    (most > 0).then(|| Line {
        number,
        share: most as f64 / total.max(1) as f64,
    })
}

/// The samples of all profiles as one.
fn together(profiles: Vec<Profile>) -> Option<Profile> {
    let first = profiles.first()?;
    let mut builder = Builder::new(first.format, first.metrics.clone());
    for profile in &profiles {
        // Each frame is looked up once, however many stacks it is part of.
        let frames = profile.frames.iter().cloned();
        let places: Vec<u32> = frames.map(|frame| builder.frame(frame)).collect();
        for sample in &profile.samples {
            let stack = sample.stack.iter().map(|&at| places[at as usize]);
            builder.add(&stack.collect::<Vec<u32>>(), &sample.values);
        }
    }
    Some(builder.finish())
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
