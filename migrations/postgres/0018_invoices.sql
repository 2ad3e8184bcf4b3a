-- Invoices and credit notes, who issues them, and what taxes they know. Money is in minor units, rates in hundredths of a
-- percent, quantities in thousandths.

-- What the law asks to be printed: one row a practice.
CREATE TABLE business_details (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- Decides what is asked for: a self-employed person or a sole trader in Russia, a sole trader in Spain, or anybody.
    form text NOT NULL CHECK (form IN ('ru_npd', 'ru_ip', 'es_autonomo', 'other')),
    legal_name text NOT NULL DEFAULT '',
    tax_id text NOT NULL DEFAULT '',
    registration_id text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    bank_name text NOT NULL DEFAULT '',
    -- IBAN, or twenty digits in Russia.
    bank_account text NOT NULL DEFAULT '',
    -- BIC, in Russia BIK.
    bank_code text NOT NULL DEFAULT '',
    bank_correspondent text NOT NULL DEFAULT '',
    -- What a new invoice begins with.
    tax_mode text NOT NULL DEFAULT 'none' CHECK (tax_mode IN ('none', 'included', 'added')),
    due_days bigint NOT NULL DEFAULT 7 CHECK (due_days BETWEEN 0 AND 365),
    note text NOT NULL DEFAULT '',
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE tax_rates (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    -- What it is called on paper: "IVA", "НДС".
    name text NOT NULL,
    rate_bp bigint NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),
    is_default boolean NOT NULL DEFAULT false,
    -- Offered no more; lines that have it keep it.
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (NOT is_default OR archived_at IS NULL)
);
CREATE UNIQUE INDEX tax_rates_one_default ON tax_rates (tenant_id) WHERE is_default;

-- year and number are null until it is sent; then nothing on it changes but where it stands. net, tax, tip and total are as
-- the module of totals says; deposit is money that came before the invoice and is credited on it, fixed at sending. paid is
-- what came for it since, refunded what of all that was given back, credited what credit notes took off it.
CREATE TABLE invoices (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    status text NOT NULL CHECK (status IN ('draft', 'sent', 'partially_paid', 'paid', 'overdue', 'partially_refunded', 'refunded',
        'void')),
    year bigint CHECK (year BETWEEN 2000 AND 9999),
    number bigint CHECK (number > 0),
    client_id uuid,
    appointment_id uuid,
    -- The invoice that a credit note takes something off.
    credited_id uuid,
    currency text NOT NULL,
    locale text NOT NULL,
    -- The day it is filed under: of issue; for a draft, the day it was begun.
    dated_on date NOT NULL,
    served_on date,
    due_on date,
    tax_mode text NOT NULL CHECK (tax_mode IN ('none', 'included', 'added')),
    -- Null: the discount was given as a sum.
    discount_bp bigint CHECK (discount_bp BETWEEN 0 AND 10000),
    discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    net_minor bigint NOT NULL DEFAULT 0 CHECK (net_minor >= 0),
    tax_minor bigint NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    tip_minor bigint NOT NULL DEFAULT 0 CHECK (tip_minor >= 0),
    total_minor bigint NOT NULL DEFAULT 0 CHECK (total_minor BETWEEN 0 AND 1000000000000),
    deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0),
    paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    credited_minor bigint NOT NULL DEFAULT 0 CHECK (credited_minor >= 0),
    note text NOT NULL DEFAULT '',
    -- Why it was made void, or why a credit note was issued.
    reason text NOT NULL DEFAULT '',
    -- As they were when it was sent.
    seller jsonb,
    buyer jsonb NOT NULL,
    hash bytea CHECK (length(hash) = 32),
    previous_hash bytea,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    sent_at timestamptz,
    -- When a mail with it last went out.
    mailed_at timestamptz,
    voided_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, kind, year, number),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, credited_id) REFERENCES invoices (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (total_minor = net_minor + tax_minor + tip_minor),
    CHECK (tax_mode <> 'none' OR tax_minor = 0),
    CHECK (deposit_minor <= total_minor AND credited_minor <= total_minor),
    CHECK (refunded_minor <= deposit_minor + paid_minor),
    CHECK ((kind = 'credit_note') = (credited_id IS NOT NULL)),
    CHECK ((status = 'draft') = (number IS NULL) AND (status = 'draft') = (year IS NULL)
        AND (status = 'draft') = (sent_at IS NULL) AND (status = 'draft') = (seller IS NULL)
        AND (status = 'draft') = (hash IS NULL) AND (status = 'draft') = (previous_hash IS NULL)),
    CHECK ((status = 'void') = (voided_at IS NOT NULL)),
    CHECK (status <> 'draft' OR (paid_minor = 0 AND refunded_minor = 0 AND credited_minor = 0))
);
CREATE INDEX invoices_by_date ON invoices (tenant_id, dated_on, id);
CREATE INDEX invoices_by_status ON invoices (tenant_id, status, dated_on, id);
CREATE INDEX invoices_by_client ON invoices (tenant_id, client_id, dated_on, id) WHERE client_id IS NOT NULL;
CREATE INDEX invoices_by_appointment ON invoices (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX invoices_by_credited ON invoices (tenant_id, credited_id) WHERE credited_id IS NOT NULL;
CREATE INDEX invoices_falling_due ON invoices (due_on) WHERE status IN ('sent', 'partially_paid') AND due_on IS NOT NULL;

-- A line. net, tax and gross are its shares of the invoice's, the whole discount taken off: they add up to it exactly.
CREATE TABLE invoice_items (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    position bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('service', 'product', 'text', 'package', 'certificate')),
    service_id uuid,
    product_id uuid,
    description text NOT NULL CHECK (description <> ''),
    quantity_milli bigint NOT NULL CHECK (quantity_milli BETWEEN 1 AND 1000000000),
    unit_minor bigint NOT NULL CHECK (unit_minor BETWEEN 0 AND 1000000000000),
    -- Null: the discount was given as a sum.
    discount_bp bigint CHECK (discount_bp BETWEEN 0 AND 10000),
    discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    tax_rate_id uuid,
    tax_name text NOT NULL DEFAULT '',
    tax_bp bigint NOT NULL DEFAULT 0 CHECK (tax_bp BETWEEN 0 AND 10000),
    net_minor bigint NOT NULL CHECK (net_minor >= 0),
    tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
    gross_minor bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, invoice_id, position),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, tax_rate_id) REFERENCES tax_rates (tenant_id, id),
    CHECK (gross_minor = net_minor + tax_minor)
);
CREATE INDEX invoice_items_by_service ON invoice_items (tenant_id, service_id) WHERE service_id IS NOT NULL;

