//! Renders a run record as an mdBook.

use std::path::Path;

use benches::record::Record;

pub fn build(_record: &Record, _is_reference: bool, _out: &Path) -> anyhow::Result<()> {
    Ok(())
}
