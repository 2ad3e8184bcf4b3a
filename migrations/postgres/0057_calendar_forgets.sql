-- Entries in calendars outside that may still name a client who was erased: written there without the name at the account's next
-- turn, and the row goes. collection: the calendar that they stand in.
CREATE TABLE calendar_forgets (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    source_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    collection text NOT NULL,
    PRIMARY KEY (tenant_id, source_id, appointment_id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id) ON DELETE CASCADE
);
