-- Visits, what they consist of, and the time they occupy.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- starts_at and ends_at are the visit as the client knows it; busy_from and busy_to include the buffers.
CREATE TABLE appointments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    reference text NOT NULL,
    client_id uuid,
    status text NOT NULL CHECK (status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress',
        'completed', 'cancelled', 'expired', 'no_show')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    busy_from timestamptz NOT NULL,
    busy_to timestamptz NOT NULL,
    source text NOT NULL CHECK (source IN ('public', 'master', 'walk_in', 'voice', 'api', 'import', 'waitlist', 'series', 'demo')),
    title text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    final_price_minor bigint CHECK (final_price_minor >= 0),
    currency text NOT NULL,
    client_note text NOT NULL DEFAULT '',
    internal_note text NOT NULL DEFAULT '',
    cancel_reason text NOT NULL DEFAULT '',
    cancelled_by text CHECK (cancelled_by IN ('client', 'master', 'system')),
    is_late_cancel boolean NOT NULL DEFAULT false,
    is_booked_over boolean NOT NULL DEFAULT false,
    client_confirmed_at timestamptz,
    expires_at timestamptz,
    no_show_at timestamptz,
    locale text NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, reference),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CHECK (ends_at > starts_at AND busy_from <= starts_at AND busy_to >= ends_at)
);
CREATE INDEX appointments_by_start ON appointments (tenant_id, starts_at);
CREATE INDEX appointments_by_client ON appointments (tenant_id, client_id, starts_at);
CREATE INDEX appointments_pending ON appointments (tenant_id, starts_at) WHERE status = 'pending';
CREATE INDEX appointments_expiring ON appointments (tenant_id, expires_at) WHERE status IN ('held', 'pending', 'awaiting_deposit');

CREATE TABLE appointment_items (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    position bigint NOT NULL,
    service_id uuid NOT NULL,
    variant_id uuid,
    addon_id uuid,
    name text NOT NULL,
    duration_minutes bigint NOT NULL,
    price_minor bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, appointment_id, position),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES service_variants (tenant_id, id),
    FOREIGN KEY (tenant_id, addon_id) REFERENCES service_addons (tenant_id, id)
);

-- share_key is null for a visit that needs the resource alone. Visits with the same key (a service with several
-- places, at the same start) share the span until share_limit seats are taken. is_override: booked over on purpose.
-- expires_at: until when a hold or a request keeps the time; null once it is certain.
CREATE TABLE allocations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    resource_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    seats bigint NOT NULL DEFAULT 1 CHECK (seats > 0),
    share_key text,
    share_limit bigint NOT NULL DEFAULT 1,
    expires_at timestamptz,
    is_override boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL,
    PRIMARY KEY (tenant_id, resource_id, appointment_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    -- The guard below looks back this far and no further.
    CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '72 hours'),
    CONSTRAINT allocations_no_overlap EXCLUDE USING gist (
        tenant_id WITH =, resource_id WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (is_active AND NOT is_override AND share_key IS NULL)
);
CREATE INDEX allocations_by_start ON allocations (tenant_id, resource_id, starts_at) WHERE is_active;
CREATE INDEX allocations_by_appointment ON allocations (tenant_id, appointment_id);

-- The exclusion above covers visits that need the resource alone; this covers shared ones and both together. The
-- resource's row is locked first, so that racers queue instead of deadlocking.
CREATE FUNCTION allocations_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
BEGIN
    IF NOT NEW.is_active OR NEW.is_override THEN
        RETURN NEW;
    END IF;
    -- A change that takes no time which was not taken before is let through: a visit that was booked over may still begin.
    IF TG_OP = 'UPDATE' AND OLD.is_active AND NOT OLD.is_override AND OLD.resource_id = NEW.resource_id
        AND OLD.seats = NEW.seats AND OLD.share_key IS NOT DISTINCT FROM NEW.share_key
        AND OLD.starts_at <= NEW.starts_at AND OLD.ends_at >= NEW.ends_at THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM resources WHERE tenant_id = NEW.tenant_id AND id = NEW.resource_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours'
          AND (o.share_key IS NULL OR o.share_key IS DISTINCT FROM NEW.share_key)
    ) THEN
        RAISE EXCEPTION 'slot taken' USING ERRCODE = '23P01';
    END IF;
    IF NEW.share_key IS NOT NULL THEN
        SELECT coalesce(sum(o.seats), 0) INTO taken FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id AND o.share_key = NEW.share_key
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours';
        IF taken + NEW.seats > NEW.share_limit THEN
            RAISE EXCEPTION 'slot taken' USING ERRCODE = '23P01';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocations_guard BEFORE INSERT OR UPDATE ON allocations FOR EACH ROW EXECUTE FUNCTION allocations_guard();
