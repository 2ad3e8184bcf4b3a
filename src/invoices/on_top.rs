//! What a client is shown of a price where the tax comes on top: what is paid in the end. Prices themselves stay as the practice
//! set them; the invoice adds the same by the same rule ([`super::totals`]).

use super::business::{Business, TaxRate};
use super::model::default_tax;
use super::totals::{TaxMode, on_top};
use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::money::Money;

/// The tax that comes on top of prices; none where they hold it, or there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnTop {
    bp: i64,
}

impl OnTop {
    pub async fn of(mut on: impl On, tenant: &Tenant) -> Result<Self> {
        let business = Business::of(&mut on, tenant).await?;
        Self::by(on, tenant, &business).await
    }

    /// For who has read the practice's details already.
    pub async fn by(mut on: impl On, tenant: &Tenant, business: &Business) -> Result<Self> {
        let mode = business.tax_mode;
        if mode != TaxMode::Added {
            return Ok(Self::default());
        }
        let rates = TaxRate::active(&mut on, tenant.id).await?;
        let bp = default_tax(mode, &rates).map_or(0, |(.., bp)| bp);
        Ok(Self { bp })
    }

    pub fn is_any(&self) -> bool {
        self.bp > 0
    }

    /// With the tax.
    pub fn to_pay(self, minor: i64) -> i64 {
        minor.saturating_add(on_top(minor, self.bp))
    }

    /// "€48", "€58.08 with tax".
    pub fn shown(self, locale: Locale, price: Money) -> String {
        let money = Money::new(self.to_pay(price.minor), price.currency);
        self.said(locale, locale.money_short(money), price.minor)
    }

    /// A price that was written out already, with the word where the tax is in it.
    pub fn said(self, locale: Locale, shown: String, minor: i64) -> String {
        match self.is_any() && minor > 0 {
            true => locale.t1("booking-with-tax", "price", shown),
            false => shown,
        }
    }
}
