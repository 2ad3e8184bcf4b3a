-- One act on many clients, so that it can be undone; and one message to many.

CREATE TABLE client_bulks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    is_removal boolean NOT NULL,
    -- Pairs of client and tag that it really changed.
    changed jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    undone_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE client_mailings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    subject text NOT NULL,
    body text NOT NULL,
    recipients bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Those who may be sent advertising.
CREATE INDEX clients_reached ON clients (tenant_id, email_key, id)
    WHERE marketing_at IS NOT NULL AND marketing_ended_at IS NULL AND blocked_at IS NULL AND email_key IS NOT NULL AND NOT is_merged;
