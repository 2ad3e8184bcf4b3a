//! Signing: the one moment in which a record is written.

use chrono::{DateTime, Utc};

use super::document::{Answer, Document, Party, Signature};
use super::record::validity;
use super::{Consent, Form, Kind, Version, content, files, mails};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::crypto;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::{Locale, key};
use crate::q;

/// What a client did, all of it checked.
#[derive(Clone, Debug)]
pub struct Signing {
    pub version: Version,
    pub locale: Locale,
    pub answers: Vec<Answer>,
    pub name: String,
    pub drawn: Option<String>,
    /// The user whose device it was signed on.
    pub on_device_of: Option<String>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    Now,
    /// By an earlier press of the button: nothing was changed.
    Before,
}

/// Signs, once.
///
/// # Errors
/// Conflict when the request was taken back, or the form has a newer version than the one that was read.
pub async fn sign(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    consent: &mut Consent,
    signing: Signing,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Signed> {
    if consent.is_signed() {
        return Ok(Signed::Before);
    }
    if consent.dropped_at.is_some() {
        return Err(Error::Conflict(key!("consents-taken-back")));
    }
    let current = Version::current(&mut *tx, tenant.id, consent.form_id).await?;
    if current.is_none_or(|current| current.id != signing.version.id) {
        return Err(Error::Conflict(key!("consents-newer-text")));
    }
    let form = Form::find(&mut *tx, tenant.id, consent.form_id).await?;
    let client = Client::find(&mut *tx, tenant.id, consent.client_id)
        .await?
        .usable()?;
    let (valid_from, valid_until) = validity(tenant, &form.rules, now);
    let text = signing.version.content.0.text(signing.locale);
    let text = text.cloned().ok_or(Error::Invalid("error-form"))?;
    let document = Document {
        format: 1,
        consent: consent.id,
        practice: Party {
            id: tenant.id,
            name: tenant.name.clone(),
        },
        client: Party {
            id: client.id,
            name: client.name.clone(),
        },
        appointment: consent.appointment_id,
        form: form.id,
        kind: form.kind,
        version: signing.version.id,
        number: signing.version.number,
        locale: signing.locale,
        title: filled(&text.title, tenant),
        text: filled(&text.body, tenant),
        answers: signing.answers,
        statement: filled(&text.statement, tenant),
        signature: Signature {
            name: signing.name,
            drawn: signing.drawn,
        },
        signed_at: now,
        valid_from,
        valid_until,
        on_device_of: signing.on_device_of,
        address: actor.address.clone(),
        agent: actor.agent.clone(),
    };
    let photos: Vec<_> = document
        .answers
        .iter()
        .filter_map(|answer| answer.file.as_ref().map(|file| file.id))
        .collect();
    files::forget_others(tx, consent, &photos).await?;
    let bytes = document.bytes()?;
    let key = app.tenant_key(&mut *tx, tenant.id).await?;
    let sealed = key.seal(&Consent::place(consent.id), &bytes)?;
    consent.locale = signing.locale;
    consent.version_id = Some(signing.version.id);
    consent.signed_at = Some(now);
    consent.document = Some(sealed);
    consent.hash = Some(crypto::sha256(&bytes));
    consent.allows_publishing = allows_publishing(&document);
    consent.address.clone_from(&actor.address);
    consent.agent.clone_from(&actor.agent);
    consent.valid_from = Some(valid_from);
    consent.valid_until = valid_until;
    write(tx, consent).await?;
    consent
        .note(tx, actor, events::Kind::ConsentSigned, now)
        .await?;
    mails::enqueue_copy(tx, consent, &client, now).await?;
    Ok(Signed::Now)
}

async fn write(tx: &mut Tx, consent: &Consent) -> Result<()> {
    let changed = q!(
        tx,
        execute,
        "UPDATE consents SET locale = $3, version_id = $4, signed_at = $5, document = $6, hash = $7, allows_publishing = $8,
            address = $9, agent = $10, valid_from = $11, valid_until = $12
         WHERE tenant_id = $1 AND id = $2 AND signed_at IS NULL AND dropped_at IS NULL",
        consent.tenant_id,
        consent.id,
        consent.locale,
        consent.version_id,
        consent.signed_at,
        &consent.document,
        &consent.hash,
        consent.allows_publishing,
        &consent.address,
        &consent.agent,
        consent.valid_from,
        consent.valid_until
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Conflict(key!("consents-signed-already")))
    }
}

/// A photo permission whose form asks about showing them: as it was ticked. One that does not ask allows none.
fn allows_publishing(document: &Document) -> bool {
    document.kind == Kind::Photo
        && document.answers.iter().any(|answer| {
            answer.field == content::PUBLISH && answer.value.as_deref() == Some("yes")
        })
}

/// The practice's own name and address in a form's text.
pub fn filled(text: &str, tenant: &Tenant) -> String {
    let contact = tenant
        .email
        .clone()
        .or_else(|| tenant.phone.clone())
        .unwrap_or_default();
    let address = tenant.address.replace('\n', ", ");
    text.replace("{practice}", &tenant.name)
        .replace("{contact}", &contact)
        .replace("{address}", &address)
}
