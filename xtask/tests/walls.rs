//! The walls between the rooms of the workspace, read from `use` lines and
//! manifests. ARCHITECTURE.md says why each stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::{files, root, stdout};

/// The source of the programs that print and start processes for people.
const PROGRAMS: [&str; 11] = [
    "xtask/src",
    "xtask/renderer/src",
    "perf-patterns/src",
    "perf-patterns/command-line/src",
    "perf-patterns/comparison/src",
    "perf-patterns/function-names/src",
    "perf-patterns/pairing/src",
    "perf-patterns/advice/src",
    "perf-patterns/profiles/src",
    "perf-patterns/readers/src",
    "perf-patterns/workshop/src",
];

/// What shows: it works on records and on what readers return.
const SHOWING: [&str; 11] = [
    "xtask/src/analysis",
    "xtask/src/book",
    "xtask/src/compare.rs",
    "xtask/src/compare",
    "xtask/src/escapes.rs",
    "xtask/src/export",
    "benches/record/src",
    "perf-patterns/comparison/src",
    "perf-patterns/advice/src",
    "perf-patterns/profiles/src",
    "perf-patterns/readers/src",
];

/// Every Rust file at `place`, a folder or a file below the root.
fn sources(place: &str) -> Vec<PathBuf> {
    let place = root().join(place);
    let found = if place.is_file() {
        vec![place]
    } else {
        files(&place)
    };
    let mut found: Vec<PathBuf> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

/// The lines of a file with their numbers, without comments and without its tests,
/// which may use what they like.
fn lines(path: &Path) -> Vec<(usize, String)> {
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

/// `file:line: text` of each line at `places` for which `breaks` holds.
fn breaches(places: &[&str], breaks: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in places.iter().flat_map(|place| sources(place)) {
        for (number, line) in lines(&path) {
            if breaks(&path, &line) {
                let shown = path.strip_prefix(root()).unwrap().display();
                found.push(format!("{shown}:{number}: {}", line.trim()));
            }
        }
    }
    found
}

#[track_caller]
fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn what_shows_imports_nothing_of_what_measures() {
    let found = breaches(&SHOWING, |_, line| {
        let imports = line.trim_start().starts_with("use ") || line.contains("crate::");
        imports
            && (line.contains("crate::measure")
                || line.contains("::{measure")
                || line.contains(", measure"))
    });
    assert_none(&found, "what shows works on records and readers alone");
}

#[test]
fn what_shows_takes_the_middle_size_from_the_record() {
    let found = breaches(&SHOWING, |_, line| line.contains(".middle_size"));
    assert_none(
        &found,
        "a record's case says whether its size is the middle one",
    );
}

#[test]
fn only_one_module_starts_processes() {
    let found = breaches(&PROGRAMS, |path, line| {
        // The module, and those inside it.
        !path.ends_with("command-line/src/process.rs")
            && !path.parent().unwrap().ends_with("command-line/src/process")
            && [".spawn()", ".output()", ".status()", ".exec()"]
                .iter()
                .any(|call| line.contains(call))
    });
    assert_none(&found, "command_line::process starts processes");
}

#[test]
fn only_one_module_prints() {
    let found = breaches(&PROGRAMS, |path, line| {
        let words = [
            "println!",
            "print!(",
            "dbg!",
            "io::stdout",
            "io::stderr",
            "anstream::",
        ];
        // A child that is seen at work writes to this program's own stderr.
        let room = ["command-line/src/print.rs", "command-line/src/process.rs"];
        // A message may name what it forbids.
        let code: String = line.split('"').step_by(2).collect();
        words.iter().any(|word| code.contains(word))
            && !room.iter().any(|file| path.ends_with(file))
    });
    assert_none(&found, "command_line::print prints");
}

#[test]
fn a_module_is_a_file_of_its_own_name() {
    let folders = members().into_keys();
    let found: Vec<String> = folders
        .flat_map(|folder| ["src", "tests"].map(|part| root().join(&folder).join(part)))
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| files(&folder))
        .filter(|file| file.ends_with("mod.rs"))
        .filter_map(|file| Some(file.strip_prefix(root()).ok()?.display().to_string()))
        // These are shared by programs that each need a process of their own, and a
        // file right in `tests` would be one more program.
        .filter(|file| !file.starts_with("profiling/"))
        .collect();
    assert_none(
        &found,
        "`name.rs` beside the folder `name`, not `name/mod.rs`",
    );
}

#[test]
fn every_file_of_tests_is_in_the_one_program() {
    let mut programs = 0;
    for folder in members().keys() {
        let tests = root().join(folder).join("tests");
        let Ok(program) = std::fs::read_to_string(tests.join("all.rs")) else {
            continue;
        };
        programs += 1;
        for entry in std::fs::read_dir(&tests).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_module = path.extension().is_some_and(|ending| ending == "rs");
            assert!(
                !is_module || name == "all" || program.contains(&format!("mod {name};\n")),
                "{folder}/tests/all.rs: no `mod {name};`, so that its tests do not run"
            );
        }
    }
    assert!(programs > 0);
}

