//! Builds the programs of an exercise, by the compiler directly: cargo and rustup's
//! proxy obey files above the folder, and whoever writes the exercise writes those.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use command_line::process::{self, LimitExceeded, Limits};
use fs_err as fs;

use crate::confine::{self, Compiler};
use crate::crates::{self, Known};
use crate::program::{self, Program};
use crate::refuse::{self, Refusal};

const HARNESS: &str = include_str!("programs/harness.rs.txt");

/// As in a release build; static, so that a process starts and is simulated
/// quickly, and is the same wherever it lies.
const FLAGS: [&str; 12] = [
    "-C",
    "opt-level=3",
    "-C",
    "codegen-units=1",
    "-C",
    "embed-bitcode=no",
    "-C",
    "symbol-mangling-version=v0",
    "-C",
    "debuginfo=line-tables-only",
    "-C",
    "relocation-model=static",
];

/// For a program whose lines nobody asks for: valgrind reads them each time it starts,
/// and those of the whole standard library are among them.
const WITHOUT_LINES: [&str; 4] = ["-C", "debuginfo=0", "-C", "strip=debuginfo"];

/// A compiler that waits ends after this; one that works, after 20 seconds of CPU time.
const COMPILE: Duration = Duration::from_secs(240);

const ENDLESS: &str = "the compiler did not finish within 20 seconds";

/// Why there is no program.
#[derive(Debug)]
pub enum Failure {
    /// The file does something that is not allowed in an exercise.
    Refused(Refusal),
    /// The compiler does not take it: its messages.
    Compiler(String),
    /// The environment cannot do it.
    Environment(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Environment(error)
    }
}

/// A compiler, and the folder in which what it builds is kept.
pub struct Builder {
    compiler: Compiler,
    /// Another compiler, another harness or other flags: another folder.
    store: PathBuf,
    /// Crates that the file may use: their names in paths, and where they lie.
    libraries: Vec<(String, PathBuf)>,
    /// Whether somebody asks for the lines of what [`Builder::build`] builds.
    has_lines: bool,
}

impl Builder {
    /// The compiler that `rustc` means outside of any project, and a store for
    /// what it builds. Builds the harness where the store has none.
    ///
    /// # Errors
    /// If there is no compiler, or the harness cannot be built.
    pub fn new(store: &Path) -> anyhow::Result<Self> {
        let mut ask = Command::new("rustc");
        ask.args(["--print", "sysroot"]).current_dir("/");
        let root = process::run(&mut ask).context(
            "an exercise is compiled, and there is no Rust compiler\nhint: https://rustup.rs",
        )?;
        let root = PathBuf::from(root.trim());
        let compiler = Compiler { root };
        let rustc = compiler.program();
        let about = fs::metadata(&rustc)?;
        let mut hasher = DefaultHasher::new();
        (HARNESS, FLAGS, &rustc, about.len(), about.modified().ok()).hash(&mut hasher);
        let builder = Builder {
            compiler,
            store: store.join(format!("{:016x}", hasher.finish())),
            libraries: vec![],
            has_lines: true,
        };
        if !builder.harness().is_file() {
            builder.build_harness()?;
        }
        Ok(builder)
    }

    /// The same with `crates`, which the file may use. Their sources lie in `vendor`;
    /// builds those that the store has not.
    ///
    /// # Errors
    /// If they are not there and cannot be brought, or cannot be built.
    pub fn with(mut self, vendor: &Path, crates: &[&Known]) -> anyhow::Result<Self> {
        for known in crates {
            let name = known.path();
            let place = self.store.join(format!("lib{name}.rlib"));
            if !place.is_file() {
                crates::bring(vendor, crates)?;
                let sources = fs::canonicalize(vendor)?.join(known.name);
                let work = tempfile::tempdir_in(&self.store)?;
                let mut command = self.rustc(&sources, false);
                command
                    .args(known.arguments())
                    .arg("--out-dir")
                    .arg(work.path());
                command.arg("src/lib.rs");
                process::run(&mut command)
                    .with_context(|| format!("cannot build the crate {}", known.name))?;
                fs::rename(work.path().join(format!("lib{name}.rlib")), &place)?;
            }
            self.libraries.push((name, place));
        }
        Ok(self)
    }

