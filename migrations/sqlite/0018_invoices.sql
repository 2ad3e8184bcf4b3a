-- Invoices and credit notes, who issues them, and what taxes they know. Money is in minor units, rates in hundredths of a
-- percent, quantities in thousandths.

-- What the law asks to be printed: one row a practice.
CREATE TABLE business_details (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    -- Decides what is asked for: a self-employed person or a sole trader in Russia, a sole trader in Spain, or anybody.
    form TEXT NOT NULL CHECK (form IN ('ru_npd', 'ru_ip', 'es_autonomo', 'other')),
    legal_name TEXT NOT NULL DEFAULT '',
    tax_id TEXT NOT NULL DEFAULT '',
    registration_id TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    bank_name TEXT NOT NULL DEFAULT '',
    -- IBAN, or twenty digits in Russia.
    bank_account TEXT NOT NULL DEFAULT '',
    -- BIC, in Russia BIK.
    bank_code TEXT NOT NULL DEFAULT '',
    bank_correspondent TEXT NOT NULL DEFAULT '',
    -- What a new invoice begins with.
    tax_mode TEXT NOT NULL DEFAULT 'none' CHECK (tax_mode IN ('none', 'included', 'added')),
    due_days INTEGER NOT NULL DEFAULT 7 CHECK (due_days BETWEEN 0 AND 365),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tax_rates (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    -- What it is called on paper: "IVA", "НДС".
    name TEXT NOT NULL,
    rate_bp INTEGER NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    -- Offered no more; lines that have it keep it.
    archived_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (is_default = 0 OR archived_at IS NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tax_rates_one_default ON tax_rates (tenant_id) WHERE is_default;

-- year and number are null until it is sent; then nothing on it changes but where it stands. net, tax, tip and total are as
-- the module of totals says; deposit is money that came before the invoice and is credited on it, fixed at sending. paid is
-- what came for it since, refunded what of all that was given back, credited what credit notes took off it.
CREATE TABLE invoices (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'sent', 'partially_paid', 'paid', 'overdue', 'partially_refunded', 'refunded',
        'void')),
    year INTEGER CHECK (year BETWEEN 2000 AND 9999),
    number INTEGER CHECK (number > 0),
    client_id BLOB,
    appointment_id BLOB,
    -- The invoice that a credit note takes something off.
    credited_id BLOB,
    currency TEXT NOT NULL,
    locale TEXT NOT NULL,
    -- The day it is filed under: of issue; for a draft, the day it was begun.
    dated_on TEXT NOT NULL CHECK (dated_on IS date(dated_on)),
    served_on TEXT CHECK (served_on IS date(served_on)),
    due_on TEXT CHECK (due_on IS date(due_on)),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('none', 'included', 'added')),
    -- Null: the discount was given as a sum.
    discount_bp INTEGER CHECK (discount_bp BETWEEN 0 AND 10000),
    discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    net_minor INTEGER NOT NULL DEFAULT 0 CHECK (net_minor >= 0),
    tax_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    tip_minor INTEGER NOT NULL DEFAULT 0 CHECK (tip_minor >= 0),
    total_minor INTEGER NOT NULL DEFAULT 0 CHECK (total_minor BETWEEN 0 AND 1000000000000),
    deposit_minor INTEGER NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0),
    paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    credited_minor INTEGER NOT NULL DEFAULT 0 CHECK (credited_minor >= 0),
    note TEXT NOT NULL DEFAULT '',
    -- Why it was made void, or why a credit note was issued.
    reason TEXT NOT NULL DEFAULT '',
    -- As they were when it was sent.
    seller TEXT CHECK (json_valid(seller)),
    buyer TEXT NOT NULL CHECK (json_valid(buyer)),
    hash BLOB CHECK (length(hash) = 32),
    previous_hash BLOB,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sent_at TEXT,
    -- When a mail with it last went out.
    mailed_at TEXT,
    voided_at TEXT,
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
) STRICT, WITHOUT ROWID;
CREATE INDEX invoices_by_date ON invoices (tenant_id, dated_on, id);
CREATE INDEX invoices_by_status ON invoices (tenant_id, status, dated_on, id);
CREATE INDEX invoices_by_client ON invoices (tenant_id, client_id, dated_on, id) WHERE client_id IS NOT NULL;
CREATE INDEX invoices_by_appointment ON invoices (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX invoices_by_credited ON invoices (tenant_id, credited_id) WHERE credited_id IS NOT NULL;
CREATE INDEX invoices_falling_due ON invoices (due_on) WHERE status IN ('sent', 'partially_paid') AND due_on IS NOT NULL;

-- A line. net, tax and gross are its shares of the invoice's, the whole discount taken off: they add up to it exactly.
CREATE TABLE invoice_items (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    invoice_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'product', 'text', 'package', 'certificate')),
    service_id BLOB,
    product_id BLOB,
    description TEXT NOT NULL CHECK (description <> ''),
    quantity_milli INTEGER NOT NULL CHECK (quantity_milli BETWEEN 1 AND 1000000000),
    unit_minor INTEGER NOT NULL CHECK (unit_minor BETWEEN 0 AND 1000000000000),
    -- Null: the discount was given as a sum.
    discount_bp INTEGER CHECK (discount_bp BETWEEN 0 AND 10000),
    discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    tax_rate_id BLOB,
    tax_name TEXT NOT NULL DEFAULT '',
    tax_bp INTEGER NOT NULL DEFAULT 0 CHECK (tax_bp BETWEEN 0 AND 10000),
    net_minor INTEGER NOT NULL CHECK (net_minor >= 0),
    tax_minor INTEGER NOT NULL CHECK (tax_minor >= 0),
    gross_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, invoice_id, position),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, tax_rate_id) REFERENCES tax_rates (tenant_id, id),
    CHECK (gross_minor = net_minor + tax_minor)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_items_by_service ON invoice_items (tenant_id, service_id) WHERE service_id IS NOT NULL;

