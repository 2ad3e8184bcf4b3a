//! What search looks through is made of names, contacts and what else a client is known by, by rules of ours ([`fold`], the
//! sounds). Where these changed, cards that were written before are found by the old ones only: so the worker writes them
//! anew, a piece at a time, once for each [`RULES`]. The same for what tags and messengers' names are compared by.
//!
//! Where it stands is kept beside what it has done, so that it goes on after a break, and begins again in a backup that is
//! older than the rules.

use sqlx::FromRow;
use uuid::Uuid;

use super::{Client, Contact};
use crate::app::App;
use crate::contact::fold;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{TagId, TenantId};
use crate::q;

/// Rises with every change of what [`fold`] or the text for search makes of a name (a test tells), and of what goes into that
/// text.
pub const RULES: i64 = 3;
const NAME: &str = "clients.search";
/// Cards of a piece: others write in between.
const PIECE: i64 = 200;

#[derive(FromRow)]
struct Standing {
    version: i64,
    after_practice: Option<Uuid>,
    after_client: Option<Uuid>,
}

/// Writes the next piece anew; how many cards it looked at, 0 when all are done.
pub async fn refold(app: &App) -> Result<usize> {
    if is_done(&app.db).await? {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "INSERT INTO derivations (name, version) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING",
        NAME
    )?;
    let standing = q!(
        tx,
        fetch_one: Standing,
        {
            sqlite: "SELECT version, after_practice, after_client FROM derivations WHERE name = $1",
            // One process at a time.
            pg: "SELECT version, after_practice, after_client FROM derivations WHERE name = $1 FOR UPDATE",
        },
        NAME
    )?;
    if standing.version >= RULES {
        return Ok(0);
    }
    let after = (
        standing.after_practice.unwrap_or_default(),
        standing.after_client.unwrap_or_default(),
    );
    let cards = piece(&mut tx, after).await?;
    for card in &cards {
        again(&mut tx, card).await?;
    }
    match cards.last() {
        Some(last) => q!(
            tx,
            execute,
            "UPDATE derivations SET after_practice = $2, after_client = $3 WHERE name = $1",
            NAME,
            last.tenant_id,
            last.id
        )?,
        None => {
            tags(&mut tx).await?;
            q!(
                tx,
                execute,
                "UPDATE derivations SET version = $2, after_practice = NULL, after_client = NULL WHERE name = $1",
                NAME,
                RULES
            )?
        }
    };
    tx.commit().await?;
    Ok(cards.len())
}

async fn is_done(mut on: impl On) -> Result<bool> {
    let found = q!(
        on,
        fetch_optional: (i64,),
        "SELECT version FROM derivations WHERE name = $1",
        NAME
    )?;
    Ok(found.is_some_and(|(version,)| version >= RULES))
}

/// The next cards, which nobody else changes until the transaction ends. Those that are hidden are written anew when they
/// come to light.
async fn piece(tx: &mut Tx, (practice, client): (Uuid, Uuid)) -> Result<Vec<Client>> {
    Ok(q!(
        tx,
        fetch_all: Client,
        {
            sqlite: "SELECT * FROM clients WHERE (tenant_id, id) > ($1, $2) AND NOT is_merged ORDER BY tenant_id, id LIMIT $3",
            pg: "SELECT * FROM clients WHERE (tenant_id, id) > ($1, $2) AND NOT is_merged ORDER BY tenant_id, id LIMIT $3
                FOR NO KEY UPDATE",
        },
        practice,
        client,
        PIECE
    )?)
}

async fn again(tx: &mut Tx, card: &Client) -> Result<()> {
    for contact in Contact::of(&mut *tx, card.tenant_id, card.id).await? {
        let key = contact.key_now();
        if key != contact.value_key {
            q!(
                tx,
                execute,
                "UPDATE client_contacts SET value_key = $3 WHERE tenant_id = $1 AND id = $2",
                card.tenant_id,
                contact.id,
                key
            )?;
        }
    }
    let search = card.searched(tx).await?;
    q!(
        tx,
        execute,
        "UPDATE clients SET search = $3 WHERE tenant_id = $1 AND id = $2 AND search <> $3",
        card.tenant_id,
        card.id,
        search
    )?;
    Ok(())
}

/// Two tags that are called the same by the new rules stay two: their practice may join them.
async fn tags(tx: &mut Tx) -> Result<()> {
    let all = q!(
        tx,
        fetch_all: (TenantId, TagId, String, String),
        "SELECT tenant_id, id, name, name_key FROM tags ORDER BY tenant_id, id"
    )?;
    for (tenant, id, name, key) in all {
        let now = fold(&name);
        if now == key {
            continue;
        }
        q!(
            tx,
            execute,
            "UPDATE tags SET name_key = $3 WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (
                SELECT 1 FROM tags o WHERE o.tenant_id = $1 AND o.name_key = $3)",
            tenant,
            id,
            now
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::search_text;
    use super::{RULES, fold};
    use crate::crypto::sha256;

    /// What the rules make of every letter, and of names whose sound differs from their letters.
    #[test]
    fn changed_rules_have_a_number_of_their_own() {
        let mut made = String::new();
        for letter in ('\u{20}'..'\u{3100}').chain('\u{1f300}'..'\u{1f650}') {
            made.push_str(&fold(&format!("{letter}a")));
            made.push('\n');
        }
        for name in [
            "Anna Chernova",
            "Жанна Щукина",
            "Юлия Ямпольская",
            "Iuliia Khyzhnyak",
            "Ελένη Παπαδάκη",
            "Łukasz Żak",
            "Núñez, José",
            "Xenia Quck",
            "Joachim Schulz",
            "Наталія Ґудзь",
            "O’Brien!",
        ] {
            made.push_str(&search_text(
                name,
                Some("+34612345678"),
                Some("a@example.com"),
            ));
            made.push('\n');
        }
        let hash: String = sha256(&made)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        // Another hash: raise RULES and write it here, so that what was written before is found by the new rules too.
        assert_eq!(
            (RULES, hash.as_str()),
            (
                3,
                "f24d4717c41a19183372f27f8c927557b1d28f34de267444352c704b38e0679e"
            )
        );
    }
}
