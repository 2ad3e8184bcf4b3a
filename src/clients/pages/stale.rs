//! Two who edit one card, or one person in two tabs. A form knows what stood on the card when it was opened, so that what was
//! changed here is told apart from what was saved meanwhile: what only the other one changed is taken over, what both
//! changed is asked about, and of two words on allergies neither is lost.

use super::super::{ContactKind, Field, FieldKind};
use super::fields::Fields;
use crate::accounts::Permission;
use crate::i18n::{Locale, key};
use crate::web::Page;

/// A part of the card that somebody else saved meanwhile.
pub struct Difference {
    pub label: String,
    /// The control that holds it.
    pub href: String,
    pub saved: String,
    pub typed: String,
    /// The form took it over, as nothing was changed here; else what is typed replaces it.
    pub is_taken: bool,
    /// Both are in the form now.
    pub is_joined: bool,
}

/// A control of the form, by its name, and how its text is read out.
struct Part {
    name: String,
    id: String,
    label: String,
    text: String,
}

impl Fields {
    /// What stands in the form, to be compared with later.
    pub fn snapshot(&self) -> String {
        let plain = Self {
            base: String::new(),
            seen: String::new(),
            key: String::new(),
            note: String::new(),
            anyway: false,
            ..self.clone()
        };
        serde_json::to_string(&plain).unwrap_or_default()
    }

    /// Meets what was saved meanwhile; the form then stands on that.
    pub fn meet(&mut self, saved: &Self, fields: &[Field], page: &Page) -> Vec<Difference> {
        // A form that does not say what it was opened with: whatever differs is asked about.
        let opened: Option<Self> = serde_json::from_str(&self.base).ok();
        let typed = self.parts(fields, page);
        let known = opened.map(|opened| opened.parts(fields, page));
        let mut differences = Vec::new();
        for (n, now) in saved.parts(fields, page).into_iter().enumerate() {
            let Some(own) = typed.get(n).filter(|own| !is_same(own, &now)) else {
                continue;
            };
            let before = known.as_ref().and_then(|known| known.get(n));
            if before.is_some_and(|before| is_same(before, &now)) {
                // Changed here only.
                continue;
            }
            let is_taken = before.is_some_and(|before| is_same(before, own));
            let is_joined = !is_taken && now.name == "allergies" && !now.text.is_empty();
            if is_taken {
                self.take_over(saved, &now.name);
            } else if is_joined {
                self.allergies = joined(&saved.allergies, &self.allergies);
            }
            differences.push(Difference {
                label: now.label,
                href: format!("#{}", now.id),
                saved: now.text,
                typed: own.text.clone(),
                is_taken,
                is_joined,
            });
        }
        self.seen.clone_from(&saved.seen);
        self.base = saved.snapshot();
        differences
    }

