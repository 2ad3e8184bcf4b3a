-- Money that comes in and goes back: by whose keys, what providers told, and what a person must look at. Sums are in minor
-- units. Only a provider's confirmed word, or a person's, changes where a payment stands.

-- What a practice asks of deposits; one row, and until there is one the defaults hold.
CREATE TABLE payment_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- How long a time is kept for whoever pays a deposit.
    hold_minutes bigint NOT NULL DEFAULT 30 CHECK (hold_minutes BETWEEN 10 AND 1440),
    -- Visits missed or cancelled late from which on a deposit is asked for; 0 is never.
    risk_visits bigint NOT NULL DEFAULT 0 CHECK (risk_visits BETWEEN 0 AND 100),
    -- Of the price, from those and from clients who always pay one.
    risk_percent bigint NOT NULL DEFAULT 50 CHECK (risk_percent BETWEEN 1 AND 100),
    is_kept_late boolean NOT NULL DEFAULT true,
    is_kept_no_show boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- A way to be paid. sealed: its secrets under the practice's key, gone when it is disconnected. token_hash: the part of its
-- webhook's address that nobody guesses.
CREATE TABLE payment_accounts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    provider text NOT NULL CHECK (provider IN ('yookassa', 'stripe', 'sandbox', 'transfer', 'cash', 'terminal')),
    -- The provider's name of it: a shop's number, acct_…
    account text NOT NULL DEFAULT '',
    is_live boolean NOT NULL DEFAULT false,
    -- Whether clients see it.
    is_shown boolean NOT NULL DEFAULT true,
    last_four text NOT NULL DEFAULT '',
    -- What is no secret: receipts, where to transfer to.
    data jsonb NOT NULL DEFAULT '{}',
    sealed bytea,
    token_hash bytea UNIQUE,
    checked_at timestamptz,
    -- What the provider said when it last refused the keys.
    last_error text,
    disconnected_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX payment_accounts_one ON payment_accounts (tenant_id, provider) WHERE disconnected_at IS NULL;

-- One payment. provider_id is the provider's, null until it answered, and never changes; charge_id what the money itself goes
-- by there. held_minor is what refunds have taken or may still take, refunded_minor what has left. check_at: when the worker
-- looks next. sealed: what the provider was asked for, to be said again to the letter.
CREATE TABLE payments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('deposit', 'full', 'tip')),
    status text NOT NULL CHECK (status IN ('pending', 'waiting_for_capture', 'succeeded', 'failed', 'cancelled', 'quarantined')),
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000),
    currency text NOT NULL,
    held_minor bigint NOT NULL DEFAULT 0,
    refunded_minor bigint NOT NULL DEFAULT 0,
    client_id uuid,
    appointment_id uuid,
    invoice_id uuid,
    idempotency_key text NOT NULL,
    provider_id text,
    charge_id text,
    pay_url text,
    method text NOT NULL DEFAULT '',
    -- Why it failed or is held back, by a word of ours or of the provider's.
    reason text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    is_live boolean NOT NULL DEFAULT false,
    is_disputed boolean NOT NULL DEFAULT false,
    sealed bytea,
    attempts bigint NOT NULL DEFAULT 0,
    check_at timestamptz,
    -- Nobody waits for it any more; an open page of the provider's is to be closed.
    stopped_at timestamptz,
    expires_at timestamptz,
    paid_at timestamptz,
    recorded_by uuid REFERENCES users (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
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
);
CREATE INDEX payments_by_age ON payments (tenant_id, created_at, id);
CREATE INDEX payments_by_appointment ON payments (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX payments_by_invoice ON payments (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX payments_by_client ON payments (tenant_id, client_id, created_at) WHERE client_id IS NOT NULL;
CREATE INDEX payments_by_charge ON payments (tenant_id, account_id, charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX payments_to_check ON payments (check_at) WHERE check_at IS NOT NULL;

-- Once paid it stays paid, and what it is about never changes.
CREATE FUNCTION payments_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status = 'succeeded' AND NEW.status <> 'succeeded')
        OR (OLD.status <> 'pending' AND NEW.status = 'pending')
        OR (NEW.status = 'waiting_for_capture' AND OLD.status NOT IN ('pending', 'waiting_for_capture'))
        OR NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.kind <> OLD.kind
        OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
        OR NEW.appointment_id IS DISTINCT FROM OLD.appointment_id OR NEW.idempotency_key <> OLD.idempotency_key
        OR (OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS DISTINCT FROM OLD.invoice_id)
        OR (OLD.provider_id IS NOT NULL AND NEW.provider_id IS DISTINCT FROM OLD.provider_id)
        OR (OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at) THEN
        RAISE EXCEPTION 'a payment only goes forward' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_forward BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION payments_forward();
CREATE FUNCTION payments_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment is kept' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER payments_kept BEFORE DELETE ON payments FOR EACH ROW EXECUTE FUNCTION payments_kept();

-- What goes back. The triggers keep the sums of the payment, and with them the ceiling: all refunds that did not fail are no
-- more than what was paid.
CREATE TABLE refunds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    cause text NOT NULL CHECK (cause IN ('asked', 'cancelled', 'late', 'overpaid', 'outside')),
    note text NOT NULL DEFAULT '',
    idempotency_key text NOT NULL,
    provider_id text,
    -- Why it failed, in the provider's word.
    reason text NOT NULL DEFAULT '',
    attempts bigint NOT NULL DEFAULT 0,
    check_at timestamptz,
    asked_by uuid REFERENCES users (id),
    settled_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
);
CREATE INDEX refunds_by_payment ON refunds (tenant_id, payment_id);
CREATE INDEX refunds_to_check ON refunds (check_at) WHERE check_at IS NOT NULL;

CREATE FUNCTION refunds_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'failed' OR NOT EXISTS (
        SELECT 1 FROM payments p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.payment_id AND p.status = 'succeeded'
            AND p.currency = NEW.currency) THEN
        RAISE EXCEPTION 'only what was paid goes back' USING ERRCODE = '23514';
    END IF;
    UPDATE payments SET held_minor = held_minor + NEW.amount_minor,
        refunded_minor = refunded_minor + CASE NEW.status WHEN 'succeeded' THEN NEW.amount_minor ELSE 0 END
    WHERE tenant_id = NEW.tenant_id AND id = NEW.payment_id;
    RETURN NEW;
END $$;
CREATE TRIGGER refunds_begin BEFORE INSERT ON refunds FOR EACH ROW EXECUTE FUNCTION refunds_begin();
CREATE FUNCTION refunds_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status <> 'pending' AND NEW.status <> OLD.status)
        OR NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id OR NEW.payment_id <> OLD.payment_id
        OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
        OR NEW.idempotency_key <> OLD.idempotency_key THEN
        RAISE EXCEPTION 'a refund only goes forward' USING ERRCODE = '23514';
    END IF;
    IF OLD.status = 'pending' AND NEW.status <> 'pending' THEN
        UPDATE payments SET
            held_minor = held_minor - CASE NEW.status WHEN 'failed' THEN NEW.amount_minor ELSE 0 END,
            refunded_minor = refunded_minor + CASE NEW.status WHEN 'succeeded' THEN NEW.amount_minor ELSE 0 END
        WHERE tenant_id = NEW.tenant_id AND id = NEW.payment_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refunds_forward BEFORE UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION refunds_forward();
