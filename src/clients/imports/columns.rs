//! What the columns of a file are: guessed by their names, which are known of several booking programs and in our three
//! languages, and chosen by the master where the guess is wrong.

use std::fmt;
use std::str::FromStr;

use crate::contact::fold;
use crate::i18n::key;
use crate::id::FieldId;

/// Declares the meanings with their names in forms, their texts' keys and the headings that say them, folded.
macro_rules! meanings {
    ($($variant:ident = $name:literal, $key:literal: $($heading:literal)*;)+) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Column {
            $($variant,)+
            /// One of the practice's own fields.
            Field(FieldId),
        }

        impl Column {
            /// All but the practice's own, in the order in which they are offered.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, key!($key)),)+];
            const NAMES: &'static [(Self, &'static str)] = &[$((Self::$variant, $name),)+];
            const HEADINGS: &'static [(Self, &'static [&'static str])] = &[$((Self::$variant, &[$($heading),*]),)+];
        }
    };
}

meanings! {
    Nothing = "", "clients-import-nothing":
        "id" "gender" "sex" "pol" "sexo" "genero" "title" "prefix" "suffix" "nickname" "visits" "total visits" "vizity"
        "vizitov" "prodano" "oplacheno" "visitas" "spent" "potracheno" "gastado" "next visit" "last visit" "first visit"
        "posledniy vizit" "pervyy vizit" "sleduyushchiy vizit" "ultima visita" "primera visita" "proxima visita"
        "client id" "reference id" "square customer id" "creation source" "transaction count" "lifetime spend"
        "instant profile" "blocked since";
    Name = "name", "client-name":
        "name" "full name" "client" "client name" "customer" "customer name" "display name" "contact name" "contact"
        "fio" "imya i familiya" "imya klienta" "klient" "familiya imya" "familiya imya otchestvo" "polnoe imya"
        "nombre y apellidos" "nombre completo" "cliente" "nombre del cliente" "fn";
    FirstName = "first_name", "clients-import-first-name":
        "first name" "firstname" "given name" "forename" "imya" "nombre" "nombre de pila";
    MiddleName = "middle_name", "clients-import-middle-name":
        "middle name" "additional name" "otchestvo" "segundo nombre";
    LastName = "last_name", "clients-import-last-name":
        "last name" "lastname" "surname" "family name" "familiya" "apellido" "apellidos";
    Phone = "phone", "client-phone":
        "phone" "phone number" "phone numbers" "mobile" "mobile phone" "mobile number" "cell" "cell phone" "cellphone"
        "telephone" "tel" "contact number" "primary phone" "phone 1 - value" "telefon" "nomer telefona" "mobilnyy"
        "mobilnyy telefon" "sotovyy" "telefono" "movil" "telefono movil" "celular" "numero de telefono";
    FurtherPhone = "further_phone", "clients-import-further-phone":
        "home phone" "work phone" "business phone" "phone 2" "phone 2 - value" "phone 3 - value" "other phone"
        "second phone" "further phone" "secondary phone" "additional phone" "landline" "dopolnitelnyy telefon" "dop telefon" "eshche odin telefon" "vtoroy telefon"
        "domashniy telefon" "rabochiy telefon" "otro telefono" "telefono 2" "telefono fijo" "telefono de casa";
    Email = "email", "client-email":
        "email" "e-mail" "email address" "e-mail address" "mail" "primary email" "e-mail 1 - value" "email 1 - value"
        "pochta" "elektronnaya pochta" "adres elektronnoy pochty" "el pochta" "correo" "correo electronico";
    FurtherEmail = "further_email", "clients-import-further-email":
        "e-mail 2 - value" "email 2 - value" "e-mail 2 address" "secondary email" "email 2" "work email" "home email"
        "further e-mail" "further email" "otro correo" "vtoraya pochta" "eshche odna pochta";
    Birthday = "birthday", "client-birthday":
        "birthday" "date of birth" "birth date" "birthdate" "dob" "bday" "den rozhdeniya" "data rozhdeniya" "dr"
        "fecha de nacimiento" "cumpleanos" "nacimiento";
    Address = "address", "client-address":
        "address" "street" "street address" "street address 1" "street address 2" "address 1" "address 2" "address line 1"
        "address line 2" "home address" "city" "state" "postcode" "post code" "postal code" "zip" "zip code" "suburb"
        "town" "country" "address 1 - formatted" "home street" "home city" "home state" "home postal code"
        "adres" "gorod" "ulitsa" "indeks" "direccion" "ciudad" "calle" "codigo postal" "provincia";
    Note = "note", "client-note":
        "note" "notes" "comment" "comments" "remarks" "memo" "client notes" "appointment notes" "additional info"
        "primechanie" "primechaniya" "kommentariy" "kommentarii" "zametka" "zametki" "nota" "notas" "comentario"
        "comentarios" "observaciones";
    Tags = "tags", "client-tags":
        "tag" "tags" "label" "labels" "group" "groups" "group membership" "category" "categories" "metki" "metka" "tegi"
        "kategoriya" "kategorii" "gruppa" "gruppy" "etiqueta" "etiquetas" "grupo" "grupos" "categoria" "categorias";
    Allergies = "allergies", "client-allergies":
        "allergy" "allergies" "contraindications" "allergies and contraindications" "alert" "alerts" "allergiya"
        "allergii" "protivopokazaniya" "allergii i protivopokazaniya" "alergia" "alergias" "contraindicaciones"
        "alergias y contraindicaciones";
    Preferences = "preferences", "client-preferences":
        "preferences" "preference" "likes" "predpochteniya" "pozhelaniya" "preferencias" "gustos";
    CameFrom = "came_from", "client-came-from":
        "source" "referral source" "referred by" "referral" "came from" "how did you hear about us" "lead source"
        "istochnik" "otkuda uznali" "otkuda" "kto privel" "origen" "procedencia" "recomendado por" "como nos conocio" "como llego";
    Language = "language", "client-language":
        "language" "preferred language" "locale" "yazyk" "idioma" "lengua";
    Marketing = "marketing", "clients-import-marketing":
        "marketing" "accepts marketing" "marketing consent" "subscribed" "email subscription status" "newsletter"
        "opt in" "email marketing" "accepts email marketing" "advertising" "reklama" "rassylka"
        "soglasie na rassylku" "soglasie na reklamu" "publicidad" "acepta publicidad" "boletin";
    Telegram = "telegram", "client-contact-telegram": "telegram" "telegramm";
    Whatsapp = "whatsapp", "client-contact-whatsapp": "whatsapp" "vatsap" "votsap";
    Instagram = "instagram", "client-contact-instagram": "instagram" "instagramm" "insta";
    EmergencyName = "emergency_name", "clients-import-emergency":
        "emergency contact" "emergency contact name" "emergency name" "ekstrennyy kontakt" "contacto de emergencia";
    EmergencyPhone = "emergency_phone", "clients-import-emergency-phone":
        "emergency phone" "emergency contact phone" "emergency contact number" "telefon ekstrennogo kontakta"
        "telefono de emergencia" "telefono del contacto de emergencia";
}

