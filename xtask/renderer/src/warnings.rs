//! What mdBook warns of: it does so by `tracing`, and ends well all the same.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use tracing_core::field::{Field, Visit};
use tracing_core::{Event, Level, Metadata, Subscriber, dispatcher, span};

/// Runs `work`, and returns what it returns with every warning and error that it
/// logged meanwhile.
pub fn during<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let listener = dispatcher::Dispatch::new(Listener(Arc::clone(&said)));
    let result = dispatcher::with_default(&listener, work);
    let said = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    (result, said)
}

struct Listener(Arc<Mutex<Vec<String>>>);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text.0);
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}
    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}
    fn enter(&self, _span: &span::Id) {}
    fn exit(&self, _span: &span::Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, _field: &Field, value: &dyn std::fmt::Debug) {
        // Writing into a `String` cannot fail.
        let _ = write!(self.0, "{value:?} ");
    }
}
