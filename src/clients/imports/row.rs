//! One row of a file as a card, or what is wrong with it. Where next: `row/cells` (what needs more than a look).

mod cells;

use chrono::NaiveDate;

use super::columns::Column;
use super::dates::DateOrder;
use crate::clients::{Birthday, Field, Tag, TypedContact};
use crate::contact::{Email, Phone, fold};
use crate::i18n::{Locale, key};
use crate::id::FieldId;
use crate::web::Problem;
use crate::web::forms::{required, text};

/// What a row says, understood.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub contacts: Vec<TypedContact>,
    pub birthday: Option<Birthday>,
    pub address: String,
    pub note: String,
    pub tags: Vec<String>,
    pub allergies: String,
    pub preferences: String,
    pub came_from: String,
    pub locale: Option<Locale>,
    pub marketing: bool,
    pub emergency_name: String,
    pub emergency_phone: String,
    pub answers: Vec<(FieldId, String)>,
    /// Those of the answers that search looks through.
    pub known_by: Vec<String>,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which column, from 0; None: the row as a whole.
    pub column: Option<usize>,
    pub value: String,
    pub problem: Problem,
}

impl Fault {
    /// A row that swallowed those behind it.
    pub fn of_quote(cells: &[String]) -> Self {
        let longest = cells.iter().max_by_key(|cell| cell.len());
        let value = longest.map(String::as_str).unwrap_or_default();
        Self {
            column: None,
            value: value.chars().take(60).collect(),
            problem: key!("clients-import-quote-open").into(),
        }
    }
}

/// How rows of one file are understood.
pub struct Reader<'a> {
    pub columns: &'a [Column],
    pub fields: &'a [Field],
    pub dates: DateOrder,
    /// The practice's country: phones without a country's code are its.
    pub home: Option<&'a str>,
    pub today: NaiveDate,
}

impl Reader<'_> {
    /// # Errors
    /// Everything that is wrong with it, not only the first.
    pub fn read(&self, cells: &[String]) -> Result<Row, Vec<Fault>> {
        let mut taken = Taken {
            reader: self,
            cells,
            faults: Vec::new(),
        };
        let row = taken.row();
        match row {
            Some(row) if taken.faults.is_empty() => Ok(row),
            _ => Err(taken.faults),
        }
    }
}

/// Whether a row says nothing at all.
pub fn is_empty(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

struct Taken<'a> {
    reader: &'a Reader<'a>,
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl<'a> Taken<'a> {
    fn row(&mut self) -> Option<Row> {
        let name = self.name();
        let phone = self.one(Column::Phone, |this, text| this.phone(text));
        let email = self.one(Column::Email, |_, text| {
            Email::parse(text.trim_start_matches("mailto:")).map_err(Problem::from)
        });
        let contacts = self.contacts(phone.as_ref(), email.as_ref());
        let birthday = self.one(Column::Birthday, |this, text| this.birthday(text));
        let tags = self.joined(Column::Tags, ",");
        // Google's own words for its groups.
        let tags = tags.replace(":::", ",").replace("* myContacts", "");
        let tags = self.checked(Column::Tags, Tag::names(&tags));
        let address = self.texts(Column::Address, ", ", 300);
        let note = self.texts(Column::Note, "\n", 4000);
        let preferences = self.texts(Column::Preferences, "\n", 1000);
        let allergies = self.texts(Column::Allergies, "; ", 500);
        let came_from = self.texts(Column::CameFrom, ", ", 120);
        let emergency_name = self.texts(Column::EmergencyName, " ", 120);
        let emergency_phone = self.one(Column::EmergencyPhone, |this, text| this.phone(text));
        let locale = self.joined(Column::Language, "");
        let marketing = self.joined(Column::Marketing, "");
        let (answers, known_by) = self.answers();
        Some(Row {
            name: name?,
            phone,
            email,
            contacts,
            birthday: birthday.flatten(),
            address,
            note,
            tags: tags?,
            allergies,
            preferences,
            came_from,
            locale: language(&locale),
            marketing: says_yes(&marketing),
            emergency_name,
            emergency_phone: emergency_phone
                .map(|phone| phone.e164().to_owned())
                .unwrap_or_default(),
            answers,
            known_by,
        })
    }

    /// The cells of a column's meaning with their places.
    fn of(&self, column: Column) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let cells = self.cells;
        let columns = self.reader.columns.iter().enumerate();
        columns
            .filter(move |(_, known)| **known == column)
            .filter_map(move |(n, _)| Some((n, cells.get(n)?.trim())))
            .filter(|(_, text)| !text.is_empty())
    }

    fn fault(&mut self, column: Option<usize>, value: &str, problem: impl Into<Problem>) {
        self.faults.push(Fault {
            column,
            value: value.chars().take(60).collect(),
            problem: problem.into(),
        });
    }

    fn one<T>(
        &mut self,
        column: Column,
        read: impl Fn(&Self, &str) -> Result<T, Problem>,
    ) -> Option<T> {
        let (n, text) = self.of(column).next()?;
        match read(self, text) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.fault(Some(n), text, problem);
                None
            }
        }
    }

    fn joined(&self, column: Column, between: &str) -> String {
        let texts: Vec<&str> = self.of(column).map(|(_, text)| text).collect();
        texts.join(between)
    }

    fn checked<T>(&mut self, column: Column, value: Result<T, Problem>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(problem) => {
                let place = self.of(column).next();
                let (n, text) = place.unwrap_or_default();
                self.fault(place.map(|_| n), text, problem);
                None
            }
        }
    }

    fn texts(&mut self, column: Column, between: &str, max: usize) -> String {
        let joined = self.joined(column, between);
        self.checked(column, text(&joined, max)).unwrap_or_default()
    }

    /// The whole name, or its parts in the order in which they are said.
    fn name(&mut self) -> Option<String> {
        for column in [
            Column::Name,
            Column::FirstName,
            Column::MiddleName,
            Column::LastName,
        ] {
            let lines = self.of(column).find(|(_, text)| text.contains('\n'));
            if let Some((n, text)) = lines {
                self.fault(Some(n), text, key!("clients-import-name-lines"));
                return None;
            }
        }
        let whole = self.joined(Column::Name, " ");
        let parts = [Column::FirstName, Column::MiddleName, Column::LastName];
        let parts = parts.map(|column| self.joined(column, " "));
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        let name = if whole.is_empty() {
            parts.join(" ")
        } else {
            whole
        };
        let name: Vec<&str> = name.split_whitespace().collect();
        match required(&name.join(" "), 120) {
            Ok(name) => Some(name),
            Err(problem) if problem.key == key!("field-required") => {
                self.fault(None, "", key!("clients-import-no-name"));
                None
            }
            Err(problem) => {
                self.fault(None, &name.join(" "), problem);
                None
            }
        }
    }
}

