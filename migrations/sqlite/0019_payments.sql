-- Money that comes in and goes back: by whose keys, what providers told, and what a person must look at. Sums are in minor
-- units. Only a provider's confirmed word, or a person's, changes where a payment stands.

-- What a practice asks of deposits; one row, and until there is one the defaults hold.
CREATE TABLE payment_rules (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- How long a time is kept for whoever pays a deposit.
    hold_minutes INTEGER NOT NULL DEFAULT 30 CHECK (hold_minutes BETWEEN 10 AND 1440),
    -- Visits missed or cancelled late from which on a deposit is asked for; 0 is never.
    risk_visits INTEGER NOT NULL DEFAULT 0 CHECK (risk_visits BETWEEN 0 AND 100),
    -- Of the price, from those and from clients who always pay one.
    risk_percent INTEGER NOT NULL DEFAULT 50 CHECK (risk_percent BETWEEN 1 AND 100),
    is_kept_late INTEGER NOT NULL DEFAULT 1 CHECK (is_kept_late IN (0, 1)),
    is_kept_no_show INTEGER NOT NULL DEFAULT 1 CHECK (is_kept_no_show IN (0, 1)),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

-- A way to be paid. sealed: its secrets under the practice's key, gone when it is disconnected. token_hash: the part of its
-- webhook's address that nobody guesses.
CREATE TABLE payment_accounts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    provider TEXT NOT NULL CHECK (provider IN ('yookassa', 'stripe', 'sandbox', 'transfer', 'cash', 'terminal')),
    -- The provider's name of it: a shop's number, acct_…
    account TEXT NOT NULL DEFAULT '',
    is_live INTEGER NOT NULL DEFAULT 0 CHECK (is_live IN (0, 1)),
    -- Whether clients see it.
    is_shown INTEGER NOT NULL DEFAULT 1 CHECK (is_shown IN (0, 1)),
    last_four TEXT NOT NULL DEFAULT '',
    -- What is no secret: receipts, where to transfer to.
    data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data)),
    sealed BLOB,
    token_hash BLOB UNIQUE,
    checked_at TEXT,
    -- What the provider said when it last refused the keys.
    last_error TEXT,
    disconnected_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payment_accounts_one ON payment_accounts (tenant_id, provider) WHERE disconnected_at IS NULL;

