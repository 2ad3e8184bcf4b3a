//! Aureli Solo: a whole practice for a person who works alone.

pub mod contact;
pub mod i18n;
pub mod money;
mod text_column;
