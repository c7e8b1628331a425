//! Nothing: without a build script cargo would not look at what one would need.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
