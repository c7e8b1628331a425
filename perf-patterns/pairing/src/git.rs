//! Reads a project's revisions without touching its checkout, its index, its
//! stash or its objects: everything that git writes goes to files of our own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use command_line::process;
use serde::{Deserialize, Serialize};

use crate::store::Store;

/// How a pointer of Git LFS begins.
const LFS_POINTER: &str = "version https://git-lfs.github.com/spec/v1";

/// Somebody's repository.
#[derive(Debug)]
pub struct Repository {
    /// The root of its working tree.
    pub top: PathBuf,
    /// From there to the folder that was named.
    pub prefix: PathBuf,
    git_dir: PathBuf,
    objects: PathBuf,
}

/// A tree that can be checked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// As it was asked for.
    pub name: String,
    /// Its commit; the working tree has none.
    pub commit: Option<String>,
    /// Its tree.
    pub tree: String,
}

impl Repository {
    /// The repository in which `folder` lies.
    ///
    /// # Errors
    /// If there is none, or git is missing.
    pub fn find(folder: &Path) -> anyhow::Result<Self> {
        let ask = |question: &[&str]| -> anyhow::Result<String> {
            let mut command = Command::new("git");
            command.arg("rev-parse").args(question).current_dir(folder);
            let finished = process::run_with(&mut command, |_| ())
                .context("cannot run git\nhint: install it")?;
            ensure!(
                finished.status.success(),
                "{} is not in a git repository with a working tree\nhint: `ab` compares two \
                 revisions; two programs that exist already are compared by \
                 `ab -- ./old --vs ./new`",
                folder.display()
            );
            Ok(finished.stdout.trim_end_matches('\n').to_owned())
        };
        ensure!(folder.is_dir(), "there is no folder {}", folder.display());
        Ok(Repository {
            top: PathBuf::from(ask(&["--show-toplevel"])?),
            prefix: PathBuf::from(ask(&["--show-prefix"])?),
            git_dir: PathBuf::from(ask(&["--absolute-git-dir"])?),
            objects: folder.join(ask(&["--git-path", "objects"])?),
        })
    }

