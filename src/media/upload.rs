//! A file on its way: begun with what it is, sent in pieces from wherever it stands, finished into a photo or a document.
//!
//! Sending a piece twice, finishing twice, or beginning the same file again changes nothing twice. Until the end there is
//! no photo, and when the end fails there is none either: the pieces stay for another try, and [`super::sweep`] removes
//! those that nobody comes back for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::picture::{self, Developed, Format};
use super::{Kind, Media, Size, Stage, Usage, files, usage};
use crate::app::App;
use crate::crypto::{self, TenantKey};
use crate::db::{On, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId, MediaId, TenantId};
use crate::q;

/// Bytes of a piece at most; small enough for a weak network, and all that a request holds.
pub const CHUNK: usize = 512 << 10;
/// Files of a practice that may be on their way at once.
const MAX_OPEN: i64 = 300;
/// How long a file that a script sent waits for its turn to be developed: shorter than a request may take. The script asks
/// again by itself.
pub const PATIENCE: Duration = Duration::from_secs(24);

#[derive(Clone, Debug, FromRow)]
pub struct Upload {
    pub tenant_id: TenantId,
    pub id: MediaId,
    pub client_id: ClientId,
    pub appointment_id: Option<AppointmentId>,
    pub stage: Stage,
    pub name: String,
    /// SHA-256, where the sender said so.
    pub content_hash: Option<Vec<u8>>,
    pub size: i64,
    /// How much of it is here: where the next piece begins.
    pub received: i64,
    pub parts: i64,
    pub created_at: DateTime<Utc>,
}

/// What is to come.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub client: ClientId,
    pub visit: Option<AppointmentId>,
    pub stage: Stage,
    pub name: String,
    pub size: i64,
    pub hash: Option<Vec<u8>>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Done {
    Added(Media),
    /// It was on the card already.
    There(Media),
}

impl Done {
    pub fn media(self) -> Media {
        match self {
            Self::Added(media) | Self::There(media) => media,
        }
    }
}

/// A beginning: the file is here already, or is to be sent from where it stands.
pub enum Begun {
    There(Media),
    Send(Upload),
}

