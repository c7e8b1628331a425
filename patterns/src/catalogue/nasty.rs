//! Hand-picked inputs: each stands beside its name, in one table.

use std::ops::Deref;

/// Hand-picked inputs by name: what an input function looks up with
/// [`Setup::nasty`](super::Setup::nasty), and what the declaration names.
pub type Nasty<T> = &'static [(&'static str, fn() -> T)];

/// The names of hand-picked inputs, without the inputs: their types differ from
/// pattern to pattern.
pub struct Names {
    names: [&'static str; Names::MOST],
    count: usize,
}

impl Names {
    /// A constant has no heap: room for as many as one pattern may have.
    const MOST: usize = 16;

    pub(super) const NONE: Names = Names {
        names: [""; Names::MOST],
        count: 0,
    };

    pub(super) const fn of<T>(inputs: Nasty<T>) -> Names {
        assert!(
            inputs.len() <= Names::MOST,
            "more inputs than `Names` holds"
        );
        let mut names = Names::NONE;
        while names.count < inputs.len() {
            names.names[names.count] = inputs[names.count].0;
            names.count += 1;
        }
        names
    }
}

impl Deref for Names {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        &self.names[..self.count]
    }
}
