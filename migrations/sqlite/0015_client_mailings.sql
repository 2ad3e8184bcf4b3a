-- One act on many clients, so that it can be undone; and one message to many.

CREATE TABLE client_bulks (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    is_removal INTEGER NOT NULL CHECK (is_removal IN (0, 1)),
    -- Pairs of client and tag that it really changed.
    changed TEXT NOT NULL CHECK (json_valid(changed)),
    created_at TEXT NOT NULL,
    undone_at TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_mailings (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    recipients INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Those who may be sent advertising.
CREATE INDEX clients_reached ON clients (tenant_id, email_key, id)
    WHERE marketing_at IS NOT NULL AND marketing_ended_at IS NULL AND blocked_at IS NULL AND email_key IS NOT NULL AND NOT is_merged;
