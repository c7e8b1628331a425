//! Reads a zone file: kinds of records are lowered to be matched; owner names are lowered to be stored; a directive is rare.
use std::fmt::Write as _;
use std::collections::HashMap;

#[derive(Default)]
struct Zone {
    names: HashMap<String, u32>,
    addresses: u32,
    mails: u32,
    texts: u32,
    ttl: u32,
}

fn zone_file(hosts: u32) -> String {
    let mut text = String::with_capacity(hosts as usize * 32 + 64);
    text.push_str("$TTL 3600\n$ORIGIN example.org.\n");
    for host in 0..hosts {
        let owner = host % 60;
        let _ = match host % 5 {
            0 => writeln!(text, "Host{owner} IN MX 10 mail{}", host % 4),
            1 => writeln!(text, "host{owner} in TXT \"v=spf1 {host}\""),
            _ => writeln!(text, "HOST{owner} IN aaaa fe80::{host:x}"),
        };
    }
    text
}

//- 1 mistake string-building/ascii-case
fn record(zone: &mut Zone, kind: &str, class: &str) -> bool {
    if class.to_lowercase() != "in" {
        return false;
    }
    match kind.to_lowercase().as_str() {
        "a" | "aaaa" => zone.addresses += 1,
        "mx" => zone.mails += 1,
        "txt" => zone.texts += 1,
        _ => return false,
    }
    true
}
//+ 1
fn record(zone: &mut Zone, kind: &str, class: &str) -> bool {
    if !class.eq_ignore_ascii_case("in") {
        return false;
    }
    if kind.eq_ignore_ascii_case("a") || kind.eq_ignore_ascii_case("aaaa") {
        zone.addresses += 1;
    } else if kind.eq_ignore_ascii_case("mx") {
        zone.mails += 1;
    } else if kind.eq_ignore_ascii_case("txt") {
        zone.texts += 1;
    } else {
        return false;
    }
    true
}
//.

fn directive(zone: &mut Zone, line: &str) {
    //- 2 lookalike string-building/ascii-case|string-building/parse-fields
    let parts: Vec<&str> = line.split_whitespace().collect();
    if parts.len() == 2 && parts[0].to_lowercase() == "$ttl" {
        zone.ttl = parts[1].parse().unwrap_or(0);
    }
    //+ 2
    if let Some((name, value)) = line.split_once(' ') {
        if name.eq_ignore_ascii_case("$ttl") {
            zone.ttl = value.trim().parse().unwrap_or(0);
        }
    }
    //.
}

fn read(text: &str) -> Zone {
    let mut zone = Zone::default();
    for line in text.lines() {
        if line.starts_with('$') {
            directive(&mut zone, line);
            continue;
        }
        let mut fields = line.splitn(4, ' ');
        let (Some(owner), Some(class), Some(kind)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if record(&mut zone, kind, class) {
            //- 3 mistake lookups/key-without-owning|string-building/ascii-case
            *zone.names.entry(owner.to_ascii_lowercase()).or_insert(0) += 1;
            //+ 3
            let mut name = [0_u8; 63];
            let name = &mut name[..owner.len()];
            name.copy_from_slice(owner.as_bytes());
            name.make_ascii_lowercase();
            let name = std::str::from_utf8(name).unwrap_or_default();
            match zone.names.get_mut(name) {
                Some(count) => *count += 1,
                None => {
                    zone.names.insert(name.to_owned(), 1);
                }
            }
            //.
        }
    }
    zone
}

fn main() {
    let zone = read(&zone_file(4_000));
    println!("{} {} {} {}", zone.addresses, zone.mails, zone.texts, zone.ttl);
    println!("{} {:?}", zone.names.len(), zone.names.get("host17"));
}
