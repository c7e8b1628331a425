//! What figures depend on besides the code: one list, for times and for counts.

pub use comparison::rows::differences;
use readers::Condition;
use record::Environment;

/// A condition by its name, its value, and whether counts depend on it too; times
/// depend on every one.
type Known<'a> = (&'static str, Option<&'a str>, bool);

/// Every condition of `environment`, `cores` being the number of its cores in words.
fn all<'a>(environment: &'a Environment, cores: &'a Option<String>) -> [Known<'a>; 10] {
    [
        ("cpu", Some(&environment.cpu), false),
        ("cores", cores.as_deref(), false),
        ("os", Some(&environment.os), false),
        ("libc", Some(&environment.libc), true),
        ("rustc", Some(&environment.rustc), true),
        ("target", Some(&environment.target), true),
        ("rustflags", Some(&environment.rustflags), true),
        ("profile", Some(&environment.profile), true),
        ("allocator", Some(&environment.allocator), true),
        ("valgrind", environment.valgrind.as_deref(), true),
    ]
}

/// What times depend on; `none` where there is nothing or the system does not say.
pub fn of(environment: &Environment) -> Vec<Condition> {
    pairs(environment, false)
}

/// What counts depend on.
pub fn of_counts(environment: &Environment) -> Vec<Condition> {
    pairs(environment, true)
}

fn pairs(environment: &Environment, only_of_counts: bool) -> Vec<Condition> {
    let cores = environment.cores.map(|cores| cores.to_string());
    all(environment, &cores)
        .into_iter()
        .filter(|(_, _, of_counts)| *of_counts || !only_of_counts)
        .map(|(name, value, _)| Condition {
            name,
            value: value.unwrap_or("none").to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_depend_on_nothing_that_times_do_not_depend_on() {
        let environment = Environment::default();
        let times: Vec<&str> = of(&environment).iter().map(|one| one.name).collect();
        let counts = of_counts(&environment);
        assert!(counts.len() < times.len());
        assert!(counts.iter().all(|one| times.contains(&one.name)));
    }

    #[test]
    fn another_compiler_or_allocator_moves_counts_and_another_cpu_does_not() {
        let old = Environment::default();
        let differing = |change: fn(&mut Environment)| {
            let mut new = old.clone();
            change(&mut new);
            let found = differences(&of_counts(&old), &of_counts(&new));
            found.iter().map(|found| found.what).collect::<Vec<_>>()
        };
        assert_eq!(differing(|new| new.cpu = "another".into()), [""; 0]);
        assert_eq!(differing(|new| new.busy_cores = Some(17.0)), [""; 0]);
        assert_eq!(differing(|new| new.rustc = "rustc 1.0.0".into()), ["rustc"]);
        assert_eq!(
            differing(|new| new.allocator = "other".into()),
            ["allocator"]
        );
        assert_eq!(
            differing(|new| new.valgrind = Some("3".into())),
            ["valgrind"]
        );
    }
}
