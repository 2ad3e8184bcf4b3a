//! `/me/{token}`: the client's own page. Here who a link opens it to; `pages/show` (what stands on it), `pages/acts` (what can
//! be done on it).

mod acts;
mod show;

use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::links::{self, Link};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::Visitor;
use crate::clients::Client;
use crate::i18n::key;
use crate::links::{Closed, Opening, Words};
use crate::web::View;

pub fn routes() -> Router<App> {
    Router::new().merge(show::routes()).merge(acts::routes())
}

const GONE: Words = Words {
    title: key!("me-gone"),
    text: key!("me-gone-text"),
};

/// What a link opens.
pub struct Opened {
    page: View,
    visitor: Visitor,
    token: String,
    link: Link,
    tenant: Tenant,
    client: Client,
}

impl Opened {
    fn path(&self) -> String {
        format!("/me/{}", self.token)
    }
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
        let client = Client::find(&app.db, tenant.id, link.client_id).await?;
        let Opening { visitor, token } = opening;
        let page = visitor.view.clone().for_practice(client.locale);
        let is_over = tenant.status == TenantStatus::Closed || client.is_merged;
        if is_over || !link.is_valid(app.clock.now()) {
            return Err(Closed::gone_to(page, &tenant, GONE, "me", "me-ask"));
        }
        Ok(Self {
            page,
            visitor,
            token,
            link,
            tenant,
            client,
        })
    }
}
