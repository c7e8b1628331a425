unit!(narrow, |i: u64| u64::from(half::f16::from_f32(i as f32 * 0.37).to_bits()));
unit!(widen, |i: u64| u64::from(half::f16::from_bits(i as u16).to_f32().to_bits()));
unit!(brain, |i: u64| u64::from(half::bf16::from_f64(i as f64 * 0.37).to_bits()));
