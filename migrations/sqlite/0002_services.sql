-- What is sold by the hour.

CREATE TABLE services (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    slug TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
    buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 480),
    buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 480),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    price_from INTEGER NOT NULL DEFAULT 0 CHECK (price_from IN (0, 1)),
    material_cost_minor INTEGER NOT NULL DEFAULT 0 CHECK (material_cost_minor >= 0),
    deposit_kind TEXT NOT NULL DEFAULT 'none' CHECK (deposit_kind IN ('none', 'fixed', 'percent', 'full')),
    deposit_amount INTEGER NOT NULL DEFAULT 0 CHECK (deposit_amount >= 0),
    confirmation TEXT NOT NULL DEFAULT 'instant' CHECK (confirmation IN ('instant', 'manual')),
    capacity INTEGER NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 500),
    notice_minutes INTEGER CHECK (notice_minutes BETWEEN 0 AND 43200),
    horizon_days INTEGER CHECK (horizon_days BETWEEN 1 AND 730),
    cancel_window_minutes INTEGER CHECK (cancel_window_minutes BETWEEN 0 AND 43200),
    days TEXT CHECK (json_valid(days)),
    hours TEXT CHECK (json_valid(hours)),
    colour TEXT,
    position INTEGER NOT NULL DEFAULT 0,
    visibility TEXT NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'link')),
    is_featured INTEGER NOT NULL DEFAULT 0 CHECK (is_featured IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_variants (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    position INTEGER NOT NULL DEFAULT 0,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, slug),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_addons (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 0 AND 1440),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    position INTEGER NOT NULL DEFAULT 0,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, slug),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
) STRICT, WITHOUT ROWID;
