//! callgrind's output (valgrind's manual, "Callgrind Format Specification").
//!
//! It stores calls, not stacks. Stacks are rebuilt from the roots down: what a
//! function costs is divided among its callers as their calls cost, which is exact
//! where a function costs the same whoever calls it. Branches below a ten-thousandth
//! of the program end in their first function.

use std::collections::HashMap;
use std::io::BufRead;

use super::Damage;
use crate::{Builder, Format, Frame, Metric, Profile};

/// Reads line by line.
pub(super) fn read(reader: impl BufRead) -> Result<Profile, Damage> {
    let mut parser = Parser::default();
    for (index, line) in reader.split(b'\n').enumerate() {
        let number = index + 1;
        let line = line.map_err(|error| Damage::at_line(number, error.to_string()))?;
        let line = String::from_utf8_lossy(&line);
        parser
            .line(line.trim_end())
            .map_err(|why| Damage::at_line(number, why))?;
        parser.lines = number;
    }
    if parser.functions.is_empty() {
        return Err(Damage::at_line(parser.lines, "it holds no function"));
    }
    if !parser.ended {
        return Err(Damage::at_line(
            parser.lines,
            "the line `totals:` is missing: the file was cut off",
        ));
    }
    Ok(parser.finish())
}

/// A function in a file of the program or a library.
#[derive(Default)]
struct Function {
    name: String,
    module: String,
    own: HashMap<Place, u64>,
    calls: HashMap<(Place, usize), Call>,
    /// Of all calls to it.
    called: u64,
    inclusive: u64,
}

#[derive(Clone, Copy, Default)]
struct Call {
    count: u64,
    inclusive: u64,
}

/// A place in a function: the source file's number, address, line.
type Place = (usize, u64, u32);

