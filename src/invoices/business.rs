//! Who issues the invoices: legal details, the bank account, what a new invoice begins with, and the tax rates.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::legal;
use super::model::Seller;
use super::totals::TaxMode;
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::{Locale, key};
use crate::id::{TaxRateId, TenantId};
use crate::q;
use crate::settings::trades;

/// What the practice is to the law; decides what an invoice must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum LegalForm {
    /// A self-employed person in Russia, who pays the tax on professional income.
    RuNpd,
    /// A sole trader in Russia.
    RuIp,
    /// A sole trader in Spain.
    EsAutonomo,
    Other,
}

impl LegalForm {
    pub const ALL: [Self; 4] = [Self::RuNpd, Self::RuIp, Self::EsAutonomo, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::RuNpd => "ru_npd",
            Self::RuIp => "ru_ip",
            Self::EsAutonomo => "es_autonomo",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::RuNpd => key!("business-form-ru-npd"),
            Self::RuIp => key!("business-form-ru-ip"),
            Self::EsAutonomo => key!("business-form-es-autonomo"),
            Self::Other => key!("business-form-other"),
        }
    }

    /// What the tax number is called on paper.
    pub fn tax_id_key(self) -> &'static str {
        match self {
            Self::RuNpd | Self::RuIp => key!("business-tax-id-ru"),
            Self::EsAutonomo => key!("business-tax-id-es"),
            Self::Other => key!("business-tax-id"),
        }
    }

    pub fn is_russian(self) -> bool {
        matches!(self, Self::RuNpd | Self::RuIp)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Business {
    pub form: LegalForm,
    pub legal_name: String,
    pub tax_id: String,
    /// ОГРНИП; empty elsewhere.
    pub registration_id: String,
    pub address: String,
    pub bank_name: String,
    pub bank_account: String,
    pub bank_code: String,
    pub bank_correspondent: String,
    pub tax_mode: TaxMode,
    /// How many days a client has to pay.
    pub due_days: i64,
    /// Stands under each new invoice.
    pub note: String,
    pub version: i64,
}

impl Business {
    /// What the practice has said, else what its country makes likely.
    pub async fn of(mut on: impl On, tenant: &Tenant) -> Result<Self> {
        let found = q!(on, fetch_optional: Self, "SELECT * FROM business_details WHERE tenant_id = $1", tenant.id)?;
        Ok(found.unwrap_or_else(|| Self::likely(tenant)))
    }

    fn likely(tenant: &Tenant) -> Self {
        let form = match tenant.country.as_deref() {
            Some("RU") => LegalForm::RuNpd,
            Some("ES") => LegalForm::EsAutonomo,
            _ => LegalForm::Other,
        };
        let tax_mode = match form {
            LegalForm::EsAutonomo => TaxMode::Included,
            _ => TaxMode::None,
        };
        Self {
            form,
            legal_name: String::new(),
            tax_id: String::new(),
            registration_id: String::new(),
            address: tenant.address.clone(),
            bank_name: String::new(),
            bank_account: String::new(),
            bank_code: String::new(),
            bank_correspondent: String::new(),
            tax_mode,
            due_days: 7,
            note: String::new(),
            version: 0,
        }
    }

    /// Keys of what must be there before an invoice may be sent.
    pub fn missing(&self) -> Vec<&'static str> {
        let russian = self.form.is_russian();
        let spanish = self.form == LegalForm::EsAutonomo;
        [
            (true, &self.legal_name, key!("business-legal-name")),
            (russian || spanish, &self.tax_id, self.form.tax_id_key()),
            (
                self.form == LegalForm::RuIp,
                &self.registration_id,
                key!("business-ogrnip"),
            ),
            (spanish, &self.address, key!("business-address")),
        ]
        .into_iter()
        .filter(|(needed, value, _)| *needed && value.is_empty())
        .map(|(.., key)| key)
        .collect()
    }

    /// As it stands on an invoice that is sent now.
    pub fn seller(&self, tenant: &Tenant, locale: Locale) -> Seller {
        Seller {
            name: tenant.name.clone(),
            trade: trades::label(locale, &tenant.kind),
            form: self.form.as_str().to_owned(),
            legal_name: self.legal_name.clone(),
            tax_id: self.tax_id.clone(),
            registration_id: self.registration_id.clone(),
            address: self.address.clone(),
            bank_name: self.bank_name.clone(),
            bank_account: self.bank_account.clone(),
            bank_code: self.bank_code.clone(),
            bank_correspondent: self.bank_correspondent.clone(),
        }
    }

    /// Stores it; [`Error::Conflict`] when somebody else has since `self.version`.
    pub async fn save(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let saved = q!(
            tx,
            execute,
            "INSERT INTO business_details (tenant_id, form, legal_name, tax_id, registration_id, address, bank_name, bank_account,
                bank_code, bank_correspondent, tax_mode, due_days, note, version, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $15)
             ON CONFLICT (tenant_id) DO UPDATE SET form = $2, legal_name = $3, tax_id = $4, registration_id = $5, address = $6,
                bank_name = $7, bank_account = $8, bank_code = $9, bank_correspondent = $10, tax_mode = $11, due_days = $12,
                note = $13, version = business_details.version + 1, updated_at = $15
             WHERE business_details.version = $14",
            tenant,
            self.form,
            &self.legal_name,
            &self.tax_id,
            &self.registration_id,
            &self.address,
            &self.bank_name,
            &self.bank_account,
            &self.bank_code,
            &self.bank_correspondent,
            self.tax_mode,
            self.due_days,
            &self.note,
            self.version,
            now,
        )?;
        if saved == 0 {
            return Err(Error::Conflict(key!("settings-stale")));
        }
        tell(tx, tenant, actor, "details", now).await
    }

    /// The account as it is read: an IBAN in fours.
    pub fn account_shown(account: &str) -> String {
        match account.starts_with(|c: char| c.is_ascii_alphabetic()) {
            true => legal::grouped(account),
            false => account.to_owned(),
        }
    }
}

