//! A client's link to a form: whose it is, and why it opens nothing.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use tower_sessions::Session;

use super::super::{Consent, links};
use crate::accounts::handover::{self, Lent};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::Visitor;
use crate::clients::Client;
use crate::error::Error;
use crate::i18n::key;
use crate::links::{Closed, Opening, Words};
use crate::web::View;

const GONE: Words = Words {
    title: key!("consents-gone-title"),
    text: key!("consents-gone-text"),
};

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

impl<S: Send + Sync> FromRequestParts<S> for Opened
where
    App: FromRef<S>,
{
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Closed> {
        let app = App::from_ref(state);
        let opening = Opening::of(parts, &app).await?;
        let found = links::open(&app.db, &opening.token).await;
        let link = opening.known(&app, found, GONE).await?;
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        let consent = Consent::find(&app.db, link.tenant_id, link.consent_id).await?;
        let Opening { visitor, token } = opening;
        let page = visitor.view.clone().for_practice(consent.locale);
        // Who signed may read their copy of a practice that has closed; nothing new is signed for it.
        let is_closed = tenant.status == TenantStatus::Closed && !consent.is_signed();
        let ended = is_closed || consent.erased_at.is_some() || consent.dropped_at.is_some();
        if ended || !link.is_valid(app.clock.now()) {
            return Err(Closed::gone(page, &tenant, GONE));
        }
        let client = Client::find(&app.db, tenant.id, consent.client_id).await?;
        if client.is_closed() {
            return Err(Closed::gone(page, &tenant, GONE));
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
