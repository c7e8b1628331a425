//! The published JSON Schema of what a command prints for programs.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// The JSON Schema of a `T` as it is printed by `command`, such as `workshop check`.
///
/// `version` is raised with each change that a reader of the JSON would notice.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn published<T: JsonSchema>(command: &str, version: u32) -> serde_json::Result<String> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let id = format!("perf-patterns/{}/v{version}", command.replace(' ', "-"));
    schema.insert("$id".to_owned(), id.into());
    let title = format!("What `{command} --format json` prints, version {version}");
    schema.insert("title".to_owned(), title.into());
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