async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    what: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "what": what });
    events::record(
        tx,
        tenant,
        actor,
        Kind::BusinessUpdated,
        Object::Tenant(tenant),
        data,
        now,
    )
    .await?;
    Ok(())
}

/// A tax that lines may have.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TaxRate {
    pub id: TaxRateId,
    pub name: String,
    /// Hundredths of a percent.
    pub rate_bp: i64,
    /// New lines begin with it.
    pub is_default: bool,
    pub archived_at: Option<DateTime<Utc>>,
}

impl TaxRate {
    /// Those that may be chosen, the highest first.
    pub async fn active(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM tax_rates WHERE tenant_id = $1 AND archived_at IS NULL ORDER BY rate_bp DESC, name, id LIMIT 50",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: TaxRateId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM tax_rates WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// "IVA 21 %"
    pub fn shown(&self, locale: Locale) -> String {
        format!("{} {}", self.name, rate_shown(locale, self.rate_bp))
    }

    /// Adds one; the first is the default.
    pub async fn add(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        name: &str,
        rate_bp: i64,
        now: DateTime<Utc>,
    ) -> Result<TaxRateId> {
        // Two who add the first at once: one after the other.
        Tenant::find_for_change(tx, tenant).await?;
        let active = Self::active(&mut *tx, tenant).await?;
        if let Some(same) = active
            .iter()
            .find(|rate| rate.name == name && rate.rate_bp == rate_bp)
        {
            return Ok(same.id);
        }
        if active.len() >= 20 {
            return Err(Error::Conflict(key!("taxes-too-many")));
        }
        let id = TaxRateId::new();
        q!(
            tx,
            execute,
            "INSERT INTO tax_rates (tenant_id, id, name, rate_bp, is_default, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            tenant,
            id,
            name,
            rate_bp,
            active.is_empty(),
            now,
        )?;
        tell(tx, tenant, actor, "taxes", now).await?;
        Ok(id)
    }

    /// Offers it no more; lines that have it keep it. The highest of the rest is the default then.
    pub async fn archive(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: TaxRateId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        Tenant::find_for_change(tx, tenant).await?;
        let rate = Self::find(&mut *tx, tenant, id).await?;
        if rate.archived_at.is_some() {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE tax_rates SET archived_at = $3, is_default = $4 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            now,
            false,
        )?;
        let rest = Self::active(&mut *tx, tenant).await?;
        match rest.first().filter(|_| rate.is_default) {
            Some(next) => Self::make_default(tx, tenant, actor, next.id, now).await,
            None => tell(tx, tenant, actor, "taxes", now).await,
        }
    }

    pub async fn make_default(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: TaxRateId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        Tenant::find_for_change(tx, tenant).await?;
        let rate = Self::find(&mut *tx, tenant, id).await?;
        if rate.archived_at.is_some() {
            return Err(Error::NotFound);
        }
        q!(
            tx,
            execute,
            "UPDATE tax_rates SET is_default = $2 WHERE tenant_id = $1 AND is_default",
            tenant,
            false,
        )?;
        q!(
            tx,
            execute,
            "UPDATE tax_rates SET is_default = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            true,
        )?;
        tell(tx, tenant, actor, "taxes", now).await
    }
}

/// What people of the practice's country usually have: name and hundredths of a percent.
pub fn usual_rates(form: LegalForm) -> &'static [(&'static str, i64)] {
    match form {
        LegalForm::EsAutonomo => &[("IVA", 2100), ("IVA", 1000), ("IVA", 400), ("IVA", 0)],
        LegalForm::RuIp => &[("НДС", 2200), ("НДС", 1000), ("НДС", 700), ("НДС", 500)],
        LegalForm::RuNpd | LegalForm::Other => &[],
    }
}

/// "21 %", "5.5%", "5,5 %".
pub fn rate_shown(locale: Locale, bp: i64) -> String {
    let (whole, rest) = (bp / 100, bp % 100);
    let point = if locale == Locale::En { '.' } else { ',' };
    let rest = match rest {
        0 => String::new(),
        rest if rest % 10 == 0 => format!("{point}{}", rest / 10),
        rest => format!("{point}{rest:02}"),
    };
    let space = if locale == Locale::En { "" } else { "\u{a0}" };
    format!("{whole}{rest}{space}%")
}

/// "IVA 21 %"; what has no rate is not taxed.
pub fn rate_named(locale: Locale, name: &str, bp: i64) -> String {
    match name {
        "" => locale.t("invoices-untaxed"),
        _ => format!("{name} {}", rate_shown(locale, bp)),
    }
}

/// Hundredths of a percent, as typed: "21", "5,5 %".
///
/// # Errors
/// The key of what is wrong: no number, below zero, above 100, finer than hundredths.
pub fn read_percent(typed: &str) -> Result<i64, &'static str> {
    let wrong = key!("field-bad-percent");
    let text = typed.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || part.len() > 2
        || !is_number(whole)
        || !is_number(part)
    {
        return Err(wrong);
    }
    let bp: i64 = format!("{whole}{part:0<2}").parse().map_err(|_| wrong)?;
    match bp <= 10_000 {
        true => Ok(bp),
        false => Err(wrong),
    }
}
