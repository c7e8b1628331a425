//! Functions that are known by name: the allocator's entrances, the C library's
//! functions, and those that end in a panic.

use std::collections::HashSet;
use std::sync::LazyLock;

use function_names::{demangled, last_part};

use crate::effects::Effects;
use crate::import::Import;

/// The effects of Rust's entrances to the allocator, by the last segment of their
/// names.
pub fn entrance(last: &str) -> Option<Effects> {
    Some(match last {
        "__rust_alloc"
        | "__rust_alloc_zeroed"
        | "__rdl_alloc"
        | "__rdl_alloc_zeroed"
        | "__rg_alloc"
        | "__rg_alloc_zeroed" => Effects::ALLOCATES,
        "__rust_realloc" | "__rdl_realloc" | "__rg_realloc" => Effects::REALLOCATES,
        "__rust_dealloc" | "__rdl_dealloc" | "__rg_dealloc" => Effects::FREES,
        _ => return None,
    })
}

/// The effects of the functions in `std::alloc` that call an entrance, by their names
/// alone; other functions have these names too.
pub fn calls_entrance(name: &str) -> Option<Effects> {
    Some(match name {
        "alloc" | "alloc_zeroed" => Effects::ALLOCATES,
        "realloc" => Effects::REALLOCATES,
        "dealloc" => Effects::FREES,
        _ => return None,
    })
}

/// The effects of a call by definition, if its name is that of an allocator's
/// entrance. `is_users` says that it is defined in Rust source outside the standard
/// library: then a name that promises not to allocate is not trusted, and its body is
/// read. Names that the compiler itself gives, those of a declared allocator's
/// entrances, are trusted.
pub fn root(name: &str, is_users: bool) -> Option<Effects> {
    let effects = named(name)?;
    let believed = !is_users || name.starts_with("__rustc::") || effects.takes_memory();
    believed.then_some(effects)
}

fn named(name: &str) -> Option<Effects> {
    // The compiler's have a path of their own, or none; anybody may name a function
    // `free`, but the C library's has no path.
    let name = name.strip_prefix("__rustc::").unwrap_or(name);
    if name.contains("::") {
        return None;
    }
    if let Some(effects) = entrance(name) {
        return Some(effects);
    }
    // Only makes the linker look for an allocator.
    if name.starts_with("__rust_no_alloc_shim_is_unstable") {
        return Some(Effects::NONE);
    }
    Some(match name {
        "malloc"
        | "calloc"
        | "posix_memalign"
        | "aligned_alloc"
        | "memalign"
        | "valloc"
        | "pvalloc"
        | "mmap"
        | "mmap64"
        | "sbrk"
        | "_rjem_malloc"
        | "_rjem_calloc"
        | "_rjem_mallocx"
        | "_rjem_aligned_alloc"
        | "mallocx"
        | "mi_malloc"
        | "mi_zalloc"
        | "mi_calloc"
        | "mi_malloc_aligned"
        | "mi_zalloc_aligned"
        | "_Znwm"
        | "_Znam" => Effects::ALLOCATES,
        "realloc" | "reallocarray" | "mremap" | "_rjem_realloc" | "_rjem_rallocx" | "rallocx"
        | "mi_realloc" | "mi_realloc_aligned" => Effects::REALLOCATES,
        "free"
        | "cfree"
        | "munmap"
        | "_rjem_free"
        | "_rjem_sdallocx"
        | "sdallocx"
        | "dallocx"
        | "mi_free"
        | "mi_free_size"
        | "mi_free_size_aligned"
        | "_ZdlPv"
        | "_ZdaPv"
        | "_ZdlPvm" => Effects::FREES,
        _ => return None,
    })
}

/// Whether a name alone determines what its function does.
pub fn is_known(raw: &str) -> bool {
    let name = demangled(raw);
    named(&name).is_some() || panics(&name, false)
}

