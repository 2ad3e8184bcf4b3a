-- The cash desk of a day. Sums are in minor units.

-- A closed day: what was in the drawer when it opened, what cash came and went back, what that makes, and what was counted. Never
-- changed: whoever finds a mistake later writes the next one of that day, which counts from then on. figures: what every way to be
-- paid had brought when it was written, so that what came after is seen.
CREATE TABLE cash_closings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    day date NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    currency text NOT NULL,
    opening_minor bigint NOT NULL CHECK (opening_minor BETWEEN 0 AND 1000000000000),
    came_minor bigint NOT NULL CHECK (came_minor >= 0),
    back_minor bigint NOT NULL CHECK (back_minor >= 0),
    expected_minor bigint NOT NULL,
    counted_minor bigint NOT NULL CHECK (counted_minor BETWEEN 0 AND 1000000000000),
    note text NOT NULL DEFAULT '',
    figures jsonb NOT NULL,
    closed_by uuid NOT NULL REFERENCES users (id),
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, day, seq),
    CHECK (expected_minor = opening_minor + came_minor - back_minor),
    CHECK (note <> '' OR (seq = 1 AND counted_minor = expected_minor))
);

CREATE FUNCTION cash_closings_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq = 1 + (SELECT COUNT(*) FROM cash_closings c WHERE c.tenant_id = NEW.tenant_id AND c.day = NEW.day) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a closed day is never changed' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER cash_closings_fixed BEFORE INSERT OR UPDATE OR DELETE ON cash_closings FOR EACH ROW EXECUTE FUNCTION cash_closings_guard();
CREATE TRIGGER cash_closings_not_emptied BEFORE TRUNCATE ON cash_closings EXECUTE FUNCTION cash_closings_guard();

CREATE INDEX payments_by_paid ON payments (tenant_id, paid_at, id) WHERE paid_at IS NOT NULL;
CREATE INDEX refunds_by_settled ON refunds (tenant_id, settled_at, id) WHERE settled_at IS NOT NULL;

-- When a client asked for more time to pay a deposit; once is all.
ALTER TABLE appointments ADD COLUMN hold_extended_at timestamptz;

-- The receipt that closes a prepayment (54-FZ): due when the service was given, for what stayed of the prepayment.
CREATE TABLE fiscal_receipts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'failed', 'none')),
    provider_id text,
    -- Why it failed, in the provider's word.
    reason text NOT NULL DEFAULT '',
    attempts bigint NOT NULL DEFAULT 0,
    check_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
);
CREATE INDEX fiscal_receipts_due ON fiscal_receipts (check_at) WHERE check_at IS NOT NULL;

-- Tasks know one kind more.
ALTER TABLE payment_tasks DROP CONSTRAINT payment_tasks_kind_check;
ALTER TABLE payment_tasks ADD CONSTRAINT payment_tasks_kind_check CHECK (kind IN ('receipt', 'quarantined', 'late', 'overpaid',
    'disputed', 'by_hand', 'refund_failed', 'keys', 'fiscal'));
