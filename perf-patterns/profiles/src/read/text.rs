//! Text, line by line and never whole in memory: folded stacks, and what
//! `perf script` prints.

use std::collections::HashMap;
use std::io::BufRead;

use super::Damage;
use crate::{Builder, Format, Frame, Metric, Profile};

/// Reads either; the first line that is not a comment decides.
pub(super) fn read(reader: impl BufRead) -> Result<Profile, Damage> {
    let mut state = State::default();
    let mut lines = Lines {
        reader,
        line: String::new(),
        number: 0,
    };
    while let Some((number, line)) = lines.next()? {
        state.line(number, line)?;
    }
    state.finish(lines.number)
}

struct Lines<R> {
    reader: R,
    line: String,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<(usize, &str)>, Damage> {
        self.line.clear();
        self.number += 1;
        let read = self
            .reader
            .read_line(&mut self.line)
            .map_err(|error| Damage::at_line(self.number, error.to_string()))?;
        Ok((read > 0).then(|| (self.number, self.line.trim_end_matches(['\n', '\r']))))
    }
}

/// What has been read so far.
#[derive(Default)]
struct State {
    builder: Option<(Format, Builder)>,
    /// Frames by their text, so that each is taken apart once.
    known: HashMap<String, Option<u32>>,
    stack: Vec<u32>,
    /// The weight of the sample of `perf script` that is being read.
    pending: Option<u64>,
}

impl State {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Damage> {
        if line.starts_with('#') || (self.builder.is_none() && line.trim().is_empty()) {
            return Ok(());
        }
        if self.builder.is_none() {
            let folded = folded(line).is_some();
            let (format, metric) = if folded {
                (Format::Folded, Metric::new("samples", "count"))
            } else if header(line).is_some() {
                (Format::PerfScript, Metric::new("samples", "count"))
            } else {
                return Err(Damage::at_line(
                    number,
                    "neither a folded stack (`a;b;c 12`) nor a sample of `perf script`",
                ));
            };
            self.builder = Some((format, Builder::new(format, vec![metric])));
        }
        match self.builder.as_ref().map(|(format, _)| *format) {
            Some(Format::Folded) => self.folded_line(number, line),
            _ => self.perf_line(number, line),
        }
    }

    fn folded_line(&mut self, number: usize, line: &str) -> Result<(), Damage> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let Some((stack, weight)) = folded(line) else {
            return Err(Damage::at_line(number, "no number stands at its end"));
        };
        self.stack.clear();
        for name in stack.split(';').rev() {
            let at = self.frame(name, |name| Frame {
                function: name.to_owned(),
                ..Frame::default()
            });
            self.stack.extend(at);
        }
        self.add(weight);
        Ok(())
    }

    fn perf_line(&mut self, number: usize, line: &str) -> Result<(), Damage> {
        if line.trim().is_empty() {
            self.end_sample();
            return Ok(());
        }
        if line.starts_with([' ', '\t']) && self.pending.is_some() && perf_frame(line).is_some() {
            let at = self.frame(line.trim(), |line| perf_frame(line).unwrap_or_default());
            self.stack.extend(at);
            return Ok(());
        }
        self.end_sample();
        if header(line).is_none() {
            return Err(Damage::at_line(
                number,
                "neither the header of a sample nor one of its frames",
            ));
        }
        self.pending = Some(1);
        Ok(())
    }

    fn end_sample(&mut self) {
        if let Some(weight) = self.pending.take()
            && !self.stack.is_empty()
        {
            self.add(weight);
        }
        self.stack.clear();
    }

    fn add(&mut self, weight: u64) {
        if let Some((_, builder)) = &mut self.builder {
            builder.add(&self.stack, &[weight]);
        }
    }

    fn frame(&mut self, text: &str, parse: impl FnOnce(&str) -> Frame) -> Option<u32> {
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let at = self
            .builder
            .as_mut()
            .map(|(_, builder)| builder.frame(parse(text)));
        self.known.insert(text.to_owned(), at);
        at
    }

    fn finish(mut self, lines: usize) -> Result<Profile, Damage> {
        self.end_sample();
        let Some((_, builder)) = self.builder else {
            return Err(Damage::at_line(lines, "the file holds no sample"));
        };
        let profile = builder.finish();
        if profile.samples.is_empty() {
            return Err(Damage::at_line(lines, "no sample has a stack"));
        }
        Ok(profile)
    }
}

/// `a;b;c 12`.
fn folded(line: &str) -> Option<(&str, u64)> {
    if line.starts_with([' ', '\t']) {
        return None;
    }
    let (stack, weight) = line.trim_end().rsplit_once(' ')?;
    Some((stack, weight.parse().ok()?))
}

/// `program  9599  1727.252581:    1001001 cpu-clock:`.
fn header(line: &str) -> Option<()> {
    let ends = line.trim_end();
    let has_time = ends.split_whitespace().any(|word| {
        word.strip_suffix(':')
            .and_then(|time| time.split_once('.'))
            .is_some_and(|(whole, part)| {
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                digits(whole) && digits(part)
            })
    });
    has_time.then_some(())
}

/// `  19104 name+0xb4 (/path/program)`, or `… (inlined)`.
fn perf_frame(line: &str) -> Option<Frame> {
    let line = line.trim();
    let (address, rest) = line.split_once(' ')?;
    let address = u64::from_str_radix(address, 16).ok()?;
    let (name, module) = rest.rsplit_once(" (")?;
    let module = module.strip_suffix(')')?;
    // The offset stands behind the name.
    let name = name.rsplit_once("+0x").map_or(name, |(name, offset)| {
        if offset.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            name
        } else {
            rest
        }
    });
    let inlined = module == "inlined";
    Some(Frame {
        function: if name == "[unknown]" {
            String::new()
        } else {
            format!("{:#}", rustc_demangle::demangle(name))
        },
        address,
        module: if inlined {
            String::new()
        } else {
            module.to_owned()
        },
        inlined,
        ..Frame::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_stacks_are_read_root_last() {
        let profile = read("main;f g;<a b> 3\nmain;f g 2\nmain;f g;<a b> 1\n".as_bytes());
        let profile = profile.ok().expect("a profile");
        assert_eq!(profile.total(0), 6);
        assert_eq!(profile.samples.len(), 2);
        let names: Vec<&str> = profile
            .stack(&profile.samples[0])
            .map(|frame| frame.function.as_str())
            .collect();
        assert_eq!(names, ["<a b>", "f g", "main"]);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let damage = read("main;f 3\nmain;f\n".as_bytes())
            .map(drop)
            .expect_err("damage");
        assert_eq!(damage.place, "line 2");
        let perf = "t 1 5.25: 1 cpu-clock: \n\t 10 f+0x1 (/t)\nwhat\n";
        let damage = read(perf.as_bytes()).map(drop).expect_err("damage");
        assert_eq!(damage.place, "line 3");
    }

    #[test]
    fn samples_of_perf_end_at_a_blank_line_or_at_the_end() {
        let text = "my prog 1 5.25: 1 cpu-clock: \n\t 10 f+0x1 (/t)\n\t 20 main+0x2 (/t)\n\n\
                    my prog 1 5.26: 1 cpu-clock: \n\t 10 f+0x1 (/t)\n\t 20 main+0x2 (/t)\n";
        let profile = read(text.as_bytes()).ok().expect("a profile");
        assert_eq!((profile.samples.len(), profile.total(0)), (1, 2));
    }
}
