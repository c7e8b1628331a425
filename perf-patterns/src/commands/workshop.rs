//! `perf-patterns workshop`: exercises, graded by counts.

use std::path::{Path, PathBuf};

use anyhow::bail;
use command_line::{print, table};
use fs_err as fs;
use patterns::catalogue::Track;
use workshop::check::{self, Settings};
use workshop::registry::{self, Registered};
use workshop::repository::{self, Repository};
use workshop::score::Medal;
use workshop::{attempt, class, crates, git, grade, program, report, schema};

/// Learn the patterns by doing: exercises in a repository of your own
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  perf-patterns workshop start my-workshop --track first-hour
  cd my-workshop && perf-patterns workshop next
  perf-patterns workshop check append
Exit codes: 0 equal answers and a medal, 1 not, 2 wrong use.")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a repository of exercises
    Start {
        /// A new or empty folder
        #[arg(value_name = "DIR", default_value = "workshop")]
        folder: PathBuf,
        /// Track: first-hour, allocations, text, lookups or whole
        #[arg(long, value_name = "NAME", default_value = "whole")]
        track: String,
        /// Also write a workflow that grades each push
        #[arg(long)]
        ci: bool,
    },
    /// Check an exercise: equal answers, cost, medal
    Check {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        output: Output,
    },
    /// Check an exercise whenever its file is saved, until Ctrl-C
    Watch {
        #[command(flatten)]
        which: Which,
    },
    /// Show the next exercise without a medal
    Next {
        #[command(flatten)]
        place: Place,
    },
    /// List the exercises, with your medals inside a workshop
    List {
        #[command(flatten)]
        place: Place,
        /// Only those of one track
        #[arg(long, value_name = "NAME")]
        track: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Show an exercise's task
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Show the next of four hints
    Hint {
        #[command(flatten)]
        which: Which,
    },
    /// Grade finished workshops, on inputs that follow from a secret
    Grade {
        /// Folders that `workshop start` made
        #[arg(value_name = "DIR", required_unless_present = "schema")]
        folders: Vec<PathBuf>,
        /// Secret of the inputs: the same one gives the same grades
        #[arg(long, value_name = "TEXT", default_value = "")]
        secret: String,
        /// Format: terminal, json, markdown, csv or classroom
        #[arg(
            long,
            value_name = "FORMAT",
            default_value = "terminal",
            hide_possible_values = true
        )]
        format: GradeFormat,
        /// Print the JSON Schema of `--format json` and do nothing else
        #[arg(long)]
        schema: bool,
    },
    /// Summarise the grades of a class: where everybody is, and where they get stuck
    Report {
        /// Files that `workshop grade --format json` wrote
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Write the reference solution to a file; the medal then stays bronze
    Solution {
        /// The exercise
        exercise: String,
        /// The file to write; `-` for the terminal
        #[arg(long, value_name = "FILE")]
        into: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(clap::Args)]
struct Which {
    /// The exercise [default: this folder's, or else the next]
    exercise: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
struct Place {
    /// The workshop, or a folder in it
    #[arg(long = "in", value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

#[derive(clap::Args)]
struct Output {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,
    /// Print the JSON Schema of `--format json` and do nothing else
    #[arg(long)]
    schema: bool,
}

/// How a result is printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Terminal,
    /// For programs
    Json,
}

/// How grades are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum GradeFormat {
    /// One row per repository
    Terminal,
    /// For `workshop report` and for programs
    Json,
    /// For a job's summary
    Markdown,
    /// For a spreadsheet
    Csv,
    /// For GitHub Classroom's grading reporter, which takes it in base64
    Classroom,
}

impl Args {
    /// Runs the command; whether its check passed.
    pub fn run(self) -> anyhow::Result<bool> {
        match self.command {
            Command::Start { folder, track, ci } => start(&folder, &track, ci),
            Command::Check { output, .. } if output.schema => printed(schema::check()),
            Command::List { output, .. } if output.schema => printed(schema::list()),
            Command::Grade { schema: true, .. } => printed(schema::grade()),
            Command::Check { which, output } => {
                let (mut repository, meant) = which.find()?;
                run_check(&mut repository, meant, output.format)
            }
            Command::Watch { which } => watch(&which),
            Command::Next { place } => next(&place),
            Command::List {
                place,
                track,
                output,
            } => list(&place, track.as_deref(), output.format),
            Command::Show { which } => {
                let (repository, meant) = which.find()?;
                show(&repository, meant)?;
                Ok(true)
            }
            Command::Hint { which } => hint(&which),
            Command::Grade {
                folders,
                secret,
                format,
                ..
            } => grade(&folders, &secret, format),
            Command::Report { files } => {
                print::data(class::report(&grade::read(&files)?));
                Ok(true)
            }
            Command::Solution {
                exercise,
                into,
                place,
            } => solution(&exercise, &into, &place),
        }
    }
}

/// A schema, printed.
fn printed(schema: serde_json::Result<String>) -> anyhow::Result<bool> {
    print::data(schema?.trim_end());
    Ok(true)
}

impl Which {
    fn find(&self) -> anyhow::Result<(Repository, Registered)> {
        let repository = Repository::find(&self.place.folder)?;
        let meant = repository.meant(self.exercise.as_deref(), &self.place.folder)?;
        if !repository.root.join(meant.exercise.name).is_dir() {
            bail!(
                "{} is not in this workshop, which has the track {}\n\
                 hint: `perf-patterns workshop start DIR` makes one with all exercises",
                meant.exercise.name,
                repository.progress.track
            );
        }
        Ok((repository, meant))
    }
}

fn start(folder: &Path, track: &str, ci: bool) -> anyhow::Result<bool> {
    let track = registry::track(track)?;
    let repository = repository::start(folder, track, ci)?;
    let crates = repository::crates_of(track);
    if let Err(error) = crates::bring(&repository.root.join(crates::FOLDER), &crates) {
        print::warning(&format!("{error:#}"));
    }
    git::commit_all(&repository.root);
    let count = repository.exercises().len();
    print::data(format!(
        "{} has {}: {}.\n\nNext: `cd {}`, then `perf-patterns workshop next`.",
        folder.display(),
        exercises(count),
        track.about(),
        folder.display()
    ));
    Ok(true)
}

fn exercises(count: usize) -> String {
    format!(
        "{count} {}",
        if count == 1 { "exercise" } else { "exercises" }
    )
}

fn run_check(
    repository: &mut Repository,
    meant: Registered,
    format: Format,
) -> anyhow::Result<bool> {
    let shown = check::code_path(meant);
    let settings = Settings {
        store: &repository.root.join(repository::STORE),
        secret: "",
        simulate: check::can_simulate(),
        time: check::TIME,
    };
    let done = repository.done(meant);
    let attempt = attempt::read(&repository.root, meant)?;
    let checked = attempt::check(meant, &attempt, &done, &settings)?;
    let done = repository.done_mut(meant);
    let medal = done.add(checked.score);
    if done.said.is_none() {
        done.said = checked.said.clone();
    }
    let done = done.clone();
    repository.save()?;
    if format == Format::Json {
        let mut report = checked.report();
        report.medal = medal;
        print::data(serde_json::to_string_pretty(&report)?);
    } else {
        print::data(report::check(meant, &checked, &done, &shown, &attempt.code).trim_end());
        if meant.exercise.is_checkpoint && medal >= Medal::Silver {
            let spared = repository.spares(meant);
            if spared > 0 {
                print::data(format!(
                    "A checkpoint is solved: `next` skips {} of {} (`list` shows {}).",
                    exercises(spared),
                    meant.family(),
                    if spared == 1 { "it" } else { "them" }
                ));
            }
        }
    }
    Ok(checked.is_done())
}

fn watch(which: &Which) -> anyhow::Result<bool> {
    let (mut repository, meant) = which.find()?;
    let mut last = None;
    let mut done = false;
    loop {
        if command_line::process::check_interrupted().is_err() {
            return Ok(done);
        }
        // Content is compared, not its date: an editor may save without a change.
        let now = attempt::read(&repository.root, meant)?;
        if last.as_ref() != Some(&now) {
            last = Some(now);
            print::data("");
            done = match run_check(&mut repository, meant, Format::Terminal) {
                Ok(done) => done,
                Err(error)
                    if error
                        .downcast_ref::<command_line::process::Interrupted>()
                        .is_some() =>
                {
                    return Ok(done);
                }
                Err(error) => return Err(error),
            };
            print::note(format!(
                "watching {}; Ctrl-C stops",
                repository::shown(meant)
            ));
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

fn next(place: &Place) -> anyhow::Result<bool> {
    let repository = Repository::find(&place.folder)?;
    match repository.next() {
        Some(meant) => {
            show(&repository, meant)?;
            if let Some(checkpoint) = repository.checkpoint(meant)
                && repository.done(checkpoint).checks == 0
            {
                let name = checkpoint.exercise.name;
                print::data(format!(
                    "Do you know all this? With silver in the checkpoint of {} (`perf-patterns \
                     workshop show {name}`), `next` skips the rest of it.",
                    meant.family()
                ));
            }
        }
        None => print::data(format!(
            "Every exercise of the track {} has a medal. `perf-patterns workshop list` shows them.",
            repository.progress.track
        )),
    }
    Ok(true)
}

fn show(repository: &Repository, meant: Registered) -> anyhow::Result<()> {
    let name = meant.exercise.name;
    let readme = fs::read_to_string(repository.root.join(name).join("README.md"))?;
    print::data(readme.trim_end());
    print::data(format!(
        "\nNext: edit {}, then `perf-patterns workshop check {name}`.",
        repository::to_edit(meant)
    ));
    Ok(())
}

fn list(place: &Place, track: Option<&str>, format: Format) -> anyhow::Result<bool> {
    let track = track.map(registry::track).transpose()?;
    let repository = Repository::find(&place.folder).ok();
    let found: Vec<Registered> = match (&repository, track) {
        (Some(repository), None) if format == Format::Terminal => repository.exercises(),
        _ => registry::exercises()
            .filter(|found| found.is_in(track.unwrap_or(Track::Whole)))
            .collect(),
    };
    if format == Format::Json {
        let listed: Vec<_> = found.iter().map(|found| found.listed()).collect();
        print::data(serde_json::to_string_pretty(&listed)?);
        return Ok(true);
    }
    let rows = found.iter().map(|found| {
        let listed = found.listed();
        let what = match found.exercise.is_checkpoint {
            true => format!("{} (checkpoint)", found.exercise.kind.about()),
            false => found.exercise.kind.about().to_owned(),
        };
        let last = match &repository {
            // Whoever has a workshop has chosen a track.
            Some(repository) => {
                let done = repository.done(*found);
                match repository.skipped_by(*found) {
                    Some(checkpoint) => format!("skipped ({} is solved)", checkpoint.exercise.name),
                    None if done.checks == 0 => String::new(),
                    None => format!("{} ({:.2})", done.medal.name(), done.score),
                }
            }
            None => {
                let mut tracks = listed.tracks;
                tracks.retain(|track| *track != Track::Whole.name());
                tracks.join(", ")
            }
        };
        vec![listed.exercise.to_owned(), what, last]
    });
    let last = match &repository {
        Some(_) => "so far",
        None => "tracks, beside the whole",
    };
    let header = ["exercise", "what to do", last];
    print::data(table::render(&header, rows.collect(), header.len()));
    Ok(true)
}

fn hint(which: &Which) -> anyhow::Result<bool> {
    let (mut repository, meant) = which.find()?;
    let exercise = meant.exercise;
    let done = repository.done_mut(meant);
    let before = done.hints;
    done.hints = (before + 1).min(4);
    let shown = done.hints as usize;
    repository.save()?;
    let name = exercise.name;
    let hint = |at: usize| format!("{at} of 4: {}", exercise.hints[at - 1]);
    if before == 4 {
        print::data(format!("All four hints for {name}:\n"));
        for at in 1..=4 {
            print::data(hint(at));
        }
    } else {
        print::data(hint(shown));
    }
    print::data(format!(
        "\nNext: `perf-patterns workshop check {name}`{}.",
        if shown < 4 {
            format!(", or `perf-patterns workshop hint {name}` once more")
        } else {
            String::new()
        }
    ));
    Ok(true)
}

fn solution(name: &str, into: &Path, place: &Place) -> anyhow::Result<bool> {
    let found = registry::find(name)?;
    let solution = program::reference(found)?.file;
    // Outside of a workshop there is no medal to lose.
    let mut repository = Repository::find(&place.folder).ok();
    if let Some(repository) = &mut repository {
        repository.done_mut(found).solution = true;
        repository.save()?;
    }
    let name = found.exercise.name;
    if into == Path::new("-") {
        print::data(solution.trim_end());
    } else {
        fs::write(into, solution)?;
        print::data(format!(
            "{}: the reference solution of {name}.",
            into.display()
        ));
    }
    if repository.is_some() {
        print::note(format!("The medal for {name} stays bronze from now on."));
    }
    Ok(true)
}

fn grade(folders: &[PathBuf], secret: &str, format: GradeFormat) -> anyhow::Result<bool> {
    let simulate = check::can_simulate();
    if !simulate {
        print::warning("valgrind is not installed: instructions are not graded");
    }
    if !grade::is_confined() {
        print::warning("submissions can use the network here: `unshare` may not make namespaces");
    }
    let store = grade::store()?;
    let repos = grade::grade(
        folders,
        secret,
        store.path(),
        simulate,
        |repository, one| {
            print::note(format!(
                "{repository}: {} {} ({:.2})",
                one.exercise,
                one.medal.name(),
                one.score
            ));
        },
    )?;
    let text = match format {
        GradeFormat::Terminal => class::terminal(&repos),
        GradeFormat::Json => serde_json::to_string_pretty(&repos)?,
        GradeFormat::Markdown => class::markdown(&repos),
        GradeFormat::Csv => class::csv(&repos),
        GradeFormat::Classroom => serde_json::to_string_pretty(&class::classroom(&repos))?,
    };
    print::data(text.trim_end());
    Ok(repos
        .iter()
        .all(|repo| repo.solved() == repo.exercises.len()))
}
