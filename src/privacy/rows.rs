//! Rows of any table as JSON, the same from both databases. Only names that stand in [`super::tables`] come into the SQL.

use serde_json::{Map, Value};
use sqlx::{Column, Row, TypeInfo, ValueRef};
use uuid::Uuid;

use super::masked;
use super::tables::Table;
use crate::db::{Db, Either};
use crate::error::Result;
use crate::id::{ClientId, TenantId};

/// A piece of a table.
const PAGE: i64 = 500;

/// Where a row stands in the order of its table.
pub type Place = Vec<Part>;

#[derive(Clone, Debug)]
pub enum Part {
    Id(Uuid),
    Word(String),
}

impl Part {
    fn of(value: &Value) -> Self {
        let text = value.as_str().unwrap_or_default();
        Uuid::try_parse(text).map_or_else(|_| Self::Word(text.to_owned()), Self::Id)
    }
}

/// A piece of a table that a tenant has, or that hangs on a client, behind a place; and the place of its last row, where
/// more may follow. It costs the same at the end of a table as at its beginning.
pub async fn page(
    db: &Db,
    table: &Table,
    tenant: TenantId,
    client: Option<ClientId>,
    after: Option<&Place>,
) -> Result<(Vec<Map<String, Value>>, Option<Place>)> {
    let (name, order) = (table.name, table.order);
    let mut count = 1;
    let mut next = || {
        count += 1;
        format!("${count}")
    };
    let own = match client {
        Some(_) => format!(" AND {} = {}", table.client, next()),
        None => String::new(),
    };
    let behind = match after {
        Some(place) => {
            let binds: Vec<String> = place.iter().map(|_| next()).collect();
            format!(" AND ({order}) > ({})", binds.join(", "))
        }
        None => String::new(),
    };
    let rows = format!(
        "SELECT * FROM {name} WHERE tenant_id = $1{own}{behind} ORDER BY {order} LIMIT {PAGE}"
    );
    let parts = || after.into_iter().flatten();
    let rows = match db.pools() {
        Either::Lite(lite) => {
            let mut query = sqlx::query(&rows).bind(tenant.0);
            if let Some(client) = client {
                query = query.bind(client.0);
            }
            for part in parts() {
                query = match part {
                    Part::Id(id) => query.bind(*id),
                    Part::Word(word) => query.bind(word),
                };
            }
            let rows = query.fetch_all(&lite.read).await?;
            rows.iter().map(from_sqlite).collect::<Result<Vec<_>>>()?
        }
        Either::Pg(pool) => {
            let sql = format!("SELECT to_jsonb(t) FROM ({rows}) t");
            let mut query = sqlx::query(&sql).bind(tenant.0);
            if let Some(client) = client {
                query = query.bind(client.0);
            }
            for part in parts() {
                query = match part {
                    Part::Id(id) => query.bind(*id),
                    Part::Word(word) => query.bind(word),
                };
            }
            let rows = query.fetch_all(pool).await?;
            let mut maps = Vec::with_capacity(rows.len());
            for row in rows {
                if let Value::Object(map) = row.try_get::<Value, _>(0)? {
                    maps.push(map);
                }
            }
            maps
        }
    };
    let last = rows.last().filter(|_| rows.len() as i64 == PAGE);
    let place = last.map(|row| {
        let columns = order.split(", ");
        let parts = columns.map(|column| Part::of(row.get(column).unwrap_or(&Value::Null)));
        parts.collect()
    });
    let shown = rows.into_iter().map(|row| {
        row.into_iter()
            .filter(|(name, _)| shows(name))
            .map(|(name, value)| (name, masked::value(value)))
            .collect()
    });
    Ok((shown.collect(), place))
}

/// What is of use to people: no secrets, nothing that is sealed, nothing made from other columns.
fn shows(column: &str) -> bool {
    !matches!(
        column,
        "tenant_id"
            | "search"
            | "email_key"
            | "value_key"
            | "token_hash"
            | "sealed"
            | "document"
            | "placeholder"
            | "content_hash"
            | "dedupe_key"
            | "leased_until"
            | "body_html"
            | "share_key"
            | "pay_url"
            | "wrapped"
            | "staged_by"
            | "import_id"
    )
}

fn from_sqlite(row: &sqlx::sqlite::SqliteRow) -> Result<Map<String, Value>> {
    let mut map = Map::new();
    for column in row.columns() {
        let (name, place) = (column.name(), column.ordinal());
        let raw = row.try_get_raw(place)?;
        let value = if raw.is_null() {
            Value::Null
        } else {
            match raw.type_info().name() {
                "INTEGER" => {
                    let number: i64 = row.try_get(place)?;
                    match is_flag(name) {
                        true => Value::Bool(number != 0),
                        false => number.into(),
                    }
                }
                "REAL" => row.try_get::<f64, _>(place)?.into(),
                "BLOB" => blob(&row.try_get::<Vec<u8>, _>(place)?),
                _ => {
                    let text: String = row.try_get(place)?;
                    match is_json(name) {
                        true => serde_json::from_str(&text).unwrap_or(Value::String(text)),
                        false => Value::String(text),
                    }
                }
            }
        };
        map.insert(name.to_owned(), value);
    }
    Ok(map)
}

/// Columns that Postgres has as boolean.
fn is_flag(name: &str) -> bool {
    name.starts_with("is_") || matches!(name, "in_person" | "allows_publishing" | "attention")
}

/// Columns that Postgres has as jsonb.
fn is_json(name: &str) -> bool {
    matches!(
        name,
        "data"
            | "choices"
            | "reasons"
            | "content"
            | "moved"
            | "filled"
            | "counts"
            | "seller"
            | "buyer"
    )
}

/// An id, or bytes as Postgres writes them.
fn blob(bytes: &[u8]) -> Value {
    match Uuid::from_slice(bytes) {
        Ok(id) => Value::String(id.to_string()),
        Err(_) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Value::String(format!("\\x{hex}"))
        }
    }
}
