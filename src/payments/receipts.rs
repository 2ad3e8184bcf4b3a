//! What clients send to show that they made a transfer: a photo, written anew, or a PDF, judged by its bytes. Sealed, seen by
//! those who may look at payments, and gone with the client.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::Payment;
use super::model::{TaskKind, Way, task};
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{ClientId, PaymentId, PaymentReceiptId, TenantId};
use crate::media;
use crate::media::picture::{self, Format};
use crate::q;
use crate::web::download;

/// Of one payment: a second look may be needed, a tenth is none.
const MAX_RECEIPTS: i64 = 5;
const MAX_PDF: usize = 3 << 20;
/// How long a time is kept while a person looks at the receipt, or at what was put aside.
pub(super) const LOOK_HOURS: i64 = 24;

#[derive(Clone, Debug, FromRow)]
pub struct Receipt {
    pub id: PaymentReceiptId,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

fn place(id: PaymentReceiptId) -> String {
    format!("payment_receipts.sealed:{id}")
}

/// A file as it came.
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Judges a file and writes a photo anew; Invalid with the text's key when it is none that we take.
async fn develop(app: &App, upload: Upload) -> Result<(bool, Vec<u8>)> {
    if upload.bytes.is_empty() {
        return Err(Error::Invalid(key!("media-empty-file")));
    }
    if upload.bytes.len() as i64 > picture::MAX_BYTES {
        return Err(Error::Invalid(key!("media-too-large")));
    }
    match picture::format(&upload.bytes, &upload.name).map_err(Error::Invalid)? {
        Format::Pdf if upload.bytes.len() > MAX_PDF => Err(Error::Invalid(key!("media-too-large"))),
        Format::Pdf => {
            picture::check_pdf(&upload.bytes).map_err(Error::Invalid)?;
            Ok((false, upload.bytes))
        }
        format => {
            let developed = media::develop_in_turn(app, format, upload.bytes).await?;
            Ok((true, developed.map_err(Error::Invalid)?.large))
        }
    }
}

/// Takes a receipt of a transfer, and asks a person to look at it. The visit's time is kept meanwhile.
///
/// # Errors
/// Invalid for a file that is no receipt, Conflict when the payment waits for none.
pub async fn add(app: &App, tenant: TenantId, id: PaymentId, upload: Upload) -> Result<()> {
    let name: String = upload.name.chars().take(120).collect();
    let (is_photo, bytes) = develop(app, upload).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let seen = Payment::find(&mut tx, tenant, id).await?;
    let visit = match seen.appointment_id {
        Some(visit) => Some(Appointment::find_for_change(&mut tx, tenant, visit).await?),
        None => None,
    };
    let payment = Payment::find_for_change(&mut tx, tenant, id).await?;
    if payment.provider != Way::Transfer || !payment.status.is_open() {
        return Err(Error::Conflict(key!("payments-receipt-not-wanted")));
    }
    let all = of_payment(&mut tx, tenant, id).await?;
    if all.len() as i64 >= MAX_RECEIPTS {
        return Err(Error::Conflict(key!("payments-receipts-many")));
    }
    let key = app.tenant_key(&mut tx, tenant).await?;
    let receipt = PaymentReceiptId::new();
    q!(
        tx,
        execute,
        "INSERT INTO payment_receipts (tenant_id, id, payment_id, name, is_photo, sealed, bytes, content_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        tenant,
        receipt,
        id,
        &name,
        is_photo,
        key.seal(&place(receipt), &bytes)?,
        bytes.len() as i64,
        crypto::sha256(&bytes),
        now,
    )?;
    if let Some(mut visit) = visit.filter(|visit| visit.status == Visit::AwaitingDeposit) {
        let until = now + chrono::TimeDelta::hours(LOOK_HOURS);
        // Once: sending more keeps it no longer.
        if all.is_empty() {
            visit.keep_until(&mut tx, until, now).await?;
        }
    }
    task::open(&mut tx, &payment, TaskKind::Receipt, now).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn of_payment(
    mut on: impl On,
    tenant: TenantId,
    payment: PaymentId,
) -> Result<Vec<Receipt>> {
    Ok(q!(
        on,
        fetch_all: Receipt,
        "SELECT id, name, created_at FROM payment_receipts
         WHERE tenant_id = $1 AND payment_id = $2 ORDER BY created_at, id",
        tenant,
        payment,
    )?)
}

/// A receipt as an export takes it along.
#[derive(Clone, Debug, FromRow)]
pub struct Sent {
    pub id: PaymentReceiptId,
    pub client_id: Option<ClientId>,
    pub is_photo: bool,
}

/// What a client sent, or all of them.
pub async fn sent(
    mut on: impl On,
    tenant: TenantId,
    client: Option<ClientId>,
) -> Result<Vec<Sent>> {
    Ok(q!(
        on,
        fetch_all: Sent,
        "SELECT r.id, p.client_id, r.is_photo FROM payment_receipts r
         JOIN payments p ON p.tenant_id = r.tenant_id AND p.id = r.payment_id
         WHERE r.tenant_id = $1 AND (p.client_id = $2 OR $2 IS NULL) ORDER BY r.id",
        tenant,
        client,
    )?)
}

/// The bytes of one.
pub async fn open(app: &App, tenant: TenantId, id: PaymentReceiptId) -> Result<Vec<u8>> {
    let (sealed,) = q!(
        &app.db,
        fetch_one: (Vec<u8>,),
        "SELECT sealed FROM payment_receipts WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
    )?;
    let key = app.tenant_key(&app.db, tenant).await?;
    key.open(&place(id), &sealed)
}

/// The file, for those who look at it.
pub async fn show(
    app: &App,
    tenant: TenantId,
    payment: PaymentId,
    id: PaymentReceiptId,
) -> Result<Response> {
    let (is_photo, sealed) = q!(
        &app.db,
        fetch_one: (bool, Vec<u8>),
        "SELECT is_photo, sealed FROM payment_receipts WHERE tenant_id = $1 AND payment_id = $2 AND id = $3",
        tenant,
        payment,
        id,
    )?;
    let key = app.tenant_key(&app.db, tenant).await?;
    let bytes = key.open(&place(id), &sealed)?;
    let (name, kind) = match is_photo {
        true => ("receipt.jpg", "image/jpeg"),
        false => ("receipt.pdf", "application/pdf"),
    };
    let mut response = download(name, kind, bytes)?;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    if is_photo {
        let inline = HeaderValue::from_static("inline; filename=\"receipt.jpg\"");
        headers.insert(header::CONTENT_DISPOSITION, inline);
    }
    Ok(response)
}

/// Everything about a client that payments hold and that is no sum: receipts, what providers were told and told of them.
/// Whoever booked for somebody else has paid for them, with their own e-mail: those payments too, as long as it is known who
/// booked.
pub async fn erase_client(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM payment_receipts WHERE tenant_id = $1 AND payment_id IN (
            SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
            UNION SELECT p.id FROM appointment_abouts b
            JOIN payments p ON p.tenant_id = b.tenant_id AND p.appointment_id = b.appointment_id
            WHERE b.tenant_id = $1 AND b.booker_id = $2)",
        tenant,
        client,
    )?;
    q!(
        tx,
        execute,
        "UPDATE webhook_events SET sealed = $3 WHERE tenant_id = $1 AND payment_id IN (
            SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
            UNION SELECT p.id FROM appointment_abouts b
            JOIN payments p ON p.tenant_id = b.tenant_id AND p.appointment_id = b.appointment_id
            WHERE b.tenant_id = $1 AND b.booker_id = $2)",
        tenant,
        client,
        Vec::<u8>::new(),
    )?;
    q!(
        tx,
        execute,
        "UPDATE refunds SET note = '' WHERE tenant_id = $1 AND payment_id IN (
            SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
            UNION SELECT p.id FROM appointment_abouts b
            JOIN payments p ON p.tenant_id = b.tenant_id AND p.appointment_id = b.appointment_id
            WHERE b.tenant_id = $1 AND b.booker_id = $2)",
        tenant,
        client,
    )?;
    q!(
        tx,
        execute,
        "UPDATE payments SET sealed = NULL, note = '' WHERE tenant_id = $1 AND id IN (
            SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
            UNION SELECT p.id FROM appointment_abouts b
            JOIN payments p ON p.tenant_id = b.tenant_id AND p.appointment_id = b.appointment_id
            WHERE b.tenant_id = $1 AND b.booker_id = $2)",
        tenant,
        client,
    )?;
    Ok(())
}
