//! `/debug/pprof/` as part of a service's own axum router.
//!
//! ```no_run
//! # async fn run() -> std::io::Result<()> {
//! use std::net::SocketAddr;
//!
//! let app = axum::Router::new().merge(profiling_axum::router());
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! // With the client's address, by which requests from other machines are recognised.
//! axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
//! # }
//! ```
//!
//! Profiles are taken on tokio's threads for blocking work, so the runtime keeps
//! running. A client that hangs up ends its profile.
//!
//! A port of its own ([`profiling::http::serve`]) still answers when the runtime
//! itself is stuck, and is never open to the service's clients; prefer it where you
//! can.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use profiling::http;
use tokio::sync::Semaphore;

/// From the head to the last byte of the body, as on a port of its own.
const BODY_TIME: Duration = Duration::from_secs(5);
/// The most that may be posted, as on a port of its own.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// `/debug/pprof/` with the limits of [`http::Limits::default`], for clients on this machine only.
///
/// That needs the client's address: serve with
/// `into_make_service_with_connect_info::<SocketAddr>()`. Without it, and for
/// requests that a proxy has passed on with `Forwarded` or `X-Forwarded-For`, the answer is 403.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    router_with(http::Settings::default())
}

/// As [`router`], with other limits, or reachable by everybody who can reach the
/// service: then set a secret, or put it behind your own authentication.
pub fn router_with<S: Clone + Send + Sync + 'static>(settings: http::Settings) -> Router<S> {
    if settings.reachable_from_outside && settings.secret.is_none() {
        eprintln!(
            "profiling: warning: /debug/pprof/ shows this program's insides to whoever reaches the service"
        );
    }
    let mounted = Mounted {
        places: Arc::new(Semaphore::new(settings.limits.requests)),
        settings: Arc::new(settings),
    };
    Router::new()
        .route("/debug/pprof", any(answer))
        .route("/debug/pprof/", any(answer))
        .route("/debug/pprof/{*name}", any(answer))
        .with_state(mounted)
}

#[derive(Clone)]
struct Mounted {
    settings: Arc<http::Settings>,
    places: Arc<Semaphore>,
}

async fn answer(State(mounted): State<Mounted>, request: Request) -> Response {
    if !mounted.settings.reachable_from_outside
        && let Err(why) = check_is_local(&request)
    {
        return carry(http::Response::error(403, why));
    }
    let limits = mounted.settings.limits;
    let (parts, body) = request.into_parts();
    let mut asked = http::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        ..http::Request::default()
    };
    if let Some(secret) = &mounted.settings.secret {
        let authorization = parts.headers.get(header::AUTHORIZATION);
        if !secret.opens(
            &mut asked,
            authorization.and_then(|value| value.to_str().ok()),
        ) {
            return carry(http::Secret::refusal());
        }
    }
    // Before a place is taken: a slow sender occupies none.
    if parts.method == Method::POST {
        match tokio::time::timeout(BODY_TIME, to_bytes(body, MAX_BODY_BYTES)).await {
            Ok(Ok(body)) => asked.body = body.into(),
            Ok(Err(_)) => return carry(http::Response::error(413, "at most 1 MiB may be posted")),
            Err(_) => {
                let line = "the request took too long to arrive";
                return carry(http::Response::error(408, line));
            }
        }
    }
    let Ok(place) = Arc::clone(&mounted.places).try_acquire_owned() else {
        let line = format!(
            "{} requests are worked on already; try again later",
            limits.requests
        );
        return carry(http::Response::error(503, &line));
    };
    // This future is dropped when the client hangs up: the thread then stops.
    let gone = Gone::default();
    let seen = Arc::clone(&gone.0);
    let answered = tokio::task::spawn_blocking(move || {
        // Kept until the work has ended, not only until nobody waits for it.
        let _place = place;
        http::respond(&asked, limits, &|| seen.load(Ordering::Relaxed))
    })
    .await;
    carry(answered.unwrap_or_else(|_| http::Response::error(500, "taking the profile failed")))
}

/// Set when dropped.
#[derive(Default)]
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The error says what to do.
fn check_is_local(request: &Request) -> Result<(), &'static str> {
    let Some(ConnectInfo(client)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return Err("the client's address is not known; \
             hint: serve with into_make_service_with_connect_info::<SocketAddr>()");
    };
    let headers = request.headers();
    let passed_on = headers.contains_key(header::FORWARDED)
        || headers.contains_key(HeaderName::from_static("x-forwarded-for"));
    if !client.ip().to_canonical().is_loopback() || passed_on || !names_this_machine(headers) {
        return Err("profiles are for this machine: ask for localhost");
    }
    Ok(())
}

/// A web page may point its own host name at this machine (DNS rebinding).
fn names_this_machine(headers: &HeaderMap) -> bool {
    headers
        .get(header::HOST)
        .is_none_or(|host| host.to_str().is_ok_and(http::is_local_host))
}

fn carry(from: http::Response) -> Response {
    let mut response = Response::new(Body::from(from.body));
    *response.status_mut() =
        StatusCode::from_u16(from.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in from.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), value.parse()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
