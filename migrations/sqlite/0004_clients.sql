-- The people who are served. search holds the folded name, phone and e-mail (lower case, no accents, Latin letters).

CREATE TABLE clients (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    email_key TEXT,
    locale TEXT NOT NULL,
    allergies TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    search TEXT NOT NULL,
    source TEXT NOT NULL,
    blocked_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_by_phone ON clients (tenant_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX clients_by_email ON clients (tenant_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX clients_by_name ON clients (tenant_id, search, id);
