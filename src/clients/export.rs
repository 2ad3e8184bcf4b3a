//! The list as a file for spreadsheets, read a page at a time so that it is never held whole.
//!
//! A spreadsheet takes a cell that begins with =, +, - or @ for a formula: such a cell gets an apostrophe in front, which
//! the import takes away again. Medical notes are in no file.

use std::collections::HashMap;

use chrono::Utc;
use sqlx::FromRow;
use tokio::sync::mpsc::{Receiver, channel};

use super::{Client, ContactKind, Field, Figures};
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{ClientId, TagId, TenantId};
use crate::money::Money;
use crate::q;

/// Clients that are read at once.
const PAGE: i64 = 500;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Export {
    pub tenant: Tenant,
    pub locale: Locale,
    /// ',' or ';'.
    pub delimiter: u8,
    /// Only those with this tag.
    pub tag: Option<TagId>,
}

/// A tag, a contact, a note or an answer of one client, as text.
#[derive(FromRow)]
struct Part {
    client_id: ClientId,
    kind: String,
    value: String,
}

impl Export {
    /// Pieces of the file as they are ready. What goes wrong on the way ends it with an error, so that a file that is not
    /// whole does not look as if it were.
    pub fn run(self, app: App) -> Receiver<Result<Vec<u8>, std::io::Error>> {
        let (sender, receiver) = channel(4);
        tokio::spawn(async move {
            let mut after = ClientId(uuid::Uuid::nil());
            let mut is_first = true;
            loop {
                let piece = self.piece(&app, &mut after, is_first).await;
                is_first = false;
                let is_end = !matches!(&piece, Ok(Some(_)));
                let piece = match piece {
                    Ok(None) => return,
                    Ok(Some(bytes)) => Ok(bytes),
                    Err(error) => {
                        tracing::warn!(%error, "export not finished");
                        Err(std::io::Error::other("the list could not be read"))
                    }
                };
                // Whoever asked has gone.
                if sender.send(piece).await.is_err() || is_end {
                    return;
                }
            }
        });
        receiver
    }

