//! Values that go by a name in records: written as it, read back from it, and listed
//! in the schema. For types of crates that know nothing of records.

use patterns::catalogue::{Metric, Role};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};
use statistics::verdict::Verdict;

/// A closed set of values with names.
pub trait Named: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// As in records.
    fn name(self) -> &'static str;
}

impl Named for Role {
    const ALL: &'static [Self] = &[Role::Slow, Role::Fast, Role::Alternative];

    fn name(self) -> &'static str {
        Role::name(self)
    }
}

impl Named for Metric {
    const ALL: &'static [Self] = &Metric::ALL;

    fn name(self) -> &'static str {
        Metric::name(self)
    }
}

impl Named for Verdict {
    const ALL: &'static [Self] = &[
        Verdict::Faster,
        Verdict::Slower,
        Verdict::Equivalent,
        Verdict::NotResolved,
    ];

    fn name(self) -> &'static str {
        Verdict::name(self)
    }
}

/// The value with this name.
pub fn find<T: Named>(name: &str) -> Option<T> {
    T::ALL.iter().copied().find(|value| value.name() == name)
}

/// Writes a value as its name.
pub fn serialize<T: Named, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.name())
}

/// Reads a value from its name.
pub fn deserialize<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let name = String::deserialize(deserializer)?;
    find(&name).ok_or_else(|| D::Error::custom(unknown::<T>(&name)))
}

fn unknown<T: Named>(name: &str) -> String {
    let names: Vec<&str> = T::ALL.iter().map(|value| value.name()).collect();
    format!("`{name}` is none of {}", names.join(", "))
}

/// The names, as a schema lists them.
#[cfg(feature = "schema")]
pub fn schema<T: Named>(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names: Vec<&str> = T::ALL.iter().map(|value| value.name()).collect();
    schemars::json_schema!({ "type": "string", "enum": names })
}

/// The same for a value that may be absent.
pub mod option {
    use super::{Deserialize, Deserializer, Error, Named, Serializer};

    /// Writes a value as its name, and none as `null`.
    pub fn serialize<T: Named, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a value from its name, and none from `null`.
    pub fn deserialize<'de, T: Named, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|name| {
                super::find(&name).ok_or_else(|| D::Error::custom(super::unknown::<T>(&name)))
            })
            .transpose()
    }
}
