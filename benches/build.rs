//! Links the benchmarks without debug information: nobody profiles them (the programs
//! of `suite` are for that), and valgrind reads it anew for each case that it counts.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // An option of GNU's linkers and of LLVM's.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-benches=-Wl,--strip-debug");
    }
}
