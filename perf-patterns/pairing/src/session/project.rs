//! Two revisions of a project: checked out, built, linked in layouts.

use std::path::{Path, PathBuf};

use anyhow::bail;
use command_line::print;

use super::benches::benches;
use super::whole::{call, whole};
use super::{Both, Prepared, Ready};
use crate::build::{self, Built, Toolchain};
use crate::counts::Pair;
use crate::git::{Repository, Revision};
use crate::harness::{self, Harness};
use crate::layout::{self, Layouts, Missing};
use crate::report::{Report, Side};
use crate::settings::{Settings, Subject};
use crate::store::Store;

/// Two revisions of a project.
pub(super) fn project(
    settings: &Settings,
    repository: &Repository,
    store: &Store,
    base: &Revision,
    head: &Revision,
) -> anyhow::Result<Report> {
    let toolchain = Toolchain::find(&settings.folder, store)?;
    let prefix = &repository.prefix;
    repository.check_out(&base.tree, "base", store)?;
    repository.check_out(&head.tree, "head", store)?;
    let pointers = lfs_pointers(repository, &head.tree, store)?;
    let mut warnings = build::lock(settings, &toolchain, prefix, &repository.top, store)?;
    if settings.bench_from_head {
        crate::transplant::bench(settings, &toolchain, prefix, store)?;
    }
    warnings.extend(configuration_above(&repository.top));
    warnings.extend(pointers);
    if base.tree == head.tree {
        warnings.push("both sides are the same tree: every difference is noise".to_owned());
    }
    let seed = |arm: u64, layout: usize| settings.seed * 1_000 + arm * 100 + layout as u64 + 1;
    let seeds = |arm: u64| -> Vec<u64> { (0..settings.layouts).map(|l| seed(arm, l)).collect() };

    print::note(format!("building base: {}", base.name));
    let of_base: Vec<u64> = seeds(1).into_iter().chain(seeds(3)).collect();
    let (base_built, mut base_layouts) =
        built(settings, &toolchain, "base", prefix, &of_base, store)?;
    build::share_dependencies("base", "head", store)?;
    print::note(format!("building head: {}", head.name));
    let (head_built, head_layouts) = built(settings, &toolchain, "head", prefix, &seeds(2), store)?;
    let control = Layouts {
        executables: if base_layouts.are_shuffled {
            base_layouts.executables.split_off(settings.layouts)
        } else {
            base_layouts.executables.clone()
        },
        are_shuffled: base_layouts.are_shuffled,
    };
    let both = Both {
        base: &base_built,
        head: &head_built,
    };
    let prepared = Prepared {
        settings,
        store,
        ready: Ready {
            base: base_layouts,
            control,
            head: head_layouts,
        },
        ids: Vec::new(),
        harness: String::new(),
        toolchain: Some(&toolchain),
        only_base: Vec::new(),
        only_head: Vec::new(),
        outputs_equal: None,
        warnings,
    };
    let sides = [side(base), side(head)];
    match &settings.subject {
        Subject::Bench { name, filter } => benches(prepared, &both, name, filter.as_deref(), sides),
        Subject::Bin(name) | Subject::Example(name) => {
            let call = call(settings, name, &settings.arguments)?;
            let pair = Pair {
                base: &base_built.executable,
                head: &head_built.executable,
            };
            whole(prepared, &pair, [&call, &call], sides)
        }
        Subject::Programs { .. } => bail!("two programs have no revisions"),
    }
}

/// Cargo's configuration in folders above the repository, which a checkout
/// elsewhere does not see.
fn configuration_above(top: &Path) -> Option<String> {
    let own = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let found = top
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(".cargo"))
        .filter(|folder| Some(folder) != own.as_ref())
        .flat_map(|folder| [folder.join("config.toml"), folder.join("config")])
        .find(|file| file.is_file())?;
    Some(format!(
        "{} is not applied: it lies outside the repository",
        found.display()
    ))
}

/// What a benchmark that reads files of Git LFS would read instead.
fn lfs_pointers(
    repository: &Repository,
    tree: &str,
    store: &Store,
) -> anyhow::Result<Option<String>> {
    let pointers = repository.lfs_pointers(tree, "head", store)?;
    let Some(first) = pointers.first() else {
        return Ok(None);
    };
    let more = match pointers.len() {
        1 => String::new(),
        all => format!(" and {} more", all - 1),
    };
    let text = format!(
        "{}{more}: pointers of Git LFS, not the files themselves; `git lfs install` and \
         `git lfs pull` bring them",
        first.display()
    );
    print::warning(&text);
    Ok(Some(text))
}

fn side(revision: &Revision) -> Side {
    Side {
        name: revision.name.clone(),
        commit: revision.commit.clone(),
        tree: Some(revision.tree.clone()),
    }
}

/// Builds one side and links its layouts.
fn built(
    settings: &Settings,
    toolchain: &Toolchain,
    side: &str,
    prefix: &Path,
    seeds: &[u64],
    store: &Store,
) -> anyhow::Result<(Built, Layouts)> {
    let build = || build::build(settings, toolchain, side, prefix, store);
    let mut built = build()?;
    if let Subject::Bench { name, .. } = &settings.subject {
        let lockfile = harness::lockfile(&built.package_folder)?;
        if Harness::of(&built.executable, name, &lockfile)? == Harness::Gungraun {
            // What is counted is counted in one layout.
            layout::remove_objects(&built)?;
            let as_built = Layouts {
                executables: vec![built.executable.clone()],
                are_shuffled: false,
            };
            return Ok((built, as_built));
        }
    }
    let mut linked = layout::link(&built, seeds, store)?;
    if matches!(linked, Err(Missing::Objects)) {
        built.invalidate()?;
        built = build()?;
        linked = layout::link(&built, seeds, store)?;
    }
    layout::remove_objects(&built)?;
    match linked {
        Ok(layouts) => Ok((built, layouts)),
        Err(Missing::Objects) => bail!("{side}: the compiler did not report how it links"),
    }
}
