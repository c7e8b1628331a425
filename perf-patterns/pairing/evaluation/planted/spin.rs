unit!(lock, |i: u64| {
    let mutex = spin::Mutex::<u64>::new(i);
    *mutex.lock() += 1;
    mutex.into_inner()
});
unit!(read_lock, |i: u64| *spin::RwLock::<u64>::new(i).read());
unit!(once, |i: u64| *spin::Once::<u64>::new().call_once(|| i));
