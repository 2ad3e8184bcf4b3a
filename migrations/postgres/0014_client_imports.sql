-- Lists of clients on their way in. The file is sealed with the tenant's own key, and gone once it is imported.

CREATE TABLE client_imports (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    file_name text NOT NULL,
    sealed bytea,
    -- How the file is to be understood.
    plan jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('mapping', 'checking', 'checked', 'importing', 'done', 'failed')),
    total bigint NOT NULL,
    done bigint NOT NULL,
    -- What would become, or became, of its rows.
    report jsonb NOT NULL,
    leaves_out boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
