//! Photos that belong to answers. They are written anew as all photos are ([`picture`]) and sealed; one that came with a try
//! that had mistakes is kept for the next.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::document::FileRef;
use super::record::hex;
use super::{Consent, Typed, answers};
use crate::app::App;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ConsentFileId;
use crate::media;
use crate::media::picture::{self, Format};
use crate::q;

/// A photo as it was sent.
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

fn place(id: ConsentFileId) -> String {
    format!("consent_files.sealed.{id}")
}

/// Writes a photo anew; the error is the text's key.
pub async fn develop(app: &App, upload: Upload) -> Result<Result<Upload, &'static str>> {
    if upload.bytes.len() as i64 > picture::MAX_BYTES {
        return Ok(Err(key!("media-too-large")));
    }
    let format = match picture::format(&upload.bytes, &upload.name) {
        Ok(Format::Pdf) => return Ok(Err(key!("consents-photo-only"))),
        Ok(format) => format,
        Err(why) => return Ok(Err(why)),
    };
    let developed = media::develop_in_turn(app, format, upload.bytes).await?;
    Ok(developed.map(|developed| Upload {
        field: upload.field,
        name: upload.name.chars().take(120).collect(),
        bytes: developed.large,
    }))
}

/// Keeps a photo, sealed.
pub async fn keep(
    tx: &mut Tx,
    app: &App,
    consent: &Consent,
    upload: &Upload,
    now: DateTime<Utc>,
) -> Result<FileRef> {
    // It may have been taken back while the photo was written anew, its client erased.
    let now_is = Consent::find_for_change(tx, consent.tenant_id, consent.id).await?;
    if now_is.dropped_at.is_some() {
        return Err(Error::Conflict(key!("consents-taken-back")));
    }
    if now_is.is_signed() {
        return Err(Error::Conflict(key!("consents-signed-already")));
    }
    // A request has few photos; a hundred tries are somebody who means harm.
    let (count,) = q!(
        tx,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
        consent.tenant_id,
        consent.id
    )?;
    if count >= 100 {
        return Err(Error::Conflict(key!("media-too-many")));
    }
    let (id, hash) = (ConsentFileId::new(), crypto::sha256(&upload.bytes));
    let key = app.tenant_key(&mut *tx, consent.tenant_id).await?;
    q!(
        tx,
        execute,
        "INSERT INTO consent_files (tenant_id, id, consent_id, field, name, hash, sealed, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        consent.tenant_id,
        id,
        consent.id,
        &upload.field,
        &upload.name,
        &hash,
        key.seal(&place(id), &upload.bytes)?,
        now
    )?;
    Ok(FileRef {
        id,
        name: upload.name.clone(),
        sha256: hex(&hash),
    })
}

/// Those that earlier tries left, as the form's hidden fields name them.
pub async fn kept(
    mut on: impl On,
    consent: &Consent,
    content: &super::Content,
    typed: &Typed,
) -> Result<BTreeMap<String, FileRef>> {
    let rows = q!(
        on,
        fetch_all: (ConsentFileId, String, String, Vec<u8>),
        "SELECT id, field, name, hash FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
        consent.tenant_id,
        consent.id
    )?;
    let mut found = BTreeMap::new();
    for field in &content.fields {
        let wanted = typed.get(&answers::kept_of(field));
        let row = rows
            .iter()
            .find(|(id, of, ..)| *of == field.id && id.to_string() == wanted);
        if let Some((id, _, name, hash)) = row {
            let file = FileRef {
                id: *id,
                name: name.clone(),
                sha256: hex(hash),
            };
            found.insert(field.id.clone(), file);
        }
    }
    Ok(found)
}

/// Forgets what was sent and is not part of what was signed.
pub async fn forget_others(tx: &mut Tx, consent: &Consent, signed: &[ConsentFileId]) -> Result<()> {
    let rows = q!(
        tx,
        fetch_all: (ConsentFileId,),
        "SELECT id FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
        consent.tenant_id,
        consent.id
    )?;
    for (id,) in rows.into_iter().filter(|(id,)| !signed.contains(id)) {
        q!(
            tx,
            execute,
            "DELETE FROM consent_files WHERE tenant_id = $1 AND id = $2",
            consent.tenant_id,
            id
        )?;
    }
    Ok(())
}

/// How long a photo of a try that had mistakes waits for the next one.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Forgets photos of tries that nobody went on with.
pub async fn sweep(mut on: impl On, now: DateTime<Utc>) -> Result<()> {
    q!(
        on,
        execute,
        "DELETE FROM consent_files WHERE created_at < $1 AND EXISTS (SELECT 1 FROM consents c
            WHERE c.tenant_id = consent_files.tenant_id AND c.id = consent_files.consent_id AND c.signed_at IS NULL)",
        now - KEPT
    )?;
    Ok(())
}

/// A photo's bytes.
pub async fn open(app: &App, consent: &Consent, id: ConsentFileId) -> Result<Vec<u8>> {
    let (sealed,) = q!(
        &app.db,
        fetch_one: (Vec<u8>,),
        "SELECT sealed FROM consent_files
         WHERE tenant_id = $1 AND consent_id = $2 AND id = $3",
        consent.tenant_id,
        consent.id,
        id
    )?;
    let key = app.tenant_key(&app.db, consent.tenant_id).await?;
    key.open(&place(id), &sealed)
}
