//! Which exercises there are.

use patterns::catalogue::{Exercise, Pattern, Track};
use patterns::suggest;
use schemars::JsonSchema;
use serde::Serialize;

/// An exercise with the pattern that declares it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// Whose code and inputs it uses.
    pub pattern: &'static Pattern,
    /// What is special to it.
    pub exercise: &'static Exercise,
}

/// What `workshop list --format json` prints of one.
#[derive(Serialize, JsonSchema)]
pub struct Listed {
    /// Its name, which is also its folder.
    pub exercise: &'static str,
    /// `make-it-cheaper`, `find-it`, `leave-it-alone`, `survive`, `predict` or `explain`.
    pub kind: &'static str,
    /// The main track.
    pub track: &'static str,
    /// Every track, the whole included.
    pub tracks: Vec<&'static str>,
    /// The pattern's id.
    pub pattern: &'static str,
    /// Whether whoever solves it may skip the rest of its family.
    pub checkpoint: bool,
}

impl Registered {
    /// What a program sees of it.
    pub fn listed(&self) -> Listed {
        let tracks = self.exercise.tracks.iter().chain([&Track::Whole]);
        let tracks: Vec<&str> = tracks.map(|track| track.name()).collect();
        Listed {
            exercise: self.exercise.name,
            kind: self.exercise.kind.name(),
            track: tracks[0],
            tracks,
            pattern: self.pattern.id,
            checkpoint: self.exercise.is_checkpoint,
        }
    }

    /// The family of its pattern: the first half of the id.
    pub fn family(&self) -> &'static str {
        let (family, _) = self.pattern.id.split_once('/').unwrap_or_default();
        family
    }

    /// Whether it is part of the track.
    pub fn is_in(&self, track: Track) -> bool {
        track == Track::Whole || self.exercise.tracks.contains(&track)
    }
}

/// Every exercise, in the catalogue's order.
pub fn exercises() -> impl Iterator<Item = Registered> {
    patterns::patterns().flat_map(|pattern| {
        let declared = pattern.exercises.iter();
        declared.map(move |exercise| Registered { pattern, exercise })
    })
}

/// The exercise of this name; the first of a pattern, by the pattern's id.
///
/// # Errors
/// If there is none: with the nearest names.
pub fn find(name: &str) -> anyhow::Result<Registered> {
    let named = exercises().find(|found| found.exercise.name == name);
    let named = named.or_else(|| exercises().find(|found| found.pattern.id == name));
    named.ok_or_else(|| {
        let names: Vec<&str> = exercises().map(|found| found.exercise.name).collect();
        let near = suggest::nearest(name, names.iter().copied());
        let hint = match near.as_slice() {
            [] => "`perf-patterns workshop list` names them all".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        };
        anyhow::anyhow!("no exercise is called `{name}`\nhint: {hint}")
    })
}

/// The track of this name.
///
/// # Errors
/// If there is none: with those that there are.
pub fn track(name: &str) -> anyhow::Result<Track> {
    Track::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Track::ALL.iter().map(|track| track.name()).collect();
        anyhow::anyhow!(
            "no track is called `{name}`\nhint: there are {}",
            names.join(", ")
        )
    })
}
