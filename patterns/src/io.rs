//! # Input and output
//!
//! `File`, `TcpStream` and pipes do what they are told, at once: each `read` and
//! each `write` is a call into the kernel. Such a system call costs hundreds of
//! nanoseconds to microseconds, whatever it moves, and instruction counts do not
//! show it. The patterns here move the same bytes in fewer calls. Their metric is
//! `system_calls`.

pub mod buffered_read;
pub mod buffered_write;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("io.rs").patterns(&[&buffered_write::PATTERN, &buffered_read::PATTERN]);
