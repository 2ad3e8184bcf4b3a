//! What the columns of a file are: guessed by their names, which are known of several booking programs and in our three
//! languages, and chosen by the master where the guess is wrong. Where next: `programs` (theirs), `content` (files without
//! headings).

use std::fmt;
use std::str::FromStr;

use super::programs::PROGRAMS;
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
    fn what_cannot_be_taken_is_said() {
        assert!(check(&[Column::Phone, Column::Email]).is_err());
        assert!(check(&[Column::Name, Column::Phone, Column::Phone]).is_err());
        assert!(check(&[Column::Name, Column::Note, Column::Note, Column::Nothing]).is_ok());
        for (column, _) in Column::ALL {
            assert_eq!(column.to_string().parse(), Ok(*column));
        }
    }
}
