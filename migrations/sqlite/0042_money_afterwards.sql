-- A receipt that closes a prepayment is of a deposit, or of one use of a package or certificate.
CREATE TABLE fiscal_receipts_new (
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
    movement_id BLOB,
    -- What it closes, once that was reckoned.
    amount_minor INTEGER CHECK (amount_minor >= 0),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id),
    FOREIGN KEY (tenant_id, movement_id) REFERENCES package_movements (tenant_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO fiscal_receipts_new (tenant_id, id, payment_id, status, provider_id, reason, attempts, check_at, created_at)
    SELECT tenant_id, id, payment_id, status, provider_id, reason, attempts, check_at, created_at FROM fiscal_receipts;
DROP TABLE fiscal_receipts;
ALTER TABLE fiscal_receipts_new RENAME TO fiscal_receipts;
CREATE INDEX fiscal_receipts_due ON fiscal_receipts (check_at) WHERE check_at IS NOT NULL;
CREATE UNIQUE INDEX fiscal_receipts_of_deposit ON fiscal_receipts (tenant_id, payment_id) WHERE movement_id IS NULL;
CREATE UNIQUE INDEX fiscal_receipts_of_use ON fiscal_receipts (tenant_id, movement_id, payment_id) WHERE movement_id IS NOT NULL;
CREATE INDEX fiscal_receipts_by_payment ON fiscal_receipts (tenant_id, payment_id);

-- When an account is next asked what happened there without a word to us, and until when that is known.
ALTER TABLE payment_accounts ADD COLUMN sweep_at TEXT;
ALTER TABLE payment_accounts ADD COLUMN swept_to TEXT;
UPDATE payment_accounts SET sweep_at = created_at WHERE sealed IS NOT NULL AND disconnected_at IS NULL;
CREATE INDEX payment_accounts_to_sweep ON payment_accounts (sweep_at) WHERE sweep_at IS NOT NULL;
