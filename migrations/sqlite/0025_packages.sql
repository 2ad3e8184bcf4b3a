-- What is paid ahead: packages of visits and gift certificates. What is offered, what was sold, and a ledger of every movement,
-- of which the balances are the sums. Sums are in minor units.

CREATE TABLE package_offers (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('package', 'certificate')),
    name TEXT NOT NULL CHECK (name <> ''),
    description TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    -- Of a package: how many visits, for how much.
    visits INTEGER CHECK (visits BETWEEN 1 AND 1000),
    price_minor INTEGER CHECK (price_minor BETWEEN 1 AND 1000000000000),
    -- Of a certificate: sums to choose from, and between which a buyer may name another one.
    amounts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(amounts)),
    least_minor INTEGER,
    most_minor INTEGER,
    -- Days from the day of the sale on; null is for ever.
    valid_days INTEGER CHECK (valid_days BETWEEN 1 AND 3650),
    -- Whether it is sold on the practice's page.
    is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    archived_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((kind = 'package') = (visits IS NOT NULL) AND (kind = 'package') = (price_minor IS NOT NULL)),
    CHECK ((least_minor IS NULL) = (most_minor IS NULL)),
    CHECK (least_minor IS NULL OR (kind = 'certificate' AND least_minor >= 1 AND most_minor BETWEEN least_minor AND 1000000000000))
) STRICT, WITHOUT ROWID;

-- Which services an offer's visits are of; none named is all.
CREATE TABLE package_offer_services (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    offer_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, offer_id, service_id),
    FOREIGN KEY (tenant_id, offer_id) REFERENCES package_offers (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What was sold, as it was offered then. Its code is reckoned from its id, its turn and the installation's key and stands
-- nowhere; code_hash finds it, code_tail tells it from others. The balances follow from the movements and are never below
-- zero. expires_on is its last day, in the practice's zone.
CREATE TABLE packages (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    offer_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('package', 'certificate')),
    name TEXT NOT NULL CHECK (name <> ''),
    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
    code_tail TEXT NOT NULL,
    code_turn INTEGER NOT NULL DEFAULT 1,
    -- Whose it is: who bought it.
    client_id BLOB,
    -- By what it was bought, and which piece of that; null when it was written down by hand.
    invoice_id BLOB,
    piece INTEGER NOT NULL DEFAULT 0 CHECK (piece >= 0),
    currency TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    granted_minor INTEGER NOT NULL DEFAULT 0 CHECK (granted_minor >= 0),
    granted_visits INTEGER NOT NULL DEFAULT 0 CHECK (granted_visits >= 0),
    balance_minor INTEGER NOT NULL DEFAULT 0 CHECK (balance_minor >= 0),
    balance_visits INTEGER NOT NULL DEFAULT 0 CHECK (balance_visits >= 0),
    expires_on TEXT CHECK (expires_on IS date(expires_on)),
    -- When the client was told that it ends soon.
    reminded_at TEXT,
    expired_at TEXT,
    cancelled_at TEXT,
    recipient_name TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    -- What a person must look at: 'refunded', its money went back after it was used; 'lacking', a visit that was taken back
    -- finds nothing on it any more.
    attention TEXT NOT NULL DEFAULT '' CHECK (attention IN ('', 'refunded', 'lacking')),
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code_hash),
    UNIQUE (tenant_id, invoice_id, piece),
    FOREIGN KEY (tenant_id, offer_id) REFERENCES package_offers (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    CHECK ((kind = 'package') = (granted_visits > 0) AND (kind = 'certificate') = (granted_minor > 0)),
    CHECK (balance_minor <= granted_minor AND balance_visits <= granted_visits)
) STRICT, WITHOUT ROWID;
CREATE INDEX packages_by_age ON packages (tenant_id, created_at, id);
CREATE INDEX packages_open ON packages (tenant_id, currency) WHERE cancelled_at IS NULL AND expired_at IS NULL;
CREATE INDEX packages_by_client ON packages (tenant_id, client_id, created_at) WHERE client_id IS NOT NULL;
CREATE INDEX packages_ending ON packages (expires_on) WHERE expires_on IS NOT NULL AND expired_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX packages_to_look_at ON packages (tenant_id, attention, updated_at);

CREATE TABLE package_services (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    package_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, package_id, service_id),
    FOREIGN KEY (tenant_id, package_id) REFERENCES packages (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The ledger. minor and visits are what came to the balance or left it; value is what of a visit's or an invoice's price it
-- took over, below zero when it gives that back. A movement is given back once.
CREATE TABLE package_movements (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    package_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('issued', 'redeemed', 'returned', 'burned', 'expired', 'revived', 'cancelled')),
    minor INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    value_minor INTEGER NOT NULL DEFAULT 0,
    appointment_id BLOB,
    invoice_id BLOB,
    reverses_id BLOB,
    -- A second press writes nothing.
    key TEXT NOT NULL,
    recorded_by BLOB REFERENCES users (id),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key),
    UNIQUE (tenant_id, reverses_id),
    FOREIGN KEY (tenant_id, package_id) REFERENCES packages (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    FOREIGN KEY (tenant_id, reverses_id) REFERENCES package_movements (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (kind <> 'redeemed' OR (minor <= 0 AND visits <= 0 AND minor + visits < 0 AND value_minor > 0)),
    CHECK ((kind = 'returned') = (reverses_id IS NOT NULL)),
    CHECK (kind IN ('redeemed', 'returned') OR value_minor = 0),
    CHECK (appointment_id IS NULL OR invoice_id IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX package_movements_by_package ON package_movements (tenant_id, package_id, created_at, id);
CREATE INDEX package_movements_by_appointment ON package_movements (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX package_movements_by_invoice ON package_movements (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;

CREATE TRIGGER package_movements_begin BEFORE INSERT ON package_movements WHEN NEW.kind = 'redeemed' AND EXISTS (
    SELECT 1 FROM packages p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.package_id AND p.cancelled_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a cancelled package is not used');
END;
CREATE TRIGGER package_movements_count AFTER INSERT ON package_movements BEGIN
    UPDATE packages SET balance_minor = balance_minor + NEW.minor, balance_visits = balance_visits + NEW.visits
    WHERE tenant_id = NEW.tenant_id AND id = NEW.package_id;
END;
CREATE TRIGGER package_movements_fixed BEFORE UPDATE ON package_movements BEGIN
    SELECT RAISE(ABORT, 'a movement stays as it is');
END;
CREATE TRIGGER package_movements_kept BEFORE DELETE ON package_movements BEGIN
    SELECT RAISE(ABORT, 'a movement stays as it is');
END;
CREATE TRIGGER packages_of_erased BEFORE INSERT ON packages WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.erased_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'an erased client stays erased');
END;

-- What is told with a sale: for whom it is, and where it goes once it is paid for.
CREATE TABLE package_orders (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    invoice_id BLOB NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('public', 'master')),
    email TEXT NOT NULL DEFAULT '',
    recipient_name TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    -- After it, an order of the practice's page that nobody paid is void.
    ends_on TEXT CHECK (ends_on IS date(ends_on)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX package_orders_ending ON package_orders (ends_on) WHERE ends_on IS NOT NULL;

-- What of an invoice packages and certificates took over. No money comes with it: that came when they were sold.
ALTER TABLE invoices ADD COLUMN prepaid_minor INTEGER NOT NULL DEFAULT 0 CHECK (prepaid_minor BETWEEN 0 AND total_minor);
