//! Parameters of a request, each checked; the answer to a wrong one names what is
//! allowed.

use std::time::Duration;

use super::Limits;
use crate::error::{Error, Result};

/// Parameters by name; only allowed ones.
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    limits: Limits,
}

impl Params {
    /// Splits `query`; a name that is not in `allowed` is refused.
    pub(super) fn parse(query: &str, allowed: &[&str], limits: Limits) -> Result<Self> {
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name);
            if !allowed.contains(&name.as_str()) {
                return Err(Error::Setting(format!(
                    "unknown parameter {name:?}: allowed are {}",
                    allowed.join(", ")
                )));
            }
            pairs.push((name, decode(value)));
        }
        Ok(Self { pairs, limits })
    }

    /// The value of a parameter, if it was given.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// `seconds`, if it was given; zero means the default, as in Go.
    pub(super) fn seconds(&self) -> Result<Option<Duration>> {
        let most = self.limits.duration.as_secs();
        let number = self.number("seconds", 0, most)?;
        Ok(number
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs))
    }

    /// `hz`, or `default`.
    pub(super) fn hz(&self, default: u32) -> Result<u32> {
        let most = u64::from(self.limits.rate_hz);
        let number = self.number("hz", 1, most)?;
        Ok(number
            .and_then(|hz| u32::try_from(hz).ok())
            .unwrap_or(default))
    }

    /// Whether to include the profiler's own threads.
    pub(super) fn profiler(&self) -> Result<bool> {
        Ok(self.number("profiler", 0, 1)?.unwrap_or(0) > 0)
    }

    /// Whether to answer with text.
    pub(super) fn debug(&self) -> Result<bool> {
        Ok(self.number("debug", 0, 2)?.unwrap_or(0) > 0)
    }

    /// A whole number from `least` to `most`, if it was given.
    pub(super) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<u64>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match value.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Error::Setting(format!(
                "{name}={value:?}: allowed is a whole number from {least} to {most}"
            ))),
        }
    }

    /// One of `allowed`; the first where it was not given.
    pub(super) fn one_of<'a>(&self, name: &str, allowed: &[&'a str]) -> Result<&'a str> {
        let value = self.get(name).unwrap_or(allowed[0]);
        allowed
            .iter()
            .find(|known| **known == value)
            .copied()
            .ok_or_else(|| {
                Error::Setting(format!(
                    "{name}={value:?}: allowed are {}",
                    allowed.join(", ")
                ))
            })
    }
}

/// Decodes percent-encoding; anything that is not a valid escape stays.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let encoded = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (encoded, bytes[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (None, b'+') => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<Params> {
        Params::parse(
            query,
            &["seconds", "hz", "debug", "kind"],
            Limits::default(),
        )
    }

    #[test]
    fn wrong_values_are_told_what_is_allowed() {
        let tell = |query: &str| {
            parse(query)
                .and_then(|params| params.seconds())
                .unwrap_err()
                .to_string()
        };
        assert!(tell("seconds=301").contains("from 0 to 300"));
        assert!(tell("seconds=-1").contains("from 0 to 300"));
        assert!(tell("seconds=x").contains("from 0 to 300"));
        assert!(tell("second=1").contains("allowed are seconds, hz"));
        let kinds = parse("kind=cup").unwrap().one_of("kind", &["cpu", "heap"]);
        assert!(
            kinds
                .unwrap_err()
                .to_string()
                .contains("allowed are cpu, heap")
        );
    }

    #[test]
    fn right_values_are_taken_and_defaults_stand_in() {
        let params = parse("seconds=5&debug=1").unwrap();
        assert_eq!(params.seconds().unwrap(), Some(Duration::from_secs(5)));
        assert_eq!(params.hz(100).unwrap(), 100);
        assert!(params.debug().unwrap());
        assert_eq!(parse("seconds=0").unwrap().seconds().unwrap(), None);
    }

    #[test]
    fn encoded_text_is_decoded_and_broken_encoding_survives() {
        assert_eq!(decode("a%20b+c"), "a b c");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%ff"), "%zz\u{fffd}");
        assert_eq!(decode("%é"), "%é");
    }
}
