//! A small HTTP/1.1 server on threads of its own, which no client can block.
//!
//! Each connection serves one request, has a deadline for sending it and one for
//! reading the response, and counts against a limit.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::message::{Request, Response, reason};
use super::{Limits, Secret, respond};
use crate::error::{Error, Result};
use crate::local::is_local_host;
use crate::task;

/// From accepting the connection to the last byte of the request.
const REQUEST_TIME: Duration = Duration::from_secs(5);
/// From the first to the last byte of the response.
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// A client that reads none of its response for this long is given up.
const STALL_TIME: Duration = Duration::from_secs(2);
const MAX_HEAD_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 100;
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Connections beyond the requests being handled: those still sending, or being
/// refused.
const SPARE_CONNECTIONS: usize = 32;

/// How many times the listener checks, a millisecond apart, for a free place.
const ROOM_LOOKS: usize = 20;

/// A running server. It keeps running when this is dropped; [`Server::stop`] ends it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
}

/// Settings of a server, for when the defaults of [`serve`] do not fit.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Limits on requests.
    pub limits: Limits,
    /// Also listen on addresses that other machines can reach. Without a secret,
    /// anybody who can reach it sees the program's functions and arguments.
    pub reachable_from_outside: bool,
    /// What each request must carry, as `Authorization: Bearer …` or as the parameter
    /// `secret`; nothing is required where it is absent.
    pub secret: Option<Secret>,
}

/// Serves `/debug/pprof/` at `address` on a thread of its own, for this machine only.
///
/// # Errors
/// When the address is not one of this machine alone (see
/// [`Settings::reachable_from_outside`]), is not an address, or is taken.
pub fn serve(address: impl ToSocketAddrs) -> Result<Server> {
    Settings::default().serve(address)
}

impl Settings {
    /// Serves `/debug/pprof/` at `address` on a thread of its own.
    ///
    /// # Errors
    /// As [`serve`].
    pub fn serve(self, address: impl ToSocketAddrs) -> Result<Server> {
        let refused = |what: &str, source: std::io::Error| {
            Error::Setting(format!("profiling server: {what}: {source}"))
        };
        let address = address
            .to_socket_addrs()
            .map_err(|source| refused("not an address", source))?
            .next()
            .ok_or_else(|| Error::Setting("profiling server: no address".to_owned()))?;
        if !address.ip().is_loopback() {
            if !self.reachable_from_outside {
                return Err(Error::Setting(format!(
                    "profiling server: {address} can be reached by other machines; \
                     hint: use 127.0.0.1, or set reachable_from_outside"
                )));
            }
            if self.secret.is_none() {
                eprintln!(
                    "profiling: warning: {address} shows this program's insides to whoever reaches it; hint: set a secret"
                );
            }
        }
        let listener = TcpListener::bind(address)
            .map_err(|source| refused(&format!("cannot listen at {address}"), source))?;
        let address = listener
            .local_addr()
            .map_err(|source| refused("no local address", source))?;
        let stop = Arc::new(AtomicBool::new(false));
        let accepting = Accepting {
            limits: self.limits,
            secret: self.secret,
            only_loopback: address.ip().is_loopback(),
            stop: Arc::clone(&stop),
            connections: Arc::default(),
            requests: Arc::default(),
            waiting: Arc::default(),
        };
        spawn("profiling-http", move || accepting.run(&listener))?;
        Ok(Server { address, stop })
    }
}

impl Server {
    /// The address it listens on, with the actual port where port 0 was requested.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening; requests in progress are finished.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(200));
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(|| {
            let _own = task::Own::enter();
            work();
        })
        .map(drop)
        .map_err(|source| Error::System {
            call: "starting a thread",
            source,
            hint: "",
        })
}

#[derive(Clone)]
struct Accepting {
    limits: Limits,
    secret: Option<Secret>,
    only_loopback: bool,
    stop: Arc<AtomicBool>,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
    /// Connections waiting for their client, to send or to read, oldest first.
    waiting: Arc<Mutex<VecDeque<Arc<TcpStream>>>>,
}

