//! Sorts the headers of mails: each name is lowered to be matched; domains are lowered to be kept.
use std::collections::BTreeMap;

#[derive(Default)]
struct Mail<'a> {
    from: Option<&'a str>,
    subject: Option<&'a str>,
    received: u32,
    other: u32,
}

fn source(n: u32) -> String {
    let mut text = String::new();
    for hop in 0..6 {
        text.push_str("Received: from relay");
        text.push_str(&hop.to_string());
        text.push('\n');
    }
    text.push_str("FROM: Person");
    text.push_str(&(n % 40).to_string());
    text.push_str("@Example.ORG\nsubject: hello again\nX-Mailer: lines\nMIME-Version: 1.0\n");
    text
}

impl<'a> Mail<'a> {
    //- 1 mistake string-building/ascii-case
    fn parse(source: &'a str) -> Mail<'a> {
        let mut mail = Mail::default();
        for line in source.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            match name.to_lowercase().as_str() {
                "from" => mail.from = Some(value),
                "subject" => mail.subject = Some(value),
                "received" => mail.received += 1,
                _ => mail.other += 1,
            }
        }
        mail
    }
    //+ 1
    fn parse(source: &'a str) -> Mail<'a> {
        let mut mail = Mail::default();
        for line in source.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("from") {
                mail.from = Some(value);
            } else if name.eq_ignore_ascii_case("subject") {
                mail.subject = Some(value);
            } else if name.eq_ignore_ascii_case("received") {
                mail.received += 1;
            } else {
                mail.other += 1;
            }
        }
        mail
    }
    //.
}

//- 2 lookalike string-building/ascii-case|lookups/key-without-owning
fn senders<'a>(mails: impl Iterator<Item = &'a Mail<'a>>) -> BTreeMap<String, u32> {
    let mut senders = BTreeMap::new();
    for from in mails.filter_map(|mail| mail.from).step_by(8) {
        *senders.entry(from.to_ascii_lowercase()).or_default() += 1;
    }
    senders
}
//+ 2
fn senders<'a>(mails: impl Iterator<Item = &'a Mail<'a>>) -> BTreeMap<String, u32> {
    let mut senders = BTreeMap::new();
    let mut lower = String::new();
    for from in mails.filter_map(|mail| mail.from).step_by(8) {
        lower.clear();
        lower.push_str(from);
        lower.make_ascii_lowercase();
        match senders.get_mut(&lower) {
            Some(count) => *count += 1,
            None => {
                senders.insert(lower.clone(), 1);
            }
        }
    }
    senders
}
//.

fn main() {
    let sources: Vec<String> = (0..1_500).map(source).collect();
    let mails: Vec<Mail> = sources.iter().map(|source| Mail::parse(source)).collect();
    let senders = senders(mails.iter());
    let hops: u32 = mails.iter().map(|mail| mail.received + mail.other).sum();
    let subjects = mails.iter().filter(|mail| mail.subject.is_some()).count();
    println!("{hops} {subjects} {:?}", senders.first_key_value());
}
