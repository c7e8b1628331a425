//! Counts words over HTTP, and can be looked into while it does.

// ANCHOR: service
use std::collections::HashMap;
use std::path::PathBuf;

use axum::{Router, routing::post};
use profiling::{history, http};
use profiling_alloc_system as _; // The heap, sampled: this line is all.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let [service, profiles, folder] = arguments();

    // Always on: windows of a minute, kept on disk up to 64 MB.
    let _history = history::Settings {
        disk: Some((PathBuf::from(folder), 64_000_000)),
        ..history::Settings::default()
    }
    .start()?;
    // go tool pprof http://127.0.0.1:6060/debug/pprof/profile
    let server = http::serve(profiles)?;

    let app = Router::new().route("/count", post(async |text: String| count(&text)));
    let listener = tokio::net::TcpListener::bind(service).await?;
    eprintln!(
        "http://{}/count, http://{}/debug/pprof/",
        listener.local_addr()?,
        server.address()
    );
    axum::serve(listener, app)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    Ok(())
}

/// The most frequent word of `text`, and how often it occurs.
fn count(text: &str) -> String {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(word, count)| (**count, *word));
    most.map_or_else(String::new, |(word, count)| format!("{word} {count}"))
}

/// Addresses of the service and of its profiles, and the folder of its history.
fn arguments() -> [String; 3] {
    let mut given = std::env::args().skip(1);
    ["127.0.0.1:8080", "127.0.0.1:6060", "target/profile-history"]
        .map(|default| given.next().unwrap_or_else(|| default.to_owned()))
}
// ANCHOR_END: service

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    // ANCHOR: elided
    #[test]
    fn a_box_that_stays_here_is_not_allocated() {
        let sum = profiling::assert_allocations!(0, {
            (0..1000u64)
                .map(|value| *Box::new(black_box(value)))
                .sum::<u64>()
        });
        assert_eq!(sum, 499_500);
    }
    // ANCHOR_END: elided

    // ANCHOR: kept
    #[test]
    fn a_word_that_is_known_costs_no_allocation() {
        let mut counts = std::collections::HashMap::from([("word", 1)]);
        profiling::assert_allocations!(0, {
            *counts.entry(black_box("word")).or_insert(0) += 1;
        });
        profiling::assert_allocations!(1, {
            counts.reserve(1_000);
        });
        assert_eq!(counts["word"], 2);
    }
    // ANCHOR_END: kept

    #[test]
    fn what_the_service_allocates_is_counted() {
        // The table, three words as keys, the answer; and the answer grows once at most.
        let before = profiling::heap::thread_counts().allocations;
        assert_eq!(super::count("a B b c"), "b 2");
        let counted = profiling::heap::thread_counts().allocations - before;
        assert!((5..=8).contains(&counted), "{counted}");
    }
}
