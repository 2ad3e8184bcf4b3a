//! A template as it is typed: what stands in its braces, whether it means something, and putting in what it stands for.

use crate::i18n::Locale;
use crate::messages::Kind;
use crate::messages::words::{Own, one_line};

/// What may stand in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    ClientName,
    FirstName,
    Service,
    Date,
    Time,
    /// Where a visit was before it was moved.
    FormerDate,
    FormerTime,
    Place,
    Price,
    Deposit,
    /// Until when the deposit is awaited.
    PayUntil,
    Practice,
    Reference,
    /// The visit's own page; where the visit is no more, the page to book another.
    Link,
}

impl Variable {
    /// Those that a kind has.
    pub fn of(kind: Kind) -> Vec<Self> {
        let mut all = vec![
            Self::ClientName,
            Self::FirstName,
            Self::Service,
            Self::Date,
            Self::Time,
            Self::Place,
            Self::Price,
            Self::Practice,
            Self::Reference,
            Self::Link,
        ];
        match kind {
            Kind::Moved => all.extend([Self::FormerDate, Self::FormerTime]),
            Kind::DepositAsked => all.extend([Self::Deposit, Self::PayUntil]),
            Kind::DepositLate => all.push(Self::Deposit),
            _ => {}
        }
        all
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::ClientName => "client_name",
            Self::FirstName => "first_name",
            Self::Service => "service",
            Self::Date => "date",
            Self::Time => "time",
            Self::FormerDate => "former_date",
            Self::FormerTime => "former_time",
            Self::Place => "place",
            Self::Price => "price",
            Self::Deposit => "deposit",
            Self::PayUntil => "pay_until",
            Self::Practice => "practice",
            Self::Reference => "reference",
            Self::Link => "link",
        }
    }

    /// As it stands in a text: "{date}".
    pub fn token(self) -> String {
        format!("{{{}}}", self.name())
    }

    /// What it stands for; a text's key.
    pub fn key(self) -> String {
        format!("templates-var-{}", self.name().replace('_', "-"))
    }
}

/// A piece of a text.
enum Part<'a> {
    Text(&'a str),
    Variable(Variable),
    /// What means nothing, as it stands.
    Odd(&'a str, Fault),
}

/// What stands in braces and means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As it was typed: "{dtae}", or a brace alone and what follows it.
    pub found: String,
    /// The variable that was meant, perhaps.
    pub nearest: Option<Variable>,
}

fn parts(kind: Kind, text: &str) -> Vec<Part<'_>> {
    let known = Variable::of(kind);
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        parts.push(Part::Text(before));
        let (raw, part) = braced(&known, from);
        parts.push(part);
        rest = &from[raw.len()..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// What a text that begins with a brace begins with.
fn braced<'a>(known: &[Variable], text: &'a str) -> (&'a str, Part<'a>) {
    let inside = text.strip_prefix('{').and_then(|inside| {
        let end = inside.find(['{', '}'])?;
        inside[end..].starts_with('}').then(|| &inside[..end])
    });
    let Some(inside) = inside else {
        let (found, nearest) = (short(text), None);
        return (&text[..1], Part::Odd(&text[..1], Fault { found, nearest }));
    };
    let raw = &text[..inside.len() + 2];
    let name = inside.trim().to_lowercase();
    let part = match known.iter().find(|one| one.name() == name) {
        Some(variable) => Part::Variable(*variable),
        None => {
            let found = format!("{{{}}}", short(inside));
            let nearest = nearest(known, &name);
            Part::Odd(raw, Fault { found, nearest })
        }
    };
    (raw, part)
}

/// The start of what was found, to be shown.
fn short(text: &str) -> String {
    text.chars().take(30).collect()
}

/// The name that is a slip of the fingers away, or begins alike.
fn nearest(known: &[Variable], typed: &str) -> Option<Variable> {
    let typed = typed.replace([' ', '-'], "_");
    let closeness = |one: &Variable| strsim::jaro_winkler(one.name(), &typed);
    let best = known
        .iter()
        .copied()
        .max_by(|a, b| closeness(a).total_cmp(&closeness(b)))?;
    (closeness(&best) > 0.75).then_some(best)
}

/// What is to become of a template: as typed, and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub locale: Locale,
    pub own: Own,
}

impl Draft {
    /// The first of what means nothing, in the subject and in the text.
    pub fn check(&self) -> [Option<Fault>; 2] {
        [&self.own.subject, &self.own.text].map(|text| {
            let mut parts = parts(self.kind, text).into_iter();
            parts.find_map(|part| match part {
                Part::Odd(_, fault) => Some(fault),
                _ => None,
            })
        })
    }

    /// Which variables it names.
    pub fn variables(&self) -> Vec<Variable> {
        let texts = [&self.own.subject, &self.own.text];
        let parts = texts.into_iter().flat_map(|text| parts(self.kind, text));
        let found = parts.filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            _ => None,
        });
        found.collect()
    }

    /// With the values put in; what means nothing stays as it is.
    pub fn fill(&self, value: impl Fn(Variable) -> String) -> Own {
        let fill = |text: &str| -> String {
            let parts = parts(self.kind, text).into_iter().map(|part| match part {
                Part::Text(text) | Part::Odd(text, _) => text.to_owned(),
                // A name of several lines makes no paragraph.
                Part::Variable(variable) => one_line(&value(variable)),
            });
            parts.collect()
        };
        Own {
            subject: fill(&self.own.subject),
            text: fill(&self.own.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::templates::{KINDS, usual};

    fn draft(text: &str) -> Draft {
        Draft {
            kind: Kind::Booked,
            locale: Locale::En,
            own: Own {
                subject: String::new(),
                text: text.to_owned(),
            },
        }
    }

    #[test]
    fn what_means_nothing_is_named_with_what_was_meant() {
        for (text, found, meant) in [
            ("On {dtae}", "{dtae}", Some("date")),
            ("{client name}", "{client name}", Some("client_name")),
            ("{clientname}", "{clientname}", Some("client_name")),
            ("{Имя}", "{Имя}", None),
            ("{deposit_paid_yet}", "{deposit_paid_yet}", None),
            ("a } b", "} b", None),
            ("a {date", "{date", None),
            ("{date {time}", "{date {time}", None),
        ] {
            let [_, fault] = draft(text).check();
            let fault = fault.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(fault.found, found);
            assert_eq!(fault.nearest.map(Variable::name), meant, "{text}");
        }
        assert_eq!(draft("{date}, { Time } {link}").check(), [None, None]);
        // A deposit is asked for by one kind only.
        assert!(draft("{deposit}").check()[1].is_some());
    }

    #[test]
    fn a_value_is_put_in_once() {
        let filled = draft("Dear {client_name}: {date}!").fill(|variable| match variable {
            Variable::ClientName => "{date}\n\nBcc: x".into(),
            _ => "Monday".into(),
        });
        assert_eq!(filled.text, "Dear {date} Bcc: x: Monday!");
    }

    #[test]
    fn the_usual_words_are_templates_that_can_be_saved() {
        for kind in KINDS {
            for locale in Locale::ALL {
                let usual = Draft {
                    kind,
                    locale,
                    own: usual(kind, locale),
                };
                assert_eq!(usual.check(), [None, None], "{kind:?} {locale:?}");
                assert!(!usual.variables().is_empty());
            }
        }
    }
}
