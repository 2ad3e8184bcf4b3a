//! A client's link to a form: whose it is, and why it opens nothing.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::super::{Consent, links};
use crate::accounts::handover::{self, Lent};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::web::{self, Path, View};

/// What a link opens.
pub struct Opened {
    pub(super) page: View,
    pub(super) visitor: Visitor,
    pub(super) token: String,
    pub(super) tenant: Tenant,
    pub(super) consent: Consent,
    pub(super) client: Client,
    /// The device is the practice's, lent to this client.
    pub(super) lent: Option<Lent>,
}

/// Why a link opens nothing.
pub enum Closed {
    Unknown(View),
    Gone(View, Box<Tenant>),
    Error(Error),
}

impl From<Error> for Closed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Opened
where
    App: FromRef<S>,
{
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Closed> {
        let app = App::from_ref(state);
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        visitor.count_read(&app)?;
        let page = visitor.view.clone();
        let Ok(Path(token)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(Closed::Unknown(page));
        };
        let found = links::open(&app.db, &token).await;
        let link = match visitor.count_guess(&app, found).await {
            Err(Error::NotFound) => return Err(Closed::Unknown(page)),
            other => other?,
        };
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        let consent = Consent::find(&app.db, link.tenant_id, link.consent_id).await?;
        let page = page.for_practice(consent.locale);
        // Who signed may read their copy of a practice that has closed; nothing new is signed for it.
        let is_closed = tenant.status == TenantStatus::Closed && !consent.is_signed();
        let ended = is_closed || consent.erased_at.is_some() || consent.dropped_at.is_some();
        if ended || !link.is_valid(app.clock.now()) {
            return Err(Closed::Gone(page, Box::new(tenant)));
        }
        let client = Client::find(&app.db, tenant.id, consent.client_id).await?;
        if client.is_closed() {
            return Err(Closed::Gone(page, Box::new(tenant)));
        }
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| Error::internal(why))?;
        let lent = handover::lent(&session).await?;
        let lent = lent.filter(|lent| lent.tenant == tenant.id && lent.client == client.id);
        Ok(Self {
            page,
            visitor,
            token,
            tenant,
            consent,
            client,
            lent,
        })
    }
}

#[derive(Template)]
#[template(path = "links/gone.html")]
struct Gone {
    page: View,
    frame: Option<Frame>,
    title: String,
    text: String,
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        let (status, page, frame) = match self {
            Self::Error(error) => return error.into_response(),
            Self::Unknown(page) => (StatusCode::NOT_FOUND, page, None),
            Self::Gone(page, tenant) => {
                let frame = Frame::new(&tenant, page.locale);
                (StatusCode::GONE, page, Some(frame))
            }
        };
        let gone = Gone {
            title: page.t("consents-gone-title"),
            text: page.t("consents-gone-text"),
            frame,
            page,
        };
        web::render_status(status, &gone).unwrap_or_else(IntoResponse::into_response)
    }
}
