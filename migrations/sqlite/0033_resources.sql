-- Needs of a service, and resources that serve several at a time.

-- Rows with the same need are one: so many units (quantity, alike on all of them) out of these resources together, those
-- with a lower position preferred. Null: a need of its own, as every row was before.
ALTER TABLE service_resources ADD COLUMN need INTEGER;
ALTER TABLE service_resources ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

-- What is taken of a resource with a capacity above one has the share_key 'seats': its seats are counted, and at no instant
-- may more be taken than the resource has. The most are taken at the beginning of the new span or where another begins
-- within it. Visits that share by any other key still do so among themselves, and nobody shares with a null.
DROP TRIGGER allocations_guard_insert;
DROP TRIGGER allocations_guard_update;
CREATE TRIGGER allocations_guard_insert BEFORE INSERT ON allocations WHEN NEW.is_active = 1 AND NEW.is_override = 0 BEGIN
    SELECT RAISE(ABORT, 'slot taken') WHERE EXISTS (
        SELECT 1 FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
          AND (o.share_key IS NULL OR o.share_key IS NOT NEW.share_key)
    );
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key <> 'seats' AND NEW.seats + (
        SELECT coalesce(sum(o.seats), 0) FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
          AND o.share_key = NEW.share_key
    ) > NEW.share_limit;
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key = 'seats' AND NEW.seats + (
        SELECT coalesce(max((
            SELECT coalesce(sum(o.seats), 0) FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
              AND o.starts_at <= i.at AND o.ends_at > i.at
        )), 0)
        FROM (
            SELECT NEW.starts_at AS at
            UNION
            SELECT o.starts_at FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
              AND o.starts_at > NEW.starts_at
        ) i
    ) > (SELECT r.capacity FROM resources r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.resource_id);
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
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key <> 'seats' AND NEW.seats + (
        SELECT coalesce(sum(o.seats), 0) FROM allocations o
        WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
          AND o.share_key = NEW.share_key
    ) > NEW.share_limit;
    SELECT RAISE(ABORT, 'slot taken') WHERE NEW.share_key = 'seats' AND NEW.seats + (
        SELECT coalesce(max((
            SELECT coalesce(sum(o.seats), 0) FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
              AND o.starts_at <= i.at AND o.ends_at > i.at
        )), 0)
        FROM (
            SELECT NEW.starts_at AS at
            UNION
            SELECT o.starts_at FROM allocations o
            WHERE o.tenant_id = NEW.tenant_id AND o.resource_id = NEW.resource_id AND o.is_active
          AND o.appointment_id <> NEW.appointment_id
          AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-3 days')
              AND o.starts_at > NEW.starts_at
        ) i
    ) > (SELECT r.capacity FROM resources r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.resource_id);
END;
