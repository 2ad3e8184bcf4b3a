-- Photos and documents of clients. The files lie in the store, sealed under the practice's key; here stands what they are.

-- One photo or document. bytes is what its files take in the store. placeholder is sealed as the files are.
CREATE TABLE media (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    appointment_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'document')),
    stage TEXT NOT NULL CHECK (stage IN ('before', 'after', 'other')),
    name TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    placeholder BLOB,
    taken_at TEXT NOT NULL,
    published_at TEXT,
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_by_client ON media (tenant_id, client_id, taken_at, id);
CREATE INDEX media_by_appointment ON media (tenant_id, appointment_id, taken_at) WHERE appointment_id IS NOT NULL;
-- The same file twice on one card is one file.
CREATE UNIQUE INDEX media_by_content ON media (tenant_id, client_id, content_hash) WHERE deleted_at IS NULL;
CREATE INDEX media_published ON media (tenant_id, published_at) WHERE published_at IS NOT NULL;
CREATE INDEX media_deleted ON media (deleted_at) WHERE deleted_at IS NOT NULL;

-- A file on its way: it goes on where the network broke, and becomes the media of the same id.
CREATE TABLE media_uploads (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    appointment_id BLOB,
    stage TEXT NOT NULL CHECK (stage IN ('before', 'after', 'other')),
    name TEXT NOT NULL,
    content_hash BLOB,
    size INTEGER NOT NULL CHECK (size > 0),
    received INTEGER NOT NULL DEFAULT 0,
    parts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_uploads_by_content ON media_uploads (tenant_id, client_id, content_hash);
CREATE INDEX media_uploads_by_age ON media_uploads (created_at);

-- What a practice's files take; limit_bytes is its own limit where that is not the usual one.
CREATE TABLE media_usage (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    files INTEGER NOT NULL DEFAULT 0 CHECK (files >= 0),
    limit_bytes INTEGER
) STRICT, WITHOUT ROWID;

-- Photos shown to their client by a link. The token itself is never stored.
CREATE TABLE media_shares (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_shares_by_client ON media_shares (tenant_id, client_id, created_at);

CREATE TABLE media_share_items (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    share_id BLOB NOT NULL,
    media_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, share_id, media_id),
    FOREIGN KEY (tenant_id, share_id) REFERENCES media_shares (tenant_id, id),
    FOREIGN KEY (tenant_id, media_id) REFERENCES media (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_share_items_by_media ON media_share_items (tenant_id, media_id);
