//! Which tables hold a practice's data, which of them hang on a client, and what an erasure does with those. A test reads
//! the catalogs of both databases: a table that is not named here fails it.

/// A table that an export takes along.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    /// The column that names the client; "" for a table of the practice.
    pub client: &'static str,
    /// What an export is ordered by: the rest of the primary key.
    pub order: &'static str,
    /// What a practice writes for itself: not in what a client takes along without asking.
    pub is_internal: bool,
}

const fn of_client(name: &'static str, client: &'static str, order: &'static str) -> Table {
    Table {
        name,
        client,
        order,
        is_internal: false,
    }
}

const fn of_practice(name: &'static str, order: &'static str) -> Table {
    Table {
        name,
        client: "",
        order,
        is_internal: false,
    }
}

const fn internal(name: &'static str, client: &'static str, order: &'static str) -> Table {
    Table {
        is_internal: true,
        ..of_client(name, client, order)
    }
}

/// In exports of one client and of the whole practice.
pub const CLIENT: &[Table] = &[
    of_client("clients", "id", "id"),
    of_client("client_contacts", "client_id", "id"),
    internal("client_notes", "client_id", "id"),
    internal("client_tags", "client_id", "client_id, tag_id"),
    of_client("client_field_values", "client_id", "client_id, field_id"),
    of_client("client_subjects", "client_id", "id"),
    of_client("client_links", "client_id", "client_id, other_id"),
    of_client("client_medical_notes", "client_id", "id"),
    internal("client_refusals", "client_id", "id"),
    of_client("appointments", "client_id", "id"),
    of_client("appointment_abouts", "booker_id", "appointment_id"),
    of_client("waitlist_entries", "client_id", "id"),
    of_client("messages", "client_id", "id"),
    of_client("consents", "client_id", "id"),
    of_client("media", "client_id", "id"),
    of_client("media_shares", "client_id", "id"),
    of_client("invoices", "client_id", "id"),
    of_client("payments", "client_id", "id"),
    of_client("packages", "client_id", "id"),
    of_client("client_erasures", "client_id", "client_id"),
];

/// In exports of the whole practice only.
pub const PRACTICE: &[Table] = &[
    of_practice("services", "id"),
    of_practice("service_variants", "id"),
    of_practice("service_addons", "id"),
    of_practice("service_resources", "service_id, resource_id"),
    of_practice("service_forms", "service_id, form_id"),
    of_practice("resources", "id"),
    of_practice("places", "id"),
    of_practice("place_services", "place_id, service_id"),
    of_practice("place_travel", "from_id, to_id"),
    of_practice("working_hours", "id"),
    of_practice("date_overrides", "id"),
    of_practice("blocks", "id"),
    of_practice("appointment_items", "id"),
    of_practice("appointment_contacts", "appointment_id"),
    of_practice("allocations", "resource_id, appointment_id"),
    of_practice("waitlist_rules", "tenant_id"),
    of_practice("waitlist_openings", "id"),
    of_practice("waitlist_offers", "id"),
    of_practice("series", "id"),
    of_practice("series_visits", "appointment_id"),
    of_practice("tags", "id"),
    of_practice("client_fields", "id"),
    of_practice("client_mailings", "id"),
    of_practice("message_templates", "kind, channel, locale"),
    of_practice("forms", "id"),
    of_practice("form_versions", "id"),
    of_practice("media_share_items", "share_id, media_id"),
    of_practice("invoice_items", "id"),
    of_practice("invoice_tasks", "id"),
    of_practice("products", "id"),
    of_practice("stock_movements", "id"),
    of_practice("business_details", "tenant_id"),
    of_practice("tax_rates", "id"),
    of_practice("package_offers", "id"),
    of_practice("package_offer_services", "offer_id, service_id"),
    of_practice("package_services", "package_id, service_id"),
    of_practice("package_movements", "id"),
    of_practice("package_orders", "invoice_id"),
    of_practice("payment_rules", "tenant_id"),
    of_practice("payment_accounts", "id"),
    of_practice("refunds", "id"),
    of_practice("payment_tasks", "id"),
    of_practice("cash_closings", "id"),
    of_practice("fiscal_receipts", "id"),
    of_practice("retention_rules", "what"),
    of_practice("memberships", "user_id"),
    of_practice("calendar_feeds", "user_id"),
    of_practice("calendar_sources", "id"),
    of_practice("busy_times", "id"),
    of_practice("calendar_clashes", "id"),
    of_practice("calendar_writes", "source_id, appointment_id"),
    of_practice("events", "id"),
];

/// What no export takes along, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("webhook_events", "a provider's words about payments"),
    ("payment_receipts", "in the files"),
    ("sandbox_payments", "nothing real"),
    ("sandbox_refunds", "nothing real"),
    ("former_slugs", "addresses only"),
    ("practice_logos", "on the public page"),
    ("tenant_keys", "a secret"),
    (
        "calendar_objects",
        "others' entries, kept at their own calendar",
    ),
    ("calendar_forgets", "ends by itself"),
    ("invitations", "ends by itself"),
    ("event_heads", "made from events"),
    ("idempotency_keys", "ends by itself"),
    ("booking_holds", "ends by itself"),
    ("booking_codes", "ends by itself"),
    ("links", "secrets that end by themselves"),
    ("consent_links", "secrets that end by themselves"),
    ("consent_files", "in the files"),
    ("consent_erasures", "said by consents"),
    ("client_figures", "sums over the visits"),
    ("client_merges", "ids for undoing"),
    ("client_bulks", "ids for undoing"),
    ("client_imports", "ends by itself"),
    ("client_docs", "the search's own"),
    ("client_words", "the search's own"),
    ("media_uploads", "ends by itself"),
    ("me_links", "secrets that end by themselves"),
    ("media_usage", "a sum"),
    ("invoice_counters", "made from invoices"),
    ("invoice_links", "secrets that end by themselves"),
];