CREATE FUNCTION refunds_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a refund is kept' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER refunds_kept BEFORE DELETE ON refunds FOR EACH ROW EXECUTE FUNCTION refunds_kept();

-- What providers told, each once, as it came (sealed). What it says is not believed: the payment is asked for again.
CREATE TABLE webhook_events (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider text NOT NULL,
    dedupe_key text NOT NULL,
    event text NOT NULL,
    -- What it is about: 'payment' or 'charge' with the provider's id, or ''.
    subject_kind text NOT NULL CHECK (subject_kind IN ('', 'payment', 'charge')),
    subject_id text NOT NULL DEFAULT '',
    sealed bytea NOT NULL,
    -- Signed, or found to be true when the payment was asked for.
    is_verified boolean NOT NULL DEFAULT false,
    -- What came of it, by a word of ours.
    outcome text NOT NULL DEFAULT '',
    payment_id uuid,
    attempts bigint NOT NULL DEFAULT 0,
    run_at timestamptz,
    last_error text,
    received_at timestamptz NOT NULL,
    processed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, dedupe_key),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
);
CREATE INDEX webhook_events_by_age ON webhook_events (tenant_id, received_at, id);
CREATE INDEX webhook_events_by_payment ON webhook_events (tenant_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX webhook_events_due ON webhook_events (run_at) WHERE run_at IS NOT NULL;

-- What a client sent to show that a transfer was made: a photo written anew, or a document, sealed.
CREATE TABLE payment_receipts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    name text NOT NULL,
    is_photo boolean NOT NULL,
    sealed bytea NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    content_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, payment_id, content_hash),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id)
);

-- What about money needs a person. key makes a second task for the same thing impossible.
CREATE TABLE payment_tasks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('receipt', 'quarantined', 'late', 'overpaid', 'disputed', 'by_hand', 'refund_failed', 'keys')),
    payment_id uuid,
    account_id uuid,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES payment_accounts (tenant_id, id)
);
CREATE INDEX payment_tasks_open ON payment_tasks (tenant_id, created_at) WHERE settled_at IS NULL;
CREATE INDEX payment_tasks_by_payment ON payment_tasks (tenant_id, payment_id) WHERE payment_id IS NOT NULL;

-- The sandbox's own books: what a provider would have. No money moves.
CREATE TABLE sandbox_payments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    key text NOT NULL,
    payment text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'waiting_for_capture', 'succeeded', 'cancelled')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    -- What it says was paid, where that is another sum.
    told_minor bigint NOT NULL,
    currency text NOT NULL,
    refunded_minor bigint NOT NULL DEFAULT 0,
    description text NOT NULL DEFAULT '',
    return_url text NOT NULL,
    reason text NOT NULL DEFAULT '',
    is_disputed boolean NOT NULL DEFAULT false,
    -- Whether it says nothing of itself.
    is_silent boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    CHECK (refunded_minor BETWEEN 0 AND amount_minor)
);

CREATE TABLE sandbox_refunds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    key text NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES sandbox_payments (tenant_id, id)
);

-- What is asked for ahead, and what became of it once it was paid: '' while the visit stands.
ALTER TABLE appointments ADD COLUMN deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0);
ALTER TABLE appointments ADD COLUMN deposit_fate text NOT NULL DEFAULT '' CHECK (deposit_fate IN ('', 'kept', 'returned'));

-- Whether this client pays deposits: as the services say, always, or never.
ALTER TABLE clients ADD COLUMN deposit_rule text NOT NULL DEFAULT 'service' CHECK (deposit_rule IN ('service', 'always', 'never'));
