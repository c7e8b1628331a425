//! What keeps a learner's code to itself, while it is compiled and while it runs:
//! limits, no environment, and, where the system makes namespaces for everybody, no
//! network and for the compiler nothing to read but itself and the one file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use command_line::process;

// A limit a command: some shells take no more, and limit nothing.

/// A file of 512 MiB, no core file; the stack that is usual, whatever the terminal's is:
/// how deep a recursion gets must not depend on it.
const RUN: &str = "ulimit -f 1048576; ulimit -c 0; ulimit -s 8192 2>/dev/null; exec \"$@\"";
/// A compile may take 20 seconds of CPU time, and 3.5 GB of address space.
const COMPILE: &str =
    "ulimit -f 2097152; ulimit -t 20; ulimit -c 0; ulimit -v 3500000; exec \"$@\"";

/// What ends a process that has used up its CPU time.
pub const SIGXCPU: i32 = 24;

/// A user of its own, and with it a network that leads nowhere and mounts that nobody
/// else sees.
const NAMESPACES: [&str; 6] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--net",
    "--mount",
    "--",
];

/// Makes a root with nothing in it but the places that are named, and runs the rest
/// in there, in the folder that comes first.
const HIDE: &str = r#"
root=$1 work=$2; shift 2
mount -t tmpfs none "$root" || exit 97
folder() { [ -d "$root$1" ] || mkdir -p "$root$1"; }
while [ "$1" != -- ]; do
  if [ -L "$1" ]; then folder "${1%/*}" && cp -P "$1" "$root$1"
  elif [ -d "$1" ]; then folder "$1" && mount --rbind "$1" "$root$1"
  elif [ -f "$1" ]; then folder "${1%/*}" && : > "$root$1" && mount --bind "$1" "$root$1"
  fi || exit 97
  shift
done
shift
exec chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$work" "$@"
"#;

/// Where systems keep what a compiler needs to start, and a shell.
const SYSTEM: [&str; 10] = [
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/gnu",
    "/nix",
];

/// `program` with its arguments as a command that runs in `folder` within limits,
/// with no environment at all, and without a network where that can be had.
///
/// The environment lies on the program's stack and, like its path, moves what lies
/// behind it: one that is always the same counts the same everywhere.
///
/// Its CPU time is limited, and not the time that passes: a busy machine must not
/// change what becomes of a program.
pub fn run(folder: &Path, program: &[&OsStr], time: Duration) -> Command {
    // A process that outlives the first of these signals does not outlive the second.
    let (soft, hard) = (time.as_secs().max(1), time.as_secs() + 2);
    let mut command = limited(&format!("ulimit -S -t {soft}; ulimit -H -t {hard}; {RUN}"));
    if can_confine() {
        command.args(NAMESPACES);
    }
    command.args(["env", "-i"]).args(program);
    command.current_dir(folder);
    command
}

/// A compiler as a command that runs in `folder`, where it also writes, within
/// limits. `hide` leaves it nothing to read but the folder, itself and `libraries`;
/// [`can_hide`] says whether that can be had.
pub fn compiler(compiler: &Compiler, folder: &Path, libraries: &[&Path], hide: bool) -> Command {
    let mut command = limited(COMPILE);
    if hide {
        let root = folder.join(".root");
        // Where it is missing, the compiler says that it could not start.
        let _ = fs_err::create_dir_all(&root);
        command
            .args(NAMESPACES)
            .args(["sh", "-c", HIDE, "sh"])
            .arg(root)
            .arg(folder)
            .args(SYSTEM)
            .arg(&compiler.root)
            .args(libraries)
            .args([folder, Path::new("--")])
            .arg("/usr/bin/env")
            .arg({
                // It finds its libraries by a path that does not exist in there.
                let mut variable = std::ffi::OsString::from("LD_LIBRARY_PATH=");
                variable.push(compiler.root.join("lib"));
                variable
            });
    }
    command.arg(compiler.program()).arg("--sysroot");
    command.arg(&compiler.root).current_dir(folder);
    command
}

/// A Rust compiler, by the folder that it is installed in.
pub struct Compiler {
    /// `rustc --print sysroot`.
    pub root: PathBuf,
}

impl Compiler {
    /// The executable: not rustup's proxy, which obeys files above the folder.
    pub fn program(&self) -> PathBuf {
        self.root.join("bin/rustc")
    }
}

/// A shell that limits itself, with no environment but where programs are found.
fn limited(limits: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", limits, "sh"])
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// Whether a process can have a network of its own, which leads nowhere.
pub fn can_confine() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        let mut command = Command::new(NAMESPACES[0]);
        command.args(&NAMESPACES[1..]).arg("true");
        process::is_installed(NAMESPACES[0]) && process::run(&mut command).is_ok()
    })
}

/// Whether a compiler can be kept from reading anything else, tried once.
pub fn can_hide(of: &Compiler) -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        let Ok(folder) = tempfile::tempdir() else {
            return false;
        };
        let mut command = compiler(of, folder.path(), &[], true);
        can_confine() && process::run(command.arg("--version")).is_ok()
    })
}
