//! Exports of other booking programs and address books, known by their headings.

use super::columns::Column;

/// A program whose exports are known by the columns that only they have together.
pub struct Program {
    pub name: &'static str,
    pub(super) headings: &'static [&'static str],
    /// What its headings mean where that differs from what they say.
    pub(super) meanings: &'static [(&'static str, Column)],
}

/// The first whose headings are all there.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "Google Contacts",
        headings: &["first name", "last name", "phone 1 - value"],
        meanings: &[("organization title", Column::Nothing)],
    },
    Program {
        name: "Google Contacts",
        headings: &["given name", "family name", "phone 1 - value"],
        meanings: &[
            // Repeats what stands in the parts.
            ("name", Column::Nothing),
        ],
    },
    Program {
        name: "Outlook",
        headings: &["first name", "last name", "mobile phone", "e-mail address"],
        meanings: &[("categories", Column::Tags)],
    },
    Program {
        name: "Square",
        headings: &["reference id", "first name", "last name", "creation source"],
        meanings: &[("nickname", Column::Nothing), ("memo", Column::Note)],
    },
    Program {
        name: "Fresha",
        headings: &[
            "first name",
            "last name",
            "mobile number",
            "referral source",
        ],
        meanings: &[
            ("full name", Column::Nothing),
            ("telephone", Column::FurtherPhone),
        ],
    },
    Program {
        name: "YCLIENTS",
        headings: &["imya", "telefon", "kategorii", "vizitov"],
        // The whole name stands in it.
        meanings: &[("imya", Column::Name), ("email", Column::Email)],
    },
    Program {
        name: "YCLIENTS",
        headings: &["imya", "telefon", "email", "prodano"],
        meanings: &[("imya", Column::Name)],
    },
    Program {
        name: "Acuity Scheduling",
        headings: &[
            "first name",
            "last name",
            "phone",
            "email",
            "notes",
            "days since last appointment",
        ],
        meanings: &[],
    },
    Program {
        name: "Timely",
        headings: &[
            "first name",
            "last name",
            "mobile phone",
            "home phone",
            "date of birth",
        ],
        meanings: &[],
    },
    Program {
        name: "Vagaro",
        headings: &[
            "first name",
            "last name",
            "mobile",
            "home phone",
            "customer since",
        ],
        meanings: &[],
    },
];
