//! The kinds of events and the objects they are about.

use crate::id::{
    AppointmentId, ClientId, ConsentId, FormId, InvoiceId, MediaId, PackageId, PackageOfferId,
    PaymentId, ProductId, ServiceId, TenantId, UserId,
};

/// Declares the kinds with the names they are stored under.
macro_rules! kinds {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
        #[sqlx(type_name = "text")]
        pub enum Kind { $(#[sqlx(rename = $name)] $variant,)+ }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The key of what the log says, such as `audit-client-created`.
            pub fn text_key(self) -> String {
                format!("audit-{}", self.as_str().replace(['.', '_'], "-"))
            }
        }
    };
}

kinds! {
    TenantCreated = "tenant.created",
    TenantUpdated = "tenant.updated",
    MemberInvited = "member.invited",
    MemberJoined = "member.joined",
    MemberChanged = "member.changed",
    MemberRemoved = "member.removed",
    SignedIn = "user.signed_in",
    SignInFailed = "user.sign_in_failed",
    SignedOut = "user.signed_out",
    PasswordChanged = "user.password_changed",
    EmailChanged = "user.email_changed",
    SecondFactorChanged = "user.second_factor_changed",
    ServiceCreated = "service.created",
    ServiceUpdated = "service.updated",
    ServiceDeleted = "service.deleted",
    ScheduleUpdated = "schedule.updated",
    ClientCreated = "client.created",
    ClientUpdated = "client.updated",
    ClientNoted = "client.noted",
    ClientTagged = "client.tagged",
    ClientBlocked = "client.blocked",
    ClientUnblocked = "client.unblocked",
    ClientRefused = "client.refused",
    ClientMarketingChanged = "client.marketing_changed",
    ClientSubjectChanged = "client.subject_changed",
    ClientLinked = "client.linked",
    ClientMedicalNoted = "client.medical_noted",
    ClientMedicalRead = "client.medical_read",
    ClientMerged = "client.merged",
    ClientUnmerged = "client.unmerged",
    ClientFieldsChanged = "client_fields.changed",
    ClientsImported = "clients.imported",
    ClientsExported = "clients.exported",
    ClientsMailed = "clients.mailed",
    ClientsMailingStopped = "clients.mailing_stopped",
    ClientsTagged = "clients.tagged",
    ClientsImportUndone = "clients.import_undone",
    TagChanged = "tag.changed",
    AppointmentCreated = "appointment.created",
    AppointmentStatusChanged = "appointment.status_changed",
    AppointmentMoved = "appointment.moved",
    AppointmentUpdated = "appointment.updated",
    AppointmentClientConfirmed = "appointment.client_confirmed",
    WaitlistJoined = "waitlist.joined",
    WaitlistChanged = "waitlist.changed",
    WaitlistLeft = "waitlist.left",
    WaitlistOffered = "waitlist.offered",
    WaitlistDeclined = "waitlist.declined",
    WaitlistBooked = "waitlist.booked",
    MediaAdded = "media.added",
    MediaUpdated = "media.updated",
    MediaDeleted = "media.deleted",
    MediaRestored = "media.restored",
    MediaOriginalRead = "media.original_read",
    MediaPublished = "media.published",
    MediaUnpublished = "media.unpublished",
    PortfolioArranged = "portfolio.arranged",
    MediaShared = "media.shared",
    MediaShareRevoked = "media.share_revoked",
    ClientPageSent = "client.page_sent",
    ClientExported = "client.exported",
    ClientErased = "client.erased",
    ClientLocked = "client.locked",
    ClientUnlocked = "client.unlocked",
    PracticeExported = "practice.exported",
    PrivacyRulesChanged = "privacy.rules_changed",
    FormCreated = "form.created",
    FormUpdated = "form.updated",
    FormPublished = "form.published",
    ConsentRequested = "consent.requested",
    ConsentSent = "consent.sent",
    ConsentDropped = "consent.dropped",
    ConsentHandedOver = "consent.handed_over",
    ConsentSigned = "consent.signed",
    ConsentRead = "consent.read",
    ConsentWithdrawn = "consent.withdrawn",
    ConsentExpired = "consent.expired",
    ConsentErased = "consent.erased",
    InvoiceCreated = "invoice.created",
    InvoiceUpdated = "invoice.updated",
    InvoiceDeleted = "invoice.deleted",
    InvoiceSent = "invoice.sent",
    InvoiceMailed = "invoice.mailed",
    InvoiceSettled = "invoice.settled",
    InvoiceOverdue = "invoice.overdue",
    InvoiceCredited = "invoice.credited",
    InvoiceVoided = "invoice.voided",
    InvoicesExported = "invoices.exported",
    BusinessUpdated = "business.updated",
    PaymentCreated = "payment.created",
    PaymentHeld = "payment.held",
    PaymentSucceeded = "payment.succeeded",
    PaymentFailed = "payment.failed",
    PaymentCancelled = "payment.cancelled",
    PaymentQuarantined = "payment.quarantined",
    PaymentDisputed = "payment.disputed",
    PaymentRecorded = "payment.recorded",
    RefundAsked = "refund.asked",
    RefundSucceeded = "refund.succeeded",
    RefundFailed = "refund.failed",
    DepositKept = "deposit.kept",
    PaymentsConnected = "payments.connected",
    PaymentsDisconnected = "payments.disconnected",
    PaymentsChanged = "payments.changed",
    WebhookReplayed = "webhook.replayed",
    ProductCreated = "product.created",
    ProductUpdated = "product.updated",
    StockMoved = "stock.moved",
    DeskClosed = "desk.closed",
    PackageOfferChanged = "package_offer.changed",
    PackageIssued = "package.issued",
    PackageRedeemed = "package.redeemed",
    PackageReturned = "package.returned",
    PackageBurned = "package.burned",
    PackageExpired = "package.expired",
    PackageCancelled = "package.cancelled",
    PackageChanged = "package.changed",
    MessageSent = "message.sent",
    MessageFailed = "message.failed",
    MessageReworded = "message.reworded",
    MessageStopped = "message.stopped",
    MessageReleased = "message.released",
    MessageTemplateChanged = "message_template.changed",
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Tenant(TenantId),
    User(UserId),
    Service(ServiceId),
    Client(ClientId),
    Appointment(AppointmentId),
    Media(MediaId),
    Form(FormId),
    Consent(ConsentId),
    Invoice(InvoiceId),
    Payment(PaymentId),
    Product(ProductId),
    Package(PackageId),
    PackageOffer(PackageOfferId),
}

impl Object {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Tenant(_) => "tenant",
            Self::User(_) => "user",
            Self::Service(_) => "service",
            Self::Client(_) => "client",
            Self::Appointment(_) => "appointment",
            Self::Media(_) => "media",
            Self::Form(_) => "form",
            Self::Consent(_) => "consent",
            Self::Invoice(_) => "invoice",
            Self::Payment(_) => "payment",
            Self::Product(_) => "product",
            Self::Package(_) => "package",
            Self::PackageOffer(_) => "package_offer",
        }
    }

    pub fn id(self) -> uuid::Uuid {
        match self {
            Self::Tenant(id) => id.0,
            Self::User(id) => id.0,
            Self::Service(id) => id.0,
            Self::Client(id) => id.0,
            Self::Appointment(id) => id.0,
            Self::Media(id) => id.0,
            Self::Form(id) => id.0,
            Self::Consent(id) => id.0,
            Self::Invoice(id) => id.0,
            Self::Payment(id) => id.0,
            Self::Product(id) => id.0,
            Self::Package(id) => id.0,
            Self::PackageOffer(id) => id.0,
        }
    }
}
