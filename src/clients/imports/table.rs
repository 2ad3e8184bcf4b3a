//! A file as rows of texts: how its letters are written, what parts its columns, whether its first row names them.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::columns::Column;
use crate::i18n::{Locale, key};

/// Ways of writing letters that are offered; others are taken when they are guessed.
pub const ENCODINGS: &[(&str, &str)] = &[
    ("UTF-8", "UTF-8 (Unicode)"),
    ("windows-1251", "Windows-1251 (кириллица)"),
    ("windows-1252", "Windows-1252 (Latin)"),
    ("UTF-16LE", "UTF-16 (Unicode text of Excel)"),
    ("KOI8-R", "KOI8-R (кириллица)"),
    ("IBM866", "DOS 866 (кириллица)"),
];
pub const DELIMITERS: &[char] = &[',', ';', '\t', '|'];
/// Rows that a guess looks at.
const LOOKED_AT: usize = 50;
/// Columns that are looked at; more is no list of people.
pub const MAX_COLUMNS: usize = 100;

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub encoding: String,
    pub delimiter: char,
    pub has_header: bool,
}

impl Shape {
    /// What it most likely is; `locale` is the master's, whose letters are likelier than others.
    pub fn guess(file: &[u8], locale: Locale) -> Self {
        let encoding = guess_encoding(file, locale);
        let text = decode(file, encoding.name());
        let delimiter = guess_delimiter(&text);
        let mut shape = Self {
            encoding: encoding.name().to_owned(),
            delimiter,
            has_header: false,
        };
        let rows: Vec<Vec<String>> = shape.records(&text).take(LOOKED_AT).collect();
        shape.has_header = looks_like_header(&rows);
        shape
    }

    /// Every row that is not blank, the header too where there is one; each no longer than [`MAX_COLUMNS`].
    pub fn records<'a>(&self, text: &'a str) -> impl Iterator<Item = Vec<String>> + use<'a> {
        self.numbered(text).map(|(_, cells)| cells)
    }

    /// The same with the numbers that a spreadsheet gives the rows, from 1: blank ones count, and what a cell has on several
    /// lines is one row.
    pub fn numbered<'a>(
        &self,
        text: &'a str,
    ) -> impl Iterator<Item = (u64, Vec<String>)> + use<'a> {
        let mut reader = ReaderBuilder::new()
            .delimiter(u8::try_from(self.delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        // Where the reader is, line ends up to there, and those of them that lie within cells.
        let (mut at, mut ends, mut inner) = (0, 0, 0);
        let count = |text: &str| text.matches('\n').count() as u64;
        std::iter::from_fn(move || {
            // What is text already is never unreadable: a row always comes, or the end.
            while let Ok(true) = reader.read_record(&mut record) {
                let end = (reader.position().byte() as usize).min(text.len());
                let read = text.get(at..end).unwrap_or_default();
                // Blank rows are passed over, and the second half of a "\r\n" is left for the next record.
                let own = read.trim_start_matches(['\r', '\n']);
                ends += count(&read[..read.len() - own.len()]);
                let row = 1 + ends - inner;
                ends += count(own);
                inner += record.iter().map(count).sum::<u64>();
                // "sep=;" says what parts the columns.
                let is_note = at == 0 && record.get(0).is_some_and(|cell| cell.starts_with("sep="));
                at = end;
                if !is_note {
                    let cells = record.iter().take(MAX_COLUMNS).map(cell);
                    return Some((row, cells.collect()));
                }
            }
            None
        })
    }
}

impl Shape {
    /// Whether the text ends within a quote that was opened and never closed: its last row then holds all that followed.
    pub fn ends_in_quote(&self, text: &str) -> bool {
        #[derive(PartialEq)]
        enum At {
            Start,
            Plain,
            Quoted,
            /// Behind a quote within quotes: the end, or half of a doubled one.
            Closing,
        }
        let mut at = At::Start;
        for c in text.trim_start_matches('\u{feff}').chars() {
            at = match (at, c) {
                (At::Start, '"') | (At::Closing, '"') => At::Quoted,
                (At::Quoted, '"') => At::Closing,
                (At::Quoted, _) => At::Quoted,
                (_, '\n' | '\r') => At::Start,
                (_, c) if c == self.delimiter => At::Start,
                _ => At::Plain,
            };
        }
        at == At::Quoted
    }
}

/// A cell without what spreadsheets and our own export put around it.
fn cell(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // The apostrophe that keeps a spreadsheet from calculating.
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    // Excel's ="+34 612 345 678"
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect()
}

/// The file as text; letters that cannot be become �.
pub fn decode<'a>(file: &'a [u8], encoding: &str) -> Cow<'a, str> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(file).0
}

fn guess_encoding(file: &[u8], locale: Locale) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(file) {
        return encoding;
    }
    if std::str::from_utf8(file).is_ok() {
        return encoding_rs::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(file, true);
    let country: Option<&[u8]> = match locale {
        Locale::Ru => Some(b"ru"),
        Locale::Es => Some(b"es"),
        Locale::En => None,
    };
    detector.guess(country, Utf8Detection::Allow)
}