/// Functions of the C library that allocate for themselves.
const ALLOCATING_IMPORTS: &str = "
    strdup strndup getline getdelim asprintf vasprintf fopen fopen64 fdopen opendir
    fdopendir getaddrinfo realpath dlopen pthread_create __cxa_thread_atexit_impl setenv
    unsetenv putenv getcwd scandir open_memstream setlocale regcomp tmpfile popen
    posix_spawnp posix_spawn posix_spawn_file_actions_adddup2 getpwuid_r sem_open
    gmtime_r
";

const FREEING_IMPORTS: &str = "
    closedir fclose freeaddrinfo dlclose pclose
";

/// Functions of the C library that neither allocate nor call back (POSIX, Linux manual
/// pages section 2 and 3).
const QUIET_IMPORTS: &str = "
    memcpy memmove memset memcmp bcmp bzero memchr memrchr rawmemchr memmem __memcpy_chk
    __memset_chk __memmove_chk explicit_bzero mempcpy memccpy strlen strnlen strcmp
    strncmp strcasecmp strncasecmp strchr strrchr strstr strcpy strncpy strcat strspn
    strcspn strpbrk strtol strtoul strtoll strtoull strtod atoi atol strerror_r
    __xpg_strerror_r isatty ttyname_r sysconf getpagesize getauxval gnu_get_libc_version
    __errno_location write writev pwrite pwrite64 pwritev pwritev64 read readv pread
    pread64 preadv preadv64 open open64 openat openat64 close lseek lseek64 dup dup2
    dup3 pipe pipe2 fcntl fcntl64 ioctl stat stat64 fstat fstat64 lstat lstat64 fstatat
    fstatat64 statx access faccessat __xstat64 __fxstat64 __lxstat64 __fxstatat64
    readlink readlinkat readdir readdir64 readdir_r readdir64_r dirfd rewinddir seekdir
    telldir ftruncate ftruncate64 truncate truncate64 fsync fdatasync sync fallocate
    fallocate64 posix_fadvise posix_fadvise64 copy_file_range unlink unlinkat rename
    renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat chmod fchmod
    fchmodat chown fchown lchown fchownat chdir fchdir chroot umask utimensat futimens
    sendfile sendfile64 splice tee flock poll ppoll select pselect epoll_create
    epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd timerfd_create
    timerfd_settime inotify_init1 inotify_add_watch inotify_rm_watch socket socketpair
    bind listen accept accept4 connect shutdown send sendto sendmsg sendmmsg recv
    recvfrom recvmsg recvmmsg getsockopt setsockopt getsockname getpeername gai_strerror
    inet_ntop inet_pton htons htonl getenv secure_getenv getpid getppid gettid getuid
    geteuid getgid getegid setuid setgid setsid getpgid setpgid getgroups setgroups kill
    raise tgkill waitpid waitid wait4 wait fork vfork execve execvp execv signal
    sigaction sigaltstack sigemptyset sigfillset sigaddset sigdelset sigismember
    sigprocmask sigwait sigtimedwait pthread_sigmask pthread_kill alarm setitimer
    getitimer timer_settime pthread_self pthread_equal pthread_join pthread_detach
    pthread_mutex_init pthread_mutex_lock pthread_mutex_trylock pthread_mutex_unlock
    pthread_mutex_destroy pthread_mutexattr_init pthread_mutexattr_settype
    pthread_mutexattr_destroy pthread_cond_init pthread_cond_wait pthread_cond_timedwait
    pthread_cond_signal pthread_cond_broadcast pthread_cond_destroy
    pthread_condattr_init pthread_condattr_setclock pthread_condattr_destroy
    pthread_rwlock_rdlock pthread_rwlock_wrlock pthread_rwlock_unlock pthread_attr_init
    pthread_attr_destroy pthread_attr_setstacksize pthread_attr_getstack
    pthread_attr_getguardsize pthread_attr_setguardsize pthread_attr_setdetachstate
    __pthread_get_minstack pthread_key_create pthread_key_delete pthread_getspecific
    pthread_setname_np pthread_getname_np pthread_getcpuclockid pthread_setaffinity_np
    pthread_getaffinity_np sem_init sem_wait sem_trywait sem_timedwait sem_post
    sem_destroy sched_yield sched_getaffinity sched_setaffinity sched_getcpu getcpu
    nanosleep clock_nanosleep usleep sleep clock_gettime clock_getres gettimeofday time
    times clock getrusage getrlimit getrlimit64 setrlimit setrlimit64 prlimit64
    getpriority setpriority sysinfo uname gethostname getrandom getentropy prctl syscall
    personality mprotect madvise posix_madvise msync mlock munlock mincore
    malloc_usable_size process_vm_readv memfd_create statfs statfs64 fstatfs fstatfs64
    statvfs statvfs64 tcgetattr tcsetattr tcgetpgrp tcsetpgrp cfmakeraw rand srand abs
    labs sin cos tan asin acos atan atan2 sinh cosh tanh exp exp2 expm1 log log2 log10
    log1p pow sqrt cbrt hypot fmod floor ceil trunc round rint nearbyint fma ldexp frexp
    scalbn copysign tgamma lgamma_r sinf cosf tanf asinf acosf atanf atan2f sinhf coshf
    tanhf expf exp2f expm1f logf log2f log10f log1pf powf sqrtf cbrtf hypotf fmodf
    floorf ceilf truncf roundf rintf fmaf sincos sincosf setjmp _setjmp __sigsetjmp
    sigsetjmp __tls_get_addr __gmon_start__ _ITM_deregisterTMCloneTable
    _ITM_registerTMCloneTable _Unwind_GetIP _Unwind_GetIPInfo _Unwind_GetCFA
    _Unwind_GetLanguageSpecificData _Unwind_GetRegionStart _Unwind_SetGR _Unwind_SetIP
    _Unwind_GetTextRelBase _Unwind_GetDataRelBase _Unwind_FindEnclosingFunction
    _Unwind_GetGR __popcountdi2
