//! The templates of pages, and what they can ask for.

use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

use super::aside::Aside;
use super::{prose, svg};

/// The templates of `folder`; a name that a template does not know is an error.
pub(super) fn templates(folder: &Path, aside: &Aside) -> anyhow::Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    // A blank line would end the block of HTML that the text stands in.
    environment.add_filter("escape_html", |text: String| {
        svg::escape(&text).replace('\n', "&#10;")
    });
    let aside = aside.clone();
    environment.add_filter("aside", move |html: String| aside.put(html));
    environment.add_filter("host", |url: String| prose::host(&url));
    environment.add_filter("with_code", |text: String| prose::with_code(&text));
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            let name = format!("{name}.md");
            environment.add_template_owned(name, fs_err::read_to_string(&path)?)?;
        }
    }
    Ok(environment)
}
