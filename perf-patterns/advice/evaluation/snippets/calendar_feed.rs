//! A calendar: folded lines are joined, properties are matched by name, days are numbers; the rules of a year are walked twice.
use std::fmt::Write as _;

#[derive(Default, Debug, Clone)]
struct Event {
    summary: String,
    day: u32,
    days: u32,
}

fn feed(count: u32) -> String {
    let mut feed = String::with_capacity(count as usize * 170 + 100);
    feed.push_str("BEGIN:VCALENDAR\r\n");
    for at in 0..count {
        let _ = write!(
            feed,
            "BEGIN:VEVENT\r\nsummary:Meeting number {at} about the plans\r\n  of the coming year\r\nDtStart:{}\r\nDURATION:P{}D\r\nX-NOTE:none\r\nEND:VEVENT\r\n",
            at * 7 % 365,
            1 + at % 3
        );
    }
    feed.push_str("END:VCALENDAR\r\n");
    feed
}

//- 1 mistake string-building/append|pooling/reuse-vec|string-building/format-push|ownership/clone-to-read
fn unfold(feed: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in feed.lines() {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(rest), Some(last)) => *last = format!("{last}{rest}"),
            _ => lines.push(line.to_string()),
        }
    }
    lines
}
//+ 1
fn unfold(feed: &str) -> Vec<std::borrow::Cow<'_, str>> {
    let mut lines: Vec<std::borrow::Cow<str>> = Vec::new();
    for line in feed.lines() {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(rest), Some(last)) => last.to_mut().push_str(rest),
            _ => lines.push(line.into()),
        }
    }
    lines
}
//.

fn events(feed: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut event = Event::default();
    for line in unfold(feed) {
        let Some((name, value)) = line.split_once(':') else { continue };
        //- 2 mistake string-building/ascii-case
        match name.to_uppercase().as_str() {
            "SUMMARY" => event.summary = value.to_owned(),
            "DTSTART" => event.day = value.parse().unwrap_or(0),
            "DURATION" => event.days = value.trim_matches(['P', 'D']).parse().unwrap_or(1),
            "END" if value == "VEVENT" => events.push(std::mem::take(&mut event)),
            _ => {}
        }
        //+ 2
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("SUMMARY") {
            event.summary = value.to_owned();
        } else if is("DTSTART") {
            event.day = value.parse().unwrap_or(0);
        } else if is("DURATION") {
            event.days = value.trim_matches(['P', 'D']).parse().unwrap_or(1);
        } else if is("END") && value == "VEVENT" {
            events.push(std::mem::take(&mut event));
        }
        //.
    }
    events
}

//- 3 lookalike loops/collect-then-iterate|preallocation/zeroed
fn busiest(events: &[Event]) -> (u32, usize) {
    let mut days = vec![0_u32; 370];
    for event in events {
        for day in event.day..event.day + event.days {
            days[day as usize] += 1;
        }
    }
    days.iter().enumerate().map(|(day, count)| (*count, day)).max().unwrap_or_default()
}
//+ 3
fn busiest(events: &[Event]) -> (u32, usize) {
    let mut days = [0_u32; 370];
    for event in events {
        for day in event.day..event.day + event.days {
            days[day as usize] += 1;
        }
    }
    days.iter().enumerate().map(|(day, count)| (*count, day)).max().unwrap_or_default()
}
//.

fn main() {
    let events = events(&feed(900));
    let longest = events.iter().map(|event| event.summary.len()).max();
    println!("{} {:?} {longest:?}", events.len(), busiest(&events));
}
