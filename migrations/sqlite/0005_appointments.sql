-- Visits, what they consist of, and the time they occupy.

-- starts_at and ends_at are the visit as the client knows it; busy_from and busy_to include the buffers.
CREATE TABLE appointments (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    reference TEXT NOT NULL,
    client_id BLOB,
    status TEXT NOT NULL CHECK (status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress',
        'completed', 'cancelled', 'expired', 'no_show')),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    busy_from TEXT NOT NULL,
    busy_to TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('public', 'master', 'walk_in', 'voice', 'api', 'import', 'waitlist', 'series', 'demo')),
    title TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    final_price_minor INTEGER CHECK (final_price_minor >= 0),
    currency TEXT NOT NULL,
    client_note TEXT NOT NULL DEFAULT '',
    internal_note TEXT NOT NULL DEFAULT '',
    cancel_reason TEXT NOT NULL DEFAULT '',
    cancelled_by TEXT CHECK (cancelled_by IN ('client', 'master', 'system')),
    is_late_cancel INTEGER NOT NULL DEFAULT 0 CHECK (is_late_cancel IN (0, 1)),
    is_booked_over INTEGER NOT NULL DEFAULT 0 CHECK (is_booked_over IN (0, 1)),
    client_confirmed_at TEXT,
    expires_at TEXT,
    no_show_at TEXT,
    locale TEXT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, reference),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CHECK (ends_at > starts_at AND busy_from <= starts_at AND busy_to >= ends_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointments_by_start ON appointments (tenant_id, starts_at);
CREATE INDEX appointments_by_client ON appointments (tenant_id, client_id, starts_at);
CREATE INDEX appointments_pending ON appointments (tenant_id, starts_at) WHERE status = 'pending';
CREATE INDEX appointments_expiring ON appointments (tenant_id, expires_at) WHERE status IN ('held', 'pending', 'awaiting_deposit');

CREATE TABLE appointment_items (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    service_id BLOB NOT NULL,
    variant_id BLOB,
    addon_id BLOB,
    name TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL,
    price_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, appointment_id, position),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES service_variants (tenant_id, id),
    FOREIGN KEY (tenant_id, addon_id) REFERENCES service_addons (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- share_key is null for a visit that needs the resource alone. Visits with the same key (a service with several
-- places, at the same start) share the span until share_limit seats are taken. is_override: booked over on purpose.
-- expires_at: until when a hold or a request keeps the time; null once it is certain.
CREATE TABLE allocations (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    resource_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats > 0),
    share_key TEXT,
    share_limit INTEGER NOT NULL DEFAULT 1,
    expires_at TEXT,
    is_override INTEGER NOT NULL DEFAULT 0 CHECK (is_override IN (0, 1)),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    PRIMARY KEY (tenant_id, resource_id, appointment_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    -- The guards below look back this far and no further.
    CHECK (ends_at > starts_at AND unixepoch(ends_at) - unixepoch(starts_at) <= 3 * 86400)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocations_by_start ON allocations (tenant_id, resource_id, starts_at) WHERE is_active;
CREATE INDEX allocations_by_appointment ON allocations (tenant_id, appointment_id);

-- No two active visits share a resource's time, unless they share it on purpose. There is one writer, so that what the
-- trigger reads cannot change before the commit. The table takes none longer than three days, which bounds the search.
CREATE TRIGGER allocations_guard_insert BEFORE INSERT ON allocations WHEN NEW.is_active = 1 AND NEW.is_override = 0 BEGIN
    SELECT RAISE(ABORT, 'slot taken') WHERE EXISTS (
        SELECT 1 FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
          AND (o.share_key IS NULL OR o.share_key IS NOT NEW.share_key)
    );
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key IS NOT NULL AND NEW.seats + (
        SELECT coalesce(sum(o.seats), 0) FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id AND o.share_key = NEW.share_key
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
    ) > NEW.share_limit;
END;
-- A change that takes no time which was not taken before is let through: a visit that was booked over may still begin.
CREATE TRIGGER allocations_guard_update BEFORE UPDATE ON allocations WHEN NEW.is_active = 1 AND NEW.is_override = 0
    AND NOT (OLD.is_active = 1 AND OLD.is_override = 0 AND OLD.resource_id = NEW.resource_id AND OLD.seats = NEW.seats
        AND OLD.share_key IS NEW.share_key AND OLD.starts_at <= NEW.starts_at AND OLD.ends_at >= NEW.ends_at) BEGIN
    SELECT RAISE(ABORT, 'slot taken') WHERE EXISTS (
        SELECT 1 FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
          AND (o.share_key IS NULL OR o.share_key IS NOT NEW.share_key)
    );
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key IS NOT NULL AND NEW.seats + (
        SELECT coalesce(sum(o.seats), 0) FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id AND o.share_key = NEW.share_key
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
    ) > NEW.share_limit;
END;
