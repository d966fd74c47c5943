//! The code by which anyone can check a certificate.

use std::fmt;
use std::str::FromStr;

/// Digits and letters that are not mistaken for one another: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// Twelve characters, 60 bits of chance: whoever has not seen the certificate does not guess it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerificationCode(String);

/// Not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a verification code")]
pub struct UnknownCode(pub String);

impl VerificationCode {
    /// The code made of the lowest 60 bits of `chance`.
    pub fn of_chance(chance: u128) -> Self {
        let characters = (0..LENGTH).map(|place| {
            let bits = usize::try_from((chance >> (5 * place)) & 31).unwrap_or_default();
            ALPHABET.get(bits).copied().map_or('0', char::from)
        });
        Self(characters.collect())
    }

    /// The code as it is stored: twelve characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As printed, K7QF-3M2D-9XTA.
impl fmt::Display for VerificationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                formatter.write_str("-")?;
            }
            write!(formatter, "{character}")?;
        }
        Ok(())
    }
}

/// However it was typed: hyphens, spaces and the case of letters do not matter, and what looks alike is the same.
impl FromStr for VerificationCode {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let typed = text
            .chars()
            .filter(|character| !matches!(character, '-' | ' '))
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            });
        let code: String = typed.collect();
        let known = |byte: u8| ALPHABET.contains(&byte);
        if code.len() == LENGTH && code.bytes().all(known) {
            Ok(Self(code))
        } else {
            Err(UnknownCode(text.to_owned()))
        }
    }
}
