//! A secret that every request must bring.

use std::fmt;

use super::message::{Request, Response};
use super::params::decode;

/// A shared secret; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// `text` as it is sent; the longer and the more random the better.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether the request carries it, in `Authorization: Bearer …` or as the
    /// parameter `secret`, which is moved from the query to a field of its own.
    #[must_use]
    pub fn opens(&self, request: &mut Request, authorization: Option<&str>) -> bool {
        let mut brought = authorization
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, secret)| secret.trim().to_owned());
        let mut rest = Vec::new();
        let query = std::mem::take(&mut request.query);
        for pair in query.split('&') {
            match pair.strip_prefix("secret=") {
                Some(value) => {
                    brought = Some(decode(value));
                    request.secret = Some(value.to_owned());
                }
                None => rest.push(pair),
            }
        }
        request.query = rest.join("&");
        brought.is_some_and(|brought| self.is(&brought))
    }

    /// The answer to a request without it.
    #[must_use]
    pub fn refusal() -> Response {
        Response::error(
            401,
            "a secret is needed; hint: send it as Authorization: Bearer … or as secret=…",
        )
    }

    /// Takes the same time wherever the two differ.
    fn is(&self, other: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), other.as_bytes());
        let difference = own
            .iter()
            .zip(other)
            .fold(0, |sum, (left, right)| sum | (left ^ right));
        !own.is_empty() && own.len() == other.len() && std::hint::black_box(difference) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(query: &str, authorization: Option<&str>) -> (bool, String) {
        let mut request = Request {
            query: query.to_owned(),
            ..Request::default()
        };
        let opens = Secret::new("s e=cret").opens(&mut request, authorization);
        (opens, request.query)
    }

    #[test]
    fn only_the_whole_secret_opens_and_it_leaves_the_query() {
        let rest = "seconds=1&hz=5".to_owned();
        assert_eq!(
            opens("seconds=1&secret=s+e%3Dcret&hz=5", None),
            (true, rest)
        );
        assert!(opens("", Some("Bearer s e=cret")).0);
        assert!(opens("", Some("bearer  s e=cret")).0);
        for wrong in [
            "",
            "secret=",
            "secret=s+e",
            "secret=s+e%3Dcrets",
            "secret=S+e%3Dcret",
        ] {
            assert!(!opens(wrong, None).0, "{wrong}");
        }
        assert!(!opens("", Some("Basic s e=cret")).0);
        assert!(!Secret::new("").opens(&mut Request::default(), Some("Bearer ")));
        assert_eq!(format!("{:?}", Secret::new("s")), "Secret(…)");
    }
}
