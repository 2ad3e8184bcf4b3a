//! Who signs in, to which practice, and what they may do there.
//!
//! A user belongs to practices (tenants) through memberships with a role; [`roles`] is the one table of what a role
//! may. One-time tokens are stored hashed, expire, and work once. Answers never tell whether an account exists.
//! Start at [`signup`] and [`login`]; [`session`] is what being signed in means, [`limits`] what stands against guessing.

mod caller;
pub mod handover;
mod invitations;
mod limits;
mod login;
mod login_code;
pub mod mails;
mod members;
pub mod membership;
pub mod password;
mod password_pages;
mod reset;
pub mod roles;
mod second_factor;
pub mod session;
mod settings;
mod signup;
pub mod slug;
mod tenant;
mod tenant_key;
mod tenants;
mod tokens;
mod totp;
mod typed;
mod user;
mod verification;

use axum::Router;

use crate::app::App;

pub use caller::{Caller, SignedIn};
pub use membership::{Membership, Place};
pub use roles::{Permission, Role};
pub use tenant::{BookingRules, NewTenant, Tenant, TenantStatus};
pub use user::{NewUser, User};
pub use verification::give_way;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(signup::routes())
        .merge(login::routes())
        .merge(login_code::routes())
        .merge(password_pages::routes())
        .merge(reset::routes())
        .merge(verification::routes())
        .merge(invitations::routes())
        .merge(tenants::routes())
        .merge(settings::routes())
        .merge(second_factor::routes())
        .merge(members::routes())
        .merge(handover::routes())
}
