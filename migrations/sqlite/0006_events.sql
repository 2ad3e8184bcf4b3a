-- The one stream of what happened, the work that follows from it, and what goes out to people.

-- Append-only. seq rises by one per tenant without gaps; hash covers the row and the hash before it.
CREATE TABLE events (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id BLOB NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'client', 'system', 'api')),
    actor_id BLOB,
    at TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    request_id TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, seq)
) STRICT;
CREATE INDEX events_by_object ON events (tenant_id, object_kind, object_id, seq);

CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- The end of each tenant's chain; locked by every transaction that writes an event.
CREATE TABLE event_heads (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    tenant_id BLOB REFERENCES tenants (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    unique_key TEXT UNIQUE,
    run_at TEXT NOT NULL,
    leased_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    dead_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;

-- The outbox. One row is one message to one person; dedupe_key makes a second one for the same event impossible.
CREATE TABLE messages (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    dedupe_key TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email')),
    kind TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('client', 'master')),
    locale TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL DEFAULT '',
    client_id BLOB,
    appointment_id BLOB,
    data TEXT NOT NULL CHECK (json_valid(data)),
    subject TEXT,
    body_text TEXT,
    body_html TEXT,
    attachment TEXT,
    status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed', 'dropped')),
    send_at TEXT NOT NULL,
    not_after TEXT,
    leased_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    sent_at TEXT,
    dismissed_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, dedupe_key),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
) STRICT;
CREATE INDEX messages_due ON messages (send_at) WHERE status = 'queued';
CREATE INDEX messages_failed ON messages (tenant_id, created_at) WHERE status = 'failed';
CREATE INDEX messages_by_appointment ON messages (tenant_id, appointment_id);

-- Every link in a message. The token itself is never stored.
CREATE TABLE links (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'move', 'cancel', 'manage')),
    appointment_id BLOB NOT NULL,
    -- The message that it goes out with; null when a page showed it.
    message_id BLOB,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_appointment ON links (tenant_id, appointment_id);

-- One answer per key: the second press of a button, the retry over a broken network.
CREATE TABLE idempotency_keys (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    result TEXT NOT NULL CHECK (json_valid(result)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Where mail goes while no SMTP server is set (development): read at /dev/mail.
CREATE TABLE dev_mails (
    id BLOB PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    attachment TEXT,
    sent_at TEXT NOT NULL
) STRICT;
