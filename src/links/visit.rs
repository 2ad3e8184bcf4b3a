//! What a link opens: the visit, its practice, and what may be done with it now.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};

use super::opening::{Closed, Opening, UNKNOWN, Words};
use super::{Link, Purpose};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::booking::{Visitor, window};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::services::Plan;
use crate::web::View;

const GONE: Words = Words {
    title: key!("links-gone-title"),
    text: key!("links-gone-text"),
};

/// Extracted from the path's `{token}`.
pub struct Visit {
    pub page: View,
    pub visitor: Visitor,
    pub token: String,
    pub link: Link,
    pub tenant: Tenant,
    pub appointment: Appointment,
}

impl Visit {
    pub fn path(&self) -> String {
        format!("/l/{}", self.token)
    }

    /// Whether the visit can still be changed by its client.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.appointment.status.is_open() && self.appointment.starts_at > now
    }

    /// Whether the link's page offers this now.
    pub fn offers(&self, purpose: Purpose, now: DateTime<Utc>) -> bool {
        let fits = match purpose {
            Purpose::Confirm => {
                self.appointment.status == Status::Confirmed
                    && self.appointment.client_confirmed_at.is_none()
            }
            _ => true,
        };
        self.link.may(purpose) && self.is_open(now) && fits
    }

    /// For an act: another purpose's link does not know it.
    pub fn require(&self, purpose: Purpose) -> Result<()> {
        if self.link.may(purpose) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// Until when moving and cancelling are not late; none when they never are.
    pub fn deadline(&self, plan: &Plan) -> Option<DateTime<Utc>> {
        let window = window(&self.tenant, plan);
        (window > 0).then(|| self.appointment.starts_at - TimeDelta::minutes(window))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit
where
    App: FromRef<S>,
{
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Closed> {
        let app = App::from_ref(state);
        let opening = Opening::of(parts, &app).await?;
        let found = Link::by_token(&app.db, &opening.token).await;
        let link = opening.known(&app, found, UNKNOWN).await?;
        let Opening { visitor, token } = opening;
        let page = visitor.view.clone();
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        if tenant.status == TenantStatus::Closed {
            return Err(Closed::practice(page.for_practice(tenant.locale), &tenant));
        }
        if !link.is_valid(app.clock.now()) {
            let page = page.for_practice(tenant.locale);
            return Err(Closed::gone(page, &tenant, GONE));
        }
        let appointment = Appointment::find(&app.db, link.tenant_id, link.appointment_id).await?;
        Ok(Self {
            page: page.for_practice(appointment.locale),
            visitor,
            token,
            link,
            tenant,
            appointment,
        })
    }
}
