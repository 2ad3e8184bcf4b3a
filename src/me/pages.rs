//! `/me/{token}`: the client's own page. Here who a link opens it to; `pages/show` (what stands on it), `pages/acts` (what can
//! be done on it).

mod acts;
mod show;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::links::{self, Link};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::clients::Client;
use crate::error::Error;
use crate::web::{self, Path, View};

pub fn routes() -> Router<App> {
    Router::new().merge(show::routes()).merge(acts::routes())
}

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
        let Ok(Path(names)) = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await
        else {
            return Err(Closed::Unknown(page));
        };
        let token = names.into_iter().find(|(name, _)| name == "token");
        let (_, token) = token.ok_or(Error::NotFound)?;
        let found = links::open(&app.db, &token).await;
        let link = match visitor.count_guess(&app, found).await {
            Err(Error::NotFound) => return Err(Closed::Unknown(page)),
            other => other?,
        };
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        let client = Client::find(&app.db, tenant.id, link.client_id).await?;
        let page = page.for_practice(client.locale);
        let is_over = tenant.status == TenantStatus::Closed || client.is_merged;
        if is_over || !link.is_valid(app.clock.now()) {
            return Err(Closed::Gone(page, Box::new(tenant)));
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

/// `me/gone.html`: where a new link comes from.
#[derive(Template)]
#[template(path = "me/gone.html")]
struct Gone {
    page: View,
    frame: Option<Frame>,
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
        web::render_status(status, &Gone { page, frame })
            .unwrap_or_else(IntoResponse::into_response)
    }
}
