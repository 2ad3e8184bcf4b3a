//! Why a call to somebody outside gave nothing, by what is to be done about it.

use chrono::TimeDelta;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not now; not before this has passed. The same key then.
    RetryAfter(TimeDelta),
    /// It was never heard: again, with growing gaps and the same key.
    RetryBackoff(String),
    /// It will never be done: what the provider calls it, and what it says.
    Permanent { code: String, text: String },
    /// It was heard, and no answer was read: it may or may not have been done. Again with the same key.
    Unknown(String),
}

pub type Answer<T> = Result<T, Failure>;

impl Failure {
    pub fn permanent(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Permanent {
            code: code.into(),
            text: text.into(),
        }
    }

    /// Whether the keys are not taken any more, so that nothing else will go through either.
    pub fn is_about_keys(&self) -> bool {
        matches!(self, Self::Permanent { code, .. } if code == INVALID_CREDENTIALS)
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Permanent { code, .. } if code == NOT_FOUND)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::RetryAfter(after) => write!(f, "asked to wait {} s", after.num_seconds()),
            Self::RetryBackoff(why) => write!(f, "not reached: {why}"),
            Self::Permanent { code, text } => write!(f, "{code}: {text}"),
            Self::Unknown(why) => write!(f, "no answer read: {why}"),
        }
    }
}

pub const INVALID_CREDENTIALS: &str = "invalid_credentials";
pub const NOT_FOUND: &str = "not_found";
