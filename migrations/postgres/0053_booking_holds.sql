-- A time that a visitor keeps while the form is open, one-time codes by e-mail, and the sites that show the booking pages.

-- hold_minutes: none when 0. email_code: whom the public pages ask for a code. embed_sites: origins, one a line.
ALTER TABLE tenants ADD COLUMN hold_minutes bigint NOT NULL DEFAULT 10 CHECK (hold_minutes BETWEEN 0 AND 60);
ALTER TABLE tenants ADD COLUMN email_code text NOT NULL DEFAULT 'off' CHECK (email_code IN ('off', 'new', 'all'));
ALTER TABLE tenants ADD COLUMN embed_sites text NOT NULL DEFAULT '';

-- The time itself is the appointment, held and without a client; both go when it ends. holder: the hash of what the visitor
-- has, who keeps one time at once. network: the hash of the address it was asked for from.
CREATE TABLE booking_holds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    appointment_id uuid NOT NULL,
    holder bytea NOT NULL,
    network bytea NOT NULL,
    is_extended boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, appointment_id),
    UNIQUE (tenant_id, holder),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
);
CREATE INDEX booking_holds_by_time ON booking_holds (tenant_id, created_at);

-- email: a keyed hash of the address that is to be shown as one's own; sealed_to: the address itself until the mail is out.
-- code: a keyed hash, made when the mail goes out.
CREATE TABLE booking_codes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    email bytea NOT NULL,
    sealed_to bytea,
    locale text NOT NULL,
    code bytea,
    tries bigint NOT NULL DEFAULT 0,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX booking_codes_old ON booking_codes (expires_at);