#[derive(Default)]
struct Parser {
    /// Names that stand for a number from then on, by kind.
    names: HashMap<(char, u64), String>,
    files: Vec<String>,
    file_ids: HashMap<String, usize>,
    functions: Vec<Function>,
    function_ids: HashMap<(String, String), usize>,
    has_address: bool,
    has_line: bool,
    object: String,
    file: usize,
    callee_object: Option<String>,
    callee: Option<String>,
    current: Option<usize>,
    pending: Option<(usize, u64)>,
    address: u64,
    at_line: u32,
    command: String,
    lines: usize,
    ended: bool,
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let first = line.as_bytes()[0];
        if first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'*') {
            return self.cost(line);
        }
        if let Some((key, value)) = line.split_once('=') {
            return self.position(key, value);
        }
        if let Some((key, value)) = line.split_once(':') {
            match key {
                "positions" => {
                    self.has_address = value.contains("instr");
                    self.has_line = value.contains("line");
                }
                "cmd" => value.trim().clone_into(&mut self.command),
                "totals" => self.ended = true,
                "events" if !value.trim_start().starts_with("Ir") => {
                    return Err("its first event is not Ir".to_owned());
                }
                _ => {}
            }
            return Ok(());
        }
        Err(format!("`{line}` is none of its lines"))
    }

    /// `(12) name` names a number, `(12)` uses it.
    fn name(&mut self, kind: char, value: &str) -> Result<String, String> {
        let Some(rest) = value.strip_prefix('(') else {
            return Ok(value.to_owned());
        };
        let (id, name) = rest.split_once(')').ok_or("a number is not closed")?;
        let id: u64 = id.parse().map_err(|_| "its number is none".to_owned())?;
        let name = name.trim();
        if name.is_empty() {
            return self
                .names
                .get(&(kind, id))
                .cloned()
                .ok_or_else(|| format!("number {id} was never named"));
        }
        self.names.insert((kind, id), name.to_owned());
        Ok(name.to_owned())
    }

    fn position(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "ob" => self.object = self.name('o', value)?,
            "fl" | "fi" | "fe" => {
                let name = self.name('f', value)?;
                self.file = self.file_id(name);
            }
            "fn" => {
                let name = self.name('n', value)?;
                let object = self.object.clone();
                self.current = Some(self.function(object, name));
            }
            "cob" => self.callee_object = Some(self.name('o', value)?),
            // The source file of what is called; its own lines say it again.
            "cfi" | "cfl" => {
                self.name('f', value)?;
            }
            "cfn" => self.callee = Some(self.name('n', value)?),
            "calls" => {
                let count = value
                    .split_whitespace()
                    .next()
                    .and_then(|count| count.parse().ok())
                    .ok_or("a call without its count")?;
                let callee = self.callee.take().ok_or("a call of nothing")?;
                let object = self
                    .callee_object
                    .take()
                    .unwrap_or_else(|| self.object.clone());
                let callee = self.function(object, callee);
                self.pending = Some((callee, count));
            }
            // Jumps, which only --collect-jumps writes.
            "jump" | "jcnd" | "jfi" | "jfn" => {}
            _ => return Err(format!("`{key}=` is unknown")),
        }
        Ok(())
    }

    fn file_id(&mut self, name: String) -> usize {
        if let Some(&id) = self.file_ids.get(&name) {
            return id;
        }
        let name_shown = if name == "???" {
            String::new()
        } else {
            name.clone()
        };
        self.files.push(name_shown);
        self.file_ids.insert(name, self.files.len() - 1);
        self.files.len() - 1
    }

    fn function(&mut self, module: String, name: String) -> usize {
        // Recursion levels (`'2`) are one function.
        let plain = match name.rsplit_once('\'') {
            Some((head, level)) if level.bytes().all(|byte| byte.is_ascii_digit()) => {
                head.to_owned()
            }
            _ => name,
        };
        let key = (module, plain);
        if let Some(&id) = self.function_ids.get(&key) {
            return id;
        }
        self.functions.push(Function {
            name: function_names::demangled(&key.1),
            module: key.0.clone(),
            ..Function::default()
        });
        self.function_ids.insert(key, self.functions.len() - 1);
        self.functions.len() - 1
    }

    /// `0x44d70 627 4046`, each position absolute, relative (`+3`) or as before (`*`).
    fn cost(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.split_whitespace();
        let mut position = |before: u64| -> Result<u64, String> {
            let word = words.next().ok_or("a position is missing")?;
            let number = |text: &str| match text.strip_prefix("0x") {
                Some(hex) => u64::from_str_radix(hex, 16).ok(),
                None => text.parse().ok(),
            };
            let value = match word.as_bytes().first() {
                Some(b'*') => Some(before),
                Some(b'+') => number(&word[1..]).map(|by| before.wrapping_add(by)),
                Some(b'-') => number(&word[1..]).map(|by| before.wrapping_sub(by)),
                _ => number(word),
            };
            value.ok_or_else(|| format!("`{word}` is no position"))
        };
        if self.has_address {
            self.address = position(self.address)?;
        }
        if self.has_line || !self.has_address {
            self.at_line = u32::try_from(position(u64::from(self.at_line))?).unwrap_or(0);
        }
        let cost: u64 = match words.next() {
            Some(word) => word.parse().map_err(|_| format!("`{word}` is no cost"))?,
            None => 0,
        };
        let function = self.current.ok_or("a cost before the first function")?;
        let place = (self.file, self.address, self.at_line);
        if let Some((callee, count)) = self.pending.take() {
            self.functions[callee].called += count;
            self.functions[callee].inclusive += cost;
            let call = self.functions[function]
                .calls
                .entry((place, callee))
                .or_default();
            call.count += count;
            call.inclusive += cost;
        } else {
            *self.functions[function].own.entry(place).or_default() += cost;
        }
        Ok(())
    }

    fn finish(self) -> Profile {
        let mut builder = Builder::new(
            Format::Callgrind,
            vec![
                Metric::new("instructions", "count"),
                Metric::new("calls", "count"),
            ],
        );
        let total: u64 = self
            .functions
            .iter()
            .flat_map(|function| function.own.values())
            .sum();
        let mut walk = Walk {
            functions: &self.functions,
            files: &self.files,
            builder: &mut builder,
            least: total as f64 / 10_000.0,
            open: vec![false; self.functions.len()],
            stack: Vec::new(),
        };
        for (id, function) in self.functions.iter().enumerate() {
            if function.called == 0 {
                let all = function.total() as f64;
                walk.enter(id, all, 0.0);
            }
        }
        builder.run(self.command, Some(total));
        builder.finish()
    }
}

impl Function {
    fn total(&self) -> u64 {
        let own: u64 = self.own.values().sum();
        own + self.calls.values().map(|call| call.inclusive).sum::<u64>()
    }

