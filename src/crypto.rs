//! Randomness, hashes and sealing: one-time tokens are stored hashed, secrets encrypted.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit as _, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::id::TenantId;

/// Bytes from the operating system's generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A token for a link: 192 random bits, safe in a URL.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<24>())
}

/// Letters and digits that cannot be taken for one another (no 0 O 1 I L).
pub fn random_code(length: usize) -> String {
    const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    (0..length)
        .map(|_| char::from(ALPHABET[rand::random_range(0..ALPHABET.len())]))
        .collect()
}

pub fn sha256(data: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(data.as_ref()).to_vec()
}

/// HMAC-SHA256 (RFC 2104).
pub fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length, so this cannot fail; an empty answer would match nothing.
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
        Err(_) => Vec::new(),
    }
}

/// HMAC-SHA1, for signatures of others who still use it.
pub fn hmac_sha1(key: &[u8], data: &[u8]) -> Vec<u8> {
    match Hmac::<sha1::Sha1>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
        Err(_) => Vec::new(),
    }
}

/// A key of its own for a purpose, from the master key.
pub fn derive(master: &[u8; 32], purpose: &str) -> [u8; 32] {
    // HMAC-SHA256 gives 32 bytes.
    hmac(master, purpose.as_bytes())
        .try_into()
        .unwrap_or_default()
}

/// Compares without telling by its time where the first difference is.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(a, b).into()
}

/// Encrypts with AES-256-GCM under the master key. `place` (table, column and row) is bound to the text, so that a
/// sealed value copied to another row does not open.
pub fn seal(master: &[u8; 32], place: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random_bytes::<12>();
    let sealed = cipher(master)?
        .encrypt(
            &nonce.into(),
            Payload {
                msg: plain,
                aad: place.as_bytes(),
            },
        )
        .ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// The reverse of [`seal`]; None when the key, the place or a byte differs.
pub fn open(master: &[u8; 32], place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = sealed.split_first_chunk::<12>()?;
    cipher(master)?
        .decrypt(
            &(*nonce).into(),
            Payload {
                msg: body,
                aad: place.as_bytes(),
            },
        )
        .ok()
}

fn cipher(master: &[u8; 32]) -> Option<Aes256Gcm> {
    Aes256Gcm::new_from_slice(&hmac(master, b"aureli seal v1")).ok()
}

/// The key of one practice: its health notes, files and secrets are sealed with it. Stored wrapped by the master key, so
/// that losing a row loses one practice's secrets, and forgetting it makes them unreadable in every backup.
pub struct TenantKey([u8; 32]);

impl TenantKey {
    pub fn random() -> Self {
        Self(random_bytes())
    }

    /// For the table `tenant_keys`.
    pub fn wrap(&self, master: &[u8; 32], tenant: TenantId) -> Option<Vec<u8>> {
        seal(master, &key_place(tenant), &self.0)
    }

    pub fn unwrap(master: &[u8; 32], tenant: TenantId, wrapped: &[u8]) -> Option<Self> {
        let key = open(master, &key_place(tenant), wrapped)?;
        Some(Self(key.try_into().ok()?))
    }

    /// Encrypts; see [`seal`] on `place`, which names at least table, column and row.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        seal(&self.0, place, plain).ok_or_else(|| Error::internal(format!("cannot seal {place}")))
    }

    /// Fails when the key, the place or a byte differs.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        open(&self.0, place, sealed).ok_or_else(|| Error::internal(format!("cannot open {place}")))
    }
}

fn key_place(tenant: TenantId) -> String {
    format!("tenant_keys.{tenant}")
}