";

/// Imports that do not return.
const ENDING_IMPORTS: &str = "
    abort exit _exit _Exit quick_exit _Unwind_Resume __stack_chk_fail pthread_exit
    longjmp siglongjmp __longjmp_chk __assert_fail __fortify_fail __libc_fatal
    _Unwind_Resume_or_Rethrow __cxa_rethrow __cxa_throw __chk_fail
";

/// The effects of calling an import. The name determines them only for system
/// libraries; an allocator's entrance is known wherever it comes from.
pub fn import(import: &Import) -> Effects {
    let name = unversioned(import);
    if let Some(effects) = root(name, false) {
        return effects;
    }
    if !import.of_system {
        Effects::UNKNOWN
    } else if ALLOCATING.contains(name) {
        Effects::ALLOCATES
    } else if FREEING.contains(name) {
        Effects::FREES
    } else if QUIET.contains(name) || ENDING.contains(name) {
        Effects::NONE
    } else {
        Effects::UNKNOWN
    }
}

/// A version is not part of the name.
fn unversioned(import: &Import) -> &str {
    import.name.split('@').next().unwrap_or_default()
}

/// Whether an import returns.
pub fn import_returns(import: &Import) -> bool {
    !(import.of_system && ENDING.contains(unversioned(import)))
}

/// Whether an import ends in a panic, an abort or further unwinding.
pub fn import_panics(import: &Import) -> bool {
    import.of_system
        && matches!(
            unversioned(import),
            "abort"
                | "_Unwind_Resume"
                | "_Unwind_Resume_or_Rethrow"
                | "__stack_chk_fail"
                | "__assert_fail"
                | "__fortify_fail"
                | "__chk_fail"
        )
}

fn is_panic_segment(last: &str) -> bool {
    matches!(
        last,
        "rust_begin_unwind"
            | "rust_panic"
            | "rust_panic_with_hook"
            | "begin_panic"
            | "begin_panic_handler"
            | "resume_unwind"
            | "__rust_start_panic"
            | "__rust_drop_panic"
            | "__rust_foreign_exception"
            | "__rust_alloc_error_handler"
            | "handle_alloc_error"
            | "rust_oom"
            | "capacity_overflow"
            | "unwrap_failed"
            | "expect_failed"
            | "_Unwind_Resume"
            | "abort"
            | "abort_internal"
            | "panic_access_error"
            | "panic_already_borrowed"
            | "panic_already_mutably_borrowed"
    )
}

