-- Lists of clients on their way in. The file is sealed with the tenant's own key, and gone once it is imported.

CREATE TABLE client_imports (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    file_name TEXT NOT NULL,
    sealed BLOB,
    -- How the file is to be understood.
    plan TEXT NOT NULL CHECK (json_valid(plan)),
    status TEXT NOT NULL CHECK (status IN ('mapping', 'checking', 'checked', 'importing', 'done', 'failed')),
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    -- What would become, or became, of its rows.
    report TEXT NOT NULL CHECK (json_valid(report)),
    leaves_out INTEGER NOT NULL DEFAULT 0 CHECK (leaves_out IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
