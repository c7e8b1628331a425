//! planted/semver.rs's units under zenbench: each 100 times, 100 times again, and 105
//! times, in one group of one process.

use std::hint::black_box;

use zenbench::prelude::*;

fn version(_: u64) -> u64 {
    semver::Version::parse("1.22.333-alpha.1").unwrap().minor
}

fn requirement(_: u64) -> u64 {
    semver::VersionReq::parse(">=1.2.3, <2").unwrap().comparators.len() as u64
}

fn order(i: u64) -> u64 {
    u64::from(semver::Version::new(1, i, 3) > semver::Version::new(1, 50, 3))
}

fn repeated(unit: fn(u64) -> u64, times: u64) -> u64 {
    (0..times).fold(0, |sum, i| sum.wrapping_add(black_box(unit)(black_box(i))))
}

fn all(suite: &mut Suite) {
    let units: [(&str, fn(u64) -> u64); 3] =
        [("version", version), ("requirement", requirement), ("order", order)];
    for (name, unit) in units {
        suite.group(name, move |group| {
            for (arm, times) in [("base", 100), ("same", 100), ("five", 105)] {
                group.bench(arm, move |b| b.iter(move || repeated(unit, times)));
            }
        });
    }
}

zenbench::main!(all);
