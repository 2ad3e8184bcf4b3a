//! What is known, as a ZIP to take away: JSON for programs, CSV for spreadsheets, files as they are. It is written while it
//! is read, a page of rows and a file at a time.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::archive::Archive;
use super::erase::cards;
use super::lines::{ClientLine, InvoiceLine, VisitLine, media_page, noted, signed_page};
use super::rows;
use super::sheet;
use super::tables::{CLIENT, PRACTICE, Table};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::{Client, FieldValue, MedicalNote, Tag};
use crate::consents::{self, Consent};
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ConsentId, MediaId};
use crate::media::{self, Share};
use crate::payments::receipts;
use crate::{practice, q};

/// What goes into a file's name, of letters that every system takes.
pub fn file_name(tenant: &Tenant, what: &str, now: DateTime<Utc>) -> String {
    format!("{}-{what}-{}.zip", tenant.slug, tenant.local_date(now))
}

/// Columns that a practice writes for itself: who is blocked is told of nothing.
const INTERNAL: &[&str] = &[
    "internal_note",
    "block_reason",
    "blocked_at",
    "came_from",
    "note",
    "deposit_rule",
    "confirm_rule",
    "notice_minutes",
    "horizon_days",
    "cancel_window_minutes",
    "daily_limit",
    "moves_limit",
    "kept_late",
    "kept_no_show",
];

/// An export under way.
pub struct Export {
    pub app: App,
    pub tenant: Tenant,
    /// Of words in spreadsheets and the note on what is where.
    pub locale: Locale,
    /// Who takes it along: reading medical notes and what was signed about health is recorded.
    pub reader: Actor,
    /// Whether they may read medical notes; else these are left out.
    pub with_medical: bool,
    /// For the client themselves, by their own page: without what the practice wrote for itself (notes, tags, why they are
    /// blocked) and photos that were not shown to them. That they get from the practice when they ask.
    pub is_own: bool,
}

impl Export {
    /// All that is known of one client.
    pub async fn client(self, mut zip: Archive, client: ClientId) -> Result<()> {
        let cards = cards(&self.app.db, self.tenant.id, client).await?;
        let read_me = match self.is_own {
            true => "privacy-export-read-own",
            false => "privacy-export-read-client",
        };
        self.read_me(&mut zip, read_me).await?;
        zip.begin("client.json", false)?;
        let tables = CLIENT
            .iter()
            .filter(|table| !(self.is_own && table.is_internal));
        let shown = self.shown(client).await?;
        for (n, table) in tables.enumerate() {
            let before = if n == 0 { "{\n" } else { ",\n" };
            zip.write(format!("{before}\"{}\": [", table.name).as_bytes())
                .await?;
            let mut first = true;
            for card in &cards {
                self.rows(&mut zip, table, Some(*card), &mut |mut row| {
                    if self.is_own {
                        if table.name == "media" && !is_shown(&row, &shown) {
                            return String::new();
                        }
                        // What went to the master about them is the master's.
                        let audience = row.get("audience").and_then(Value::as_str);
                        if table.name == "messages" && audience != Some("client") {
                            return String::new();
                        }
                        row.retain(|name, _| !INTERNAL.contains(&name.as_str()));
                    }
                    let before = if std::mem::take(&mut first) {
                        "\n"
                    } else {
                        ",\n"
                    };
                    format!("{before}{}", Value::Object(row))
                })
                .await?;
            }
            zip.write(b"]").await?;
        }
        let lines = self.invoice_lines(&cards).await?;
        let named = self.named(client).await?;
        zip.write(format!(",\n\"invoice_lines\": {lines},\n\"named\": {named}\n}}\n").as_bytes())
            .await?;
        self.medical(&mut zip, &cards).await?;
        self.visits(&mut zip, Some(&cards)).await?;
        self.files(&mut zip, Some(&cards)).await?;
        zip.finish().await
    }

