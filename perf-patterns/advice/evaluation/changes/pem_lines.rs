//! After jcreekmore/pem-rs#50: each line of an envelope is formatted, then appended.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks_exact(3) {
        let word = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for shift in [18, 12, 6, 0] {
            text.push(char::from(DIGITS[(word >> shift & 63) as usize]));
        }
    }
    text
}

struct Pem {
    tag: String,
    headers: Vec<(String, String)>,
    contents: Vec<u8>,
}

//- 1 mistake string-building/format-push
fn encode(pem: &Pem, ending: &str) -> String {
    let mut output = String::new();
    output.push_str(&format!("-----BEGIN {}-----{ending}", pem.tag));
    for (key, value) in &pem.headers {
        output.push_str(&format!("{key}: {value}{ending}"));
    }
    let body = base64(&pem.contents);
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(16));
        output += format!("{line}{ending}").as_str();
        rest = after;
    }
    output.push_str(&format!("-----END {}-----{ending}", pem.tag));
    output
}
//+ 1
fn encode(pem: &Pem, ending: &str) -> String {
    use std::fmt::Write;
    let mut output = String::new();
    let _ = write!(output, "-----BEGIN {}-----{ending}", pem.tag);
    for (key, value) in &pem.headers {
        let _ = write!(output, "{key}: {value}{ending}");
    }
    let body = base64(&pem.contents);
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(16));
        output.push_str(line);
        output.push_str(ending);
        rest = after;
    }
    let _ = write!(output, "-----END {}-----{ending}", pem.tag);
    output
}
//.

fn main() {
    let mut sum = 0;
    for n in 0..250u32 {
        let pem = Pem {
            tag: "TEST KEY".to_string(),
            headers: (0..6).map(|k| (format!("Header-{k}"), format!("{}", k * n))).collect(),
            contents: (0..600).map(|k| (k * n % 255) as u8).collect(),
        };
        let text = encode(&pem, "\r\n");
        sum += text.len() + text.matches("Kw").count();
    }
    println!("{sum}");
}
