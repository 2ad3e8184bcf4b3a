//! The ways to a page of the list. Which of them is quick depends on how many match.

use uuid::Uuid;

use super::{After, FEW, Filter, Found, LAST, Sought};
use crate::db::On;
use crate::error::Result;
use crate::id::{TagId, TenantId};
use crate::q;

/// How many hits the index has, no fewer than there are; beyond [`FEW`] they are not counted.
pub(super) async fn hits(mut on: impl On, tenant: TenantId, sought: &Sought) -> Result<i64> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    let (count,) = q!(
        on,
        fetch_one planned: (i64,),
        {
            // A tenant's documents are a range of their own, so that only they are read. The last terms only bind.
            sqlite: "SELECT COUNT(*) FROM (SELECT 1 FROM clients_fts WHERE clients_fts MATCH $2
                        AND rowid BETWEEN (SELECT min(doc) FROM client_docs WHERE tenant_id = $1)
                                      AND (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)
                     LIMIT $9) f WHERE ($3 || $4 || $5 || $6 || $7 || $8) <> ''",
            pg: "SELECT COUNT(*) FROM (SELECT 1 FROM clients WHERE tenant_id = $1 AND NOT is_merged AND $2 <> ''
                    AND (search LIKE $3 OR search LIKE $4) AND (search LIKE $5 OR search LIKE $6)
                    AND (search LIKE $7 OR search LIKE $8) LIMIT $9) c",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        FEW + 1,
    )?;
    Ok(count)
}

/// Whether no more than [`FEW`] have the tag.
pub(super) async fn has_few(mut on: impl On, tenant: TenantId, tag: TagId) -> Result<bool> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM (SELECT 1 FROM client_tags WHERE tenant_id = $1 AND tag_id = $2 LIMIT $3) t",
        tenant,
        tag,
        FEW + 1,
    )?;
    Ok(count <= FEW)
}

/// Out of the index, then sorted: whose words begin as what was typed before the others, each by name.
pub(super) async fn few(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    let [begins, word_begins] = sought.openings();
    Ok(q!(
        on,
        fetch_all planned: Found,
        {
            sqlite: "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
                     FROM (SELECT rowid AS doc FROM clients_fts WHERE clients_fts MATCH $2
                            AND rowid BETWEEN (SELECT min(doc) FROM client_docs WHERE tenant_id = $1)
                                          AND (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)) f
                     CROSS JOIN client_docs d ON d.doc = f.doc AND d.tenant_id = $1
                     CROSS JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
                     WHERE (CASE WHEN c.search LIKE $13 ESCAPE '\\' OR c.search LIKE $14 ESCAPE '\\' THEN 0 ELSE 1 END, c.search, c.id)
                            > ($15, $9, $10) AND NOT c.is_merged
                       AND (c.search LIKE $3 ESCAPE '\\' OR c.search LIKE $4 ESCAPE '\\')
                       AND (c.search LIKE $5 ESCAPE '\\' OR c.search LIKE $6 ESCAPE '\\')
                       AND (c.search LIKE $7 ESCAPE '\\' OR c.search LIKE $8 ESCAPE '\\')
                       AND ($12 IS NULL OR EXISTS (SELECT 1 FROM client_tags t
                            WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $12))
                     ORDER BY CASE WHEN c.search LIKE $13 ESCAPE '\\' OR c.search LIKE $14 ESCAPE '\\' THEN 0 ELSE 1 END,
                        c.search, c.id LIMIT $11",
            pg: "WITH f AS MATERIALIZED (
                    SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
                    WHERE tenant_id = $1 AND NOT is_merged AND $2 <> ''
                      AND (search LIKE $3 OR search LIKE $4) AND (search LIKE $5 OR search LIKE $6)
                      AND (search LIKE $7 OR search LIKE $8))
                 SELECT f.* FROM f
                 WHERE (CASE WHEN f.search LIKE $13 OR f.search LIKE $14 THEN 0 ELSE 1 END, f.search, f.id) > ($15, $9, $10)
                   AND (EXISTS (SELECT 1 FROM client_tags t WHERE t.tenant_id = $1 AND t.client_id = f.id AND t.tag_id = $12)
                        OR $12 IS NULL)
                 ORDER BY CASE WHEN f.search LIKE $13 OR f.search LIKE $14 THEN 0 ELSE 1 END, f.search, f.id LIMIT $11",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
        begins,
        word_begins,
        sought.rank(&after.search) * i64::from(*after != After::default()),
    )?)
}

/// Names that begin with the first word that was typed, by name; then the others as they came.
pub(super) async fn many(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let prefix = sought.words.first().map(String::as_str);
    let prefix = prefix.unwrap_or(LAST);
    let end = format!("{prefix}{LAST}");
    let is_first = *after == After::default();
    let is_in_names = prefix <= after.search.as_str() && after.search < end;
    let mut found = Vec::new();
    if is_first || is_in_names {
        let begin = After {
            search: prefix.to_owned(),
            id: Uuid::nil(),
        };
        let after = if is_first { &begin } else { after };
        let filter = Filter::default();
        found = walk(&mut on, tenant, sought, filter, (after, &end), limit).await?;
    }
    let room = limit - found.len() as i64;
    if room > 0 {
        let after = if is_in_names { Uuid::nil() } else { after.id };
        let besides = (prefix, end.as_str());
        found.extend(others(on, tenant, sought, besides, after, room).await?);
    }
    Ok(found)
}

