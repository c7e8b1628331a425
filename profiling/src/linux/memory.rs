//! Reads this process's memory through the kernel, which returns an error where a
//! direct read would crash.
//!
//! Uses `process_vm_readv`, or `/proc/self/mem` where a seccomp filter forbids that.
//! Safe in a signal handler.

use std::sync::atomic::{AtomicI32, Ordering};

use crate::error::{Error, Result};

const PAGE: usize = 4096;
/// The most that one call copies: its list of pages lies on a small stack.
const AT_ONCE: usize = 32 * 1024;

/// The descriptor of `/proc/self/mem`, where it is needed; -1 otherwise.
static MEM: AtomicI32 = AtomicI32::new(-1);

/// Finds out how memory can be read; a filter may have changed that.
pub(crate) fn check() -> Result<()> {
    let here = 0u64;
    let probe = (&raw const here) as u64;
    let mut there = [1; 8];
    // SAFETY: `there` is ours.
    unsafe {
        if by_call(probe, there.as_mut_ptr(), there.len()) == there.len() {
            return Ok(());
        }
        let forbidden = Error::last_os(
            "process_vm_readv",
            ", and /proc/self/mem cannot be read either; hint: the container's seccomp filter must allow one of the two",
        );
        if MEM.load(Ordering::Acquire) < 0 {
            let opened = libc::open(c"/proc/self/mem".as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
            if opened < 0 {
                return Err(forbidden);
            }
            let raced = MEM.compare_exchange(-1, opened, Ordering::AcqRel, Ordering::Acquire);
            if raced.is_err() {
                libc::close(opened);
            }
        }
        if by_file(probe, there.as_mut_ptr(), there.len()) == there.len() {
            Ok(())
        } else {
            Err(forbidden)
        }
    }
}

/// Whether `/proc/self/mem` is used.
pub(crate) fn is_by_file() -> bool {
    MEM.load(Ordering::Relaxed) >= 0
}

/// Copies up to `bytes` bytes upwards from `address`, as far as memory is mapped;
/// returns how many were copied.
///
/// # Safety
/// `buffer` is valid for writing `bytes` bytes.
pub(crate) unsafe fn copy(address: u64, buffer: *mut u8, bytes: usize) -> usize {
    let mut done = 0;
    while done < bytes {
        let wanted = (bytes - done).min(AT_ONCE);
        let from = address.wrapping_add(done as u64);
        // SAFETY: within the caller's buffer.
        let copied = unsafe {
            let to = buffer.add(done);
            if is_by_file() {
                by_file(from, to, wanted)
            } else {
                by_call(from, to, wanted)
            }
        };
        done += copied;
        if copied < wanted {
            break;
        }
    }
    done
}

/// The bytes at `address`, or `None` where some of them are not mapped.
pub(crate) fn read(address: u64, bytes: usize) -> Option<Vec<u8>> {
    let mut copied = vec![0; bytes];
    // SAFETY: the vector has this length.
    let count = unsafe { copy(address, copied.as_mut_ptr(), bytes) };
    (count == bytes).then_some(copied)
}

/// The eight bytes at `address`, or `None` where they are not mapped.
pub(crate) fn word(address: u64) -> Option<u64> {
    let mut bytes = [0; 8];
    // SAFETY: the array has this length.
    let count = unsafe { copy(address, bytes.as_mut_ptr(), bytes.len()) };
    (count == bytes.len()).then(|| u64::from_ne_bytes(bytes))
}

/// # Safety
/// As [`copy`]; at most [`AT_ONCE`] bytes.
unsafe fn by_call(address: u64, buffer: *mut u8, bytes: usize) -> usize {
    // A transfer is partial only between pieces, so each page is one piece.
    let mut pieces = [libc::iovec {
        iov_base: std::ptr::null_mut(),
        iov_len: 0,
    }; AT_ONCE / PAGE + 1];
    let mut covered = 0;
    let mut count = 0;
    while covered < bytes && count < pieces.len() {
        let address = address.wrapping_add(covered as u64);
        let to_page_end = PAGE - (address as usize & (PAGE - 1));
        let len = to_page_end.min(bytes - covered);
        pieces[count] = libc::iovec {
            iov_base: address as *mut libc::c_void,
            iov_len: len,
        };
        covered += len;
        count += 1;
    }
    let local = libc::iovec {
        iov_base: buffer.cast(),
        iov_len: bytes,
    };
    // SAFETY: `local` is the caller's buffer; the kernel checks the pieces.
    let copied = unsafe {
        libc::process_vm_readv(
            libc::getpid(),
            &raw const local,
            1,
            pieces.as_ptr(),
            count as libc::c_ulong,
            0,
        )
    };
    usize::try_from(copied).unwrap_or(0)
}

/// # Safety
/// As [`copy`].
unsafe fn by_file(address: u64, buffer: *mut u8, bytes: usize) -> usize {
    let Ok(offset) = libc::off_t::try_from(address) else {
        return 0;
    };
    let file = MEM.load(Ordering::Acquire);
    // SAFETY: the buffer is the caller's; the kernel checks the address.
    let copied = unsafe { libc::pread(file, buffer.cast(), bytes, offset) };
    usize::try_from(copied).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_read_the_same_and_stop_where_nothing_is_mapped() {
        check().unwrap();
        // SAFETY: two pages of our own, of which the second is unmapped again.
        let pages = unsafe {
            let pages = libc::mmap(
                std::ptr::null_mut(),
                2 * PAGE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            );
            assert_ne!(pages, libc::MAP_FAILED);
            pages.cast::<u8>().write_bytes(7, 2 * PAGE);
            libc::munmap(pages.byte_add(PAGE), PAGE);
            pages as u64
        };
        let from = pages + PAGE as u64 - 10;
        let mut buffer = [0; 100];
        let file = std::fs::File::open("/proc/self/mem").unwrap();
        // SAFETY: the buffer has this length.
        assert_eq!(unsafe { copy(from, buffer.as_mut_ptr(), 100) }, 10);
        assert_eq!(buffer[..11], [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0]);
        let read = std::os::unix::fs::FileExt::read_at(&file, &mut buffer, from);
        assert_eq!(read.unwrap(), 10);
        assert_eq!(word(from), Some(0x0707_0707_0707_0707));
        assert_eq!(word(from + 4), None);
        assert!(super::read(0x10, 8).is_none());
    }
}