    /// The same, where nobody asks which line costs most: valgrind alone can say it.
    pub fn without_lines(mut self) -> Self {
        self.has_lines = false;
        self
    }

    fn harness(&self) -> PathBuf {
        self.store.join("libharness.rlib")
    }

    fn build_harness(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.store)?;
        let work = tempfile::tempdir_in(&self.store)?;
        fs::write(work.path().join("harness.rs"), HARNESS)?;
        let mut command = self.rustc(work.path(), false);
        command.args([
            "--edition=2024",
            "--crate-type=rlib",
            "--crate-name=harness",
        ]);
        command.arg("harness.rs");
        process::run(&mut command).context("cannot build what counts")?;
        // Renamed at the end: another check may be at the same.
        fs::rename(work.path().join("libharness.rlib"), self.harness())?;
        Ok(())
    }

    /// The compiler, in `folder`; `is_alone` leaves it nothing else to read, where
    /// that can be had.
    fn rustc(&self, folder: &Path, is_alone: bool) -> Command {
        let hide = is_alone && confine::can_hide(&self.compiler);
        let libraries: Vec<&Path> = self.libraries.iter().map(|(_, place)| &**place).collect();
        let mut command = confine::compiler(&self.compiler, folder, &libraries, hide);
        command.args(FLAGS);
        if cfg!(all(target_os = "linux", target_env = "gnu")) {
            command.args(["-C", "target-feature=+crt-static"]);
        }
        let mut remap = folder.as_os_str().to_owned();
        remap.push("=.");
        command.arg("--remap-path-prefix").arg(remap);
        command
    }

    /// The program of a text of ours, without lines, built once and kept; messages of
    /// its file call it `shown`.
    ///
    /// # Errors
    /// [`Failure::Environment`].
    pub fn kept(&self, shown: &str, function: &str, program: &Program) -> anyhow::Result<PathBuf> {
        let mut hasher = DefaultHasher::new();
        (shown, &program.file, &program.run, WITHOUT_LINES).hash(&mut hasher);
        let place = self.store.join(format!("{:016x}", hasher.finish()));
        if !place.is_file() {
            let work = tempfile::tempdir_in(&self.store)?;
            let Program { file, run, .. } = program;
            let built = self.linked(work.path(), shown, function, [file, run], &WITHOUT_LINES);
            let built = built.map_err(|failure| match failure {
                Failure::Environment(error) => error,
                Failure::Compiler(text) => anyhow::anyhow!("the exercise does not compile: {text}"),
                Failure::Refused(Refusal { reason, .. }) => {
                    anyhow::anyhow!("the exercise refuses itself: {reason}")
                }
            })?;
            let object = fs::read(work.path().join("run.o"))?;
            fs::write(asks(&place), refuse::asked(&object).join("\n"))?;
            // Last: where the program lies, so does what it asks for.
            fs::rename(built, &place)?;
        }
        Ok(place)
    }

    /// Builds `file` in the empty folder `work`; messages call it `shown`. What calls
    /// it also stays there as an object, `run.o`, with all that is compiled only where
    /// it is called: [`refuse::beyond`] has to see that.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn build(
        &self,
        work: &Path,
        shown: &str,
        function: &str,
        file: &str,
        run: &str,
    ) -> Result<PathBuf, Failure> {
        let flags: &[&str] = if self.has_lines { &[] } else { &WITHOUT_LINES };
        self.linked(work, shown, function, [file, run], flags)
    }

    /// As [`Builder::build`], with `flags`.
    fn linked(
        &self,
        work: &Path,
        shown: &str,
        function: &str,
        [file, run]: [&str; 2],
        flags: &[&str],
    ) -> Result<PathBuf, Failure> {
        refuse::words(file).map_err(Failure::Refused)?;
        let place = work.join(shown);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).context("a folder to build in")?;
        }
        write(&place, file)?;
        // Nothing of the exercise lies beside it while it is compiled.
        self.compile(work, shown, "exercise", "rlib", flags)?;
        let library = fs::read(work.join("libexercise.rlib")).context("what was compiled")?;
        refuse::symbols(&library).map_err(Failure::Refused)?;
        let entry =
            program::entry(file, function).map_err(|error| Failure::Compiler(error.to_string()))?;
        write(&work.join("entry.rs"), &entry)?;
        self.compile(work, "entry.rs", "entry", "rlib", flags)?;
        // What is inlined into other crates was compiled only now.
        let library = fs::read(work.join("libentry.rlib")).context("what was compiled")?;
        refuse::symbols(&library).map_err(Failure::Refused)?;
        write(&work.join("run.rs"), run)?;
        let harness = format!("harness={}", self.harness().display());
        let more = [&["--emit=link,obj", "--extern", &harness], flags].concat();
        self.compile(work, "run.rs", "run", "bin", &more)
            .map_err(|failure| match failure {
                Failure::Compiler(text) => {
                    Failure::Compiler(format!("the function no longer fits its callers:\n{text}"))
                }
                other => other,
            })?;
        Ok(work.join("run"))
    }

    fn compile(
        &self,
        work: &Path,
        file: &str,
        name: &str,
        kind: &str,
        more: &[&str],
    ) -> Result<(), Failure> {
        // What is linked has nothing of the file's text in it.
        let is_alone = name != "run";
        let mut command = self.rustc(work, is_alone);
        command.args(["--edition=2024", "--crate-type", kind, "--crate-name", name]);
        if is_alone {
            command.args(["-F", "unsafe_code"]);
        }
        command.args(["-L", "."]);
        for (name, place) in &self.libraries {
            let mut library = std::ffi::OsString::from(format!("{name}="));
            library.push(place);
            command.arg("--extern").arg(library);
            // For those who use what uses it.
            command.arg("-L").arg(&self.store);
        }
        for other in ["exercise", "entry"] {
            if other != name && work.join(format!("lib{other}.rlib")).is_file() {
                command.args(["--extern", &format!("{other}=lib{other}.rlib")]);
            }
        }
        command.args(more).arg(file);
        let limits = Limits {
            time: Some(COMPILE),
            output_bytes: Some(1 << 20),
            ..Limits::default()
        };
        let finished = match process::run_within(&mut command, limits, |_| ()) {
            Ok(finished) => finished,
            Err(error) if error.downcast_ref::<LimitExceeded>().is_some() => {
                return Err(Failure::Compiler(ENDLESS.to_owned()));
            }
            Err(error) => return Err(Failure::Environment(error)),
        };
        if finished.status.success() {
            Ok(())
        } else if finished.status.signal() == Some(confine::SIGXCPU) {
            Err(Failure::Compiler(ENDLESS.to_owned()))
        } else if finished.status.code().is_none() {
            Err(Failure::Compiler(
                "the compiler ran out of memory, or crashed, on this file".to_owned(),
            ))
        } else {
            Err(Failure::Compiler(finished.stderr))
        }
    }
}

