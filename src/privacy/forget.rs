//! What hangs on a card that is erased or locked, and is kept for nobody: contacts, notes, subjects, messages, drafts, links,
//! the name in calendars outside.

use crate::calendars;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::q;

/// Every part of it. Payments come first, then whom they booked for: both, and the messages, are found by it.
pub(super) async fn all(tx: &mut Tx, tenant: TenantId, card: &Client) -> Result<()> {
    crate::payments::erase_client(tx, tenant, card.id).await?;
    booked_for_others(tx, tenant, card.id).await?;
    around(tx, tenant, card.id).await?;
    calendars::caldav::forget_client(tx, tenant, card.id).await?;
    messages(tx, tenant, card).await?;
    invoices(tx, tenant, card.id).await
}

/// Runs statements one after the other; each takes the practice and the client.
macro_rules! forget {
    ($tx:expr, $tenant:expr, $client:expr, $($sql:literal),+ $(,)?) => {$(
        q!($tx, execute, $sql, $tenant, $client)?;
    )+};
}

/// A parent hears of a child's visits: those messages have the parent's name and address, and nobody of that name is to hear
/// of them any more. What is still to go out goes to the child's own address, where there is one; what went there in the child's
/// name stays. One address may stand on both cards.
async fn booked_for_others(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    forget!(
        tx,
        tenant,
        client,
        "UPDATE messages SET recipient = (SELECT c.email FROM appointments a
                JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                WHERE a.tenant_id = $1 AND a.id = messages.appointment_id),
            recipient_name = (SELECT c.name FROM appointments a
                JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                WHERE a.tenant_id = $1 AND a.id = messages.appointment_id),
            own_subject = NULL, own_text = NULL
         WHERE tenant_id = $1 AND audience = 'client' AND status = 'queued' AND body_text IS NULL AND appointment_id IN (
            SELECT appointment_id FROM appointment_abouts WHERE tenant_id = $1 AND booker_id = $2)
            AND EXISTS (SELECT 1 FROM appointments a JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                WHERE a.tenant_id = $1 AND a.id = messages.appointment_id AND c.email IS NOT NULL)",
        "DELETE FROM messages WHERE tenant_id = $1 AND audience = 'client' AND appointment_id IN (
            SELECT appointment_id FROM appointment_abouts WHERE tenant_id = $1 AND booker_id = $2)
            AND NOT EXISTS (SELECT 1 FROM appointments a JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
                WHERE a.tenant_id = $1 AND a.id = messages.appointment_id AND LOWER(c.email) = LOWER(messages.recipient)
                    AND c.name = messages.recipient_name)",
        // What the master was told names who booked; what is still to go out is written anew.
        "DELETE FROM messages WHERE tenant_id = $1 AND audience <> 'client' AND status <> 'queued' AND appointment_id IN (
            SELECT appointment_id FROM appointment_abouts WHERE tenant_id = $1 AND booker_id = $2)",
        "UPDATE messages SET subject = NULL, body_text = NULL, body_html = NULL
         WHERE tenant_id = $1 AND audience <> 'client' AND status = 'queued' AND appointment_id IN (
            SELECT appointment_id FROM appointment_abouts WHERE tenant_id = $1 AND booker_id = $2)",
        "DELETE FROM appointment_contacts WHERE tenant_id = $1 AND appointment_id IN (
            SELECT appointment_id FROM appointment_abouts WHERE tenant_id = $1 AND booker_id = $2)",
        "UPDATE appointment_abouts SET booker_id = NULL WHERE tenant_id = $1 AND booker_id = $2",
    );
    Ok(())
}

/// What hangs on the card and is kept for nobody.
async fn around(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    crate::packages::erase_client(tx, tenant, client).await?;
    forget!(
        tx,
        tenant,
        client,
        "DELETE FROM waitlist_offers WHERE tenant_id = $1 AND entry_id IN (
            SELECT id FROM waitlist_entries WHERE tenant_id = $1 AND client_id = $2)",
        "DELETE FROM waitlist_entries WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_contacts WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_notes WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_tags WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_field_values WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_refusals WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_links WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM client_links WHERE tenant_id = $1 AND other_id = $2",
        "UPDATE appointment_abouts SET subject_id = NULL WHERE tenant_id = $1 AND subject_id IN (
            SELECT id FROM client_subjects WHERE tenant_id = $1 AND client_id = $2)",
        "DELETE FROM client_subjects WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM appointment_contacts WHERE tenant_id = $1 AND appointment_id IN (
            SELECT id FROM appointments WHERE tenant_id = $1 AND client_id = $2)",
        "UPDATE appointments SET client_note = '', internal_note = '', cancel_reason = '', place_address = ''
         WHERE tenant_id = $1 AND client_id = $2",
        "DELETE FROM me_links WHERE tenant_id = $1 AND client_id = $2",
    );
    Ok(())
}

/// Every message to the client, and those to the master about their visits: both name them. Links go with them.
async fn messages(tx: &mut Tx, tenant: TenantId, client: &Client) -> Result<()> {
    forget!(
        tx,
        tenant,
        client.id,
        "DELETE FROM links WHERE tenant_id = $1 AND appointment_id IN (
            SELECT id FROM appointments WHERE tenant_id = $1 AND client_id = $2)",
        "DELETE FROM messages WHERE tenant_id = $1 AND appointment_id IN (
            SELECT id FROM appointments WHERE tenant_id = $1 AND client_id = $2)",
        "DELETE FROM messages WHERE tenant_id = $1 AND client_id = $2",
    );
    // The mailbox of a program that is being tried out.
    for mail in client.email.iter() {
        q!(
            tx,
            execute,
            "DELETE FROM dev_mails WHERE LOWER(recipient) = LOWER($1)",
            mail
        )?;
    }
    Ok(())
}

/// Drafts and links. What was sent stays as the law wants it, with the name it was made out to; nothing leads to it from the card.
async fn invoices(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM invoice_links WHERE tenant_id = $1 AND invoice_id IN (
            SELECT id FROM invoices WHERE tenant_id = $1 AND client_id = $2)",
        tenant,
        client
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM invoice_items WHERE tenant_id = $1 AND invoice_id IN (
            SELECT id FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND status = 'draft')",
        tenant,
        client
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND status = 'draft'",
        tenant,
        client
    )?;
    Ok(())
}
