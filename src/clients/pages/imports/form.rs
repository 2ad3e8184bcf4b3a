//! What the master says of a file: its encoding, what its columns are, what becomes of those whom we know. At first it is
//! guessed.

use serde::Deserialize;

use super::super::super::Tag;
use super::super::super::imports::{
    self, Column, DateOrder, Doubles, Plan, Shape, columns, content, table,
};
use crate::i18n::{Locale, key};
use crate::id::FieldId;
use crate::web::Errors;
use crate::web::forms::text;

/// What a file of this shape most likely holds.
pub(super) fn guess(
    file: &[u8],
    shape: Shape,
    fields: &[(FieldId, String)],
    locale: Locale,
) -> Plan {
    let text = table::decode(file, &shape.encoding);
    let rows: Vec<Vec<String>> = shape.records(&text).take(50).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut headings = match shape.has_header {
        true => rows.first().cloned().unwrap_or_default(),
        false => Vec::new(),
    };
    headings.resize(width, String::new());
    let (columns, program) = match shape.has_header {
        true => columns::guess(&headings, fields),
        false => (content::by_content(&rows, width), None),
    };
    let birthdays = columns
        .iter()
        .position(|column| *column == Column::Birthday);
    let cells = birthdays.into_iter().flat_map(|n| {
        let cells = rows.iter().filter_map(move |row| row.get(n));
        cells.map(String::as_str)
    });
    Plan {
        dates: imports::guess_order(cells),
        shape,
        columns: columns.iter().map(Column::to_string).collect(),
        doubles: Doubles::Leave,
        tag: String::new(),
        program: program.map(str::to_owned),
        locale,
    }
}

/// How the columns are chosen in the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Fields {
    pub(super) column: Vec<String>,
    pub(super) encoding: String,
    pub(super) delimiter: String,
    pub(super) header: bool,
    pub(super) dates: String,
    pub(super) doubles: String,
    pub(super) tag: String,
    /// Read the file anew and guess again, as its encoding or what parts its columns was changed.
    pub(super) again: bool,
}

impl Fields {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            column: plan.columns.clone(),
            encoding: plan.shape.encoding.clone(),
            delimiter: delimiter_name(plan.shape.delimiter).to_owned(),
            header: plan.shape.has_header,
            dates: match plan.dates {
                DateOrder::DayFirst => "day_first".into(),
                DateOrder::MonthFirst => "month_first".into(),
            },
            doubles: match plan.doubles {
                Doubles::Leave => "leave".into(),
                Doubles::Fill => "fill".into(),
            },
            tag: plan.tag.clone(),
            again: false,
        }
    }

    pub(super) fn shape(&self, errors: &mut Errors) -> Option<Shape> {
        let encoding = encoding_rs::Encoding::for_label(self.encoding.as_bytes());
        let encoding = errors.take("encoding", encoding.ok_or(key!("field-choose")));
        let delimiter = table::DELIMITERS
            .iter()
            .find(|delimiter| delimiter_name(**delimiter) == self.delimiter);
        let delimiter = errors.take("delimiter", delimiter.ok_or(key!("field-choose")));
        Some(Shape {
            encoding: encoding?.name().to_owned(),
            delimiter: *delimiter?,
            has_header: self.header,
        })
    }

    pub(super) fn plan(
        &self,
        was: &Plan,
        fields: &[(FieldId, String)],
        errors: &mut Errors,
    ) -> Option<Plan> {
        let shape = self.shape(errors);
        let known = |name: &String| {
            let column: Column = name.parse().ok()?;
            let is_there = match column {
                Column::Field(id) => fields.iter().any(|(known, _)| *known == id),
                _ => true,
            };
            is_there.then_some(column)
        };
        let columns: Option<Vec<Column>> = self.column.iter().map(known).collect();
        let columns = errors.take("column-0", columns.ok_or(key!("field-choose")));
        if let Some(Err(key)) = columns.as_ref().map(|columns| columns::check(columns)) {
            errors.add("column-0", key);
        }
        let tag = errors.take("tag", text(&self.tag, 40));
        let tag = tag.filter(|tag| {
            let is_one = Tag::names(tag).is_ok_and(|names| names.len() < 2);
            if !is_one {
                errors.add("tag", key!("clients-import-one-tag"));
            }
            is_one
        });
        if !errors.is_empty() {
            return None;
        }
        Some(Plan {
            shape: shape?,
            columns: columns?.iter().map(Column::to_string).collect(),
            dates: match self.dates.as_str() {
                "month_first" => DateOrder::MonthFirst,
                _ => DateOrder::DayFirst,
            },
            doubles: match self.doubles.as_str() {
                "fill" => Doubles::Fill,
                _ => Doubles::Leave,
            },
            tag: tag?,
            program: was.program.clone(),
            locale: was.locale,
        })
    }
}

/// Names for addresses and forms: a tabulator is no value.
pub(super) fn delimiter_name(delimiter: char) -> &'static str {
    match delimiter {
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        _ => "comma",
    }
}
