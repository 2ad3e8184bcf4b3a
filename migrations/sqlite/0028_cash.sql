-- The cash desk of a day. Sums are in minor units.

-- A closed day: what was in the drawer when it opened, what cash came and went back, what that makes, and what was counted. Never
-- changed: whoever finds a mistake later writes the next one of that day, which counts from then on. figures: what every way to be
-- paid had brought when it was written, so that what came after is seen.
CREATE TABLE cash_closings (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    day TEXT NOT NULL CHECK (day IS date(day)),
    seq INTEGER NOT NULL CHECK (seq > 0),
    currency TEXT NOT NULL,
    opening_minor INTEGER NOT NULL CHECK (opening_minor BETWEEN 0 AND 1000000000000),
    came_minor INTEGER NOT NULL CHECK (came_minor >= 0),
    back_minor INTEGER NOT NULL CHECK (back_minor >= 0),
    expected_minor INTEGER NOT NULL,
    counted_minor INTEGER NOT NULL CHECK (counted_minor BETWEEN 0 AND 1000000000000),
    note TEXT NOT NULL DEFAULT '',
    figures TEXT NOT NULL CHECK (json_valid(figures)),
    closed_by BLOB NOT NULL REFERENCES users (id),
    closed_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, day, seq),
    CHECK (expected_minor = opening_minor + came_minor - back_minor),
    CHECK (note <> '' OR (seq = 1 AND counted_minor = expected_minor))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cash_closings_fixed BEFORE UPDATE ON cash_closings BEGIN
    SELECT RAISE(ABORT, 'a closed day is never changed');
END;
CREATE TRIGGER cash_closings_kept BEFORE DELETE ON cash_closings BEGIN
    SELECT RAISE(ABORT, 'a closed day is never changed');
END;
CREATE TRIGGER cash_closings_follow BEFORE INSERT ON cash_closings WHEN NEW.seq <> 1 + (
    SELECT COUNT(*) FROM cash_closings c WHERE c.tenant_id = NEW.tenant_id AND c.day = NEW.day) BEGIN
    SELECT RAISE(ABORT, 'a closed day is never changed');
END;

CREATE INDEX payments_by_paid ON payments (tenant_id, paid_at, id) WHERE paid_at IS NOT NULL;
CREATE INDEX refunds_by_settled ON refunds (tenant_id, settled_at, id) WHERE settled_at IS NOT NULL;

-- When a client asked for more time to pay a deposit; once is all.
ALTER TABLE appointments ADD COLUMN hold_extended_at TEXT;

-- The receipt that closes a prepayment (54-FZ): due when the service was given, for what stayed of the prepayment.
CREATE TABLE fiscal_receipts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'failed', 'none')),
    provider_id TEXT,
    -- Why it failed, in the provider's word.
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    check_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fiscal_receipts_due ON fiscal_receipts (check_at) WHERE check_at IS NOT NULL;

-- Tasks know one kind more.
CREATE TABLE payment_tasks_new (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'quarantined', 'late', 'overpaid', 'disputed', 'by_hand', 'refund_failed', 'keys',
        'fiscal')),
    payment_id BLOB,
    account_id BLOB,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO payment_tasks_new (tenant_id, id, key, kind, payment_id, account_id, created_at, settled_at)
SELECT tenant_id, id, key, kind, payment_id, account_id, created_at, settled_at FROM payment_tasks;
DROP TABLE payment_tasks;
ALTER TABLE payment_tasks_new RENAME TO payment_tasks;
CREATE INDEX payment_tasks_open ON payment_tasks (tenant_id, created_at) WHERE settled_at IS NULL;
CREATE INDEX payment_tasks_by_payment ON payment_tasks (tenant_id, payment_id) WHERE payment_id IS NOT NULL;