impl Column {
    /// What a heading says, if it is known.
    pub fn by_heading(heading: &str) -> Option<Self> {
        let heading = plain(heading);
        let known = Self::HEADINGS
            .iter()
            .find(|(_, headings)| headings.contains(&heading.as_str()));
        known.map(|(column, _)| *column)
    }

    /// Whether several columns may hold it: their texts stand one behind the other.
    fn adds_up(self) -> bool {
        matches!(
            self,
            Self::Nothing
                | Self::Address
                | Self::Note
                | Self::Tags
                | Self::FurtherPhone
                | Self::FurtherEmail
                | Self::Preferences
        )
    }
}

/// A heading without what does not matter: case, accents, dots and asterisks.
fn plain(heading: &str) -> String {
    let heading: String = heading
        .chars()
        .map(|c| match c {
            '_' | '.' | ':' | '*' | '"' | '\'' | '\u{feff}' => ' ',
            other => other,
        })
        .collect();
    fold(&heading).trim().to_owned()
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(id) => write!(f, "field:{id}"),
            other => {
                let name = Self::NAMES.iter().find(|(column, _)| column == other);
                f.write_str(name.map_or("", |(_, name)| name))
            }
        }
    }
}

impl FromStr for Column {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(id) = text.strip_prefix("field:") {
            return id.parse().map(Self::Field).map_err(|_| ());
        }
        let known = Self::NAMES.iter().find(|(_, name)| *name == text);
        known.map(|(column, _)| *column).ok_or(())
    }
}

/// A program whose exports are known by the columns that only they have together.
pub struct Program {
    pub name: &'static str,
    headings: &'static [&'static str],
    /// What its headings mean where that differs from what they say.
    meanings: &'static [(&'static str, Column)],
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

/// What the columns most likely are, and the program that wrote the file, where its name is known.
pub fn guess(
    headings: &[String],
    fields: &[(FieldId, String)],
) -> (Vec<Column>, Option<&'static str>) {
    let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    let program = PROGRAMS.iter().find(|program| {
        let mut headings = program.headings.iter();
        headings.all(|heading| plain.iter().any(|known| known == heading))
    });
    let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
    for (heading, plain) in headings.iter().zip(&plain) {
        let own = fields.iter().find(|(_, name)| fold(name) == fold(heading));
        let special = program.and_then(|program| {
            let meaning = program.meanings.iter().find(|(name, _)| name == plain);
            meaning.map(|(_, column)| *column)
        });
        let mut column = special
            .or(own.map(|(id, _)| Column::Field(*id)))
            .or_else(|| Column::by_heading(heading))
            .unwrap_or(Column::Nothing);
        if columns.contains(&column) && !column.adds_up() {
            column = match column {
                Column::Phone => Column::FurtherPhone,
                Column::Email => Column::FurtherEmail,
                _ => Column::Nothing,
            };
        }
        columns.push(column);
    }
    // "Imya" beside no surname is the whole name.
    let has = |column| columns.contains(&column);
    if has(Column::FirstName) && !has(Column::LastName) && !has(Column::Name) {
        for column in &mut columns {
            if *column == Column::FirstName {
                *column = Column::Name;
            }
        }
    }
    (columns, program.map(|program| program.name))
}

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