/// One of a bounded number of places; dropping it frees the place.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(counter: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let place = Self(Arc::clone(counter));
        (counter.fetch_add(1, Ordering::Relaxed) < most).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Accepting {
    fn run(&self, listener: &TcpListener) {
        loop {
            let accepted = listener.accept();
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let Ok((stream, _)) = accepted else {
                // Out of file descriptors, for example: do not spin.
                std::thread::sleep(Duration::from_millis(100));
                continue;
            };
            let stream = Arc::new(stream);
            let most = self.limits.requests + SPARE_CONNECTIONS;
            self.make_room(most);
            let Some(place) = Place::take(&self.connections, most) else {
                continue;
            };
            self.waiting().push_back(Arc::clone(&stream));
            let this = self.clone();
            // If no thread can be started, the client sees a closed connection.
            let spawned = spawn("profiling-http", move || {
                this.connection(&stream);
                drop(place);
            });
            if spawned.is_err() {
                self.waiting().pop_back();
            }
        }
    }

    /// When all places are taken, closes the connection that has waited longest for
    /// its client, so that slow clients cannot lock out others.
    fn make_room(&self, most: usize) {
        for _ in 0..ROOM_LOOKS {
            if self.connections.load(Ordering::Relaxed) < most {
                return;
            }
            let Some(slowest) = self.waiting().pop_front() else {
                return;
            };
            let _ = slowest.shutdown(std::net::Shutdown::Both);
            drop(slowest);
            // Its thread notices at once and frees its place.
            for _ in 0..ROOM_LOOKS {
                if self.connections.load(Ordering::Relaxed) < most {
                    return;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Arc<TcpStream>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connection(&self, stream: &Arc<TcpStream>) {
        let read = read_request(stream, Instant::now() + REQUEST_TIME);
        self.waiting().retain(|other| !Arc::ptr_eq(other, stream));
        let response = match read {
            Ok((mut request, head)) => self.answer(&mut request, &head, stream),
            Err(Some(response)) => (response, true),
            Err(None) => return,
        };
        self.waiting().push_back(Arc::clone(stream));
        // A client that does not read its response loses it.
        let _ = write_response(stream, &response.0, response.1);
        self.waiting().retain(|other| !Arc::ptr_eq(other, stream));
    }

    /// The response, and whether its body is wanted.
    fn answer(&self, request: &mut Request, head: &Head, stream: &TcpStream) -> (Response, bool) {
        let with_body = request.method != "HEAD";
        // A web page may point its own host name at this machine (DNS rebinding).
        if self.only_loopback && !head.host.as_deref().is_none_or(is_local_host) {
            let line = "this server is for this machine: ask for localhost";
            return (Response::error(403, line), with_body);
        }
        if let Some(secret) = &self.secret
            && !secret.opens(request, head.authorization.as_deref())
        {
            return (Secret::refusal(), with_body);
        }
        let Some(_place) = Place::take(&self.requests, self.limits.requests) else {
            let line = format!(
                "{} requests are worked on already; try again later",
                self.limits.requests
            );
            return (Response::error(503, &line), with_body);
        };
        let gone = || is_closed(stream);
        (respond(request, self.limits, &gone), with_body)
    }
}

/// Whether the client hung up.
fn is_closed(stream: &TcpStream) -> bool {
    if stream.set_nonblocking(true).is_err() {
        return true;
    }
    let closed = match stream.peek(&mut [0]) {
        Ok(0) => true,
        Ok(_) => false,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    };
    closed || stream.set_nonblocking(false).is_err()
}

/// The rest of a request's head.
struct Head {
    host: Option<String>,
    authorization: Option<String>,
}

/// The request and its head; otherwise a response, or `None` where the client is gone.
fn read_request(
    stream: &TcpStream,
    until: Instant,
) -> std::result::Result<(Request, Head), Option<Response>> {
    let mut bytes = Vec::new();
    let head_bytes = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(Some(Response::error(431, "the request's head is too long")));
        }
        read_more(stream, &mut bytes, until)?;
    };
    let malformed = || Some(Response::error(400, "not a request of HTTP/1"));
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    match head.parse(&bytes[..head_bytes]) {
        Ok(status) if status.is_complete() => {}
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Some(Response::error(
                431,
                "the request has too many headers",
            )));
        }
        _ => return Err(malformed()),
    }
    let (Some(method), Some(target)) = (head.method, head.path) else {
        return Err(malformed());
    };
    if !target.starts_with('/') {
        return Err(malformed());
    }
    let (method, target) = (method.to_owned(), target.to_owned());
    let all = |wanted: &str| -> Vec<Option<String>> {
        head.headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(wanted))
            .map(|header| Some(std::str::from_utf8(header.value).ok()?.trim().to_owned()))
            .collect()
    };
    // Duplicated, or not text, a header may be read differently here and by a proxy.
    let header = |wanted: &str| match all(wanted).as_slice() {
        [] => Ok(None),
        [Some(value)] => Ok(Some(value.clone())),
        _ => Err(malformed()),
    };
    let said = Head {
        host: header("host")?,
        authorization: header("authorization")?,
    };
    if !all("transfer-encoding").is_empty() {
        let line = "Transfer-Encoding is not understood; hint: send Content-Length";
        return Err(Some(Response::error(501, line)));
    }
    let body_bytes: usize = match header("content-length")? {
        Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().map_err(|_| malformed())?
        }
        Some(_) => return Err(malformed()),
        None => 0,
    };
    if body_bytes > MAX_BODY_BYTES {
        return Err(Some(Response::error(413, "at most 1 MiB may be posted")));
    }
    if let Some(expected) = header("expect")? {
        if !expected.eq_ignore_ascii_case("100-continue") {
            let line = "Expect: only 100-continue is understood";
            return Err(Some(Response::error(417, line)));
        }
        // A client that has already sent the body is not waiting for this.
        if bytes.len() < head_bytes + body_bytes {
            write_all(stream, b"HTTP/1.1 100 Continue\r\n\r\n", until).map_err(|_| None)?;
        }
    }
    while bytes.len() < head_bytes + body_bytes {
        read_more(stream, &mut bytes, until)?;
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        body: bytes[head_bytes..head_bytes + body_bytes].to_vec(),
        secret: None,
    };
    Ok((request, said))
}

