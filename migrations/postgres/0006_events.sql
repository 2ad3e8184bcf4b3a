-- The one stream of what happened, the work that follows from it, and what goes out to people.

-- Append-only. seq rises by one per tenant without gaps; hash covers the row and the hash before it.
CREATE TABLE events (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'client', 'system', 'api')),
    actor_id uuid,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    request_id text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    agent text NOT NULL DEFAULT '',
    hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, seq)
);
CREATE INDEX events_by_object ON events (tenant_id, object_kind, object_id, seq);

CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_append_only();

-- The end of each tenant's chain; locked by every transaction that writes an event.
CREATE TABLE event_heads (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    tenant_id uuid REFERENCES tenants (id),
    kind text NOT NULL,
    payload jsonb NOT NULL,
    unique_key text UNIQUE,
    run_at timestamptz NOT NULL,
    leased_until timestamptz,
    attempts bigint NOT NULL DEFAULT 0,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;

-- The outbox. One row is one message to one person; dedupe_key makes a second one for the same event impossible.
CREATE TABLE messages (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    dedupe_key text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email')),
    kind text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('client', 'master')),
    locale text NOT NULL,
    recipient text NOT NULL,
    recipient_name text NOT NULL DEFAULT '',
    client_id uuid,
    appointment_id uuid,
    data jsonb NOT NULL,
    subject text,
    body_text text,
    body_html text,
    attachment text,
    status text NOT NULL CHECK (status IN ('queued', 'sent', 'failed', 'dropped')),
    send_at timestamptz NOT NULL,
    not_after timestamptz,
    leased_until timestamptz,
    attempts bigint NOT NULL DEFAULT 0,
    last_error text,
    sent_at timestamptz,
    dismissed_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, dedupe_key),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
);
CREATE INDEX messages_due ON messages (send_at) WHERE status = 'queued';
CREATE INDEX messages_failed ON messages (tenant_id, created_at) WHERE status = 'failed';
CREATE INDEX messages_by_appointment ON messages (tenant_id, appointment_id);

-- Every link in a message. The token itself is never stored.
CREATE TABLE links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('confirm', 'move', 'cancel', 'manage')),
    appointment_id uuid NOT NULL,
    -- The message that it goes out with; null when a page showed it.
    message_id uuid,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id)
);
CREATE INDEX links_by_appointment ON links (tenant_id, appointment_id);

-- One answer per key: the second press of a button, the retry over a broken network.
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    key text NOT NULL,
    request_hash bytea NOT NULL,
    result jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Where mail goes while no SMTP server is set (development): read at /dev/mail.
CREATE TABLE dev_mails (
    id uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL,
    attachment text,
    sent_at timestamptz NOT NULL
);
