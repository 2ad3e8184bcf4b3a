//! Address books of phones: vCards (2.1, 3.0, 4.0) become a table as any other, which is then judged like one.

use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

use super::columns::Column;
use super::table::{Shape, decode};
use crate::i18n::Locale;

/// The columns of the table that a file of vCards becomes.
pub const COLUMNS: [Column; 9] = [
    Column::Name,
    Column::Phone,
    Column::FurtherPhone,
    Column::Email,
    Column::FurtherEmail,
    Column::Birthday,
    Column::Address,
    Column::Tags,
    Column::Note,
];

pub fn is_vcard(file: &[u8]) -> bool {
    let start = &file[..file.len().min(200)];
    let start = String::from_utf8_lossy(start).to_uppercase();
    start
        .trim_start_matches(['\u{feff}', '\r', '\n', ' '])
        .starts_with("BEGIN:VCARD")
}

/// The cards as CSV in UTF-8, with the columns' names first.
///
/// # Errors
/// When it cannot be written, which memory alone could cause.
pub fn to_table(file: &[u8], locale: Locale, names: [String; 9]) -> Result<Vec<u8>, csv::Error> {
    let encoding = Shape::guess(file, locale).encoding;
    let text = short_birthdays(&decode(file, &encoding));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&names)?;
    let mut parser = Parser::new(&text);
    loop {
        match parser.entry() {
            Entry::VCard(card) => writer.write_record(row(&card))?,
            Entry::Eof => break,
            // What is broken is left out; what follows still comes.
            _ => {}
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// "--03-05", as version 3 writes a day without a year, the way version 4 does: the parser knows only that.
fn short_birthdays(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once(":--") {
        Some((name, day)) if name.len() < 60 && name.to_ascii_uppercase().starts_with("BDAY") => {
            format!("{name}:--{}", day.replace('-', ""))
        }
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

fn row(card: &VCard) -> [String; 9] {
    let phones = texts(card, &VCardProperty::Tel);
    let emails = texts(card, &VCardProperty::Email);
    let first = |list: &[String]| list.first().cloned().unwrap_or_default();
    let rest = |list: &[String]| list.get(1..).unwrap_or_default().join("\n");
    [
        name(card),
        first(&phones),
        rest(&phones),
        first(&emails),
        rest(&emails),
        birthday(card),
        address(card),
        texts(card, &VCardProperty::Categories).join(", "),
        texts(card, &VCardProperty::Note).join("\n"),
    ]
}

/// As it is shown, else made of its parts; of a firm without a person, the firm's.
fn name(card: &VCard) -> String {
    let shown = texts(card, &VCardProperty::Fn).into_iter().next();
    shown
        .or_else(|| {
            let parts = parts(card.property(&VCardProperty::N)?);
            let part = |n: usize| parts.get(n).map(String::as_str).unwrap_or_default();
            let name = [part(1), part(2), part(0)];
            let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
            Some(name.join(" ")).filter(|name| !name.is_empty())
        })
        .or_else(|| texts(card, &VCardProperty::Org).into_iter().next())
        .unwrap_or_default()
}

/// "14.5.1990", "14.5" where the year is not known; as it stands when it is no date.
fn birthday(card: &VCard) -> String {
    let Some(entry) = card.property(&VCardProperty::Bday) else {
        return String::new();
    };
    let mut params = entry.params.iter();
    let omitted = params.any(|param| {
        param
            .name
            .as_str()
            .eq_ignore_ascii_case("X-APPLE-OMIT-YEAR")
    });
    match entry.values.first() {
        Some(VCardValue::PartialDateTime(date)) => match (date.day, date.month, date.year) {
            (Some(day), Some(month), Some(year)) if !omitted && year > 1604 => {
                format!("{year:04}-{month:02}-{day:02}")
            }
            (Some(day), Some(month), _) => format!("--{month:02}-{day:02}"),
            _ => String::new(),
        },
        Some(value) => value.as_text().unwrap_or_default().to_owned(),
        None => String::new(),
    }
}

/// Street, town, region, code and country of the first address.
fn address(card: &VCard) -> String {
    let Some(entry) = card.property(&VCardProperty::Adr) else {
        return String::new();
    };
    let parts: Vec<String> = parts(entry)
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| part.replace('\n', ", "))
        .collect();
    parts.join(", ")
}

/// The parts of a value that has several.
fn parts(entry: &VCardEntry) -> Vec<String> {
    let mut parts = Vec::new();
    for value in &entry.values {
        match value {
            VCardValue::Component(list) => parts.push(list.join(" ")),
            other => parts.push(other.as_text().unwrap_or_default().to_owned()),
        }
    }
    parts
}

/// Every text of a property, the preferred one first.
fn texts(card: &VCard, property: &VCardProperty) -> Vec<String> {
    let mut found: Vec<(bool, String)> = Vec::new();
    for entry in card.properties(property) {
        let is_preferred = entry.params.iter().any(|param| {
            let value = format!("{:?}", param.value).to_lowercase();
            param.name.as_str().eq_ignore_ascii_case("PREF") || value.contains("pref")
        });
        for value in &entry.values {
            let texts: Vec<String> = match value {
                VCardValue::Component(list) => list.clone(),
                other => other.as_text().map(str::to_owned).into_iter().collect(),
            };
            for text in texts {
                let text = text.trim().trim_start_matches("tel:").trim();
                if !text.is_empty() && found.iter().all(|(_, known)| known != text) {
                    found.push((is_preferred, text.to_owned()));
                }
            }
        }
    }
    found.sort_by_key(|(is_preferred, _)| !is_preferred);
    found.into_iter().map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(file: &str) -> Vec<Vec<String>> {
        let names = COLUMNS.map(|column| column.to_string());
        let table = to_table(file.as_bytes(), Locale::En, names).unwrap();
        let shape = Shape::guess(&table, Locale::En);
        assert!(shape.has_header);
        shape
            .records(std::str::from_utf8(&table).unwrap())
            .skip(1)
            .collect()
    }

    #[test]
    fn cards_of_phones_become_rows() {
        let file = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Petrova;Anna;;;\r\nFN:Anna Petrova\r\nTEL;type=CELL:+34 612 345 678\r\nTEL;type=HOME;type=pref:915 000 111\r\nEMAIL;type=INTERNET:anna@example.com\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-05-14\r\nitem1.ADR;type=HOME:;;Calle Mayor 1;Madrid;;28001;Spain\r\nCATEGORIES:VIP,Regular\r\nNOTE:Tea\\, no sugar\\nand a window\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEA\r\n AAAA\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2=D0=B0;=D0=9E=D0=BB=D1=8C=D0=B3=D0=B0;;;\r\nTEL;CELL:89123456789\r\nBDAY:1990-05-14\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Kate O'Connor\r\nTEL;VALUE=uri:tel:+44-20-7946-0018\r\nBDAY:--0514\r\nEND:VCARD\r\n";
        assert!(is_vcard(file.as_bytes()));
        let rows = rows(file);
        assert_eq!(
            rows[0],
            [
                "Anna Petrova",
                "915 000 111",
                "+34 612 345 678",
                "anna@example.com",
                "",
                "--05-14",
                "Calle Mayor 1, Madrid, 28001, Spain",
                "VIP, Regular",
                "Tea, no sugar\nand a window"
            ]
        );
        assert_eq!(rows[1][0], "Ольга Иванова");
        assert_eq!(
            (rows[1][1].as_str(), rows[1][5].as_str()),
            ("89123456789", "1990-05-14")
        );
        assert_eq!(rows[2][0], "Kate O'Connor");
        assert_eq!(
            (rows[2][1].as_str(), rows[2][5].as_str()),
            ("+44-20-7946-0018", "--05-14")
        );
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn birthdays_without_a_year_are_kept() {
        for (version, typed) in [
            ("3.0", "--03-05"),
            ("4.0", "--0305"),
            ("3.0", "--0305"),
            ("3.0", "1604-03-05"),
        ] {
            let rows = rows(&format!(
                "BEGIN:VCARD\r\nVERSION:{version}\r\nFN:Anna\r\nBDAY:{typed}\r\nEND:VCARD\r\n"
            ));
            assert_eq!(rows[0][5], "--03-05", "{typed} of {version}");
        }
    }

    #[test]
    fn broken_cards_stop_nothing() {
        assert!(rows("BEGIN:VCARD\r\nVERSION:3.0\r\nFN").len() <= 1);
        assert_eq!(rows("BEGIN:VCARD\r\nrubbish\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nEND:VCARD\r\n").last().unwrap()[0], "Anna");
    }
}
