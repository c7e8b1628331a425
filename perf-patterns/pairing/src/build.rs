//! Builds one side of a comparison: one toolchain, a target folder for each side,
//! functions and loops aligned, and the linker's command line kept.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, bail, ensure};
use command_line::{print, process};
use serde::Deserialize;

use crate::settings::{Settings, Subject};
use crate::store::Store;

/// Every function starts a cache line, and every loop: fewer layouts then differ.
const ALIGNMENT: [&str; 2] = [
    "llvm-args=-align-all-functions=6",
    "llvm-args=-align-loops=64",
];

/// With what both sides are built.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// rustup's name for it, where rustup is.
    name: Option<String>,
    /// `rustc -V`.
    pub version: String,
    /// The wrapper that aligns, if the compiler can.
    wrapper: Option<PathBuf>,
}

/// A built executable.
#[derive(Clone, Debug)]
pub struct Built {
    /// As cargo made it.
    pub executable: PathBuf,
    /// The folder of its package: benchmarks run there.
    pub package_folder: PathBuf,
    /// The package's name.
    pub package: String,
    /// How it was linked; `None` where the compiler had nothing to do.
    pub link: Option<String>,
    /// Its root source file.
    source: PathBuf,
}

impl Toolchain {
    /// The toolchain of `folder`, for both sides.
    ///
    /// # Errors
    /// If there is no compiler.
    pub fn find(folder: &Path, store: &Store) -> anyhow::Result<Self> {
        let ask = |program: &str, arguments: &[&str]| -> anyhow::Result<String> {
            process::run(Command::new(program).args(arguments).current_dir(folder))
        };
        // rustup would choose one for each folder.
        let name = ask("rustup", &["show", "active-toolchain"])
            .ok()
            .and_then(|text| Some(text.split_whitespace().next()?.to_owned()));
        let version = ask("rustc", &["-V"]).context("there is no Rust compiler")?;
        let mut toolchain = Toolchain {
            name,
            version: version.trim().to_owned(),
            wrapper: None,
        };
        toolchain.wrapper = toolchain.aligning_wrapper(store)?;
        Ok(toolchain)
    }

    /// Whether functions and loops are aligned.
    pub fn aligns(&self) -> bool {
        self.wrapper.is_some()
    }

    /// Adds the flags to every call of the compiler: RUSTFLAGS would replace those
    /// of the project's own configuration.
    fn aligning_wrapper(&self, store: &Store) -> anyhow::Result<Option<PathBuf>> {
        let flags: Vec<String> = ALIGNMENT.iter().map(|flag| format!("-C {flag}")).collect();
        let probe = store.file("probe.o");
        let mut command = Command::new("rustc");
        command
            .args(["--crate-type=lib", "--crate-name=probe", "--emit=obj", "-o"])
            .arg(&probe)
            .args(flags.iter().flat_map(|flag| flag.split(' ')))
            .arg("-");
        self.choose(&mut command);
        let takes_them = process::run_on(&mut command, "")?.status.success();
        store.remove(&probe)?;
        if !takes_them {
            return Ok(None);
        }
        let script = format!("#!/bin/sh\nexec \"$@\" {}\n", flags.join(" "));
        let path = store.file("rustc.sh");
        // Rewriting it would make cargo build everything again.
        if fs_err::read_to_string(&path).ok().as_deref() != Some(&script) {
            fs_err::write(&path, script)?;
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            fs_err::set_permissions(&path, mode)?;
        }
        Ok(Some(path))
    }

    fn choose(&self, command: &mut Command) {
        if let Some(name) = &self.name {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
    }

    /// cargo for `side`, in `folder`.
    fn cargo(&self, side: &str, folder: &Path, store: &Store) -> Command {
        let mut command = Command::new("cargo");
        command
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", store.file(&target_folder(side)))
            .env("GIT_CEILING_DIRECTORIES", store.file(""))
            .env_remove("CARGO_BUILD_RUSTC_WRAPPER")
            .env_remove("RUSTC_WRAPPER");
        // A program that cargo itself runs inherits that cargo's package.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&*name);
            }
        }
        self.choose(&mut command);
        if let Some(wrapper) = &self.wrapper {
            command.env("RUSTC_WRAPPER", wrapper);
        }
        command
    }
}

fn target_folder(side: &str) -> String {
    format!("target-{side}")
}

/// What cargo knows of a workspace, as far as it is needed.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

/// A target of a side.
pub struct Wanted {
    /// Its package.
    pub package: String,
    /// The folder of its package.
    pub package_folder: PathBuf,
    /// Its root source file.
    pub source: PathBuf,
}

/// Where the target that `settings` mean is in `side`.
///
/// # Errors
/// If it has none.
pub fn locate(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    store: &Store,
) -> anyhow::Result<Wanted> {
    let folder = store.file(side).join(prefix);
    find(settings, &metadata(toolchain, side, &folder, store)?, side)
}

