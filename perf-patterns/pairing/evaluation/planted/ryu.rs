unit!(short, |i: u64| ryu::Buffer::new().format(i as f64 / 4.0).len() as u64);
unit!(long, |i: u64| ryu::Buffer::new().format(1.0 / (i as f64 + 3.0)).len() as u64);
unit!(single, |i: u64| ryu::Buffer::new().format(i as f32 * 1.1e-7).len() as u64);
