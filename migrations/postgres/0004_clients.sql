-- The people who are served. search holds the folded name, phone and e-mail (lower case, no accents, Latin letters).

CREATE TABLE clients (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    phone text,
    email text,
    email_key text,
    locale text NOT NULL,
    allergies text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    search text NOT NULL,
    source text NOT NULL,
    blocked_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX clients_by_phone ON clients (tenant_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX clients_by_email ON clients (tenant_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX clients_by_name ON clients (tenant_id, search, id);
