//! One `POST /ingest`, within a deadline; ureq does TLS and proxies.

use std::io::Read;
use std::time::Duration;

use super::Settings;
use crate::error::{Error, Result};
use crate::local::is_local_host;
use crate::profile::Profile;

/// Only this much of a response is read.
const MAX_ANSWER_BYTES: u64 = 4096;

/// The outcome of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    /// A later attempt may succeed.
    Later(String),
    /// No later attempt will succeed.
    Refused(String),
}

/// The server's address, and the parameters sent with every profile.
pub(super) struct Server {
    agent: ureq::Agent,
    /// The address up to the question mark.
    url: String,
    name: String,
    headers: Vec<(String, String)>,
}

impl Server {
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let refused = |what: String| Err(Error::Setting(format!("push: {what}")));
        let server = settings.server.trim_end_matches('/');
        let is_tls = server.starts_with("https://");
        if is_tls && !cfg!(feature = "tls") {
            return refused(format!(
                "{server}: TLS is not compiled in; hint: enable the feature `tls` of `profiling`, \
                 or send to an agent on this machine, such as Grafana Alloy with pyroscope.receive_http"
            ));
        }
        let rest = server
            .strip_prefix("http://")
            .or_else(|| server.strip_prefix("https://"));
        let host = rest.and_then(|rest| rest.split('/').next());
        let is_uri = server.parse::<ureq::http::Uri>().is_ok();
        let is_odd = |text: &str| text.bytes().any(|byte| byte <= b' ' || byte == 0x7f);
        if host.is_none_or(str::is_empty)
            || !is_uri
            || is_odd(server)
            || server.contains(['?', '#', '@'])
        {
            return refused(format!(
                "{server:?} is no server: allowed are http://host:port and https://host:port"
            ));
        }
        if settings.name.is_empty() {
            return refused("the application needs a name".to_owned());
        }
        for (name, value) in &settings.headers {
            let is_name = ureq::http::HeaderName::from_bytes(name.as_bytes()).is_ok();
            if !is_name || ureq::http::HeaderValue::from_str(value).is_err() {
                return refused(format!("{name:?} is not acceptable as a header"));
            }
        }
        Ok(Self {
            agent: agent(settings, host.unwrap_or_default())?,
            url: format!("{server}/ingest"),
            name: percent_encoded(&settings.name),
            headers: settings.headers.clone(),
        })
    }

    /// Sends `body`, which is `profile` as a compressed pprof file.
    pub(super) fn post(&self, profile: &Profile, body: &[u8], timeout: Duration) -> Verdict {
        let mut request = self
            .agent
            .post(self.target(profile))
            .config()
            .timeout_global(Some(timeout))
            .build()
            .content_type("application/octet-stream")
            .header("Connection", "close");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(error) => return Verdict::Later(format!("{}: {}", self.url, told(&error))),
        };
        let location = answer.headers().get("location");
        let location = location.and_then(|value| value.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let status = answer.status();
        let mut text = Vec::new();
        // The status suffices where the rest of the response does not arrive.
        let _ = answer
            .body_mut()
            .as_reader()
            .take(MAX_ANSWER_BYTES)
            .read_to_end(&mut text);
        verdict(status, &location, &String::from_utf8_lossy(&text))
    }

    fn target(&self, profile: &Profile) -> String {
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
        format!(
            "{}?name={}&from={from_s}&until={until_s}&format=pprof{rate}",
            self.url, self.name,
        )
    }
}

fn agent(settings: &Settings, host: &str) -> Result<ureq::Agent> {
    // No proxy leads back to this machine.
    let proxy = if is_local_host(host) {
        None
    } else {
        ureq::Proxy::try_from_env()
    };
    let config = ureq::Agent::config_builder()
        .proxy(proxy)
        .user_agent(concat!("profiling/", env!("CARGO_PKG_VERSION")))
        // A redirect is an error that names the target: profiles go to no other host.
        .max_redirects(0)
        .http_status_as_error(false)
        // Minutes pass between two profiles, so connections are not kept.
        .max_idle_connections(0);
    Ok(with_roots(config, settings)?.build().new_agent())
}

type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

/// Trusts the certificate of the settings instead of the usual ones.
#[cfg(feature = "tls")]
fn with_roots(config: Config, settings: &Settings) -> Result<Config> {
    let Some(path) = &settings.root_certificates else {
        return Ok(config);
    };
    let pem = std::fs::read(path).map_err(|source| Error::File {
        path: path.clone(),
        source,
    })?;
    let roots: Vec<_> = ureq::tls::parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if roots.is_empty() {
        return Err(Error::Setting(format!(
            "push: {} holds no certificate in PEM form",
            path.display()
        )));
    }
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&roots))
        .build();
    Ok(config.tls_config(tls))
}

/// Without TLS no certificate is needed.
#[cfg(not(feature = "tls"))]
fn with_roots(config: Config, settings: &Settings) -> Result<Config> {
    match &settings.root_certificates {
        None => Ok(config),
        Some(_) => Err(Error::Setting(
            "push: root certificates need TLS; hint: enable the feature `tls` of `profiling`"
                .to_owned(),
        )),
    }
}

fn told(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::Io(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock
            ) =>
        {
            "no answer in time".to_owned()
        }
        error => error.to_string(),
    }
}

fn verdict(status: ureq::http::StatusCode, location: &str, body: &str) -> Verdict {
    let first = body.lines().next().unwrap_or_default();
    let told = format!("{status}: {first}");
    match status.as_u16() {
        200..=299 => Verdict::Taken,
        300..=399 => Verdict::Refused(format!(
            "{status}: redirected to {location:?}, which is not followed; hint: push there"
        )),
        429 | 500..=599 => Verdict::Later(told),
        _ => Verdict::Refused(told),
    }
}

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
    fn the_target_keeps_the_servers_path_and_encodes_the_name() {
        let target = |server: &str| {
            let server = Server::new(&Settings::to(server, "shop{env=a b}")).unwrap();
            server.target(&Profile::default())
        };
        let query = "name=shop%7Benv%3Da%20b%7D&from=0&until=1&format=pprof";
        assert_eq!(target("http://h:1"), format!("http://h:1/ingest?{query}"));
        assert_eq!(
            target("http://[::1]:1/a/"),
            format!("http://[::1]:1/a/ingest?{query}")
        );
    }

    #[test]
    fn only_what_may_pass_is_tried_again_and_a_redirect_is_named() {
        let of = |status: u16, location: &str| {
            let status = ureq::http::StatusCode::from_u16(status).unwrap();
            verdict(status, location, "why\nmore")
        };
        assert_eq!(of(200, ""), Verdict::Taken);
        for again in [429, 500, 503] {
            assert!(matches!(of(again, ""), Verdict::Later(why) if why.ends_with("why")));
        }
        for never in [400, 401, 422] {
            assert!(matches!(of(never, ""), Verdict::Refused(why) if why.ends_with("why")));
        }
        let elsewhere = "https://elsewhere.example/ingest";
        assert!(matches!(of(307, elsewhere), Verdict::Refused(why) if why.contains(elsewhere)));
    }
}
