//! Makes what mdBook wrote smaller, and says nothing less.

use std::path::{Path, PathBuf};

use anyhow::Context;
use command_line::files;

use super::search;

/// Takes out of every page's frame what no reader sees, out of the search index what
/// browsers can build, and the weights of fonts that no page uses.
///
/// # Errors
/// If a file cannot be read or written, or mdBook has changed what it writes.
pub fn make(root: &Path) -> anyhow::Result<()> {
    for file in files::ending(root, "html")? {
        let html = fs_err::read_to_string(&file)?;
        fs_err::write(&file, page(&html))?;
    }
    let index = named(root, "searchindex", ".js").context("mdBook wrote no search index")?;
    let text = fs_err::read_to_string(&index)?;
    fs_err::write(&index, search::without_tree(&text)?)?;
    fonts(&root.join("fonts"))
}

/// The file in `folder` whose name, which a hash ends, begins and ends like this.
fn named(folder: &Path, start: &str, end: &str) -> Option<PathBuf> {
    let entries = fs_err::read_dir(folder).ok()?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(start) && name.ends_with(end))
        })
}

/// Of mdBook's faces, those that pages use; what asks for another weight gets the
/// nearest of these.
const FACES: [&str; 4] = ["-regular-", "-italic-", "-700-", "source-code-pro-"];

/// Leaves the faces of [`FACES`] in `folder`.
fn fonts(folder: &Path) -> anyhow::Result<()> {
    let sheet = named(folder, "fonts", ".css").context("mdBook wrote no fonts")?;
    let kept = faces(&fs_err::read_to_string(&sheet)?)?;
    fs_err::write(&sheet, &kept)?;
    for file in files::ending(folder, "woff2")? {
        let name = file.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(|name| kept.contains(name)) {
            fs_err::remove_file(&file)?;
        }
    }
    Ok(())
}

/// A style sheet of fonts with no other faces than those, and its licences.
fn faces(sheet: &str) -> anyhow::Result<String> {
    const FACE: &str = "@font-face";
    let mut parts = sheet.split(FACE);
    let head = parts.next().unwrap_or_default();
    let licences = head.lines().filter(|line| line.contains("icense"));
    let mut kept: String = licences.map(|line| format!("{line}\n")).collect();
    for face in parts.filter_map(|part| part.split_inclusive('}').next()) {
        if FACES.iter().any(|name| face.contains(name)) {
            kept.push_str(&format!("{FACE}{face}\n"));
        }
    }
    anyhow::ensure!(
        kept.matches(FACE).count() == FACES.len(),
        "mdBook has other fonts than book/lean.rs knows"
    );
    Ok(kept)
}

/// The page with a frame that has neither the indentation around its content, where
/// code would keep it, nor comments nor icons that never show.
fn page(html: &str) -> String {
    let Some((head, rest)) = html.split_once("<main>") else {
        return html.to_owned();
    };
    let Some((content, foot)) = rest.rsplit_once("</main>") else {
        return html.to_owned();
    };
    // Only code with hidden lines and code that can run ask for these.
    let has_buttons = content.contains("class=\"boring") || content.contains("playground\"");
    let foot = match has_buttons {
        true => foot.to_owned(),
        false => without(foot, "<template id=fa-", "</template>", |icon| {
            !icon.starts_with("<template id=fa-copy")
        }),
    };
    format!(
        "{}<main>{content}</main>\n{}",
        outdented(&without_comments(head, true)),
        outdented(&without_comments(&without_arrows(&foot), false))
    )
}

fn outdented(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Without comments, but for the first that names who drew the icons, `if_first`.
fn without_comments(html: &str, if_first: bool) -> String {
    let mut keeps = if_first;
    without(html, "<!--", "-->", |comment| {
        !(comment.starts_with("<!--!") && std::mem::take(&mut keeps))
    })
}

/// Without the icons in the arrows at the sides, which the style hides; their links
/// serve the keyboard.
fn without_arrows(foot: &str) -> String {
    let Some((before, sides)) = foot.split_once("<nav class=\"nav-wide-wrapper\"") else {
        return foot.to_owned();
    };
    let (sides, after) = sides.split_once("</nav>").unwrap_or((sides, ""));
    let sides = without(sides, "<span class=fa-svg>", "</span>", |_| true);
    format!("{before}<nav class=\"nav-wide-wrapper\"{sides}</nav>{after}")
}

/// Without what stands from `start` to `end`, where `goes` says so of it.
fn without(text: &str, start: &str, end: &str, mut goes: impl FnMut(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(start) {
        let Some(length) = rest[place..].find(end).map(|length| length + end.len()) else {
            break;
        };
        let (found, after) = rest[place..].split_at(length);
        out.push_str(&rest[..place]);
        if !goes(found) {
            out.push_str(found);
        }
        rest = after;
    }
    out.push_str(rest);
    out
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
    fn a_frame_keeps_who_drew_the_icons_and_no_other_comment() {
        let html = "<!-- a --><i><!--! b --></i><i><!--! c --></i><main><!-- d --></main>\
                    <template id=fa-copy>e</template><template id=fa-play>f</template>\
                    <nav class=\"nav-wide-wrapper\"><a><span class=fa-svg>g</span></a></nav>";
        assert_eq!(
            page(html),
            "<i><!--! b --></i><i></i>\n<main><!-- d --></main>\n\
             <template id=fa-copy>e</template>\
             <nav class=\"nav-wide-wrapper\"><a></a></nav>\n"
        );
    }

    #[test]
    fn code_that_hides_lines_keeps_its_buttons() {
        let html = "<main><span class=\"boring\"></span></main><template id=fa-eye>f</template>";
        assert!(page(html).contains("fa-eye"));
    }

    #[test]
    fn faces_that_no_page_uses_go_and_licences_stay() {
        let face = |name: &str| format!("@font-face {{\n url('{name}-1f.woff2');\n}}\n");
        let sheet = |names: &[&str]| {
            let faces: String = names.iter().map(|name| face(name)).collect();
            format!("/* License */\n\n/* open-sans-300 */\n{faces}")
        };
        let kept = faces(&sheet(&[
            "sans-300",
            "sans-regular",
            "sans-italic",
            "sans-700",
            "sans-700italic",
            "source-code-pro-500",
        ]))
        .unwrap();
        let expected = [
            "sans-regular",
            "sans-italic",
            "sans-700",
            "source-code-pro-500",
        ];
        let expected = sheet(&expected).replace("\n/* open-sans-300 */\n", "");
        assert_eq!(kept, expected);
        assert!(faces(&sheet(&["sans-regular"])).is_err());
    }
}
