//! The one table of permission × role.

use std::str::FromStr;

use crate::i18n::key;

/// What a member may do in a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Manager,
    Operator,
    Content,
    Finance,
    Integrations,
    ReadOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    AppointmentsRead,
    AppointmentsWrite,
    ClientsRead,
    ClientsWrite,
    /// Phones and e-mails in lists.
    ClientsPii,
    /// Medical notes; each reading is recorded.
    ClientsMedical,
    /// Photos and documents of clients.
    MediaRead,
    MediaWrite,
    /// What clients signed, but for answers about their health.
    ConsentsRead,
    ConsentsWrite,
    /// Answers about health; each reading is recorded.
    ConsentsHealth,
    /// Exporting, erasing and locking what is known of clients.
    PrivacyWrite,
    InvoicesRead,
    /// Making, sending and ending invoices.
    InvoicesWrite,
    /// Legal details, the bank account, taxes.
    BusinessWrite,
    ServicesWrite,
    ProductsRead,
    /// Products, their prices and their stock.
    ProductsWrite,
    ScheduleWrite,
    SettingsWrite,
    /// What was paid and given back.
    PaymentsRead,
    /// Writing down what was paid at the desk, and looking at receipts.
    PaymentsWrite,
    /// Giving money back.
    PaymentsRefund,
    /// Keys of outside services.
    IntegrationsWrite,
    MembersWrite,
    AuditRead,
}

use Permission::*;
use Role::*;

/// Who may what; the owner may everything.
const TABLE: [(Permission, &str, &[Role]); 26] = [
    (
        AppointmentsRead,
        "appointments.read",
        &[Manager, Operator, Finance, ReadOnly],
    ),
    (
        AppointmentsWrite,
        "appointments.write",
        &[Manager, Operator],
    ),
    (
        ClientsRead,
        "clients.read",
        &[Manager, Operator, Finance, ReadOnly],
    ),
    (ClientsWrite, "clients.write", &[Manager, Operator]),
    (ClientsPii, "clients.pii", &[Manager, Operator]),
    (MediaRead, "media.read", &[Manager, Operator]),
    (MediaWrite, "media.write", &[Manager, Operator]),
    (ConsentsRead, "consents.read", &[Manager, Operator]),
    (ConsentsWrite, "consents.write", &[Manager, Operator]),
    (ConsentsHealth, "consents.health", &[Manager]),
    (ClientsMedical, "clients.medical", &[Manager]),
    (PrivacyWrite, "privacy.write", &[Manager]),
    (
        InvoicesRead,
        "invoices.read",
        &[Manager, Operator, Finance, ReadOnly],
    ),
    (
        InvoicesWrite,
        "invoices.write",
        &[Manager, Operator, Finance],
    ),
    (BusinessWrite, "business.write", &[Manager, Finance]),
    (ServicesWrite, "services.write", &[Manager, Content]),
    (
        ProductsRead,
        "products.read",
        &[Manager, Operator, Content, Finance, ReadOnly],
    ),
    (
        ProductsWrite,
        "products.write",
        &[Manager, Operator, Content],
    ),
    (ScheduleWrite, "schedule.write", &[Manager]),
    (SettingsWrite, "settings.write", &[Manager]),
    (
        PaymentsRead,
        "payments.read",
        &[Manager, Operator, Finance, ReadOnly],
    ),
    (
        PaymentsWrite,
        "payments.write",
        &[Manager, Operator, Finance],
    ),
    (PaymentsRefund, "payments.refund", &[Manager, Finance]),
    (
        IntegrationsWrite,
        "integrations.write",
        &[Manager, Integrations],
    ),
    (MembersWrite, "members.write", &[]),
    (AuditRead, "audit.read", &[Manager]),
];

impl Role {
    pub const ALL: [Self; 7] = [
        Owner,
        Manager,
        Operator,
        Content,
        Finance,
        Integrations,
        ReadOnly,
    ];

    pub fn can(self, permission: Permission) -> bool {
        self == Owner
            || TABLE
                .iter()
                .any(|(p, _, roles)| *p == permission && roles.contains(&self))
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Owner => "owner",
            Manager => "manager",
            Operator => "operator",
            Content => "content",
            Finance => "finance",
            Integrations => "integrations",
            ReadOnly => "read_only",
        }
    }
}

impl Role {
    /// The key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Owner => key!("role-owner"),
            Manager => key!("role-manager"),
            Operator => key!("role-operator"),
            Content => key!("role-content"),
            Finance => key!("role-finance"),
            Integrations => key!("role-integrations"),
            ReadOnly => key!("role-read-only"),
        }
    }

    /// The key of what it may do, in a sentence.
    pub fn about_key(self) -> &'static str {
        match self {
            Owner => key!("role-owner-about"),
            Manager => key!("role-manager-about"),
            Operator => key!("role-operator-about"),
            Content => key!("role-content-about"),
            Finance => key!("role-finance-about"),
            Integrations => key!("role-integrations-about"),
            ReadOnly => key!("role-read-only-about"),
        }
    }
}

impl FromStr for Role {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(())
    }
}

impl Permission {
    pub fn as_str(self) -> &'static str {
        TABLE
            .iter()
            .find(|(p, _, _)| *p == self)
            .map_or("", |(_, name, _)| name)
    }
}

impl FromStr for Permission {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        TABLE
            .iter()
            .find(|(_, name, _)| *name == text)
            .map(|(permission, _, _)| *permission)
            .ok_or(())
    }
}
