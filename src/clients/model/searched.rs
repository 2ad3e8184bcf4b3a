//! What search looks through: one text of a card. [`super::refold`] writes it anew when its rules change.

use super::{Client, Contact};
use crate::clients::search::sounds;
use crate::contact::fold;
use crate::db::Tx;
use crate::error::Result;
use crate::q;

impl Client {
    pub(super) fn search_text(&self, contacts: &[Contact], known_by: &[String]) -> String {
        let mut text = search_text(
            &self.name,
            self.phone.as_deref(),
            self.email_key().as_deref(),
        );
        for contact in contacts {
            text.push_str(&contact.value_key);
            text.push(' ');
        }
        for words in known_by {
            push_known_by(&mut text, words);
        }
        text
    }

    /// What search is to look through, read anew.
    pub(super) async fn searched(&self, tx: &mut Tx) -> Result<String> {
        let contacts = Contact::of(&mut *tx, self.tenant_id, self.id).await?;
        let known_by = q!(
            tx,
            fetch_all: (String,),
            "SELECT v.value FROM client_field_values v JOIN client_fields f ON f.tenant_id = $1 AND f.id = v.field_id
             WHERE v.tenant_id = $1 AND v.client_id = $2 AND f.kind IN ('text', 'number') AND f.archived_at IS NULL
             UNION ALL SELECT name || ' ' || plate || ' ' || vin FROM client_subjects
             WHERE tenant_id = $1 AND client_id = $2 AND archived_at IS NULL
             UNION ALL SELECT c.name FROM clients c WHERE c.tenant_id = $1 AND c.id IN (WITH RECURSIVE joined (id) AS (
                SELECT loser_id FROM client_merges WHERE tenant_id = $1 AND winner_id = $2 AND undone_at IS NULL
                UNION SELECT m.loser_id FROM joined
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = joined.id AND m.undone_at IS NULL
                ) SELECT id FROM joined) LIMIT 100",
            self.tenant_id,
            self.id,
        )?;
        let known_by: Vec<String> = known_by.into_iter().map(|(words,)| words).collect();
        Ok(self.search_text(&contacts, &known_by))
    }

    /// To be called when a subject, an answer or the cards joined to it have changed without [`Client::save`].
    pub async fn renew_search(&self, tx: &mut Tx) -> Result<()> {
        let search = self.searched(tx).await?;
        q!(
            tx,
            execute,
            "UPDATE clients SET search = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            search,
        )?;
        Ok(())
    }
}

/// Stands behind the name in what search looks through, and in no name.
pub(in crate::clients) const NAME_ENDS: &str = " ! ";

/// The longest answer to an own field that is searched: a card's number, a nickname; not an essay.
const KNOWN_BY: usize = 60;

/// What somebody is known by besides name and contacts: the names, plates and VINs of their subjects, short answers to
/// own fields, the names on cards that were joined to theirs.
pub fn push_known_by(search: &mut String, words: &str) {
    if words.chars().count() <= KNOWN_BY {
        search.push_str(&fold(words).replace('!', ""));
        search.push(' ');
    }
}

/// What search looks through: the folded name and how it sounds; then, behind a mark, the phone and the e-mail, each with a
/// space after it. [`Client::save`] adds further contacts and what else a client is known by.
pub fn search_text(name: &str, phone: Option<&str>, email_key: Option<&str>) -> String {
    let mut text = fold(name).replace('!', "");
    for sound in sounds(&text) {
        text.push(' ');
        text.push_str(&sound);
    }
    text.push_str(NAME_ENDS);
    for contact in [phone, email_key].into_iter().flatten() {
        text.push_str(contact);
        text.push(' ');
    }
    text
}