/// The kind and the name of the target that `settings` mean.
fn target(settings: &Settings) -> anyhow::Result<(&'static str, &str)> {
    match &settings.subject {
        Subject::Bench { name, .. } => Ok(("bench", name)),
        Subject::Bin(name) => Ok(("bin", name)),
        Subject::Example(name) => Ok(("example", name)),
        Subject::Programs { .. } => bail!("two programs are not built"),
    }
}

/// The root of the workspace that `folder` belongs to.
///
/// # Errors
/// If it is no Cargo project.
pub fn workspace_root(
    toolchain: &Toolchain,
    side: &str,
    folder: &Path,
    store: &Store,
) -> anyhow::Result<PathBuf> {
    Ok(metadata(toolchain, side, folder, store)?.workspace_root)
}

fn metadata(
    toolchain: &Toolchain,
    side: &str,
    folder: &Path,
    store: &Store,
) -> anyhow::Result<Metadata> {
    ensure!(
        folder.is_dir(),
        "{side} has no folder {}: the project was in another place then",
        folder
            .strip_prefix(store.file(side))
            .unwrap_or(folder)
            .display()
    );
    let mut command = toolchain.cargo(side, folder, store);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let text = process::run(&mut command)
        .with_context(|| format!("{side}: cargo cannot read the project"))?;
    serde_json::from_str(&text).context("cannot read what `cargo metadata` printed")
}

fn find(settings: &Settings, metadata: &Metadata, side: &str) -> anyhow::Result<Wanted> {
    let (kind, name) = target(settings)?;
    let of_kind = |target: &&Target| target.kind.iter().any(|own| own == kind);
    let packages = metadata.packages.iter().filter(|package| {
        settings
            .package
            .as_ref()
            .is_none_or(|wanted| *wanted == package.name)
    });
    let mut found = packages.clone().filter_map(|package| {
        let target = package
            .targets
            .iter()
            .filter(of_kind)
            .find(|target| target.name == name)?;
        Some((package, target))
    });
    let Some((package, target)) = found.next() else {
        let names: Vec<&str> = packages
            .flat_map(|package| package.targets.iter().filter(of_kind))
            .map(|target| target.name.as_str())
            .collect();
        let has = if names.is_empty() {
            format!("it has no {kind} at all")
        } else {
            format!("it has {}", names.join(", "))
        };
        let both = if kind == "bench" && side == "base" {
            "; `--bench-from head` builds HEAD's against BASE's code"
        } else {
            ""
        };
        bail!("{side} has no {kind} `{name}`\nhint: {has}{both}");
    };
    if let Some((other, _)) = found.next() {
        bail!(
            "{side} has more than one {kind} `{name}`: in {} and in {}\nhint: name one with \
             `--package`",
            package.name,
            other.name
        );
    }
    Ok(Wanted {
        package: package.name.clone(),
        package_folder: package
            .manifest_path
            .parent()
            .unwrap_or(Path::new("."))
            .to_owned(),
        source: target.src_path.clone(),
    })
}

/// Builds `side`, which is checked out in the store; `prefix` leads from its root
/// to the project.
///
/// # Errors
/// If it has no such target, or does not build.
pub fn build(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    store: &Store,
) -> anyhow::Result<Built> {
    let folder = store.file(side).join(prefix);
    let metadata = metadata(toolchain, side, &folder, store)?;
    let wanted = find(settings, &metadata, side)?;
    let (kind, name) = target(settings)?;
    let link = store.file(&format!("{side}.link"));
    store.remove(&link)?;
    let profile = match (&settings.profile, kind) {
        (Some(profile), _) => profile,
        (None, "bench") => "bench",
        (None, _) => "release",
    };
    // In the package's folder: its name alone may also be a dependency's.
    let mut command = toolchain.cargo(side, &wanted.package_folder, store);
    command
        .args([
            "rustc",
            "--quiet",
            "--message-format=json-render-diagnostics",
        ])
        .args(["--profile", profile])
        .arg(format!("--{kind}"))
        .arg(name)
        .args(&settings.cargo)
        .args(["--", "-C", "save-temps", "--print"])
        .arg(format!("link-args={}", link.display()));
    let finished = process::run_with(&mut command, |_| ())?;
    if !finished.status.success() {
        bail!(
            "{side} does not build: {}\n{}hint: `cargo bench --no-run` in that revision shows \
             the whole of it",
            first_error(&finished.stderr),
            outside_paths(&finished.stderr),
        );
    }
    let executable = executable(&finished.stdout, name)
        .with_context(|| format!("{side}: cargo built no {kind} `{name}`"))?;
    Ok(Built {
        executable,
        package_folder: wanted.package_folder,
        package: wanted.package,
        link: fs_err::read_to_string(&link).ok(),
        source: wanted.source,
    })
}

