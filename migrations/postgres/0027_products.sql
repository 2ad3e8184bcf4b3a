-- What is sold over the counter, and how much of it there is. Quantities are in thousandths, sums in minor units.

CREATE TABLE products (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    sku text CHECK (sku <> ''),
    name text NOT NULL CHECK (name <> ''),
    price_minor bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000000),
    -- What the movements add up to; the triggers let nothing else change it.
    stock_milli bigint NOT NULL DEFAULT 0 CHECK (stock_milli BETWEEN -1000000000000 AND 1000000000000),
    -- From how few on the master is told; null: never.
    low_milli bigint CHECK (low_milli BETWEEN 0 AND 1000000000),
    -- Whether more may be sold than there is.
    may_go_below boolean NOT NULL DEFAULT false,
    -- The number of its latest movement.
    last_seq bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1,
    -- Offered no more; lines and movements that have it keep it.
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (stock_milli >= 0 OR may_go_below)
);
CREATE UNIQUE INDEX products_by_sku ON products (tenant_id, sku) WHERE sku IS NOT NULL AND archived_at IS NULL;

-- Each coming and going, numbered by product without gaps. Added to, never changed. balance: what there is after it.
CREATE TABLE stock_movements (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    kind text NOT NULL CHECK (kind IN ('delivery', 'correction', 'sale', 'return')),
    change_milli bigint NOT NULL CHECK (change_milli <> 0),
    balance_milli bigint NOT NULL,
    reason text NOT NULL DEFAULT '',
    invoice_id uuid,
    user_id uuid REFERENCES users (id),
    -- A second press writes no second one.
    key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, product_id, seq),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    CHECK (kind <> 'sale' OR (change_milli < 0 AND invoice_id IS NOT NULL)),
    CHECK (kind NOT IN ('delivery', 'return') OR change_milli > 0)
);
CREATE INDEX stock_movements_by_invoice ON stock_movements (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;

CREATE FUNCTION products_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.stock_milli = 0 AND NEW.last_seq = 0 THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.tenant_id, NEW.id) = (OLD.tenant_id, OLD.id)
            AND ((NEW.stock_milli, NEW.last_seq) = (OLD.stock_milli, OLD.last_seq)
                OR (NEW.last_seq = OLD.last_seq + 1
                    AND NEW.stock_milli IS NOT DISTINCT FROM (SELECT m.balance_milli FROM stock_movements m
                        WHERE m.tenant_id = NEW.tenant_id AND m.product_id = NEW.id AND m.seq = NEW.last_seq)))
        THEN
            RETURN NEW;
        END IF;
    ELSE
        RAISE EXCEPTION 'a product is kept' USING ERRCODE = '23514';
    END IF;
    RAISE EXCEPTION 'stock is the sum of its movements' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER products_stock BEFORE INSERT OR UPDATE OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION products_guard();
CREATE TRIGGER products_not_emptied BEFORE TRUNCATE ON products EXECUTE FUNCTION products_guard();

-- The product's row is locked meanwhile: two movements follow one another.
CREATE FUNCTION stock_movements_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seq bigint;
    stock bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a movement is never changed' USING ERRCODE = '23514';
    END IF;
    SELECT p.last_seq, p.stock_milli INTO seq, stock FROM products p
    WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.product_id FOR NO KEY UPDATE;
    IF NEW.seq = seq + 1 AND NEW.balance_milli = stock + NEW.change_milli THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'stock is the sum of its movements' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER stock_movements_fixed BEFORE INSERT OR UPDATE OR DELETE ON stock_movements FOR EACH ROW EXECUTE FUNCTION stock_movements_guard();
CREATE TRIGGER stock_movements_not_emptied BEFORE TRUNCATE ON stock_movements EXECUTE FUNCTION stock_movements_guard();
CREATE FUNCTION stock_movements_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE products SET stock_milli = NEW.balance_milli, last_seq = NEW.seq, updated_at = NEW.created_at
    WHERE tenant_id = NEW.tenant_id AND id = NEW.product_id;
    RETURN NULL;
END $$;
CREATE TRIGGER stock_movements_count AFTER INSERT ON stock_movements FOR EACH ROW EXECUTE FUNCTION stock_movements_count();

-- A line of a credit note that takes a whole line back says which.
ALTER TABLE invoice_items ADD COLUMN credited_item_id uuid;
CREATE INDEX invoice_items_by_product ON invoice_items (tenant_id, product_id) WHERE product_id IS NOT NULL;
CREATE FUNCTION invoice_items_of_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'product' AND NEW.product_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM products p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.product_id)
    THEN
        RAISE EXCEPTION 'no such product' USING ERRCODE = '23503';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_items_of_product BEFORE INSERT ON invoice_items FOR EACH ROW EXECUTE FUNCTION invoice_items_of_product();

-- What about an invoice needs a person: it was not paid in time, or more of a product was sold than there was. One for one
-- thing, however often it is found.
CREATE TABLE invoice_tasks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('overdue', 'short')),
    product_id uuid,
    -- What was sold and not there.
    missing_milli bigint CHECK (missing_milli > 0),
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, invoice_id, key),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    CHECK ((kind = 'short') = (product_id IS NOT NULL) AND (kind = 'short') = (missing_milli IS NOT NULL))
);
CREATE INDEX invoice_tasks_open ON invoice_tasks (tenant_id, created_at) WHERE settled_at IS NULL;
INSERT INTO invoice_tasks (tenant_id, id, invoice_id, key, kind, created_at)
SELECT tenant_id, gen_random_uuid(), id, 'overdue', 'overdue', updated_at FROM invoices WHERE status = 'overdue';
