//! Names that were looked up before, kept within a bound: a service is asked for
//! the same functions again and again, and debug information is large.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::Line;
use crate::profile::Module;

/// Places in code that are kept: about a hundred bytes each, and the names.
const MAX_PLACES: usize = 8 * 1024;

static NAMES: Mutex<Option<Names>> = Mutex::new(None);

#[derive(Default)]
struct Names {
    /// By build id and bytes into the image.
    places: HashMap<(Arc<str>, u64), Arc<[Line]>>,
    /// Every text once.
    texts: HashSet<Arc<str>>,
}

impl Names {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }
}

/// The lines `address` bytes into `module`: the known ones, or those that
/// `look_up` gives. Without a build id nothing is kept: another file may come
/// to lie at the same path.
pub(super) fn lines(
    module: &Module,
    address: u64,
    look_up: impl FnOnce() -> Vec<Line>,
) -> Arc<[Line]> {
    if module.build_id.is_empty() {
        return look_up().into();
    }
    let lock = || NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let build_id = {
        let mut names = lock();
        let names = names.get_or_insert_default();
        let key = (names.text(&module.build_id), address);
        if let Some(known) = names.places.get(&key) {
            return Arc::clone(known);
        }
        key.0
    };
    let mut found = look_up();
    let mut names = lock();
    let names = names.get_or_insert_default();
    if names.places.len() >= MAX_PLACES {
        *names = Names::default();
    }
    for line in &mut found {
        line.function = names.text(&line.function);
        line.file = names.text(&line.file);
    }
    let found: Arc<[Line]> = found.into();
    // A file that cannot be read now may be there again later.
    if !found.is_empty() {
        names.places.insert((build_id, address), Arc::clone(&found));
    }
    found
}

#[cfg(test)]
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
    fn a_name_is_looked_up_once_for_each_build_and_the_bound_holds() {
        let first = module("first build");
        assert_eq!(&*lines(&first, 1, || named("old"))[0].function, "old");
        let again = lines(&first, 1, || panic!("is known"));
        assert_eq!(&*again[0].function, "old");
        let second = module("second build");
        assert_eq!(&*lines(&second, 1, || named("new"))[0].function, "new");
        let none = module("");
        lines(&none, 1, || named("any"));
        assert_eq!(&*lines(&none, 1, || named("other"))[0].function, "other");
        for address in 0..3 * MAX_PLACES as u64 {
            lines(&second, address, || named("many"));
        }
        let names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = names.as_ref().map_or(0, |names| names.places.len());
        assert!(kept <= MAX_PLACES, "{kept}");
    }
}