#[test]
fn no_file_of_ours_is_longer_than_600_lines() {
    let mut lengths: Vec<(usize, String)> = Vec::new();
    for folder in members().keys() {
        for part in ["src", "tests", "benches"] {
            let folder = root().join(folder).join(part);
            if !folder.is_dir() {
                continue;
            }
            for file in files(&folder) {
                if file.extension().is_some_and(|ending| ending == "rs") {
                    let lines = std::fs::read_to_string(&file).unwrap().lines().count();
                    let shown = file.strip_prefix(root()).unwrap().display().to_string();
                    lengths.push((lines, shown));
                }
            }
        }
    }
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    for (lines, file) in lengths.iter().take(10) {
        println!("{lines:4} {file}");
    }
    let (lines, file) = &lengths[0];
    assert!(
        *lines <= 600,
        "{file} has {lines} lines: which two reasons does it have to exist?"
    );
}

/// The names of the crates that the manifest in `folder` asks for, tests included.
fn dependencies(folder: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
    let manifest: toml_edit::DocumentMut = text.parse().unwrap();
    let mut found = BTreeSet::new();
    let mut tables = vec![manifest.as_table() as &dyn toml_edit::TableLike];
    while let Some(table) = tables.pop() {
        for (key, item) in table.iter() {
            let Some(inner) = item.as_table_like() else {
                continue;
            };
            if key.ends_with("dependencies") {
                found.extend(inner.iter().map(|(name, _)| name.to_owned()));
            } else if key != "workspace" {
                tables.push(inner);
            }
        }
    }
    found
}

/// Every package of the workspace: its folder and its name.
fn members() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml_edit::DocumentMut = text.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    members
        .iter()
        .map(|member| {
            let folder = member.as_str().unwrap().to_owned();
            let text = std::fs::read_to_string(root().join(&folder).join("Cargo.toml")).unwrap();
            let manifest: toml_edit::DocumentMut = text.parse().unwrap();
            let name = manifest["package"]["name"].as_str().unwrap().to_owned();
            (folder, name)
        })
        .collect()
}

#[test]
fn a_crate_is_called_as_its_folder_is() {
    for (folder, name) in members() {
        let last = folder.rsplit('/').next().unwrap();
        assert!(
            name == last || name.ends_with(&format!("-{last}")),
            "{folder}/Cargo.toml: the package is called {name}"
        );
    }
}

#[test]
fn patterns_depend_on_no_measuring_tool_and_nothing_depends_on_xtask() {
    let measuring = [
        "benches",
        "suite",
        "statistics",
        "profiling",
        "criterion",
        "gungraun",
        "dhat",
        "pprof",
    ];
    let used = dependencies("patterns");
    for tool in measuring {
        assert!(!used.contains(tool), "patterns/Cargo.toml: {tool}");
    }
    for folder in members().keys() {
        assert!(
            !dependencies(folder).contains("xtask"),
            "{folder}/Cargo.toml: xtask"
        );
    }
}

