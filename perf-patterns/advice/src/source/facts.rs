//! Whether a fact of a symptom holds for a call.

use patterns::catalogue::Fact;
use syn::visit::Visit;

use super::Call;
use super::types;
use super::uses::{self, Use};

mod around;
mod binding;
mod data;
mod flow;
mod length;
mod methods;
mod recursion;
mod values;

use binding::stays;
use recursion::OwnCalls;
use values::{boxes_number, is_fixed, is_made_empty, is_number, last_name, returns_box};

impl<'a> Call<'a> {
    /// Whether the fact holds.
    #[must_use]
    pub fn shows(&self, fact: &Fact) -> bool {
        match fact {
            Fact::InLoop => self.is_in_loop(self.around.len()),
            Fact::ArgumentOf(names) => self.is_argument_of(names) || self.is_bound_for(names),
            Fact::ThenCalls(names) => self
                .then_called()
                .is_some_and(|name| names.contains(&name.as_str())),
            Fact::Chain(names) => self
                .chain()
                .iter()
                .any(|name| names.contains(&name.as_str())),
            Fact::OfType(types) => self.is_of_type(types),
            Fact::Compared => self.is_compared() || self.is_compared_otherwise(),
            Fact::MentionsTarget => self.assigned_to().is_some_and(|left| {
                last_name(left).is_some_and(|name| uses::mentions(self.expression, &name))
            }),
            Fact::Overwrites => self.assigned_to().is_some(),
            Fact::Fresh => self
                .binding()
                .is_some_and(|binding| self.is_in_loop(binding.at)),
            Fact::Stays => self.uses().is_some_and(|uses| uses.iter().all(stays)),
            Fact::TargetFresh => self.target_local().is_some_and(|(repeated, _)| repeated),
            Fact::TargetStays => self.target_local().is_some_and(|(_, stays)| stays),
            Fact::WalksOwned => self.walks_owned(),
            Fact::IteratedOnce => self.is_iterated_once(),
            Fact::Indexed => self.uses_only(|found| match found {
                Use::Indexed | Use::Matched => true,
                Use::Receiver(name) => {
                    ["len", "is_empty", "get", "first", "last"].contains(&name.as_str())
                }
                _ => false,
            }),
            Fact::OnlyReceives(names) => self.uses_only(
                |found| matches!(found, Use::Receiver(name) if names.contains(&name.as_str())),
            ),
            Fact::OnlyRead => self.is_only_read() || self.is_passing(),
            Fact::ReadByCallee => self.is_read_by_callee(),
            Fact::OwnedResult => self.is_owned_result(),
            Fact::SortKey => self.is_sort_key(),
            Fact::LargeVariant => self.names_lopsided_enum(),
            Fact::LargeBuffer => self.has_large_buffer(),
            Fact::FewElements => self.has_few_elements(),
            Fact::SmallBuffer => self.has_small_buffer(),
            Fact::ReturnsLarge => self.returns_large(),
            Fact::AddsToTarget => self.adds_to_target(),
            Fact::AsciiFirst => self
                .function()
                .is_some_and(|(_, block)| uses::mentions(block, "is_ascii")),
            Fact::InBranch => self.is_in_branch(),
            Fact::StartsEmpty => self.start().is_some_and(is_made_empty) && !self.is_reserved(),
            Fact::Receives(types) => {
                let text = self.received();
                types.iter().any(|name| text.contains(name))
            }
            Fact::KnownLength => self.is_of_known_length(),
            Fact::LiteralArgument => self.argument().is_some_and(is_number),
            Fact::FixedArgument => self.argument().is_some_and(is_fixed),
            Fact::Varies => self.varies(),
            Fact::ArgumentVaries => self.argument().is_some_and(|it| self.is_of_turn(it)),
            Fact::CollectedToText => self.is_collected_to_text(),
            Fact::Recurs => self.function().is_some_and(|(signature, _)| {
                let mut calls = OwnCalls::of(signature, self.file);
                for argument in self.arguments() {
                    calls.visit_expr(argument);
                    // Bound to a name before: `let below = walk(child); all.extend(below)`.
                    if let Some(start) = last_name(argument).and_then(|name| self.start_of(&name)) {
                        calls.visit_expr(start);
                    }
                }
                calls.count > 0
            }),
            Fact::RecursTwice => self.function().is_some_and(|(signature, block)| {
                let mut calls = OwnCalls::of(signature, self.file);
                calls.visit_block(block);
                calls.count >= 2
            }),
            Fact::Overlaps => self.overlaps(),
            Fact::NamesDyn => self.function().is_some_and(|(signature, block)| {
                uses::mentions(signature, "dyn") || uses::mentions(block, "dyn")
            }),
            Fact::Returned => self.is_returned(),
            Fact::Getter => {
                self.is_returned()
                    && self.root().is_some_and(|root| root == "self")
                    && self.function().is_some_and(|(signature, block)| {
                        let receiver = signature.receiver();
                        block.stmts.len() == 1
                            && receiver.is_some_and(|receiver| receiver.mutability.is_none())
                    })
            }
            Fact::Unhinted => self.is_of_an_iterator_without_length(),
            Fact::ReturnsBox => self
                .function()
                .is_some_and(|(signature, _)| returns_box(signature, self.file)),
            Fact::BoxesNumber => self
                .function()
                .is_some_and(|(signature, _)| boxes_number(signature)),
            Fact::TreeNode => self.names_tree(),
            Fact::CallsDyn => self.calls_dyn(),
            Fact::OwnsBorrowed => self.function().is_some_and(|(signature, _)| {
                let output = types::text(&signature.output);
                let inputs = types::text(&signature.inputs);
                let owned = ["->String", "->Option<String>", "->Result<String"]
                    .iter()
                    .any(|known| output.starts_with(known));
                owned
                    && ["&str", "&String", "&'astr"]
                        .iter()
                        .any(|known| inputs.contains(known))
            }),
            Fact::Once => self.runs_once(),
        }
    }
}
