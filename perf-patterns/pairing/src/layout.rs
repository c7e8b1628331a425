//! One program in several layouts: the same objects, linked again with their
//! functions in other orders.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;
use command_line::process;

use crate::build::Built;
use crate::store::{self, Store};

/// Where the layouts of a build are.
#[derive(Clone, Debug)]
pub struct Layouts {
    /// One executable for each; the one that cargo linked, where the linker
    /// cannot shuffle.
    pub executables: Vec<PathBuf>,
    /// Whether they differ.
    pub are_shuffled: bool,
}

/// How linkers are asked: LLVM's, and mold.
const SHUFFLES: [&str; 2] = ["-Wl,--shuffle-sections=.text.*=", "-Wl,--shuffle-sections="];

/// Why no layouts could be made yet.
pub enum Missing {
    /// The compiler has to link again: it had nothing to do, and its last objects
    /// are gone.
    Objects,
}

/// Links `built` with each of `seeds`, or finds it linked already.
///
/// # Errors
/// If files cannot be written. A linker that cannot shuffle is not an error.
pub fn link(
    built: &Built,
    seeds: &[u64],
    store: &Store,
) -> anyhow::Result<Result<Layouts, Missing>> {
    let program = fs_err::read(&built.executable)?;
    let mut hasher = DefaultHasher::new();
    program.hash(&mut hasher);
    let folder = store.folder(&format!("layouts/{:016x}", hasher.finish()))?;
    let place = |seed: &u64| folder.join(seed.to_string());
    let plain = folder.join("plain");
    if plain.is_file() {
        return Ok(Ok(unshuffled(&built.executable)));
    }
    let all = Layouts {
        executables: seeds.iter().map(place).collect(),
        are_shuffled: true,
    };
    if all.executables.iter().all(|file| file.is_file()) {
        return Ok(Ok(all));
    }
    let Some(line) = &built.link else {
        return Ok(Err(Missing::Objects));
    };
    for seed in seeds.iter().filter(|seed| !place(seed).is_file()) {
        if !shuffle(line, *seed, &place(seed))? {
            fs_err::write(&plain, "this linker cannot shuffle")?;
            return Ok(Ok(unshuffled(&built.executable)));
        }
    }
    Ok(Ok(all))
}

fn unshuffled(executable: &Path) -> Layouts {
    Layouts {
        executables: vec![executable.to_owned()],
        are_shuffled: false,
    }
}

/// Links once; whether the linker could.
fn shuffle(line: &str, seed: u64, to: &Path) -> anyhow::Result<bool> {
    let part = to.with_extension("part");
    for option in SHUFFLES {
        let Some(mut command) = parse(line) else {
            return Ok(false);
        };
        // Of two outputs the linker takes the last.
        command.arg(format!("{option}{seed}")).arg("-o").arg(&part);
        let finished = process::run_with(&mut command, |_| ())?;
        if finished.status.success() && part.is_file() {
            fs_err::rename(&part, to)?;
            return Ok(true);
        }
        // It would look like a linker that cannot shuffle, for good.
        ensure!(
            !store::says_no_space(&finished.stderr),
            "no space to link layouts in {}\n{}",
            to.parent().unwrap_or(to).display(),
            store::NO_SPACE
        );
    }
    Ok(false)
}

/// The command in a line as rustc prints it: variables, the linker, arguments,
/// each in quotes.
fn parse(line: &str) -> Option<Command> {
    let words = shlex::split(line.trim())?;
    let mut words = words.into_iter();
    let mut variables = Vec::new();
    let mut command = loop {
        let word = words.next()?;
        match word.split_once('=') {
            Some((name, value)) if !name.contains('/') && !name.starts_with('-') => {
                variables.push((name.to_owned(), value.to_owned()));
            }
            _ => break Command::new(word),
        }
    };
    command.envs(variables).args(words);
    Some(command)
}

/// Removes what `save-temps` kept of `built`, once its layouts are linked.
///
/// # Errors
/// If a file cannot be removed.
pub fn remove_objects(built: &Built) -> anyhow::Result<()> {
    let Some(folder) = built.executable.parent() else {
        return Ok(());
    };
    for folder in [folder.to_owned(), folder.join("deps")] {
        let Ok(entries) = fs_err::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.contains(".rcgu.") {
                fs_err::remove_file(&path)?;
            } else if name.starts_with("rustc") && path.is_dir() {
                fs_err::remove_dir_all(&path)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linkers_line_is_taken_apart_as_the_compiler_prints_it() {
        let line = r#"LC_ALL="C" PATH="/a b:/c" "cc" "-m64" "x \"y\".o" "-Wl,-rpath,$ORIGIN" "-o" "out"
"#;
        let command = parse(line).unwrap();
        assert_eq!(command.get_program(), "cc");
        let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy()).collect();
        assert_eq!(
            arguments,
            ["-m64", "x \"y\".o", "-Wl,-rpath,$ORIGIN", "-o", "out"]
        );
        let variables: Vec<_> = command.get_envs().collect();
        assert_eq!(variables.len(), 2);
    }
}
