//! With what both sides are built: one compiler, told to align functions and loops.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use command_line::process;

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
    pub(super) fn cargo(&self, side: &str, folder: &Path, store: &Store) -> Command {
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

pub(super) fn target_folder(side: &str) -> String {
    format!("target-{side}")
}