    /// The place that costs most by itself, or the first.
    fn main_place(&self) -> Place {
        self.own
            .iter()
            .max_by_key(|(place, cost)| (**cost, std::cmp::Reverse(**place)))
            .map_or((0, 0, 0), |(place, _)| *place)
    }
}

struct Walk<'a> {
    functions: &'a [Function],
    files: &'a [String],
    builder: &'a mut Builder,
    least: f64,
    open: Vec<bool>,
    /// Frames of the calls on the way here, root first.
    stack: Vec<u32>,
}

impl Walk<'_> {
    fn frame(&mut self, id: usize, place: Place) -> u32 {
        let function = &self.functions[id];
        let (file, address, line) = place;
        self.builder.frame(Frame {
            function: function.name.clone(),
            file: self.files.get(file).cloned().unwrap_or_default(),
            line,
            address,
            module: function.module.clone(),
            inlined: false,
        })
    }

    fn add(&mut self, leaf: u32, instructions: f64, calls: f64) {
        let values = [instructions.round() as u64, calls.round() as u64];
        if values == [0, 0] {
            return;
        }
        let mut stack = vec![leaf];
        stack.extend(self.stack.iter().rev());
        self.builder.add(&stack, &values);
    }

    /// Divides `cost` among the function's own places and what it calls.
    fn enter(&mut self, id: usize, cost: f64, calls: f64) {
        let function = &self.functions[id];
        let main = self.frame(id, function.main_place());
        self.add(main, 0.0, calls);
        if cost < self.least || self.stack.len() > 200 {
            self.add(main, cost, 0.0);
            return;
        }
        let is_open = |walk: &Self, callee: usize| walk.open[callee] || callee == id;
        let outwards: Vec<(Place, usize, Call)> = function
            .calls
            .iter()
            .filter(|((_, callee), _)| !is_open(self, *callee))
            .map(|((place, callee), call)| (*place, *callee, *call))
            .collect();
        let own: u64 = function.own.values().sum();
        let whole = own
            + outwards
                .iter()
                .map(|(_, _, call)| call.inclusive)
                .sum::<u64>();
        if whole == 0 {
            return;
        }
        let scale = cost / whole as f64;
        let mut places: Vec<(Place, u64)> = function
            .own
            .iter()
            .map(|(place, cost)| (*place, *cost))
            .collect();
        places.sort_unstable();
        for (place, cost) in places {
            let leaf = self.frame(id, place);
            self.add(leaf, cost as f64 * scale, 0.0);
        }
        self.open[id] = true;
        let mut outwards = outwards;
        outwards.sort_unstable_by_key(|(place, callee, _)| (*place, *callee));
        for (place, callee, call) in outwards {
            let at = self.frame(id, place);
            self.stack.push(at);
            self.enter(
                callee,
                call.inclusive as f64 * scale,
                call.count as f64 * scale.min(1.0),
            );
            self.stack.pop();
        }
        self.open[id] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# callgrind format\npositions: line\nevents: Ir\n\n\
        fl=(1) a.rs\nfn=(1) main\n3 10\ncfn=(2) work\ncalls=5 9\n4 50\n\n\
        fl=(1)\nfn=(2)\n9 20\n+1 30\n\ntotals: 60\n";

    #[test]
    fn calls_become_stacks_and_the_sum_is_kept() {
        let profile = read(SMALL.as_bytes()).ok().expect("a profile");
        assert_eq!(profile.total(0), 60);
        assert_eq!(profile.total(1), 5);
        let deep = profile
            .samples
            .iter()
            .find(|sample| sample.values[0] == 30)
            .expect("the second line of `work`");
        let lines: Vec<(&str, u32)> = profile
            .stack(deep)
            .map(|frame| (frame.function.as_str(), frame.line))
            .collect();
        assert_eq!(lines, [("work", 10), ("main", 4)]);
    }

    #[test]
    fn what_was_cut_off_is_damaged() {
        let cut = SMALL.replace("totals: 60\n", "");
        let damage = read(cut.as_bytes()).map(drop).expect_err("damage");
        assert!(damage.why.contains("cut off"), "{}", damage.why);
        let bad = SMALL.replace("9 20", "9 x");
        assert_eq!(
            read(bad.as_bytes()).map(drop).expect_err("damage").place,
            "line 14"
        );
    }
}
