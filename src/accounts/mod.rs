//! Who signs in, to which practice, and what they may do there.
//!
//! A user belongs to practices (tenants) through memberships with a role; [`roles`] is the one table of what a role
//! may. One-time tokens are stored hashed, expire, and work once. Answers never tell whether an account exists.

pub mod membership;
pub mod password;
pub mod roles;
pub mod slug;
mod tenant;
mod user;

pub use membership::{Membership, Place};
pub use roles::{Permission, Role};
pub use tenant::{BookingRules, NewTenant, Tenant, TenantStatus};
pub use user::{NewUser, User};
