//! What an operation costs on a machine, whatever pattern it is used in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Time;

/// The operations that a run times by themselves: their ids, in kebab-case, and what
/// each does, in words.
pub const OPERATIONS: [(&str, &str); 12] = [
    ("allocate-free", "allocate a block of 64 bytes, and free it"),
    (
        "clone-string",
        "clone a string of 16 bytes, and free the clone",
    ),
    ("copy-4k", "copy 4 KiB that the nearest cache holds"),
    (
        "grow-vec",
        "push 1,000 numbers to a vector without capacity",
    ),
    (
        "fill-vec",
        "push 1,000 numbers to a vector with capacity for them",
    ),
    (
        "format-number",
        "write a number of seven digits with `write!` to a kept buffer",
    ),
    ("hash-default", "hash a number with the standard hasher"),
    (
        "map-lookup",
        "look up one of 1,000 numbers in a standard `HashMap`",
    ),
    (
        "indirect-call",
        "call through a pointer that always leads to one function",
    ),
    (
        "cache-miss",
        "read at a random place of a memory larger than the caches",
    ),
    (
        "first-touch",
        "write for the first time to a page of memory",
    ),
    (
        "system-call",
        "call the kernel for nothing: read from `/dev/null`",
    ),
];

/// What one operation costs on this machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cost {
    /// Of one operation: the median over processes with its 95 % interval. Absent
    /// where it was not timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ns: Option<Time>,
    /// Why it was not timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_measured: Option<String>,
    /// In a merged record, who timed it: one of [`crate::Record::machines`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// Costs as files have them; records from before they were measured have a list,
/// which is always empty.
pub(crate) fn map_or_empty_list<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Cost>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Map(BTreeMap<String, Cost>),
        List([(); 0]),
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::Map(costs) => costs,
        Form::List([]) => BTreeMap::new(),
    })
}

/// The schema of what [`map_or_empty_list`] reads.
#[cfg(feature = "schema")]
pub(crate) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let map = generator.subschema_for::<BTreeMap<String, Cost>>();
    schemars::json_schema!({ "anyOf": [map, { "type": "array", "maxItems": 0 }] })
}

#[cfg(test)]
mod tests {
    use crate::Record;

    #[test]
    fn records_from_before_costs_are_read_and_those_with_costs_stay_as_they_are() {
        let mut record = serde_json::to_value(Record::default()).unwrap();
        let mut read = |costs: serde_json::Value| {
            record["costs"] = costs;
            serde_json::from_value::<Record>(record.clone()).map(|record| record.costs)
        };
        assert!(read(serde_json::json!([])).unwrap().is_empty());
        let costs = serde_json::json!({
            "cache-miss": { "not_measured": "too little memory" },
            "copy-4k": { "time_ns": [40.5, 40.0, 41.0] },
        });
        let found = read(costs.clone()).unwrap();
        assert_eq!(found["copy-4k"].time_ns.unwrap().median, 40.5);
        assert_eq!(serde_json::to_value(found).unwrap(), costs);
    }
}
