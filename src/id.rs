//! Ids: UUIDv7 in a type of their own, so that a client's id cannot be given where an appointment's is wanted.

/// Declares an id type over a UUIDv7 (time-ordered, so that indexes grow at one end).
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id; later ones sort after earlier ones.
            #[expect(clippy::new_without_default, reason = "an id has no default value")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    TenantId, UserId, InvitationId, TokenId,
    ServiceId, VariantId, AddonId,
    ResourceId, HoursId, OverrideId, BlockId,
    ClientId, AppointmentId, ItemId, SeriesId,
    NoteId, TagId, FieldId, SubjectId, ContactId, MedicalNoteId, MergeId, RefusalId, ImportId, BulkId, MailingId,
    EventId, JobId, MessageId, LinkId,
    MediaId, ShareId,
    InvoiceId, InvoiceItemId, InvoiceTaskId, TaxRateId,
    ProductId, StockMovementId, DeskClosingId,
    PaymentAccountId, PaymentId, RefundId, WebhookEventId, PaymentReceiptId, PaymentTaskId, FiscalReceiptId,
    PackageOfferId, PackageId, MovementId,
    FormId, FormVersionId, ConsentId, ConsentFileId,
    PlaceId,
    WaitlistEntryId, WaitlistOpeningId, WaitlistOfferId,
    BookingCodeId,
    CalendarSourceId, BusyId, ClashId,
}
