//! What operations cost on the machine of a run, as the table that chapters cite.

use record::{OPERATIONS, Record};

use super::prose;
use crate::units;

/// Where the table stands, as chapters see it.
const PAGE: &str = "../guide/costs.html";

/// Where the row of an operation stands, from a family's page.
pub fn place(id: &str) -> String {
    format!("{PAGE}#cost-{id}")
}

/// A row for each operation: its time, or why there is none.
pub fn table(record: &Record) -> String {
    let mut table = String::from(
        "<div class=\"wide\"><table><thead><tr><th>Operation</th><th class=\"number\">Time</th>\
         <th class=\"number\">95 % interval</th></tr></thead><tbody>\n",
    );
    for (id, what) in OPERATIONS {
        let cost = record.costs.get(id);
        let cells = match cost.and_then(|cost| cost.time_ns) {
            Some(time) => format!(
                "<td class=\"number\">{}</td><td class=\"number\">{} to {}</td>",
                units::time(time.median),
                units::time(time.low),
                units::time(time.high)
            ),
            None => {
                let reason = cost.and_then(|cost| cost.not_measured.as_deref());
                format!(
                    "<td colspan=\"2\">not measured: {}</td>",
                    super::svg::escape(reason.unwrap_or("this run did not ask"))
                )
            }
        };
        let what = prose::with_code(what);
        table.push_str(&format!(
            "<tr id=\"cost-{id}\"><td>{what}</td>{cells}</tr>\n"
        ));
    }
    table.push_str("</tbody></table></div>\n");
    let mut machines = record
        .costs
        .values()
        .filter_map(|cost| cost.machine.as_deref());
    if let Some(machine) = machines.next() {
        table.push_str(&format!(
            "\n<p class=\"caption\">of the machine {}, one of those that this run was measured on</p>\n",
            super::svg::escape(machine)
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Cost, Time};

    #[test]
    fn what_was_not_timed_says_why_and_is_no_zero() {
        let mut record = Record::default();
        let time_ns = Some(Time {
            median: 21.3,
            low: 20.9,
            high: 22.0,
        });
        let timed = Cost {
            time_ns,
            ..Cost::default()
        };
        let refused = Cost {
            not_measured: Some("too little memory".into()),
            ..Cost::default()
        };
        record.costs.insert("allocate-free".into(), timed);
        record.costs.insert("cache-miss".into(), refused);
        let table = table(&record);
        assert!(table.contains("21.3\u{202f}ns"), "{table}");
        assert!(table.contains("not measured: too little memory"), "{table}");
        assert!(
            table.contains("not measured: this run did not ask"),
            "{table}"
        );
    }
}
