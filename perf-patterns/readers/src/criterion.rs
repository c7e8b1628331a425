//! Reads the folder in which criterion keeps its samples (`target/criterion`).
//! Its JSON is private, but has not changed for years.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::{Figure, Measurement, Run};

/// The samples of one benchmark.
#[derive(Serialize, Deserialize)]
pub struct Samples {
    /// Criterion's id.
    pub id: String,
    /// Calls in each sample.
    pub iterations: Vec<f64>,
    /// Nanoseconds for all of them.
    pub times_ns: Vec<f64>,
}

impl Samples {
    /// Nanoseconds of one call, a value for each sample.
    pub fn per_call(&self) -> Vec<f64> {
        self.times_ns
            .iter()
            .zip(&self.iterations)
            .map(|(time, iterations)| time / iterations)
            .collect()
    }
}

/// The samples of every benchmark that finished below `home`, sorted by id.
///
/// # Errors
/// If a folder cannot be read, or a file is not what criterion writes.
pub fn read(home: &Path) -> anyhow::Result<Vec<Samples>> {
    let mut all = Vec::new();
    for folder in benchmarks(home)? {
        all.push(read_samples(&folder)?);
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// A run of criterion, to be compared.
///
/// # Errors
/// As [`read`].
pub fn run(name: &str, home: &Path) -> anyhow::Result<Run> {
    let measurements = read(home)?
        .into_iter()
        .map(|samples| Measurement {
            metric: "time_ns".into(),
            figure: Figure::Sample(samples.per_call()),
            id: samples.id,
        })
        .collect();
    Ok(Run {
        name: name.to_owned(),
        // Criterion does not write down where it ran.
        environment: vec![],
        measurements,
        settings: Vec::new(),
        one_process: true,
    })
}

/// Every folder of a finished benchmark below `home`.
fn benchmarks(home: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(home).sort_by_file_name() {
        let folder = entry?.into_path();
        // Beside `new` criterion keeps the same figures as `base`.
        if folder.ends_with("new") && folder.join("benchmark.json").is_file() {
            found.push(folder);
        }
    }
    Ok(found)
}

fn read_samples(folder: &Path) -> anyhow::Result<Samples> {
    /// Criterion cuts long ids in names of folders, but not here.
    #[derive(Deserialize)]
    struct Benchmark {
        full_id: String,
    }
    #[derive(Deserialize)]
    struct Sample {
        iters: Vec<f64>,
        times: Vec<f64>,
    }
    fn read<T: for<'a> Deserialize<'a>>(file: PathBuf) -> anyhow::Result<T> {
        serde_json::from_slice(&fs_err::read(&file)?)
            .with_context(|| format!("{} is not what criterion 0.8 writes", file.display()))
    }
    let benchmark: Benchmark = read(folder.join("benchmark.json"))?;
    let sample: Sample = read(folder.join("sample.json"))?;
    Ok(Samples {
        id: benchmark.full_id,
        iterations: sample.iters,
        times_ns: sample.times,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_comes_from_the_file_and_the_copy_in_base_is_not_read_twice() {
        let home = tempfile::tempdir().unwrap();
        for copy in ["new", "base"] {
            let folder = home.path().join("group_a_cut_na").join(copy);
            fs_err::create_dir_all(&folder).unwrap();
            fs_err::write(
                folder.join("benchmark.json"),
                r#"{"group_id":"group/a","full_id":"group/a cut name/30","directory_name":"x"}"#,
            )
            .unwrap();
            fs_err::write(
                folder.join("sample.json"),
                r#"{"sampling_mode":"Linear","iters":[10.0,20.0],"times":[100.0,210.0]}"#,
            )
            .unwrap();
        }
        let run = run("target/criterion", home.path()).unwrap();
        assert_eq!(run.measurements.len(), 1);
        assert_eq!(run.measurements[0].id, "group/a cut name/30");
        assert_eq!(run.measurements[0].figure, Figure::Sample(vec![10.0, 10.5]));
    }
}
