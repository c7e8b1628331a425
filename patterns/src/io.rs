//! # Input and output
//!
//! Between a program and a file stands the kernel, and each conversation with it
//! has a price that no instruction count shows. Reading or writing a few bytes at a
//! time means paying that price for a few bytes. The patterns here make the
//! conversations fewer and longer.
//!
//! ## The mechanism
//!
//! A `File`, a `TcpStream` and `Stdout` without its lock are thin: each `read` and
//! each `write` on them is a **system call**. The processor leaves the program,
//! switches to the kernel, which checks arguments, finds the file, takes its locks,
//! copies the bytes to or from its page cache, and returns. The copying is quick.
//! The way there and back is not, and with the usual protections against
//! speculation it has become slower over the years. It is the same for one byte and
//! for eight thousand.
//!
//! A buffer in the program makes one long call out of many short ones. `BufWriter`
//! collects 8 KiB and then writes; `BufReader` reads 8 KiB and then hands out
//! pieces. The pieces themselves become a copy within memory and a comparison.
//!
//! Two things follow that surprise people. First, the slow form may execute
//! *fewer* instructions in the program, since the kernel's do not count: a tool
//! that counts the program's instructions reports that unbuffered is better. Only
//! time, and the number of system calls, show the cost. Second, a lock is not the point.
//! `println!` takes a lock for each line, which is cheap while nobody else wants it;
//! and `Stdout` buffers by line whether it is a terminal or not. Locking it once
//! helps a little; wrapping it in a `BufWriter` helps a lot.
//!
//! A buffer has two dangers. What is in it is not in the file: a program that is
//! killed loses it, and so does one that calls `process::exit`. And `BufWriter`
//! flushes when it is dropped but *cannot report an error* there: a full disk is
//! overlooked. Call `flush` at the end, and look at what it returns.
//!
//! ## What it costs
//!
//! For *n* pieces of *b* bytes each:
//!
//! - **without a buffer**: *n* system calls;
//! - **with a buffer of *B* bytes**: *nb*/*B* system calls, and *nb* bytes copied
//!   once more;
//! - **pieces as large as the buffer**: the same number of calls either way.
//!
//! A system call that does nothing takes
//! <!-- record: cost/system-call -->as long as many instructions<!-- end --> here, and
//! copying 4 KiB within memory
//! <!-- record: cost/copy-4k -->not much longer<!-- end -->. So a piece of a few bytes
//! is nearly all overhead, and a piece of some kilobytes hardly any. In
//! [`crate::io::buffered_write`] the slow variant makes
//! <!-- record: io/buffered-write/slow/system-calls -->many<!-- end --> system calls and
//! the fast one
//! <!-- record: io/buffered-write/fast/system-calls -->few<!-- end -->. The buffer is a factor of
//! <!-- record: io/buffered-write/fast/time-ratio -->many<!-- end --> in time, and in
//! [`crate::io::buffered_read`] one of
//! <!-- record: io/buffered-read/fast/time-ratio -->many<!-- end -->.
//!
//! ## What to do
//!
//! - If `write` is wide in a profile of the kernel; and each call has a few bytes;
//!   then [`crate::io::buffered_write`]; unless every piece has to be on its way
//!   before the next.
//! - If `read` is wide in a profile of the kernel; and the pieces are small; then
//!   [`crate::io::buffered_read`]; unless the pieces are as large as a buffer.
//!
//! ## What it does not help with
//!
//! A buffer makes calls fewer; it does not make a disk faster. Where the bytes have
//! to reach the disk (`sync_all`), or a network answers, the wait is for the device
//! and no buffer shortens it: do other work meanwhile. Reading a whole file that
//! fits into memory is one call anyway (`fs::read`), and then the question is what
//! is done with its bytes: see [`crate::pooling::read_lines`]. Larger buffers than
//! the usual 8 KiB help sequential reads of large files a little; very large ones
//! mostly push other data out of the cache. And in a protocol of requests and
//! answers, a buffer that is not flushed before waiting for the answer is a
//! deadlock, not an optimisation.

pub mod buffered_read;
pub mod buffered_write;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("io.rs").patterns(&[&buffered_write::PATTERN, &buffered_read::PATTERN]);
