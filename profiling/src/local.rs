//! Whether a host name is this machine's own.

use std::net::IpAddr;

/// Whether `host`, from a request's `Host` header, names this machine: `localhost` or
/// a loopback address.
#[must_use]
pub fn is_local_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_pass_and_others_do_not() {
        for host in [
            "localhost",
            "LOCALHOST:6060",
            "127.0.0.1:6060",
            "[::1]:6060",
            "127.1.2.3",
        ] {
            assert!(is_local_host(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:6060",
            "192.168.1.1",
            "localhost.evil.example",
        ] {
            assert!(!is_local_host(host), "{host}");
        }
    }
}
