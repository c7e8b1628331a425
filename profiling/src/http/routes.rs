//! Maps paths to answers.

use std::time::Duration;

use super::message::{Request, Response};
use super::params::Params;
use super::{Limits, collect, page};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{advice, cpu, history, pprof, symbolise, text};

/// The prefix of every path.
pub(super) const ROOT: &str = "/debug/pprof/";

/// Parameters that `go tool pprof`, Parca and Alloy send with any of Go's profiles.
const GO: [&str; 4] = ["seconds", "debug", "gc", "hz"];
/// Further parameters of profiles of threads.
const THREADS: [&str; 5] = ["seconds", "debug", "gc", "hz", "profiler"];

/// How long CPU or wall time is sampled for a page, unless the request says otherwise.
const DRAWN: Duration = Duration::from_secs(5);

/// Answers a request; blocks for as long as the profile takes. `cancelled` is called
/// now and then to check whether the client hung up.
#[must_use]
pub fn respond(request: &Request, limits: Limits, cancelled: &dyn Fn() -> bool) -> Response {
    let name = match request.path.strip_prefix(ROOT) {
        Some(name) => name,
        None if request.path == ROOT.trim_end_matches('/') => "",
        None => return Response::error(404, "not found; see /debug/pprof/"),
    };
    let is_post = request.method == "POST" && name == "symbol";
    if !is_post && !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::error(405, "allowed are GET and HEAD (and POST for symbol)");
    }
    route(name, request, limits, cancelled).unwrap_or_else(Response::from)
}

fn route(
    name: &str,
    request: &Request,
    limits: Limits,
    cancelled: &dyn Fn() -> bool,
) -> Result<Response> {
    let params = |allowed: &[&str]| Params::parse(&request.query, allowed, limits);
    match name {
        "" => Ok(Response::html(page::index(request.secret.as_deref()))),
        "cmdline" => Ok(Response::text(cmdline())),
        "symbol" => Ok(symbol(request)),
        "trace" => Ok(Response::error(
            501,
            "Rust has no execution trace; see wall and threads",
        )),
        "profile" | "wall" => {
            let params = params(if name == "wall" { &THREADS } else { &GO })?;
            let kind = if name == "wall" { "wall" } else { "cpu" };
            let asked = asked(&params)?;
            let time = params
                .seconds()?
                .unwrap_or(Duration::from_secs(30).min(limits.duration));
            let profile = collect::span(kind, time, asked, cancelled)?;
            written(name, &profile, params.debug()?)
        }
        "goroutine" | "threads" => {
            let params = params(&THREADS)?;
            match (params.debug()?, params.seconds()?) {
                (true, None) => {
                    let threads = collect::list(params.profiler()?)?;
                    Ok(Response::text(threads.text()))
                }
                (debug, time) => {
                    let profiler = params.profiler()?;
                    let profile = snapshot_or_delta("threads", time, profiler, cancelled)?;
                    written(name, &profile, debug)
                }
            }
        }
        "heap" | "allocs" | "block" | "mutex" => {
            let params = params(&GO)?;
            if params.get("gc").is_some() && name != "heap" {
                return Err(Error::Setting(format!("gc is for heap only, not {name}")));
            }
            let profile = snapshot_or_delta(name, params.seconds()?, false, cancelled)?;
            written(name, &profile, params.debug()?)
        }
        "threadcreate" => {
            // Nobody records where a thread was started: valid and empty, as in Go
            // without cgo.
            let debug = params(&GO)?.debug()?;
            let mut profile = Profile::default();
            let of = crate::profile::ValueType::new("threadcreate", "count");
            profile.sample_types = vec![of.clone()];
            profile.period_type = Some(of);
            profile.comments = vec!["who starts threads is not recorded".to_owned()];
            written(name, &profile, debug)
        }
        "flamegraph" => {
            let params = params(&["kind", "seconds", "hz", "profiler", "from", "to"])?;
            let kinds = [&collect::SPANS[..], &collect::SNAPSHOTS[..]].concat();
            let kind = params.one_of("kind", &kinds)?;
            let profile = if params.get("from").is_some() {
                past(kind, &params)?
            } else if collect::SPANS.contains(&kind) {
                let time = params.seconds()?.unwrap_or(DRAWN.min(limits.duration));
                collect::span(kind, time, asked(&params)?, cancelled)?
            } else {
                snapshot_or_delta(kind, params.seconds()?, params.profiler()?, cancelled)?
            };
            Ok(Response::html(page::flamegraph(kind, &profile)))
        }
        "advice" => {
            let params = params(&["kind", "seconds", "hz"])?;
            let profile = match params.one_of("kind", &["allocs", "cpu"])? {
                "cpu" => {
                    let time = params.seconds()?.unwrap_or(DRAWN.min(limits.duration));
                    collect::span("cpu", time, asked(&params)?, cancelled)?
                }
                kind => snapshot_or_delta(kind, params.seconds()?, false, cancelled)?,
            };
            let message = pprof::message(&profile);
            Ok(Response::json(advice::array(&advice::of(&message))))
        }
        "history" => {
            let params = params(&["kind", "from", "to", "debug"])?;
            if params.get("from").is_none() && params.get("to").is_none() {
                return Ok(Response::json(history::listing()?));
            }
            let kind = params.one_of("kind", &history::KINDS)?;
            written("history", &past(kind, &params)?, params.debug()?)
        }
        "diff" => {
            let params = params(&["kind", "from", "to", "span", "debug"])?;
            let kind = params.one_of("kind", &history::KINDS)?;
            let time = |name| -> Result<i64> {
                let value = params.get(name).ok_or_else(|| {
                    Error::Setting(format!("{name} is missing: {}", history::TIMES))
                })?;
                history::time(value)
            };
            let span_s = params.number("span", 1, 86_400)?.unwrap_or(1);
            let span_ns = i64::try_from(span_s).unwrap_or(1) * 1_000_000_000;
            let (from, to) = (time("from")?, time("to")?);
            let base = history::span(kind, from, from.saturating_add(span_ns))?;
            let later = history::span(kind, to, to.saturating_add(span_ns))?;
            written("diff", &later.diff(&base)?, params.debug()?)
        }
        _ => Ok(Response::error(
            404,
            &format!("unknown profile {name:?}; see {ROOT}"),
        )),
    }
}

