-- When the practice is open, and what an appointment occupies.

CREATE TABLE resources (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('master', 'room', 'chair', 'device', 'vehicle')),
    capacity bigint NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 500),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);
CREATE UNIQUE INDEX resources_one_master ON resources (tenant_id) WHERE kind = 'master';

CREATE TABLE service_resources (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    quantity bigint NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 500),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, resource_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
);

-- Minutes are local clock minutes after midnight; to_minute <= from_minute crosses midnight. weekday 0 is Monday.
CREATE TABLE working_hours (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    resource_id uuid NOT NULL,
    weekday bigint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute bigint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute bigint NOT NULL CHECK (to_minute BETWEEN 0 AND 1440),
    valid_from date,
    valid_until date,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
);
CREATE INDEX working_hours_by_resource ON working_hours (tenant_id, resource_id);

CREATE TABLE date_overrides (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    resource_id uuid NOT NULL,
    date date NOT NULL,
    open jsonb NOT NULL,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, resource_id, date),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
);

-- Either local times (which follow the clock over DST) or instants. first_date and last_date bound every repeat,
-- so that a window's blocks are found without reading finished ones.
CREATE TABLE blocks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    resource_id uuid NOT NULL,
    starts_local timestamp,
    ends_local timestamp,
    starts_at timestamptz,
    ends_at timestamptz,
    rrule text,
    reason text NOT NULL CHECK (reason IN ('break', 'vacation', 'sick', 'training', 'private', 'other')),
    note text NOT NULL DEFAULT '',
    first_date date NOT NULL,
    last_date date NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    CHECK ((starts_local IS NULL) = (ends_local IS NULL)),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CHECK ((starts_local IS NULL) <> (starts_at IS NULL))
);
CREATE INDEX blocks_by_last_date ON blocks (tenant_id, resource_id, last_date);