    /// The next clients' lines; None when there are no more.
    async fn piece(
        &self,
        app: &App,
        after: &mut ClientId,
        is_first: bool,
    ) -> Result<Option<Vec<u8>>> {
        let (db, tenant) = (&app.db, self.tenant.id);
        let clients = page(db, tenant, *after, self.tag).await?;
        let mut out = Vec::new();
        if is_first {
            // Excel reads UTF-8 only with this in front.
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        let fields = Field::active(db, tenant).await?;
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        if is_first {
            writer
                .write_record(self.headings(&fields))
                .map_err(Error::internal)?;
        }
        let Some(last) = clients.last() else {
            let out = writer
                .into_inner()
                .map_err(|error| Error::internal(error.to_string()))?;
            return Ok(is_first.then_some(out));
        };
        *after = last.id;
        let ids: Vec<ClientId> = clients.iter().map(|client| client.id).collect();
        let figures = Figures::of_many(db, tenant, &ids, self.tenant.currency).await?;
        let parts = parts(db, tenant, &ids).await?;
        let mut by_client: HashMap<ClientId, Vec<Part>> = HashMap::new();
        for part in parts {
            by_client.entry(part.client_id).or_default().push(part);
        }
        for client in &clients {
            let parts = by_client.remove(&client.id).unwrap_or_default();
            let sums = figures.get(&client.id).copied().unwrap_or_default();
            let cells = self.cells(client, &parts, sums, &fields);
            writer
                .write_record(cells.iter().map(|cell| safe(cell)))
                .map_err(Error::internal)?;
        }
        let out = writer
            .into_inner()
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(Some(out))
    }

    fn headings(&self, fields: &[Field]) -> Vec<String> {
        let own = fields.iter().map(|field| safe(&field.name));
        [
            "client-name",
            "client-phone",
            "client-email",
            "clients-import-further-phone",
            "clients-import-further-email",
            "client-contact-telegram",
            "client-contact-whatsapp",
            "client-contact-instagram",
            "client-language",
            "client-birthday",
            "client-address",
            "client-tags",
            "client-allergies",
            "client-preferences",
            "client-came-from",
            "clients-import-emergency",
            "clients-import-emergency-phone",
            "clients-export-marketing",
            "clients-export-blocked",
            "clients-visits",
            "clients-spent",
            "client-note",
        ]
        .map(|key| self.locale.t(key))
        .into_iter()
        .chain(own)
        .collect()
    }

    fn cells(
        &self,
        client: &Client,
        parts: &[Part],
        (visits, spent): (i64, i64),
        fields: &[Field],
    ) -> Vec<String> {
        let all = |kind: &str, between: &str| {
            let values = parts.iter().filter(|part| part.kind == kind);
            let values: Vec<&str> = values.map(|part| part.value.as_str()).collect();
            values.join(between)
        };
        let contact = |kind: ContactKind| all(kind.as_str(), "; ");
        let yes = |is: bool| {
            if is {
                self.locale.t("yes")
            } else {
                String::new()
            }
        };
        let blocked = client.blocked_at.map(|at| {
            let date = self.tenant.local_date(at);
            date.format("%Y-%m-%d").to_string()
        });
        let birthday = client.birthday().map(|birthday| match birthday.year {
            Some(year) => format!("{year:04}-{:02}-{:02}", birthday.month, birthday.day),
            None => format!("{:02}.{:02}", birthday.day, birthday.month),
        });
        let spent = Money {
            minor: spent,
            currency: self.tenant.currency,
        };
        let mut cells = vec![
            client.name.clone(),
            client.phone.clone().unwrap_or_default(),
            client.email.clone().unwrap_or_default(),
            contact(ContactKind::Phone),
            contact(ContactKind::Email),
            contact(ContactKind::Telegram),
            contact(ContactKind::Whatsapp),
            contact(ContactKind::Instagram),
            client.locale.code().to_owned(),
            birthday.unwrap_or_default(),
            client.address.clone(),
            all("tag", ", "),
            client.allergies.clone(),
            client.preferences.clone(),
            client.came_from.clone(),
            client.emergency_name.clone(),
            client.emergency_phone.clone(),
            yes(client.allows_marketing()),
            blocked.unwrap_or_default(),
            visits.to_string(),
            plain(spent),
            all("note", "\n"),
        ];
        cells.extend(fields.iter().map(|field| {
            let answer = all(&format!("field:{}", field.id), "");
            match answer.as_str() {
                "yes" => self.locale.t("yes"),
                "no" => self.locale.t("no"),
                _ => answer,
            }
        }));
        cells
    }
}

/// A number that spreadsheets of every language take for one only without a sign of money: "644.50".
fn plain(money: Money) -> String {
    let digits = money.currency.exponent();
    let unit = 10_i64.pow(digits);
    match digits {
        0 => money.minor.to_string(),
        _ => format!(
            "{}.{:0width$}",
            money.minor / unit,
            money.minor % unit,
            width = digits as usize
        ),
    }
}

/// A cell that no spreadsheet takes for a formula.
pub fn safe(cell: &str) -> String {
    let first = cell.trim_start().chars().next();
    let is_formula =
        first.is_some_and(|c| "=+-@＝＋－＠".contains(c)) || cell.starts_with(['\t', '\r', '\n']);
    if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Clients after one, in the order in which they came.
async fn page(
    mut on: impl On,
    tenant: TenantId,
    after: ClientId,
    tag: Option<TagId>,
) -> Result<Vec<Client>> {
    Ok(q!(
        on,
        fetch_all: Client,
        "SELECT c.* FROM clients c WHERE c.tenant_id = $1 AND c.id > $2 AND NOT c.is_merged
           AND (EXISTS (SELECT 1 FROM client_tags t WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $3)
                OR $3 IS NULL)
         ORDER BY c.id LIMIT $4",
        tenant,
        after,
        tag,
        PAGE,
    )?)
}

/// What hangs on these cards.
async fn parts(mut on: impl On, tenant: TenantId, clients: &[ClientId]) -> Result<Vec<Part>> {
    let ids = serde_json::to_string(clients).unwrap_or_else(|_| "[]".to_owned());
    Ok(q!(
        on,
        fetch_all: Part,
        {
            sqlite: "WITH j AS MATERIALIZED (SELECT unhex(value, '-') AS id FROM json_each($2))
                     SELECT k.client_id, k.kind, k.value, k.id AS at FROM j CROSS JOIN client_contacts k
                        ON k.tenant_id = $1 AND k.client_id = j.id
                     UNION ALL
                     SELECT c.client_id, 'tag', t.name, t.id FROM j CROSS JOIN client_tags c ON c.tenant_id = $1 AND c.client_id = j.id
                        JOIN tags t ON t.tenant_id = c.tenant_id AND t.id = c.tag_id
                     UNION ALL
                     SELECT n.client_id, 'note', n.body, n.id FROM j CROSS JOIN client_notes n ON n.tenant_id = $1 AND n.client_id = j.id
                     UNION ALL
                     SELECT v.client_id, 'field:' || lower(substr(hex(v.field_id), 1, 8) || '-' || substr(hex(v.field_id), 9, 4) || '-'
                            || substr(hex(v.field_id), 13, 4) || '-' || substr(hex(v.field_id), 17, 4) || '-' || substr(hex(v.field_id), 21)),
                        v.value, v.field_id FROM j CROSS JOIN client_field_values v ON v.tenant_id = $1 AND v.client_id = j.id
                     ORDER BY 1, 2, 4",
            pg: "WITH j AS MATERIALIZED (SELECT value::uuid AS id FROM jsonb_array_elements_text($2::jsonb))
                 SELECT k.client_id, k.kind, k.value, k.id AS at FROM j JOIN client_contacts k ON k.tenant_id = $1 AND k.client_id = j.id
                 UNION ALL
                 SELECT c.client_id, 'tag', t.name, t.id FROM j JOIN client_tags c ON c.tenant_id = $1 AND c.client_id = j.id
                    JOIN tags t ON t.tenant_id = c.tenant_id AND t.id = c.tag_id
                 UNION ALL
                 SELECT n.client_id, 'note', n.body, n.id FROM j JOIN client_notes n ON n.tenant_id = $1 AND n.client_id = j.id
                 UNION ALL
                 SELECT v.client_id, 'field:' || v.field_id::text, v.value, v.field_id
                    FROM j JOIN client_field_values v ON v.tenant_id = $1 AND v.client_id = j.id
                 ORDER BY 1, 2, 4",
        },
        tenant,
        ids,
    )?)
}

/// "clients-2026-05-14.csv"
pub fn file_name(tenant: &Tenant, now: chrono::DateTime<Utc>) -> String {
    format!("clients-{}.csv", tenant.local_date(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, out) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+34612345678", "'+34612345678"),
            ("-1", "'-1"),
            ("@anna", "'@anna"),
            (" =1", "' =1"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("Anna = Maria", "Anna = Maria"),
            ("", ""),
        ] {
            assert_eq!(safe(cell), out);
        }
    }
}
