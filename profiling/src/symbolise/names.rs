//! Names from earlier look-ups, kept within a bound: a service is asked for the same
//! functions again and again, and debug information is large.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Line;
use crate::profile::Module;

/// A rough limit on the names' bytes: those with generic arguments are long.
const MAX_BYTES: usize = 4 << 20;

static NAMES: Mutex<Option<Names>> = Mutex::new(None);

#[derive(Default)]
struct Names {
    /// By build id and offset into the image.
    places: HashMap<(Arc<str>, u64), Arc<[Line]>>,
    /// Every string once.
    texts: HashSet<Arc<str>>,
    bytes: usize,
}

/// The bytes of a table's entry, including the counts in front of what it points to.
const ENTRY_BYTES: usize = 80;

impl Names {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        self.bytes += ENTRY_BYTES + text.len();
        text
    }
}

fn lock() -> MutexGuard<'static, Option<Names>> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lines `address` bytes into `module`, from an earlier look-up.
pub(super) fn known(module: &Module, address: u64) -> Option<Arc<[Line]>> {
    let mut names = lock();
    let names = names.as_mut()?;
    let key = (Arc::clone(names.texts.get(&*module.build_id)?), address);
    names.places.get(&key).cloned()
}

/// Keeps the lines `address` bytes into `module`. Without a build id nothing is kept,
/// since another file may be loaded from the same path later.
pub(super) fn keep(module: &Module, address: u64, mut found: Vec<Line>) -> Arc<[Line]> {
    // A file that cannot be read now may become readable later.
    if module.build_id.is_empty() || found.is_empty() {
        return found.into();
    }
    let mut names = lock();
    let names = names.get_or_insert_default();
    if names.bytes >= MAX_BYTES {
        *names = Names::default();
    }
    for line in &mut found {
        line.function = names.text(&line.function);
        line.file = names.text(&line.file);
    }
    let found: Arc<[Line]> = found.into();
    names.bytes += ENTRY_BYTES + size_of_val(&*found);
    let key = (names.text(&module.build_id), address);
    names.places.insert(key, Arc::clone(&found));
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    fn module(build_id: &str) -> Module {
        Module {
            path: "/nowhere".to_owned(),
            build_id: build_id.to_owned(),
            start: 0,
            end: 1,
        }
    }

    fn named(function: &str) -> Vec<Line> {
        vec![Line {
            function: function.into(),
            file: "".into(),
            line: 1,
            column: 0,
        }]
    }

    #[test]
    fn a_name_is_kept_for_each_build_and_the_bound_holds() {
        let first = module("first build");
        assert_eq!(known(&first, 1), None);
        keep(&first, 1, named("old"));
        let again = known(&first, 1).unwrap();
        assert_eq!(&*again[0].function, "old");
        let second = module("second build");
        assert_eq!(known(&second, 1), None);
        assert_eq!(&*keep(&second, 1, named("new"))[0].function, "new");
        // Neither a module without a build id nor an empty result is kept.
        let none = module("");
        assert_eq!(&*keep(&none, 1, named("any"))[0].function, "any");
        assert_eq!(known(&none, 1), None);
        assert!(keep(&second, 2, Vec::new()).is_empty());
        assert_eq!(known(&second, 2), None);
        // Long names, each once: the bound covers them too.
        for address in 0..3 * (MAX_BYTES as u64 / 1_000) {
            keep(&second, address, named(&format!("{address:01000}")));
        }
        let kept: usize = lock()
            .iter()
            .flat_map(|names| &names.texts)
            .map(|text| text.len())
            .sum();
        assert!(kept > 0 && kept <= MAX_BYTES, "{kept}");
    }
}
