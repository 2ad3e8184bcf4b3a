//! What an export reads, a page at a time: the lines of its spreadsheets, photos and documents, what was signed.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::accounts::Tenant;
use crate::appointments::Status;
use crate::consents::Consent;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ConsentId, MediaId, TenantId};
use crate::media::Media;
use crate::money::Money;
use crate::q;

/// As the table has it: sums in the smallest unit, quantities in thousandths, rates in hundredths of a percent.
#[derive(FromRow, serde::Serialize)]
pub(super) struct InvoiceLine {
    pub(super) invoice_id: crate::id::InvoiceId,
    pub(super) position: i64,
    pub(super) kind: String,
    pub(super) description: String,
    pub(super) quantity_milli: i64,
    pub(super) unit_minor: i64,
    pub(super) discount_minor: i64,
    pub(super) tax_name: String,
    pub(super) tax_bp: i64,
    pub(super) net_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) gross_minor: i64,
}

#[derive(FromRow)]
pub(super) struct ClientLine {
    pub(super) id: ClientId,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) birth_year: Option<i64>,
    pub(super) birth_month: Option<i64>,
    pub(super) birth_day: Option<i64>,
    pub(super) created_at: DateTime<Utc>,
}

impl ClientLine {
    pub(super) async fn page(
        mut on: impl On,
        tenant: TenantId,
        after: ClientId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, name, phone, email, birth_year, birth_month, birth_day, created_at FROM clients
             WHERE tenant_id = $1 AND id > $2 AND NOT is_merged ORDER BY id LIMIT 500",
            tenant,
            after
        )?)
    }

    pub(super) fn cells(&self, tenant: &Tenant) -> Vec<String> {
        let birthday = match (self.birth_year, self.birth_month, self.birth_day) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (None, Some(month), Some(day)) => format!("{month:02}-{day:02}"),
            _ => String::new(),
        };
        vec![
            self.name.clone(),
            self.phone.clone().unwrap_or_default(),
            self.email.clone().unwrap_or_default(),
            birthday,
            tenant.local_date(self.created_at).to_string(),
        ]
    }
}

#[derive(FromRow)]
pub(super) struct VisitLine {
    pub(super) id: AppointmentId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) title: String,
    pub(super) status: Status,
    pub(super) price_minor: i64,
    pub(super) final_price_minor: Option<i64>,
    pub(super) currency: String,
    pub(super) reference: String,
    pub(super) client_name: Option<String>,
}

impl VisitLine {
    pub(super) async fn page(
        mut on: impl On,
        tenant: TenantId,
        client: Option<ClientId>,
        after: AppointmentId,
    ) -> Result<Vec<Self>> {
        Ok(match client {
            Some(client) => q!(
                on,
                fetch_all: Self,
                "SELECT a.id, a.starts_at, a.title, a.status, a.price_minor, a.final_price_minor, a.currency, a.reference,
                    c.name AS client_name FROM appointments a
                 LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                 WHERE a.tenant_id = $1 AND a.client_id = $2 AND a.id > $3 ORDER BY a.id LIMIT 500",
                tenant,
                client,
                after
            )?,
            None => q!(
                on,
                fetch_all: Self,
                "SELECT a.id, a.starts_at, a.title, a.status, a.price_minor, a.final_price_minor, a.currency, a.reference,
                    c.name AS client_name FROM appointments a
                 LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                 WHERE a.tenant_id = $1 AND a.id > $2 ORDER BY a.id LIMIT 500",
                tenant,
                after
            )?,
        })
    }

    pub(super) fn cells(&self, tenant: &Tenant, locale: Locale) -> Vec<String> {
        let local = self.starts_at.with_timezone(&tenant.tz());
        let minor = self.final_price_minor.unwrap_or(self.price_minor);
        vec![
            local.date_naive().to_string(),
            local.format("%H:%M").to_string(),
            self.client_name.clone().unwrap_or_default(),
            self.title.clone(),
            locale.t(self.status.key()),
            Money {
                minor,
                currency: tenant.currency,
            }
            .plain(),
            self.currency.clone(),
            self.reference.clone(),
        ]
    }
}

/// Clients with medical notes.
pub(super) async fn noted(mut on: impl On, tenant: TenantId) -> Result<Vec<ClientId>> {
    let rows = q!(
        on,
        fetch_all: (ClientId,),
        "SELECT DISTINCT client_id FROM client_medical_notes WHERE tenant_id = $1",
        tenant
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn media_page(
    mut on: impl On,
    tenant: TenantId,
    client: Option<ClientId>,
    after: MediaId,
) -> Result<Vec<Media>> {
    Ok(match client {
        Some(client) => q!(
            on,
            fetch_all: Media,
            "SELECT * FROM media WHERE tenant_id = $1 AND client_id = $2 AND id > $3 AND deleted_at IS NULL
             ORDER BY id LIMIT 100",
            tenant,
            client,
            after
        )?,
        None => q!(
            on,
            fetch_all: Media,
            "SELECT * FROM media WHERE tenant_id = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 100",
            tenant,
            after
        )?,
    })
}

pub(super) async fn signed_page(
    mut on: impl On,
    tenant: TenantId,
    client: Option<ClientId>,
    after: ConsentId,
) -> Result<Vec<Consent>> {
    Ok(match client {
        Some(client) => q!(
            on,
            fetch_all: Consent,
            "SELECT * FROM consents WHERE tenant_id = $1 AND client_id = $2 AND id > $3 AND document IS NOT NULL
             ORDER BY id LIMIT 100",
            tenant,
            client,
            after
        )?,
        None => q!(
            on,
            fetch_all: Consent,
            "SELECT * FROM consents WHERE tenant_id = $1 AND id > $2 AND document IS NOT NULL ORDER BY id LIMIT 100",
            tenant,
            after
        )?,
    })
}
