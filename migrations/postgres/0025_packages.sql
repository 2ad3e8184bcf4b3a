-- What is paid ahead: packages of visits and gift certificates. What is offered, what was sold, and a ledger of every movement,
-- of which the balances are the sums. Sums are in minor units.

CREATE TABLE package_offers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('package', 'certificate')),
    name text NOT NULL CHECK (name <> ''),
    description text NOT NULL DEFAULT '',
    currency text NOT NULL,
    -- Of a package: how many visits, for how much.
    visits bigint CHECK (visits BETWEEN 1 AND 1000),
    price_minor bigint CHECK (price_minor BETWEEN 1 AND 1000000000000),
    -- Of a certificate: sums to choose from, and between which a buyer may name another one.
    amounts jsonb NOT NULL DEFAULT '[]',
    least_minor bigint,
    most_minor bigint,
    -- Days from the day of the sale on; null is for ever.
    valid_days bigint CHECK (valid_days BETWEEN 1 AND 3650),
    -- Whether it is sold on the practice's page.
    is_public boolean NOT NULL DEFAULT false,
    archived_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((kind = 'package') = (visits IS NOT NULL) AND (kind = 'package') = (price_minor IS NOT NULL)),
    CHECK ((least_minor IS NULL) = (most_minor IS NULL)),
    CHECK (least_minor IS NULL OR (kind = 'certificate' AND least_minor >= 1 AND most_minor BETWEEN least_minor AND 1000000000000))
);

-- Which services an offer's visits are of; none named is all.
CREATE TABLE package_offer_services (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    offer_id uuid NOT NULL,
    service_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, offer_id, service_id),
    FOREIGN KEY (tenant_id, offer_id) REFERENCES package_offers (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
);

-- What was sold, as it was offered then. Its code is reckoned from its id, its turn and the installation's key and stands
-- nowhere; code_hash finds it, code_tail tells it from others. The balances follow from the movements and are never below
-- zero. expires_on is its last day, in the practice's zone.
CREATE TABLE packages (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    offer_id uuid,
    kind text NOT NULL CHECK (kind IN ('package', 'certificate')),
    name text NOT NULL CHECK (name <> ''),
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    code_tail text NOT NULL,
    code_turn bigint NOT NULL DEFAULT 1,
    -- Whose it is: who bought it.
    client_id uuid,
    -- By what it was bought, and which piece of that; null when it was written down by hand.
    invoice_id uuid,
    piece bigint NOT NULL DEFAULT 0 CHECK (piece >= 0),
    currency text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    granted_minor bigint NOT NULL DEFAULT 0 CHECK (granted_minor >= 0),
    granted_visits bigint NOT NULL DEFAULT 0 CHECK (granted_visits >= 0),
    balance_minor bigint NOT NULL DEFAULT 0 CHECK (balance_minor >= 0),
    balance_visits bigint NOT NULL DEFAULT 0 CHECK (balance_visits >= 0),
    expires_on date,
    -- When the client was told that it ends soon.
    reminded_at timestamptz,
    expired_at timestamptz,
    cancelled_at timestamptz,
    recipient_name text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    -- What a person must look at: 'refunded', its money went back after it was used; 'lacking', a visit that was taken back
    -- finds nothing on it any more.
    attention text NOT NULL DEFAULT '' CHECK (attention IN ('', 'refunded', 'lacking')),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code_hash),
    UNIQUE (tenant_id, invoice_id, piece),
    FOREIGN KEY (tenant_id, offer_id) REFERENCES package_offers (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    CHECK ((kind = 'package') = (granted_visits > 0) AND (kind = 'certificate') = (granted_minor > 0)),
    CHECK (balance_minor <= granted_minor AND balance_visits <= granted_visits)
);
CREATE INDEX packages_by_age ON packages (tenant_id, created_at, id);
CREATE INDEX packages_open ON packages (tenant_id, currency) WHERE cancelled_at IS NULL AND expired_at IS NULL;
CREATE INDEX packages_by_client ON packages (tenant_id, client_id, created_at) WHERE client_id IS NOT NULL;
CREATE INDEX packages_ending ON packages (expires_on) WHERE expires_on IS NOT NULL AND expired_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX packages_to_look_at ON packages (tenant_id, attention, updated_at);

CREATE TABLE package_services (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    package_id uuid NOT NULL,
    service_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, package_id, service_id),
    FOREIGN KEY (tenant_id, package_id) REFERENCES packages (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id)
);

-- The ledger. minor and visits are what came to the balance or left it; value is what of a visit's or an invoice's price it
-- took over, below zero when it gives that back. A movement is given back once.
CREATE TABLE package_movements (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    package_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('issued', 'redeemed', 'returned', 'burned', 'expired', 'revived', 'cancelled')),
    minor bigint NOT NULL,
    visits bigint NOT NULL,
    value_minor bigint NOT NULL DEFAULT 0,
    appointment_id uuid,
    invoice_id uuid,
    reverses_id uuid,
    -- A second press writes nothing.
    key text NOT NULL,
    recorded_by uuid REFERENCES users (id),
    created_at timestamptz NOT NULL,
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
);
CREATE INDEX package_movements_by_package ON package_movements (tenant_id, package_id, created_at, id);
CREATE INDEX package_movements_by_appointment ON package_movements (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX package_movements_by_invoice ON package_movements (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;

CREATE FUNCTION package_movements_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'redeemed' AND EXISTS (
        SELECT 1 FROM packages p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.package_id AND p.cancelled_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a cancelled package is not used' USING ERRCODE = '23514';
    END IF;
    UPDATE packages SET balance_minor = balance_minor + NEW.minor, balance_visits = balance_visits + NEW.visits
    WHERE tenant_id = NEW.tenant_id AND id = NEW.package_id;
    RETURN NEW;
END $$;
CREATE TRIGGER package_movements_count BEFORE INSERT ON package_movements FOR EACH ROW EXECUTE FUNCTION package_movements_count();
CREATE FUNCTION package_movements_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a movement stays as it is' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER package_movements_fixed BEFORE UPDATE OR DELETE ON package_movements FOR EACH ROW EXECUTE FUNCTION package_movements_kept();
CREATE TRIGGER package_movements_not_emptied BEFORE TRUNCATE ON package_movements EXECUTE FUNCTION package_movements_kept();
CREATE TRIGGER packages_of_erased BEFORE INSERT ON packages FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();

-- What is told with a sale: for whom it is, and where it goes once it is paid for.
CREATE TABLE package_orders (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    invoice_id uuid NOT NULL,
    source text NOT NULL CHECK (source IN ('public', 'master')),
    email text NOT NULL DEFAULT '',
    recipient_name text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    -- After it, an order of the practice's page that nobody paid is void.
    ends_on date,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX package_orders_ending ON package_orders (ends_on) WHERE ends_on IS NOT NULL;

-- What of an invoice packages and certificates took over. No money comes with it: that came when they were sold.
ALTER TABLE invoices ADD COLUMN prepaid_minor bigint NOT NULL DEFAULT 0 CHECK (prepaid_minor BETWEEN 0 AND total_minor);
