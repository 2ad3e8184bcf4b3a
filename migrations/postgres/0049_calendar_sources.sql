-- Calendars outside that are read: when somebody is busy there, no time is offered here.

-- sealed: the address, which is a secret. host: what of it may be shown. mark: what the server said about the version that was
-- read (ETag, Last-Modified); zone: the practice's, for floating times; both make the next reading a short one.
-- read_at: the last time it was read whole. trouble: why the last try failed, failing_since the first of its row.
-- alarmed_at: since when it waits in the to-do list.
-- unread: what could not be read, the first of them; unread_count: how many.
CREATE TABLE calendar_sources (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    resource_id uuid NOT NULL,
    user_id uuid,
    name text NOT NULL,
    sealed bytea NOT NULL,
    host text NOT NULL,
    is_on boolean NOT NULL DEFAULT true,
    mark jsonb NOT NULL DEFAULT '{}',
    next_at timestamptz NOT NULL,
    tried_at timestamptz,
    read_at timestamptz,
    checked_at timestamptz,
    failures bigint NOT NULL DEFAULT 0,
    failing_since timestamptz,
    trouble text,
    alarmed_at timestamptz,
    dismissed_at timestamptz,
    events bigint NOT NULL DEFAULT 0,
    spans bigint NOT NULL DEFAULT 0,
    unread jsonb NOT NULL DEFAULT '[]',
    unread_count bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id)
);
CREATE INDEX calendar_sources_due ON calendar_sources (next_at) WHERE is_on;
CREATE INDEX calendar_sources_by_resource ON calendar_sources (tenant_id, resource_id);

-- Pieces of no more than three days, which bounds the search for what meets a day.
CREATE TABLE busy_times (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    title text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    CHECK (ends_at > starts_at AND ends_at - starts_at <= interval '3 days')
);
CREATE INDEX busy_times_by_start ON busy_times (tenant_id, resource_id, starts_at);
CREATE INDEX busy_times_by_source ON busy_times (tenant_id, source_id, starts_at);

-- Busy time that came upon a visit which was there before. It waits while the two share time and nobody dismissed it.
CREATE TABLE calendar_clashes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    busy_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    dismissed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, busy_id, appointment_id),
    FOREIGN KEY (tenant_id, busy_id) REFERENCES busy_times (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX calendar_clashes_by_visit ON calendar_clashes (tenant_id, appointment_id);
CREATE INDEX calendar_clashes_open ON calendar_clashes (tenant_id, created_at) WHERE dismissed_at IS NULL;