/// Whether a function of the standard library that does not return ends in a panic or
/// an abort. `is_users` as for [`root`].
pub fn panics(name: &str, is_users: bool) -> bool {
    if is_users {
        return false;
    }
    if name.starts_with("core::panicking::") {
        return true;
    }
    let own = [
        "core::",
        "alloc::",
        "std::",
        "__rustc::",
        "<core::",
        "<alloc::",
        "<std::",
    ];
    let last = last_part(name);
    (own.iter().any(|prefix| name.starts_with(prefix)) || !name.contains("::"))
        && (is_panic_segment(last) || (last.starts_with("slice_") && last.ends_with("_fail")))
}

/// A list of names, split once.
type Names = LazyLock<HashSet<&'static str>>;

static ALLOCATING: Names = LazyLock::new(|| ALLOCATING_IMPORTS.split_ascii_whitespace().collect());
static FREEING: Names = LazyLock::new(|| FREEING_IMPORTS.split_ascii_whitespace().collect());
static QUIET: Names = LazyLock::new(|| QUIET_IMPORTS.split_ascii_whitespace().collect());
static ENDING: Names = LazyLock::new(|| ENDING_IMPORTS.split_ascii_whitespace().collect());

/// The size that is requested from an allocator's entrance, if it is a constant.
/// `arguments` are the first four.
pub fn constant_bytes(root: &str, arguments: [Option<u64>; 4]) -> Option<u64> {
    match last_part(root) {
        "calloc" => arguments[0]?.checked_mul(arguments[1]?),
        "posix_memalign" => arguments[2],
        "aligned_alloc" | "memalign" | "realloc" | "mmap" | "mmap64" => arguments[1],
        name if name.contains("realloc") => arguments[3],
        name if name.contains("dealloc") || name.contains("free") => None,
        _ => arguments[0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_system(name: &str) -> Import {
        Import {
            name: name.to_owned(),
            of_system: true,
        }
    }

    #[test]
    fn a_function_that_reads_the_time_zone_is_not_quiet() {
        assert!(import(&of_system("gmtime_r")).takes_memory());
        assert!(import(&of_system("memcpy@GLIBC_2.14")).is_empty());
    }

    #[test]
    fn a_path_of_ones_own_makes_no_entrance() {
        assert_eq!(root("__rustc::__rust_dealloc", false), Some(Effects::FREES));
        assert_eq!(root("mine::__rust_dealloc", false), None);
        assert_eq!(root("mi_free", true), None);
        assert_eq!(root("__rustc::__rust_dealloc", true), Some(Effects::FREES));
        assert!(!panics("capacity_overflow", true));
    }

    /// Writes to every disk, which can take long.
    const NOT_CALLED: &str = "sync";

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn no_function_that_is_called_quiet_asks_for_memory() {
        use std::io::Write as _;
        use std::process::{Command, Stdio};

        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("quiet");
        let built = Command::new("rustc")
            .args(["--edition=2024", "-o"])
            .arg(&program)
            .arg("tests/quiet/program.rs")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("rustc starts");
        assert!(built.status.success(), "{built:?}");
        let mut child = Command::new(&program)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut names: Vec<&str> = QUIET.iter().copied().collect();
        names.retain(|name| *name != NOT_CALLED);
        names.sort_unstable();
        // Otherwise a counter that does not count would pass.
        names.push("strdup");
        let mut input = child.stdin.take().expect("it is piped");
        input
            .write_all(names.join(" ").as_bytes())
            .expect("it reads");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stdout);
        let mut lines: Vec<&str> = said.lines().collect();
        let called = lines.pop().unwrap_or_default();
        let missing = lines.pop().unwrap_or_default();
        assert_eq!(lines, ["strdup"], "these asked for memory: {said}");
        let called: usize = called
            .strip_prefix("called ")
            .and_then(|count| count.parse().ok())
            .unwrap_or(0);
        println!("called {called} of {}; {missing}", names.len());
        assert!(called > 390, "only {called} were found in the C library");
    }
}