-- The last number of each series and the hash it ended with. The row is locked while a number is taken: it counts only what
-- is committed.
CREATE TABLE invoice_counters (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year bigint NOT NULL,
    number bigint NOT NULL CHECK (number >= 0),
    hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);

-- Links to an invoice's pay page. The token itself is never stored.
CREATE TABLE invoice_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    invoice_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX invoice_links_by_invoice ON invoice_links (tenant_id, invoice_id);

-- An invoice begins as a draft and is sent with lines that add up to it. From then on only where it stands may change.
CREATE FUNCTION invoices_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status = 'draft' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.tenant_id, NEW.id, NEW.kind) IS DISTINCT FROM (OLD.tenant_id, OLD.id, OLD.kind) THEN
            RAISE EXCEPTION 'a sent invoice cannot be changed';
        END IF;
        IF OLD.status = 'draft' THEN
            IF NEW.status <> 'draft' AND (
                SELECT COUNT(*) = 0 OR SUM(t.net_minor) <> NEW.net_minor OR SUM(t.tax_minor) <> NEW.tax_minor
                FROM invoice_items t WHERE t.tenant_id = NEW.tenant_id AND t.invoice_id = NEW.id)
            THEN
                RAISE EXCEPTION 'an invoice must be the sum of its lines';
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.status <> 'draft' AND (OLD.status <> 'void' OR NEW.status = 'void')
            AND (NEW.year, NEW.number, NEW.appointment_id, NEW.credited_id, NEW.currency, NEW.locale, NEW.dated_on, NEW.served_on,
                NEW.due_on, NEW.tax_mode, NEW.discount_bp, NEW.discount_minor, NEW.net_minor, NEW.tax_minor, NEW.tip_minor,
                NEW.total_minor, NEW.deposit_minor, NEW.note, NEW.seller, NEW.buyer, NEW.hash, NEW.previous_hash, NEW.created_at,
                NEW.sent_at)
            IS NOT DISTINCT FROM
            (OLD.year, OLD.number, OLD.appointment_id, OLD.credited_id, OLD.currency, OLD.locale, OLD.dated_on, OLD.served_on,
                OLD.due_on, OLD.tax_mode, OLD.discount_bp, OLD.discount_minor, OLD.net_minor, OLD.tax_minor, OLD.tip_minor,
                OLD.total_minor, OLD.deposit_minor, OLD.note, OLD.seller, OLD.buyer, OLD.hash, OLD.previous_hash, OLD.created_at,
                OLD.sent_at)
            AND (NEW.reason = OLD.reason OR (NEW.status = 'void' AND OLD.status <> 'void'))
            AND (OLD.voided_at IS NULL OR NEW.voided_at IS NOT DISTINCT FROM OLD.voided_at)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a sent invoice cannot be changed';
END $$;
CREATE TRIGGER invoices_sent BEFORE INSERT OR UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION invoices_guard();
CREATE TRIGGER invoices_not_emptied BEFORE TRUNCATE ON invoices EXECUTE FUNCTION invoices_guard();

-- The invoice's row is locked meanwhile: a line cannot come to an invoice that is being sent.
CREATE FUNCTION invoice_items_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        SELECT i.status INTO state FROM invoices i WHERE i.tenant_id = OLD.tenant_id AND i.id = OLD.invoice_id FOR SHARE;
        IF state <> 'draft' THEN
            RAISE EXCEPTION 'a sent invoice cannot be changed';
        END IF;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        SELECT i.status INTO state FROM invoices i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.invoice_id FOR SHARE;
        IF state <> 'draft' THEN
            RAISE EXCEPTION 'a sent invoice cannot be changed';
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a sent invoice cannot be changed';
END $$;
CREATE TRIGGER invoice_items_fixed BEFORE INSERT OR UPDATE OR DELETE ON invoice_items FOR EACH ROW EXECUTE FUNCTION invoice_items_guard();
CREATE TRIGGER invoice_items_not_emptied BEFORE TRUNCATE ON invoice_items EXECUTE FUNCTION invoice_items_guard();

-- A number that was given is never given again.
CREATE FUNCTION invoice_counters_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.tenant_id, NEW.kind) = (OLD.tenant_id, OLD.kind)
        AND (NEW.year, NEW.number) >= (OLD.year, OLD.number)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a number is given once';
END $$;
CREATE TRIGGER invoice_counters_rise BEFORE UPDATE OR DELETE ON invoice_counters FOR EACH ROW EXECUTE FUNCTION invoice_counters_guard();
CREATE TRIGGER invoice_counters_not_emptied BEFORE TRUNCATE ON invoice_counters EXECUTE FUNCTION invoice_counters_guard();
CREATE TRIGGER invoices_of_erased BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