fn snapshot_or_delta(
    kind: &str,
    time: Option<Duration>,
    with_profiler: bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<Profile> {
    match time {
        Some(time) => collect::delta(kind, time, with_profiler, cancelled),
        None => collect::snapshot(kind, with_profiler),
    }
}

/// What a profile over a span of time samples.
fn asked(params: &Params) -> Result<collect::Asked> {
    Ok(collect::Asked {
        hz: params.hz(cpu::DEFAULT_HZ)?,
        with_profiler: params.profiler()?,
    })
}

/// A span of history from the parameters `from` and `to`.
fn past(kind: &str, params: &Params) -> Result<Profile> {
    let from = history::time(params.get("from").unwrap_or("0"))?;
    let to = history::time(params.get("to").unwrap_or("now"))?;
    history::span(kind, from, to)
}

fn written(name: &str, profile: &Profile, debug: bool) -> Result<Response> {
    Ok(if debug {
        Response::text(text::profile(profile))
    } else {
        Response::file(name, pprof::symbolised(profile))
    })
}

/// The program's arguments, separated by NUL.
fn cmdline() -> String {
    let arguments: Vec<String> = std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    arguments.join("\0")
}

/// Names for addresses, joined with `+` in the query or the body.
fn symbol(request: &Request) -> Response {
    let asked = if request.method == "POST" {
        String::from_utf8_lossy(&request.body).into_owned()
    } else {
        request.query.clone()
    };
    // Go's client only checks that the number is positive.
    let mut text = String::from("num_symbols: 1\n");
    let addresses: Vec<u64> = asked
        .split('+')
        .filter_map(|word| u64::from_str_radix(word.trim().trim_start_matches("0x"), 16).ok())
        .take(100_000)
        .collect();
    for (address, name) in addresses.iter().zip(symbolise::function_names(&addresses)) {
        if let Some(name) = name {
            text.push_str(&format!("{address:#x} {name}\n"));
        }
    }
    Response::text(text)
}