fn read_more(
    mut stream: &TcpStream,
    bytes: &mut Vec<u8>,
    until: Instant,
) -> std::result::Result<(), Option<Response>> {
    let left = until.saturating_duration_since(Instant::now());
    let late = || Some(Response::error(408, "the request took too long to arrive"));
    if left.is_zero() {
        return Err(late());
    }
    stream.set_read_timeout(Some(left)).map_err(|_| None)?;
    let mut piece = [0; 4096];
    match stream.read(&mut piece) {
        Ok(0) => Err(None),
        Ok(count) => {
            bytes.extend_from_slice(&piece[..count]);
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Err(late()),
        Err(_) => Err(None),
    }
}

fn write_response(stream: &TcpStream, response: &Response, with_body: bool) -> std::io::Result<()> {
    let until = Instant::now() + ANSWER_TIME;
    let mut bytes = format!(
        "HTTP/1.1 {} {}\r\nContent-Length: {}\r\nConnection: close\r\n",
        response.status,
        reason(response.status),
        response.body.len(),
    )
    .into_bytes();
    for (name, value) in &response.headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    if with_body {
        bytes.extend_from_slice(&response.body);
    }
    write_all(stream, &bytes, until)?;
    stream.shutdown(std::net::Shutdown::Write)
}

fn write_all(mut stream: &TcpStream, mut rest: &[u8], until: Instant) -> std::io::Result<()> {
    while !rest.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left.min(STALL_TIME)))?;
        match stream.write(rest) {
            Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_does_not_read_loses_its_answer_soon() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let began = Instant::now();
        // More than the buffers of both ends hold.
        let answer = vec![0; 64 << 20];
        assert!(write_all(&stream, &answer, began + ANSWER_TIME).is_err());
        assert!(began.elapsed() < ANSWER_TIME);
        drop(client);
    }
}
