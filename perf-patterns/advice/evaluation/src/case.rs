//! A program with places at which advice is right or wrong, written as one file.
//!
//! `//- 1 mistake FAMILY/PATTERN` begins what the program has at site 1, `//+ 1` what it
//! has once the advice is followed, and `//.` ends both. Other patterns that would be
//! right there too follow after `|`. A site may have several parts; one of them names the
//! patterns. The word before them is the author's guess; what is so is measured.

use std::ops::RangeInclusive;

use anyhow::{Context, bail, ensure};

/// A program and its sites.
#[derive(Debug)]
pub struct Case {
    /// Crates that it uses.
    pub uses: Vec<String>,
    /// Where advice is right or wrong.
    pub sites: Vec<Site>,
    lines: Vec<Line>,
}

/// A place at which advice is right or wrong.
#[derive(Debug)]
pub struct Site {
    /// Its number in the file.
    pub number: u32,
    /// Whether the author takes it for a mistake.
    pub guess: Guess,
    /// Patterns that would be the right advice, `family/pattern`.
    pub patterns: Vec<String>,
    /// Its lines in the program as it is, from one.
    pub lines: Vec<RangeInclusive<u32>>,
}

/// What the author of a case takes a site for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Following the advice pays.
    Mistake,
    /// It looks like a mistake and is none.
    Lookalike,
}

#[derive(Debug)]
struct Line {
    text: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Always,
    Before(u32),
    After(u32),
}

impl Case {
    /// Reads a marked file.
    ///
    /// # Errors
    /// If a mark is not one, or a site has no patterns.
    pub fn parse(text: &str) -> anyhow::Result<Case> {
        let mut case = Case {
            uses: Vec::new(),
            sites: Vec::new(),
            lines: Vec::new(),
        };
        let mut place = Place::Always;
        for line in text.lines() {
            let mark = line.trim_start();
            if let Some(mark) = mark.strip_prefix("//- ") {
                place = Place::Before(case.begin(mark)?);
            } else if let Some(number) = mark.strip_prefix("//+ ") {
                place = Place::After(number.trim().parse().context("a site has a number")?);
            } else if mark == "//." {
                place = Place::Always;
            } else {
                if let Some(crates) = mark.strip_prefix("//! uses ") {
                    case.uses = crates.split_whitespace().map(str::to_owned).collect();
                }
                case.lines.push(Line {
                    text: line.to_owned(),
                    place,
                });
            }
        }
        ensure!(place == Place::Always, "the last site has no end");
        for site in &mut case.sites {
            ensure!(
                !site.patterns.is_empty(),
                "site {} names no pattern",
                site.number
            );
            site.lines = ranges(&case.lines, site.number);
        }
        Ok(case)
    }

    /// The site that a mark begins, made where it is new.
    fn begin(&mut self, mark: &str) -> anyhow::Result<u32> {
        let mut words = mark.split_whitespace();
        let number = words
            .next()
            .and_then(|word| word.parse().ok())
            .context("a site has a number")?;
        let at = match self.sites.iter().position(|site| site.number == number) {
            Some(at) => at,
            None => {
                self.sites.push(Site {
                    number,
                    guess: Guess::Mistake,
                    patterns: Vec::new(),
                    lines: Vec::new(),
                });
                self.sites.len() - 1
            }
        };
        if let Some(guess) = words.next() {
            let site = &mut self.sites[at];
            site.guess = match guess {
                "mistake" => Guess::Mistake,
                "lookalike" => Guess::Lookalike,
                other => bail!("`{other}` is neither mistake nor lookalike"),
            };
            let patterns = words.next().context("a site names its patterns")?;
            site.patterns = patterns.split('|').map(str::to_owned).collect();
        }
        Ok(number)
    }

    /// The program as it is, or with the advice at one site followed.
    pub fn program(&self, followed: Option<u32>) -> String {
        let mut program = String::new();
        for line in &self.lines {
            let taken = match line.place {
                Place::Always => true,
                Place::Before(site) => Some(site) != followed,
                Place::After(site) => Some(site) == followed,
            };
            if taken {
                program.push_str(&line.text);
                program.push('\n');
            }
        }
        program
    }
}

/// The lines of a site in the program as it is.
fn ranges(lines: &[Line], site: u32) -> Vec<RangeInclusive<u32>> {
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    let as_is = lines
        .iter()
        .filter(|line| !matches!(line.place, Place::After(_)));
    for (number, line) in (1..).zip(as_is) {
        if line.place != Place::Before(site) {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if *last.end() + 1 == number => *last = *last.start()..=number,
            _ => ranges.push(number..=number),
        }
    }
    ranges
}

impl Site {
    /// Whether a line of the program is one of the site's.
    pub fn holds(&self, line: u32) -> bool {
        self.lines.iter().any(|range| range.contains(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKED: &str = "\
//! uses regex
fn a() {
    //- 1 mistake x/y|x/z
    slow();
    slower();
    //+ 1
    fast();
    //.
    both();
    //- 2 lookalike x/y
    kept();
    //+ 2
    changed();
    //.
}
";

    #[test]
    fn a_marked_file_is_a_program_for_each_site() {
        let case = Case::parse(MARKED).unwrap();
        assert_eq!(case.uses, ["regex"]);
        let as_is = case.program(None);
        assert!(as_is.contains("slow();") && as_is.contains("kept();"));
        assert!(!as_is.contains("fast();") && !as_is.contains("//-"));
        let first = case.program(Some(1));
        assert!(first.contains("fast();") && first.contains("kept();"));
        assert!(!first.contains("slower();"));
        let lines: Vec<&str> = as_is.lines().collect();
        let site = &case.sites[0];
        assert_eq!(site.patterns, ["x/y", "x/z"]);
        for (number, line) in (1..).zip(&lines) {
            assert_eq!(site.holds(number), line.contains("slow"), "{line}");
        }
        assert_eq!(case.sites[1].guess, Guess::Lookalike);
    }

    #[test]
    fn a_mark_that_is_none_is_an_error() {
        assert!(Case::parse("//- 1 perhaps x/y\n//.\n").is_err());
        assert!(Case::parse("//- 1\n//.\n").is_err());
        assert!(Case::parse("//- 1 mistake x/y\n").is_err());
    }
}
