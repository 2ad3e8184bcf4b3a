//! Why the API says no.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::error::{Error, Fault};
use crate::i18n::key;
use crate::web::Errors;

/// A handler's error; the layer around all routes draws it as JSON, in the language asked for, with the request's id.
#[derive(Debug)]
pub enum Problem {
    Error(Error),
    /// 422 with fields.
    Fields(Errors),
    /// 404, and which field names what is not there.
    Unknown(&'static str),
    /// 422: the key came before with something else.
    OtherRequest,
    /// 409 and what stands beside the error.
    Taken(Map<String, Value>),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Errors> for Problem {
    fn from(errors: Errors) -> Self {
        Self::Fields(errors)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, fault) = match self {
            Self::Error(error) => return error.into_response(),
            Self::Fields(errors) => (StatusCode::UNPROCESSABLE_ENTITY, of_fields(&errors)),
            Self::Unknown(field) => (
                StatusCode::NOT_FOUND,
                Fault {
                    code: "NOT_FOUND",
                    text_key: Some(key!("api-not-found")),
                    details: vec![(field.to_owned(), key!("api-unknown").into())],
                    ..Fault::default()
                },
            ),
            Self::OtherRequest => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Fault {
                    code: "IDEMPOTENCY_MISMATCH",
                    text_key: Some(key!("api-other-request")),
                    ..Fault::default()
                },
            ),
            Self::Taken(beside) => (
                StatusCode::CONFLICT,
                Fault {
                    code: "SLOT_TAKEN",
                    text_key: Some("error-slot-taken"),
                    beside,
                    ..Fault::default()
                },
            ),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(fault);
        response
    }
}

fn of_fields(errors: &Errors) -> Fault {
    Fault {
        code: "VALIDATION_ERROR",
        text_key: Some(key!("api-invalid")),
        details: errors
            .iter()
            .map(|(field, problem)| (field.to_owned(), problem))
            .collect(),
        ..Fault::default()
    }
}
