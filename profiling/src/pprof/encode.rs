//! From the neutral profile to pprof's messages.

use std::collections::HashMap;
use std::sync::Arc;

use super::proto;
use crate::profile::{Frame, Profile, ValueType};
use crate::symbolise::{Line, Lines};

/// Translates a profile; with `lines`, functions, files and lines as well.
pub(super) fn encode(profile: &Profile, lines: Option<&Lines>) -> proto::Profile {
    let mut builder = Builder::new();
    builder.out.sample_type = profile
        .sample_types
        .iter()
        .map(|of| builder.strings.value_type(of))
        .collect();
    builder.out.period_type = profile
        .period_type
        .as_ref()
        .map(|of| builder.strings.value_type(of));
    builder.out.period = profile.period;
    builder.out.time_nanos = profile.time_unix_ns;
    builder.out.duration_nanos = profile.duration_ns;
    builder.out.comment = profile
        .comments
        .iter()
        .map(|text| builder.strings.add(text))
        .collect();
    if let Some(of) = profile.sample_types.get(profile.default_type) {
        builder.out.default_sample_type = builder.strings.add(&of.kind);
    }
    builder.mappings(profile);
    for sample in &profile.samples {
        let mut location_id = Vec::with_capacity(sample.stack.len());
        let mut at_inner_end = profile.trims_own_frames;
        for frame in &sample.stack {
            let known = lines.and_then(|lines| lines.get(frame));
            let hidden = match known {
                Some(lines) if at_inner_end => Line::count_own(lines),
                _ => 0,
            };
            at_inner_end &= known.is_some_and(|lines| hidden == lines.len());
            if hidden == 0 || !at_inner_end {
                location_id.push(builder.location(profile, *frame, known, hidden));
            }
        }
        let label = sample
            .labels
            .iter()
            .map(|(key, value)| proto::Label {
                key: builder.strings.add(key),
                str: builder.strings.add(value),
                ..proto::Label::default()
            })
            .collect();
        builder.out.sample.push(proto::Sample {
            location_id,
            value: sample.values.clone(),
            label,
        });
    }
    builder.finish()
}

struct Builder {
    out: proto::Profile,
    strings: Strings,
    locations: HashMap<(Frame, usize), u64>,
    functions: HashMap<(i64, i64), u64>,
}

impl Builder {
    fn new() -> Self {
        Self {
            out: proto::Profile::default(),
            strings: Strings::new(),
            locations: HashMap::new(),
            functions: HashMap::new(),
        }
    }

    fn mappings(&mut self, profile: &Profile) {
        for (at, module) in profile.modules.iter().enumerate() {
            let filename = self.strings.add(&module.path);
            let build_id = self.strings.add(&module.build_id);
            self.out.mapping.push(proto::Mapping {
                id: at as u64 + 1,
                memory_start: module.start,
                memory_limit: module.end,
                file_offset: 0,
                filename,
                build_id,
                ..proto::Mapping::default()
            });
        }
    }

    fn location(
        &mut self,
        profile: &Profile,
        frame: Frame,
        lines: Option<&Arc<[Line]>>,
        hidden: usize,
    ) -> u64 {
        if let Some(id) = self.locations.get(&(frame, hidden)) {
            return *id;
        }
        let id = self.out.location.len() as u64 + 1;
        let module = profile.modules.get(frame.module as usize);
        let mut location = proto::Location {
            id,
            address: frame
                .address
                .wrapping_add(module.map_or(0, |module| module.start)),
            ..proto::Location::default()
        };
        if module.is_some() {
            location.mapping_id = u64::from(frame.module) + 1;
        }
        if frame == Frame::CUT_OFF {
            let name = self.strings.add(Frame::CUT_OFF_NAME);
            let function_id = self.named(name, 0);
            location.line.push(proto::Line {
                function_id,
                ..proto::Line::default()
            });
        }
        for line in lines
            .into_iter()
            .flat_map(|lines| lines.iter())
            .skip(hidden)
        {
            let function_id = self.function(line);
            location.line.push(proto::Line {
                function_id,
                line: i64::from(line.line),
                column: i64::from(line.column),
            });
            // Only what was looked up may be claimed, since the tool then skips its
            // own look-up.
            if let Some(mapping) = self.out.mapping.get_mut(frame.module as usize) {
                mapping.has_functions = true;
                mapping.has_inline_frames = true;
                mapping.has_filenames |= !line.file.is_empty();
                mapping.has_line_numbers |= line.line != 0;
            }
        }
        self.out.location.push(location);
        self.locations.insert((frame, hidden), id);
        id
    }

    fn function(&mut self, line: &Line) -> u64 {
        let name = self.strings.add(&line.function);
        let filename = self.strings.add(&line.file);
        self.named(name, filename)
    }

    /// The function with this name and file, both given as positions in the string
    /// table.
    fn named(&mut self, name: i64, filename: i64) -> u64 {
        let next = self.functions.len() as u64 + 1;
        let functions = &mut self.out.function;
        *self.functions.entry((name, filename)).or_insert_with(|| {
            functions.push(proto::Function {
                id: next,
                name,
                filename,
                ..proto::Function::default()
            });
            next
        })
    }

    fn finish(mut self) -> proto::Profile {
        self.out.string_table = self.strings.table;
        self.out
    }
}

struct Strings {
    table: Vec<String>,
    index: HashMap<String, i64>,
}

impl Strings {
    fn new() -> Self {
        Self {
            table: vec![String::new()],
            index: HashMap::from([(String::new(), 0)]),
        }
    }

    fn add(&mut self, text: &str) -> i64 {
        if let Some(at) = self.index.get(text) {
            return *at;
        }
        let at = i64::try_from(self.table.len()).unwrap_or(0);
        self.table.push(text.to_owned());
        self.index.insert(text.to_owned(), at);
        at
    }

    fn value_type(&mut self, of: &ValueType) -> proto::ValueType {
        proto::ValueType {
            r#type: self.add(&of.kind),
            unit: self.add(&of.unit),
        }
    }
}