fn language(typed: &str) -> Option<Locale> {
    let typed = fold(typed);
    if typed.starts_with("ru") {
        Some(Locale::Ru)
    } else if typed.starts_with("es") || typed.starts_with("isp") || typed.starts_with("spa") {
        Some(Locale::Es)
    } else if typed.starts_with("en") || typed.starts_with("ang") || typed.starts_with("ing") {
        Some(Locale::En)
    } else {
        None
    }
}

/// Only a clear yes is one: silence is no consent.
fn says_yes(typed: &str) -> bool {
    const YES: [&str; 18] = [
        "yes",
        "y",
        "true",
        "1",
        "x",
        "on",
        "da",
        "si",
        "s",
        "subscribed",
        "opted in",
        "opt in",
        "opted-in",
        "+",
        "✓",
        "✔",
        "soglasen",
        "soglasna",
    ];
    YES.contains(&fold(typed).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, 14).unwrap()
    }

    #[test]
    fn a_row_is_read_or_everything_wrong_with_it_is_said() {
        use Column::*;
        let columns = [
            FirstName,
            LastName,
            Phone,
            FurtherPhone,
            Email,
            Birthday,
            Tags,
            Marketing,
            Language,
        ];
        let reader = Reader {
            columns: &columns,
            fields: &[],
            dates: DateOrder::DayFirst,
            home: Some("ES"),
            today: today(),
        };
        let cells = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let row = reader.read(&cells(&[
            " Anna ",
            "Petrova",
            "612 345 678",
            "+34 612 345 678\n915 000 111",
            "Anna@Example.com",
            "14.05.1990",
            "VIP, vip; Regular",
            "Yes",
            "Русский",
        ]));
        let row = row.unwrap();
        assert_eq!(row.name, "Anna Petrova");
        assert_eq!(row.phone.unwrap().e164(), "+34612345678");
        assert_eq!(row.contacts.len(), 1, "the same phone twice is one");
        assert_eq!(row.tags, ["VIP", "Regular"]);
        assert!(row.marketing);
        assert_eq!(row.locale, Some(Locale::Ru));
        let faults = reader
            .read(&cells(&[
                "",
                "",
                "12",
                "",
                "anna@",
                "1990-13-01",
                "",
                "no",
                "",
            ]))
            .unwrap_err();
        let columns: Vec<Option<usize>> = faults.iter().map(|fault| fault.column).collect();
        assert_eq!(columns, [None, Some(2), Some(4), Some(5)]);
        let faults = reader
            .read(&cells(&["Anna", "", "3.4612E+10"]))
            .unwrap_err();
        assert_eq!(faults[0].problem.key, "clients-import-phone-rounded");
        assert!(!reader.read(&cells(&["Anna"])).unwrap().marketing);
        for (typed, yes) in [
            ("да", true),
            ("Sí", true),
            ("нет", false),
            ("", false),
            ("unsubscribed", false),
        ] {
            assert_eq!(says_yes(typed), yes, "{typed}");
        }
    }
}
