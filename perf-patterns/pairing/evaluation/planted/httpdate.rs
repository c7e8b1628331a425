unit!(parse, |_| u64::from(httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").is_ok()));
unit!(format, |i: u64| {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(i * 86_399);
    httpdate::fmt_http_date(time).len() as u64
});
