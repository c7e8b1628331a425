//! Makes what mdBook wrote smaller, and says nothing less.

use std::path::Path;

use anyhow::Context;

use command_line::files;

/// Takes the indentation out of every page's frame, and the empty lists of documents
/// out of the search index.
///
/// # Errors
/// If a file cannot be read or written, or mdBook has changed what its index looks
/// like.
pub fn make(root: &Path) -> anyhow::Result<()> {
    for file in files::ending(root, "html")? {
        let html = fs_err::read_to_string(&file)?;
        fs_err::write(&file, page(&html))?;
    }
    let index = fs_err::read_dir(root)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("searchindex") && name.ends_with(".js"))
        })
        .context("mdBook wrote no search index")?;
    let text = fs_err::read_to_string(&index)?;
    anyhow::ensure!(
        text.contains(EMPTY),
        "mdBook's search index has another form than book/lean.rs knows"
    );
    fs_err::write(&index, without_empty(&text))?;
    Ok(())
}

/// The page without the indentation around its content, where code would keep it.
fn page(html: &str) -> String {
    let Some((head, rest)) = html.split_once("<main>") else {
        return html.to_owned();
    };
    let Some((content, foot)) = rest.rsplit_once("</main>") else {
        return html.to_owned();
    };
    let outdented = |text: &str| -> String {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| format!("{line}\n")).collect()
    };
    format!(
        "{}<main>{content}</main>\n{}",
        outdented(head),
        outdented(foot)
    )
}

/// Of a letter with which no word of the index ends.
const EMPTY: &str = "\"df\":0,\"docs\":{}";

/// The index without them: a search follows letters, and asks for the documents only
/// where a word ends. No text of the book can look like this, since its quotation
/// marks are escaped.
fn without_empty(index: &str) -> String {
    index
        .replace(&format!("{EMPTY},"), "")
        .replace(&format!(",{EMPTY}"), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_loses_its_indentation_and_code_keeps_it() {
        let html =
            "<html>\n    <body>\n\n<main>\n<pre>    x</pre>\n</main>\n    </body>\n</html>\n";
        assert_eq!(
            page(html),
            "<html>\n<body>\n<main>\n<pre>    x</pre>\n</main>\n</body>\n</html>\n"
        );
        assert_eq!(page("no page"), "no page");
    }

    #[test]
    fn words_keep_their_documents() {
        let index = r#"{"a":{"df":1,"docs":{"0":{"tf":1.0}},"b":{"df":0,"docs":{},"e":{"df":1,"docs":{"1":{"tf":1.0}}}}},"df":0,"docs":{}}"#;
        let lean = without_empty(index);
        assert_eq!(
            lean,
            r#"{"a":{"df":1,"docs":{"0":{"tf":1.0}},"b":{"e":{"df":1,"docs":{"1":{"tf":1.0}}}}}}"#
        );
        assert!(serde_json::from_str::<serde_json::Value>(&lean).is_ok());
    }
}