impl Built {
    /// Makes the next build compile this target again, for its link.
    ///
    /// # Errors
    /// If its source cannot be touched.
    pub fn invalidate(&self) -> anyhow::Result<()> {
        touch(&self.source)
    }
}

/// The first error that cargo or the compiler named.
fn first_error(stderr: &str) -> String {
    let mut lines = stderr
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("error"));
    let error = lines.next().unwrap_or("cargo gave no reason");
    let place = lines.find(|line| line.starts_with("--> "));
    match place {
        Some(place) => format!("{error} ({})", place.trim_start_matches("--> ")),
        None => error.to_owned(),
    }
}

/// A likely cause that cargo does not name.
fn outside_paths(stderr: &str) -> &'static str {
    if stderr.contains("failed to load manifest for dependency")
        || stderr.contains("failed to read") && stderr.contains("Cargo.toml")
    {
        "hint: a dependency by path that lies outside the repository cannot be checked out\n"
    } else {
        ""
    }
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        reason: String,
        executable: Option<PathBuf>,
        target: Option<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .filter(|message| {
            message
                .target
                .as_ref()
                .is_some_and(|target| target.name == name)
        })
        .filter_map(|message| message.executable)
        .next_back()
}

/// Gives the second side the first side's finished dependencies, if it has none
/// of its own: then only workspace members are compiled.
///
/// # Errors
/// If there is no space.
pub fn share_dependencies(from: &str, to: &str, store: &Store) -> anyhow::Result<()> {
    let (source, target) = (
        store.file(&target_folder(from)),
        store.file(&target_folder(to)),
    );
    if target.exists() {
        return Ok(());
    }
    // Renamed when whole: an interrupted copy would look like a build.
    let part = store.file(&format!("{}.part", target_folder(to)));
    let mut copy = Command::new("cp");
    copy.arg("-Rp").arg(&source).arg(&part);
    process::run(&mut copy)
        .context("cannot copy the first side's build\nhint: is the disk full?")?;
    fs_err::rename(&part, &target)?;
    // cargo takes a source that is older than a finished build for built.
    touch_all(&store.file(to))
}

fn touch_all(folder: &Path) -> anyhow::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            touch_all(&entry.path())?;
        } else if kind.is_file() {
            touch(&entry.path())?;
        }
    }
    Ok(())
}

fn touch(path: &Path) -> anyhow::Result<()> {
    let file = fs_err::OpenOptions::new().append(true).open(path);
    // A file that may not be written is not a source to build again.
    if let Ok(file) = file {
        file.file()
            .set_modified(SystemTime::now())
            .with_context(|| format!("cannot touch {}", path.display()))?;
    }
    Ok(())
}

/// Both sides' lockfile, as `settings` say. A project without one gets one.
///
/// # Errors
/// If cargo cannot make one.
pub fn lock(
    settings: &Settings,
    toolchain: &Toolchain,
    prefix: &Path,
    theirs: &Path,
    store: &Store,
) -> anyhow::Result<Vec<String>> {
    use crate::settings::Lockfile;
    let place = |side: &str| -> anyhow::Result<PathBuf> {
        let folder = store.file(side).join(prefix);
        Ok(workspace_root(toolchain, side, &folder, store)?.join("Cargo.lock"))
    };
    let (base, head) = (place("base")?, place("head")?);
    let mut warnings = Vec::new();
    if settings.lockfile == Lockfile::Each {
        return Ok(warnings);
    }
    let (from, to, name) = match settings.lockfile {
        Lockfile::Base => (&base, &head, "BASE"),
        _ => (&head, &base, "HEAD"),
    };
    if !from.is_file() {
        // Libraries often ignore theirs.
        let relative = from
            .strip_prefix(store.file("head"))
            .or(from.strip_prefix(store.file("base")));
        let ignored = relative.map(|relative| theirs.join(relative)).ok();
        match ignored.filter(|file| file.is_file()) {
            Some(file) => {
                fs_err::copy(file, from)?;
            }
            None => {
                let folder = from.parent().unwrap_or(Path::new("."));
                let generate = |offline: &[&str]| {
                    let mut command = toolchain.cargo("head", folder, store);
                    command.args(["generate-lockfile", "--quiet"]).args(offline);
                    process::run(&mut command)
                };
                if generate(&[]).is_err() {
                    generate(&["--offline"])
                        .context("cannot choose versions of the dependencies")?;
                }
            }
        }
    }
    if to.is_file() && fs_err::read(from)? != fs_err::read(to)? {
        let text = format!(
            "Cargo.lock differs between BASE and HEAD: both are built with {name}'s \
             (`--lockfile each` compares them as they are)"
        );
        print::warning(&text);
        warnings.push(text);
    }
    fs_err::copy(from, to)?;
    Ok(warnings)
}
