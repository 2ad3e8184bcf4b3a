-- When the practice is open, and what an appointment occupies.

CREATE TABLE resources (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('master', 'room', 'chair', 'device', 'vehicle')),
    capacity INTEGER NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 500),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX resources_one_master ON resources (tenant_id) WHERE kind = 'master';

CREATE TABLE service_resources (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 500),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, service_id, resource_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Minutes are local clock minutes after midnight; to_minute <= from_minute crosses midnight. weekday 0 is Monday.
CREATE TABLE working_hours (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 0 AND 1440),
    valid_from TEXT,
    valid_until TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX working_hours_by_resource ON working_hours (tenant_id, resource_id);

CREATE TABLE date_overrides (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    date TEXT NOT NULL,
    open TEXT NOT NULL CHECK (json_valid(open)),
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, resource_id, date),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Either local times (which follow the clock over DST) or instants. first_date and last_date bound every repeat,
-- so that a window's blocks are found without reading finished ones.
CREATE TABLE blocks (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    starts_local TEXT,
    ends_local TEXT,
    starts_at TEXT,
    ends_at TEXT,
    rrule TEXT,
    reason TEXT NOT NULL CHECK (reason IN ('break', 'vacation', 'sick', 'training', 'private', 'other')),
    note TEXT NOT NULL DEFAULT '',
    first_date TEXT NOT NULL,
    last_date TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    CHECK ((starts_local IS NULL) = (ends_local IS NULL)),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CHECK ((starts_local IS NULL) <> (starts_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_last_date ON blocks (tenant_id, resource_id, last_date);
