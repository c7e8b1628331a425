//! Pure functions from records to what is shown of them.

pub mod alone;
pub mod calls;
pub mod claims;
pub mod escape;
pub mod growth;
pub mod noise;
pub mod pairs;
pub mod surprises;
pub mod top;
pub mod trend;

use patterns::catalogue::{Pattern, Scenario, Variant};

/// A variant in the scenario that makes inputs deep, as records name it.
pub fn depth_id(pattern: &Pattern, variant: &Variant, scenario: &Scenario) -> String {
    format!("{}/{}/{}", pattern.id, variant.name, scenario.name)
}
