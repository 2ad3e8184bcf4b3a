//! What an address of the waitlist opens, for both kinds of them: the practice, who reads it, and in whose language. A closed
//! practice's addresses open nothing.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::Visitor;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::TenantId;
use crate::web::{Path, View};

/// Who asks, before anything is looked up.
pub struct Asking {
    pub visitor: Visitor,
    pub token: String,
}

impl Asking {
    pub async fn read<S: Send + Sync>(app: &App, parts: &mut Parts, state: &S) -> Result<Self>
    where
        App: FromRef<S>,
    {
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        visitor.count_read(app)?;
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(token)) => Ok(Self { visitor, token }),
            Err(_) => Err(Error::NotFound),
        }
    }

    /// The practice and the page, in the language of the wish.
    pub async fn of(&self, app: &App, id: TenantId, locale: Locale) -> Result<(Tenant, View)> {
        let tenant = Tenant::find(&app.db, id).await?;
        if tenant.status == TenantStatus::Closed {
            return Err(Error::NotFound);
        }
        let page = self.visitor.view.clone().for_practice(locale);
        Ok((tenant, page))
    }
}