    /// All that the practice has.
    pub async fn practice(self, mut zip: Archive) -> Result<()> {
        self.read_me(&mut zip, "privacy-export-read-practice")
            .await?;
        let file = practice::load(&self.app.db, &self.tenant).await?;
        let file = serde_json::to_vec_pretty(&file).map_err(Error::internal)?;
        zip.add("practice.json", &file, false).await?;
        for table in CLIENT.iter().chain(PRACTICE) {
            zip.begin(&format!("data/{}.jsonl", table.name), false)?;
            self.rows(&mut zip, table, None, &mut |row| {
                format!("{}\n", Value::Object(row))
            })
            .await?;
        }
        self.clients(&mut zip).await?;
        let noted = noted(&self.app.db, self.tenant.id).await?;
        self.medical(&mut zip, &noted).await?;
        self.visits(&mut zip, None).await?;
        self.files(&mut zip, None).await?;
        zip.finish().await
    }

    /// What stands on the client's invoices, line by line.
    async fn invoice_lines(&self, cards: &[ClientId]) -> Result<Value> {
        let mut lines = Vec::new();
        for card in cards {
            let items = q!(
                &self.app.db,
                fetch_all: InvoiceLine,
                "SELECT t.invoice_id, t.position, t.kind, t.description, t.quantity_milli, t.unit_minor, t.discount_minor,
                    t.tax_name, t.tax_bp, t.net_minor, t.tax_minor, t.gross_minor
                 FROM invoices i JOIN invoice_items t ON t.tenant_id = i.tenant_id AND t.invoice_id = i.id
                 WHERE i.tenant_id = $1 AND i.client_id = $2 ORDER BY i.dated_on, i.id, t.position LIMIT 20000",
                self.tenant.id,
                card,
            )?;
            lines.extend(items);
        }
        serde_json::to_value(lines).map_err(Error::internal)
    }

