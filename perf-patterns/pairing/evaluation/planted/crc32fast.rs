unit!(byte_wise, |i: u64| u64::from(crc32fast::hash(&i.to_le_bytes())));
unit!(block, |i: u64| u64::from(crc32fast::hash(&[i as u8; 256])));
unit!(combined, |i: u64| {
    let mut hasher = crc32fast::Hasher::new_with_initial(i as u32);
    hasher.update(b"some text of this");
    u64::from(hasher.finalize())
});
