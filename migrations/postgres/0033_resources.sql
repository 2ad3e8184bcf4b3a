-- Needs of a service, and resources that serve several at a time.

-- Rows with the same need are one: so many units (quantity, alike on all of them) out of these resources together, those
-- with a lower position preferred. Null: a need of its own, as every row was before.
ALTER TABLE service_resources ADD COLUMN need bigint;
ALTER TABLE service_resources ADD COLUMN position bigint NOT NULL DEFAULT 0;

-- What is taken of a resource with a capacity above one has the share_key 'seats', so that the exclusion leaves it aside: its
-- seats are counted, and at no instant may more be taken than the resource has. The most are taken at the beginning of
-- the new span or where another begins within it. Visits that share by any other key still do so among themselves, and
-- nobody shares with a null. The resource's row is locked before anything is counted, whoever writes.
CREATE OR REPLACE FUNCTION allocations_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
    places bigint;
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
    SELECT r.capacity INTO places FROM resources r
    WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.resource_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours'
          AND (o.share_key IS NULL OR o.share_key IS DISTINCT FROM NEW.share_key)
    ) THEN
        RAISE EXCEPTION 'slot taken' USING ERRCODE = '23P01';
    END IF;
    IF NEW.share_key = 'seats' THEN
        SELECT coalesce(max((
            SELECT coalesce(sum(o.seats), 0) FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours'
              AND o.starts_at <= i.at AND o.ends_at > i.at
        )), 0) INTO taken
        FROM (
            SELECT NEW.starts_at AS at
            UNION
            SELECT o.starts_at FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours'
              AND o.starts_at > NEW.starts_at
        ) i;
        IF taken + NEW.seats > places THEN
            RAISE EXCEPTION 'slot taken' USING ERRCODE = '23P01';
        END IF;
    ELSIF NEW.share_key IS NOT NULL THEN
        SELECT coalesce(sum(o.seats), 0) INTO taken FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at AND o.starts_at > NEW.starts_at - interval '72 hours'
          AND o.share_key = NEW.share_key;
        IF taken + NEW.seats > NEW.share_limit THEN
            RAISE EXCEPTION 'slot taken' USING ERRCODE = '23P01';
        END IF;
    END IF;
    RETURN NEW;
END $$;