/// Why these columns cannot be taken so; the text's key.
pub fn check(columns: &[Column]) -> Result<(), &'static str> {
    let named = [Column::Name, Column::FirstName, Column::LastName];
    if !columns.iter().any(|column| named.contains(column)) {
        return Err(key!("clients-import-needs-name"));
    }
    for (n, column) in columns.iter().enumerate() {
        if !column.adds_up() && columns[..n].contains(column) {
            return Err(key!("clients-import-twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    fn guessed(headings: &[&str]) -> (String, Option<&'static str>) {
        let headings: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
        let (columns, program) = guess(&headings, &[]);
        let columns: Vec<String> = columns.iter().map(Column::to_string).collect();
        (columns.join(" "), program)
    }

    #[test]
    fn headings_are_understood_in_three_languages() {
        assert_eq!(
            guessed(&[
                "Имя",
                "Фамилия",
                "Телефон",
                "Эл. почта",
                "Дата рождения",
                "Примечание"
            ])
            .0,
            "first_name last_name phone email birthday note"
        );
        assert_eq!(
            guessed(&[
                "Nombre",
                "Teléfono móvil",
                "Correo electrónico",
                "Cumpleaños",
                "Población"
            ])
            .0,
            "name phone email birthday "
        );
        assert_eq!(
            guessed(&[
                "Full Name*",
                "PHONE",
                "phone",
                "E-mail Address",
                "City",
                "Zip code"
            ])
            .0,
            "name phone further_phone email address address"
        );
    }

    #[test]
    fn exports_of_other_programs_are_known() {
        for (headings, columns, program) in [
            (
                &[
                    "First Name",
                    "Middle Name",
                    "Last Name",
                    "Labels",
                    "E-mail 1 - Label",
                    "E-mail 1 - Value",
                    "Phone 1 - Label",
                    "Phone 1 - Value",
                    "Birthday",
                    "Notes",
                ][..],
                "first_name middle_name last_name tags  email  phone birthday note",
                "Google Contacts",
            ),
            (
                &[
                    "Reference ID",
                    "First Name",
                    "Last Name",
                    "Email Address",
                    "Phone Number",
                    "Nickname",
                    "Birthday",
                    "Memo",
                    "Creation Source",
                ],
                " first_name last_name email phone  birthday note ",
                "Square",
            ),
            (
                &[
                    "First Name",
                    "Last Name",
                    "Full Name",
                    "Mobile Number",
                    "Telephone",
                    "Email",
                    "Referral Source",
                ],
                "first_name last_name  phone further_phone email came_from",
                "Fresha",
            ),
            (
                &[
                    "Имя",
                    "Телефон",
                    "Email",
                    "Категории",
                    "Дата рождения",
                    "Визитов",
                ],
                "name phone email tags birthday ",
                "YCLIENTS",
            ),
        ] {
            assert_eq!(guessed(headings), (columns.to_owned(), Some(program)));
        }
    }

    /// What our own export calls its columns is understood again.
    #[test]
    fn our_own_headings_are_known_in_every_language() {
        for locale in [Locale::En, Locale::Es, Locale::Ru] {
            for (column, key) in Column::ALL {
                let is_own = !matches!(
                    column,
                    Column::Nothing | Column::FirstName | Column::Marketing
                );
                if is_own {
                    let heading = locale.t(key);
                    let (columns, _) = guess(std::slice::from_ref(&heading), &[]);
                    assert_eq!(columns, [*column], "{heading}");
                }
            }
            let heading = locale.t("clients-export-marketing");
            assert_eq!(
                Column::by_heading(&heading),
                Some(Column::Marketing),
                "{heading}"
            );
        }
    }

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

    #[test]
    fn what_cannot_be_taken_is_said() {
        assert!(check(&[Column::Phone, Column::Email]).is_err());
        assert!(check(&[Column::Name, Column::Phone, Column::Phone]).is_err());
        assert!(check(&[Column::Name, Column::Note, Column::Note, Column::Nothing]).is_ok());
        for (column, _) in Column::ALL {
            assert_eq!(column.to_string().parse(), Ok(*column));
        }
    }
}
