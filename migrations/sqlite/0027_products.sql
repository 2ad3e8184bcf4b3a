-- What is sold over the counter, and how much of it there is. Quantities are in thousandths, sums in minor units.

CREATE TABLE products (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    sku TEXT CHECK (sku <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    price_minor INTEGER NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000000),
    -- What the movements add up to; the triggers let nothing else change it.
    stock_milli INTEGER NOT NULL DEFAULT 0 CHECK (stock_milli BETWEEN -1000000000000 AND 1000000000000),
    -- From how few on the master is told; null: never.
    low_milli INTEGER CHECK (low_milli BETWEEN 0 AND 1000000000),
    -- Whether more may be sold than there is.
    may_go_below INTEGER NOT NULL DEFAULT 0 CHECK (may_go_below IN (0, 1)),
    -- The number of its latest movement.
    last_seq INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    -- Offered no more; lines and movements that have it keep it.
    archived_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (stock_milli >= 0 OR may_go_below = 1)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX products_by_sku ON products (tenant_id, sku) WHERE sku IS NOT NULL AND archived_at IS NULL;

-- Each coming and going, numbered by product without gaps. Added to, never changed. balance: what there is after it.
CREATE TABLE stock_movements (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    kind TEXT NOT NULL CHECK (kind IN ('delivery', 'correction', 'sale', 'return')),
    change_milli INTEGER NOT NULL CHECK (change_milli <> 0),
    balance_milli INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    invoice_id BLOB,
    user_id BLOB REFERENCES users (id),
    -- A second press writes no second one.
    key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, product_id, seq),
    UNIQUE (tenant_id, key),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    CHECK (kind <> 'sale' OR (change_milli < 0 AND invoice_id IS NOT NULL)),
    CHECK (kind NOT IN ('delivery', 'return') OR change_milli > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_movements_by_invoice ON stock_movements (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;

CREATE TRIGGER products_begin BEFORE INSERT ON products WHEN NEW.stock_milli <> 0 OR NEW.last_seq <> 0 BEGIN
    SELECT RAISE(ABORT, 'stock is the sum of its movements');
END;
CREATE TRIGGER products_stock BEFORE UPDATE ON products WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id
    OR ((NEW.stock_milli <> OLD.stock_milli OR NEW.last_seq <> OLD.last_seq) AND (NEW.last_seq <> OLD.last_seq + 1
        OR NEW.stock_milli IS NOT (SELECT m.balance_milli FROM stock_movements m
            WHERE m.tenant_id = NEW.tenant_id AND m.product_id = NEW.id AND m.seq = NEW.last_seq))) BEGIN
    SELECT RAISE(ABORT, 'stock is the sum of its movements');
END;
CREATE TRIGGER products_kept BEFORE DELETE ON products BEGIN
    SELECT RAISE(ABORT, 'a product is kept');
END;
CREATE TRIGGER stock_movements_follow BEFORE INSERT ON stock_movements WHEN NOT EXISTS (
    SELECT 1 FROM products p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.product_id
        AND NEW.seq = p.last_seq + 1 AND NEW.balance_milli = p.stock_milli + NEW.change_milli) BEGIN
    SELECT RAISE(ABORT, 'stock is the sum of its movements');
END;
CREATE TRIGGER stock_movements_count AFTER INSERT ON stock_movements BEGIN
    UPDATE products SET stock_milli = NEW.balance_milli, last_seq = NEW.seq, updated_at = NEW.created_at
    WHERE tenant_id = NEW.tenant_id AND id = NEW.product_id;
END;
CREATE TRIGGER stock_movements_fixed BEFORE UPDATE ON stock_movements BEGIN
    SELECT RAISE(ABORT, 'a movement is never changed');
END;
CREATE TRIGGER stock_movements_kept BEFORE DELETE ON stock_movements BEGIN
    SELECT RAISE(ABORT, 'a movement is never changed');
END;

-- A line of a credit note that takes a whole line back says which.
ALTER TABLE invoice_items ADD COLUMN credited_item_id BLOB;
CREATE INDEX invoice_items_by_product ON invoice_items (tenant_id, product_id) WHERE product_id IS NOT NULL;
CREATE TRIGGER invoice_items_of_product BEFORE INSERT ON invoice_items WHEN NEW.kind = 'product' AND NEW.product_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM products p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.product_id) BEGIN
    SELECT RAISE(ABORT, 'no such product');
END;

-- What about an invoice needs a person: it was not paid in time, or more of a product was sold than there was. One for one
-- thing, however often it is found.
CREATE TABLE invoice_tasks (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    invoice_id BLOB NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('overdue', 'short')),
    product_id BLOB,
    -- What was sold and not there.
    missing_milli INTEGER CHECK (missing_milli > 0),
    created_at TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, invoice_id, key),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id),
    CHECK ((kind = 'short') = (product_id IS NOT NULL) AND (kind = 'short') = (missing_milli IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_tasks_open ON invoice_tasks (tenant_id, created_at) WHERE settled_at IS NULL;
INSERT INTO invoice_tasks (tenant_id, id, invoice_id, key, kind, created_at)
SELECT tenant_id, randomblob(16), id, 'overdue', 'overdue', updated_at FROM invoices WHERE status = 'overdue';
