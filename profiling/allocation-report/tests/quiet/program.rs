//! Calls the functions of the C library that are named on standard input, each in a
//! process of its own and with several kinds of arguments, and prints the names of
//! those that allocated. Its allocator counts.

use std::ffi::{CString, c_char, c_int, c_void};
use std::io::Read;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// In memory that parent and child share; null while nothing is counted.
static COUNT: AtomicPtr<AtomicU64> = AtomicPtr::new(null_mut());

fn count() {
    // SAFETY: null, or the shared page, which is never unmapped.
    if let Some(count) = unsafe { COUNT.load(Ordering::SeqCst).as_ref() } {
        count.fetch_add(1, Ordering::SeqCst);
    }
}

type Six = unsafe extern "C" fn(usize, usize, usize, usize, usize, usize) -> usize;

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(block: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(align: usize, size: usize) -> *mut c_void;
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlvsym(handle: *mut c_void, name: *const c_char, version: *const c_char) -> *mut c_void;
    fn mmap(
        at: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        file: c_int,
        offset: i64,
    ) -> *mut c_void;
    fn fork() -> c_int;
    fn waitpid(child: c_int, status: *mut c_int, options: c_int) -> c_int;
    fn ualarm(microseconds: u32, again: u32) -> u32;
    fn open(path: *const c_char, flags: c_int) -> c_int;
    fn dup2(from: c_int, to: c_int) -> c_int;
    fn _exit(code: c_int) -> !;
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut c_void {
    count();
    // SAFETY: passed on unchanged.
    unsafe { __libc_malloc(size) }
}
#[unsafe(no_mangle)]
extern "C" fn calloc(many: usize, size: usize) -> *mut c_void {
    count();
    // SAFETY: passed on unchanged.
    unsafe { __libc_calloc(many, size) }
}
#[unsafe(no_mangle)]
extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    count();
    // SAFETY: passed on unchanged.
    unsafe { __libc_realloc(block, size) }
}
#[unsafe(no_mangle)]
extern "C" fn memalign(align: usize, size: usize) -> *mut c_void {
    count();
    // SAFETY: passed on unchanged.
    unsafe { __libc_memalign(align, size) }
}
#[unsafe(no_mangle)]
extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
    count();
    // SAFETY: passed on unchanged.
    unsafe { __libc_memalign(align, size) }
}

/// Whether a call allocated.
fn asks(function: Six, arguments: [usize; 6], shared: &AtomicU64) -> bool {
    shared.store(0, Ordering::SeqCst);
    // SAFETY: the child calls what it is given, and may crash: only whether it
    // allocated is examined.
    unsafe {
        let child = fork();
        if child == 0 {
            let nothing = open(c"/dev/null".as_ptr(), 2);
            for stream in 0..3 {
                dup2(nothing, stream);
            }
            // A function that waits for ever is killed.
            ualarm(150_000, 0);
            COUNT.store(std::ptr::from_ref(shared).cast_mut(), Ordering::SeqCst);
            let [a, b, c, d, e, f] = arguments;
            function(a, b, c, d, e, f);
            COUNT.store(null_mut(), Ordering::SeqCst);
            _exit(0);
        }
        waitpid(child, null_mut(), 0);
    }
    shared.load(Ordering::SeqCst) > 0
}

fn main() {
    let mut names = String::new();
    std::io::stdin().read_to_string(&mut names).expect("names");
    // SAFETY: a new page of zeros, readable and writable, shared with children.
    let shared = unsafe { &*mmap(null_mut(), 4096, 3, 0x21, -1, 0).cast::<AtomicU64>() };
    let mut buffer = vec![0_u64; 8192];
    let p = buffer.as_mut_ptr() as usize;
    let text = c"1.5abc:/tmp".as_ptr() as usize;
    // SAFETY: the C library's own part for numbers, for all to see (RTLD_NOW, RTLD_GLOBAL).
    unsafe { dlopen(c"libm.so.6".as_ptr(), 0x102) };
    let mut called = 0;
    let mut missing = Vec::new();
    for name in names.split_whitespace() {
        let symbol = CString::new(name).expect("a name");
        // SAFETY: looks a name up.
        let mut found = unsafe { dlsym(null_mut(), symbol.as_ptr()) };
        if found.is_null() {
            // Kept for old programs only.
            // SAFETY: looks a name up.
            found = unsafe { dlvsym(null_mut(), symbol.as_ptr(), c"GLIBC_2.2.5".as_ptr()) };
        }
        if found.is_null() {
            missing.push(name);
            continue;
        }
        // SAFETY: a function; see `asks` for what it is called with.
        let function = unsafe { std::mem::transmute::<*mut c_void, Six>(found) };
        called += 1;
        let kinds = [
            [p; 6],
            [p, text, 8, p, p, p],
            [text, p, 8, p, p, p],
            [1, p, 8, p, 0, 0],
            [2, text, p, 64, 0, 0],
            [0; 6],
        ];
        if kinds
            .into_iter()
            .any(|arguments| asks(function, arguments, shared))
        {
            println!("{name}");
        }
    }
    println!("missing {}", missing.join(" "));
    println!("called {called}");
}