    /// Tags and answers in words: the tables have only their ids.
    async fn named(&self, client: ClientId) -> Result<Value> {
        let tags = Tag::of(&self.app.db, self.tenant.id, client).await?;
        let tags = tags.into_iter().filter(|_| !self.is_own);
        let tags: Vec<String> = tags.map(|tag| tag.name).collect();
        let fields = FieldValue::of(&self.app.db, self.tenant.id, client).await?;
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|field| (field.name, Value::String(field.value)))
            .collect();
        Ok(json!({ "tags": tags, "fields": fields }))
    }

    /// Medical notes, opened.
    async fn medical(&self, zip: &mut Archive, cards: &[ClientId]) -> Result<()> {
        if !self.with_medical {
            return Ok(());
        }
        let mut begun = false;
        for card in cards {
            let mut last = None;
            loop {
                let notes = self.medical_page(*card, last.as_ref()).await?;
                if notes.is_empty() {
                    break;
                }
                if !std::mem::replace(&mut begun, true) {
                    zip.begin("medical_notes.jsonl", false)?;
                }
                for note in &notes {
                    let line = json!({
                        "client": card, "id": note.id, "body": note.body, "author": note.author,
                        "created_at": note.created_at, "updated_at": note.updated_at,
                    });
                    zip.write(format!("{line}\n").as_bytes()).await?;
                }
                last = notes.into_iter().next_back();
            }
        }
        Ok(())
    }

    /// The next notes of a card; that they were read is recorded, and not that there were no more.
    async fn medical_page(
        &self,
        card: ClientId,
        last: Option<&MedicalNote>,
    ) -> Result<Vec<MedicalNote>> {
        let mut tx = self.app.db.begin().await?;
        let client = Client::find(&mut tx, self.tenant.id, card).await?;
        let key = self.app.tenant_key(&mut tx, self.tenant.id).await?;
        let (reader, now) = (&self.reader, self.app.clock.now());
        let notes = client
            .read_medical(&mut tx, &key, reader, last, now)
            .await?;
        if !notes.is_empty() {
            tx.commit().await?;
        }
        Ok(notes)
    }

    async fn read_me(&self, zip: &mut Archive, key: &str) -> Result<()> {
        let now = self.app.clock.now();
        let day = self.locale.day_year(self.tenant.local_date(now));
        let text = self
            .locale
            .t2(key, "practice", self.tenant.name.clone(), "day", day);
        zip.add("README.txt", text.replace('\n', "\r\n").as_bytes(), false)
            .await
    }

    async fn rows(
        &self,
        zip: &mut Archive,
        table: &Table,
        client: Option<ClientId>,
        line: &mut (dyn FnMut(Map<String, Value>) -> String + Send),
    ) -> Result<()> {
        let mut after = None;
        loop {
            let (db, tenant) = (&self.app.db, self.tenant.id);
            let (page, last) = rows::page(db, table, tenant, client, after.as_ref()).await?;
            let text: String = page.into_iter().map(&mut *line).collect();
            zip.write(text.as_bytes()).await?;
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }

    async fn clients(&self, zip: &mut Archive) -> Result<()> {
        zip.begin("clients.csv", false)?;
        let head = ["name", "phone", "email", "birthday", "since"]
            .map(|name| self.locale.t(&format!("privacy-column-{name}")));
        zip.write(format!("{}{}", sheet::MARK, sheet::line(&head)).as_bytes())
            .await?;
        let mut after = ClientId(uuid::Uuid::nil());
        loop {
            let page = ClientLine::page(&self.app.db, self.tenant.id, after).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id;
            let text: String = page
                .iter()
                .map(|client| sheet::line(&client.cells(&self.tenant)))
                .collect();
            zip.write(text.as_bytes()).await?;
        }
    }

    async fn visits(&self, zip: &mut Archive, cards: Option<&[ClientId]>) -> Result<()> {
        zip.begin("visits.csv", false)?;
        let head = [
            "date",
            "time",
            "client",
            "visit",
            "status",
            "price",
            "currency",
            "reference",
        ]
        .map(|name| self.locale.t(&format!("privacy-column-{name}")));
        zip.write(format!("{}{}", sheet::MARK, sheet::line(&head)).as_bytes())
            .await?;
        let each: Vec<Option<ClientId>> = match cards {
            Some(cards) => cards.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        for client in each {
            let mut after = AppointmentId(uuid::Uuid::nil());
            loop {
                let page = VisitLine::page(&self.app.db, self.tenant.id, client, after).await?;
                let Some(last) = page.last() else { break };
                after = last.id;
                let text: String = page
                    .iter()
                    .map(|visit| sheet::line(&visit.cells(&self.tenant, self.locale)))
                    .collect();
                zip.write(text.as_bytes()).await?;
            }
        }
        Ok(())
    }

    /// Photos, documents and what was signed. One that cannot be read breaks nothing off; its name stands in a list.
    async fn files(&self, zip: &mut Archive, cards: Option<&[ClientId]>) -> Result<()> {
        let mut missing = String::new();
        let each: Vec<Option<ClientId>> = match cards {
            Some(cards) => cards.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        for client in each {
            self.media(zip, client, cards.is_none(), &mut missing)
                .await?;
            self.signed(zip, client, cards.is_none(), &mut missing)
                .await?;
            self.receipts(zip, client, cards.is_none(), &mut missing)
                .await?;
        }
        if !missing.is_empty() {
            zip.add("missing.txt", missing.as_bytes(), false).await?;
        }
        Ok(())
    }

    /// Receipts of transfers, as clients sent them.
    async fn receipts(
        &self,
        zip: &mut Archive,
        client: Option<ClientId>,
        by_client: bool,
        missing: &mut String,
    ) -> Result<()> {
        let tenant = self.tenant.id;
        for one in receipts::sent(&self.app.db, tenant, client).await? {
            let file = if one.is_photo {
                "receipt.jpg"
            } else {
                "receipt.pdf"
            };
            let owner = one.client_id.unwrap_or(ClientId(uuid::Uuid::nil()));
            let name = named("receipts", by_client, owner, one.id.0, file);
            match receipts::open(&self.app, tenant, one.id).await {
                Ok(bytes) => zip.add(&name, &bytes, true).await?,
                Err(error) => note_missing(missing, &name, &error),
            }
        }
        Ok(())
    }

    /// Photos and documents that a client has been shown, where that matters.
    async fn shown(&self, client: ClientId) -> Result<Vec<MediaId>> {
        match self.is_own {
            true => Share::ever_shown(&self.app.db, self.tenant.id, client).await,
            false => Ok(Vec::new()),
        }
    }

    async fn media(
        &self,
        zip: &mut Archive,
        client: Option<ClientId>,
        by_client: bool,
        missing: &mut String,
    ) -> Result<()> {
        let shown = match client {
            Some(client) => self.shown(client).await?,
            None => Vec::new(),
        };
        let mut after = MediaId(uuid::Uuid::nil());
        loop {
            let page = media_page(&self.app.db, self.tenant.id, client, after).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id;
            for media in &page {
                if self.is_own && !shown.contains(&media.id) {
                    continue;
                }
                let folder = if media.is_photo() {
                    "photos"
                } else {
                    "documents"
                };
                let name = named(
                    folder,
                    by_client,
                    media.client_id,
                    media.id.0,
                    &media.file_name(),
                );
                match media::read_original(&self.app, media).await {
                    Ok(bytes) => zip.add(&name, &bytes, true).await?,
                    Err(error) => note_missing(missing, &name, &error),
                }
            }
        }
    }

    async fn signed(
        &self,
        zip: &mut Archive,
        client: Option<ClientId>,
        by_client: bool,
        missing: &mut String,
    ) -> Result<()> {
        let key = self.app.tenant_key(&self.app.db, self.tenant.id).await?;
        let mut after = ConsentId(uuid::Uuid::nil());
        loop {
            let page = signed_page(&self.app.db, self.tenant.id, client, after).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id;
            self.note_reading(&page).await?;
            for consent in &page {
                let day = self
                    .tenant
                    .local_date(consent.signed_at.unwrap_or(consent.requested_at));
                let file = format!("{day}-{}.json", consent.kind.as_str());
                let name = named(
                    "consents",
                    by_client,
                    consent.client_id,
                    consent.id.0,
                    &file,
                );
                let (document, _) = match consent.open(&key) {
                    Ok(opened) => opened,
                    Err(error) => {
                        note_missing(missing, &name, &error);
                        continue;
                    }
                };
                zip.add(&name, &consent.bytes(&key)?, false).await?;
                for file in document
                    .answers
                    .iter()
                    .filter_map(|answer| answer.file.as_ref())
                {
                    let photo = format!(
                        "{}-{}.jpg",
                        name.trim_end_matches(".json"),
                        short(file.id.0)
                    );
                    match consents::open_file(&self.app, consent, file.id).await {
                        Ok(bytes) => zip.add(&photo, &bytes, true).await?,
                        Err(error) => note_missing(missing, &photo, &error),
                    }
                }
            }
        }
    }
}

impl Export {
    /// Those that tell of somebody's health were read.
    async fn note_reading(&self, page: &[Consent]) -> Result<()> {
        if !page.iter().any(|consent| consent.kind.is_health()) {
            return Ok(());
        }
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        for consent in page.iter().filter(|consent| consent.kind.is_health()) {
            consent
                .note(&mut tx, &self.reader, events::Kind::ConsentRead, now)
                .await?;
        }
        Ok(tx.commit().await?)
    }
}

fn is_shown(row: &Map<String, Value>, shown: &[MediaId]) -> bool {
    let id = row.get("id").and_then(Value::as_str);
    id.is_some_and(|id| shown.iter().any(|known| known.to_string() == id))
}

fn note_missing(missing: &mut String, name: &str, error: &Error) {
    tracing::warn!(%error, "a file is missing from an export");
    missing.push_str(name);
    missing.push_str("\r\n");
}

/// The end of an id is its random part: enough to tell files of one day apart.
fn short(id: uuid::Uuid) -> String {
    let id = id.simple().to_string();
    id[20..].to_owned()
}

fn named(folder: &str, by_client: bool, client: ClientId, id: uuid::Uuid, file: &str) -> String {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "bin"));
    let file = format!("{stem}-{}.{ending}", short(id));
    match by_client {
        true => format!("{folder}/{client}/{file}"),
        false => format!("{folder}/{file}"),
    }
}