#[test]
fn what_a_service_links_and_what_others_read_depend_on_nothing_of_the_workshop() {
    let members = members();
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("profiling", &[] as &[&str]),
        ("profiling/allocation-report", &["function-names"]),
        ("benches/statistics", &[]),
        ("perf-patterns/command-line", &[]),
        ("perf-patterns/function-names", &[]),
        ("perf-patterns/profiles", &["function-names"]),
        ("perf-patterns/readers", &[]),
        (
            "perf-patterns/comparison",
            &["command-line", "readers", "statistics"],
        ),
        ("patterns", &[]),
    ]);
    for (folder, allowed) in allowed {
        for name in dependencies(folder) {
            // A crate may ask for itself, with all features, in its tests.
            let ours = members
                .iter()
                .any(|(place, member)| *member == name && place != folder);
            assert!(
                // What tests share is only theirs: see the test below.
                !ours
                    || allowed.contains(&name.as_str())
                    || name == "patterns-source"
                    || name == "testing",
                "{folder}/Cargo.toml: {name}"
            );
        }
    }
}

#[test]
fn only_tests_depend_on_what_tests_share() {
    let mut users = 0;
    for folder in members().keys() {
        let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml_edit::DocumentMut = text.parse().unwrap();
        let asks = |table: &str| {
            let table = manifest.get(table).and_then(toml_edit::Item::as_table_like);
            table.is_some_and(|table| table.contains_key("testing"))
        };
        assert!(!asks("dependencies"), "{folder}/Cargo.toml: testing");
        users += usize::from(asks("dev-dependencies"));
    }
    assert!(users > 1);
}

/// `list`, `doctor` and `copy` are there before mdBook is compiled.
#[test]
fn nothing_but_the_renderer_waits_for_mdbook() {
    let members = members();
    let renderer = "xtask/renderer";
    for (folder, name) in &members {
        for dependency in dependencies(folder) {
            let is_book = dependency.starts_with("mdbook");
            assert_eq!(
                is_book,
                is_book && folder == renderer,
                "{name} waits for {dependency}"
            );
            assert_ne!(&dependency, &members[renderer], "{name}");
        }
    }
    let needed = dependencies(renderer);
    assert!(needed.iter().any(|name| name.starts_with("mdbook")));
}

