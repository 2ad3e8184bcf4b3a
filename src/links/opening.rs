//! How an address with a secret in it is opened, here and in every feature that has such addresses: the read is counted, a
//! token that names nothing is counted as a guess, and what is closed says so in words of its own.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::web::{Path, View, render_status};

/// Keys of what a closed address says.
#[derive(Clone, Copy)]
pub struct Words {
    pub title: &'static str,
    pub text: &'static str,
}

/// Nobody knows the token, whatever it was for.
pub const UNKNOWN: Words = Words {
    title: key!("links-unknown-title"),
    text: key!("links-unknown-text"),
};

/// Who opens which token.
pub struct Opening {
    pub visitor: Visitor,
    pub token: String,
}

/// The answer of an address that opens nothing.
pub struct Closed(Box<Response>);

/// `links/gone.html`: a page that only says something, and names the practice where it is known.
#[derive(Template)]
#[template(path = "links/gone.html")]
pub struct Notice {
    pub page: View,
    pub frame: Option<Frame>,
    pub title: String,
    pub text: String,
    /// Where a new link comes from; else the way is to book.
    pub ask: Option<Ask>,
}

pub struct Ask {
    href: String,
    text: String,
}

impl Opening {
    /// Takes the path's `{token}`.
    pub async fn of(parts: &mut Parts, app: &App) -> Result<Self, Closed> {
        let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
        visitor.count_read(app)?;
        let names = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Path(names) = names.map_err(|_| Closed::unknown(&visitor.view, UNKNOWN))?;
        let token = names.into_iter().find(|(name, _)| name == "token");
        let (_, token) = token.ok_or(Error::NotFound)?;
        Ok(Self { visitor, token })
    }

    /// Passes on what the token names; what is not there says so in these words.
    pub async fn known<T>(&self, app: &App, found: Result<T>, words: Words) -> Result<T, Closed> {
        match self.visitor.count_guess(app, found).await {
            Err(Error::NotFound) => Err(Closed::unknown(&self.visitor.view, words)),
            other => Ok(other?),
        }
    }
}

impl Closed {
    /// Nobody knows the token.
    pub fn unknown(page: &View, words: Words) -> Self {
        Self::render(StatusCode::NOT_FOUND, page.clone(), None, words, None)
    }

    /// It is over, or a newer one took its place: the practice is named, and a way on.
    pub fn gone(page: View, tenant: &Tenant, words: Words) -> Self {
        let frame = Frame::new(tenant, page.locale);
        Self::render(StatusCode::GONE, page, Some(frame), words, None)
    }

    /// The same, where a new link can be asked for at this address of the practice.
    pub fn gone_to(page: View, tenant: &Tenant, words: Words, to: &str, text: &str) -> Self {
        let frame = Frame::new(tenant, page.locale);
        let ask = Ask {
            href: format!("{}/{to}", frame.href),
            text: page.t(text),
        };
        Self::render(StatusCode::GONE, page, Some(frame), words, Some(ask))
    }

    /// The practice is closed: nothing leads on.
    pub fn practice(page: View, tenant: &Tenant) -> Self {
        let notice = Notice {
            title: page.t1("links-closed-title", "practice", tenant.name.clone()),
            text: page.t("links-closed-text"),
            frame: None,
            ask: None,
            page,
        };
        Self::answer(StatusCode::GONE, &notice)
    }

    fn render(
        status: StatusCode,
        page: View,
        frame: Option<Frame>,
        words: Words,
        ask: Option<Ask>,
    ) -> Self {
        let notice = Notice {
            title: page.t(words.title),
            text: page.t(words.text),
            frame,
            ask,
            page,
        };
        Self::answer(status, &notice)
    }

    fn answer(status: StatusCode, notice: &Notice) -> Self {
        let answer = render_status(status, notice).unwrap_or_else(IntoResponse::into_response);
        Self(Box::new(answer))
    }
}

impl From<Error> for Closed {
    fn from(error: Error) -> Self {
        Self(Box::new(error.into_response()))
    }
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        *self.0
    }
}