    fn parts(&self, fields: &[Field], page: &Page) -> Vec<Part> {
        let part = |name: &str, key: &str, text: &str| Part {
            name: name.to_owned(),
            id: name.to_owned(),
            label: page.t(key),
            text: text.replace("\r\n", "\n").trim().to_owned(),
        };
        let language: Option<Locale> = self.locale.parse().ok();
        let channel = match ContactKind::parse(&self.writes_by) {
            Some(kind) => page.t(kind.written_key()),
            None => page.t("client-writes-by-any"),
        };
        let marketing = page.t(if self.marketing { "yes" } else { "no" });
        // Safety first.
        let mut parts = vec![
            part("allergies", key!("client-allergies"), &self.allergies),
            part("name", key!("client-name"), &self.name),
            part("phone", key!("client-phone"), &self.phone),
            part("email", key!("client-email"), &self.email),
            part("tags", key!("client-tags"), &self.tags),
            part(
                "locale",
                key!("client-language"),
                language.map_or("", Locale::name),
            ),
            part("writes_by", key!("client-writes-by"), &channel),
            part("address", key!("client-address"), &self.address),
            part("birthday", key!("client-birthday"), &self.birthday),
            part("came_from", key!("client-came-from"), &self.came_from),
            part("preferences", key!("client-preferences"), &self.preferences),
            part(
                "emergency_name",
                key!("client-emergency"),
                &self.emergency_name,
            ),
            part(
                "emergency_phone",
                key!("client-emergency-phone"),
                &self.emergency_phone,
            ),
            part("marketing", key!("client-marketing-allowed"), &marketing),
        ];
        if page.can(Permission::ClientsPii) {
            let lines = self.contact_lines().into_iter();
            let lines = lines.filter(|line| !line.value.trim().is_empty());
            let lines = lines.map(|line| {
                let kind = ContactKind::parse(&line.kind).map_or("", ContactKind::text_key);
                let text = format!("{}: {} {}", page.t(kind), line.value.trim(), line.label);
                text.trim().to_owned()
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            let mut contacts = part("contacts", key!("client-more-contacts"), &text);
            contacts.id = "contact-0".into();
            parts.push(contacts);
        }
        for line in self.field_lines(fields) {
            let text = match (line.field.kind, line.value.as_str()) {
                (FieldKind::YesNo, "yes" | "no") => page.t(&line.value),
                _ => line.value.trim().to_owned(),
            };
            parts.push(Part {
                name: line.field.id.to_string(),
                id: format!("field-{}", line.n),
                label: line.field.name,
                text,
            });
        }
        parts
    }

    fn take_over(&mut self, saved: &Self, name: &str) {
        match name {
            "allergies" => self.allergies.clone_from(&saved.allergies),
            "name" => self.name.clone_from(&saved.name),
            "phone" => self.phone.clone_from(&saved.phone),
            "email" => self.email.clone_from(&saved.email),
            "tags" => self.tags.clone_from(&saved.tags),
            "locale" => self.locale.clone_from(&saved.locale),
            "writes_by" => self.writes_by.clone_from(&saved.writes_by),
            "address" => self.address.clone_from(&saved.address),
            "birthday" => self.birthday.clone_from(&saved.birthday),
            "came_from" => self.came_from.clone_from(&saved.came_from),
            "preferences" => self.preferences.clone_from(&saved.preferences),
            "emergency_name" => self.emergency_name.clone_from(&saved.emergency_name),
            "emergency_phone" => self.emergency_phone.clone_from(&saved.emergency_phone),
            "marketing" => self.marketing = saved.marketing,
            "contacts" => {
                self.contact_kind.clone_from(&saved.contact_kind);
                self.contact_value.clone_from(&saved.contact_value);
                self.contact_label.clone_from(&saved.contact_label);
            }
            field => {
                let value = |form: &Self| {
                    let at = form.field_id.iter().position(|known| known == field)?;
                    form.field_value.get(at).cloned()
                };
                let value = value(saved).unwrap_or_default();
                match self.field_id.iter().position(|known| known == field) {
                    Some(at) if at < self.field_value.len() => self.field_value[at] = value,
                    _ => {
                        self.field_value.resize(self.field_id.len(), String::new());
                        self.field_id.push(field.to_owned());
                        self.field_value.push(value);
                    }
                }
            }
        }
    }
}

fn is_same(one: &Part, other: &Part) -> bool {
    one.text == other.text
}

/// Both, and what is said twice once.
fn joined(saved: &str, typed: &str) -> String {
    let (saved, typed) = (saved.trim(), typed.trim());
    let has = |long: &str, short: &str| long.to_lowercase().contains(&short.to_lowercase());
    if has(saved, typed) {
        saved.to_owned()
    } else if has(typed, saved) {
        typed.to_owned()
    } else {
        format!("{saved}; {typed}")
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn of_two_words_on_allergies_neither_is_lost() {
        for (saved, typed, both) in [
            ("Nickel", "Latex", "Nickel; Latex"),
            ("Nickel, latex", "Latex", "Nickel, latex"),
            ("nickel", "Nickel, gold", "Nickel, gold"),
            ("Nickel", "", "Nickel"),
        ] {
            assert_eq!(joined(saved, typed), both);
        }
    }
}
