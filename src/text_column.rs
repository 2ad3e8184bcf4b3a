//! Types that live in a text column of either database: [`crate::i18n::Locale`], [`crate::money::Currency`],
//! [`crate::contact::Phone`], [`crate::contact::Email`].

/// Implements sqlx's traits for a type stored as text: `text_column!(Type, from_text, to_text)`, where `from_text` is
/// `fn(&str) -> Result<Type, E>` and `to_text` is `fn(&Type) -> &str`.
macro_rules! text_column {
    ($name:ty, $from_text:path, $to_text:path) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            str: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <str as sqlx::Type<DB>>::type_info()
            }
            fn compatible(column: &DB::TypeInfo) -> bool {
                <str as sqlx::Type<DB>>::compatible(column)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name
        where
            String: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut DB::ArgumentBuffer<'q>,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                String::from($to_text(self)).encode(buffer)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name
        where
            &'r str: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok($from_text(<&str as sqlx::Decode<DB>>::decode(value)?)?)
            }
        }
    };
}
pub(crate) use text_column;
