//! HTML that mdBook need not see: drawings, tables and footers are put aside while it
//! renders, and back afterwards. It would parse them as Markdown, and index every
//! figure and every function of a flame graph for the search.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use command_line::files;

const START: &str = "<!--aside ";
const END: &str = "-->";

/// What was put aside, by its number.
#[derive(Clone, Debug, Default)]
pub struct Aside(Arc<Mutex<Vec<String>>>);

impl Aside {
    /// Keeps `html`; what stands in its place in the Markdown.
    pub fn put(&self, html: String) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Lines that follow stay lines of their own.
        let end = if html.ends_with('\n') { "\n" } else { "" };
        kept.push(html);
        format!("{START}{}{END}{end}", kept.len() - 1)
    }

    /// Puts everything back into the pages below `root`.
    ///
    /// # Errors
    /// If a page cannot be read or written.
    pub fn put_back(&self, root: &Path) -> anyhow::Result<()> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files::ending(root, "html")? {
            let html = fs_err::read_to_string(&file)?;
            if html.contains(START) {
                fs_err::write(&file, filled(&html, &kept))?;
            }
        }
        Ok(())
    }
}

/// `html` with what was kept in its places.
fn filled(html: &str, kept: &[String]) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some((before, found)) = rest.split_once(START) {
        out.push_str(before);
        let place = found.split_once(END).and_then(|(number, rest)| {
            let html = kept.get(number.parse::<usize>().ok()?)?;
            Some((html, rest))
        });
        rest = match place {
            // What stands aside may itself have a place for more.
            Some((html, rest)) => {
                out.push_str(&filled(html, kept));
                rest
            }
            None => {
                out.push_str(START);
                found
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_back_where_it_stood_also_within_each_other() {
        let aside = Aside::default();
        let inner = aside.put("<svg>1</svg>".into());
        let outer = aside.put(format!("<table>{inner}</table>"));
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("a.html");
        let text = format!("<p>before</p>{outer}<!-- a comment --><!--aside 99-->");
        fs_err::write(&page, text).unwrap();
        aside.put_back(folder.path()).unwrap();
        assert_eq!(
            fs_err::read_to_string(&page).unwrap(),
            "<p>before</p><table><svg>1</svg></table><!-- a comment --><!--aside 99-->"
        );
    }
}