impl Upload {
    pub async fn find(mut on: impl On, tenant: TenantId, id: MediaId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM media_uploads WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )?)
    }

    /// Begins a file, or finds the same one where it was left.
    ///
    /// # Errors
    /// Invalid when it is empty or too large, Full when there is no room, Conflict when too many are on their way.
    pub async fn begin(app: &App, tenant: TenantId, new: NewUpload) -> Result<Begun> {
        if new.size <= 0 {
            return Err(Error::Invalid(key!("media-empty-file")));
        }
        if new.size > picture::MAX_BYTES {
            return Err(Error::Invalid(key!("media-too-large")));
        }
        if let Some(hash) = &new.hash {
            if let Some(media) = Media::by_content(&app.db, tenant, new.client, hash).await? {
                return Ok(Begun::There(media));
            }
            if let Some(open) = Self::resumable(&app.db, tenant, &new, hash).await? {
                return Ok(Begun::Send(open));
            }
        }
        Usage::of(&app.db, tenant).await?.check(new.size)?;
        app.storage.check_room(2 * new.size.unsigned_abs())?;
        let (open,) = q!(
            &app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM media_uploads WHERE tenant_id = $1",
            tenant
        )?;
        if open >= MAX_OPEN {
            return Err(Error::Conflict(key!("media-too-many")));
        }
        let upload = Self {
            tenant_id: tenant,
            id: MediaId::new(),
            client_id: new.client,
            appointment_id: new.visit,
            stage: new.stage,
            name: new.name,
            content_hash: new.hash,
            size: new.size,
            received: 0,
            parts: 0,
            created_at: app.clock.now(),
        };
        let done = q!(
            &app.db,
            execute,
            "INSERT INTO media_uploads (tenant_id, id, client_id, appointment_id, stage, name, content_hash, size, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            tenant,
            upload.id,
            upload.client_id,
            upload.appointment_id,
            upload.stage,
            &upload.name,
            &upload.content_hash,
            upload.size,
            upload.created_at
        );
        match done {
            // Another practice's client or visit, or none at all.
            Err(error) if crate::db::is_foreign_key(&error) => Err(Error::NotFound),
            other => other.map(|_| Begun::Send(upload)).map_err(Error::from),
        }
    }

    /// The same file for the same visit, begun before.
    async fn resumable(
        mut on: impl On,
        tenant: TenantId,
        new: &NewUpload,
        hash: &[u8],
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM media_uploads WHERE tenant_id = $1 AND client_id = $2 AND content_hash = $3 AND size = $4
                AND stage = $5 AND appointment_id IS NOT DISTINCT FROM $6 ORDER BY received DESC LIMIT 1",
            tenant,
            new.client,
            hash,
            new.size,
            new.stage,
            new.visit
        )?)
    }

    /// Takes the next piece. One that begins elsewhere than where the file stands is ignored: [`Self::received`] says
    /// from where to go on.
    pub async fn append(&mut self, app: &App, offset: i64, piece: Vec<u8>) -> Result<()> {
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if offset != self.received || piece.is_empty() {
            return Ok(());
        }
        if piece.len() > CHUNK || self.received.saturating_add(length) > self.size {
            return Err(Error::Invalid(key!("media-broken-transfer")));
        }
        let name = files::part(self.tenant_id, self.id, self.parts);
        let key = app.tenant_key(&app.db, self.tenant_id).await?;
        app.storage
            .put(&name, files::seal(&key, &name, &piece)?)
            .await?;
        let counted = q!(
            &app.db,
            execute,
            "UPDATE media_uploads SET received = received + $4, parts = parts + 1
             WHERE tenant_id = $1 AND id = $2 AND parts = $3",
            self.tenant_id,
            self.id,
            self.parts,
            length
        )?;
        if counted == 0 {
            // The same piece came by another way at the same moment; what stands now tells how to go on.
            *self = Self::find(&app.db, self.tenant_id, self.id).await?;
        } else {
            self.received += length;
            self.parts += 1;
        }
        Ok(())
    }

    /// For a file whose length was not known: it ends where it stands.
    pub async fn end_here(&self, app: &App) -> Result<()> {
        q!(
            &app.db,
            execute,
            "UPDATE media_uploads SET size = received WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id
        )?;
        Ok(())
    }

    /// Makes the photo or document of a file that is here whole.
    ///
    /// # Errors
    /// Invalid when it is none that we take (the file is forgotten then), Full or Away when it cannot be stored now or its
    /// turn does not come within `patience` (the pieces are kept for another try).
    pub async fn finish(
        app: &App,
        tenant: TenantId,
        id: MediaId,
        actor: &Actor,
        patience: Duration,
    ) -> Result<Done> {
        let turn = app.developing.clone().acquire_owned();
        let turn = match tokio::time::timeout(patience, turn).await {
            Ok(turn) => turn.map_err(Error::internal)?,
            Err(_) => return Err(Error::Away(key!("media-busy"))),
        };
        let upload = match Self::find(&app.db, tenant, id).await {
            // It became a photo, and the answer was lost on its way.
            Err(Error::NotFound) => return Self::became(app, tenant, id).await,
            other => other?,
        };
        if upload.received < upload.size {
            return Err(Error::Conflict(key!("media-incomplete")));
        }
        let key = app.tenant_key(&app.db, tenant).await?;
        let bytes = match upload.read(app, &key).await {
            // It became one at this moment, in another process.
            Err(Error::NotFound) => return Self::became(app, tenant, id).await,
            other => other?,
        };
        if bytes.len() as i64 != upload.received {
            // Two pieces of different length for one place.
            return upload.refuse(app, key!("media-broken-transfer")).await;
        }
        let (hash, bytes) = tokio::task::spawn_blocking(move || (crypto::sha256(&bytes), bytes))
            .await
            .map_err(Error::internal)?;
        if upload
            .content_hash
            .as_ref()
            .is_some_and(|said| *said != hash)
        {
            return upload.refuse(app, key!("media-broken-transfer")).await;
        }
        if let Some(there) = Media::by_content(&app.db, tenant, upload.client_id, &hash).await? {
            return upload.is_there(app, there).await;
        }
        let this = upload.clone();
        // The turn goes along: it ends when the memory is free again, whether or not anybody still waits for the answer.
        let (made, _turn) = tokio::task::spawn_blocking(move || (this.make(&key, bytes), turn))
            .await
            .map_err(Error::internal)?;
        let made = match made {
            Ok(made) => made?,
            Err(refusal) => return upload.refuse(app, refusal).await,
        };
        upload.keep(app, made, hash, actor).await
    }

    async fn became(app: &App, tenant: TenantId, id: MediaId) -> Result<Done> {
        Media::find(&app.db, tenant, id).await.map(Done::Added)
    }

    async fn read(&self, app: &App, key: &TenantKey) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        for number in 0..self.parts {
            let name = files::part(self.tenant_id, self.id, number);
            let sealed = app.storage.get(&name).await?;
            bytes.extend(files::open(key, &name, &sealed)?);
        }
        Ok(bytes)
    }

    /// Slow: on a blocking thread.
    fn make(&self, key: &TenantKey, bytes: Vec<u8>) -> Result<Result<Made>, picture::Refusal> {
        let format = picture::format(&bytes, &self.name)?;
        if format == Format::Pdf {
            picture::check_pdf(&bytes)?;
            return Ok(self.seal_document(key, &bytes));
        }
        let developed = picture::develop(format, bytes)?;
        Ok(self.seal_photo(key, developed))
    }

    fn seal_document(&self, key: &TenantKey, bytes: &[u8]) -> Result<Made> {
        let name = files::name(self.tenant_id, self.id, Size::Original);
        Ok(Made {
            kind: Kind::Document,
            width: 0,
            height: 0,
            files: vec![(name.clone(), files::seal(key, &name, bytes)?)],
            placeholder: None,
        })
    }

    fn seal_photo(&self, key: &TenantKey, photo: Developed) -> Result<Made> {
        let mut sealed = Vec::new();
        for (size, plain) in [
            (Size::Original, photo.original),
            (Size::Large, photo.large),
            (Size::Medium, photo.medium),
            (Size::Small, photo.small),
        ] {
            let name = files::name(self.tenant_id, self.id, size);
            sealed.push((name.clone(), files::seal(key, &name, &plain)?));
        }
        let place = files::placeholder(self.tenant_id, self.id);
        Ok(Made {
            kind: Kind::Photo,
            width: i64::from(photo.width),
            height: i64::from(photo.height),
            files: sealed,
            placeholder: Some(files::seal(key, &place, &photo.placeholder)?),
        })
    }

    /// Files first, then the row that speaks of them; without the row they are removed with the pieces. Where it was
    /// forgotten meanwhile, with the client perhaps, nothing is kept.
    async fn keep(self, app: &App, made: Made, hash: Vec<u8>, actor: &Actor) -> Result<Done> {
        let tenant = self.tenant_id;
        let bytes = made.files.iter().map(|(_, file)| file.len() as i64).sum();
        Usage::of(&app.db, tenant).await?.check(bytes)?;
        for (name, file) in made.files {
            app.storage.put(&name, file).await?;
        }
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let is_known = q!(
            tx,
            execute,
            "DELETE FROM media_uploads WHERE tenant_id = $1 AND id = $2",
            tenant,
            self.id
        )? > 0;
        if !is_known {
            drop(tx);
            return self.was_forgotten(app).await;
        }
        usage::add(&mut tx, tenant, bytes).await?;
        let added = q!(
            tx,
            execute,
            "INSERT INTO media (tenant_id, id, client_id, appointment_id, kind, stage, name, content_hash, width, height,
                bytes, placeholder, taken_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            tenant,
            self.id,
            self.client_id,
            self.appointment_id,
            made.kind,
            self.stage,
            &self.name,
            &hash,
            made.width,
            made.height,
            bytes,
            &made.placeholder,
            self.created_at,
            now
        );
        match added {
            // The same photo came twice at the same moment.
            Err(error) if is_unique(&error) => {
                drop(tx);
                let there = Media::by_content(&app.db, tenant, self.client_id, &hash).await?;
                return self.is_there(app, there.ok_or(Error::NotFound)?).await;
            }
            other => other?,
        };
        let media = Media::find(&mut tx, tenant, self.id).await?;
        let data = json!({ "visit": self.appointment_id, "stage": self.stage.as_str() });
        media
            .record(&mut tx, actor, events::Kind::MediaAdded, data, now)
            .await?;
        tx.commit().await?;
        for number in 0..self.parts {
            let name = files::part(tenant, self.id, number);
            if let Err(error) = app.storage.remove(&name).await {
                // They go when the photo goes; nothing else depends on them.
                tracing::warn!(%error, "a piece of an upload is left behind");
            }
        }
        Ok(Done::Added(media))
    }

    /// It became a photo in another process, or was forgotten while it was developed: then nobody knows of its files.
    async fn was_forgotten(&self, app: &App) -> Result<Done> {
        self.forget(app).await?;
        Self::became(app, self.tenant_id, self.id).await
    }

    /// The same content is on the card: as another photo, or as this one, which another process has just finished.
    async fn is_there(&self, app: &App, there: Media) -> Result<Done> {
        self.forget(app).await?;
        Ok(match there.id == self.id {
            true => Done::Added(there),
            false => Done::There(there),
        })
    }

    /// Forgets it and says why.
    async fn refuse<T>(&self, app: &App, why: picture::Refusal) -> Result<T> {
        self.forget(app).await?;
        Err(Error::Invalid(why))
    }

    /// The files first: without the row nobody would know of them. Those of a photo that it has become stay.
    pub async fn forget(&self, app: &App) -> Result<()> {
        let (became,) = q!(
            &app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM media WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id
        )?;
        if became == 0 {
            app.storage
                .remove_folder(&files::folder(self.tenant_id, self.id))
                .await?;
        }
        q!(
            &app.db,
            execute,
            "DELETE FROM media_uploads WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id
        )?;
        Ok(())
    }
}

/// Sealed and ready to be stored.
struct Made {
    kind: Kind,
    width: i64,
    height: i64,
    /// Name and content of each file.
    files: Vec<(String, Vec<u8>)>,
    placeholder: Option<Vec<u8>>,
}
