-- Links to a client's own page. The token itself is never stored.
CREATE TABLE me_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    client_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX me_links_by_client ON me_links (tenant_id, client_id);
