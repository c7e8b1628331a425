unit!(small, |i: u64| itoa::Buffer::new().format(i).len() as u64);
unit!(large, |i: u64| itoa::Buffer::new().format(u64::MAX - i).len() as u64);
unit!(signed, |i: u64| itoa::Buffer::new().format(-(i as i32) * 7_777).len() as u64);
