-- Calendars outside that are read: when somebody is busy there, no time is offered here.

-- sealed: the address, which is a secret. host: what of it may be shown. mark: what the server said about the version that was
-- read (ETag, Last-Modified); zone: the practice's, for floating times; both make the next reading a short one.
-- read_at: the last time it was read whole. trouble: why the last try failed, failing_since the first of its row.
-- alarmed_at: since when it waits in the to-do list.
-- unread: what could not be read, the first of them; unread_count: how many.
CREATE TABLE calendar_sources (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    user_id BLOB,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    host TEXT NOT NULL,
    is_on INTEGER NOT NULL DEFAULT 1 CHECK (is_on IN (0, 1)),
    mark TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(mark)),
    next_at TEXT NOT NULL,
    tried_at TEXT,
    read_at TEXT,
    checked_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    trouble TEXT,
    alarmed_at TEXT,
    dismissed_at TEXT,
    events INTEGER NOT NULL DEFAULT 0,
    spans INTEGER NOT NULL DEFAULT 0,
    unread TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unread)),
    unread_count INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_sources_due ON calendar_sources (next_at) WHERE is_on;
CREATE INDEX calendar_sources_by_resource ON calendar_sources (tenant_id, resource_id);

-- Pieces of no more than three days, which bounds the search for what meets a day.
CREATE TABLE busy_times (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    CHECK (ends_at > starts_at AND unixepoch(ends_at) - unixepoch(starts_at) <= 3 * 86400)
) STRICT, WITHOUT ROWID;
CREATE INDEX busy_times_by_start ON busy_times (tenant_id, resource_id, starts_at);
CREATE INDEX busy_times_by_source ON busy_times (tenant_id, source_id, starts_at);

-- Busy time that came upon a visit which was there before. It waits while the two share time and nobody dismissed it.
CREATE TABLE calendar_clashes (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    busy_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    dismissed_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, busy_id, appointment_id),
    FOREIGN KEY (tenant_id, busy_id) REFERENCES busy_times (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_clashes_by_visit ON calendar_clashes (tenant_id, appointment_id);
CREATE INDEX calendar_clashes_open ON calendar_clashes (tenant_id, created_at) WHERE dismissed_at IS NULL;
