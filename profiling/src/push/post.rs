//! One `POST /ingest` over HTTP/1.1, within a deadline.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::Settings;
use crate::error::{Error, Result};
use crate::profile::Profile;

/// More of an answer is not looked at.
const MAX_ANSWER_BYTES: usize = 4096;

/// What became of an attempt.
pub(super) enum Verdict {
    Taken,
    /// It may work later.
    Later(String),
    /// It will never work.
    Refused(String),
}

/// Where to send, taken apart.
pub(super) struct Server {
    /// Host and port.
    address: String,
    path: String,
    name: String,
    headers: String,
}

impl Server {
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let refused = |what: String| Err(Error::Setting(format!("push: {what}")));
        let server = settings.server.as_str();
        if server.starts_with("https://") {
            return refused(format!(
                "{server}: only http:// is spoken; hint: send to an agent on this machine, \
                 such as Grafana Alloy with pyroscope.receive_http"
            ));
        }
        let (host, path) = server
            .strip_prefix("http://")
            .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
            .unwrap_or_default();
        let is_odd = |text: &str| text.bytes().any(|byte| byte <= b' ' || byte == 0x7f);
        if host.is_empty() || is_odd(server) || server.contains(['?', '#', '@']) {
            return refused(format!(
                "{server:?} is no server: allowed is http://host:port"
            ));
        }
        if settings.name.is_empty() {
            return refused("the application needs a name".to_owned());
        }
        let mut headers = String::new();
        for (name, value) in &settings.headers {
            let is_token = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
            if !is_token || value.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
                return refused(format!("{name:?} is not acceptable as a header"));
            }
            headers.push_str(&format!("{name}: {value}\r\n"));
        }
        let has_port = host
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let path = path.trim_end_matches('/');
        Ok(Self {
            address: if has_port {
                host.to_owned()
            } else {
                format!("{host}:80")
            },
            path: if path.is_empty() {
                "/ingest".to_owned()
            } else {
                format!("/{path}/ingest")
            },
            name: percent_encoded(&settings.name),
            headers,
        })
    }

    /// Sends `body`, which is `profile` as a compressed pprof file.
    pub(super) fn post(&self, profile: &Profile, body: &[u8], until: Instant) -> Verdict {
        match self.answer(profile, body, until) {
            Ok(answer) => verdict(&answer),
            Err(error) => Verdict::Later(format!("{}: {error}", self.address)),
        }
    }

    fn answer(&self, profile: &Profile, body: &[u8], until: Instant) -> std::io::Result<String> {
        let from_s = profile.time_unix_ns / 1_000_000_000;
        let until_ns = profile.time_unix_ns.saturating_add(profile.duration_ns);
        // Rounded up, so that no window is empty.
        let until_s = until_ns / 1_000_000_000 + 1;
        let is_time = profile
            .period_type
            .as_ref()
            .is_some_and(|of| of.unit == "nanoseconds");
        let rate = if is_time && profile.period > 0 {
            format!("&sampleRate={}", 1_000_000_000 / profile.period)
        } else {
            String::new()
        };
        let head = format!(
            "POST {}?name={}&from={from_s}&until={until_s}&format=pprof{rate} HTTP/1.1\r\n\
             Host: {}\r\nUser-Agent: profiling/{}\r\nContent-Type: application/octet-stream\r\n\
             Content-Length: {}\r\nConnection: close\r\n{}\r\n",
            self.path,
            self.name,
            self.address,
            env!("CARGO_PKG_VERSION"),
            body.len(),
            self.headers,
        );
        let mut stream = self.connect(until)?;
        write(&mut stream, head.as_bytes(), until)?;
        write(&mut stream, body, until)?;
        let mut answer = Vec::new();
        let mut piece = [0; 1024];
        while answer.len() < MAX_ANSWER_BYTES {
            stream.set_read_timeout(Some(left(until)?))?;
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&piece[..count]),
                // The status is enough.
                Err(_) if answer.contains(&b'\n') => break,
                Err(error) => return Err(timed_out(error)),
            }
        }
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn connect(&self, until: Instant) -> std::io::Result<TcpStream> {
        let mut last = std::io::Error::other("no address by that name");
        for address in self.address.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, left(until)?) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn write(stream: &mut TcpStream, mut bytes: &[u8], until: Instant) -> std::io::Result<()> {
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(left(until)?))?;
        match stream.write(bytes) {
            Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(timed_out(error)),
        }
    }
    Ok(())
}

/// What is left of the attempt's time.
fn left(until: Instant) -> std::io::Result<Duration> {
    match until.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            "no answer in time",
        )),
        left => Ok(left),
    }
}

/// A socket's timeout reads as "try again".
fn timed_out(error: std::io::Error) -> std::io::Error {
    if error.kind() == std::io::ErrorKind::WouldBlock {
        std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in time")
    } else {
        error
    }
}

fn verdict(answer: &str) -> Verdict {
    let first = answer.lines().next().unwrap_or_default();
    let status: Option<u16> = first
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    let told = answer
        .split_once("\r\n\r\n")
        .and_then(|(_, body)| body.lines().next())
        .unwrap_or_default();
    let why = format!("{first} {told}").trim().to_owned();
    match status {
        Some(200..=299) => Verdict::Taken,
        Some(408 | 425 | 429 | 500..=599) => Verdict::Later(why),
        Some(_) => Verdict::Refused(why),
        None => Verdict::Later("the answer is not HTTP".to_owned()),
    }
}

/// Everything but letters, digits and what is safe in a query, as RFC 3986 has it.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_taken_apart() {
        let parts = |server: &str| {
            let server = Server::new(&Settings::to(server, "shop{env=a b}")).unwrap();
            (server.address, server.path, server.name)
        };
        let name = "shop%7Benv%3Da%20b%7D".to_owned();
        assert_eq!(
            parts("http://h:1"),
            ("h:1".into(), "/ingest".into(), name.clone())
        );
        assert_eq!(
            parts("http://[::1]:1/a/"),
            ("[::1]:1".into(), "/a/ingest".into(), name.clone())
        );
        assert_eq!(parts("http://h"), ("h:80".into(), "/ingest".into(), name));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |status: &str| verdict(&format!("HTTP/1.1 {status}\r\n\r\nwhy\n"));
        assert!(matches!(of("200 OK"), Verdict::Taken));
        for again in ["429 Too Many Requests", "500 x", "503 x"] {
            assert!(matches!(of(again), Verdict::Later(why) if why.ends_with("why")));
        }
        for never in ["400 x", "401 x", "301 x", "422 x"] {
            assert!(matches!(of(never), Verdict::Refused(why) if why.ends_with("why")));
        }
        assert!(matches!(verdict("SSH-2.0"), Verdict::Later(_)));
        assert!(matches!(verdict(""), Verdict::Later(_)));
    }
}
