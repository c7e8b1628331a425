//! Requests and responses, independent of the transport.

use std::fmt;

use crate::error::Error;

/// A request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query after the question mark, not decoded.
    pub query: String,
    /// The body of a `POST`.
    pub body: Vec<u8>,
    /// The secret that came in the query, for links to pass on.
    pub secret: Option<String>,
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Name and value of each header, except the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

const TEXT: &str = "text/plain; charset=utf-8";

impl Response {
    /// An error in Go's form: a line of text, with the header that marks it as meant
    /// for pprof.
    #[must_use]
    pub fn error(status: u16, line: &str) -> Self {
        Self {
            status,
            headers: vec![
                ("Content-Type", TEXT.to_owned()),
                ("X-Content-Type-Options", "nosniff".to_owned()),
                ("X-Go-Pprof", "1".to_owned()),
            ],
            body: format!("{line}\n").into_bytes(),
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::with(TEXT, text.into().into_bytes())
    }

    pub(super) fn html(page: String) -> Self {
        let mut response = Self::with("text/html; charset=utf-8", page.into_bytes());
        // The pages load nothing from other hosts, and nothing may be injected that
        // does. Nor may another host learn the address, which may hold a secret.
        response
            .headers
            .push(("Referrer-Policy", "no-referrer".to_owned()));
        response.headers.push((
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'".to_owned(),
        ));
        response
    }

    pub(super) fn json(text: String) -> Self {
        Self::with("application/json", text.into_bytes())
    }

    /// A file to be saved as `name`.
    pub(super) fn file(name: &str, bytes: Vec<u8>) -> Self {
        let mut response = Self::with("application/octet-stream", bytes);
        response.headers.push((
            "Content-Disposition",
            format!("attachment; filename=\"{name}\""),
        ));
        response
    }

    fn with(content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            headers: vec![
                ("Content-Type", content_type.to_owned()),
                ("X-Content-Type-Options", "nosniff".to_owned()),
            ],
            body,
        }
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::TooManySessions { .. } => 503,
            Error::Rate { .. } | Error::Setting(_) | Error::Mismatch(..) => 400,
            Error::Unsupported { .. } | Error::NoAllocator => 501,
            _ => 500,
        };
        Self::error(status, &error.to_string())
    }
}

/// The reason phrase of a status code.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