    /// The tree of a commit, a tag, a branch, or a tree.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn resolve(&self, name: &str, store: &Store) -> anyhow::Result<Revision> {
        let ask = |what: &str| -> anyhow::Result<Option<String>> {
            let mut command = self.git(store);
            command.args(["rev-parse", "--verify", "--quiet", "--end-of-options", what]);
            let finished = process::run_with(&mut command, |_| ())?;
            let found = finished.status.success();
            Ok(found.then(|| finished.stdout.trim().to_owned()))
        };
        let tree = ask(&format!("{name}^{{tree}}"))?.with_context(|| {
            format!(
                "{} has no revision `{name}`\nhint: `git log --oneline` lists commits; in a \
                 shallow clone, `git fetch --unshallow` brings the older ones",
                self.top.display()
            )
        })?;
        Ok(Revision {
            name: name.to_owned(),
            commit: ask(&format!("{name}^{{commit}}"))?,
            tree,
        })
    }

    /// The working tree as it is, untracked files included, ignored ones not.
    ///
    /// # Errors
    /// If git cannot read it.
    pub fn snapshot(&self, store: &Store) -> anyhow::Result<Revision> {
        let index = store.file("snapshot.index");
        let theirs = self.git_dir.join("index");
        // With their index git need not read files that did not change.
        if theirs.is_file() {
            fs_err::copy(&theirs, &index)?;
            // git takes a file for unchanged if it is older than the index: with the
            // copy's own time, one that was changed in the same moment would be lost.
            let time = fs_err::metadata(&theirs)?.modified()?;
            let copy = fs_err::OpenOptions::new().append(true).open(&index)?;
            copy.file().set_modified(time)?;
        }
        let mut add = self.git(store);
        add.env("GIT_WORK_TREE", &self.top)
            .env("GIT_INDEX_FILE", &index)
            .current_dir(&self.top)
            .args(["add", "--all", "."]);
        process::run(&mut add).context("cannot read the working tree")?;
        let mut write = self.git(store);
        write.env("GIT_INDEX_FILE", &index).arg("write-tree");
        let tree = process::run(&mut write)?.trim().to_owned();
        Ok(Revision {
            name: "working tree".to_owned(),
            commit: None,
            tree,
        })
    }

    /// Makes `folder` hold exactly `tree`'s files. Files that did not change keep
    /// their times, so that cargo does not build them again.
    ///
    /// # Errors
    /// If git cannot write them, or a submodule is not here.
    pub fn check_out(&self, tree: &str, side: &str, store: &Store) -> anyhow::Result<()> {
        let folder = store.folder(side)?;
        let index = store.file(&format!("{side}.index"));
        let whole = store.file(&format!("{side}.tree"));
        if !whole.is_file() {
            // An interrupted checkout left who knows what.
            fs_err::remove_dir_all(&folder)?;
            fs_err::create_dir_all(&folder)?;
            store.remove(&index)?;
        }
        store.remove(&whole)?;
        read_tree(self.git(store), tree, &folder, &index)
            .with_context(|| format!("cannot write the files of tree {tree}"))?;
        for (number, (path, commit)) in self.submodules(tree, store)?.iter().enumerate() {
            let index = store.file(&format!("{side}.{number}.index"));
            store.remove(&index)?;
            let mut ask = Command::new("git");
            ask.args(["rev-parse", "--absolute-git-dir"])
                .current_dir(self.top.join(path));
            let missing = || {
                format!(
                    "the submodule {} is not here at commit {commit}\nhint: `git submodule \
                     update --init` brings it",
                    path.display()
                )
            };
            ensure!(self.top.join(path).join(".git").exists(), missing());
            let git_dir = process::run(&mut ask).with_context(missing)?;
            let mut git = Command::new("git");
            git.env("GIT_DIR", git_dir.trim());
            read_tree(git, commit, &folder.join(path), &index).with_context(missing)?;
        }
        fs_err::write(&whole, tree)?;
        Ok(())
    }

    /// Files of `tree` that are pointers of Git LFS in `side`'s checkout, not what they
    /// point to: without its filter git writes them as they are, and says nothing.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn lfs_pointers(
        &self,
        tree: &str,
        side: &str,
        store: &Store,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let mut search = self.git(store);
        search.args(["grep", "-z", "-l", "-F", "-e", LFS_POINTER, tree]);
        // It ends with 1 where there is none.
        let found = process::run_with(&mut search, |_| ())?.stdout;
        let folder = store.file(side);
        Ok(found
            .split('\0')
            .filter_map(|name| name.split_once(':'))
            .map(|(_, path)| PathBuf::from(path))
            .filter(|path| {
                let text = fs_err::read(folder.join(path)).unwrap_or_default();
                text.starts_with(LFS_POINTER.as_bytes())
            })
            .collect())
    }

    /// Submodules of `tree`: their folders and commits.
    fn submodules(&self, tree: &str, store: &Store) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let mut list = self.git(store);
        list.args(["ls-tree", "-r", "-z", "--full-tree", tree]);
        let text = process::run(&mut list)?;
        Ok(text
            .split('\0')
            .map(str::trim_start)
            .filter(|entry| entry.starts_with("160000 "))
            .filter_map(|entry| {
                let (head, path) = entry.split_once('\t')?;
                let commit = head.split(' ').nth(2)?;
                Some((PathBuf::from(path), commit.to_owned()))
            })
            .collect())
    }

    /// git on this repository, which writes objects into the store.
    fn git(&self, store: &Store) -> Command {
        let mut command = Command::new("git");
        command
            .env("GIT_DIR", &self.git_dir)
            .env("GIT_OBJECT_DIRECTORY", store.file("objects"))
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &self.objects)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_PREFIX")
            .current_dir(&self.top)
            .args(["-c", "core.fsmonitor=false"])
            .args(["-c", "core.splitIndex=false"])
            .args(["-c", "core.untrackedCache=false"])
            .args(["-c", "core.sparseCheckout=false"])
            .args(["-c", "core.hooksPath=/dev/null"])
            .args(["-c", "advice.addEmbeddedRepo=false"]);
        command
    }
}

fn read_tree(mut git: Command, tree: &str, folder: &Path, index: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    git.env("GIT_WORK_TREE", folder)
        .env("GIT_INDEX_FILE", index)
        .current_dir(folder)
        .args(["read-tree", "--reset", "-u", tree]);
    let finished = process::run_with(&mut git, |_| ())?;
    if !finished.status.success() {
        let said = finished.stderr.lines().last().unwrap_or_default();
        if said.contains("lfs") || finished.stderr.contains("git-lfs") {
            bail!("{said}\nhint: `git lfs install` and `git lfs fetch --all` bring its files");
        }
        finished.success(&git)?;
    }
    Ok(())
}
