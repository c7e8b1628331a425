//! Instructions, cache hits and estimated cycles with gungraun (formerly
//! iai-callgrind): every case of the catalogue.
//!
//! By hand: `cargo bench -p benches --bench instructions`