/// Where a kept program's list of what it asks the system for lies.
pub fn asks(program: &Path) -> PathBuf {
    program.with_extension("asks")
}

fn write(place: &Path, text: &str) -> Result<(), Failure> {
    fs::write(place, text).context("a file to build")?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    /// Past [`refuse::words`]: what it overlooks, the compiler cannot reach either.
    #[test]
    fn while_it_is_compiled_a_file_can_read_nothing_else() {
        let store = tempfile::tempdir().unwrap();
        let builder = Builder::new(store.path()).unwrap();
        if !confine::can_hide(&builder.compiler) {
            eprintln!("skipped: `unshare` may not make namespaces here");
            return;
        }
        let work = tempfile::tempdir().unwrap();
        let other = tempfile::NamedTempFile::new().unwrap();
        fs::write(other.path(), "1").unwrap();
        let compiled = |path: &Path| {
            let file = format!("pub const A: &str = include_str!({path:?});\n");
            fs::write(work.path().join("a.rs"), file).unwrap();
            builder.compile(work.path(), "a.rs", "exercise", "rlib", &[])
        };
        // What it may read shows that the rest is hidden, and not the compiler broken.
        assert!(compiled(Path::new("a.rs")).is_ok());
        for path in [
            other.path(),
            builder.harness().as_path(),
            Path::new(file!()),
        ] {
            let path = std::path::absolute(path).unwrap();
            let Err(Failure::Compiler(words)) = compiled(&path) else {
                panic!("{} was read", path.display());
            };
            assert!(words.contains("couldn't read"), "{words}");
        }
    }
}
