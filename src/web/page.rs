//! The context of a signed-in page: who looks, at which practice, with which role. Loading it is the authorization:
//! a session that was ended, a user that was disabled or a membership that is gone leads to the sign-in page.

use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::Method;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use chrono::TimeDelta;
use tower_sessions::Session;

use super::view::cookie;
use super::{ClientAddress, Reader, View};
use crate::accounts::{Membership, Permission, Role, Tenant, User};
use crate::app::App;
use crate::appointments::now_bar;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::id::{TenantId, UserId};
use crate::setup::{Left, Step};

pub use crate::appointments::now_bar::NowBar;

/// Names under which the cookie's session keeps who is signed in, and where.
pub const SESSION_USER: &str = "user";
pub const SESSION_TENANT: &str = "tenant";

/// Numbers beside the navigation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nav {
    pub todo: i64,
}

#[derive(Clone)]
pub struct Page {
    pub view: View,
    pub user: User,
    pub tenant: Tenant,
    pub role: Role,
    /// Practices of the user, this one among them.
    pub tenants: i64,
    /// The practice has rooms, chairs, devices.
    pub has_resources: bool,
    pub nav: Nav,
    pub now_bar: Option<NowBar>,
    pub address: ClientAddress,
    pub agent: String,
}

impl Deref for Page {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

impl Page {
    pub fn can(&self, permission: Permission) -> bool {
        self.role.can(permission)
    }

    /// For templates: the permission by its name, such as "appointments.write".
    pub fn may(&self, permission: &str) -> bool {
        permission
            .parse()
            .is_ok_and(|permission| self.can(permission))
    }

    /// For what makes something new: a restricted practice keeps what it has.
    pub fn require_active(&self) -> Result<()> {
        if self.tenant.is_active() {
            Ok(())
        } else {
            Err(Error::Invalid(key!("error-restricted")))
        }
    }

    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.can(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// The signed-in user, as events name who did something.
    pub fn actor(&self) -> Actor {
        Actor::user(self.user.id).from(self.address, &self.agent, &self.view.request_id)
    }

    /// The question of the first run that is still open, for those who may answer it.
    pub fn setup_left(&self) -> Option<Left> {
        let may = self.can(Permission::SettingsWrite);
        Step::left(&self.tenant.setup_step).filter(|_| may)
    }

    /// Up to two letters for the round badge.
    pub fn initials(&self) -> String {
        initials(&self.user.name)
    }

    /// Numbers and the day's thread, for whole pages.
    async fn load_frame(&mut self, app: &App) -> Result<()> {
        if !self.can(Permission::AppointmentsRead) {
            return Ok(());
        }
        let todo = crate::messages::todo_count(&app.db, self.tenant.id).await?;
        self.nav = Nav { todo };
        let may_act = self.can(Permission::AppointmentsWrite);
        self.now_bar = now_bar::load(app, &self.tenant, self.view.locale, may_act).await?;
        Ok(())
    }
}

/// The first letters of the first two words.
pub fn initials(name: &str) -> String {
    name.split_whitespace()
        .take(2)
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .collect()
}

impl<S: Send + Sync> FromRequestParts<S> for Page
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        // Coming back to a POST would repeat it without its form; the page it was on is the better place.
        let next = if parts.method == Method::GET {
            parts
                .uri
                .path_and_query()
                .map_or("/calendar", |p| p.as_str())
                .to_owned()
        } else {
            "/calendar".to_owned()
        };
        let sign_in = || Error::SignIn { next: next.clone() };
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| Error::internal(why))?;
        let user_id = session
            .get::<UserId>(SESSION_USER)
            .await?
            .ok_or_else(sign_in)?;
        let tenant_id = session
            .get::<TenantId>(SESSION_TENANT)
            .await?
            .ok_or_else(sign_in)?;
        let session_id = session
            .id()
            .map(|id| crate::db::sessions::stored_id(&id))
            .ok_or_else(sign_in)?;
        let now = app.clock.now();
        let Some(Membership {
            user,
            tenant,
            role,
            tenants,
            has_resources,
            last_seen_at,
        }) = Membership::load(&app.db, &session_id, user_id, tenant_id, now).await?
        else {
            return Err(sign_in());
        };
        Reader::tell(&parts.extensions, user.locale);
        let sent_from = parts.headers.get("x-practice");
        let sent_from = sent_from.and_then(|id| id.to_str().ok());
        // The page that sends this may be of another practice, chosen or signed in to in another tab since.
        let own = tenant.id.to_string();
        if parts.method.is_safe() {
            if sent_from.is_some_and(|id| id != own) {
                return Err(Error::OtherPractice);
            }
        } else if let Some(id) = sent_from.or(cookie(parts, "practice"))
            && id != own
        {
            return Err(Error::Conflict(key!("error-other-practice")));
        }
        // What a page that lies open asks for by itself keeps nobody signed in.
        let mut view = View::from_parts(parts);
        let accepts = parts.headers.get(ACCEPT).map(|accept| accept.as_bytes());
        let whole = !view.htmx && accepts != Some(b"text/event-stream");
        let is_used = whole || parts.method != Method::GET;
        if is_used && now - last_seen_at > TimeDelta::minutes(10) {
            Membership::seen(&app.db, &session_id, now).await?;
        }
        let address = match ClientAddress::from_request_parts(parts, state).await {
            Ok(address) => address,
            Err(never) => match never {},
        };
        view.locale = view.chosen_locale.unwrap_or(user.locale);
        let agent = parts
            .headers
            .get("user-agent")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let agent = agent.chars().take(200).collect();
        let mut page = Self {
            view,
            user,
            tenant,
            role,
            tenants,
            has_resources,
            nav: Nav::default(),
            now_bar: None,
            address,
            agent,
        };
        // A part of a page, or the live feed, has no frame.
        if whole && parts.method == Method::GET {
            page.load_frame(&app).await?;
        }
        Ok(page)
    }
}
