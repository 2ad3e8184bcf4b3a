//! One error for the whole app. A handler returns it with `?`; [`crate::web::faults`] turns it into a page, a word for
//! htmx or the API's JSON. Internals are logged once, where they become a response, and never shown.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or another tenant's: the two look alike.
    #[error("not found")]
    NotFound,
    /// The role may not.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in; the path to come back to.
    #[error("sign in first")]
    SignIn { next: String },
    /// The password must be entered again before this; the path to come back to.
    #[error("confirm it is you")]
    StepUp { next: String },
    /// It stands at another address now: the path with its query.
    #[error("moved to {to}")]
    Moved { to: String },
    /// The request cannot be understood; the text's key.
    #[error("invalid: {0}")]
    Invalid(&'static str),
    /// The state does not allow it, or someone else was first; the text's key.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// A part of a page of another practice than the session is at by now: the page is to be loaded anew.
    #[error("of another practice")]
    OtherPractice,
    /// Something must be signed first; the text's key.
    #[error("needs a consent: {0}")]
    NeedsConsent(&'static str),
    /// The time is taken. Callers that can offer others catch this.
    #[error("slot taken")]
    SlotTaken,
    #[error("too many requests, wait {retry_after} s")]
    TooMany { retry_after: i64 },
    /// There is no room for it, on disk or in what the practice may use; the text's key.
    #[error("full: {0}")]
    Full(&'static str),
    /// What it takes is away for now, which is worth saying; the text's key.
    #[error("away: {0}")]
    Away(&'static str),
    /// The database or another need is away; worth trying again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Another transaction stood in the way; running this one again may well work. Unavailable where nobody does.
    #[error("collided: {0}")]
    Collided(String),
    /// The connection broke before anything was changed; running the transaction again may well work.
    #[error("lost: {0}")]
    Lost(String),
    #[error("internal: {0}")]
    Internal(String),
}

/// What the fault's response says; travels in the response's extensions to the layer that draws it.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    pub code: &'static str,
    /// A text that says more than the status does.
    pub text_key: Option<&'static str>,
    /// For the API: fields with what is wrong with each.
    pub details: Vec<(String, crate::web::Problem)>,
    /// For the API: what stands beside the error, such as other times.
    pub beside: serde_json::Map<String, serde_json::Value>,
}

impl Error {
    /// Wraps a failure that no user can mend.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignIn { .. } | Self::StepUp { .. } => StatusCode::SEE_OTHER,
            // Not for good: the name may be taken back, and browsers never ask again for what is.
            Self::Moved { .. } => StatusCode::TEMPORARY_REDIRECT,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::OtherPractice | Self::NeedsConsent(_) | Self::SlotTaken => {
                StatusCode::CONFLICT
            }
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Away(_) | Self::Unavailable(_) | Self::Collided(_) | Self::Lost(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The API's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::Moved { .. } => "NOT_FOUND",
            Self::Forbidden => "FORBIDDEN",
            Self::SignIn { .. } | Self::StepUp { .. } => "UNAUTHORIZED",
            Self::Invalid(_) => "VALIDATION_ERROR",
            Self::Conflict(_) | Self::OtherPractice => "CONFLICT",
            Self::NeedsConsent(_) => "CONSENT_NEEDED",
            Self::SlotTaken => "SLOT_TAKEN",
            Self::TooMany { .. } => "RATE_LIMITED",
            Self::Full(_) => "STORAGE_FULL",
            Self::Away(_) | Self::Unavailable(_) | Self::Collided(_) | Self::Lost(_) => {
                "UNAVAILABLE"
            }
            Self::Internal(_) => "INTERNAL_ERROR",
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::RowNotFound) || crate::db::is_erased(&error) {
            Self::NotFound
        } else if crate::db::is_locked(&error) {
            Self::Conflict(crate::i18n::key!("error-client-locked"))
        } else if crate::db::is_overlap(&error) {
            Self::SlotTaken
        } else if crate::db::is_collision(&error) {
            Self::Collided(error.to_string())
        } else if crate::db::is_broken(&error) {
            Self::Lost(error.to_string())
        } else if crate::db::is_lost_connection(&error) {
            Self::Unavailable(error.to_string())
        } else {
            Self::Internal(error.to_string())
        }
    }
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(why) => tracing::error!(%why, "internal error"),
            Self::Unavailable(why) | Self::Collided(why) | Self::Lost(why) => {
                tracing::warn!(%why, "unavailable")
            }
            _ => {}
        }
        let text_key = match self {
            Self::Invalid(key)
            | Self::Conflict(key)
            | Self::NeedsConsent(key)
            | Self::Full(key)
            | Self::Away(key) => Some(key),
            Self::SlotTaken => Some("error-slot-taken"),
            Self::OtherPractice => Some(crate::i18n::key!("error-other-practice")),
            _ => None,
        };
        let mut response = match &self {
            Self::SignIn { next } => crate::web::redirect_with_next("/login", next),
            Self::StepUp { next } => crate::web::redirect_with_next("/password/confirm", next),
            Self::Moved { to } => Redirect::temporary(to).into_response(),
            _ => self.status().into_response(),
        };
        match &self {
            // htmx loads the page anew.
            Self::OtherPractice => {
                let refresh = HeaderValue::from_static("true");
                response.headers_mut().insert("hx-refresh", refresh);
            }
            Self::TooMany { retry_after } => {
                response
                    .headers_mut()
                    .insert("retry-after", (*retry_after).into());
            }
            Self::Away(_) | Self::Unavailable(_) | Self::Collided(_) | Self::Lost(_) => {
                response.headers_mut().insert("retry-after", 5.into());
            }
            _ => {}
        }
        response.extensions_mut().insert(Fault {
            code: self.code(),
            text_key,
            ..Fault::default()
        });
        response
    }
}
