//! A filter for mail: known senders are a list that is searched for each mail; words to skip are seven; a set that is one.
use std::collections::HashSet;

struct Mail {
    from: u32,
    subject: String,
}

fn mails(count: u32) -> Vec<Mail> {
    let words = ["the", "cheap", "watch", "and", "minutes", "of", "meeting", "win", "a", "prize"];
    (0..count)
        .map(|at| Mail {
            from: at.wrapping_mul(2_654_435_761) % 4_000,
            subject: (0..6).map(|k| words[((at * 7 + k * k) % 10) as usize]).collect::<Vec<_>>().join(" "),
        })
        .collect()
}

struct Filter {
    //- 1 mistake lookups/contains-set
    known: Vec<u32>,
    //+ 1
    known: HashSet<u32>,
    //.
    blocked: HashSet<u32>,
}

impl Filter {
    //- 1
    fn learn(&mut self, from: u32) -> bool {
        if self.known.contains(&from) {
            return false;
        }
        self.known.push(from);
        true
    }
    //+ 1
    fn learn(&mut self, from: u32) -> bool {
        self.known.insert(from)
    }
    //.

    fn score(&self, mail: &Mail) -> u32 {
        //- 2 lookalike lookups/contains-set
        let skipped = ["the", "and", "of", "a", "to", "in", "is"];
        let words = mail.subject.split(' ').filter(|word| !skipped.contains(word));
        //+ 2
        let words = mail.subject.split(' ').filter(|word| !matches!(*word, "the" | "and" | "of" | "a" | "to" | "in" | "is"));
        //.
        let bad = words.filter(|word| matches!(*word, "cheap" | "win" | "prize" | "watch")).count() as u32;
        bad * 10 + u32::from(self.blocked.contains(&mail.from)) * 100
    }
}

fn main() {
    let mails = mails(3_000);
    //- 1
    let mut filter = Filter { known: Vec::new(), blocked: (0..4_000).step_by(91).collect() };
    //+ 1
    let mut filter = Filter { known: HashSet::new(), blocked: (0..4_000).step_by(91).collect() };
    //.
    let mut new = 0;
    let mut scores = 0;
    for mail in &mails {
        new += u32::from(filter.learn(mail.from));
        scores += filter.score(mail);
    }
    println!("{new} {} {scores}", filter.known.len());
}
