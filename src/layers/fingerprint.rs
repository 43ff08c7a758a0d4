//! Which bytes were read.

use sha2::{Digest, Sha256};

/// What is the SHA-256 of these bytes, in hexadecimal?
///
/// # Method
/// FIPS 180-4. On the command line: `sha256sum FILE`.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn agrees_with_the_standard() {
        // FIPS 180-4's own example.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
