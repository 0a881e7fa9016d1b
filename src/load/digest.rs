//! The digest of a set of files. It depends on nothing else in the crate: `build.rs` includes it.

use sha2::{Digest as _, Sha256};

/// SHA-256 over the path, the length and the bytes of each file, as 64 hexadecimal digits.
///
/// The files must be sorted by the bytes of their paths, which have `/` between their parts.
#[must_use]
pub fn digest<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        for part in [path.as_bytes(), bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|n| char::from_digit(n.into(), 16).unwrap_or('0'));
    hash.finalize().iter().flat_map(digits).collect()
}