/// Everything that is compiled below `patterns` where cargo builds `package` alone,
/// with its features.
fn below_patterns(package: &str, edges: &str) -> BTreeSet<String> {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", package, "--edges", edges])
        .args(["--prefix", "depth", "--no-dedupe", "--format", " {p} {f}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = stdout(&output);
    let mut lines = text.lines().map(|line| {
        let (depth, what) = line.split_once(' ').unwrap();
        (depth.parse::<usize>().unwrap(), what)
    });
    let (top, _) = lines
        .find(|(_, what)| what.starts_with("patterns v"))
        .unwrap();
    lines
        .take_while(|(depth, _)| *depth > top)
        .map(|(_, what)| what.to_owned())
        .collect()
}

/// One that differs is compiled twice by a first run, and `patterns` with it: half a
/// minute. `benches/shared-features` is where to say what both need.
#[test]
fn both_programs_that_measure_compile_patterns_alike() {
    let suite = below_patterns("suite", "normal,build");
    let benches = below_patterns("benches", "normal,build,dev");
    assert!(suite.len() > 20, "{suite:?}");
    let differing: Vec<&String> = suite.symmetric_difference(&benches).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

/// The modules of the crate whose source lies in `folder`, by their path.
fn modules(folder: &str) -> BTreeMap<Vec<String>, PathBuf> {
    let home = root().join(folder);
    sources(folder)
        .into_iter()
        .filter(|path| !path.starts_with(home.join("bin")))
        .map(|path| {
            let inner = path.strip_prefix(&home).unwrap().with_extension("");
            let mut names: Vec<String> = inner
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if matches!(
                names.last().map(String::as_str),
                Some("mod" | "lib" | "main")
            ) {
                names.pop();
            }
            (names, path)
        })
        .collect()
}

/// The paths that a `use` statement names, braces spread out.
fn spread(statement: &str) -> Vec<String> {
    let Some(open) = statement.find('{') else {
        return vec![statement.trim().to_owned()];
    };
    let close = statement.rfind('}').unwrap_or(statement.len());
    let (head, body) = (&statement[..open], &statement[open + 1..close]);
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in body.chars() {
        match c {
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
        .iter()
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| spread(&format!("{head}{}", part.trim())))
        .collect()
}

/// Which modules `path` (a module's file) names in its `use` lines.
fn uses(
    module: &[String],
    path: &Path,
    known: &BTreeMap<Vec<String>, PathBuf>,
) -> BTreeSet<Vec<String>> {
    let mut statements: Vec<String> = Vec::new();
    let mut open = false;
    for (_, line) in lines(path) {
        let text = line.trim_start();
        if let Some(rest) = text.strip_prefix("use ").or(text.strip_prefix("pub use ")) {
            statements.push(rest.to_owned());
            open = true;
        } else if open && let Some(statement) = statements.last_mut() {
            statement.push_str(text);
        }
        open &= !line.contains(';');
    }
    let mut found = BTreeSet::new();
    for statement in statements {
        let statement = statement.split(';').next().unwrap();
        for named in spread(statement) {
            let named = named.split(" as ").next().unwrap();
            let mut parts: Vec<&str> = named.split("::").map(str::trim).collect();
            let mut whole: Vec<String> = match parts.first() {
                Some(&"crate") => vec![],
                Some(&"self") => module.to_vec(),
                Some(&"super") => module[..module.len().saturating_sub(1)].to_vec(),
                _ => continue,
            };
            parts.remove(0);
            while parts.first() == Some(&"super") {
                whole.pop();
                parts.remove(0);
            }
            whole.extend(parts.iter().map(|part| (*part).to_owned()));
            while !whole.is_empty() && !known.contains_key(&whole) {
                whole.pop();
            }
            found.insert(whole);
        }
    }
    found
}

/// What each module uses.
type Arrows = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

/// The modules from which the arrows lead back to themselves. A module and those
/// inside it are one room: what passes between them is no arrow.
fn in_circles(arrows: &Arrows) -> Vec<String> {
    let leads_out = |from: &[String], to: &[String]| !from.starts_with(to) && !to.starts_with(from);
    let next = |module: &Vec<String>| -> Vec<Vec<String>> {
        let used = arrows.get(module).into_iter().flatten();
        used.filter(|to| leads_out(module, to)).cloned().collect()
    };
    let comes_back = |start: &&Vec<String>| {
        let mut seen = BTreeSet::new();
        let mut open = next(start);
        while let Some(module) = open.pop() {
            if module == **start {
                return true;
            }
            if seen.insert(module.clone()) {
                open.extend(next(&module));
            }
        }
        false
    };
    arrows
        .keys()
        .filter(comes_back)
        .map(|module| module.join("::"))
        .collect()
}

#[test]
fn modules_do_not_depend_on_each_other_in_a_circle() {
    let folders = members().into_keys().map(|folder| format!("{folder}/src"));
    let mut circles = Vec::new();
    for folder in folders.filter(|folder| root().join(folder).is_dir()) {
        let known = modules(&folder);
        let arrows: Arrows = known
            .iter()
            .map(|(module, path)| (module.clone(), uses(module, path, &known)))
            .collect();
        let found = in_circles(&arrows);
        circles.extend(found.iter().map(|module| format!("{folder}: {module}")));
    }
    assert_none(&circles, "modules that depend on each other in a circle");
}

#[test]
fn a_circle_is_found_behind_braces_and_other_names() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let name = |name: &str| vec![name.to_owned()];
    let known = BTreeMap::from([
        (
            name("a"),
            write("a.rs", "use crate::{\n    b::{self, B},\n    c,\n};\n"),
        ),
        (name("b"), write("b.rs", "use super::c as other;\n")),
        (name("c"), write("c.rs", "pub use crate::b::B;\n")),
        (name("d"), write("d.rs", "use crate::a::A;\n")),
    ]);
    let arrows: Arrows = known
        .iter()
        .map(|(module, path)| (module.clone(), uses(module, path, &known)))
        .collect();
    assert_eq!(in_circles(&arrows), ["b", "c"]);
}