/// The one that gives most rows the same number of columns, more than one; a comma when none does.
fn guess_delimiter(text: &str) -> char {
    if let Some(named) = text.trim_start_matches('\u{feff}').strip_prefix("sep=")
        && let Some(delimiter) = named.chars().next()
        && DELIMITERS.contains(&delimiter)
    {
        return delimiter;
    }
    let score = |delimiter: char| {
        let shape = Shape {
            encoding: String::new(),
            delimiter,
            has_header: false,
        };
        let widths: Vec<usize> = shape
            .records(text)
            .take(LOOKED_AT)
            .map(|row| row.len())
            .collect();
        let usual = widths.first().copied().unwrap_or(0);
        let alike = widths.iter().filter(|width| **width == usual).count();
        if usual < 2 {
            return 0;
        }
        alike * 1000 / widths.len().max(1) + usual
    };
    DELIMITERS
        .iter()
        .copied()
        .max_by_key(|delimiter| score(*delimiter))
        .filter(|delimiter| score(*delimiter) > 0)
        .unwrap_or(',')
}

/// Names of columns are words that we know, or at least no data: no digits, no @, nothing empty.
fn looks_like_header(rows: &[Vec<String>]) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let known = first
        .iter()
        .filter(|text| Column::by_heading(text).is_some())
        .count();
    if known > 0 {
        return true;
    }
    let is_data = |text: &String| text.contains('@') || text.chars().any(|c| c.is_ascii_digit());
    let holds_data = |row: &Vec<String>| row.iter().any(is_data);
    rows.len() > 1 && !holds_data(first) && rows[1..].iter().all(holds_data)
}

/// Whether it is a file of another kind that people take for a list; the text's key.
pub fn is_other_kind(file: &[u8]) -> Option<&'static str> {
    // A ZIP is Excel's and LibreOffice's own; the second one is Excel's of before 2007.
    if file.starts_with(b"PK\x03\x04") || file.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(key!("clients-import-excel"));
    }
    let is_binary = file.starts_with(b"%PDF")
        || file.starts_with(b"\x89PNG")
        || file.starts_with(b"\xff\xd8\xff");
    let has_bom = Encoding::for_bom(file).is_some();
    // No text has zeros, unless it is of two bytes a letter.
    let zeros = file.iter().take(2000).filter(|byte| **byte == 0).count();
    if is_binary || (zeros > 0 && !has_bom) {
        return Some(key!("clients-import-no-text"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(file: &[u8]) -> (Shape, Vec<Vec<String>>) {
        let shape = Shape::guess(file, Locale::Ru);
        let rows = shape.records(&decode(file, &shape.encoding)).collect();
        (shape, rows)
    }

    #[test]
    fn letters_and_columns_are_guessed() {
        let text = "Имя;Телефон;Примечание\nАнна Петрова;8 912 345-67-89;любит чай, без сахара\nОльга Кузнецова;+7 912 000-00-01;\n";
        let (cp1251, ..) = encoding_rs::WINDOWS_1251.encode(text);
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (file, encoding) in [
            (text.as_bytes(), "UTF-8"),
            (&cp1251, "windows-1251"),
            (&utf16, "UTF-16LE"),
            (&bom, "UTF-8"),
        ] {
            let (shape, rows) = rows(file);
            assert_eq!(shape.encoding, encoding);
            assert_eq!((shape.delimiter, shape.has_header), (';', true));
            assert_eq!(rows[0], ["Имя", "Телефон", "Примечание"]);
            assert_eq!(rows[1][2], "любит чай, без сахара");
        }
    }

    #[test]
    fn quotes_hints_and_rows_of_any_length_are_read() {
        let (shape, read) = rows(
            b"sep=;\r\nname;note\r\n\"O'Hara; Kate\";\"two\nlines \"\"x\"\"\"\r\nAnna\r\n;;;\r\n",
        );
        assert_eq!(shape.delimiter, ';');
        assert_eq!(read[1], ["O'Hara; Kate", "two\nlines \"x\""]);
        assert_eq!(read[2], ["Anna"]);
        assert_eq!(read.len(), 4);
        let (shape, read) = rows(b"Anna,612345678\nBerta,612345679\n");
        assert!(!shape.has_header);
        assert_eq!(read.len(), 2);
        let (shape, _) = rows(b"Wer,Nummer\nBerta,612345679\n");
        assert!(shape.has_header);
        assert_eq!(rows(b"").1.len(), 0);
        assert_eq!(cell(" '+34 612"), "+34 612");
        assert_eq!(cell("=\"+34 612\""), "+34 612");
        assert_eq!(cell("'Ndrangheta"), "'Ndrangheta");
    }

    #[test]
    fn a_quote_that_is_not_closed_is_noticed() {
        let shape = rows(b"a,b\n1,2\n").0;
        for (text, open) in [
            ("a,\"b\nc,d", true),
            ("a,\"b\"\"\nc,d", true),
            ("a,\"b\nc\",d", false),
            ("a,\"b\"\"c\",d\n", false),
            ("a,b\"c\nd,e", false),
            ("\"\"", false),
            ("", false),
        ] {
            assert_eq!(shape.ends_in_quote(text), open, "{text:?}");
        }
    }

    #[test]
    fn rows_have_the_numbers_of_a_spreadsheet() {
        for text in [
            "name,note\n\nAnna,\"two\nlines\"\n\n\nBerta,x\nClara,y",
            "name,note\r\n\r\nAnna,\"two\nlines\"\r\n\r\n\r\nBerta,x\r\nClara,y\r\n",
        ] {
            let shape = Shape::guess(text.as_bytes(), Locale::En);
            let numbers: Vec<u64> = shape.numbered(text).map(|(row, _)| row).collect();
            assert_eq!(numbers, [1, 3, 6, 7], "{text:?}");
        }
    }

    #[test]
    fn other_kinds_of_files_are_known() {
        assert!(is_other_kind(b"PK\x03\x04...").is_some());
        assert!(is_other_kind(b"%PDF-1.7").is_some());
        assert!(is_other_kind(b"na\0me,x").is_some());
        assert!(is_other_kind("имя,x".as_bytes()).is_none());
    }
}
