//! Ways to reach a person, made sane at the edge: [`Phone`], [`Email`]; [`fold`] for search; and [`region`], the
//! country and currency guessed from a time zone.

mod email;
mod fold;
mod phone;
pub mod region;

pub use self::email::Email;
pub use self::fold::fold;
pub use self::phone::Phone;
pub use self::region::{currency_for, default_country};