-- One payment. provider_id is the provider's, null until it answered, and never changes; charge_id what the money itself goes
-- by there. held_minor is what refunds have taken or may still take, refunded_minor what has left. check_at: when the worker
-- looks next. sealed: what the provider was asked for, to be said again to the letter.
CREATE TABLE payments (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('deposit', 'full', 'tip')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'waiting_for_capture', 'succeeded', 'failed', 'cancelled', 'quarantined')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency TEXT NOT NULL,
    held_minor INTEGER NOT NULL DEFAULT 0,
    refunded_minor INTEGER NOT NULL DEFAULT 0,
    client_id BLOB,
    appointment_id BLOB,
    invoice_id BLOB,
    idempotency_key TEXT NOT NULL,
    provider_id TEXT,
    charge_id TEXT,
    pay_url TEXT,
    method TEXT NOT NULL DEFAULT '',
    -- Why it failed or is held back, by a word of ours or of the provider's.
    reason TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    is_live INTEGER NOT NULL DEFAULT 0 CHECK (is_live IN (0, 1)),
    is_disputed INTEGER NOT NULL DEFAULT 0 CHECK (is_disputed IN (0, 1)),
    sealed BLOB,
    attempts INTEGER NOT NULL DEFAULT 0,
    check_at TEXT,
    -- Nobody waits for it any more; an open page of the provider's is to be closed.
    stopped_at TEXT,
    expires_at TEXT,
    paid_at TEXT,
    recorded_by BLOB REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idempotency_key),
    UNIQUE (tenant_id, account_id, provider_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    CHECK (held_minor BETWEEN 0 AND amount_minor),
    CHECK (refunded_minor BETWEEN 0 AND held_minor),
    CHECK (kind <> 'deposit' OR appointment_id IS NOT NULL),
    CHECK ((status = 'succeeded') = (paid_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX payments_by_age ON payments (tenant_id, created_at, id);
CREATE INDEX payments_by_appointment ON payments (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX payments_by_invoice ON payments (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX payments_by_client ON payments (tenant_id, client_id, created_at) WHERE client_id IS NOT NULL;
CREATE INDEX payments_by_charge ON payments (tenant_id, account_id, charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX payments_to_check ON payments (check_at) WHERE check_at IS NOT NULL;

-- Once paid it stays paid, and what it is about never changes.
CREATE TRIGGER payments_forward BEFORE UPDATE ON payments WHEN
    (OLD.status = 'succeeded' AND NEW.status <> 'succeeded')
    OR (OLD.status <> 'pending' AND NEW.status = 'pending')
    OR (NEW.status = 'waiting_for_capture' AND OLD.status NOT IN ('pending', 'waiting_for_capture'))
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.kind <> OLD.kind
    OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
    OR NEW.appointment_id IS NOT OLD.appointment_id OR NEW.idempotency_key <> OLD.idempotency_key
    OR (OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS NOT OLD.invoice_id)
    OR (OLD.provider_id IS NOT NULL AND NEW.provider_id IS NOT OLD.provider_id)
    OR (OLD.paid_at IS NOT NULL AND NEW.paid_at IS NOT OLD.paid_at) BEGIN
    SELECT RAISE(ABORT, 'a payment only goes forward');
END;
CREATE TRIGGER payments_kept BEFORE DELETE ON payments BEGIN
    SELECT RAISE(ABORT, 'a payment is kept');
END;

-- What goes back. The triggers keep the sums of the payment, and with them the ceiling: all refunds that did not fail are no
-- more than what was paid.
CREATE TABLE refunds (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('asked', 'cancelled', 'late', 'overpaid', 'outside')),
    note TEXT NOT NULL DEFAULT '',
    idempotency_key TEXT NOT NULL,
    provider_id TEXT,
    -- Why it failed, in the provider's word.
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    check_at TEXT,
    asked_by BLOB REFERENCES users (id),
    settled_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refunds_by_payment ON refunds (tenant_id, payment_id);
CREATE INDEX refunds_to_check ON refunds (check_at) WHERE check_at IS NOT NULL;

CREATE TRIGGER refunds_begin BEFORE INSERT ON refunds WHEN NEW.status = 'failed' OR NOT EXISTS (
    SELECT 1 FROM payments p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.payment_id AND p.status = 'succeeded'
        AND p.currency = NEW.currency) BEGIN
    SELECT RAISE(ABORT, 'only what was paid goes back');
END;
CREATE TRIGGER refunds_count AFTER INSERT ON refunds BEGIN
    UPDATE payments SET held_minor = held_minor + NEW.amount_minor,
        refunded_minor = refunded_minor + CASE NEW.status WHEN 'succeeded' THEN NEW.amount_minor ELSE 0 END
    WHERE tenant_id = NEW.tenant_id AND id = NEW.payment_id;
END;
CREATE TRIGGER refunds_forward BEFORE UPDATE ON refunds WHEN
    (OLD.status <> 'pending' AND NEW.status <> OLD.status)
    OR NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id OR NEW.payment_id <> OLD.payment_id
    OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
    OR NEW.idempotency_key <> OLD.idempotency_key BEGIN
    SELECT RAISE(ABORT, 'a refund only goes forward');
END;
CREATE TRIGGER refunds_settle AFTER UPDATE ON refunds WHEN OLD.status = 'pending' AND NEW.status <> 'pending' BEGIN
    UPDATE payments SET
        held_minor = held_minor - CASE NEW.status WHEN 'failed' THEN NEW.amount_minor ELSE 0 END,
        refunded_minor = refunded_minor + CASE NEW.status WHEN 'succeeded' THEN NEW.amount_minor ELSE 0 END
    WHERE tenant_id = NEW.tenant_id AND id = NEW.payment_id;
END;
CREATE TRIGGER refunds_kept BEFORE DELETE ON refunds BEGIN
    SELECT RAISE(ABORT, 'a refund is kept');
END;

-- What providers told, each once, as it came (sealed). What it says is not believed: the payment is asked for again.
CREATE TABLE webhook_events (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    provider TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    event TEXT NOT NULL,
    -- What it is about: 'payment' or 'charge' with the provider's id, or ''.
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('', 'payment', 'charge')),
    subject_id TEXT NOT NULL DEFAULT '',
    sealed BLOB NOT NULL,
    -- Signed, or found to be true when the payment was asked for.
    is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
    -- What came of it, by a word of ours.
    outcome TEXT NOT NULL DEFAULT '',
    payment_id BLOB,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at TEXT,
    last_error TEXT,
    received_at TEXT NOT NULL,
    processed_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, dedupe_key),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_events_by_age ON webhook_events (tenant_id, received_at, id);
CREATE INDEX webhook_events_by_payment ON webhook_events (tenant_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX webhook_events_due ON webhook_events (run_at) WHERE run_at IS NOT NULL;

-- What a client sent to show that a transfer was made: a photo written anew, or a document, sealed.
CREATE TABLE payment_receipts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    name TEXT NOT NULL,
    is_photo INTEGER NOT NULL CHECK (is_photo IN (0, 1)),
    sealed BLOB NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    content_hash BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, payment_id, content_hash),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What about money needs a person. key makes a second task for the same thing impossible.
CREATE TABLE payment_tasks (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'quarantined', 'late', 'overpaid', 'disputed', 'by_hand', 'refund_failed', 'keys')),
    payment_id BLOB,
    account_id BLOB,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_tasks_open ON payment_tasks (tenant_id, created_at) WHERE settled_at IS NULL;
CREATE INDEX payment_tasks_by_payment ON payment_tasks (tenant_id, payment_id) WHERE payment_id IS NOT NULL;

-- The sandbox's own books: what a provider would have. No money moves.
CREATE TABLE sandbox_payments (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    key TEXT NOT NULL,
    payment TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'waiting_for_capture', 'succeeded', 'cancelled')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    -- What it says was paid, where that is another sum.
    told_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    refunded_minor INTEGER NOT NULL DEFAULT 0,
    description TEXT NOT NULL DEFAULT '',
    return_url TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    is_disputed INTEGER NOT NULL DEFAULT 0 CHECK (is_disputed IN (0, 1)),
    -- Whether it says nothing of itself.
    is_silent INTEGER NOT NULL DEFAULT 0 CHECK (is_silent IN (0, 1)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    CHECK (refunded_minor BETWEEN 0 AND amount_minor)
) STRICT, WITHOUT ROWID;

CREATE TABLE sandbox_refunds (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    key TEXT NOT NULL,
    payment_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES sandbox_payments (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What is asked for ahead, and what became of it once it was paid: '' while the visit stands.
ALTER TABLE appointments ADD COLUMN deposit_minor INTEGER NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0);
ALTER TABLE appointments ADD COLUMN deposit_fate TEXT NOT NULL DEFAULT '' CHECK (deposit_fate IN ('', 'kept', 'returned'));

-- Whether this client pays deposits: as the services say, always, or never.
ALTER TABLE clients ADD COLUMN deposit_rule TEXT NOT NULL DEFAULT 'service' CHECK (deposit_rule IN ('service', 'always', 'never'));
