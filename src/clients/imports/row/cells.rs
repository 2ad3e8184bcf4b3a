//! Cells that need more than a look: phones as spreadsheets leave them, contacts, dates, answers to own fields.

use super::{Taken, says_yes};
use crate::clients::imports::columns::Column;
use crate::clients::imports::dates::{Date, date_parts};
use crate::clients::{Birthday, ContactKind, FieldKind, TypedContact};
use crate::contact::{Email, Phone, fold};
use crate::i18n::key;
use crate::id::FieldId;
use crate::web::Problem;

impl Taken<'_> {
    /// Spreadsheets turn long numbers into 3.4612E+10; what is lost then cannot be read.
    pub(super) fn phone(&self, text: &str) -> Result<Phone, Problem> {
        let text = text.trim_start_matches("tel:").trim();
        // Numbers that a spreadsheet took for decimal ones.
        let text = text.strip_suffix(".0").unwrap_or(text);
        let is_rounded = text.contains(['E', 'e']) && text.contains(['.', ',', '+']);
        if is_rounded
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || "Ee+.,".contains(c))
        {
            return Err(key!("clients-import-phone-rounded").into());
        }
        // Google's own way of putting several into one cell.
        let first = text.split(":::").next().unwrap_or(text);
        Phone::parse(first, self.reader.home).map_err(Problem::from)
    }

    pub(super) fn contacts(
        &mut self,
        phone: Option<&Phone>,
        email: Option<&Email>,
    ) -> Vec<TypedContact> {
        const KINDS: [(Column, ContactKind); 5] = [
            (Column::FurtherPhone, ContactKind::Phone),
            (Column::FurtherEmail, ContactKind::Email),
            (Column::Telegram, ContactKind::Telegram),
            (Column::Whatsapp, ContactKind::Whatsapp),
            (Column::Instagram, ContactKind::Instagram),
        ];
        let mut contacts: Vec<TypedContact> = Vec::new();
        for (column, kind) in KINDS {
            for (n, cell) in self.of(column) {
                for text in cell
                    .split(['\n', ';'])
                    .filter(|text| !text.trim().is_empty())
                {
                    let read = match kind {
                        ContactKind::Phone => self.phone(text).map(|phone| phone.e164().to_owned()),
                        _ => crate::web::forms::text(text, 120),
                    };
                    let read = read.and_then(|text| {
                        TypedContact::parse(kind, &text, String::new(), self.reader.home)
                            .map_err(Problem::from)
                    });
                    match read {
                        Ok(contact) => {
                            let is_first = phone.is_some_and(|p| p.e164() == contact.value_key)
                                || email.is_some_and(|e| e.key() == contact.value_key);
                            let is_known = contacts.iter().any(|known| {
                                known.kind == contact.kind && known.value_key == contact.value_key
                            });
                            let repeats =
                                is_first && matches!(kind, ContactKind::Phone | ContactKind::Email);
                            if !repeats && !is_known {
                                contacts.push(contact);
                            }
                        }
                        Err(problem) => self.fault(Some(n), text, problem),
                    }
                }
            }
        }
        contacts
    }

    pub(super) fn birthday(&self, typed: &str) -> Result<Option<Birthday>, Problem> {
        let (order, today) = (self.reader.dates, self.reader.today);
        match date_parts(typed, order, today) {
            Date::None => Ok(None),
            Date::Found(birthday) => {
                let text = birthday.typed();
                Birthday::parse(&text, today).map_err(Problem::from)
            }
            Date::Other => Birthday::parse(typed, today).map_err(Problem::from),
        }
    }

    /// All of them, and those that search looks through.
    pub(super) fn answers(&mut self) -> (Vec<(FieldId, String)>, Vec<String>) {
        let (mut answers, mut known_by) = (Vec::new(), Vec::new());
        for field in self.reader.fields {
            let Some((n, cell)) = self.of(Column::Field(field.id)).next() else {
                continue;
            };
            let value = match field.kind {
                FieldKind::YesNo => (if says_yes(cell) { "yes" } else { "no" }).to_owned(),
                // As it is chosen, whatever its case.
                FieldKind::Choice => {
                    let mut choices = field.choices.0.iter();
                    let same = choices.find(|choice| fold(choice) == fold(cell));
                    same.cloned().unwrap_or_else(|| cell.to_owned())
                }
                FieldKind::Date => match date_parts(cell, self.reader.dates, self.reader.today) {
                    Date::Found(Birthday {
                        year: Some(year),
                        month,
                        day,
                    }) => format!("{year:04}-{month:02}-{day:02}"),
                    _ => cell.to_owned(),
                },
                _ => cell.to_owned(),
            };
            match field.read(&value) {
                Ok(value) => {
                    if field.kind.is_searched() {
                        known_by.push(value.clone());
                    }
                    answers.push((field.id, value));
                }
                Err(problem) => self.fault(Some(n), cell, problem),
            }
        }
        (answers, known_by)
    }
}
