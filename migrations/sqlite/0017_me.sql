-- Links to a client's own page. The token itself is never stored.
CREATE TABLE me_links (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    client_id BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX me_links_by_client ON me_links (tenant_id, client_id);