-- The last number of each series and the hash it ended with. The row is locked while a number is taken: it counts only what
-- is committed.
CREATE TABLE invoice_counters (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;

-- Links to an invoice's pay page. The token itself is never stored.
CREATE TABLE invoice_links (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    invoice_id BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_links_by_invoice ON invoice_links (tenant_id, invoice_id);

-- An invoice begins as a draft and is sent with lines that add up to it. From then on only where it stands may change.
CREATE TRIGGER invoices_begin BEFORE INSERT ON invoices WHEN NEW.status <> 'draft' OR EXISTS (
    SELECT 1 FROM invoices i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
CREATE TRIGGER invoices_sent BEFORE UPDATE ON invoices WHEN
    NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    OR (OLD.status = 'void' AND NEW.status <> 'void')
    OR (OLD.status <> 'draft' AND (
        NEW.status = 'draft'
        OR NEW.year IS NOT OLD.year OR NEW.number IS NOT OLD.number
        OR NEW.appointment_id IS NOT OLD.appointment_id OR NEW.credited_id IS NOT OLD.credited_id
        OR NEW.currency IS NOT OLD.currency OR NEW.locale IS NOT OLD.locale OR NEW.dated_on IS NOT OLD.dated_on
        OR NEW.served_on IS NOT OLD.served_on OR NEW.due_on IS NOT OLD.due_on OR NEW.tax_mode IS NOT OLD.tax_mode
        OR NEW.discount_bp IS NOT OLD.discount_bp OR NEW.discount_minor IS NOT OLD.discount_minor
        OR NEW.net_minor IS NOT OLD.net_minor OR NEW.tax_minor IS NOT OLD.tax_minor OR NEW.tip_minor IS NOT OLD.tip_minor
        OR NEW.total_minor IS NOT OLD.total_minor OR NEW.deposit_minor IS NOT OLD.deposit_minor OR NEW.note IS NOT OLD.note
        OR NEW.seller IS NOT OLD.seller OR NEW.buyer IS NOT OLD.buyer OR NEW.hash IS NOT OLD.hash
        OR NEW.previous_hash IS NOT OLD.previous_hash OR NEW.created_at IS NOT OLD.created_at OR NEW.sent_at IS NOT OLD.sent_at
        OR (NEW.reason IS NOT OLD.reason AND NOT (NEW.status = 'void' AND OLD.status <> 'void'))
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS NOT OLD.voided_at))) BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
CREATE TRIGGER invoices_add_up BEFORE UPDATE ON invoices WHEN OLD.status = 'draft' AND NEW.status <> 'draft' AND (
    SELECT COUNT(*) = 0 OR SUM(t.net_minor) <> NEW.net_minor OR SUM(t.tax_minor) <> NEW.tax_minor FROM invoice_items t
    WHERE t.tenant_id = NEW.tenant_id AND t.invoice_id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'an invoice must be the sum of its lines');
END;
CREATE TRIGGER invoices_kept BEFORE DELETE ON invoices WHEN OLD.status <> 'draft' BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
CREATE TRIGGER invoice_items_added BEFORE INSERT ON invoice_items WHEN
    EXISTS (SELECT 1 FROM invoices i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.invoice_id AND i.status <> 'draft')
    OR EXISTS (SELECT 1 FROM invoice_items t JOIN invoices i ON i.tenant_id = t.tenant_id AND i.id = t.invoice_id
        WHERE t.tenant_id = NEW.tenant_id AND t.id = NEW.id AND i.status <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
CREATE TRIGGER invoice_items_fixed BEFORE UPDATE ON invoice_items WHEN EXISTS (SELECT 1 FROM invoices i
    WHERE i.tenant_id IN (OLD.tenant_id, NEW.tenant_id) AND i.id IN (OLD.invoice_id, NEW.invoice_id) AND i.status <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
CREATE TRIGGER invoice_items_kept BEFORE DELETE ON invoice_items WHEN EXISTS (SELECT 1 FROM invoices i
    WHERE i.tenant_id = OLD.tenant_id AND i.id = OLD.invoice_id AND i.status <> 'draft') BEGIN
    SELECT RAISE(ABORT, 'a sent invoice cannot be changed');
END;
-- A number that was given is never given again.
CREATE TRIGGER invoice_counters_rise BEFORE UPDATE ON invoice_counters WHEN
    NEW.tenant_id <> OLD.tenant_id OR NEW.kind <> OLD.kind OR NEW.year < OLD.year
    OR (NEW.year = OLD.year AND NEW.number < OLD.number) BEGIN
    SELECT RAISE(ABORT, 'a number is given once');
END;
CREATE TRIGGER invoice_counters_kept BEFORE DELETE ON invoice_counters BEGIN
    SELECT RAISE(ABORT, 'a number is given once');
END;
CREATE TRIGGER invoices_of_erased BEFORE INSERT ON invoices WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.erased_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'an erased client stays erased');
END;
