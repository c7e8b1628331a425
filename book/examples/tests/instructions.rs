//! The guide's bench of instructions compiles; running it is for a machine with
//! valgrind and the runner, which the guide says how to install.

#[allow(dead_code, reason = "compiled here, run by `cargo bench`")]
#[path = "../benches/instructions.rs"]
mod instructions;
