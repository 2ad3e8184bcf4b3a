//! What the columns of a file without headings are, by what stands in them.

use super::columns::Column;

/// What the columns of a file without headings most likely are, by what stands in them.
pub fn by_content(rows: &[Vec<String>], width: usize) -> Vec<Column> {
    let kinds: Vec<Content> = (0..width).map(|n| Content::of(rows, n)).collect();
    let is_name = |n: usize| kinds.get(n) == Some(&Content::Words { count: 2 });
    let is_word = |n: usize| kinds.get(n) == Some(&Content::Words { count: 1 });
    // One column with whole names, else two that follow each other with a word each, else the first word.
    let name = (0..width).find(|n| is_name(*n));
    let pair = (0..width).find(|n| name.is_none() && is_word(*n) && is_word(n + 1));
    let alone = (0..width).find(|n| name.is_none() && pair.is_none() && is_word(*n));
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    for (n, kind) in kinds.iter().enumerate() {
        let first = |column: Column, further: Column| match columns.contains(&column) {
            true => further,
            false => column,
        };
        columns.push(match kind {
            _ if name == Some(n) || alone == Some(n) => Column::Name,
            _ if pair == Some(n) => Column::FirstName,
            _ if pair.is_some_and(|pair| pair + 1 == n) => Column::LastName,
            Content::Email => first(Column::Email, Column::FurtherEmail),
            Content::Phone => first(Column::Phone, Column::FurtherPhone),
            Content::Date => first(Column::Birthday, Column::Nothing),
            Content::Text => Column::Note,
            Content::Words { .. } | Content::Other => Column::Nothing,
        });
    }
    columns
}

/// What most cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Email,
    Phone,
    Date,
    /// Letters alone, most often one word or (2) several.
    Words {
        count: usize,
    },
    /// Longer texts.
    Text,
    Other,
}

impl Content {
    fn of(rows: &[Vec<String>], n: usize) -> Self {
        let cells = rows.iter().filter_map(|row| row.get(n));
        let cells: Vec<Self> = cells
            .filter(|cell| !cell.trim().is_empty())
            .map(|cell| Self::of_cell(cell.trim()))
            .collect();
        let most =
            |kind: Self| cells.iter().filter(|cell| **cell == kind).count() * 2 > cells.len();
        let known = [
            Self::Email,
            Self::Date,
            Self::Phone,
            Self::Words { count: 1 },
            Self::Words { count: 2 },
            Self::Text,
        ];
        if let Some(kind) = known.into_iter().find(|kind| most(*kind)) {
            return kind;
        }
        // "Anna", "Berta López": names of either kind.
        let words = cells
            .iter()
            .filter(|cell| matches!(cell, Self::Words { .. }));
        match words.count() * 2 > cells.len() {
            true => Self::Words { count: 2 },
            false => Self::Other,
        }
    }

    fn of_cell(cell: &str) -> Self {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        let has_other = |allowed: &str| {
            cell.chars()
                .any(|c| !c.is_ascii_digit() && !allowed.contains(c))
        };
        let parts = cell.split(['.', '/', '-']).count();
        let is_date = (4..=8).contains(&digits) && parts == 3 && !has_other("./-");
        let words = cell.split_whitespace().count();
        if cell.contains('@') && !cell.contains(' ') && digits < cell.len() {
            Self::Email
        } else if is_date {
            Self::Date
        } else if (7..=20).contains(&digits) && !has_other("+()-. /\u{a0}") {
            Self::Phone
        } else if digits == 0 && words <= 4 && cell.chars().count() <= 60 {
            Self::Words {
                count: words.min(2),
            }
        } else if words > 2 {
            Self::Text
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_headings_are_known_by_what_stands_in_them() {
        let guessed = |rows: &[&[&str]]| {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect();
            let columns = by_content(&rows, rows[0].len());
            let columns: Vec<String> = columns.iter().map(Column::to_string).collect();
            columns.join(" ")
        };
        assert_eq!(
            guessed(&[
                &[
                    "17",
                    "Anna Petrova",
                    "+34 612 345 678",
                    "anna@example.com",
                    "14.05.1990"
                ],
                &["18", "Berta", "612345679", "", "1990-05-14"],
                &[
                    "19",
                    "Olga de la Cruz",
                    "(612) 34-56-70",
                    "o@example.com",
                    ""
                ],
            ]),
            " name phone email birthday"
        );
        assert_eq!(
            guessed(&[
                &[
                    "Анна",
                    "Петрова",
                    "89123456789",
                    "915000111",
                    "Пьёт чай без сахара, любит окно"
                ],
                &[
                    "Борис",
                    "Иванов",
                    "89123456780",
                    "",
                    "Приходит с собакой по вечерам"
                ],
            ]),
            "first_name last_name phone further_phone note"
        );
        assert_eq!(
            guessed(&[&["612345678", "Anna"], &["612345679", "Boris"]]),
            "phone name"
        );
        assert_eq!(guessed(&[&["", ""], &["", ""]]), " ");
    }
}
