unit!(version, |_| semver::Version::parse("1.22.333-alpha.1").unwrap().minor);
unit!(requirement, |_| semver::VersionReq::parse(">=1.2.3, <2").unwrap().comparators.len() as u64);
unit!(order, |i: u64| u64::from(semver::Version::new(1, i, 3) > semver::Version::new(1, 50, 3)));
