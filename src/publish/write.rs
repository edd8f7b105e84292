//! Writes files whole or not at all.

use std::io::{self, Write};
use std::path::Path;

/// Writes to a temporary file beside `path` and renames it, so that there is the
/// old file or the new one and never a part of either.
///
/// # Errors
/// What the machine says; the old file is then as it was.
pub fn atomically(path: &Path, data: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(data)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
