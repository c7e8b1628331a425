//! Sends what is recorded to a Pyroscope server: the guide's example.

// ANCHOR: example
use profiling::{history, push};

fn main() -> Result<(), profiling::Error> {
    let _history = history::Settings {
        push: Some(push::Settings::to(
            "http://127.0.0.1:4040",
            "shop{env=production}",
        )),
        ..history::Settings::default()
    }
    .start()?;
    std::thread::park(); // The service.
    Ok(())
}
// ANCHOR_END: example
