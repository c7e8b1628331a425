//! The messages of profile.proto (github.com/google/pprof, proto/profile.proto), field by field.
//!
//! Declared by hand rather than generated, so that nobody needs protoc.

/// A whole profile. Numbers that name strings are indices into `string_table`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Profile {
    /// The kind and unit of each value of a sample.
    #[prost(message, repeated, tag = "1")]
    pub sample_type: Vec<ValueType>,
    /// Stacks and values.
    #[prost(message, repeated, tag = "2")]
    pub sample: Vec<Sample>,
    /// Files mapped into memory; the first is the program.
    #[prost(message, repeated, tag = "3")]
    pub mapping: Vec<Mapping>,
    /// Places in code.
    #[prost(message, repeated, tag = "4")]
    pub location: Vec<Location>,
    /// Functions, by name and file.
    #[prost(message, repeated, tag = "5")]
    pub function: Vec<Function>,
    /// Every string; the first is empty.
    #[prost(string, repeated, tag = "6")]
    pub string_table: Vec<String>,
    /// Frames matching this expression are dropped, with everything they call.
    #[prost(int64, tag = "7")]
    pub drop_frames: i64,
    /// Exceptions from `drop_frames`.
    #[prost(int64, tag = "8")]
    pub keep_frames: i64,
    /// Start, in nanoseconds since the Unix epoch.
    #[prost(int64, tag = "9")]
    pub time_nanos: i64,
    /// Length.
    #[prost(int64, tag = "10")]
    pub duration_nanos: i64,
    /// What a period is.
    #[prost(message, optional, tag = "11")]
    pub period_type: Option<ValueType>,
    /// How much of `period_type` one sample stands for.
    #[prost(int64, tag = "12")]
    pub period: i64,
    /// Free text.
    #[prost(int64, repeated, tag = "13")]
    pub comment: Vec<i64>,
    /// The sample type to show first.
    #[prost(int64, tag = "14")]
    pub default_sample_type: i64,
}

/// A kind of value and its unit.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct ValueType {
    /// Kind.
    #[prost(int64, tag = "1")]
    pub r#type: i64,
    /// Unit.
    #[prost(int64, tag = "2")]
    pub unit: i64,
}

/// One stack.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Sample {
    /// Innermost frame first.
    #[prost(uint64, repeated, tag = "1")]
    pub location_id: Vec<u64>,
    /// As many as there are sample types.
    #[prost(int64, repeated, tag = "2")]
    pub value: Vec<i64>,
    /// Labels.
    #[prost(message, repeated, tag = "3")]
    pub label: Vec<Label>,
}

/// A key with a string or a number.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Label {
    /// Key.
    #[prost(int64, tag = "1")]
    pub key: i64,
    /// Text.
    #[prost(int64, tag = "2")]
    pub str: i64,
    /// Number.
    #[prost(int64, tag = "3")]
    pub num: i64,
    /// Unit of the number.
    #[prost(int64, tag = "4")]
    pub num_unit: i64,
}

/// A file mapped into memory.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Mapping {
    /// Not zero.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// First address.
    #[prost(uint64, tag = "2")]
    pub memory_start: u64,
    /// One past the last address.
    #[prost(uint64, tag = "3")]
    pub memory_limit: u64,
    /// The offset in the file of `memory_start`.
    #[prost(uint64, tag = "4")]
    pub file_offset: u64,
    /// Path.
    #[prost(int64, tag = "5")]
    pub filename: i64,
    /// Build id in hexadecimal.
    #[prost(int64, tag = "6")]
    pub build_id: i64,
    /// Function names were looked up.
    #[prost(bool, tag = "7")]
    pub has_functions: bool,
    /// File names were looked up.
    #[prost(bool, tag = "8")]
    pub has_filenames: bool,
    /// Lines were looked up.
    #[prost(bool, tag = "9")]
    pub has_line_numbers: bool,
    /// Inlined frames were looked up.
    #[prost(bool, tag = "10")]
    pub has_inline_frames: bool,
}

/// A place in code.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Location {
    /// Not zero.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// The mapping that it is in.
    #[prost(uint64, tag = "2")]
    pub mapping_id: u64,
    /// Address in memory.
    #[prost(uint64, tag = "3")]
    pub address: u64,
    /// Innermost inlined function first, the enclosing function last.
    #[prost(message, repeated, tag = "4")]
    pub line: Vec<Line>,
    /// Identical code folded by the linker.
    #[prost(bool, tag = "5")]
    pub is_folded: bool,
}

/// A line of a function.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Line {
    /// Function.
    #[prost(uint64, tag = "1")]
    pub function_id: u64,
    /// Line, from one.
    #[prost(int64, tag = "2")]
    pub line: i64,
    /// Column, from one.
    #[prost(int64, tag = "3")]
    pub column: i64,
}

/// A function.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Function {
    /// Not zero.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// Readable name.
    #[prost(int64, tag = "2")]
    pub name: i64,
    /// Mangled name; left empty, since the tool strips generics where it equals `name`.
    #[prost(int64, tag = "3")]
    pub system_name: i64,
    /// Source file.
    #[prost(int64, tag = "4")]
    pub filename: i64,
    /// First line.
    #[prost(int64, tag = "5")]
    pub start_line: i64,
}
