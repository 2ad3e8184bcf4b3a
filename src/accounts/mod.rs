//! Who signs in, to which practice, and what they may do there.
//!
//! A user belongs to practices (tenants) through memberships with a role; [`roles`] is the one table of what a role
//! may. One-time tokens are stored hashed, expire, and work once. Answers never tell whether an account exists.

mod membership;
pub mod password;
pub mod roles;
mod tenant;
mod user;

pub use membership::Membership;
pub use roles::{Permission, Role};
pub use tenant::{BookingRules, Tenant, TenantStatus};
pub use user::User;