/// Those whose names do not begin so, in the order in which they came, after one of them.
async fn others(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    (prefix, end): (&str, &str),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all planned: Found,
        {
            // A document's number rises as clients come.
            sqlite: "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
                     FROM (SELECT rowid AS doc FROM clients_fts WHERE clients_fts MATCH $2
                            AND rowid > coalesce((SELECT doc FROM client_docs WHERE tenant_id = $1 AND client_id = $9),
                                (SELECT min(doc) - 1 FROM client_docs WHERE tenant_id = $1))
                            AND rowid <= (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)) f
                     CROSS JOIN client_docs d ON d.doc = f.doc AND d.tenant_id = $1
                     CROSS JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
                     WHERE NOT c.is_merged AND NOT (c.search >= $10 AND c.search < $11)
                       AND (c.search LIKE $3 ESCAPE '\\' OR c.search LIKE $4 ESCAPE '\\')
                       AND (c.search LIKE $5 ESCAPE '\\' OR c.search LIKE $6 ESCAPE '\\')
                       AND (c.search LIKE $7 ESCAPE '\\' OR c.search LIKE $8 ESCAPE '\\')
                     LIMIT $12",
            // Read in the order of the key until there are enough. Beside the patterns, of which it thinks that few have
            // them, the planner would rather read and sort everybody: `OFFSET 0` keeps it from looking at both at once.
            pg: "SELECT id, name, phone, email, allergies, blocked_at, search
                 FROM (SELECT * FROM clients WHERE tenant_id = $1 AND $2 <> '' AND id > $9 AND NOT is_merged ORDER BY id OFFSET 0) c
                 WHERE NOT (search >= $10 AND search < $11)
                   AND (search LIKE $3 OR search LIKE $4) AND (search LIKE $5 OR search LIKE $6)
                   AND (search LIKE $7 OR search LIKE $8)
                 ORDER BY id LIMIT $12",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        after,
        prefix,
        end,
        limit,
    )?)
}

/// Along the list, from after a line up to a text, until the page is full.
pub(super) async fn walk(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    (after, end): (&After, &str),
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all planned: Found,
        {
            sqlite: "SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
             WHERE tenant_id = $1 AND (search, id) > ($8, $9) AND search < $12 AND NOT is_merged
               AND (search LIKE $2 ESCAPE '\\' OR search LIKE $3 ESCAPE '\\')
               AND (search LIKE $4 ESCAPE '\\' OR search LIKE $5 ESCAPE '\\')
               AND (search LIKE $6 ESCAPE '\\' OR search LIKE $7 ESCAPE '\\')
               AND (EXISTS (SELECT 1 FROM client_tags t
                    WHERE t.tenant_id = clients.tenant_id AND t.client_id = clients.id AND t.tag_id = $11) OR $11 IS NULL)
             ORDER BY search, id LIMIT $10",
            // As in `others`.
            pg: "SELECT id, name, phone, email, allergies, blocked_at, search
             FROM (SELECT * FROM clients
                   WHERE tenant_id = $1 AND (search, id) > ($8, $9) AND search < $12 AND NOT is_merged
                   ORDER BY search, id OFFSET 0) c
             WHERE (search LIKE $2 OR search LIKE $3) AND (search LIKE $4 OR search LIKE $5)
               AND (search LIKE $6 OR search LIKE $7)
               AND (EXISTS (SELECT 1 FROM client_tags t
                    WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $11) OR $11 IS NULL)
             ORDER BY search, id LIMIT $10",
        },
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
        end,
    )?)
}

/// Those with a tag that few have.
pub(super) async fn tagged(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    tag: TagId,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all planned: Found,
        "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
         FROM client_tags t JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id
         WHERE t.tenant_id = $1 AND t.tag_id = $11 AND (c.search, c.id) > ($8, $9) AND NOT c.is_merged
           AND (c.search LIKE $2 ESCAPE '\\' OR c.search LIKE $3 ESCAPE '\\')
           AND (c.search LIKE $4 ESCAPE '\\' OR c.search LIKE $5 ESCAPE '\\')
           AND (c.search LIKE $6 ESCAPE '\\' OR c.search LIKE $7 ESCAPE '\\')
         ORDER BY c.search, c.id LIMIT $10",
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        tag,
    )?)
}

/// The block list.
pub(super) async fn blocked(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all planned: Found,
        "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search FROM clients c
         WHERE c.tenant_id = $1 AND c.blocked_at IS NOT NULL AND (c.search, c.id) > ($8, $9) AND NOT c.is_merged
           AND (c.search LIKE $2 ESCAPE '\\' OR c.search LIKE $3 ESCAPE '\\')
           AND (c.search LIKE $4 ESCAPE '\\' OR c.search LIKE $5 ESCAPE '\\')
           AND (c.search LIKE $6 ESCAPE '\\' OR c.search LIKE $7 ESCAPE '\\')
           AND (EXISTS (SELECT 1 FROM client_tags t
                WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $11) OR $11 IS NULL)
         ORDER BY c.search, c.id LIMIT $10",
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
    )?)
}
