-- What is sold by the hour.

CREATE TABLE services (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    slug text NOT NULL,
    category text NOT NULL DEFAULT '',
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    duration_minutes bigint NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
    buffer_before_minutes bigint NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 480),
    buffer_after_minutes bigint NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 480),
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    price_from boolean NOT NULL DEFAULT false,
    material_cost_minor bigint NOT NULL DEFAULT 0 CHECK (material_cost_minor >= 0),
    deposit_kind text NOT NULL DEFAULT 'none' CHECK (deposit_kind IN ('none', 'fixed', 'percent', 'full')),
    deposit_amount bigint NOT NULL DEFAULT 0 CHECK (deposit_amount >= 0),
    confirmation text NOT NULL DEFAULT 'instant' CHECK (confirmation IN ('instant', 'manual')),
    capacity bigint NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 500),
    notice_minutes bigint CHECK (notice_minutes BETWEEN 0 AND 43200),
    horizon_days bigint CHECK (horizon_days BETWEEN 1 AND 730),
    cancel_window_minutes bigint CHECK (cancel_window_minutes BETWEEN 0 AND 43200),
    days jsonb,
    hours jsonb,
    colour text,
    position bigint NOT NULL DEFAULT 0,
    visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'link')),
    is_featured boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE service_variants (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    duration_minutes bigint NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    position bigint NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, slug),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
);

CREATE TABLE service_addons (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    duration_minutes bigint NOT NULL CHECK (duration_minutes BETWEEN 0 AND 1440),
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    position bigint NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, slug),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
);
