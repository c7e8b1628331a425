//! From pprof's messages back to the neutral profile; symbols, if present, are
//! dropped.

use std::collections::HashMap;

use super::proto;
use crate::error::{Error, Result};
use crate::profile::{Frame, Module, Profile, Sample, ValueType};

pub(super) fn decode(message: &proto::Profile) -> Result<Profile> {
    let text = |at: i64| -> Result<&str> {
        usize::try_from(at)
            .ok()
            .and_then(|at| message.string_table.get(at))
            .map(String::as_str)
            .ok_or_else(|| Error::Malformed(format!("string {at} is missing")))
    };
    let value_type = |of: &proto::ValueType| -> Result<ValueType> {
        Ok(ValueType::new(text(of.r#type)?, text(of.unit)?))
    };
    let mut modules = Vec::with_capacity(message.mapping.len());
    let mut module_of_id = HashMap::new();
    for (at, mapping) in message.mapping.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(Frame::NO_MODULE);
        module_of_id.insert(mapping.id, at);
        modules.push(Module {
            path: text(mapping.filename)?.to_owned(),
            build_id: text(mapping.build_id)?.to_owned(),
            start: mapping.memory_start,
            end: mapping.memory_limit,
        });
    }
    let named = |id: u64| message.function.iter().find(|function| function.id == id);
    let is_cut_off = |location: &proto::Location| {
        let of = location
            .line
            .first()
            .and_then(|line| named(line.function_id));
        location.mapping_id == 0
            && of.is_some_and(|of| text(of.name).ok() == Some(Frame::CUT_OFF_NAME))
    };
    let frames: HashMap<u64, Frame> = message
        .location
        .iter()
        .map(|location| {
            if is_cut_off(location) {
                return (location.id, Frame::CUT_OFF);
            }
            let module = module_of_id
                .get(&location.mapping_id)
                .copied()
                .unwrap_or(Frame::NO_MODULE);
            let start = modules
                .get(module as usize)
                .map_or(0, |module| module.start);
            let address = location.address.wrapping_sub(start);
            (location.id, Frame { module, address })
        })
        .collect();
    let mut samples = Vec::with_capacity(message.sample.len());
    for sample in &message.sample {
        if sample.value.len() != message.sample_type.len() {
            return Err(Error::Malformed("a sample lacks values".to_owned()));
        }
        let stack: Result<Vec<Frame>> = sample
            .location_id
            .iter()
            .map(|id| {
                frames
                    .get(id)
                    .copied()
                    .ok_or_else(|| Error::Malformed(format!("location {id} is missing")))
            })
            .collect();
        let labels: Result<Vec<(String, String)>> = sample
            .label
            .iter()
            .map(|label| Ok((text(label.key)?.to_owned(), text(label.str)?.to_owned())))
            .collect();
        samples.push(Sample {
            stack: stack?,
            values: sample.value.clone(),
            labels: labels?,
        });
    }
    let sample_types: Result<Vec<ValueType>> = message.sample_type.iter().map(value_type).collect();
    let sample_types = sample_types?;
    let default_kind = text(message.default_sample_type)?;
    let comments: Result<Vec<String>> = message
        .comment
        .iter()
        .map(|at| Ok(text(*at)?.to_owned()))
        .collect();
    Ok(Profile {
        default_type: sample_types
            .iter()
            .position(|of| of.kind == default_kind)
            .unwrap_or(0),
        // Only profiles of allocators and locks begin inside this crate.
        trims_own_frames: sample_types
            .first()
            .is_some_and(|of| matches!(of.kind.as_str(), "alloc_objects" | "contentions")),
        sample_types,
        period_type: message.period_type.as_ref().map(value_type).transpose()?,
        period: message.period,
        time_unix_ns: message.time_nanos,
        duration_ns: message.duration_nanos,
        modules,
        samples,
        comments: comments?,
    })
}
